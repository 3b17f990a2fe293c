"""Several rankings to one."""

import pytest

from index.fuse import fuse, shares


def test_scores_are_weighted_sums():
    fused = fuse([[(1, 1.0), (2, 0.5)], [(2, 0.5), (3, 0.25)]], [0.5, 2.0])
    assert fused == [(2, 1.25), (1, 0.5), (3, 0.5)]


def test_ties_are_in_the_order_of_rows():
    one, other = [(7, 1.0), (3, 1.0)], [(5, 1.0)]
    assert fuse([one, other], [1, 1]) == [(3, 1.0), (5, 1.0), (7, 1.0)]
    assert fuse([other, one[::-1]], [1, 1]) == [(3, 1.0), (5, 1.0), (7, 1.0)]


def test_each_row_is_there_once():
    fused = fuse([[(1, 0.5)], [(1, 0.5)], [(1, 0.5)]], [1, 1, 1])
    assert fused == [(1, 1.5)]


def test_nothing_fuses_to_nothing():
    assert fuse([], []) == []
    assert fuse([[], []], [1, 1]) == []


def test_every_ranking_has_a_weight():
    with pytest.raises(ValueError, match="zip"):
        fuse([[(1, 1.0)]], [1, 1])


def test_shares_are_of_the_best_score():
    assert shares([(4, 8.0), (2, 4.0), (9, 0.0)]) == [(4, 1.0), (2, 0.5), (9, 0.0)]


def test_a_ranking_without_scores_has_no_shares():
    assert shares([]) == []
    assert shares([(1, 0.0)]) == []
