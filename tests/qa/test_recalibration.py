"""A user's own calibration: its maps, and how it is kept."""

import json
import math
from dataclasses import fields, replace
from itertools import pairwise

import pytest

from qa.confidence import Calibration, Evidence, Origin, Uncalibrated
from qa.recalibration import (
    FILE,
    AsIs,
    FittedWith,
    Isotonic,
    Platt,
    Recalibration,
    Unusable,
    base_of,
    forget,
    in_force,
    load,
    log_odds,
    save,
    told,
)

BASE = Calibration({"margin": 1.0}, 0.0, 0.5)
IN_USE = FittedWith.of("words", "quotes", None, BASE)
ORIGIN = Origin("user", "mine.csv", 120, "2026-11-27")
MINE = Recalibration(BASE, Platt(0.5, -1.0), 0.43, ORIGIN)
STEPS = Isotonic((0.2, 0.4, 0.8), (0.1, 0.1, 0.9))


def evidence(**figures: float) -> Evidence:
    return Evidence(**{field.name: figures.get(field.name, 0.0) for field in fields(Evidence)})


# Maps


def test_platt_is_the_logistic_function_of_the_log_odds():
    assert Platt(1.0, 0.0)(0.3) == pytest.approx(0.3)
    assert Platt(2.0, 1.0)(0.5) == 1 / (1 + math.exp(-1.0))
    # the odds of 0.8 are 4, their root 2
    assert Platt(0.5, 0.0)(0.8) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0.0, 0.1), (0.2, 0.1), (0.3, 0.1), (0.4, 0.1), (0.6, 0.5), (0.8, 0.9), (1.0, 0.9)],
)
def test_isotonic_is_straight_between_its_points_and_level_beyond(score, expected):
    assert STEPS(score) == pytest.approx(expected)


def test_isotonic_of_one_point_is_level():
    assert [Isotonic((0.5,), (0.7,))(score) for score in (0.1, 0.5, 0.9)] == [0.7] * 3


@pytest.mark.parametrize("scale", [AsIs(), Platt(0.3, -2.0), Platt(30.0, 0.0), STEPS])
def test_a_map_never_falls_and_stays_a_probability(scale):
    chances = [scale(step / 100) for step in range(101)]
    assert all(one <= other for one, other in pairwise(chances))
    assert 0 <= chances[0] <= chances[-1] <= 1


def test_log_odds_are_finite_at_both_ends():
    assert log_odds(0.5) == 0.0
    assert [log_odds(1.0), -log_odds(0.0)] == pytest.approx([math.log(1e6)] * 2, abs=1e-5)


def test_a_recalibration_maps_the_score_and_keeps_it_for_comparing():
    seen = evidence(margin=math.log(4))
    assert MINE.score(seen) == BASE.probability(seen) == pytest.approx(0.8)
    assert MINE.probability(seen) == Platt(0.5, -1.0)(0.8)
    assert (base_of(MINE), base_of(BASE)) == (BASE, BASE)


# Keeping


@pytest.mark.parametrize("scale", [AsIs(), Platt(0.5, -1.0), STEPS])
def test_a_calibration_is_kept_and_loaded_as_it_was(tmp_path, scale):
    mine = replace(MINE, scale=scale)
    path = save(tmp_path / "data", mine, IN_USE)
    assert path == tmp_path / "data" / FILE
    assert load(tmp_path / "data", BASE, IN_USE) == mine
    assert [each.name for each in path.parent.iterdir()] == [FILE]


def test_a_later_calibration_takes_the_place_of_an_earlier_one(tmp_path):
    save(tmp_path, MINE, IN_USE)
    save(tmp_path, replace(MINE, threshold=0.6), IN_USE)
    assert load(tmp_path, BASE, IN_USE).threshold == 0.6


def test_without_one_the_base_is_in_force(tmp_path):
    assert load(tmp_path / "none", BASE, IN_USE) is None
    assert in_force(tmp_path, BASE, IN_USE) is BASE


def test_a_calibration_can_be_taken_back(tmp_path):
    save(tmp_path, MINE, IN_USE)
    assert (forget(tmp_path), forget(tmp_path)) == (True, False)
    assert in_force(tmp_path, BASE, IN_USE) is BASE


@pytest.mark.parametrize(
    ("in_use", "expected"),
    [
        (replace(IN_USE, reader="other"), "reader quotes, in use is other"),
        (replace(IN_USE, encoder="other"), "encoder words, in use is other"),
        (replace(IN_USE, reranker="other"), "reranker none, in use is other"),
        (FittedWith.of("words", "quotes", None, Uncalibrated()), f"base {IN_USE.base}, in use is"),
    ],
)
def test_one_that_was_fitted_with_others_is_not_used_and_the_log_says_why(
    tmp_path, caplog, in_use, expected
):
    save(tmp_path, MINE, IN_USE)
    assert in_force(tmp_path, BASE, in_use) is BASE
    [record] = caplog.records
    assert f"{tmp_path / FILE} is not used, it was fitted with {expected}" in record.message
    assert record.message.endswith(
        "; fit it anew with `qa eval … --set-threshold` or drop it with --reset-threshold"
    )


def test_the_base_is_told_by_its_weights_but_not_by_its_threshold():
    same = FittedWith.of("words", "quotes", None, replace(BASE, threshold=0.1))
    other = FittedWith.of("words", "quotes", None, replace(BASE, bias=0.1))
    assert same == IN_USE != other


def broken(**changes: object) -> str:
    content = {
        "format": 1,
        "threshold": 0.5,
        "scale": {"kind": "as is"},
        "origin": {},
        "fitted_with": {"encoder": "e", "reader": "r", "reranker": None, "base": "b"},
    }
    return json.dumps(content | changes)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "5",
        broken(format=2),
        broken(threshold=1.5),
        broken(threshold="0.5"),
        broken(threshold=None),
        broken(scale={"kind": "magic"}),
        broken(scale={"kind": "Platt"}),
        broken(scale={"kind": "isotonic", "scores": 5, "chances": [1]}),
        broken(origin={"luck": 1}),
        broken(fitted_with={}),
    ],
)
def test_one_that_cannot_be_read_is_not_used_and_the_log_says_so(tmp_path, caplog, content):
    (tmp_path / FILE).write_text(content, "utf-8")
    with pytest.raises(Unusable, match="is not used, it cannot be read"):
        load(tmp_path, BASE, IN_USE)
    assert in_force(tmp_path, BASE, IN_USE) is BASE
    assert "is not used, it cannot be read" in caplog.text


def test_a_whole_file_is_whole(tmp_path):
    (tmp_path / FILE).write_text(broken(), "utf-8")
    in_use = FittedWith("e", "r", None, "b")
    assert load(tmp_path, BASE, in_use) == Recalibration(BASE, AsIs(), 0.5, Origin())


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin(), "shipped"),
        (Origin("reader"), "the reader's own chances"),
        (ORIGIN, "fitted on mine.csv, 120 questions, 2026-11-27"),
    ],
)
def test_where_a_calibration_is_from_is_told_in_words(origin, words):
    assert told(origin) == words
