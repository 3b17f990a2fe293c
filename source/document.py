"""Documents, and the passages that point into them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of a text, in code points."""

    start: int
    stop: int


@dataclass(frozen=True)
class Document:
    """A text as it was read; every offset in the project counts code points of it."""

    id: str
    title: str
    text: str
    language: str = "und"  # ISO 639-1, or "und" where it could not be told
    publisher: str | None = None
    url: str | None = None
    title_is_ours: bool = False  # the text has no headline of its own

    @cached_property
    def sha256(self) -> str:
        """The hash of the text in UTF-8, as hex digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Passage:
    """Whole sentences of a document: a slice, so that it cannot drift from its source."""

    document: Document
    start: int
    stop: int

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.stop]
