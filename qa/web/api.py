"""The JSON endpoint: questions, documents, health."""

import json
from typing import TYPE_CHECKING, Annotated

from flask import Blueprint, Response, current_app, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from index.store import UnknownDocument
from qa.answerer import BadQuestion
from qa.web.payload import (
    TOP_K_LIMIT,
    Payload,
    document_payload,
    document_payload_with_text,
    dumps,
    outcome_payload,
)
from qa.web.problem import FieldError, Problem
from source import Document

if TYPE_CHECKING:
    from qa.assemble import Service

blueprint = Blueprint("api", __name__)


def _encodable(text: str) -> str:
    text.encode()  # a lone surrogate, "\\ud800" in JSON, raises a ValueError
    return text


Text = Annotated[str, AfterValidator(_encodable)]


class Ask(BaseModel):
    """The body of a question; each description says what the field should be."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    question: Text = Field(description="text")  # its length is the answerer's to judge
    top_k: int = Field(
        default=3, ge=1, le=TOP_K_LIMIT, description=f"a whole number from 1 to {TOP_K_LIMIT}"
    )
    # an empty list could be read as "none" and as "all": refused rather than guessed
    document_ids: Annotated[list[Text], Field(min_length=1)] | None = Field(
        default=None, description="a list of one or more document ids, or null for all documents"
    )
    conversation_id: Text | None = Field(default=None, description="text, or null for none")


@blueprint.post("/api/v1/ask")
def ask() -> Response:
    service = _service()
    asked = _validated(_json_body())
    for document_id in asked.document_ids or ():
        _document(document_id)
    if asked.conversation_id is not None:
        _refuse_conversation(asked.conversation_id)
    try:
        outcome = service.answerer.ask(
            asked.question, top_k=asked.top_k, document_ids=asked.document_ids
        )
    except BadQuestion as error:
        raise Problem(
            422, f"question: {error.reason}", [FieldError("question", error.reason)]
        ) from error
    return _json_response(outcome_payload(outcome, service.answerer.names))


@blueprint.get("/api/v1/documents")
def documents() -> Response:
    listed = [document_payload(each) for each in _service().store.documents()]
    return _json_response({"documents": listed})


@blueprint.get("/api/v1/documents/<document_id>")
def document(document_id: str) -> Response:
    return _json_response(document_payload_with_text(_document(document_id)))


@blueprint.get("/healthz")
def health() -> Response:
    names = _service().answerer.names
    return _json_response({"status": "ok", "index": names.index})


def _service() -> "Service":
    return current_app.extensions["qa"]


def _json_response(payload: Payload) -> Response:
    return Response(dumps(payload), mimetype="application/json")


def _json_body() -> object:
    """Return the parsed body; a Problem 415 or 400 where it is not JSON."""
    if request.mimetype != "application/json":
        came = request.mimetype or "none"
        raise Problem(415, f"Content-Type is {came}: wanted application/json")
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise Problem(400, f"The body is not JSON in UTF-8: {reason}") from error


def _validated(body: object) -> Ask:
    """Return the body as a question to ask; a Problem 422 names every field at fault, once."""
    try:
        return Ask.model_validate(body)
    except ValidationError as error:
        at_fault = dict.fromkeys(each["loc"][:1] for each in error.errors())
        errors = [_field_error(loc) for loc in at_fault]
        detail = "; ".join(f"{field}: wanted {wanted}" for field, wanted in errors)
        raise Problem(422, detail, errors) from error


def _field_error(loc: tuple[int | str, ...]) -> FieldError:
    names = ", ".join(Ask.model_fields)
    if not loc:
        return FieldError("body", f"a JSON object of {names}")
    known = Ask.model_fields.get(str(loc[0]))
    if known is None:
        return FieldError(str(loc[0]), f"no such field; known are {names}")
    return FieldError(str(loc[0]), known.description or "")


def _document(document_id: str) -> Document:
    """Return the document; a Problem 404 names the id that is unknown."""
    try:
        return _service().store.document(document_id)
    except UnknownDocument as error:
        raise Problem(
            404,
            f"There is no document {document_id!r}",
            [FieldError("document_ids", "ids of documents listed at /api/v1/documents")],
        ) from error


def _refuse_conversation(conversation_id: str) -> None:
    # nothing keeps conversations yet, so that none can be known
    raise Problem(
        404,
        f"There is no conversation {conversation_id!r}",
        [FieldError("conversation_id", "null: conversations are not kept yet")],
    )
