"""An answer in JSON checked against the articles: every citation stands where it says it does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from index.store import UnknownDocument
from source import Document


class WrongAnswer(ValueError):
    """An answer that does not agree with the articles, or is no answer."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class Documents(Protocol):
    """Where the cited articles are."""

    def document(self, document_id: str) -> Document:
        """Return the document of this id; UnknownDocument if there is none."""


def verify(path: Path, documents: Documents) -> int:
    """Return how many citations were checked; WrongAnswer says what does not agree.

    The file holds what `qa ask --json` prints and POST /api/v1/ask gives.
    """
    try:
        said = json.loads(path.read_text("utf-8"))
        cited = list(_citations(said))
        for citation in cited:
            if wrong := _wrong(citation, documents):
                raise WrongAnswer(path, wrong)
        for answer in said["answers"]:
            if answer["text"] != answer["citation"]["cited_text"]:
                raise WrongAnswer(path, f"{answer['text']!r} is not what its citation quotes")
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise WrongAnswer(path, f"it is not JSON in UTF-8: {error}") from error
    except (KeyError, TypeError) as error:
        raise WrongAnswer(path, f"it is not an answer as it was given: {error}") from error
    return len(cited)


def _citations(said: dict) -> Iterator[dict]:
    yield from (answer["citation"] for answer in said["answers"])
    if said["refusal"] and said["refusal"]["nearest"]:
        yield said["refusal"]["nearest"]


def _wrong(citation: dict, documents: Documents) -> str | None:
    """Return what does not agree, None where all does."""
    quote, sentence = citation["cited_text"], citation["sentence"]
    try:
        document = documents.document(citation["document_id"])
    except UnknownDocument as error:
        return str(error)
    if document.sha256 != citation["source_sha256"]:
        return f"document {document.id} has changed since"
    for words, span in ((quote, citation), (sentence["text"], sentence)):
        start, stop = span["start_char_index"], span["end_char_index"]
        if not 0 <= start < stop or document.text[start:stop] != words:
            return f"{words!r} does not stand at {start} to {stop} of document {document.id}"
    return None
