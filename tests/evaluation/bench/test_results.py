import json

import pytest

from qa.evaluation.bench.results import (
    Latency,
    Measured,
    OnTheArticle,
    Run,
    Served,
    Sized,
    latency,
    percentile,
)

REFERENCE = Measured(
    "ours, passages", "passages", "the search alone",
    index_s=2.0, build_rate=60.0, build_peak_mb=150.0, index_mb=2.0, cold_s=0.8, cold_ratio=1.0,
    latency=Latency(6.0, 12.0, 60, 1.0), peak_mb=200.0, first_same=1.0, first_crossed=0.87,
)  # fmt: skip
PEER = Measured(
    "bm25s", "passages", "stems",
    index_s=0.25, build_rate=960.0, build_peak_mb=60.0, index_mb=0.2, cold_s=0.4, cold_ratio=0.55,
    latency=Latency(0.3, 0.5, 60, 0.05), peak_mb=50.0, first_same=0.87, first_crossed=0.03,
)  # fmt: skip
FAILED = Measured("txtai", "passages", "hybrid", error="killed")
RUN = Run(
    "2026-01-02 03:04 UTC",
    {"processor": "Some CPU", "cores": "2 cores"},
    {"bm25s": "0.3"},
    {"ours": 160.4, "sentence-transformers": 60.0},
    "ours, passages",
    OnTheArticle(1.234, 5, 28.04, 80.5, 40),
    (
        Sized(240, 69, 240, (REFERENCE, PEER, FAILED), (Served(4, 1, 9.5, 352.1, 740.9),)),
        Sized(24000, 7038, 8242, (REFERENCE, PEER), ()),
    ),
)


@pytest.mark.parametrize(("share", "expected"), [(0.95, 19), (0.5, 10), (1.0, 20), (0.01, 1)])
def test_a_percentile_is_a_value_that_was_measured(share, expected):
    assert percentile(range(20, 0, -1), share) == expected
    assert percentile([7.0], share) == 7.0


def test_the_ratio_is_the_middle_one_of_those_of_the_turns():
    # the machine was twice as slow in the second turn: 2/1, 6/2, 3/1
    found = latency([[2.0, 2.0], [6.0, 6.0], [3.0]], [[1.0, 1.0], [2.0, 2.0], [1.0]])
    assert found == Latency(median_ms=3.0, p95_ms=6.0, questions=5, ratio=3.0)


def test_the_table_has_a_ratio_beside_each_figure():
    table = RUN.to_markdown()
    assert (
        "| bm25s | passages | 0.40 | 0.55 | 0.3 | 0.5 | 0.05 | 960 | 16.00 | 50 | 0.25 "
        "| 0.2 | 0.10 | 87 | 3 |"
    ) in table
    assert "| 4 | 1 | 9.5 | 352.1 | 740.9 |" in table
    assert (
        "On the article that ships: `qa ask` takes 1.23 s from process start (median of 5); "
        "a warm question 28.0 ms (median of 40, p95 80.5).\n"
    ) in table
    assert "Passages encoded a second: ours 160; sentence-transformers 60." in table


def test_an_engine_that_failed_has_its_reason_and_no_figures():
    table = RUN.to_markdown()
    assert "| txtai | passages | " + " | ".join(["—"] * 13) + " |" in table
    assert "Not measured: txtai: killed\n" in table


def test_the_table_says_which_vectors_were_not_made_for_it():
    table = RUN.to_markdown()
    assert "69 documents; every passage was encoded." in table
    assert "8,242 passages were encoded; 15,758 are of noised copies" in table


def test_the_json_holds_everything():
    content = json.loads(RUN.to_json())
    assert content["sizes"][0]["engines"][1]["latency"] == {
        "median_ms": 0.3,
        "p95_ms": 0.5,
        "questions": 60,
        "ratio": 0.05,
    }
    assert content["sizes"][1]["encoded"] == 8242
