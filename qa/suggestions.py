"""Questions to begin with: made from an article, and only those that the service answers.

A draft is asked as a reader would ask it, of everything the index holds, and is kept where the
answer is the words that it was made from.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import Protocol

from index.terms import grammemes
from qa.answer import Answer, Answers, Refusal
from qa.answerer import Names
from qa.drafts import Draft, drafts
from qa.mentions import WORD
from source import Document, Span

log = logging.getLogger(__name__)

VERSION = 1  # raised when drafts or what is expected of their answers change
SUGGESTED = 6  # of an article in a language, at most
TRIED = 24  # drafts that are asked, at most: what it may cost
SURE = 0.5  # least confidence of the answer to a suggested question
NEAR = 3  # characters between a name and who it is: ", ", " – "
UNUSABLE = (OSError, ValueError)  # of a file that is missing or damaged


class Asking(Protocol):
    """What the drafts are put to."""

    names: Names
    threshold: float

    def ask(self, question: str, top_k: int = 3) -> Answers | Refusal:
        """Return the answers of the whole index."""


class Suggestions:
    """The suggested questions of documents, kept in a folder while the index is the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "suggestions"

    def of(self, document: Document, language: str, answerer: Asking) -> tuple[str, ...]:
        """Return questions in a language, "en" or "ru", that the document answers, the best first.

        The first time they are asked; after that they are read.
        """
        path = self._path(document, language, answerer)
        try:
            kept = json.loads(path.read_text("utf-8"))
            return tuple(str(each) for each in kept["questions"])
        except (*UNUSABLE, KeyError, TypeError):
            found = tuple(checked(drafts(document, language), document, answerer))
        self._keep(path, found)
        return found

    def _path(self, document: Document, language: str, answerer: Asking) -> Path:
        """Return where they are kept: what they follow from is in the name."""
        by = repr((answerer.names, answerer.threshold, VERSION))
        return self._folder / _hash(by) / f"{_hash(document.id, document.sha256)}-{language}.json"

    def _keep(self, path: Path, questions: Sequence[str]) -> None:
        """Write them down, in place of those of indexes past; without, they are asked again."""
        beside = path.with_name(f".{path.name}-{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps({"questions": questions}, ensure_ascii=False), "utf-8")
            beside.replace(path)
        except OSError as error:
            log.warning("suggested questions are not kept: %s", error)
            return
        for folder in self._folder.iterdir():
            if folder != path.parent:
                shutil.rmtree(folder, ignore_errors=True)


def checked(found: Sequence[Draft], document: Document, answerer: Asking) -> Iterator[str]:
    """Yield the questions of the drafts that are answered as they should be, of each kind some."""
    answered: list[Span] = []
    for draft in _mixed(found)[:TRIED]:
        if len(answered) == SUGGESTED:
            return
        if any(_overlap(draft.answer, span) for span in answered):
            continue  # the same words again
        outcome = answerer.ask(draft.question, top_k=1)
        if isinstance(outcome, Answers) and answers(outcome.answers[0], draft, document):
            answered.append(draft.answer)
            yield draft.question


def _mixed(found: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with their kinds in turn, those first that ask the most."""
    kinds = ("quantity", "date", "person", "event")
    rows = ([draft for draft in found if draft.kind == kind] for kind in kinds)
    return [draft for draft in chain.from_iterable(zip_longest(*rows)) if draft is not None]


def answers(answer: Answer, draft: Draft, document: Document) -> bool:
    """Return whether an answer is what the draft was made from, and sure enough."""
    citation = answer.citation
    given = Span(citation.start, citation.stop)
    if citation.document.id != document.id or answer.confidence < SURE:
        return False
    if draft.given is None:
        return _overlap(given, draft.answer) and _share(given, draft.answer) >= 0.5
    inside = draft.answer.start <= given.start and given.stop <= draft.answer.stop
    if not inside or _overlap(given, draft.given) or len(citation.quote.split()) < 2:
        return False
    return draft.kind != "person" or _stands_by(citation.quote, given, draft.given)


def _stands_by(quote: str, said: Span, name: Span) -> bool:
    """Return whether the words stand right by the name, and are of one person."""
    if said.stop <= name.start:
        return name.start - said.stop <= NEAR
    nouns = [word for word in WORD.findall(quote) if "NOUN" in grammemes(word)]
    return said.start - name.stop <= NEAR and not (nouns and "plur" in grammemes(nouns[0]))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.stop and other.start < one.stop


def _share(one: Span, other: Span) -> float:
    """Return how much of the two together both have."""
    both = min(one.stop, other.stop) - max(one.start, other.start)
    return both / (max(one.stop, other.stop) - min(one.start, other.start))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
