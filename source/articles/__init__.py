"""The articles that ship with the service; their texts are their publishers' (LICENSE.txt)."""

import json
from pathlib import Path

from source.document import Document

__all__ = ["shipped"]


def shipped() -> list[Document]:
    """Return the articles that ship with the service, with their text byte for byte."""
    folder = Path(__file__).parent
    entries = json.loads((folder / "articles.json").read_bytes())
    return [
        Document(
            id=entry["id"],
            title=entry["title"],
            text=(folder / entry["file"]).read_bytes().decode("utf-8"),
            language=entry["language"],
            publisher=entry["publisher"],
            url=entry["url"],
            title_is_ours=entry["title_is_ours"],
        )
        for entry in entries
    ]
