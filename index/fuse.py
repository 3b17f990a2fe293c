"""Several rankings to one: a weighted sum of their scores, each brought to a scale of its own."""

from collections.abc import Mapping, Sequence

Ranking = Sequence[tuple[int, float]]  # (row, score), best first


def fuse(rankings: Sequence[Ranking], weights: Sequence[float]) -> list[tuple[int, float]]:
    """Return (row, score) of every row that stands in a ranking, best first.

    Each ranking's scores are divided by its best one; a row that a ranking lacks gets 0 from it.
    Rows of one score stay in their order, so that the same question gives the same ranking.
    """
    total: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for row, share in _shares(ranking).items():
            total[row] = total.get(row, 0.0) + weight * share
    return sorted(total.items(), key=lambda entry: (-entry[1], entry[0]))


def _shares(ranking: Ranking) -> Mapping[int, float]:
    best = max((score for _, score in ranking), default=0.0)
    return {row: score / best for row, score in ranking} if best > 0 else {}
