"""How the figures of a bench grow with the number of passages, as one SVG file."""

from matplotlib.figure import Figure

from qa.evaluation import plots
from qa.evaluation.bench.results import Measured, Run

PANELS = (
    ("a question, median ms", lambda found: found.latency and found.latency.median_ms),
    ("start to first answer, s", lambda found: found.cold_s),
    ("build, passages a second", lambda found: found.build_rate),
    ("memory of the process that asks, MB", lambda found: found.peak_mb),
    ("index on disk, MB", lambda found: found.index_mb),
)
# Of a file that stands alone: as the page's, with colours that are told apart without hue as well.
COLOURS = """<style>
svg { --ink: #1d2021; --quiet: #5b6163; --line: #dedbd3; background: #fcfbf8;
  font-family: system-ui, sans-serif;
  --series-0: #0b6e5f; --series-1: #35a894; --series-2: #b3541e; --series-3: #d98c3f;
  --series-4: #6a3d9a; --series-5: #1f5fa8; --series-6: #7d7416; --series-7: #a3281d; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e9e7e1; --quiet: #a3a9a9; --line: #303738; background: #15191a;
    --series-0: #63cdb8; --series-1: #2f9483; --series-2: #f0925a; --series-3: #f3c07d;
    --series-4: #c3a2ea; --series-5: #82b6f0; --series-6: #d6cb62; --series-7: #ff9d90; }
}
</style>"""


def growth(run: Run) -> str:
    """Return an SVG file with a panel for each figure and a line for each engine."""
    names = [each.engine for each in run.sizes[0].engines]
    panels = [(title, [_line(run, name, figure) for name in names]) for title, figure in PANELS]
    with plots.styled("growth"):
        drawn = Figure(figsize=(9.4, 9.4))
        plots.log_lines(drawn, panels)
        text = plots.svg(drawn, "growth", "How figures grow with the number of passages")
    opening, closed, rest = text.partition(">")
    return f"{opening}{closed}\n{COLOURS}{rest}\n"


def _line(run: Run, name: str, figure) -> tuple[str, list, list]:
    points = [(sized.passages, figure(_of(sized.engines, name))) for sized in run.sizes]
    kept = [(x, y) for x, y in points if y]
    return name, [x for x, _ in kept], [y for _, y in kept]


def _of(engines: tuple[Measured, ...], name: str) -> Measured:
    return next(each for each in engines if each.engine == name)
