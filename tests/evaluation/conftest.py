"""An answerer that finds and reads by counting shared words, so that expectations are by hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from index import Hit
from index.hit import Context
from qa import Answer, Answers, Citation, Refusal
from qa.conversation import Turn
from source import Document, Passage, Span


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True)
class FakeNames:
    encoder: str = "words"
    reader: str = "first number"
    index: str = "f00d"


class FakeIndex:
    """Passages of one sentence each, ranked by how many of the query's words they hold."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.passages = [
            Passage(document, *found.span())
            for document in documents
            for found in re.finditer(r"[^ .][^.]*\.", document.text)
        ]

    def search(self, query: str, k: int, context: Context | None = None) -> list[Hit]:
        query = f"{context.query} {query}" if context else query
        hits = [Hit(p, float(len(words(query) & words(p.text)))) for p in self.passages]
        return sorted(hits, key=lambda hit: -hit.score)[:k]


class FakeAnswerer:
    """Answers with the first number of a passage; confidence is the share of words it shares."""

    names = FakeNames()
    threshold = 0.5

    def __init__(self, documents: Sequence[Document]) -> None:
        self.index = FakeIndex(documents)
        self.asked: list[tuple[str, int]] = []
        self.before: list[list[str]] = []  # what was asked before each question

    def ask(
        self, question: str, *, top_k: int = 3, turns: Sequence[Turn] = ()
    ) -> Answers | Refusal:
        self.asked.append((question, top_k))
        self.before.append([turn.question for turn in turns])
        found = self.read(question, [hit.passage for hit in self.index.search(question, 1)])
        if not found or found[0].confidence < self.threshold:
            return Refusal(
                question,
                "en",
                "number",
                "not_stated",
                "Not stated.",
                nearest=found[0].citation if found else None,
                confidence=found[0].confidence if found else 0.0,
            )
        return Answers(question, "en", "number", tuple(found[:top_k]))

    def read(self, question: str, passages: Sequence[Passage]) -> list[Answer]:
        answers = [a for passage in passages for a in self._read_one(question, passage)]
        return sorted(answers, key=lambda answer: -answer.confidence)

    def _read_one(self, question: str, passage: Passage) -> list[Answer]:
        number = re.compile(r"\d+").search(passage.document.text, passage.start, passage.stop)
        if not number:
            return []
        share = len(words(question) & words(passage.text)) / len(words(question))
        sentence = Span(passage.start, passage.stop)
        return [Answer(Citation(passage.document, *number.span(), sentence), share)]


@pytest.fixture
def fake_answerer() -> type[FakeAnswerer]:
    return FakeAnswerer
