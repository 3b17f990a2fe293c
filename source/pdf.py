"""The text of a PDF file by its paragraphs: lines joined, running heads and page numbers left out.

PDFium tells characters with their places on the page; what is a paragraph is told from these.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING

from source.decoding import NotText
from source.paragraphs import BULLET, FINISHED, NUMBERED_ITEM, block_spans

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

MARGIN_LINES = 2  # at the top and at the foot of a page, that may be running ones
SAME_HEIGHT = 1.15  # of two lines of one kind of text, the taller to the lower
SAME_ROW = 0.5  # heights of a line: what stands no further below is beside the other
APART = 1.3  # usual distances of lines below each other: from here on a paragraph starts
INDENT = 0.7  # heights of a line

STRETCHED = re.compile(" *\u00a0 *")  # PDFium adds spaces to it in a line of full width
BROKEN_AT = "\ufffe"  # what PDFium has for a hyphen with a line break after it
HYPHENS = f"{BROKEN_AT}\u2010-"
HYPHENATED_SHARE = 0.03  # of the lines: text whose words are not divided has fewer with a hyphen
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
HYPHENATED = re.compile(rf"(?P<first>\w+)[{HYPHENS}]$")

_pdfium = Lock()  # it is not made for two threads at once


@dataclass(frozen=True)
class Pdf:
    """A file as it reads; a title that it does not have is empty."""

    title: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a page, with where it stands: in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)  # a broken font has no height

    def is_like(self, other: "Line") -> bool:
        low, high = sorted((self.height, other.height))
        return high <= SAME_HEIGHT * low


def parse(data: bytes) -> Pdf:
    """Return the text of a PDF file, paragraphs apart by blank lines; NotText if it has none."""
    import pypdfium2  # as with other files: asking needs no parser

    try:
        with _pdfium, pypdfium2.PdfDocument(data) as pdf:
            title = pdf.get_metadata_value("Title").strip()
            pages = [list(_lines(page.get_textpage())) for page in pdf]
    except (pypdfium2.PdfiumError, UnicodeDecodeError) as error:
        locked = "password" in str(error)
        raise NotText("it needs a password" if locked else "it is no whole PDF file") from error
    lines, running = _without_running_lines(pages)
    if not lines:
        raise NotText("there is no text in it; pictures of text are not read")
    hyphens = _Hyphens(lines)
    paragraphs = [hyphens.joined(paragraph) for paragraph in _paragraphs(lines)]
    return Pdf(title, "\n\n".join(paragraphs + running))


def _lines(page: "PdfTextPage") -> Iterator[Line]:
    """Yield the lines of a page in the order in which they were written."""
    text, start = page.get_text_range(), 0
    for part in text.replace(BROKEN_AT, f"{BROKEN_AT}\n").splitlines(keepends=True):
        line, stop = part.rstrip("\r\n"), start + len(part) - part.endswith(f"{BROKEN_AT}\n")
        places = [start + i for i, character in enumerate(line) if not character.isspace()]
        start = stop
        if places:
            boxes = [page.get_charbox(place, loose=True) for place in places]
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            # of most characters: a raised one, or one of another font, makes no other line
            line = STRETCHED.sub("\u00a0", line.strip())
            yield Line(line, min(lefts), median(bottoms), max(rights), median(tops))


def _without_running_lines(pages: list[list[Line]]) -> tuple[list[Line], list[str]]:
    """Return the lines of all pages, and apart from them those that many pages have in one place.

    These are told once, as they first stand; page numbers are not.
    """
    margins = [_margins(page) for page in pages]
    counts = Counter(key for keys in margins for key in set(keys.values()))
    lines: list[Line] = []
    running: dict[str, str] = {}
    for page, keys in zip(pages, margins, strict=True):
        for line in page:
            form, _ = key = keys.get(line, ("", 0))
            if counts[key] < 2 or not (form == "0" or WORD.search(form)):
                lines.append(line)
            elif form != "0":
                running.setdefault(form, line.text)
    return lines, list(running.values())


def _margins(page: list[Line]) -> dict[Line, tuple[str, int]]:
    """Return the outer lines of a page with what they share with those of others: form and place.

    The form has no page number; a row of a table, of figures alone, would not be told by it.
    """
    by_height = sorted(page, key=lambda line: line.bottom)
    outer = by_height[:MARGIN_LINES] + by_height[-MARGIN_LINES:]
    return {line: (re.sub(r"\d+", "0", line.text), round(line.bottom)) for line in outer}


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    falls = [_fall(before, line) for before, line in pairwise(lines) if before.is_like(line)]
    usual = median([fall for fall in falls if fall > SAME_ROW] or [1.0])
    paragraph = lines[:1]
    for before, line in pairwise(lines):
        if _starts_paragraph(before, line, usual):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _fall(before: Line, line: Line) -> float:
    """Return how far below another a line stands, in heights of a line."""
    return (before.bottom - line.bottom) / line.height


def _starts_paragraph(before: Line, line: Line, usual: float) -> bool:
    fall = _fall(before, line)
    if fall < SAME_ROW:  # the next column or page, or on beside a note's mark
        return not before.is_like(line) or before.text.endswith(FINISHED)
    if fall > APART * usual:
        return True
    if line.text[0].islower() and not before.text.endswith(FINISHED):
        return False
    return not before.is_like(line) or _is_indented(before, line)  # a headline, a note


def _is_indented(before: Line, line: Line) -> bool:
    centred = abs((before.left + before.right) - (line.left + line.right)) < line.height
    item = BULLET.match(before.text) or NUMBERED_ITEM.match(before.text)
    return line.left > before.left + INDENT * line.height and not (centred or item)


class _Hyphens:
    """Lines joined to paragraphs: whether a hyphen at a line's end stays is told by the whole."""

    def __init__(self, lines: list[Line]) -> None:
        self._words = Counter(word.lower() for line in lines for word in WORD.findall(line.text))
        ending = sum(bool(HYPHENATED.search(line.text)) for line in lines)
        self._divides = ending > HYPHENATED_SHARE * len(lines)

    def joined(self, lines: list[Line]) -> str:
        """Return the text of a paragraph; its list items and headings start lines of their own."""
        text = "\n".join(line.text for line in lines)
        blocks = (text[block.start : block.stop].split("\n") for block in block_spans(text))
        return "\n".join(map(self._block, blocks))

    def _block(self, lines: list[str]) -> str:
        text = lines[0]
        for line in lines[1:]:
            text = self._seam(text, line) + line
        return text.replace(BROKEN_AT, "-")

    def _seam(self, text: str, line: str) -> str:
        """Return a text as it goes on in the next line."""
        hyphenated, second = HYPHENATED.search(text), WORD.match(line)
        if hyphenated is None:
            return f"{text} "
        if second and second[0][0].islower():
            first = hyphenated["first"].lower()
            compound = self._words[f"{first}-{second[0].lower()}"]
            divided = self._words[first + second[0].lower()]
            if divided > compound or (divided == compound and self._divides):
                return text[:-1]
        return f"{text[:-1]}-"
