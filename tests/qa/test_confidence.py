"""Scores to probabilities."""

import json
import math
from dataclasses import fields

import pytest

from qa.confidence import SHIPPED, Calibration, Evidence, Uncalibrated


def evidence(**figures: float) -> Evidence:
    """Return evidence of these figures and 0 for the others."""
    return Evidence(**{field.name: figures.get(field.name, 0.0) for field in fields(Evidence)})


def test_a_probability_is_the_logistic_function_of_the_weighted_sum():
    calibration = Calibration({"margin": 2.0, "share": 4.0}, -1.0, 0.5)
    given = calibration.probability(evidence(margin=0.25, share=0.5))
    assert given == 1 / (1 + math.exp(-(2 * 0.25 + 4 * 0.5 - 1)))


def test_no_evidence_leaves_the_bias():
    assert Calibration({"margin": 1.0}, 0.0, 0.5).probability(evidence()) == 0.5


@pytest.mark.parametrize("margin, probability", [(1e9, 1.0), (-1e9, 0.0)])
def test_no_evidence_is_too_strong(margin, probability):
    given = Calibration({"margin": 1.0}, 0.0, 0.5).probability(evidence(margin=margin))
    assert given == pytest.approx(probability)
    assert 0 < given <= 1


def test_a_weight_of_what_is_no_evidence_is_refused():
    with pytest.raises(AttributeError, match="luck"):
        Calibration({"luck": 1.0}, 0.0, 0.5).probability(evidence())


def test_a_calibration_is_read_from_its_file(tmp_path):
    content = {"weights": {"margin": 1.5}, "bias": -0.5, "threshold": 0.25}
    (tmp_path / "calibration.json").write_text(json.dumps(content))
    read = Calibration.load(tmp_path / "calibration.json")
    assert read == Calibration({"margin": 1.5}, -0.5, 0.25)


def test_the_shipped_calibration_weighs_evidence():
    shipped = Calibration.load(SHIPPED)
    assert shipped.weights.keys() <= {field.name for field in fields(Evidence)}
    assert 0 < shipped.threshold < 1
    assert 0 < shipped.probability(evidence()) < 1


def test_more_of_the_readers_evidence_is_never_less_sure():
    shipped = Calibration.load(SHIPPED)
    assert shipped.probability(evidence(margin=5.0)) > shipped.probability(evidence(margin=-5.0))


def test_a_passage_that_was_found_better_is_never_less_sure():
    shipped = Calibration.load(SHIPPED)
    assert shipped.probability(evidence(place=1.0)) > shipped.probability(evidence(place=0.5))


def test_without_a_calibration_the_readers_chances_count():
    assert Uncalibrated().probability(evidence(share=0.5, margin=0.0)) == 0.25
    assert Uncalibrated().probability(evidence(share=0.5, margin=1e9)) == pytest.approx(0.5)
    assert Uncalibrated().probability(evidence(share=0.5, margin=-1e9)) == pytest.approx(0)


def test_a_span_no_likelier_than_not_stated_is_below_the_threshold():
    least = Uncalibrated().threshold
    assert Uncalibrated().probability(evidence(share=0.5, margin=0.0)) <= least
    assert Uncalibrated().probability(evidence(share=0.7, margin=2.0)) > least
