"""Plots as SVG in the colours of the page they stand on, light or dark: drawn by matplotlib.

matplotlib draws in stand-in colours, each of which is then replaced by a CSS variable.
"""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from qa.evaluation.metrics import Bin

matplotlib.use("svg")

NAME_LENGTH = 22  # characters of a bar's name
WIDTH, HEIGHT = 4.7, 3.1  # inches of 72 points: as wide as a telephone shows, so that text is read
INK, QUIET, LINE, ACCENT, WARNING, FILL = (f"#0a1b0{n}" for n in range(6))
SERIES = tuple(f"#0a1c0{n}" for n in range(8))  # for lines that must be told apart
VARIABLES = {
    INK: "--ink", QUIET: "--quiet", LINE: "--line", ACCENT: "--accent", WARNING: "--warning",
    FILL: "--mark",
} | {colour: f"--series-{n}" for n, colour in enumerate(SERIES)}  # fmt: skip
STYLE = {
    "axes.edgecolor": QUIET,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": QUIET,
    "axes.labelsize": 9.5,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "font.size": 9.5,
    "grid.color": LINE,
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "legend.fontsize": 9.5,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": QUIET,
    "xtick.major.size": 0,
    "ytick.color": QUIET,
    "ytick.major.size": 0,
}


@contextmanager
def styled(name: str) -> Iterator[None]:
    """Draw in our style; the name makes ids in the SVG that no other plot has."""
    with matplotlib.rc_context(STYLE | {"svg.hashsalt": name}):
        yield


def svg(figure: Figure, name: str, told: str) -> str:
    """Return a figure as an <svg> element for a page; told says in words what it shows."""
    written = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of letters that the font lacks: the page has its own
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = _own_ids(text, name)
    for colour, variable in VARIABLES.items():
        text = text.replace(colour, f"var({variable})")
    text = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px; font-family: inherit", text)
    size = re.search(r'viewBox="[^"]+"', text)[0]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(told)}">'
    )
    opening = opening.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ')
    return re.sub(r"<svg[^>]*>", opening, text, count=1).strip()


def _own_ids(text: str, name: str) -> str:
    """Return the SVG with the ids that it refers to, made its own, and no others."""
    referred = set(re.findall(r"#([\w-]+)", text))

    def kept(found: re.Match) -> str:
        return f' id="{name}-{found[1]}"' if found[1] in referred else ""

    text = re.sub(r' id="([^"]*)"', kept, text)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", text)


@dataclass(frozen=True)
class Bar:
    """A share with the interval that it may as well be in, if there is one."""

    name: str
    value: float
    shown: str  # beside the bar
    interval: tuple[float, float] | None


def reliability(bins: Sequence[Bin], told: str) -> str:
    """Return how often answers of about the same confidence are right; the dots hold as many."""
    with styled("reliability"):
        figure = Figure(figsize=(WIDTH, HEIGHT))
        drawn = _per_cent_axes(figure, "confidence, %", "right, %")
        drawn.plot([0, 100], [0, 100], color=QUIET, linewidth=1, dashes=(4, 3))
        x = [100 * each.confidence for each in bins]
        y = [100 * each.accuracy for each in bins]
        drawn.plot(x, y, color=ACCENT, linewidth=1, clip_on=False)
        drawn.vlines(x, x, y, color=WARNING, linewidth=1.4, clip_on=False)  # how far off it is
        drawn.plot(x, y, "o", color=ACCENT, markersize=6, clip_on=False)
        return svg(figure, "reliability", told)


def risk_coverage(
    curve: Sequence[tuple[float, float]], given: tuple[float, float] | None, told: str
) -> str:
    """Return how much is wrong when so much is answered; given is where the threshold stands."""
    with styled("risk"):
        figure = Figure(figsize=(WIDTH, HEIGHT))
        drawn = _per_cent_axes(figure, "answered, % of the questions", "wrong, % of the answered")
        x = [100 * coverage for coverage, _ in curve]
        y = [100 * risk for _, risk in curve]
        drawn.fill_between(x, y, color=FILL, linewidth=0)
        drawn.plot(x, y, color=ACCENT, linewidth=1.8)
        if given:
            place = (100 * given[0], 100 * given[1])
            drawn.plot(*place, "o", color=WARNING, markersize=7, clip_on=False)
            # The curve rises: above it on its left, below it on its right.
            side, edge, shift = (
                ("right", "bottom", (-6, 6)) if place[0] > 70 else ("left", "top", (9, -1))
            )
            look = {"textcoords": "offset points", "ha": side, "va": edge}
            drawn.annotate("what is given", place, xytext=shift, **look)
        return svg(figure, "risk", told)


