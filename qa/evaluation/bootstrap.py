"""How far figures and differences would be others on other questions of the same kind."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

SEED = 20261127  # of every draw: the same results have the same intervals
RESAMPLES = 1000
FLIPS = 10_000
LEVEL = 95  # per cent
BLOCK = 2_000_000  # numbers that are drawn at once
EXACT = 12  # differences up to which all of their signs are tried

Interval = tuple[float, float]


def mean_interval(values: Sequence[float]) -> Interval | None:
    """Return the interval of a mean over questions; None for fewer than two of them."""
    column = np.asarray(values, float)
    if len(column) < 2:
        return None
    return _middle(np.concatenate([column[drawn].mean(axis=1) for drawn in _draws(len(column))]))


def interval(
    figure: Callable[..., float | None], columns: Sequence[Sequence[float]]
) -> Interval | None:
    """Return the interval of a figure of columns that have a row for each question.

    The percentile bootstrap: questions are drawn with replacement RESAMPLES times, and the middle
    LEVEL per cent of the figures are told (Efron & Tibshirani 1993, chapter 13). Draws without a
    figure (all of one kind) are passed over. None for fewer than two questions. Questions count
    as independent: those about one paragraph are not quite, so intervals are a little narrow.
    """
    rows = [np.asarray(column) for column in columns]
    count = len(rows[0])
    if count < 2:
        return None
    drawn = (picked for block in _draws(count) for picked in block)
    figures = [figure(*(row[picked] for row in rows)) for picked in drawn]
    told = [each for each in figures if each is not None]
    return _middle(told) if told else None


def _draws(count: int) -> Iterator[np.ndarray]:
    """Yield RESAMPLES rows of numbers below count, as many as they are, in blocks."""
    generator = np.random.default_rng(SEED)
    block = max(1, min(RESAMPLES, BLOCK // count))
    for start in range(0, RESAMPLES, block):
        yield generator.integers(count, size=(min(block, RESAMPLES - start), count))


def _middle(figures: Sequence[float]) -> Interval:
    rest = (100 - LEVEL) / 2
    low, high = np.percentile(figures, [rest, 100 - rest])
    return float(low), float(high)


def paired_p(differences: Sequence[float]) -> float:
    """Return how often chance alone makes a mean difference as large, on either side.

    The paired permutation test by flipping signs: if both runs were alike, each difference
    could as well stand the other way round (Fisher 1935; for question answering Dror et al. 2018,
    https://aclanthology.org/P18-1128). All ways up to EXACT differences, else FLIPS drawn ones,
    with the one that was seen (Phipson & Smyth 2010). 1 where nothing differs.
    """
    moved = np.asarray([each for each in differences if each], float)
    if not len(moved):
        return 1.0
    seen = abs(moved.sum()) - 1e-9  # sums of the same differences in another order
    if len(moved) <= EXACT:
        signs = 1 - 2 * ((np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved))) & 1)
        return float((abs(signs @ moved) >= seen).mean())
    generator = np.random.default_rng(SEED)
    block = max(1, min(FLIPS, BLOCK // len(moved)))
    larger = 0
    for start in range(0, FLIPS, block):
        rows = min(block, FLIPS - start)
        signs = 1 - 2 * generator.integers(2, size=(rows, len(moved)), dtype=np.int8)
        larger += int((abs(signs @ moved) >= seen).sum())
    return (larger + 1) / (FLIPS + 1)
