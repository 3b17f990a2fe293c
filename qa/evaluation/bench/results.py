"""What a run of the bench came to: kept as JSON, shown as a table with ratios."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

ABSENT = "—"


@dataclass(frozen=True)
class Latency:
    """How long one question took, warm."""

    median_ms: float
    p95_ms: float
    questions: int
    ratio: float  # to the reference, which was asked the same questions in turns with it


@dataclass(frozen=True)
class Measured:
    """One engine at one size; error says why there is nothing, or no more."""

    engine: str
    gives: str
    how: str
    index_s: float | None = None  # to build the index, its vectors being there
    build_rate: float | None = None  # passages a second, encoding included
    build_peak_mb: float | None = None
    index_mb: float | None = None  # on disk
    cold_s: float | None = None  # from process start to the first answer, the index being there
    cold_ratio: float | None = None  # the middle one of those of each round
    latency: Latency | None = None
    peak_mb: float | None = None  # of the process that asks
    first_same: float | None = None  # share whose article came first, asked in its language
    first_crossed: float | None = None  # and asked in the other language
    error: str | None = None


@dataclass(frozen=True)
class Served:
    """Our JSON endpoint under so many clients, each asking as soon as it was answered."""

    clients: int
    workers: int  # processes of the server
    questions_per_second: float
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Sized:
    """Everything at one size."""

    passages: int
    documents: int
    encoded: int  # passages with vectors of their own; the rest have those of their originals
    engines: tuple[Measured, ...]
    served: tuple[Served, ...]


@dataclass(frozen=True)
class OnTheArticle:
    """How long answers of ours take over the article that ships."""

    start_s: float  # from the start of `qa ask` to its end, the index being there: median
    starts: int
    median_ms: float  # of a question to a service that is warm
    p95_ms: float
    questions: int

    def to_markdown(self) -> str:
        return (
            f"On the article that ships: `qa ask` takes {self.start_s:.2f} s from process start "
            f"(median of {self.starts}); a warm question {self.median_ms:.1f} ms (median of "
            f"{self.questions}, p95 {self.p95_ms:.1f}).\n"
        )


@dataclass(frozen=True)
class Run:
    """A run of the bench on one machine."""

    made: str  # date and time, UTC
    machine: dict[str, object]
    versions: dict[str, str]
    encode_rate: dict[str, float]  # passages a second, by what encodes
    reference: str  # the engine that ratios are to
    on_the_article: OnTheArticle
    sizes: tuple[Sized, ...]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    def to_markdown(self) -> str:
        """Return tables with a ratio beside each figure: noise of the machine cancels in them."""
        parts = [self._heading()]
        for sized in self.sizes:
            parts += [f"## {sized.passages:,} passages\n", _vectors(sized), self._table(sized)]
            if sized.served:
                parts.append(_served_table(sized.served))
        parts.append(_notes(self.sizes[0].engines))
        return "\n".join(parts)

    def _heading(self) -> str:
        machine = ", ".join(f"{value}" for value in self.machine.values())
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        rates = "; ".join(f"{name} {rate:,.0f}" for name, rate in self.encode_rate.items())
        return (
            f"# Bench\n\n{self.made}, {machine}; {versions}.\n\n"
            f"{self.on_the_article.to_markdown()}\n"
            f"Passages encoded a second: {rates}.\n\n"
            f"× is the ratio to “{self.reference}”, which does what the peers do: find passages.\n"
        )

    def _table(self, sized: Sized) -> str:
        reference = next(e for e in sized.engines if e.engine == self.reference)
        rows = [
            (
                each.engine,
                each.gives,
                *_with_ratio(each.cold_s, each.cold_ratio, "{:.2f}"),
                *_latency(each.latency),
                *_compared(each.build_rate, reference.build_rate, "{:,.0f}"),
                *_compared(each.peak_mb, reference.peak_mb, "{:,.0f}"),
                *_compared(each.index_mb, reference.index_mb, "{:,.1f}"),
                _per_cent(each.first_same),
                _per_cent(each.first_crossed),
            )
            for each in sized.engines
        ]
        failed = [f"{e.engine}: {e.error}" for e in sized.engines if e.error]
        return _markdown(COLUMNS, rows) + "".join(f"\nNot measured: {line}\n" for line in failed)


COLUMNS = (
    "engine", "gives", "start to first answer, s", "×", "a question, ms", "p95", "×",
    "build, passages/s", "×", "memory, MB", "×", "index, MB", "×",
    "right first, %", "of the other language, %",
)  # fmt: skip
WORDS = ("engine", "gives")  # columns that are not of figures
SERVED_COLUMNS = ("clients", "workers", "questions/s", "median ms", "p95 ms")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def latency(turns: Sequence[Sequence[float]], beside: Sequence[Sequence[float]]) -> Latency:
    """Return how long questions took; the ratio is the middle one of those of each turn."""
    ms = [each for turn in turns for each in turn]
    ratios = [median(turn) / median(other) for turn, other in zip(turns, beside, strict=True)]
    return Latency(median(ms), percentile(ms, 0.95), len(ms), median(ratios))


def _vectors(sized: Sized) -> str:
    told = f"{sized.documents:,} documents; every passage was encoded."
    if sized.encoded < sized.passages:
        copied = sized.passages - sized.encoded
        told = (
            f"{sized.documents:,} documents. {sized.encoded:,} passages were encoded; {copied:,} "
            "are of noised copies and have the vectors of their originals with noise. Indexing "
            "was timed over all, encoding over a sample: build adds the two."
        )
    return told + "\n"


def _served_table(served: Sequence[Served]) -> str:
    rows = [
        (
            str(each.clients),
            str(each.workers),
            f"{each.questions_per_second:.1f}",
            f"{each.median_ms:.1f}",
            f"{each.p95_ms:.1f}",
        )
        for each in served
    ]
    return "\nOver HTTP, answers of ours:\n\n" + _markdown(SERVED_COLUMNS, rows)


def _notes(engines: Sequence[Measured]) -> str:
    lines = [f"- {each.engine}: {each.how}" for each in engines]
    return (
        "## How\n\nEach engine runs in a process of its own and opens an index on disk. A question "
        "is asked on one thread, by all: on few cores torch is many times slower with more. All "
        "have the same passages, and the same vectors. “Right first”: the share of questions whose "
        "article (or a copy of it) came first; a refusal counts by its nearest passage.\n\n"
        + "\n".join(lines)
        + "\n"
    )


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---:" if name not in WORDS else "---" for name in columns], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _latency(found: Latency | None) -> tuple[str, str, str]:
    if found is None:
        return ABSENT, ABSENT, ABSENT
    return f"{found.median_ms:.1f}", f"{found.p95_ms:.1f}", f"{found.ratio:.2f}"


def _compared(value: float | None, reference: float | None, form: str) -> tuple[str, str]:
    ratio = value / reference if value is not None and reference else None
    return _with_ratio(value, ratio, form)


def _with_ratio(value: float | None, ratio: float | None, form: str) -> tuple[str, str]:
    told = ABSENT if ratio is None else f"{ratio:.2f}"
    return (ABSENT if value is None else form.format(value)), told


def _per_cent(share: float | None) -> str:
    return ABSENT if share is None else f"{100 * share:.0f}"
