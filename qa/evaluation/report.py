"""What an evaluation came to: an outcome for each question, and the figures over them."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from statistics import median

from qa.answer import Answer
from qa.evaluation import metrics
from qa.evaluation.metrics import Abstention, Score
from qa.evaluation.question_sets import GoldQuestion

ABSENT = "—"


@dataclass(frozen=True)
class Outcome:
    """A question that was asked, and what came back."""

    question: GoldQuestion
    answer: Answer | None  # the best one; None: refused, or nothing to answer with was read
    ms: float  # that asking took, on the wall clock
    answered: bool  # whether a person is given the answer: it may have been forced
    refusal: str | None = None  # its reason
    searched: bool = False  # whether the gold passage was looked for
    rank: int | None = None  # of the gold passage, from 1; None: not found

    @property
    def text(self) -> str:
        """The words of the answer, "" without one."""
        return self.answer.text if self.answer else ""

    @property
    def confidence(self) -> float:
        """The confidence of the answer; a refusal counts as 0."""
        return self.answer.confidence if self.answer else 0.0

    @cached_property
    def ours(self) -> Score | None:
        """The score under our normaliser; None for a question that has no answer."""
        return metrics.score(self.text, self.question.answers) if self.question.answerable else None

    @cached_property
    def squad_v1(self) -> Score | None:
        """The score of SQuAD 1.1; None for a question that has no answer."""
        if not self.question.answerable:
            return None
        return metrics.squad_v1(self.text, self.question.answers)

    @cached_property
    def squad_v2(self) -> Score:
        """The score of SQuAD 2.0, which takes no answer below the threshold."""
        return metrics.squad_v2(self.text if self.answered else "", self.question.answers)

    @cached_property
    def cited(self) -> bool | None:
        """Whether the cited sentence shows the answer; None where the set names no evidence."""
        if not self.question.evidence and not self.question.spans:
            return None
        if not self.answer:
            return False
        citation = self.answer.citation
        return metrics.cites(citation, self.question.evidence_in(citation.document))


@dataclass(frozen=True)
class Figures:
    """What some outcomes come to: shares and means from 0 to 1, None where nothing was measured."""

    questions: int
    answerable: int
    em: float | None  # of answerable questions, our normaliser; a refusal scores 0
    f1: float | None
    squad_v1_em: float | None  # of answerable questions; a refusal scores 0
    squad_v1_f1: float | None
    squad_v2_em: float | None  # of all questions; a right refusal scores 1
    squad_v2_f1: float | None
    citation_hit: float | None  # of answerable questions; a refusal is a miss
    citation_hit_answered: float | None  # of those with an answer
    abstention: Abstention
    auroc: float | None  # of confidence, answerable against unanswerable questions
    recall_at_1: float | None  # of answerable questions, for the gold passage
    recall_at_5: float | None
    mrr: float | None
    ms_median: float | None


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """Return the figures over these outcomes."""
    kept = list(outcomes)
    answerable = [outcome for outcome in kept if outcome.question.answerable]
    cited = [outcome for outcome in answerable if outcome.cited is not None]
    ranks = [outcome.rank for outcome in kept if outcome.searched]
    return Figures(
        questions=len(kept),
        answerable=len(answerable),
        em=metrics.mean(o.ours.em for o in answerable),
        f1=metrics.mean(o.ours.f1 for o in answerable),
        squad_v1_em=metrics.mean(o.squad_v1.em for o in answerable),
        squad_v1_f1=metrics.mean(o.squad_v1.f1 for o in answerable),
        squad_v2_em=metrics.mean(o.squad_v2.em for o in kept),
        squad_v2_f1=metrics.mean(o.squad_v2.f1 for o in kept),
        citation_hit=metrics.mean(float(o.cited) for o in cited),
        citation_hit_answered=metrics.mean(float(o.cited) for o in cited if o.answer),
        abstention=metrics.abstention((o.question.answerable, o.answered) for o in kept),
        auroc=metrics.auroc(
            [o.confidence for o in answerable],
            [o.confidence for o in kept if not o.question.answerable],
        ),
        recall_at_1=metrics.recall_at(1, ranks),
        recall_at_5=metrics.recall_at(5, ranks),
        mrr=metrics.reciprocal_rank(ranks),
        ms_median=median(o.ms for o in kept) if kept else None,
    )


@dataclass(frozen=True)
class Report:
    """An evaluation: how it was run, and the outcome of each question in the set's order."""

    settings: Mapping[str, object]
    outcomes: tuple[Outcome, ...]

    @cached_property
    def overall(self) -> Figures:
        return figures(self.outcomes)

    @cached_property
    def by_language(self) -> dict[str, Figures]:
        """The figures for each language of the questions, by its name."""
        return self._by(lambda question: question.language)

    @cached_property
    def by_type(self) -> dict[str, Figures]:
        """The figures for each type of question that the set names, by its name."""
        return self._by(lambda question: question.type)

    def _by(self, key: Callable[[GoldQuestion], str | None]) -> dict[str, Figures]:
        names = sorted({key(o.question) for o in self.outcomes} - {None})
        return {
            name: figures(o for o in self.outcomes if key(o.question) == name) for name in names
        }

    def table(self) -> str:
        """Return the figures as lines for a terminal: shares in per cent, — where there is none."""
        rows = [("all", self.overall)]
        rows += [(f"language {name}", found) for name, found in self.by_language.items()]
        rows += [(f"type {name}", found) for name, found in self.by_type.items()]
        settings = [f"{key}: {_plain(value)}" for key, value in self.settings.items()]
        scores = _aligned([("", *COLUMNS), *(_row(*row) for row in rows)])
        parts = [settings, scores, LEGEND, _aligned(_matrix(self.overall.abstention))]
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def to_json(self) -> str:
        """Return settings, figures and one prediction per question, as JSON."""
        content = {
            "settings": dict(self.settings),
            "figures": {
                "overall": asdict(self.overall),
                "by_language": {name: asdict(f) for name, f in self.by_language.items()},
                "by_type": {name: asdict(f) for name, f in self.by_type.items()},
            },
            "predictions": [_prediction(outcome) for outcome in self.outcomes],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


COLUMNS = (
    "n", "EM", "F1", "v1 EM", "v1 F1", "v2 EM", "v2 F1", "cited", "of answered",
    "answered", "refused", "AUROC", "R@1", "R@5", "MRR", "ms",
)  # fmt: skip
LEGEND = (
    "In per cent, but for n and ms (median). EM, F1: of the answerable, under our normaliser;",
    "v1: SQuAD 1.1, of the answerable; v2: SQuAD 2.0, of all; cited: the cited sentence shows the",
    "answer, of the answerable, then of those answered; answered: of the answerable; refused: of",
    "the unanswerable; R@k, MRR: rank of the gold passage.",
)


def _row(name: str, found: Figures) -> tuple[str, ...]:
    told = found.abstention
    shares = (
        found.em, found.f1, found.squad_v1_em, found.squad_v1_f1, found.squad_v2_em,
        found.squad_v2_f1, found.citation_hit, found.citation_hit_answered,
        told.answered_share, told.refused_share, found.auroc,
        found.recall_at_1, found.recall_at_5, found.mrr,
    )  # fmt: skip
    ms = ABSENT if found.ms_median is None else f"{found.ms_median:.1f}"
    return (name, str(found.questions), *map(_per_cent, shares), ms)


def _matrix(told: Abstention) -> list[tuple[str, ...]]:
    return [
        ("questions", "answered", "refused"),
        ("answerable", str(told.answerable_answered), str(told.answerable_refused)),
        ("unanswerable", str(told.unanswerable_answered), str(told.unanswerable_refused)),
    ]


def _per_cent(share: float | None) -> str:
    return ABSENT if share is None else f"{100 * share:.1f}"


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return ABSENT if value is None else str(value)


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths, range(len(row)))) for row in rows]


def _padded(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column else cell.ljust(width)


def _prediction(outcome: Outcome) -> dict[str, object]:
    question, citation = outcome.question, outcome.answer and outcome.answer.citation
    return {
        "id": question.id,
        "question": question.question,
        "language": question.language,
        "type": question.type,
        "difficulty": question.difficulty,
        "gold": list(question.answers),
        "predicted": outcome.answer and outcome.text,
        "document": citation and citation.document.id,
        "start": citation and citation.start,
        "stop": citation and citation.stop,
        "sentence": citation and citation.sentence_text,
        "confidence": outcome.answer and outcome.confidence,
        "answered": outcome.answered,
        "refusal": outcome.refusal,
        **_score("", outcome.ours),
        **_score("squad_v1_", outcome.squad_v1),
        **_score("squad_v2_", outcome.squad_v2),
        "citation_hit": outcome.cited,
        "rank": outcome.rank,
        "ms": round(outcome.ms, 3),
    }


def _score(prefix: str, score: Score | None) -> dict[str, float | None]:
    return {f"{prefix}{f.name}": score and getattr(score, f.name) for f in fields(Score)}
