"""What a reader says of an answer: right, wrong, or the right words elsewhere."""

from flask import Blueprint, Response, redirect, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from qa.conversations import Place, UnknownExchange
from qa.web import asking
from qa.web.articles import document_of
from qa.web.asking import conversation_of, service
from qa.web.conversations import address, choosing_address
from qa.web.reading import find, trimmed
from source import Document, Span

WITHDRAWN = "none"  # instead of a verdict: nothing was said after all

blueprint = Blueprint("feedback", __name__)


@blueprint.post("/conversations/<conversation_id>/exchanges/<exchange_id>/feedback")
def judge(conversation_id: str, exchange_id: str) -> Response:
    """Keep what was said; of an answer that is wrong, lead to where the right words are chosen."""
    conversation = conversation_of(conversation_id)
    asking.refuse_others(conversation)
    exchange = next((e for e in conversation.exchanges if e.id == exchange_id), None)
    if exchange is None:
        raise NotFound(_("This conversation has no such answer."))
    verdict, place = request.form.get("verdict", ""), _place()
    try:
        if verdict == WITHDRAWN:
            service().conversations.withdraw(conversation.id, exchange.id)
        else:
            service().conversations.judge(conversation.id, exchange.id, verdict, place)
    except (UnknownExchange, ValueError) as error:
        raise BadRequest from error
    choosing = None
    if verdict in ("wrong", "wrong_place") and place is None:
        choosing = choosing_address(conversation, exchange, verdict)
    return redirect(choosing or address(conversation.id, exchange), 303)


def _place() -> Place | None:
    """Return the words that were chosen, None where none were; BadRequest where none are there."""
    form = request.form
    if "document" not in form:
        return None
    document = document_of(form["document"])
    if form.get("sha256", document.sha256) != document.sha256:
        raise BadRequest(_("The article has changed meanwhile: choose the words again."))
    document, span = _chosen(document)
    if span is None:
        raise BadRequest(
            _("These words do not stand in the article. Copy them from it as they are.")
        )
    words = document.text[slice(*span)]
    return Place(document.id, document.sha256, span.start, span.stop, words)


def _chosen(document: Document) -> tuple[Document, Span | None]:
    """Return where the chosen words stand: at the selection, else where they are found.

    They may have been copied from another article.
    """
    form = request.form
    words = form.get("words", "")
    start, stop = form.get("start", type=int), form.get("stop", type=int)
    if start is not None and stop is not None and 0 <= start < stop <= len(document.text):
        return document, trimmed(document.text, Span(start, stop))
    if span := find(document.text, words, form.get("near", 0, type=int)):
        return document, span
    for other in service().store.documents():
        if span := find(other.text, words, 0):
            return other, span
    return document, None
