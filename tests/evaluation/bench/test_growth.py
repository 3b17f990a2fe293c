import xml.etree.ElementTree as ET
from dataclasses import replace

from qa.evaluation.bench.growth import growth
from qa.evaluation.bench.results import Latency, Measured, OnTheArticle, Run, Sized

ENGINES = (
    Measured("ours", "answers", "qa ask", cold_s=1.0, latency=Latency(30.0, 40.0, 60, 1.0)),
    Measured("txtai", "passages", "hybrid", error="killed"),
)
SIZES = tuple(Sized(size, 1, size, ENGINES, ()) for size in (240, 2400))
RUN = Run("today", {}, {}, {}, "ours", OnTheArticle(1.2, 5, 28.0, 80.0, 40), SIZES)


def test_the_growth_is_an_svg_in_both_colour_schemes_that_names_each_engine():
    text = growth(RUN)
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "@media (prefers-color-scheme: dark)" in text
    assert ">ours</text>" in text
    assert ">txtai</text>" in text
    assert ">2,400</text>" in text  # a size that was measured, in digits
    assert "#0a1" not in text  # every stand-in colour was replaced


def test_the_growth_of_one_size_is_drawn_too():
    assert growth(replace(RUN, sizes=SIZES[:1])).startswith("<svg")