def bars(bars: Sequence[Bar], name: str, told: str) -> str:
    """Return a bar for each share, with its interval and its digits."""
    with styled(name):
        figure = Figure(figsize=(WIDTH, 0.55 + 0.29 * len(bars)))
        drawn = figure.subplots()
        places = range(len(bars))[::-1]
        drawn.barh(places, [100 * bar.value for bar in bars], height=0.62, color=FILL)
        for place, bar in zip(places, bars, strict=True):
            value = 100 * bar.value
            drawn.vlines(value, place - 0.31, place + 0.31, color=ACCENT, linewidth=2)
            if bar.interval:
                low, high = (100 * end for end in bar.interval)
                drawn.hlines(place, low, high, color=ACCENT, linewidth=1)
            drawn.text(104, place, bar.shown, va="center", ha="left", color=INK)
        drawn.set_yticks(places, [_short(bar.name) for bar in bars], color=INK)
        drawn.set_xlim(0, 100)
        drawn.set_ylim(-0.6, len(bars) - 0.4)
        drawn.set_xticks(range(0, 101, 25))
        drawn.grid(axis="y", visible=False)
        drawn.spines["left"].set_visible(False)
        return svg(figure, name, told)


def histogram(values: Sequence[float], marks: Sequence[tuple[float, str]], told: str) -> str:
    """Return how many questions took how many milliseconds; marks are upright lines in it."""
    with styled("latency"):
        figure = Figure(figsize=(WIDTH, HEIGHT))
        drawn = figure.subplots()
        drawn.set_xlabel("milliseconds")
        drawn.set_ylabel("questions")
        bins = min(24, max(6, len(values) // 3))
        look = {"histtype": "stepfilled", "facecolor": FILL, "edgecolor": ACCENT, "linewidth": 1}
        counts, _, _ = drawn.hist(values, bins=bins, **look)
        drawn.set_ylim(0, 1.22 * max(counts))
        drawn.set_xlim(left=0)
        drawn.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        drawn.grid(axis="x", visible=False)
        for number, (value, name) in enumerate(marks):
            drawn.axvline(value, color=ACCENT, linewidth=1.5, ymax=0.97 - 0.1 * number)
            side, shift = ("right", -4) if value > drawn.get_xlim()[1] / 2 else ("left", 4)
            height = (0.94 - 0.1 * number) * 1.22 * max(counts)
            drawn.annotate(
                name,
                (value, height),
                xytext=(shift, 0),
                textcoords="offset points",
                ha=side,
                va="center",
            )
        return svg(figure, "latency", told)


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def _per_cent_axes(figure: Figure, x: str, y: str) -> Axes:
    drawn = figure.subplots()
    drawn.set_xlabel(x)
    drawn.set_ylabel(y)
    drawn.set_xlim(0, 100)
    drawn.set_ylim(0, 100)
    drawn.set_xticks(range(0, 101, 25))
    drawn.set_yticks(range(0, 101, 25))
    drawn.margins(0)
    return drawn


def log_lines(
    figure: Figure, panels: Sequence[tuple[str, Sequence[tuple[str, list, list]]]]
) -> None:
    """Draw a panel for each title, of lines (name, x, y) over logarithmic axes, and one legend."""
    columns = 2
    rows = -(-len(panels) // columns)
    grid = figure.subplots(rows, columns, squeeze=False).flat
    for made, (title, lines) in zip(grid, panels, strict=False):
        made.set_xscale("log")
        made.set_yscale("log")
        made.set_xticks(sorted({each for _, x, _ in lines for each in x}))
        for axis in (made.xaxis, made.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
            axis.set_minor_locator(NullLocator())
        made.set_title(title, loc="left", fontsize=10.5)
        for place, (name, x, y) in enumerate(lines):
            wide = 2.4 if name.startswith("ours") else 1.3
            made.plot(x, y, "o-", color=SERIES[place], linewidth=wide, markersize=3.5, label=name)
    handles, names = grid[0].get_legend_handles_labels()
    empty = list(grid)[len(panels) :]
    for made in empty:
        made.set_axis_off()
    if empty:
        empty[0].legend(handles, names, loc="upper left")
