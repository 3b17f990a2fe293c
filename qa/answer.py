"""What comes back from a question: answers with their citations, or a refusal with its reason."""

from dataclasses import dataclass
from typing import Literal

from source import Document, Span

CONTEXT = 40  # characters of the text kept on either side of a quote, to find it again

Reason = Literal["no_passage", "not_stated", "low_confidence", "language_unsupported"]


@dataclass(frozen=True)
class Citation:
    """Where words stand: a span of a document, within a sentence of it."""

    document: Document
    start: int
    stop: int
    sentence: Span

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop <= len(self.document.text):
            raise ValueError(
                f"span {self.start}:{self.stop} lies outside document {self.document.id} "
                f"of {len(self.document.text)} characters"
            )

    @property
    def quote(self) -> str:
        return self.document.text[self.start : self.stop]

    @property
    def sentence_text(self) -> str:
        return self.document.text[self.sentence.start : self.sentence.stop]

    @property
    def prefix(self) -> str:
        return self.document.text[max(0, self.start - CONTEXT) : self.start]

    @property
    def suffix(self) -> str:
        return self.document.text[self.stop : self.stop + CONTEXT]


@dataclass(frozen=True)
class Value:
    """What a quote says as a value: a number with its unit, a date, a currency amount."""

    kind: str  # quantity, money, percent, date or duration
    number: float | None = None
    unit: str | None = None  # as it stands in the text, an ISO 4217 code for money
    date: str | None = None  # ISO 8601, as far as stated: 2015-07-07, 2017-04, 2017


@dataclass(frozen=True)
class Answer:
    """The exact words of a document that answer a question."""

    citation: Citation
    confidence: float  # 0 to 1, calibrated: how often such an answer is right
    value: Value | None = None

    @property
    def text(self) -> str:
        return self.citation.quote


@dataclass(frozen=True)
class Timings:
    """How long asking took, in milliseconds."""

    retrieve: float = 0.0
    read: float = 0.0
    total: float = 0.0


@dataclass(frozen=True)
class Answers:
    """One or more answers, best first."""

    question: str
    language: str  # of the question: en, ru, …
    answer_type: str
    answers: tuple[Answer, ...]
    timings: Timings = Timings()
    resolved_question: str | None = None


@dataclass(frozen=True)
class Refusal:
    """An honest "not stated": an ordinary outcome, with its reason."""

    question: str
    language: str
    answer_type: str
    reason: Reason
    message: str  # in the language of the question
    unmatched_terms: tuple[str, ...] = ()  # words of the question that stand nowhere
    nearest: Citation | None = None
    confidence: float = 0.0  # of the nearest words: too little to give them as an answer
    timings: Timings = Timings()
    resolved_question: str | None = None
