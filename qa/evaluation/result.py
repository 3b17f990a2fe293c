"""What an evaluation keeps of each question: what was wanted and what came back, without documents.

A result is all that figures, reports and comparisons are made from. It is written to JSON and
read back unchanged, so that a file of results is enough to look at a run again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property

from qa.answer import Citation
from qa.evaluation import metrics
from qa.evaluation.metrics import Score

RIGHT = 0.6  # F1 from which an answer counts as right, as where the confidence is fitted


@dataclass(frozen=True)
class Quoted:
    """Words of a document with the sentence they stand in, as they were when they were quoted."""

    document: str  # its id
    title: str  # of the document
    start: int  # in the document, as every place: code points from 0
    stop: int
    text: str
    sentence: str  # whole sentences that hold the words
    sentence_start: int

    @classmethod
    def of(cls, citation: Citation) -> "Quoted":
        return cls(
            citation.document.id,
            citation.document.title,
            citation.start,
            citation.stop,
            citation.quote,
            citation.sentence_text,
            citation.sentence.start,
        )


@dataclass(frozen=True)
class Result:
    """A question that was asked, what a right answer is, and what came back."""

    id: str
    question: str
    language: str  # of the question: en, ru, …; "und" where it could not be told
    answers: tuple[str, ...]  # acceptable, best first; none: the articles do not say
    gold: tuple[Quoted, ...]  # where those stand, as far as it is known
    given: Quoted | None  # the answer that is scored; None: refused, or there was nothing to read
    withheld: Quoted | None  # the likeliest words where the service refused, if there were any
    confidence: float  # of the words given or withheld, 0 to 1; 0 where there are none
    answered: bool  # whether a person is given the answer: with the gold paragraph it is forced
    ms: float  # that asking took, on the wall clock
    refusal: str | None = None  # its reason
    cited: bool | None = None  # whether the cited sentence shows the answer; None: not known
    searched: bool = False  # whether the gold passage was looked for
    rank: int | None = None  # of the gold passage, from 1; None: not found
    type: str | None = None
    difficulty: str | None = None
    pair: str | None = None  # questions of one pair ask the same in two languages
    dialog: str | None = None  # whose turn it is
    turn: int | None = None  # from 1
    resolved: str | None = None  # the follow-up as the service completed it

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    @property
    def text(self) -> str:
        """The words of the answer that is scored, "" without one."""
        return self.given.text if self.given else ""

    @property
    def likeliest(self) -> Quoted | None:
        """The words that the confidence is of, whether they were given or not."""
        return self.given or self.withheld

    @cached_property
    def right(self) -> bool:
        """Whether the likeliest words answer the question, be they given or not: F1 from RIGHT."""
        best = self.likeliest
        return bool(best and self.answers) and metrics.score(best.text, self.answers).f1 >= RIGHT

    @cached_property
    def ours(self) -> Score | None:
        """The score under our normaliser; None for a question that has no answer."""
        return metrics.score(self.text, self.answers) if self.answers else None

    @cached_property
    def squad_v1(self) -> Score | None:
        """The score of SQuAD 1.1; None for a question that has no answer."""
        return metrics.squad_v1(self.text, self.answers) if self.answers else None

    @cached_property
    def squad_v2(self) -> Score:
        """The score of SQuAD 2.0, which takes no answer below the threshold."""
        return metrics.squad_v2(self.text if self.answered else "", self.answers)

    @cached_property
    def served(self) -> Score:
        """The score of what a person gets: as SQuAD 2.0, under our normaliser."""
        return metrics.score(self.text if self.answered else "", self.answers)

    @cached_property
    def iou(self) -> float | None:
        """How well the answer's place agrees with a gold one; None where no place is known."""
        if not self.gold:
            return None
        if not self.given:
            return 0.0
        return max(metrics.iou(self.given, g) for g in self.gold)

    def to_record(self) -> dict[str, object]:
        """Return the result for JSON, its scores beside what they follow from."""
        scores = {"": self.ours, "squad_v1_": self.squad_v1, "squad_v2_": self.squad_v2}
        told = {
            f"{prefix}{field.name}": score and getattr(score, field.name)
            for prefix, score in scores.items()
            for field in fields(Score)
        }
        return asdict(self) | told | {"iou": self.iou, "right": self.right}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> "Result":
        """Return the result of a record of to_record; KeyError or TypeError if it is none."""
        given = {field.name: record[field.name] for field in fields(cls)}
        given["answers"] = tuple(given["answers"])
        given["gold"] = tuple(Quoted(**each) for each in given["gold"])
        for name in ("given", "withheld"):
            given[name] = Quoted(**given[name]) if given[name] else None
        return cls(**given)
