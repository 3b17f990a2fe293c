"""What whoever knows the admin token may give: the page and the JSON endpoint ask here."""

import hmac
from dataclasses import replace

from qa.web.asking import service
from source import Document, read_bytes
from source.fetch import SIZE_LIMIT

TITLE_LIMIT = 300  # characters
FORM_LIMIT = SIZE_LIMIT + 64 * 1024  # bytes: an article, and the form around it


def is_admin(token: bytes) -> bool:
    """Say whether this is the admin token; where none is set, nothing is."""
    known = service().settings.admin_token
    return bool(known) and hmac.compare_digest(token, known.encode())


def titled(document: Document, title: str) -> Document:
    """Return a document with the title that its giver gave it, if it has any."""
    title = title.strip()
    return replace(document, title=title, title_is_ours=False) if title else document


def from_text(text: str) -> Document:
    """Return a text as a document; UnreadableDocument if it cannot be one."""
    return read_bytes("text.txt", text.encode())
