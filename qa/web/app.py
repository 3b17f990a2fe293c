"""The Flask application: its parts registered, its limits and its headers set."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from qa.web import (
    adding,
    api,
    articles,
    conversations,
    feedback,
    home,
    languages,
    pages,
    preferences,
    visitor,
)
from qa.web.problem import problem_response

if TYPE_CHECKING:
    from qa.assemble import Service

# bytes; a question can take 6,000, but a far longer one should come back with its limit named
BODY_LIMIT = 256 * 1024

SECURITY_HEADERS = {
    # no inline script or style anywhere, nothing from another host
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # the question is in the address, which no other site should learn
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STATIC_AGE = 365 * 24 * 3600  # seconds; a changed file has another address


def create_app(service: "Service") -> Flask:
    """Return the WSGI application that answers from this service."""
    app = Flask("qa.web")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.extensions["qa"] = service
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    languages.babel.init_app(app, locale_selector=languages.chosen)
    for part in (adding, articles, conversations, feedback, home, preferences, pages, api):
        app.register_blueprint(part.blueprint)
    app.register_error_handler(HTTPException, _error_response)
    app.before_request(visitor.refuse_other_sites)
    app.after_request(visitor.keep_visitor)
    app.after_request(_add_headers)
    app.url_defaults(_name_version)
    return app


def _error_response(error: HTTPException) -> Response:
    """Return the error as a problem for programs, as a page for readers.

    An exception that nobody expected comes as a 500; flask has logged it by then.
    """
    if request.path.startswith(("/api/", "/healthz")):
        return problem_response(error)
    return pages.error_page(error)


def _add_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    if request.endpoint == "static":
        if "v" in request.args:
            response.cache_control.max_age = STATIC_AGE
            response.cache_control.immutable = True
    else:
        # pages differ by reader: the language asked for, the conversations of the cookie
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def _name_version(endpoint: str, values: dict[str, object]) -> None:
    """Give a static file an address that changes with its content, so that it can be kept."""
    if endpoint == "static":
        path = Path(current_app.static_folder, str(values["filename"]))
        values["v"] = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
