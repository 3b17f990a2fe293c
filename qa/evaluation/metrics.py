"""Figures of an evaluation: numbers from 0 to 1, or None where there was nothing to measure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from qa.answer import Citation
from qa.evaluation.normalise import squad_normalise, tokens
from source import Passage, Span

BINS = 10  # of a reliability diagram


@dataclass(frozen=True)
class Score:
    """How well an answer agrees with the gold ones: exact match (0 or 1) and F1 of its tokens."""

    em: float
    f1: float


@dataclass(frozen=True)
class Abstention:
    """How many questions were answered and refused, by whether they have an answer.

    The confusion of answered and abstained as in Rajpurkar et al. 2018, "Know What You Don't
    Know", https://arxiv.org/abs/1806.03822.
    """

    answerable_answered: int
    answerable_refused: int
    unanswerable_answered: int
    unanswerable_refused: int

    @property
    def answered_share(self) -> float | None:
        """How many of the answerable questions were answered."""
        return _share(self.answerable_answered, self.answerable_refused)

    @property
    def refused_share(self) -> float | None:
        """How many of the unanswerable questions were refused."""
        return _share(self.unanswerable_refused, self.unanswerable_answered)


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part + rest else None


def score(prediction: str, golds: Collection[str]) -> Score:
    """Return EM and F1 under our own normaliser: the best over the gold answers.

    F1 is the harmonic mean of precision and recall over the bag of tokens, as SQuAD's. An empty
    prediction (a refusal) agrees with having no gold answer, and with nothing else.
    """
    return _best(prediction, golds or [""], tokens)


def squad_v1(prediction: str, golds: Collection[str]) -> Score:
    """Return EM and F1 as SQuAD 1.1: the best over the gold answers, at least one.

    Source: evaluate-v1.1.py, Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250. Where both
    sides normalise to nothing ("the" against "a") F1 is 0 while EM is 1, as there.
    """
    if not golds:
        raise ValueError("SQuAD 1.1 scores a question with at least one gold answer, got none")
    best = _best(prediction, golds, _squad_tokens)
    return best if squad_normalise(prediction) else Score(best.em, 0.0)


def squad_v2(prediction: str, golds: Iterable[str]) -> Score:
    """Return EM and F1 as SQuAD 2.0: no gold answer is the gold answer "", a refusal predicts "".

    Gold answers that normalise to nothing are left out. Source: evaluate-v2.0.py, Rajpurkar et
    al. 2018, https://arxiv.org/abs/1806.03822.
    """
    stated = [gold for gold in golds if squad_normalise(gold)]
    return _best(prediction, stated or [""], _squad_tokens)


def _best(prediction: str, golds: Collection[str], split: Callable[[str], Sequence[str]]) -> Score:
    given = split(prediction)
    wanted = [split(gold) for gold in golds]
    return Score(
        max(float(given == words) for words in wanted), max(_f1(given, words) for words in wanted)
    )


def _squad_tokens(text: str) -> list[str]:
    return squad_normalise(text).split()


def _f1(given: Sequence[str], wanted: Sequence[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    same = (Counter(given) & Counter(wanted)).total()
    return 2 * same / (len(given) + len(wanted))  # = 2PR / (P + R) with P = same/given, R = …


def cites(citation: Citation, shown: Iterable[Passage]) -> bool:
    """Return whether the sentence cited overlaps a stretch that shows the answer.

    A definition of this project: it asks whether a reader who follows the citation sees the
    evidence, however sentences were cut.
    """
    return any(
        citation.document.id == stretch.document.id
        and overlaps(citation.sentence, Span(stretch.start, stretch.stop))
        for stretch in shown
    )


class Placed(Protocol):
    """A span of a document that is known by its id."""

    document: str
    start: int
    stop: int


def iou(one: Placed, other: Placed) -> float:
    """Return how much of what two spans cover is covered by both, in characters, 0 to 1.

    Intersection over union (Jaccard 1912), as for rationales in DeYoung et al. 2020, "ERASER",
    https://arxiv.org/abs/1911.03429, there over tokens. 0 in two documents.
    """
    if one.document != other.document:
        return 0.0
    both = max(0, min(one.stop, other.stop) - max(one.start, other.start))
    return both / (one.stop - one.start + other.stop - other.start - both)


def overlaps(one: Span, other: Span) -> bool:
    """Return whether two half-open spans share a character."""
    return one.start < other.stop and other.start < one.stop


def mean(values: Iterable[float]) -> float | None:
    """Return the arithmetic mean, or None of nothing."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else None


