"""Bytes to the text that they hold, in whichever encoding it was written."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from math import log

SAMPLE = 20_000  # bytes or characters looked at to tell an encoding

MAGIC_NUMBERS = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an office document of the old form, or locked by a password",
    b"{\\rtf": "an RTF document",
}
BYTE_ORDER_MARKS = {  # that of UTF-32 starts with that of UTF-16: longest first
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

# How common each encoding is for Russian, as a head start in nats: it decides on a word or two.
CYRILLIC_ENCODINGS = {
    "cp1251": 0.0,
    "koi8-r": -2.0,
    "cp866": -3.0,
    "iso8859-5": -5.0,
    "mac-cyrillic": -5.0,
}
# Per cent of the letters of the Russian National Corpus (Lyashevskaya and Sharov, 2009).
_SHARES = """
    10.97 8.45 8.01 7.35 6.70 6.26 5.47 4.73 4.54 4.40 3.49 3.21 2.98 2.81 2.62 2.01 1.90 1.74 1.70
    1.65 1.59 1.44 1.21 0.97 0.94 0.73 0.64 0.48 0.36 0.32 0.26 0.04 0.04
"""
LETTER_SHARES = dict(
    zip("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", map(float, _SHARES.split()), strict=True)
)
PUNCTUATION = set("«»„“”‘’–—…№°§\xa0")
PUNCTUATION_SHARE, STRANGER_SHARE = 1.0, 0.01  # per cent, as above
CASE_BREAK = -4.0  # nats, for a capital after a small letter
CAPITAL = -0.7  # nats, for any capital: some of the encodings have them where others have small

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
BROKEN_RATIO = 4  # characters whole for each that is broken; other encodings have under 1
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[Ѐ-ӿ]")
WESTERN_SHARE = 0.1  # of the bytes; more letters with accents are not English or its neighbours
CONTROL_SHARE = 0.01  # of the characters; text has next to none
PLAUSIBLE_SHARE = 0.95  # of the characters of UTF-16 without a mark


class NotText(ValueError):
    """Bytes that hold no text, or text in an encoding that cannot be told."""


def kind_of(data: bytes) -> str:
    """Return what a file that is no text is by its first bytes; empty where these do not tell."""
    return next((name for magic, name in MAGIC_NUMBERS.items() if data.startswith(magic)), "")


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text as it stands, newlines and all, without a byte order mark.

    UTF-8 is tried before the encoding that a page or server declared: those declare at random.
    """
    if kind := kind_of(data):
        raise NotText(f"it is {kind}")
    for text in _readings(data, declared):
        if _has_control_characters(text):
            raise NotText("it is a binary file")
        return text
    raise NotText("its encoding cannot be told")


def _readings(data: bytes, declared: str | None) -> Iterator[str]:
    """Yield what the bytes can be read as, likeliest first."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            yield from _attempt(data[len(mark) :], encoding)
    if b"\0" in data:
        yield from _unmarked_utf_16(data)
        raise NotText("it is a binary file: it holds NUL bytes")
    yield from _attempt(data, "utf-8")
    _refuse_broken_utf_8(data)
    if declared:
        yield from _attempt(data, declared)
    yield from _russian(data)
    if sum(byte > 127 for byte in data[:SAMPLE]) <= WESTERN_SHARE * len(data[:SAMPLE]):
        yield from _attempt(data, "cp1252")
    yield from _detected(data)


def _attempt(data: bytes, encoding: str) -> Iterator[str]:
    try:
        yield data.decode(encoding)
    except (UnicodeError, LookupError):  # a page may declare an unknown one, or "undefined"
        return


def _refuse_broken_utf_8(data: bytes) -> None:
    """Raise NotText for UTF-8 with a few bytes amiss: as another encoding it reads as nonsense."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = sum(map(len, BEYOND_ASCII.findall(text))) - broken
    if letters > BROKEN_RATIO * broken > 0:
        place = len(text[: text.index("\ufffd")].encode())
        raise NotText(f"its encoding is UTF-8, but for a broken byte at {place:,}")


def _unmarked_utf_16(data: bytes) -> Iterator[str]:
    for encoding in ("utf-16-le", "utf-16-be"):
        for text in _attempt(data, encoding):
            sample = text[:SAMPLE]
            plausible = sum(map(_is_plausible, sample))
            if plausible >= PLAUSIBLE_SHARE * len(sample):
                yield text


def _is_plausible(character: str) -> bool:
    if character in "\t\r\n" or character in PUNCTUATION:
        return True
    return " " <= character <= "~" or "Ѐ" <= character <= "ӿ"


def _russian(data: bytes) -> Iterator[str]:
    """Yield the reading whose letters are likeliest in Russian, if it is Russian at all."""
    readings = {
        encoding: text for encoding in CYRILLIC_ENCODINGS for text in _attempt(data, encoding)
    }
    likelihoods = {
        encoding: head_start + _likelihood(readings[encoding][:SAMPLE])
        for encoding, head_start in CYRILLIC_ENCODINGS.items()
        if encoding in readings
    }
    best = readings[max(likelihoods, key=likelihoods.__getitem__)]
    if _is_russian(best[:SAMPLE]):
        yield best


def _likelihood(text: str) -> float:
    total, before = 0.0, ""
    for character in text:
        if character > "\x7f":
            total += _letter_likelihood(character)
            total += CAPITAL if character.isupper() else 0.0
            total += CASE_BREAK if before.islower() and character.isupper() else 0.0
        before = character
    return total


def _letter_likelihood(character: str) -> float:
    other = PUNCTUATION_SHARE if character in PUNCTUATION else STRANGER_SHARE
    return log(LETTER_SHARES.get(character.lower(), other) / 100)


def _is_russian(text: str) -> bool:
    """Tell whether words are Cyrillic as wholes: "café" in cp1252 reads as "cafй" in cp1251."""
    words = [word for word in WORD.findall(text) if not word.isascii()]
    whole = [word for word in words if all(map(CYRILLIC.match, word))]
    known = [c for c in text if c > "\x7f" and (c.lower() in LETTER_SHARES or c in PUNCTUATION)]
    strangers = sum(c > "\x7f" for c in text) - len(known)
    return (not words or 2 * len(whole) > len(words)) and strangers < len(known)


def _detected(data: bytes) -> Iterator[str]:
    from charset_normalizer import from_bytes  # rarely needed

    best = from_bytes(data).best()
    if best is not None:
        yield str(best)


def _has_control_characters(text: str) -> bool:
    sample = text[:SAMPLE]
    controls = sum(unicodedata.category(c) == "Cc" and not c.isspace() for c in sample)
    return "\0" in text or controls > CONTROL_SHARE * len(sample)
