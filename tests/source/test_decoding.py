"""Bytes are read in the encoding that they were written in."""

import codecs
import random

import pytest

from source.decoding import NotText, decode

SENTENCE = "Мощность линии CKD составит 10 000 единиц в год, сообщил «Казинформ»."
ARTICLE = "\r\n\r\n".join([SENTENCE, "Экспорт пойдёт в Россию — уже в 2017 году.\n"] * 20)


@pytest.mark.parametrize("text", ["Привет", "Да.", "ЗАВОД", "Цех №5", SENTENCE, ARTICLE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251"])
def test_russian_is_read_as_it_was_written(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["Привет, мир", "МОЩНОСТЬ ЛИНИИ", "Какова мощность линии?"])
@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "mac-cyrillic", "iso8859-5"])
def test_rarer_encodings_of_russian_are_told_by_their_letters(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told(encoding):
    assert decode(ARTICLE.encode(encoding)) == ARTICLE


@pytest.mark.parametrize(
    "text", ["He said “hello” – fine.", "It costs £5 at the café, which was new to all of them."]
)
def test_english_with_a_few_other_characters_is_western(text):
    assert decode(text.encode("cp1252")) == text


def test_a_declared_encoding_is_taken_after_utf_8():
    assert decode("Zażółć gęślą jaźń".encode("iso8859-2"), "iso8859-2") == "Zażółć gęślą jaźń"
    assert decode("Привет".encode(), "cp1251") == "Привет"
    assert decode("Привет, мир".encode("cp1251"), "no-such-encoding") == "Привет, мир"


def test_nothing_but_the_mark_is_altered():
    text = " \r\n\ta\rb\n\u2028 \ufeff "
    assert decode(codecs.BOM_UTF8 + text.encode()) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 text", "it is a PDF file"),
        (b"PK\x03\x04 text", "it is a ZIP archive or an office document"),
        (b"\x89PNG\r\n", "it is a PNG image"),
        (b"\xff\xd8\xff\xe0", "it is a JPEG image"),
        (b"text\0text", "it is a binary file: it holds NUL bytes"),
        (b"text\x01\x02\x03", "it is a binary file"),
    ],
)
def test_what_is_no_text_is_named(data, reason):
    with pytest.raises(NotText) as raised:
        decode(data)
    assert str(raised.value) == reason


def test_utf_8_with_a_broken_byte_is_not_read_as_nonsense():
    with pytest.raises(NotText, match=r"its encoding is UTF-8, but for a broken byte at 12$"):
        decode("Завод ".encode() + b"x\xff" + SENTENCE.encode())


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_no_text(seed):
    with pytest.raises(NotText):
        decode(random.Random(seed).randbytes(5000))


def test_a_declared_encoding_that_refuses_everything_is_passed_over():
    assert decode("Привет, мир".encode("cp1251"), "undefined") == "Привет, мир"
