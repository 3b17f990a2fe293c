"""The JSON endpoint: questions and health; conversations and documents stand beside it."""

from typing import TYPE_CHECKING, Annotated

from flask import Blueprint, Response
from pydantic import Field

from qa.answer import Answers, Refusal
from qa.answerer import BadQuestion
from qa.conversation import turns_of
from qa.conversations import EXCHANGES, ID, Conversation, FullConversation, IdTaken, new_id
from qa.web import conversations_api, documents_api
from qa.web.asking import service
from qa.web.body import Body, Form, Text, json_response
from qa.web.conversations_api import ID_WANTED, of_asker
from qa.web.documents_api import document_of
from qa.web.payload import TOP_K_LIMIT, outcome_payload
from qa.web.problem import FieldError, Problem

if TYPE_CHECKING:
    from qa.answerer import Answerer

blueprint = Blueprint("api", __name__)
blueprint.register_blueprint(conversations_api.blueprint)
blueprint.register_blueprint(documents_api.blueprint)


class Ask(Body):
    """The body of a question."""

    question: Text = Field(description="text")  # its length is the answerer's to judge
    top_k: int = Field(
        default=3, ge=1, le=TOP_K_LIMIT, description=f"a whole number from 1 to {TOP_K_LIMIT}"
    )
    # an empty list could be read as "none" and as "all": refused rather than guessed
    document_ids: Annotated[list[Text], Field(min_length=1)] | None = Field(
        default=None, description="a list of one or more document ids, or null for all documents"
    )
    conversation_id: Text | None = Field(default=None, description="text, or null for none")
    turn_id: Text | None = Field(
        default=None, pattern=f"^{ID.pattern}$", description=f"{ID_WANTED}, or null for a new one"
    )


ASK = Form(Ask)


@blueprint.post("/api/v1/ask")
def ask() -> Response:
    """Answer a question; in a conversation, after its turns, and keep what it came to."""
    asked = ASK.read()
    for document_id in asked.document_ids or ():
        document_of(document_id, "document_ids")
    if asked.conversation_id is None:
        if asked.turn_id is not None:
            wanted = "null: a turn belongs to a conversation"
            raise Problem(422, f"turn_id: wanted {wanted}", [FieldError("turn_id", wanted)])
        answerer = service().answerer
        return json_response(outcome_payload(_answered(answerer, asked), answerer.names))
    conversation = of_asker(asked.conversation_id)
    try:
        return _in_conversation(conversation, asked)
    except IdTaken as error:
        raise Problem(409, str(error), [FieldError("turn_id", "a new id")]) from error


def _in_conversation(conversation: Conversation, asked: Ask) -> Response:
    """Answer and keep; what was kept under the turn's id before is given again, not asked again."""
    kept, answerer = service().conversations, service().answerer
    turn_id = asked.turn_id or new_id()
    exchange = kept.exchange(conversation.id, turn_id, asked.question)
    try:
        if exchange is None and conversation.length >= EXCHANGES:
            raise FullConversation(conversation.id)
        if exchange is None:
            outcome = _answered(answerer, asked, conversation)
            exchange = kept.append(conversation.id, turn_id, outcome, answerer.names)
    except FullConversation as error:  # maybe since it was looked at
        raise Problem(
            409, f"The conversation has {EXCHANGES} questions, which is the most"
        ) from error
    said = outcome_payload(exchange.outcome, exchange.names)
    return json_response({**said, "conversation_id": conversation.id, "turn_id": exchange.id})


def _answered(
    answerer: "Answerer", asked: Ask, conversation: Conversation | None = None
) -> Answers | Refusal:
    turns = turns_of(conversation.exchanges) if conversation else ()
    try:
        return answerer.ask(
            asked.question, top_k=asked.top_k, document_ids=asked.document_ids, turns=turns
        )
    except BadQuestion as error:
        raise Problem(
            422, f"question: {error.reason}", [FieldError("question", error.reason)]
        ) from error


@blueprint.get("/healthz")
def health() -> Response:
    names = service().present.names  # not what is being indexed: that may take minutes
    return json_response({"status": "ok", "index": names.index})
