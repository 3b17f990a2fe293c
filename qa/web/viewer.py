"""An article as it stands behind a citation: whole and marked, or with what became of it."""

from dataclasses import dataclass
from typing import Literal

from flask import url_for

from index.store import UnknownDocument
from qa.answer import Citation
from qa.kept import Quotation, Reference
from qa.web.asking import service
from qa.web.reading import Paragraph, paragraphs
from source import Document, Span

# what became of a cited article: as it was, changed with the words still in it, changed with the
# words gone, taken away
State = Literal["same", "moved", "changed", "removed"]


@dataclass(frozen=True)
class View:
    """An article to show, with the span that is marked in it."""

    document: Document | Reference
    paragraphs: list[Paragraph]
    span: Span | None = None
    state: State = "same"


def view(document: Document, span: Span | None, state: State = "same") -> View:
    return View(document, paragraphs(document.text, span), span, state)


def cited_view(quotation: Quotation) -> View:
    """Return the article of a citation as it stands now; its hash says whether it is the same."""
    try:
        document = service().store.document(quotation.document.id)
    except UnknownDocument:
        return View(quotation.document, [], None, "removed")
    if document.sha256 == quotation.document.sha256:
        return view(document, Span(quotation.start, quotation.stop))
    known = quotation.prefix + quotation.quote + quotation.suffix
    if document.text.count(known) != 1:
        return view(document, None, "changed")
    start = document.text.index(known) + len(quotation.prefix)
    return view(document, Span(start, start + len(quotation.quote)), "moved")


def permanent_address(citation: Citation | Quotation) -> str:
    """Return the address of a citation for good: where it stands, and in which state of the text.

    Whole, so that it can be put into another text.
    """
    return url_for(
        "articles.document",
        document_id=citation.document.id,
        start=citation.start,
        stop=citation.stop,
        sha256=citation.document.sha256,
        _anchor="quote",
        _external=True,
    )


def reference(citation: Citation | Quotation) -> str:
    """Return a quote with what is needed to find it again, as one would write it in a text."""
    document = citation.document
    named = [each for each in (document.title or document.id, document.publisher) if each]
    return f"“{citation.quote}” – {', '.join(named)}. {permanent_address(citation)}"
