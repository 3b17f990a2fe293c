"""The readable text of a web page, with what the page says about itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from source.raised import raised

# Not form: some sites wrap the whole page in one.
LEFT_OUT = re.compile(
    "head|script|style|noscript|template|nav|header|footer|button|select|textarea|iframe|svg|canvas"
    "|object|audio|video"
)
BLOCKS = re.compile(
    "address|article|aside|blockquote|caption|center|dd|details|dialog|div|dl|dt|fieldset"
    "|figcaption|figure|form|h[1-6]|hr|li|main|ol|p|pre|section|summary|table|tr|ul"
)
CELLS = ("td", "th")
PARAGRAPH, LINE = "\x1e", "\x1f"  # hold the place of breaks while spaces are folded
FOLDED = re.compile(r"[ \t\n\r\f]+")  # what HTML folds; a no-break space stays
AROUND_LINE = re.compile(rf" ?{LINE} ?")
META_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Webpage:
    """A page as it reads; what it does not say is empty."""

    title: str
    text: str
    language: str
    publisher: str
    url: str


def parse(markup: str) -> Webpage:
    """Return the page: its main text, blocks apart by blank lines, <br> as a newline."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    # The parser refuses to read nothing, and makes nothing of a comment that never ends.
    page = etree.fromstring(f"{markup}<p></p>".encode("utf-8", "replace"), parser)
    if page is None:
        page = etree.Element("html")
    return Webpage(
        title=_title(page),
        language=_first(page, "//html/@lang").split("-")[0].split("_")[0].lower(),
        publisher=_first(page, "//meta[@property='og:site_name']/@content"),
        url=_first(page, "//link[@rel='canonical']/@href"),
        text=_text(_main(page)),
    )


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that the first kilobyte of a page names, if any."""
    match = META_CHARSET.search(data[:1024])
    return match[1].decode("ascii") if match else None


def _title(page: etree._Element) -> str:
    titles = page.xpath("//head/title | //h1")
    texts = (" ".join("".join(title.itertext()).split()) for title in titles)
    return next(filter(None, texts), "")


def _first(page: etree._Element, path: str) -> str:
    values = page.xpath(path)
    return values[0].strip() if values else ""


def _main(page: etree._Element) -> etree._Element:
    """Return the part that the page is about; several articles are teasers of others."""
    mains, articles = page.xpath("//main"), page.xpath("//article")
    if mains:
        return mains[0]
    return articles[0] if len(articles) == 1 else page


def _text(root: etree._Element) -> str:
    parts = "".join(_parts(root)).split(PARAGRAPH)
    return "\n\n".join(filter(None, map(_folded, parts)))


def _parts(root: etree._Element) -> Iterator[str]:
    """Yield the strings of a page in order, and the breaks between them."""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if LEFT_OUT.fullmatch(element.tag) or "hidden" in element.attrib:
                walk.skip_subtree()
            else:
                yield _opening(element) + _string(element.text, element)
            continue
        if event == "end":
            yield _closing(element)
        if element is not root:
            yield _string(element.tail, element.getparent())


def _opening(element: etree._Element) -> str:
    return PARAGRAPH if _is_block(element) else LINE if element.tag == "br" else ""


def _closing(element: etree._Element) -> str:
    return PARAGRAPH if _is_block(element) else " " if element.tag in CELLS else ""


def _is_block(element: etree._Element) -> bool:
    """Tell whether an element stands apart; all that a cell holds, as Word writes it, does not."""
    return bool(BLOCKS.fullmatch(element.tag)) and not _fills_cell(element)


def _fills_cell(element: etree._Element) -> bool:
    cell = element.getparent()
    if cell is None or cell.tag not in CELLS or len(cell) > 1:
        return False
    return not f"{cell.text or ''}{element.tail or ''}".strip()


def _string(string: str | None, holder: etree._Element) -> str:
    string = (string or "").replace("\u00ad", "")  # where a word may be divided
    if holder.tag == "pre":
        return string.replace("\n", LINE)
    parent = holder.getparent()
    is_raised = holder.tag == "sup" or (parent is not None and parent.tag == "sup")
    return raised(string) if is_raised else string


def _folded(part: str) -> str:
    return AROUND_LINE.sub("\n", FOLDED.sub(" ", part)).strip()
