"""Who asks: a cookie that only tells one browser from another, and no forms from other sites."""

import re
import secrets
from urllib.parse import urlsplit

from flask import Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

COOKIE = "visitor"
YEAR = 365 * 24 * 3600  # seconds
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def visitor() -> str:
    """Return the id of this browser, a new one where it has none: 128 bits, not to be guessed."""
    if "visitor" not in g:
        kept = request.cookies.get(COOKIE, "")
        g.visitor = kept if _ID.fullmatch(kept) else secrets.token_urlsafe(16)
    return g.visitor


def known_visitor() -> str | None:
    """Return the id that this browser has by now, None for one that never asked anything."""
    if "visitor" in g:
        return g.visitor
    kept = request.cookies.get(COOKIE, "")
    return kept if _ID.fullmatch(kept) else None


def keep_visitor(response: Response) -> Response:
    """Give a new id to the browser; one that has asked nothing gets no cookie."""
    if "visitor" in g and g.visitor != request.cookies.get(COOKIE):
        set_cookie(response, COOKIE, g.visitor)
    return response


def set_cookie(response: Response, name: str, value: str) -> None:
    """Keep a value in the browser for a year, out of reach of scripts and of other sites."""
    response.set_cookie(
        name, value, max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )


def refuse_other_sites() -> None:
    """Raise Forbidden where a form on another site sent this.

    Browsers say where a request comes from, in Sec-Fetch-Site or in Origin; what says neither is
    no browser, and carries nobody's cookies.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        ours = origin is None or urlsplit(origin).netloc == request.host
    if not ours:
        raise Forbidden(_("This came from another site, and was not done."))
