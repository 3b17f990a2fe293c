"""Files, folders and web addresses read as documents."""

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from source.decoding import NotText, decode
from source.document import Document
from source.fetch import SIZE_LIMIT, Response, Unreachable, fetch, fetch_public
from source.language import language_of

log = logging.getLogger(__name__)

TITLE_LIMIT = 120  # characters; a longer first line is no headline
ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
FENCE = re.compile(r"\s{0,3}(```|~~~)")
HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<title>.*?)(\s+#+)?\s*$")
UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
WANTED = "wanted a .txt, .md, .html, .pdf or .docx file with text in it, a folder or an address"


class UnreadableDocument(Exception):
    """A file, folder or address that no document can be made of."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}; {WANTED}")
        self.path, self.reason = str(path), reason


@dataclass(frozen=True)
class Content:
    """Bytes that were read, with where they stood."""

    data: bytes
    name: str  # stands in for a title where there is none
    url: str | None = None
    charset: str | None = None  # as a server declared it


def read(path_or_url: str | Path) -> list[Document]:
    """Return the document of a file or address, or those of every readable file of a folder.

    A folder is read with the folders in it, in the order of their paths. UnreadableDocument says
    what was wrong.
    """
    address = ADDRESS.match(str(path_or_url))
    if address:
        return [_read_address(str(path_or_url), address["scheme"].lower(), fetch)]
    if not str(path_or_url).strip():  # Path("") is the folder that one stands in
        raise UnreadableDocument(path_or_url, "the path is blank")
    path = Path(path_or_url)
    try:
        return _read_folder(path) if path.is_dir() else [_read_file(path)]
    except OSError as error:
        raise UnreadableDocument(path, error.strerror or str(error)) from error


def read_bytes(name: str, data: bytes) -> Document:
    """Return the document of a file's content; its name says by the suffix what it is.

    UnreadableDocument says what was wrong.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if len(data) > SIZE_LIMIT:
        raise UnreadableDocument(name, f"it is larger than {SIZE_LIMIT:,} bytes")
    return _document(name, Content(data, path.stem), _maker(name, path.suffix))


def read_public(url: str) -> Document:
    """Return the document of a web address that anyone could read, not this machine alone.

    UnreadableDocument says what was wrong: an address of this machine or of its network, too.
    """
    address = ADDRESS.match(url)
    if not address:
        raise UnreadableDocument(url, "it is no address of a web page")
    return _read_address(url, address["scheme"].lower(), fetch_public)


def _read_folder(folder: Path) -> list[Document]:
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES]
    documents = []
    for path in paths:
        try:
            documents.append(_read_file(path))
        except (UnreadableDocument, OSError) as error:
            log.warning("left out: %s", error)
    if not documents:
        raise UnreadableDocument(folder, "the folder holds no readable file")
    return documents


def _read_file(path: Path) -> Document:
    if not path.exists():
        raise UnreadableDocument(path, "there is no such file")
    if not path.is_file():
        raise UnreadableDocument(path, "it is not an ordinary file")
    make = _maker(str(path), path.suffix)
    if path.stat().st_size > SIZE_LIMIT:
        raise UnreadableDocument(path, f"it is larger than {SIZE_LIMIT:,} bytes")
    return _document(str(path), Content(path.read_bytes(), _name(path)), make)


def _name(path: Path) -> str:
    """Return a file's name as text: old ones may hold bytes that are no UTF-8."""
    return path.stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _maker(name: str, suffix: str) -> Callable[[Content], Document]:
    make = SUFFIXES.get(suffix.lower())
    if make is None:
        raise UnreadableDocument(name, f"its suffix {suffix or '(none)'!r} is not known")
    return make


