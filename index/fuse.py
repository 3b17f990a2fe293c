"""Several rankings to one: a weighted sum of their scores."""

from collections.abc import Sequence

Ranking = Sequence[tuple[int, float]]  # (row, score), best first


def fuse(rankings: Sequence[Ranking], weights: Sequence[float]) -> list[tuple[int, float]]:
    """Return (row, score) of every row that stands in a ranking, best first.

    A row that a ranking lacks gets 0 from it. Rows of one score stay in their order, so that the
    same question gives the same ranking.
    """
    total: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for row, score in ranking:
            total[row] = total.get(row, 0.0) + weight * score
    return sorted(total.items(), key=lambda entry: (-entry[1], entry[0]))


def shares(ranking: Ranking) -> list[tuple[int, float]]:
    """Return a ranking with its scores as shares of its best, 0 to 1.

    BM25 has no scale of its own: a long question scores higher than a short one.
    """
    best = max((score for _, score in ranking), default=0.0)
    return [(row, score / best) for row, score in ranking] if best > 0 else []
