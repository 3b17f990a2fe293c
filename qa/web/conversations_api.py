"""The JSON endpoint: conversations, and what is said of their answers."""

from typing import Literal

from flask import Blueprint, Response, request, url_for
from pydantic import Field

from qa.conversations import (
    COMMENT_LIMIT,
    ID,
    LISTED,
    TITLE_LIMIT,
    Conversation,
    IdTaken,
    Place,
    UnknownConversation,
    UnknownExchange,
)
from qa.web import export
from qa.web.asking import is_ours, service
from qa.web.body import Body, Form, Text, json_response, refused
from qa.web.documents_api import document_of
from qa.web.payload import conversation_payload, feedback_payload, heading_payload
from qa.web.problem import FieldError, Problem
from qa.web.visitor import known_visitor

ID_WANTED = "1 to 64 letters, digits, - or _"
TITLE_WANTED = f"text of 1 to {TITLE_LIMIT} characters"

blueprint = Blueprint("conversations", __name__)


class Begin(Body):
    """The body of a new conversation."""

    title: Text = Field(
        default="",
        max_length=TITLE_LIMIT,
        description=f"text of {TITLE_LIMIT} characters at most",
    )
    id: Text | None = Field(
        default=None, pattern=f"^{ID.pattern}$", description=f"{ID_WANTED}, or null for a new one"
    )


class Rename(Body):
    """The body of a new title."""

    title: Text = Field(min_length=1, max_length=TITLE_LIMIT, description=TITLE_WANTED)


class Stretch(Body):
    """A span of a document."""

    document_id: Text
    start_char_index: int
    end_char_index: int
    source_sha256: Text | None = None


class Judge(Body):
    """The body of what is said of an answer."""

    conversation_id: Text = Field(description="text")
    turn_id: Text = Field(description="text")
    verdict: Literal["right", "wrong", "wrong_place"] | None = Field(
        description='"right", "wrong", "wrong_place", or null to take it back'
    )
    span: Stretch | None = Field(
        default=None,
        description="an object of document_id, start_char_index, end_char_index and, if wanted, "
        "source_sha256; or null",
    )
    comment: Text = Field(
        default="",
        max_length=COMMENT_LIMIT,
        description=f"text of {COMMENT_LIMIT} characters at most",
    )


BEGIN, RENAME, JUDGE = Form(Begin), Form(Rename), Form(Judge)


@blueprint.get("/api/v1/conversations")
def listed() -> Response:
    """List the conversations of the asker's cookie: without one, who began them is not known."""
    limit, offset = _count("limit", LISTED), _count("offset", None)
    owner = known_visitor()
    found = service().conversations.listed(owner, limit, offset) if owner else []
    return json_response({"conversations": [heading_payload(each) for each in found]})


@blueprint.post("/api/v1/conversations")
def begin() -> Response:
    asked = BEGIN.read()
    try:
        heading = service().conversations.create(known_visitor() or "", asked.title, asked.id)
    except IdTaken as error:
        raise Problem(409, str(error), [FieldError("id", "a new id")]) from error
    response = json_response(heading_payload(heading), 201)
    response.headers["Location"] = url_for(
        "api.conversations.conversation", conversation_id=heading.id
    )
    return response


@blueprint.get("/api/v1/conversations/<conversation_id>")
def conversation(conversation_id: str) -> Response:
    return json_response(conversation_payload(_found(conversation_id)))


@blueprint.patch("/api/v1/conversations/<conversation_id>")
def rename(conversation_id: str) -> Response:
    found = of_asker(conversation_id)
    asked = RENAME.read()
    try:
        service().conversations.rename(found.id, asked.title)
    except ValueError as error:
        raise refused([FieldError("title", TITLE_WANTED)]) from error
    return json_response(heading_payload(_found(found.id)))


@blueprint.delete("/api/v1/conversations/<conversation_id>")
def delete(conversation_id: str) -> Response:
    service().conversations.delete(of_asker(conversation_id).id)
    return Response(status=204)


@blueprint.get("/api/v1/conversations/<conversation_id>/export")
def exported(conversation_id: str) -> Response:
    """Give a conversation as Markdown; as JSON it is what its own address gives."""
    wanted = request.args.get("format", "markdown")
    if wanted != "markdown":
        raise refused([FieldError("format", '"markdown"')])
    text = export.markdown(_found(conversation_id))
    return Response(text, content_type="text/markdown; charset=utf-8")


@blueprint.post("/api/v1/feedback")
def judge() -> Response:
    """Keep what is said of an answer in place of what was said before; null takes it back."""
    asked = JUDGE.read()
    found, kept = of_asker(asked.conversation_id), service().conversations
    try:
        if asked.verdict is None:
            kept.withdraw(found.id, asked.turn_id)
            return Response(status=204)
        place = _place(asked.span) if asked.span else None
        said = kept.judge(found.id, asked.turn_id, asked.verdict, place, asked.comment)
    except UnknownExchange as error:
        raise Problem(
            404,
            f"Conversation {found.id!r} has no turn {asked.turn_id!r}",
            [FieldError("turn_id", "the id of one of its turns")],
        ) from error
    return json_response(feedback_payload(said))


def of_asker(conversation_id: str) -> Conversation:
    """Return a conversation that the asker may change; a Problem 404 or 403 otherwise."""
    found = _found(conversation_id)
    if not is_ours(found):
        raise Problem(403, "The conversation is another's: it can be read, not changed")
    return found


def _found(conversation_id: str) -> Conversation:
    try:
        return service().conversations.get(conversation_id)
    except UnknownConversation as error:
        raise Problem(
            404,
            f"There is no conversation {conversation_id!r}",
            [FieldError("conversation_id", "the id of a conversation")],
        ) from error


def _place(span: Stretch) -> Place:
    """Return the span as it stands in the article now; a Problem if it does not."""
    document = document_of(span.document_id, "span")
    if span.source_sha256 not in (None, document.sha256):
        raise Problem(
            409,
            "The document has changed since: its hash is another",
            [FieldError("span", f"a span of the text whose sha256 is {document.sha256}")],
        )
    start, stop = span.start_char_index, span.end_char_index
    if not 0 <= start < stop <= len(document.text):
        wanted = f"0 <= start_char_index < end_char_index <= {len(document.text)}"
        raise refused([FieldError("span", wanted)])
    return Place(document.id, document.sha256, start, stop, document.text[start:stop])


def _count(name: str, limit: int | None) -> int:
    """Return a number of the address; a Problem 422 if it is none."""
    given = request.args.get(name, str(limit or 0))
    wanted = f"a whole number from 1 to {limit}" if limit else "a whole number from 0"
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise refused([FieldError(name, wanted)])
    if limit and not 1 <= int(given) <= limit:
        raise refused([FieldError(name, wanted)])
    return int(given)
