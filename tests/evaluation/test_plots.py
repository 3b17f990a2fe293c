import re
import xml.etree.ElementTree as ET

import pytest

from qa.evaluation import plots
from qa.evaluation.metrics import Bin
from qa.evaluation.plots import Bar

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {
    "reliability": plots.reliability([Bin(3, 0.2, 0.0), Bin(3, 0.9, 1.0)], "R"),
    "risk": plots.risk_coverage([(0.5, 0.0), (1.0, 0.25)], (0.5, 0.0), "C"),
    "bars": plots.bars(
        [Bar("en (2)", 0.5, "50.0", (0.2, 0.8)), Bar("a$b$", 0, "0.0", None)], "l", "B"
    ),
    "latency": plots.histogram([1.0, 2.0, 9.0], [(2.0, "median 2.0")], "L"),
}  # fmt: skip


def texts(drawn: str) -> list[str]:
    return [each.text for each in ET.fromstring(drawn).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_has_only_the_colours_of_the_page(name):
    drawn = DRAWN[name]
    assert ET.fromstring(drawn).tag == f"{SVG}svg"
    assert set(re.findall(r"(?:fill|stroke): ?([^;\"]+)", drawn)) <= {
        "none",
        *(f"var({variable})" for variable in plots.VARIABLES.values()),
    }


def test_a_plot_says_in_words_what_it_shows():
    drawn = plots.histogram([1.0], [], 'median of "1" & <2>')
    assert ET.fromstring(drawn).get("aria-label") == 'median of "1" & <2>'
    assert ET.fromstring(drawn).get("role") == "img"


def test_two_plots_on_a_page_share_no_id_and_each_finds_its_own():
    ids = [re.findall(r' id="([^"]+)"', drawn) for drawn in DRAWN.values()]
    every = [each for found in ids for each in found]
    assert len(every) == len(set(every))
    for drawn, found in zip(DRAWN.values(), ids, strict=True):
        assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', drawn)) == set(found)


def test_the_same_figures_make_the_same_plot():
    again = plots.histogram([1.0, 2.0, 9.0], [(2.0, "median 2.0")], "L")
    assert again == DRAWN["latency"]


def test_bars_have_their_names_as_they_are_and_their_digits():
    told = texts(DRAWN["bars"])
    assert {"en (2)", "a$b$", "50.0", "0.0"} <= set(told)


def test_a_long_name_is_cut_and_letters_that_the_font_lacks_are_kept():
    drawn = plots.bars(
        [Bar("определение " * 5, 1, "100.0", None), Bar("定义", 1, "1", None)], "x", ""
    )
    assert {"определение определен…", "定义"} <= set(texts(drawn))


def test_marks_in_a_name_are_escaped():
    drawn = plots.bars([Bar("<script>&", 1, "100.0", None)], "x", "")
    assert "<script>" not in drawn
    assert "<script>&" in texts(drawn)
