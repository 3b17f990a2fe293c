"""Figures of an evaluation: numbers from 0 to 1, or None where there was nothing to measure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.answer import Citation
from qa.evaluation.normalise import squad_normalise, tokens
from source import Span


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


def cites(citation: Citation, evidence: Iterable[Span]) -> bool:
    """Return whether the sentence cited overlaps a stretch of evidence in the same document.

    A definition of this project: it asks whether a reader who follows the citation sees the
    evidence, however sentences were cut.
    """
    return any(overlaps(citation.sentence, span) for span in evidence)


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
    wins = sum((a > u) + (a == u) / 2 for a in answerable for u in unanswerable)
    return wins / (len(answerable) * len(unanswerable))


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
