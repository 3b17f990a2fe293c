"""What a reader prefers: the language of the page, and light or dark."""

import re

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import BadRequest

from qa.web import languages
from qa.web.visitor import set_cookie

THEME_COOKIE = "theme"
THEMES = ("system", "light", "dark")

blueprint = Blueprint("preferences", __name__)


@blueprint.post("/preferences")
def prefer() -> Response:
    """Keep what was chosen, and lead back to where it was chosen."""
    response = redirect(_back(request.form.get("next", "")), 303)
    language, theme = request.form.get("language"), request.form.get("theme")
    if language is not None:
        set_cookie(response, languages.COOKIE, _one_of(language, tuple(languages.NAMES)))
    if theme is not None:
        set_cookie(response, THEME_COOKIE, _one_of(theme, THEMES))
    return response


def theme() -> str:
    """Return light or dark as the reader chose, or system."""
    kept = request.cookies.get(THEME_COOKIE)
    return kept if kept in THEMES else "system"


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise BadRequest
    return value


def _back(address: str) -> str:
    """Return the address if it is a page of this site, else the first page."""
    # browsers read "/\\evil", and a line break between two strokes, as another host
    return address if re.fullmatch(r"/(?![/\\])[!-~]*", address) else "/"
