"""Bodies of the JSON endpoint: read, checked field by field, and answered in JSON."""

import json
from typing import Annotated, Generic, TypeVar

from flask import Response, request
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from qa.web.payload import Payload, dumps
from qa.web.problem import FieldError, Problem


def _encodable(text: str) -> str:
    text.encode()  # a lone surrogate, "\\ud800" in JSON, raises a ValueError
    return text


Text = Annotated[str, AfterValidator(_encodable)]


class Body(BaseModel):
    """A JSON object; the description of each field says what it should be."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Known = TypeVar("Known", bound=Body)


class Form(Generic[Known]):
    """The body that a request should have."""

    def __init__(self, model: type[Known]) -> None:
        self._model = model

    def read(self) -> Known:
        """Return the body of the request; a Problem 415, 400 or 422 says what is wrong with it.

        A 422 names every field at fault, once.
        """
        try:
            return self._model.model_validate(_json())
        except ValidationError as error:
            at_fault = dict.fromkeys(each["loc"][:1] for each in error.errors())
            raise refused([self._field_error(loc) for loc in at_fault]) from error

    def _field_error(self, loc: tuple[int | str, ...]) -> FieldError:
        names = ", ".join(self._model.model_fields)
        if not loc:
            return FieldError("body", f"a JSON object of {names}")
        known = self._model.model_fields.get(str(loc[0]))
        if known is None:
            return FieldError(str(loc[0]), f"no such field; known are {names}")
        return FieldError(str(loc[0]), known.description or "")


def refused(errors: list[FieldError]) -> Problem:
    """Return the problem of fields that cannot be used."""
    return Problem(422, "; ".join(f"{field}: wanted {wanted}" for field, wanted in errors), errors)


def json_response(payload: Payload, status: int = 200) -> Response:
    return Response(dumps(payload), status, mimetype="application/json")


def _json() -> object:
    if request.mimetype != "application/json":
        came = request.mimetype or "none"
        raise Problem(415, f"Content-Type is {came}: wanted application/json")
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise Problem(400, f"The body is not JSON in UTF-8: {reason}") from error
