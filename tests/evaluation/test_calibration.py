import numpy as np
import pytest

from qa.confidence import Calibration, Origin
from qa.evaluation import calibration
from qa.evaluation.calibration import Answered, CannotFit, fit, isotonic, platt
from qa.evaluation.result import Quoted, Result
from qa.recalibration import AsIs, Platt

BASE = Calibration({"margin": 1.0}, 0.0, 0.4)
ORIGIN = Origin("user", "mine.csv", fitted="2026-11-27")
WORDS = Quoted("d", "D", 0, 2, "10", "10.", 0)


def result(confidence: float, right: bool, language: str = "en", words=WORDS) -> Result:
    answers = ("10",) if right else ()
    return Result("q", "?", language, answers, (), None, words, confidence, False, 1.0)


def results(*groups: tuple[float, int, int]) -> list[Result]:
    """Return for each confidence so many right answers, and so many wrong ones."""
    return [
        result(confidence, right)
        for confidence, rights, wrongs in groups
        for right in [True] * rights + [False] * wrongs
    ]


def answered(scores: list[float], rights: list[float]) -> Answered:
    return Answered(np.array(scores), np.array(rights))


# Maps


def test_platt_finds_the_map_that_the_answers_follow():
    # at 0.5 as many right as wrong, at 0.8 twice as many: a half of the log odds
    told = results((0.5, 3000, 3000), (0.8, 4000, 2000), (0.2, 2000, 4000))
    found = platt(calibration._answered(told))
    assert (found.slope, found.offset) == pytest.approx((0.5, 0.0), abs=1e-3)


def test_platt_is_not_made_sure_by_few_answers():
    found = platt(answered([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0]))
    assert found(0.9) < 0.9  # the targets are 3/4 and 1/4
    assert found(0.9) + found(0.1) == pytest.approx(1.0)


def test_platt_of_answers_that_are_the_wrong_way_round_only_learns_how_often_they_are_right():
    found = platt(answered([0.9] * 10 + [0.1] * 10, [0] * 9 + [1] + [1] * 9 + [0]))
    assert found(0.01) < found(0.99)
    assert found(0.5) == pytest.approx(0.5)
    assert abs(found(0.99) - found(0.01)) < 0.01


def test_isotonic_pools_neighbours_that_fall():
    found = isotonic(answered([0.1, 0.2, 0.3, 0.4, 0.9], [0, 1, 0, 0, 1]))
    # 1, 0, 0 are pooled to 1/3 from 0.2 to 0.4; of five answers none is surer than 6/7
    assert found.scores == (0.1, 0.2, 0.4, 0.9)
    assert found.chances == pytest.approx((1 / 7, 1 / 3, 1 / 3, 6 / 7))


def test_isotonic_pools_answers_of_one_score():
    found = isotonic(answered([0.5, 0.5, 0.7, 0.7], [0, 1, 1, 0]))
    assert (found.scores, found.chances) == ((0.5, 0.7), (0.5, 0.5))
    found = isotonic(answered([0.5, 0.5, 0.7, 0.7], [0, 1, 1, 1]))
    assert (found.scores, found.chances) == ((0.5, 0.7), (0.5, 5 / 6))


# What is chosen


def test_confidence_that_is_right_as_it_stands_stays_as_it_is():
    told = fit(results((0.9, 36, 4), (0.3, 12, 28)), BASE, ORIGIN)
    assert told.recalibration.scale == AsIs()
    assert (told.recalibration.threshold, told.kept_threshold) == (0.4, True)
    expected = (36 * 0.01 + 4 * 0.81 + 12 * 0.49 + 28 * 0.09) / 80
    assert [told.brier, told.brier_before] == pytest.approx([expected] * 2)
    assert told.dealt == told.dealt_before == 64 / 80


def test_confidence_that_says_too_much_is_taken_down():
    told = fit(results((0.95, 36, 24), (0.6, 12, 48)), BASE, ORIGIN)
    scale = told.recalibration.scale
    assert isinstance(scale, Platt)
    assert scale(0.95) == pytest.approx(0.6, abs=0.02)
    assert scale(0.6) == pytest.approx(0.2, abs=0.02)
    assert told.brier < told.brier_before
    # the better part of those at 0.95 is right, of those at 0.6 wrong: the threshold goes between
    assert not told.kept_threshold
    assert scale(0.6) < told.recalibration.threshold <= scale(0.95)
    assert (told.dealt_before, told.dealt) == (48 / 120, 84 / 120)


