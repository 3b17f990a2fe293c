"""An evaluation as one page that needs nothing beside it: figures, plots and every question.

The figures are those of the terminal's table, in the same digits: both are told by Report.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePath

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from qa.evaluation import metrics, plots
from qa.evaluation.bootstrap import LEVEL, Interval
from qa.evaluation.figures import Figures
from qa.evaluation.report import ABSENT, COLUMNS, Headline, Report, matrix, per_cent
from qa.evaluation.result import RIGHT, Quoted, Result

HERE = Path(__file__).parent
SHORT = {  # the figures that are shown large
    "f1": "F1",
    "em": "Exact match",
    "citation_hit": "Right sentence cited",
    "answered_share": "Answered where it is stated",
    "refused_share": "Refused where it is not",
    "ece": "Calibration error",
}
VERDICTS = {
    "right": "right",
    "wrong": "wrong words",
    "missed": "refused, though it is stated",
    "invented": "answered, though it is not stated",
    "refused": "rightly refused",
}
WRONG = ("wrong", "missed", "invented")
GOLD_SENTENCES = 2  # shown at most of those that the answer is not in


@dataclass(frozen=True)
class Tile:
    """A headline figure, with where its interval lies on a line from 0 to 100 per cent."""

    headline: Headline
    short: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence that is marked alike."""

    text: str
    gold: bool
    given: bool


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article with the gold and the given words in it."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Shown:
    """A question as it is shown."""

    number: int
    result: Result
    verdict: str
    f1: str
    confidence: str
    ms: str
    sentences: tuple[Sentence, ...]

    @property
    def is_wrong(self) -> bool:
        return self.verdict in WRONG

    @property
    def told(self) -> str:
        return VERDICTS[self.verdict]


def page(report: Report) -> str:
    """Return a report as HTML, with its style, plots and script inside."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = [_shown(number, result) for number, result in enumerate(report.results, start=1)]
    return environment.get_template("page.html").render(
        report=report,
        name=_name(report),
        told=partial(_told, report),
        level=LEVEL,
        right_from=RIGHT,
        tiles=_tiles(report),
        columns=COLUMNS,
        matrix=matrix(report.overall.abstention),
        plots={name: Markup(drawn) for name, drawn in _plots(report).items()},
        shown=shown,
        wrong=sum(each.is_wrong for each in shown),
        counts=Counter(each.verdict for each in shown),
        verdicts=VERDICTS,
        style=Markup((HERE / "page.css").read_text("utf-8")),
        script=Markup((HERE / "page.js").read_text("utf-8")),
    )


def _name(report: Report) -> str:
    return PurePath(str(report.settings.get("questions", ""))).name or "questions"


def _tiles(report: Report) -> list[Tile]:
    by_name = {headline.name: headline for headline in report.headlines}
    return [
        _tile(by_name[name], getattr(report.overall, name), report.overall.intervals.get(name))
        for name in SHORT
        if name in by_name
    ]


def _tile(headline: Headline, value: float, interval: Interval | None) -> Tile:
    low, high = (100 * end for end in interval) if interval else (None, None)
    return Tile(headline, SHORT[headline.name], 100 * value, low, high)


def _told(report: Report, name: str) -> str:
    """Return a figure with its interval, as it is told within a sentence."""
    found = [headline for headline in report.headlines if headline.name == name]
    return f"{found[0].shown} ({found[0].interval})" if found else ABSENT


def _plots(report: Report) -> dict[str, str]:
    """Return the plots that there is something to draw for, by their names."""
    if not report.results:
        return {}
    sure = [result.confidence for result in report.results]
    right = [result.right for result in report.results]
    overall = report.overall
    drawn = {
        "reliability": plots.reliability(
            metrics.reliability(sure, right),
            f"Reliability diagram: calibration error {per_cent(overall.ece)} per cent",
        ),
        "risk": plots.risk_coverage(
            [(0.0, 0.0), *metrics.risk_coverage(sure, right)],
            _given(report.results),
            f"Risk–coverage curve: the area under it is {per_cent(overall.aurc)} per cent",
        ),
        "latency": plots.histogram(
            [result.ms for result in report.results],
            [(overall.ms_median, f"median {overall.ms_median:.1f}")],
            f"Latency histogram: the median is {overall.ms_median:.1f} milliseconds",
        ),
    }
    for name, groups in (("language", report.by_language), ("type", report.by_type)):
        bars = _bars(groups)
        if bars:
            told = ", ".join(f"{bar.name} {bar.shown}" for bar in bars)
            drawn[name] = plots.bars(bars, name, f"F1 by {name}: {told}")
    return drawn


def _given(results: Sequence[Result]) -> tuple[float, float] | None:
    """Return the coverage and the risk of the answers that were given, None if none was."""
    answered = [result.right for result in results if result.answered]
    if not answered:
        return None
    return len(answered) / len(results), answered.count(False) / len(answered)


def _bars(groups: dict[str, Figures]) -> list[plots.Bar]:
    return [
        plots.Bar(
            f"{name} ({found.answerable})", found.f1, per_cent(found.f1), found.intervals.get("f1")
        )
        for name, found in groups.items()
        if found.f1 is not None
    ]


def _shown(number: int, result: Result) -> Shown:
    return Shown(
        number,
        result,
        verdict(result),
        per_cent(result.ours and result.ours.f1),
        per_cent(result.confidence) if result.likeliest else ABSENT,
        f"{result.ms:.1f}",
        tuple(sentences(result)),
    )


def verdict(result: Result) -> str:
    """Return which of VERDICTS a result is: what a person got, against what there is."""
    if not result.answerable:
        return "invented" if result.answered else "refused"
    if not result.answered:
        return "missed"
    return "right" if result.right else "wrong"


def sentences(result: Result) -> list[Sentence]:
    """Return the sentence of the likeliest words, then those of the gold ones; each once."""
    given = [result.likeliest] if result.likeliest else []
    places: dict[tuple[str, int, str], list[tuple[Quoted, bool]]] = {}
    for quoted, is_given in [(q, True) for q in given] + [(q, False) for q in result.gold]:
        key = (quoted.document, quoted.sentence_start, quoted.sentence)
        places.setdefault(key, []).append((quoted, is_given))
    found = list(places.values())
    return [_sentence(quoted) for quoted in found[: len(given) + GOLD_SENTENCES]]


def _sentence(quoted: Sequence[tuple[Quoted, bool]]) -> Sentence:
    first = quoted[0][0]
    given = [_within(q) for q, is_given in quoted if is_given]
    gold = [_within(q) for q, is_given in quoted if not is_given]
    ends = {0, len(first.sentence), *(end for span in given + gold for end in span)}
    cuts = sorted(end for end in ends if 0 <= end <= len(first.sentence))
    pieces = [
        Piece(first.sentence[start:stop], _covers(gold, start), _covers(given, start))
        for start, stop in pairwise(cuts)
    ]
    return Sentence(first.title, tuple(pieces))


def _within(quoted: Quoted) -> tuple[int, int]:
    """Return where the words stand in their sentence."""
    return quoted.start - quoted.sentence_start, quoted.stop - quoted.sentence_start


def _covers(spans: Iterable[tuple[int, int]], place: int) -> bool:
    return any(start <= place < stop for start, stop in spans)
