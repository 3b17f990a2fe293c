"""An outcome as it was given: kept as text, and shown again whatever becomes of its documents."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from qa.answer import Answer, Answers, Citation, Refusal, Timings, Value
from source import Span


@dataclass(frozen=True)
class Reference:
    """What names a document, without its text: the same names as a Document's."""

    id: str
    title: str
    language: str
    publisher: str | None
    url: str | None
    title_is_ours: bool
    sha256: str


@dataclass(frozen=True)
class Quotation:
    """A citation that holds its words itself, with the names that a Citation has."""

    document: Reference
    start: int
    stop: int
    sentence: Span
    quote: str
    sentence_text: str
    prefix: str
    suffix: str


def quotation(citation: Citation | Quotation) -> Quotation:
    """Return the citation with its words, apart from its document."""
    if isinstance(citation, Quotation):
        return citation
    document = citation.document
    return Quotation(
        Reference(
            document.id,
            document.title,
            document.language,
            document.publisher,
            document.url,
            document.title_is_ours,
            document.sha256,
        ),
        citation.start,
        citation.stop,
        Span(*citation.sentence),
        citation.quote,
        citation.sentence_text,
        citation.prefix,
        citation.suffix,
    )


def detached(outcome: Answers | Refusal) -> Answers | Refusal:
    """Return the outcome with a Quotation in place of each Citation."""
    if isinstance(outcome, Refusal):
        return replace(outcome, nearest=outcome.nearest and quotation(outcome.nearest))
    answers = (replace(answer, citation=quotation(answer.citation)) for answer in outcome.answers)
    return replace(outcome, answers=tuple(answers))


def written(outcome: Answers | Refusal) -> str:
    """Return the outcome as text that `read` makes the same outcome of."""
    return json.dumps(asdict(detached(outcome)))


def read(text: str) -> Answers | Refusal:
    """Return the outcome that was written."""
    said: dict[str, Any] = json.loads(text)
    said["timings"] = Timings(**said["timings"])
    if "reason" in said:
        said["unmatched_terms"] = tuple(said["unmatched_terms"])
        said["nearest"] = said["nearest"] and _quotation(said["nearest"])
        return Refusal(**said)
    said["answers"] = tuple(_answer(answer) for answer in said["answers"])
    return Answers(**said)


def _answer(said: Mapping[str, Any]) -> Answer:
    value = said["value"] and Value(**said["value"])
    return Answer(_quotation(said["citation"]), said["confidence"], value)


def _quotation(said: Mapping[str, Any]) -> Quotation:
    named = {"document": Reference(**said["document"]), "sentence": Span(*said["sentence"])}
    return Quotation(**{**said, **named})
