"""The JSON endpoint: documents, and adding and removing them with the admin token."""

from flask import Blueprint, Response, request, url_for
from pydantic import Field
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from index.store import UnknownDocument
from qa.web.admin import FORM_LIMIT, TITLE_LIMIT, from_text, is_admin, titled
from qa.web.asking import service
from qa.web.body import Body, Form, Text, json_response, refused
from qa.web.payload import document_payload, document_payload_with_text
from qa.web.problem import FieldError, Problem
from source import Document, UnreadableDocument, read_bytes, read_public
from source.fetch import SIZE_LIMIT

# in JSON a character takes up to six bytes
JSON_LIMIT = 6 * SIZE_LIMIT + 64 * 1024  # bytes
LANGUAGES = ("en", "ru")

blueprint = Blueprint("documents", __name__)


class Add(Body):
    """The body of a new document: its text, or where it stands."""

    text: Text | None = Field(default=None, description="text, or null if a url is given")
    title: Text | None = Field(
        default=None,
        max_length=TITLE_LIMIT,
        description=f"text of {TITLE_LIMIT} characters at most, or null for its own headline",
    )
    url: Text | None = Field(
        default=None, description="an http: or https: address of the public web, or null"
    )


ADD = Form(Add)


@blueprint.get("/api/v1/documents")
def documents() -> Response:
    listed = [document_payload(each) for each in service().store.documents()]
    return json_response({"documents": listed})


@blueprint.get("/api/v1/documents/<document_id>")
def document(document_id: str) -> Response:
    return json_response(document_payload_with_text(document_of(document_id)))


@blueprint.get("/api/v1/documents/<document_id>/suggestions")
def suggestions(document_id: str) -> Response:
    """Give questions that the document is known to answer."""
    language = request.args.get("language", "en")
    if language not in LANGUAGES:
        raise refused([FieldError("language", " or ".join(f'"{each}"' for each in LANGUAGES))])
    found = document_of(document_id)
    return json_response({"questions": list(service().suggestions(found.id, language))})


@blueprint.post("/api/v1/documents")
def add() -> Response:
    """Keep a document: an uploaded file, a text, or what stands at an address."""
    _refuse_strangers()
    is_file = request.mimetype == "multipart/form-data"
    request.max_content_length = FORM_LIMIT if is_file else JSON_LIMIT
    try:
        found = _uploaded() if is_file else _given(ADD.read())
    except UnreadableDocument as error:
        raise Problem(422, f"It cannot be read: {error.reason}") from error
    is_new = service().store.add(found)
    response = json_response(
        document_payload(service().store.document(found.id)), 201 if is_new else 200
    )
    response.headers["Location"] = url_for("api.documents.document", document_id=found.id)
    return response


@blueprint.delete("/api/v1/documents/<document_id>")
def remove(document_id: str) -> Response:
    _refuse_strangers()
    found = document_of(document_id)
    try:
        service().store.remove(found.id)
    except UnknownDocument as error:  # removed by another meanwhile
        raise _unknown(document_id) from error
    return Response(status=204)


def document_of(document_id: str, field: str = "document_id") -> Document:
    """Return the document; a Problem 404 names the id that is unknown, and where it was given."""
    try:
        return service().store.document(document_id)
    except UnknownDocument as error:
        raise _unknown(document_id, field) from error


def _unknown(document_id: str, field: str = "document_id") -> Problem:
    wanted = "the id of a document listed at /api/v1/documents"
    return Problem(404, f"There is no document {document_id!r}", [FieldError(field, wanted)])


def _refuse_strangers() -> None:
    """Let nobody past without the admin token; where none is set, nobody at all."""
    given = request.authorization
    if not service().settings.admin_token:
        raise Problem(403, "Changing documents over HTTP is off: QA_ADMIN_TOKEN is not set")
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthorized(
            "Wanted a header, Authorization: Bearer and the admin token",
            www_authenticate=WWWAuthenticate("bearer"),
        )
    # a header is bytes, which WSGI gives as Latin-1
    if not is_admin(given.token.encode("latin-1", "replace")):
        raise Problem(403, "This is not the admin token")


def _uploaded() -> Document:
    files = request.files.getlist("file")
    if len(files) != 1 or not files[0].filename:
        raise refused([FieldError("file", "one file, with its name")])
    return read_bytes(files[0].filename, files[0].read())


def _given(asked: Add) -> Document:
    if (asked.text is None) == (asked.url is None):
        wanted = "either a text or a url, and not both"
        raise refused([FieldError("text", wanted), FieldError("url", wanted)])
    found = from_text(asked.text) if asked.url is None else read_public(asked.url)
    return titled(found, asked.title or "")
