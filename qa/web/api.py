"""The JSON endpoint: questions and health; conversations and documents stand beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from qa.answerer import BadQuestion
from qa.conversations import ID, Conversation, FullConversation, IdTaken, new_id
from qa.web import conversations_api, documents_api
from qa.web.asking import ask_on, service
from qa.web.body import Body, Form, Text, json_response
from qa.web.conversations_api import ID_WANTED, of_asker
from qa.web.documents_api import document_of
from qa.web.payload import TOP_K_LIMIT, outcome_payload
from qa.web.problem import FieldError, Problem

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
        return json_response(_answered(asked))
    return json_response(_followed(of_asker(asked.conversation_id), asked))


def _answered(asked: Ask) -> dict:
    answerer = service().answerer
    with _told():
        outcome = answerer.ask(asked.question, top_k=asked.top_k, document_ids=asked.document_ids)
    return outcome_payload(outcome, answerer.names)


def _followed(conversation: Conversation, asked: Ask) -> dict:
    with _told():
        exchange = ask_on(
            conversation,
            asked.turn_id or new_id(),
            asked.question,
            top_k=asked.top_k,
            document_ids=asked.document_ids,
        )
    said = outcome_payload(exchange.outcome, exchange.names)
    return {**said, "conversation_id": conversation.id, "turn_id": exchange.id}


@contextmanager
def _told() -> Iterator[None]:
    """Tell what was wrong with a question or its place in the words of the endpoint."""
    try:
        yield
    except BadQuestion as error:
        raise Problem(
            422, f"question: {error.reason}", [FieldError("question", error.reason)]
        ) from error
    except IdTaken as error:
        raise Problem(409, str(error), [FieldError("turn_id", "a new id")]) from error
    except FullConversation as error:
        raise Problem(409, str(error)) from error


@blueprint.get("/healthz")
def health() -> Response:
    names = service().present.names  # not what is being indexed: that may take minutes
    return json_response({"status": "ok", "index": names.index})
