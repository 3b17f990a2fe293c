"""Conversations: shown with their sources, continued, renamed, deleted, exported."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from qa.answer import Refusal
from qa.answerer import BadQuestion
from qa.conversations import Conversation, Exchange, IdTaken, new_id
from qa.kept import Quotation
from qa.web import asking, export
from qa.web.asking import conversation_of, service
from qa.web.viewer import View, cited_view
from qa.web.visitor import known_visitor

CHOICES = ("wrong", "wrong_place")  # verdicts that the right words can be chosen for

blueprint = Blueprint("conversations", __name__)


@dataclass(frozen=True)
class Cited:
    """A citation of a conversation: whose exchange it is, and which of its candidates."""

    exchange: Exchange
    rank: int  # from 0
    quotation: Quotation

    @property
    def name(self) -> str:
        """What an address calls it: the exchange and the candidate, counted from 1."""
        return f"{self.exchange.number + 1}.{self.rank + 1}"


@dataclass(frozen=True)
class Pane:
    """The source beside a conversation, with the citations before and after the shown one."""

    cited: Cited
    number: int  # of the shown citation, from 1
    count: int  # of citations in the conversation
    view: View
    previous: Cited | None
    next: Cited | None
    choice: str | None  # the verdict that the right words are being chosen for


@blueprint.get("/conversations")
def listed() -> str:
    owner = known_visitor()
    kept = service().conversations.listed(owner) if owner else []
    return render_template("conversations.html", conversations=kept)


@blueprint.get("/conversations/<conversation_id>")
def conversation(conversation_id: str) -> str:
    return _page(conversation_of(conversation_id))


@blueprint.post("/conversations/<conversation_id>")
def ask(conversation_id: str) -> Response | tuple[str, int]:
    """Ask on, and lead to the answer."""
    found = conversation_of(conversation_id)
    question = request.form.get("q", "")
    is_complete = "complete" in request.form
    try:
        try:
            exchange = asking.follow(found, asking.form_id("exchange"), question, is_complete)
        except IdTaken:  # the page was gone back to, and now asks something else
            exchange = asking.follow(found, new_id(), question, is_complete)
    except BadQuestion as error:
        return _page(found, question, asking.complaint(error)), 422
    return redirect(address(found.id, exchange), 303)


@blueprint.post("/conversations/<conversation_id>/title")
def rename(conversation_id: str) -> Response:
    found = conversation_of(conversation_id)
    asking.refuse_others(found)
    try:
        service().conversations.rename(found.id, request.form.get("title", ""))
    except ValueError as error:
        raise BadRequest(_("A name has from 1 to 120 characters.")) from error
    return redirect(address(found.id), 303)


@blueprint.post("/conversations/<conversation_id>/delete")
def delete(conversation_id: str) -> Response:
    found = conversation_of(conversation_id)
    asking.refuse_others(found)
    service().conversations.delete(found.id)
    return redirect(url_for("conversations.listed"), 303)


@blueprint.get("/conversations/<conversation_id>.md")
def as_markdown(conversation_id: str) -> Response:
    found = conversation_of(conversation_id)
    return _file(export.markdown(found), "text/markdown; charset=utf-8", f"{found.id}.md")


@blueprint.get("/conversations/<conversation_id>.json")
def as_json(conversation_id: str) -> Response:
    found = conversation_of(conversation_id)
    return _file(export.json_text(found), "application/json", f"{found.id}.json")


def address(conversation_id: str, exchange: Exchange | None = None) -> str:
    """Return where a conversation is shown, at one of its exchanges."""
    anchor = f"exchange-{exchange.number + 1}" if exchange else None
    return url_for("conversations.conversation", conversation_id=conversation_id, _anchor=anchor)


def choosing_address(conversation: Conversation, exchange: Exchange, verdict: str) -> str | None:
    """Return where the right words of an answer are chosen; None where there is no article."""
    for cited in citations(conversation):
        if cited.exchange.id == exchange.id:
            return url_for(
                "conversations.conversation",
                conversation_id=conversation.id,
                source=cited.name,
                choose=verdict,
                _anchor="quote",
            )
    return None


def citations(conversation: Conversation) -> list[Cited]:
    """Return all citations of a conversation in the order in which they are shown."""
    return [
        Cited(exchange, rank, quotation)
        for exchange in conversation.exchanges
        for rank, quotation in enumerate(_quotations(exchange.outcome))
    ]


def _quotations(outcome: object) -> list[Quotation]:
    if isinstance(outcome, Refusal):
        return [outcome.nearest] if outcome.nearest else []
    return [answer.citation for answer in outcome.answers]


def _page(conversation: Conversation, question: str = "", complaint: str = "") -> str:
    return render_template(
        "conversation.html",
        conversation=conversation,
        ours=asking.is_ours(conversation),
        question=question,
        complaint=complaint,
        pane=_pane(conversation),
    )


def _pane(conversation: Conversation) -> Pane | None:
    """Return the source that the address asks for, None where it asks for none."""
    if "source" not in request.args:
        return None
    known = citations(conversation)
    at = next((i for i, each in enumerate(known) if each.name == request.args["source"]), None)
    if at is None:
        raise NotFound(_("This conversation has no such citation."))
    choice = request.args.get("choose")
    return Pane(
        known[at],
        at + 1,
        len(known),
        cited_view(known[at].quotation),
        known[at - 1] if at else None,
        known[at + 1] if at + 1 < len(known) else None,
        choice if choice in CHOICES and asking.is_ours(conversation) else None,
    )


def _file(text: str, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type=mimetype, headers=headers)