def test_what_no_logistic_map_follows_is_followed_by_an_isotonic_one():
    stepped = results((0.4, 2, 98), (0.5, 60, 40), (0.99, 60, 40))
    told = fit(stepped, BASE, ORIGIN)
    scale = told.recalibration.scale
    assert scale.kind == "isotonic"
    assert [scale(0.4), scale(0.5), scale(0.7), scale(0.99)] == pytest.approx([0.02] + [0.6] * 3)
    assert told.recalibration.threshold == 0.5
    few = [each for each in stepped if each.right][::2] + [e for e in stepped if not e.right][::2]
    assert fit(few, BASE, ORIGIN).recalibration.scale.kind == "Platt"  # 150 are too few for it


def test_a_map_that_does_better_by_less_than_chance_is_not_taken():
    rng = np.random.default_rng(12)
    told = [result(float(score), bool(rng.random() < score)) for score in rng.random(40)]
    known = calibration._answered(told)
    better = calibration._held_out_losses(known, platt).mean()
    assert better < calibration._losses(known, AsIs()).mean()
    assert fit(told, BASE, ORIGIN).recalibration.scale == AsIs()


def test_a_threshold_that_does_no_better_on_questions_left_out_is_not_taken():
    rng = np.random.default_rng(11)
    told = [result(float(score), bool(rng.random() < score)) for score in rng.random(40)]
    found = fit(told, BASE, ORIGIN)
    assert found.kept_threshold
    assert found.recalibration.threshold == pytest.approx(found.recalibration.scale(0.4))
    known = calibration._answered(told)
    best = calibration._threshold(known, AsIs())
    assert calibration._dealt(known.scores, known, best) > calibration._dealt(
        known.scores, known, 0.4
    ), "it would do better on the questions that it was fitted on"


@pytest.mark.parametrize(("low", "high", "expected"), [(0.2, 0.7, 0.5), (0.6, 0.8, 0.61)])
def test_of_thresholds_that_do_as_well_the_nearest_to_a_half_is_taken(low, high, expected):
    told = answered([low] * 10 + [high] * 10, [0] * 10 + [1] * 10)
    assert calibration._threshold(told, AsIs()) == expected


def test_where_the_calibration_is_from_is_told_with_how_many_questions_it_was_fitted_on():
    told = fit(results((0.9, 18, 2), (0.3, 6, 14)), BASE, ORIGIN)
    assert told.recalibration.origin == Origin("user", "mine.csv", 40, "2026-11-27")
    assert told.told() == [
        "calibration: as is, on 40 questions",
        "threshold: 0.40 (the shipped one, none did better)",
        "Brier score, 0 is best: 0.150 before, 0.150 after",
        "dealt with rightly: 80.0 % before, 80.0 % after",
        "after: on questions left out of the fit (cross-validation)",
    ]


def test_the_same_results_are_fitted_the_same():
    told = results((0.95, 36, 24), (0.6, 12, 48))
    assert fit(told, BASE, ORIGIN) == fit(told, BASE, ORIGIN)


# What cannot be fitted on


def test_questions_that_say_nothing_are_not_fitted_on():
    known = results((0.9, 18, 2), (0.3, 6, 14))
    strange = [result(0.9, False, "zh"), result(0.0, False, words=None)] * 30
    assert fit(known + strange, BASE, ORIGIN) == fit(known, BASE, ORIGIN)


@pytest.mark.parametrize(
    ("told", "right", "wrong"),
    [
        ([], 0, 0),
        (results((0.9, 9, 10)), 9, 10),
        (results((0.9, 0, 60)), 0, 60),  # only unanswerable questions
        (results((0.9, 60, 4)), 60, 4),
        (results((0.9, 4, 60)), 4, 60),
    ],
)
def test_too_few_of_a_kind_are_refused_with_what_is_wanted(told, right, wrong):
    with pytest.raises(CannotFit) as caught:
        fit(told, BASE, ORIGIN)
    assert str(caught.value) == (
        "a threshold cannot be set by these questions: "
        f"{right} of the likeliest answers are right and {wrong} wrong, wanted 20 or more "
        "with 5 of each (unanswerable questions have only wrong ones)"
    )
