"""Adding an article: a file, pasted text or an address, by whoever knows the admin token."""

from flask import Blueprint, Response, redirect, render_template, request, stream_template, url_for
from flask_babel import gettext as _

from qa.web.admin import FORM_LIMIT, TITLE_LIMIT, from_text, is_admin, titled
from qa.web.articles import document_of
from qa.web.asking import service
from qa.web.suggesting import suggested
from source import Document, UnreadableDocument, read_bytes, read_public
from source.files import SUFFIXES

blueprint = Blueprint("adding", __name__)


@blueprint.get("/documents/new")
def form() -> str:
    return _form()


@blueprint.post("/documents/new")
def add() -> Response | tuple[str, int]:
    """Keep an article, and lead to the page that waits until it can be asked about."""
    request.max_content_length = request.max_form_memory_size = FORM_LIMIT
    if not is_admin(request.form.get("token", "").encode()):
        return _form(_("This is not the admin token of this service.")), 403
    try:
        document = _document()
    except UnreadableDocument as error:
        return _form(_("This cannot be read: %(reason)s", reason=error.reason)), 422
    if document is None:
        return _form(_("Choose a file, paste a text or give an address.")), 422
    service().store.add(document)
    return redirect(url_for("adding.added", document_id=document.id), 303)


@blueprint.get("/documents/<document_id>/added")
def added(document_id: str) -> Response:
    """Show that the article is being indexed, and then, on the same page, that it has been.

    The page is sent as far as it goes before the waiting: it needs no script to show both.
    """
    document = document_of(document_id)
    page = stream_template(
        "added.html",
        document=document,
        indexed=_indexed,
        suggested=lambda: suggested([document], patience=None),
    )
    # a proxy would keep the page back until it is whole
    return Response(page, headers={"X-Accel-Buffering": "no"})


def _indexed() -> bool:
    """Return once everything that is kept can be asked about."""
    service().catch_up()
    return True


def _document() -> Document | None:
    """Return what was given as a document, None if nothing was."""
    file, text = request.files.get("file"), request.form.get("text", "")
    if file and file.filename:
        return read_bytes(file.filename, file.read())
    if text.strip():
        # browsers send every line break of a form as two characters
        document = from_text(text.replace("\r\n", "\n"))
        return titled(document, request.form.get("title", "")[:TITLE_LIMIT])
    address = request.form.get("address", "").strip()
    return read_public(address) if address else None


def _form(complaint: str = "") -> str:
    return render_template(
        "add.html",
        is_open=bool(service().settings.admin_token),
        complaint=complaint,
        suffixes=",".join(SUFFIXES),
        title_limit=TITLE_LIMIT,
    )
