"""Nearest vectors."""

import numpy as np
import pytest

from index.dense import Dense

CORNERS = np.eye(4, dtype=np.float32)
QUERY = np.array([0.5, 1, 0.25, 0], np.float32)


@pytest.fixture
def corners() -> Dense:
    return Dense(CORNERS)


def test_the_nearest_come_first(corners):
    assert corners.search(QUERY, 2) == [(1, 1.0), (0, 0.5)]


def test_search_past_the_end_returns_every_row_once(corners):
    assert corners.search(QUERY, 100) == [(1, 1.0), (0, 0.5), (2, 0.25), (3, 0.0)]


def test_search_is_kept_to_rows(corners):
    assert corners.search(QUERY, 3, rows=[3, 0]) == [(0, 0.5), (3, 0.0)]


def test_search_past_the_end_of_rows_returns_each_once(corners):
    assert corners.search(QUERY, 100, rows=[2]) == [(2, 0.25)]


def test_search_in_no_rows_finds_nothing(corners):
    assert corners.search(QUERY, 3, rows=[]) == []


@pytest.mark.parametrize("k", [0, -1])
def test_search_for_none_finds_nothing(corners, k):
    assert corners.search(QUERY, k) == []


def test_an_empty_index_finds_nothing():
    empty = Dense(np.zeros((0, 4), np.float32))
    assert (len(empty), empty.search(QUERY, 3)) == (0, [])
    assert empty.vectors().shape == (0, 4)


def test_ties_are_in_the_order_of_rows():
    same = Dense(np.ones((5, 4), np.float32))
    assert [row for row, _ in same.search(QUERY, 5)] == [0, 1, 2, 3, 4]


def test_a_saved_index_is_the_same(corners, tmp_path):
    corners.save(tmp_path / "vectors")
    loaded = Dense.load(tmp_path / "vectors")
    np.testing.assert_array_equal(loaded.vectors(), CORNERS)
    assert loaded.search(QUERY, 4) == corners.search(QUERY, 4)


@pytest.mark.parametrize("content", [b"", b"IxFI", b"not an index" * 100])
def test_a_file_that_is_no_index_is_not_loaded(tmp_path, content):
    (tmp_path / "vectors").write_bytes(content)
    with pytest.raises(RuntimeError):
        Dense.load(tmp_path / "vectors")


def test_a_truncated_index_is_not_loaded(corners, tmp_path):
    corners.save(tmp_path / "vectors")
    (tmp_path / "vectors").write_bytes((tmp_path / "vectors").read_bytes()[:-1])
    with pytest.raises(RuntimeError):
        Dense.load(tmp_path / "vectors")


def test_a_missing_index_is_not_loaded(tmp_path):
    with pytest.raises(RuntimeError):
        Dense.load(tmp_path / "vectors")