def _read_address(url: str, scheme: str, fetched: Callable[[str], Response]) -> Document:
    if scheme not in ("http", "https"):
        raise UnreadableDocument(url, f"addresses of {scheme}: are not read, http: and https: are")
    try:
        response = fetched(url)
    except Unreachable as error:
        raise UnreadableDocument(url, str(error)) from error
    path = PurePosixPath(unquote(urlsplit(response.url).path))
    make = CONTENT_TYPES.get(response.content_type)
    if response.content_type in UNTOLD:
        make = SUFFIXES.get(path.suffix.lower())
    if make is None:
        raise UnreadableDocument(url, f"its type {response.content_type or '(none)'} is not known")
    name = path.stem or urlsplit(response.url).netloc
    return _document(url, Content(response.data, name, response.url, response.charset), make)


def _document(path: str, content: Content, make: Callable[[Content], Document]) -> Document:
    if not content.data:
        raise UnreadableDocument(path, "it is empty")
    try:
        document = make(content)
    except NotText as error:
        raise UnreadableDocument(path, str(error)) from error
    if not any(c.isprintable() and not c.isspace() for c in document.text):
        raise UnreadableDocument(path, "there is no text in it")
    return document


def _plain(content: Content) -> Document:
    text = decode(content.data, content.charset)
    return _titled(text, _headline(text), content)


def _markdown(content: Content) -> Document:
    text = decode(content.data, content.charset)
    return _titled(text, _first_heading(text) or _headline(text), content)


def _webpage(content: Content) -> Document:
    from source.webpage import declared_charset  # as with fetch: asking needs no parser

    charset = content.charset or declared_charset(content.data)
    return _from_markup(decode(content.data, charset), content)


def _word(content: Content) -> Document:
    from source.docx import markup

    return _from_markup(markup(content.data), content)


def _from_markup(markup: str, content: Content) -> Document:
    from source.webpage import parse

    page = parse(markup)
    url = content.url or (page.url if page.url.startswith(("http://", "https://")) else None)
    return Document(
        id=document_id(url or page.text),
        title=page.title or content.name,
        text=page.text,
        language=page.language or language_of(page.text),
        publisher=page.publisher or None,
        url=url,
        title_is_ours=not page.title,
    )


def _pdf(content: Content) -> Document:
    from source.pdf import parse

    pdf = parse(content.data)
    return _titled(pdf.text, _headline(pdf.text) or pdf.title, content)


SUFFIXES = {
    ".txt": _plain,
    ".md": _markdown,
    ".html": _webpage,
    ".htm": _webpage,
    ".pdf": _pdf,
    ".docx": _word,
}
CONTENT_TYPES = {
    "text/plain": _plain,
    "text/markdown": _markdown,
    "text/x-markdown": _markdown,
    "text/html": _webpage,
    "application/xhtml+xml": _webpage,
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _word,
}
# Types that say nothing: the suffix has to.
UNTOLD = ("", "application/octet-stream", "binary/octet-stream")


def document_id(place: str) -> str:
    """Return what a document is known by: its address, or its text where it has none.

    What is read at an address again is the same document.
    """
    return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _titled(text: str, title: str, content: Content) -> Document:
    return Document(
        id=document_id(content.url or text),
        title=title or content.name,
        text=text,
        language=language_of(text),
        url=content.url,
        title_is_ours=not title,
    )


def _headline(text: str) -> str:
    """Return the first line that says something, if it reads as a headline; else nothing."""
    lines = [line.strip() for line in text.lstrip()[: 4 * TITLE_LIMIT].splitlines()[:2]]
    if not lines or len(lines[0]) > TITLE_LIMIT or lines[0].endswith("."):
        return ""
    wrapped = len(lines) > 1 and lines[1][:1].islower()  # the line is the start of a sentence
    return "" if wrapped else lines[0]


def _first_heading(text: str) -> str:
    fenced, before = False, ""
    for line in text.splitlines():
        if FENCE.match(line):
            fenced = not fenced
        heading = HEADING.match(line)
        if heading and heading["title"] and not fenced:
            return heading["title"]
        if before and UNDERLINE.match(line) and not fenced:
            return before
        before = line.strip()
    return ""
