"""Errors of the JSON endpoint: application/problem+json, RFC 9457."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Response, request
from werkzeug.exceptions import HTTPException

from qa.web.payload import dumps


class FieldError(NamedTuple):
    """A field of a request that cannot be used, and what it should have been."""

    field: str
    wanted: str


class Problem(HTTPException):
    """A request that cannot be served: the status, what was wrong, and in which fields."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.code, self.errors = status, tuple(errors)


def problem_response(error: HTTPException) -> Response:
    """Return the error as a problem document, with the headers that its status asks for."""
    detail = error.description
    if error.code == 413:
        detail = f"The body is too long: wanted {request.max_content_length:,} bytes at most"
    payload: dict[str, object] = {
        # the status says the kind of problem; "errors" and "detail" say the rest
        "type": "about:blank",
        "title": error.name,
        "status": error.code,
        "detail": detail,
    }
    if isinstance(error, Problem) and error.errors:
        payload["errors"] = [each._asdict() for each in error.errors]
    # keeps headers such as Allow of a 405
    response = Response(dumps(payload), error.code, error.get_headers())
    response.headers["Content-Type"] = "application/problem+json"
    return response
