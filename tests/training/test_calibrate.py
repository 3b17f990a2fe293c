"""What scores are worth, fitted on questions whose answers are known."""

import pytest

pytest.importorskip("sklearn", reason="what makes the model is installed by the train extra")
pytest.importorskip("tqdm", reason="what makes the model is installed by the train extra")

from qa.confidence import Calibration, Evidence
from qa.training.calibrate import Asked, fit


def asked(margin: float, right: bool, stated: bool) -> Asked:
    return Asked([(Evidence(margin, 0.5), right)], stated)


ANSWERED = [asked(float(margin), True, True) for margin in range(-2, 28)]
MISSES = [asked(float(margin), False, False) for margin in range(-25, 5)]


def refused(fitted: Calibration) -> int:
    return sum(fitted.probability(each.spans[0][0]) < fitted.threshold for each in MISSES)


def test_a_larger_margin_is_a_larger_chance():
    fitted = fit(ANSWERED + MISSES)
    chances = [fitted.probability(each.spans[0][0]) for each in ANSWERED]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1]


def test_the_threshold_refuses_the_share_of_near_misses_that_is_wanted():
    assert refused(fit(ANSWERED + MISSES)) == 21


def test_questions_that_are_answered_do_not_move_the_threshold_by_their_number():
    few, many = fit(ANSWERED[::2] + MISSES), fit(ANSWERED * 2 + MISSES)
    assert refused(few) == refused(many) == 21
