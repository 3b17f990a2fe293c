"""A text as it is read: its paragraphs, a span of it marked, and words found in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from qa.answer import Citation
from qa.kept import Quotation
from source import Span

SENTENCE_LIMIT = 320  # characters shown on either side of a quote; a sentence can be a megabyte

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


class Piece(NamedTuple):
    """A stretch of a paragraph, marked or not; the first marked one of a page is its anchor."""

    text: str
    is_marked: bool
    is_anchor: bool = False


class Paragraph(NamedTuple):
    """The pieces of a paragraph, and where it starts in the text."""

    start: int
    pieces: list[Piece]


def paragraphs(text: str, quote: Span | None) -> list[Paragraph]:
    """Return the text's paragraphs, what blank lines set apart, with the quote marked."""
    return [Paragraph(span.start, list(_pieces(text, span, quote))) for span in _spans(text)]


def cited_sentence(citation: Citation | Quotation) -> tuple[str, str, str]:
    """Return the sentence as what stands before the quote, the quote, and what stands after."""
    sentence, start = citation.sentence_text, citation.start - citation.sentence.start
    stop = start + len(citation.quote)
    first, last = max(0, start - SENTENCE_LIMIT), min(len(sentence), stop + SENTENCE_LIMIT)
    before = ("…" if first > 0 else "") + sentence[first:start]
    after = sentence[stop:last] + ("…" if last < len(sentence) else "")
    return before, citation.quote, after


def exact(text: str) -> Markup:
    """Return the text as HTML that a browser reads as the same code points.

    A bare carriage return would become a line break and NUL would vanish: places that a person
    selects would be counted wrongly after either.
    """
    return Markup(str(escape(text)).replace("\r", "&#13;").replace("\0", "�"))


def trimmed(text: str, span: Span) -> Span | None:
    """Return the span without the blanks at its ends; None where nothing else is in it."""
    words = text[slice(*span)]
    if not words.strip():
        return None
    return Span(span.stop - len(words.lstrip()), span.start + len(words.rstrip()))


def find(text: str, words: str, near: int = 0) -> Span | None:
    """Return where the words stand, the place nearest to one where they stand in several.

    Blanks and line breaks between words may differ: a person copied them from a page.
    """
    if not words.strip():
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    spans = [Span(*match.span()) for match in pattern.finditer(text)]
    return min(spans, key=lambda span: abs(span.start - near), default=None)


def _spans(text: str) -> Iterator[Span]:
    """Yield where paragraphs stand, line breaks kept within."""
    start = 0
    for blank in _BLANK_LINES.finditer(text):
        if text[start : blank.start()].strip():
            yield Span(start, blank.start())
        start = blank.end()
    if text[start:].strip():
        yield Span(start, len(text))


def _pieces(text: str, paragraph: Span, quote: Span | None) -> Iterator[Piece]:
    """Yield the paragraph cut where the quote starts and stops; joined, they are its text."""
    if quote is None or quote.stop <= paragraph.start or paragraph.stop <= quote.start:
        yield Piece(text[slice(*paragraph)], is_marked=False)
        return
    start, stop = max(quote.start, paragraph.start), min(quote.stop, paragraph.stop)
    if paragraph.start < start:
        yield Piece(text[paragraph.start : start], is_marked=False)
    yield Piece(text[start:stop], is_marked=True, is_anchor=paragraph.start <= quote.start)
    if stop < paragraph.stop:
        yield Piece(text[stop : paragraph.stop], is_marked=False)
