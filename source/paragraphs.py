"""Where a text's paragraphs start and stop, and the stretches in them that sentences run in."""

import re
from collections.abc import Iterator
from itertools import pairwise

from source.document import Span

WRAP_WIDTH = 120  # characters; a text with longer lines was not wrapped by hand

HEADING = re.compile(r"\s{0,3}#{1,6}(\s|$)")
UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})\s*$")  # below a heading, or a rule across the page
TABLE_ROW = re.compile(r"\s*\|")
BULLET = re.compile(r"\s*[-*+•▪●◦‣]\s")
DASH_ITEM = re.compile(r"\s*[–—]\s+(?P<first>\S)")
NUMBERED_ITEM = re.compile(r"\s*\d{1,3}[.)]\s")
FINISHED = tuple(".!?…:;")
UNFINISHED = tuple(",-–—(«“„")


def paragraph_spans(text: str) -> list[Span]:
    """Return the stretches between blank lines, without the whitespace around them."""
    return [_trimmed(text, lines[0].start, lines[-1].stop) for lines in _paragraphs(text)]


def block_spans(text: str) -> list[Span]:
    """Return the stretches that sentences stay in, without the whitespace around them.

    A paragraph is one of them, but for its headings, list items and table rows: they stand alone.
    """
    return [
        _trimmed(text, lines[0].start, lines[-1].stop)
        for paragraph in _paragraphs(text)
        for lines in _blocks(text, paragraph)
    ]


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield Span(start, start + len(line))
        start += len(line)


def _paragraphs(text: str) -> Iterator[list[Span]]:
    lines: list[Span] = []
    for line in _lines(text):
        if not text[line.start : line.stop].isspace():
            lines.append(line)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _trimmed(text: str, start: int, stop: int) -> Span:
    stretch = text[start:stop]
    start += len(stretch) - len(stretch.lstrip())
    return Span(start, start + len(stretch.strip()))


def _blocks(text: str, paragraph: list[Span]) -> Iterator[list[Span]]:
    lines = [text[line.start : line.stop].rstrip() for line in paragraph]
    width = max(line.rfind(" ") for line in lines)  # the last word may be a long address
    listing = _starts_item(lines[0], "", listing=False)
    block = paragraph[:1]
    for (before, line), span in zip(pairwise(lines), paragraph[1:], strict=True):
        item = _starts_item(line, before, listing)
        if item or _stands_apart(before, line) or _ends_unwrapped(before, line, width):
            yield block
            block = []
        listing = listing or item
        block.append(span)
    yield block


def _starts_item(line: str, before: str, listing: bool) -> bool:
    """Tell whether a line is a list item; a wrapped line can start with a dash or number too."""
    if BULLET.match(line):
        return True
    if NUMBERED_ITEM.match(line):
        return listing or not before or before.endswith(FINISHED)
    dash = DASH_ITEM.match(line)
    if dash is None:
        return False
    if dash["first"].islower():  # "Москва\n— столица", but "включая:\n— сварку;\n— окраску"
        return not before or before.endswith((":", ";")) or (listing and before[-1:] != ",")
    return not before or listing or before.endswith(FINISHED)


def _stands_apart(before: str, line: str) -> bool:
    if UNDERLINE.match(before) or HEADING.match(before) or HEADING.match(line):
        return True
    return bool(TABLE_ROW.match(line) or TABLE_ROW.match(before))


def _ends_unwrapped(before: str, line: str, width: int) -> bool:
    """Tell whether a line ended early by will, as a headline above its text does."""
    if before.endswith(UNFINISHED) or not _first_letter(line).isupper():
        return False
    return width > WRAP_WIDTH or 2 * len(before) <= width


def _first_letter(line: str) -> str:
    return line.lstrip(" \t\"'«“„([–—")[:1]
