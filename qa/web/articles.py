"""Articles: listed and searched, shown whole with a place marked."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from index.store import UnknownDocument
from qa.web.asking import service
from qa.web.languages import number
from qa.web.reading import trimmed
from qa.web.suggesting import suggested
from qa.web.viewer import view
from source import Document, Span

blueprint = Blueprint("articles", __name__)


@blueprint.get("/documents")
def documents() -> str:
    everything = service().store.documents()
    sought = request.args.get("q", "").strip()
    return render_template(
        "documents.html",
        documents=[each for each in everything if _is_found(each, sought)],
        count=len(everything),
        sought=sought,
    )


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> str:
    """Show the article; with a place and a hash in the address, say whether it still is that."""
    found = document_of(document_id)
    has_changed = request.args.get("sha256", found.sha256) != found.sha256
    span = None if has_changed else _asked_span(found)
    return render_template(
        "document.html",
        shown=view(found, span, "changed" if has_changed else "same"),
        is_checked="sha256" in request.args,
        suggested=[] if span or has_changed else suggested([found]),
    )


def document_of(document_id: str) -> Document:
    """Return the article; NotFound in plain words where there is none."""
    try:
        return service().store.document(document_id)
    except UnknownDocument as error:
        raise NotFound(_("There is no such article here. It may have been removed.")) from error


def _is_found(document: Document, sought: str) -> bool:
    """Say whether every word that is sought stands in the title, the publisher or the text."""
    if not sought:
        return True
    words = _folded(" ".join((document.title, document.publisher or "", document.text)))
    return all(word in words for word in _folded(sought).split())


def _folded(text: str) -> str:
    return text.lower().replace("ё", "е")


def _asked_span(document: Document) -> Span | None:
    """Return the span that the address asks to mark, None where it asks for none.

    Blanks at its ends are left out: they may lie between paragraphs, where nothing is shown.
    """
    given = {name: request.args[name] for name in ("start", "stop") if name in request.args}
    if not given:
        return None
    try:
        span = Span(int(given["start"]), int(given["stop"]))
    except (KeyError, ValueError) as error:
        raise BadRequest(
            _(
                "This link is broken: a place in an article has a start and a stop, "
                "both whole numbers."
            )
        ) from error
    length = len(document.text)
    if not 0 <= span.start < span.stop <= length:
        raise BadRequest(
            _(
                "This link is broken: characters %(start)s to %(stop)s are not a place "
                "in an article of %(length)s characters.",
                start=span.start,
                stop=span.stop,
                length=number(length),
            )
        )
    asked = trimmed(document.text, span)
    if asked is None:
        raise BadRequest(_("This link is broken: nothing but blanks stands in that place."))
    return asked