def abstention(answered: Iterable[tuple[bool, bool]]) -> Abstention:
    """Count pairs of (has an answer, was answered)."""
    counts = Counter(answered)
    return Abstention(
        answerable_answered=counts[True, True],
        answerable_refused=counts[True, False],
        unanswerable_answered=counts[False, True],
        unanswerable_refused=counts[False, False],
    )


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """Return how often an answerable question has more confidence than an unanswerable one.

    The area under the ROC curve as the Mann–Whitney statistic, a tie counting half: Hanley &
    McNeil 1982, https://doi.org/10.1148/radiology.143.1.7063747. 0.5 is chance. None unless
    there are questions of both kinds.
    """
    if not answerable or not unanswerable:
        return None
    below = np.sort(unanswerable)
    left, right = (np.searchsorted(below, answerable, side) for side in ("left", "right"))
    return float((left + right).sum() / 2 / (len(answerable) * len(unanswerable)))


@dataclass(frozen=True)
class Bin:
    """Some answers of about the same confidence."""

    count: int
    confidence: float  # their mean
    accuracy: float  # the share of them that is right


def reliability(confidences: Sequence[float], rights: Sequence[bool]) -> list[Bin]:
    """Return answers in up to BINS bins of equal mass, least confidence first.

    The points of a reliability diagram (Niculescu-Mizil & Caruana 2005). Bins hold as many
    answers each, not a stretch of confidence each: Nguyen & O'Connor 2015,
    https://arxiv.org/abs/1508.05154. Answers of one confidence share a bin.
    """
    if not len(confidences):
        return []
    order = np.argsort(confidences, kind="stable")
    sure, right = np.asarray(confidences, float)[order], np.asarray(rights, float)[order]
    first = np.searchsorted(sure, sure, "left")  # where those of the same confidence begin
    places = first * min(BINS, len(sure)) // len(sure)
    counts = np.bincount(places)
    sums = np.bincount(places, sure), np.bincount(places, right)
    return [
        Bin(int(n), float(c / n), float(r / n)) for n, c, r in zip(counts, *sums, strict=True) if n
    ]


def ece(confidences: Sequence[float], rights: Sequence[bool]) -> float | None:
    """Return how far confidence is from accuracy, over the bins of reliability.

    Expected calibration error: the mean of |confidence - accuracy| of the bins, each counting as
    much as it holds (Naeini et al. 2015, https://doi.org/10.1609/aaai.v29i1.9602, there with bins
    of equal width; with equal mass as the adaptive one of Nixon et al. 2019,
    https://arxiv.org/abs/1904.01685). On few questions it is above 0 by chance alone.
    """
    bins = reliability(confidences, rights)
    total = sum(each.count for each in bins)
    off = sum(each.count * abs(each.confidence - each.accuracy) for each in bins)
    return off / total if total else None


def brier(confidences: Sequence[float], rights: Sequence[bool]) -> float | None:
    """Return the mean square of confidence minus right (1) or wrong (0): Brier 1950.

    0 is best; who always says 0.5 has 0.25.
    """
    return mean((c - float(r)) ** 2 for c, r in zip(confidences, rights, strict=True))


def risk_coverage(
    confidences: Sequence[float], rights: Sequence[bool]
) -> list[tuple[float, float]]:
    """Return (coverage, risk) when the surest 1, 2, … n answers are given.

    Coverage is the share that is given, risk the share of the given that is wrong: El-Yaniv &
    Wiener 2010, https://www.jmlr.org/papers/v11/el-yaniv10a.html. Answers of one confidence are
    in no order: each of them counts as wrong as they are on the average.
    """
    risks = _risks(confidences, rights)
    return [((i + 1) / len(risks), float(risk)) for i, risk in enumerate(risks)]


def _risks(confidences: Sequence[float], rights: Sequence[bool]) -> np.ndarray:
    wrong = 1 - np.asarray(rights, float)
    levels, group = np.unique(-np.asarray(confidences, float), return_inverse=True)
    shares = np.bincount(group, wrong, len(levels)) / np.bincount(group, minlength=len(levels))
    return np.cumsum(shares[np.sort(group)]) / np.arange(1, len(wrong) + 1)


def aurc(confidences: Sequence[float], rights: Sequence[bool]) -> float | None:
    """Return the area under the risk–coverage curve: the mean of its risks, 0 is best.

    Geifman, Uziel & El-Yaniv 2019, https://arxiv.org/abs/1805.08206.
    """
    risks = _risks(confidences, rights)
    return float(risks.mean()) if len(risks) else None


def recall_at(k: int, ranks: Collection[int | None]) -> float | None:
    """Return the share of questions whose gold passage stands at rank k or before, counted from 1.

    With one gold passage a question this is the success@k of retrieval, called recall@k in
    Karpukhin et al. 2020, https://arxiv.org/abs/2004.04906. None in ranks: it was not found.
    """
    return mean(float(rank is not None and rank <= k) for rank in ranks)


def reciprocal_rank(ranks: Collection[int | None]) -> float | None:
    """Return the mean of 1/rank of the gold passage, 0 where it was not found.

    MRR of Voorhees 1999, "The TREC-8 Question Answering Track Report".
    """
    return mean(1 / rank if rank else 0.0 for rank in ranks)
