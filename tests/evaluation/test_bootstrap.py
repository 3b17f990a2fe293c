import pytest

from qa.evaluation import bootstrap
from qa.evaluation.bootstrap import interval, mean_interval, paired_p


def test_the_interval_of_a_mean_is_that_of_its_bootstrap():
    # 50 of 100: by the normal approximation 0.5 ± 1.96 · 0.5 / 10, so 0.402 to 0.598
    low, high = mean_interval([0.0, 1.0] * 50)
    assert low == pytest.approx(0.402, abs=0.015)
    assert high == pytest.approx(0.598, abs=0.015)


def test_the_same_values_have_the_same_interval_in_one_block_or_many(monkeypatch):
    values = [0.1, 0.9, 0.4, 0.7, 0.7]
    told = mean_interval(values)
    monkeypatch.setattr(bootstrap, "BLOCK", 11)
    assert mean_interval(values) == told


def test_any_figure_of_columns_has_an_interval_and_rows_stay_together():
    def difference(one, other):
        return float((one - other).mean())

    assert interval(difference, [[1.0, 2.0, 5.0], [0.5, 1.5, 4.5]]) == (0.5, 0.5)


def test_a_mean_has_the_same_interval_either_way():
    values = [0.0, 1.0, 1.0, 0.5]
    told = interval(lambda column: float(column.mean()), [values])
    assert told == mean_interval(values)


def test_draws_without_a_figure_are_passed_over():
    told = interval(lambda column: float(column.max()) if column.min() else None, [[0.0, 1.0]])
    assert told == (1.0, 1.0)
    assert interval(lambda column: None, [[0.0, 1.0]]) is None


@pytest.mark.parametrize("values", [[], [1.0]])
def test_fewer_than_two_questions_have_no_interval(values):
    assert mean_interval(values) is None
    assert interval(lambda column: 1.0, [values]) is None


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([], 1.0),
        ([0.0, 0.0], 1.0),
        ([1.0], 1.0),  # +1 and −1 are both as large
        ([1.0, 1.0, 1.0], 2 / 8),  # +++ and −−−
        ([1.0, 1.0, -1.0], 1.0),  # every sum is ±1 or ±3
        ([1.0, 1.0, 1.0, 0.5], 2 / 16),
        ([1.0] * 9 + [-1.0], 2 * (1 + 10) / 1024),  # sums of ±8 and ±10
        ([0.1, 0.2, 0.3, 0.0], 2 / 8),
    ],
)
def test_p_is_the_share_of_sign_flips_that_differ_as_much(differences, expected):
    assert paired_p(differences) == expected


def test_many_differences_are_flipped_by_chance_the_same_each_time():
    clear, noise = [1.0] * 30, [1.0, -1.0] * 15
    assert paired_p(clear) == 1 / 10_001
    assert paired_p(noise) == 1.0
    some = [1.0] * 20 + [-1.0] * 10
    # sums of 30 signs at or beyond ±10: at least 20 of a kind, twice 0.0494
    assert paired_p(some) == pytest.approx(0.0987, abs=0.01)
    assert paired_p(some) == paired_p(some)
