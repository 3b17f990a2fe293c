"""Fits what confidence is worth on a user's own questions, and from which on an answer is given.

Everything that is chosen is chosen by cross-validation: a map from score to probability, and a
threshold, count only if they do better on questions that they were not fitted on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.answerer import LANGUAGES
from qa.confidence import Origin
from qa.evaluation.bootstrap import SEED
from qa.evaluation.result import Result
from qa.recalibration import AsIs, Base, Isotonic, Platt, Recalibration, Scale, log_odds

LEAST = 20  # questions: fewer say nothing
LEAST_OF_A_KIND = 5  # right answers, and wrong ones
FOLDS, REPEATS = 5, 5
STEPS = np.arange(1, 100) / 100  # thresholds that are tried
TOLERANCE = 0.005  # share of the questions; the curve is flat about its best
ROUNDS = 100  # of Newton's method at most
NO_SLOPE = 1e-3  # of a map that has nothing to rise by, but may not be level


class CannotFit(ValueError):
    """Results that a calibration cannot be fitted on: why not."""


@dataclass(frozen=True)
class Answered:
    """The likeliest answer to each question: its score, and whether it is right."""

    scores: np.ndarray
    rights: np.ndarray  # 1.0 or 0.0

    def __len__(self) -> int:
        return len(self.scores)

    def take(self, places: np.ndarray) -> "Answered":
        return Answered(self.scores[places], self.rights[places])


@dataclass(frozen=True)
class Fit:
    """A calibration that was fitted, and how it does on questions that it has not seen."""

    recalibration: Recalibration
    brier_before: float  # 0 is best
    brier: float  # by cross-validation
    dealt_before: float  # share dealt with rightly: answered rightly, or refused for want of that
    dealt: float  # by cross-validation
    kept_threshold: bool  # no threshold did better than the one there was

    def told(self) -> list[str]:
        """Return the fit as lines for a terminal."""
        scale, threshold = self.recalibration.scale, self.recalibration.threshold
        count = self.recalibration.origin.questions
        kept = " (the shipped one, none did better)" if self.kept_threshold else ""
        return [
            f"calibration: {scale.kind}, on {count} questions",
            f"threshold: {threshold:.2f}{kept}",
            f"Brier score, 0 is best: {self.brier_before:.3f} before, {self.brier:.3f} after",
            f"dealt with rightly: {100 * self.dealt_before:.1f} % before, "
            f"{100 * self.dealt:.1f} % after",
            "after: on questions left out of the fit (cross-validation)",
        ]


def fit(results: Sequence[Result], base: Base, origin: Origin) -> Fit:
    """Return the calibration of these results, which were answered under the base calibration.

    Questions in languages that are not understood, and those without any words to answer with,
    say nothing. CannotFit if too few are left.
    """
    answered = _answered(results)
    scale_of = _chosen_scale(answered)
    scale = scale_of(answered)
    before = answered.rights == (answered.scores >= base.threshold)
    fitted, kept = _held_out_gains(answered, scale_of, base.threshold)
    keep = fitted <= kept
    threshold = scale(base.threshold) if keep else _threshold(answered, scale)
    return Fit(
        Recalibration(base, scale, threshold, replace(origin, questions=len(answered))),
        brier_before=float(_losses(answered, AsIs()).mean()),
        brier=float(_held_out_losses(answered, scale_of).mean()),
        dealt_before=float(before.mean()),
        dealt=max(fitted, kept),
        kept_threshold=keep,
    )


def _answered(results: Sequence[Result]) -> Answered:
    known = [r for r in results if r.language in (*LANGUAGES, "und") and r.likeliest]
    rights = [float(result.right) for result in known]
    right, wrong = int(sum(rights)), len(rights) - int(sum(rights))
    if len(known) < LEAST or min(right, wrong) < LEAST_OF_A_KIND:
        raise CannotFit(
            f"a threshold cannot be set by these questions: {right} of the likeliest answers are "
            f"right and {wrong} wrong, wanted {LEAST} or more with {LEAST_OF_A_KIND} of each "
            "(unanswerable questions have only wrong ones)"
        )
    return Answered(np.array([r.confidence for r in known]), np.array(rights))


Fitting = Callable[[Answered], Scale]


def _as_is(answered: Answered) -> AsIs:
    return AsIs()


def platt(answered: Answered) -> Platt:
    """Return the logistic map of log odds that fits best, by Newton's method.

    Right counts a little below 1 and wrong a little above 0, so that few questions do not make it
    too sure: Platt 1999, section 2.2. It rises at any rate.
    """
    odds = np.array([log_odds(score) for score in answered.scores])
    right, wrong = answered.rights.sum(), (1 - answered.rights).sum()
    targets = np.where(answered.rights > 0, (right + 1) / (right + 2), 1 / (wrong + 2))
    rows = np.stack([odds, np.ones_like(odds)], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        chances = 1 / (1 + np.exp(-np.clip(rows @ weights, -60, 60)))
        slope = rows.T @ (chances - targets)
        curve = (rows * (chances * (1 - chances))[:, None]).T @ rows + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        weights -= np.clip(step, -1, 1)
        if abs(step).max() < 1e-9:
            break
    if weights[0] <= 0:  # surer is not righter here: only how often it is right was learnt
        return Platt(NO_SLOPE, float(log_odds(float(targets.mean()))))
    return Platt(float(weights[0].round(6)), float(weights[1].round(6)))


def isotonic(answered: Answered) -> Isotonic:
    """Return the map through the means of pooled neighbours, which never falls.

    Pool adjacent violators (Ayer et al. 1955; for probabilities Zadrozny & Elkan 2002), level
    within a pool, straight from one to the next. Not quite 0 or 1: the next answer may be the
    first of its kind.
    """
    scores, group, counts = np.unique(answered.scores, return_inverse=True, return_counts=True)
    rights = np.bincount(group, answered.rights)
    pools: list[_Pool] = []
    for score, count, right in zip(scores, counts, rights, strict=True):
        pools.append(_Pool(float(score), float(score), int(count), float(right)))
        while len(pools) > 1 and pools[-2].share >= pools[-1].share:
            last = pools.pop()
            pools[-1] = pools[-1].joined(last)
    ends = [(end, pool.share) for pool in pools for end in {pool.first: 0, pool.last: 0}]
    least = 1 / (len(answered) + 2)
    return Isotonic(
        tuple(end for end, _ in ends),
        tuple(min(1 - least, max(least, share)) for _, share in ends),
    )


@dataclass(frozen=True)
class _Pool:
    """Answers of neighbouring scores that are taken for equally right."""

    first: float  # score
    last: float
    count: int
    right: float

    @property
    def share(self) -> float:
        return self.right / self.count

    def joined(self, later: "_Pool") -> "_Pool":
        return _Pool(self.first, later.last, self.count + later.count, self.right + later.right)


# From the simplest: a later one has to do clearly better than those before it.
FITTINGS: tuple[Fitting, ...] = (_as_is, platt, isotonic)
LEAST_ISOTONIC = 200  # questions: on fewer it follows chance (Niculescu-Mizil & Caruana 2005)


def _chosen_scale(answered: Answered) -> Fitting:
    """Return the fitting with the least Brier score on questions left out.

    By more than one standard error of the difference, else the simpler one: Breiman et al. 1984.
    """
    best, best_losses = FITTINGS[0], _held_out_losses(answered, FITTINGS[0])
    for fitting in FITTINGS[1:] if len(answered) >= LEAST_ISOTONIC else FITTINGS[1:2]:
        losses = _held_out_losses(answered, fitting)
        gains = best_losses - losses
        if gains.mean() > gains.std(ddof=1) / np.sqrt(len(gains)):
            best, best_losses = fitting, losses
    return best


def _held_out_losses(answered: Answered, fitting: Fitting) -> np.ndarray:
    """Return the square error of each question, the mean over the times that it was left out."""
    total = np.zeros(len(answered))
    for fold in _folds(answered):
        scale = fitting(answered.take(~fold))
        total[fold] += _losses(answered.take(fold), scale)
    return total / REPEATS


def _losses(answered: Answered, scale: Scale) -> np.ndarray:
    return (_chances(answered, scale) - answered.rights) ** 2


def _chances(answered: Answered, scale: Scale) -> np.ndarray:
    return np.array([scale(score) for score in answered.scores])


def _held_out_gains(answered: Answered, fitting: Fitting, threshold: float) -> tuple[float, float]:
    """Return how many are dealt with rightly: by a fitted threshold, and by the present one."""
    fitted = kept = 0.0
    for fold in _folds(answered):
        known, left_out = answered.take(~fold), answered.take(fold)
        scale = fitting(known)
        chances = _chances(left_out, scale)
        fitted += _dealt(chances, left_out, _threshold(known, scale))
        kept += _dealt(chances, left_out, scale(threshold))
    count = REPEATS * len(answered)
    return fitted / count, kept / count


def _dealt(chances: np.ndarray, answered: Answered, threshold: float) -> float:
    """Return how many questions are answered rightly, or refused where the answer is wrong."""
    return float(((chances >= threshold) == (answered.rights > 0)).sum())


def _threshold(answered: Answered, scale: Scale) -> float:
    """Return the threshold nearest to a half that does as well as the best.

    If chances were exact, a half would be the best: what is righter than not is answered.
    """
    chances = _chances(answered, scale)
    gains = ((chances >= STEPS[:, None]) == (answered.rights > 0)).sum(axis=1)
    near = STEPS[gains >= gains.max() - TOLERANCE * len(answered)]
    return float(near[abs(near - 0.5).argmin()])


def _folds(answered: Answered) -> Iterator[np.ndarray]:
    """Yield REPEATS times FOLDS masks; each fold has its share of right and of wrong answers."""
    generator = np.random.default_rng(SEED)
    for _ in range(REPEATS):
        fold_of = np.empty(len(answered), int)
        for kind in (0.0, 1.0):
            places = generator.permutation(np.flatnonzero(answered.rights == kind))
            fold_of[places] = np.arange(len(places)) % FOLDS
        for fold in range(FOLDS):
            yield fold_of == fold
