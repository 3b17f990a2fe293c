"""Reading data made into arrays."""

import pytest

pytest.importorskip("tqdm", reason="what makes the model is installed by the train extra")

from qa.training.prepare import bare_first


def test_the_best_answer_goes_without_its_preposition_where_both_are_right():
    assert bare_first(["в 2017 году", "2017", "2017 году"]) == ["2017 году", "в 2017 году", "2017"]
    assert bare_first(["In March", "March"]) == ["March", "In March"]


def test_a_preposition_that_says_something_stays():
    assert bare_first(["до 30 %", "30 %"]) == ["до 30 %", "30 %"]


def test_a_preposition_stays_where_only_it_is_right():
    assert bare_first(["в среднем", "среднем же"]) == ["в среднем", "среднем же"]
    assert bare_first([]) == []
