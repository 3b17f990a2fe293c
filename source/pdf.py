"""The text of a PDF file by its paragraphs: lines joined, running heads and page numbers left out.

PDFium tells characters with their places on the page; what is a paragraph is told from these.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING

from source.decoding import NotText, kind_of
from source.paragraphs import BULLET, FINISHED, NUMBERED_ITEM, block_spans
from source.raised import RAISED, raised

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

MARGIN_LINES = 2  # at the top and at the foot of a page, that may be running ones
SAME_HEIGHT = 1.15  # of two lines of one kind of text, the taller to the lower
SAME_ROW = 0.5  # heights of a line: what stands no further below is beside the other
APART = 1.3  # usual distances of lines below each other: from here on a paragraph starts
INDENT = 0.7  # heights of a line

ABOVE = 0.15  # heights of a line, from its foot, from which on a character is raised
SMALL = 0.9  # heights of a line that one has at most
MARK = 4  # characters of a note's mark or an exponent that is told as a line of its own, at most
BESIDE = 3  # heights of a line between what stands in one row, at most

NEIGHBOURS = 3  # lines before and after one that show where its column ends
EARLY = 1.0  # heights of a line that are left free beside the word that had room

BROKEN_AT = "\ufffe"  # what PDFium has for a hyphen with a line break after it
LINE = re.compile(f"[^\r\n{BROKEN_AT}]+{BROKEN_AT}?")
BEFORE_RAISED = re.compile(rf"(?<=\S) +(?=[{RAISED}])")
BEFORE_MARK = re.compile(rf" +(?=[{RAISED},.;:!?)»”])")
NUMBER = re.compile(r"(?<!\d)\d{1,9}(?!\d)")  # a longer one is that of no page
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
STRETCHED = re.compile(" *\u00a0 *")  # PDFium adds spaces to it in a line of full width
HYPHENS = f"{BROKEN_AT}\u2010-"
HYPHENATED_SHARE = 0.03  # of the lines: text whose words are not divided has fewer with a hyphen
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Words that are always written with a hyphen: «что-нибудь», «кое-где», «по-русски».
COMPOUND = re.compile(
    r"(?:кое|кой)-.*|.*-(?:нибудь|либо|таки)|по-(?!тому|этому|чему).*(?:[ое]му|[сц]ки|ьи)"
)
HYPHENATED = re.compile(rf"(?<!\w)(?P<first>\w+)[{HYPHENS}]$")

Box = tuple[float, float, float, float]  # left, bottom, right, top in points

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

    def has_raised(self, bottom: float, top: float) -> bool:
        """Tell whether what stands from bottom to top is a raised mark in this line."""
        is_raised = self.bottom + ABOVE * self.height < bottom < self.top
        return is_raised and top - bottom < SMALL * self.height

    def is_like(self, other: "Line") -> bool:
        low, high = sorted((self.height, other.height))
        return high <= SAME_HEIGHT * low


def parse(data: bytes) -> Pdf:
    """Return the text of a PDF file, paragraphs apart by blank lines; NotText if it has none."""
    import pypdfium2  # as with other files: asking needs no parser

    try:
        with _pdfium, pypdfium2.PdfDocument(data) as pdf:
            title = _title(pdf)
            pages = [list(_lines(page.get_textpage())) for page in pdf]
    except pypdfium2.PdfiumError as error:
        raise NotText(_reason(data, str(error))) from error
    lines, running = _without_running_lines(pages)
    if not lines:
        raise NotText("there is no text in it; pictures of text are not read")
    hyphens = _Hyphens(lines)
    paragraphs = [hyphens.joined(paragraph) for paragraph in _paragraphs(lines)]
    return Pdf(title, "\n\n".join(paragraphs + running))


def _title(pdf: "PdfDocument") -> str:
    try:
        return pdf.get_metadata_value("Title").strip()
    except UnicodeDecodeError:  # a broken one
        return ""


def _reason(data: bytes, error: str) -> str:
    kind = kind_of(data)
    if kind and not data.startswith(b"%PDF-"):
        return f"it is {kind}"
    return "it needs a password" if "password" in error else "it is no whole PDF file"


def _lines(page: "PdfTextPage") -> Iterator[Line]:
    """Yield the lines of a page in the order in which they were written."""
    text, line = page.get_text_range(), None
    # PDFium counts in UTF-16, where characters beyond U+FFFF are two
    units = list(accumulate((1 + (character > "\uffff") for character in text), initial=0))
    for match in LINE.finditer(text):
        span = range(*match.span())
        places = [i for i in span if not (text[i].isspace() or CONTROL.match(text[i]))]
        boxes = {i: page.get_charbox(units[i], loose=True) for i in places}
        following = _line(match, boxes) if boxes else None
        if line and following and (longer := _with(line, following)):
            line = longer
        elif following:
            if line:
                yield line
            line = following
    if line:
        yield line


def _line(match: re.Match[str], boxes: dict[int, Box]) -> Line:
    lefts, bottoms, rights, tops = zip(*boxes.values(), strict=True)
    # of most characters: a raised one, or one of another font, makes no other line
    line = Line(match.group(), min(lefts), median(bottoms), max(rights), median(tops))
    above = {i - match.start() for i, box in boxes.items() if line.has_raised(box[1], box[3])}
    text = "".join(
        raised(character) if i in above else character for i, character in enumerate(line.text)
    )
    text = CONTROL.sub("", STRETCHED.sub("\u00a0", text.strip()))
    return replace(line, text=BEFORE_RAISED.sub("", text))


def _with(line: Line, following: Line) -> Line | None:
    """Return a line with what stands beside it, or raised after it; None if that is elsewhere."""
    if not -line.height < following.left - line.right < BESIDE * line.height:
        return None
    if line.has_raised(following.bottom, following.top) and len(following.text) <= MARK:
        text = line.text + raised(following.text)
    elif line.is_like(following) and abs(_fall(line, following)) < SAME_ROW:
        text = BEFORE_MARK.sub("", f"{line.text} {following.text}")
    else:
        return None
    return replace(line, text=text, right=following.right)


def _without_running_lines(pages: list[list[Line]]) -> tuple[list[Line], list[str]]:
    """Return the lines of all pages, and apart from them those that several have in one place.

    These are told once, as they first stand; page numbers are not.
    """
    keys = [{line: list(_keys(line, i)) for line in _outer(page)} for i, page in enumerate(pages)]
    counts = Counter(key for of in keys for key in {key for each in of.values() for key in each})
    lines: list[Line] = []
    running: dict[tuple[str, int], str] = {}
    for page, of in zip(pages, keys, strict=True):
        for line in page:
            shared = next((key for key in of.get(line, ()) if counts[key] > 1), None)
            if shared is None:
                lines.append(line)
            elif WORD.search(line.text):
                running.setdefault(shared, line.text)
    if not lines:  # pages that are all alike
        return [line for page in pages for line in page], []
    return lines, list(running.values())


def _outer(page: list[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.bottom)
    return by_height[:MARGIN_LINES] + by_height[-MARGIN_LINES:]


def _keys(line: Line, number: int) -> Iterator[tuple[str, int]]:
    """Yield what a line of a page shares with that of another if it is a running one.

    It has the same words in the same place, or else a number that grows with that of the page.
    """
    place = round(line.bottom)
    if WORD.search(line.text):
        yield line.text, place
    numbers = list(NUMBER.finditer(line.text))
    for found in numbers[:1] + numbers[1:][-1:]:
        rest = line.text[: found.start()], line.text[found.end() :]
        yield f"{int(found.group()) - number}".join(rest), place


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    falls = [_fall(before, line) for before, line in pairwise(lines) if before.is_like(line)]
    usual = median([fall for fall in falls if fall > SAME_ROW] or [1.0])
    paragraph = lines[:1]
    for i in range(1, len(lines)):
        if _starts_paragraph(lines, i, usual):
            yield paragraph
            paragraph = []
        paragraph.append(lines[i])
    yield paragraph


def _fall(before: Line, line: Line) -> float:
    """Return how far below another a line stands, in heights of a line."""
    return (before.bottom - line.bottom) / line.height


def _starts_paragraph(lines: list[Line], i: int, usual: float) -> bool:
    before, line = lines[i - 1], lines[i]
    finished, fall = before.text.endswith(FINISHED), _fall(before, line)
    if fall < SAME_ROW:  # the next column or page
        return finished or not before.is_like(line)
    if fall > APART * usual:
        return True
    if line.text[0].islower() and not finished:
        return False
    if not before.is_like(line):  # a headline, a note
        return True
    # what follows may have more room, below a picture, and yet go on with the sentence
    near = lines[max(0, i - NEIGHBOURS) : i + NEIGHBOURS * finished]
    return _is_indented(before, line) or _ends_early(before, line, near)


def _is_indented(before: Line, line: Line) -> bool:
    if BULLET.match(before.text) or NUMBERED_ITEM.match(before.text):
        return False
    return line.left > before.left + INDENT * line.height and not _is_centred(before, line)


def _ends_early(before: Line, line: Line, near: list[Line]) -> bool:
    """Tell whether the next line's first word had room in a line, seen by the lines near it."""
    column = [each.right for each in near if each.is_like(before) and each.left < before.right]
    word = line.text.split(maxsplit=1)[0]
    width = len(word) / len(line.text) * (line.right - line.left)
    room = max(column) - before.right - width
    return room > EARLY * line.height and not _is_centred(before, line)


def _is_centred(before: Line, line: Line) -> bool:
    middles = abs((before.left + before.right) - (line.left + line.right)) / 2
    return middles < line.height / 2 < abs(before.left - line.left)


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
        joined = [self._going_on(line, following) for line, following in pairwise(lines)]
        return "".join([*joined, lines[-1]]).replace(BROKEN_AT, "-")

    def _going_on(self, line: str, following: str) -> str:
        """Return a line as it goes on in the next."""
        hyphenated, second = HYPHENATED.search(line), WORD.match(following)
        if hyphenated is None:
            return f"{line} "
        if second and second[0][0].islower():
            first, rest = hyphenated["first"].lower(), second[0].lower()
            divided, compound = self._words[first + rest], self._words[f"{first}-{rest}"]
            whole = self._divides and not COMPOUND.fullmatch(f"{first}-{rest}")
            if divided > compound or (divided == compound and whole):
                return line[:-1]
        return f"{line[:-1]}-"
