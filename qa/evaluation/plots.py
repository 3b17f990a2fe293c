"""Plots as SVG in the colours of the page they stand on, light or dark: drawn by matplotlib.

matplotlib draws in stand-in colours, each of which is then replaced by a CSS variable.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

matplotlib.use("svg")

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
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{told}">'
    opening = opening.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ')
    return re.sub(r"<svg[^>]*>", opening, text, count=1).strip()


def _own_ids(text: str, name: str) -> str:
    """Return the SVG with the ids that it refers to, made its own, and no others."""
    referred = set(re.findall(r"#([\w-]+)", text))

    def kept(found: re.Match) -> str:
        return f' id="{name}-{found[1]}"' if found[1] in referred else ""

    text = re.sub(r' id="([^"]*)"', kept, text)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", text)


def axes(figure: Figure, x: str, y: str) -> Axes:
    """Return axes with these labels."""
    made = figure.subplots()
    made.set_xlabel(x)
    made.set_ylabel(y)
    return made


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
