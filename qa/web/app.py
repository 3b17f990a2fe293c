"""The Flask application: its parts registered, its limits and its headers set."""

from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from qa.web import api, pages
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


def create_app(service: "Service") -> Flask:
    """Return the WSGI application that answers from this service."""
    app = Flask("qa.web")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.extensions["qa"] = service
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_error_handler(HTTPException, _error_response)
    app.after_request(_add_security_headers)
    return app


def _error_response(error: HTTPException) -> Response:
    """Return the error as a problem under /api, as a page elsewhere.

    An exception that nobody expected comes as a 500; flask has logged it by then.
    """
    if request.path.startswith("/api/"):
        return problem_response(error)
    return pages.error_page(error)


def _add_security_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    return response
