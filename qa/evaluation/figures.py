"""What some results come to: shares and means with their intervals."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from statistics import median

from qa.evaluation import metrics
from qa.evaluation.bootstrap import Interval, interval, mean_interval
from qa.evaluation.metrics import Abstention
from qa.evaluation.result import Result

FEW = 10  # questions below which curves and orders of confidence get no interval


@dataclass(frozen=True)
class Figures:
    """Shares and means from 0 to 1, None where there was nothing to measure.

    Each is of the questions that it can be told for: of those with an answer, where it judges
    answers (a refusal scores 0); of those whose place is known, where it judges places.
    """

    questions: int
    answerable: int
    em: float | None  # of answerable questions, our normaliser
    f1: float | None
    squad_v1_em: float | None  # of answerable questions
    squad_v1_f1: float | None
    squad_v2_em: float | None  # of all questions; a right refusal scores 1
    squad_v2_f1: float | None
    squad_v2_has_answer_em: float | None  # the same, of answerable questions
    squad_v2_has_answer_f1: float | None
    squad_v2_no_answer: float | None  # the same, of unanswerable ones: EM and F1 are one
    citation_hit: float | None  # of answerable questions; a refusal is a miss
    citation_hit_answered: float | None  # of those with an answer
    iou: float | None  # of answerable questions
    answered_share: float | None  # of answerable questions
    refused_share: float | None  # of unanswerable questions
    abstention: Abstention
    auroc: float | None  # of confidence, answerable against unanswerable questions
    ece: float | None  # of confidence in the likeliest words, given or not
    brier: float | None
    aurc: float | None
    agreement: float | None  # of pairs of one question in English and Russian
    recall_at_1: float | None  # of answerable questions, for the gold passage
    recall_at_5: float | None
    recall_at_10: float | None
    mrr: float | None
    ms_median: float | None
    intervals: Mapping[str, Interval] = field(default_factory=dict)  # by the name of a figure


# Figures that are means: the value of each question, None where it has none.
MEANS: dict[str, Callable[[Result], float | None]] = {
    "em": lambda r: r.ours and r.ours.em,
    "f1": lambda r: r.ours and r.ours.f1,
    "squad_v1_em": lambda r: r.squad_v1 and r.squad_v1.em,
    "squad_v1_f1": lambda r: r.squad_v1 and r.squad_v1.f1,
    "squad_v2_em": lambda r: r.squad_v2.em,
    "squad_v2_f1": lambda r: r.squad_v2.f1,
    "squad_v2_has_answer_em": lambda r: r.squad_v2.em if r.answerable else None,
    "squad_v2_has_answer_f1": lambda r: r.squad_v2.f1 if r.answerable else None,
    "squad_v2_no_answer": lambda r: None if r.answerable else r.squad_v2.em,
    "citation_hit": lambda r: _share(r.cited) if r.answerable else None,
    "citation_hit_answered": lambda r: _share(r.cited) if r.answerable and r.given else None,
    "iou": lambda r: r.iou if r.answerable else None,
    "answered_share": lambda r: float(r.answered) if r.answerable else None,
    "refused_share": lambda r: None if r.answerable else float(not r.answered),
    "brier": lambda r: (r.confidence - r.right) ** 2,
    "recall_at_1": lambda r: metrics.recall_at(1, [r.rank]) if r.searched else None,
    "recall_at_5": lambda r: metrics.recall_at(5, [r.rank]) if r.searched else None,
    "recall_at_10": lambda r: metrics.recall_at(10, [r.rank]) if r.searched else None,
    "mrr": lambda r: metrics.reciprocal_rank([r.rank]) if r.searched else None,
}


def figures(results: Iterable[Result]) -> Figures:
    """Return the figures over these results."""
    kept = list(results)
    columns = {name: _column(value, kept) for name, value in MEANS.items()}
    columns["agreement"] = agreements(kept)
    means = {name: metrics.mean(column) for name, column in columns.items()}
    intervals = {name: mean_interval(column) for name, column in columns.items()}
    for name, (figure, of_results) in CURVES.items():
        told = of_results(kept)
        means[name] = figure(*told)
        if len(kept) >= FEW and means[name] is not None:
            intervals[name] = interval(figure, told)
    return Figures(
        questions=len(kept),
        answerable=sum(result.answerable for result in kept),
        abstention=metrics.abstention((r.answerable, r.answered) for r in kept),
        ms_median=median(r.ms for r in kept) if kept else None,
        intervals={name: found for name, found in intervals.items() if found},
        **means,
    )


def _column(value: Callable[[Result], float | None], results: Sequence[Result]) -> list[float]:
    values = (value(result) for result in results)
    return [each for each in values if each is not None]


def _share(claim: bool | None) -> float | None:
    return None if claim is None else float(claim)


def _auroc(confidences: Sequence[float], answerable: Sequence[bool]) -> float | None:
    told = list(zip(confidences, answerable, strict=True))
    return metrics.auroc([c for c, has in told if has], [c for c, has in told if not has])


def _with_answerable(results: Sequence[Result]) -> tuple[list[float], list[bool]]:
    return [r.confidence for r in results], [r.answerable for r in results]


def _with_right(results: Sequence[Result]) -> tuple[list[float], list[bool]]:
    return [r.confidence for r in results], [r.right for r in results]


# Figures of all questions together, and the columns that they are of.
CURVES = {
    "auroc": (_auroc, _with_answerable),
    "ece": (metrics.ece, _with_right),
    "aurc": (metrics.aurc, _with_right),
}


def agreements(results: Sequence[Result]) -> list[float]:
    """Return for each pair of an English and a Russian question of the same whether they agree.

    A definition of this project: two answers agree if their places overlap, and so do two
    refusals. Questions ask the same if the set says that they are a pair, else if their best
    gold answer is the same place.
    """
    asked: dict[object, dict[str, list[Result]]] = {}
    for result in results:
        key = _asked(result)
        if key and result.language in ("en", "ru"):
            asked.setdefault(key, {"en": [], "ru": []})[result.language].append(result)
    return [float(agree(one, other)) for one, other in _pairs(asked)]


def _asked(result: Result) -> object | None:
    if result.pair:
        return result.pair
    best = result.gold[0] if result.gold else None
    return best and (best.document, best.start, best.stop)


def _pairs(asked: Mapping[object, Mapping[str, list[Result]]]) -> Iterator[tuple[Result, Result]]:
    for found in asked.values():
        yield from product(found["en"], found["ru"])


def agree(one: Result, other: Result) -> bool:
    """Return whether two results quote overlapping words, or neither quotes any."""
    if not one.given or not other.given:
        return one.given is other.given
    return metrics.iou(one.given, other.given) > 0
