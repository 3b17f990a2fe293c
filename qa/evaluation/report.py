"""An evaluation told: as a table for a terminal, and as JSON that is read back whole."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from qa.evaluation.bootstrap import LEVEL, Interval
from qa.evaluation.figures import Figures, figures
from qa.evaluation.gold import WrongLine
from qa.evaluation.metrics import Abstention
from qa.evaluation.result import Result

ABSENT = "—"


class BadReport(ValueError):
    """A file that holds no results of an evaluation."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}, wanted what `qa eval --json` wrote")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Headline:
    """One figure as it is shown: what it is, in words and in digits."""

    name: str  # of the field of Figures
    meaning: str
    shown: str  # in per cent
    interval: str


@dataclass(frozen=True)
class Report:
    """An evaluation: how it was run, and the result of each question in the set's order."""

    settings: Mapping[str, object]
    results: tuple[Result, ...]
    standalone: tuple[Result, ...] = ()  # of dialogs: each turn asked in its standalone form
    wrong: tuple[WrongLine, ...] = ()  # questions that were left out

    @cached_property
    def overall(self) -> Figures:
        return figures(self.results)

    @cached_property
    def overall_standalone(self) -> Figures | None:
        """The figures of the standalone forms, None for a set without dialogs."""
        return figures(self.standalone) if self.standalone else None

    @cached_property
    def by_language(self) -> dict[str, Figures]:
        """The figures for each language of the questions, by its name."""
        return self._by(lambda result: result.language)

    @cached_property
    def by_type(self) -> dict[str, Figures]:
        """The figures for each type of question that the set names, by its name."""
        return self._by(lambda result: result.type)

    @cached_property
    def by_difficulty(self) -> dict[str, Figures]:
        """The figures for each difficulty that the set names, by its name."""
        return self._by(lambda result: result.difficulty)

    def _by(self, key: Callable[[Result], str | None]) -> dict[str, Figures]:
        names = sorted({key(result) for result in self.results} - {None})
        return {name: figures(r for r in self.results if key(r) == name) for name in names}

    @cached_property
    def groups(self) -> list[tuple[str, Figures]]:
        """All groups with their names, all questions first."""
        groups = [("all", self.overall)]
        if self.overall_standalone:
            groups.append(("all, standalone form", self.overall_standalone))
        kinds = {"language": self.by_language, "type": self.by_type}
        for kind, found in (kinds | {"difficulty": self.by_difficulty}).items():
            groups += [(f"{kind} {name}", told) for name, told in found.items()]
        return groups

    @cached_property
    def headlines(self) -> list[Headline]:
        """The figures of all questions as they are shown, those that there are."""
        return [
            Headline(name, meaning, per_cent(value), between(self.overall.intervals.get(name)))
            for name, meaning in MEANINGS.items()
            if (value := getattr(self.overall, name)) is not None
        ]

    @cached_property
    def rows(self) -> list[tuple[str, ...]]:
        """The figures of each group as they are shown: its name, then a cell for each column."""
        return [_row(*group) for group in self.groups]

    @cached_property
    def told_settings(self) -> list[tuple[str, str]]:
        """How the evaluation was run, in words."""
        return [(key, _plain(value)) for key, value in self.settings.items()]

    def table(self) -> str:
        """Return the figures as lines for a terminal: shares in per cent, — where there is none."""
        told = [f"{key}: {value}" for key, value in self.told_settings]
        if self.wrong:
            told.append(f"left out: {len(self.wrong)}, as their lines are wrong")
        heads = [(h.meaning, h.shown, h.interval) for h in self.headlines]
        heads = aligned([("in per cent", "", f"{LEVEL} % interval"), *heads])
        scores = aligned([("", *COLUMNS), *self.rows])
        parts = [told, heads, scores, aligned(matrix(self.overall.abstention))]
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def to_json(self) -> str:
        """Return settings, figures and the result of every question, as JSON."""
        content = {
            "settings": dict(self.settings),
            "figures": {
                "overall": asdict(self.overall),
                "standalone": self.overall_standalone and asdict(self.overall_standalone),
                "by_language": {name: asdict(f) for name, f in self.by_language.items()},
                "by_type": {name: asdict(f) for name, f in self.by_type.items()},
                "by_difficulty": {name: asdict(f) for name, f in self.by_difficulty.items()},
            },
            "wrong": [asdict(each) for each in self.wrong],
            "results": [result.to_record() for result in self.results],
            "standalone": [result.to_record() for result in self.standalone],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> "Report":
        """Return the report whose to_json this file holds; BadReport if it is none."""
        try:
            content = json.loads(path.read_text("utf-8"))
            return cls(
                content["settings"],
                tuple(map(Result.from_record, content["results"])),
                tuple(map(Result.from_record, content["standalone"])),
                tuple(WrongLine(**each) for each in content["wrong"]),
            )
        except OSError as error:
            raise BadReport(path, error.strerror or str(error)) from error
        except ValueError as error:
            raise BadReport(path, "not JSON in UTF-8") from error
        except (KeyError, TypeError, AttributeError) as error:
            raise BadReport(path, f"not a report ({error})") from error


MEANINGS = {
    "em": "exact match of the answerable, our normaliser",
    "f1": "F1 of the answerable, our normaliser",
    "squad_v1_em": "exact match of the answerable, SQuAD 1.1",
    "squad_v1_f1": "F1 of the answerable, SQuAD 1.1",
    "squad_v2_em": "exact match of all, SQuAD 2.0",
    "squad_v2_f1": "F1 of all, SQuAD 2.0",
    "squad_v2_has_answer_f1": "F1 of the answerable, SQuAD 2.0",
    "squad_v2_no_answer": "F1 of the unanswerable, SQuAD 2.0",
    "citation_hit": "cited sentence shows the answer, of the answerable",
    "citation_hit_answered": "cited sentence shows the answer, of those answered",
    "iou": "overlap with the gold place (IoU), of the answerable",
    "answered_share": "answered, of the answerable",
    "refused_share": "refused, of the unanswerable",
    "auroc": "AUROC of confidence, answerable or not",
    "ece": "calibration error of confidence (ECE; 0 is best)",
    "brier": "Brier score of confidence (0 is best)",
    "aurc": "area under risk–coverage (AURC; 0 is best)",
    "agreement": "English and Russian questions of the same agree",
    "recall_at_1": "gold passage first (recall@1)",
    "recall_at_5": "gold passage in the first 5 (recall@5)",
    "recall_at_10": "gold passage in the first 10 (recall@10)",
    "mrr": "mean reciprocal rank of the gold passage (MRR)",
}
COLUMNS = (
    "n", "EM", "F1", "v1 F1", "v2 F1", "cited", "IoU", "answered", "refused",
    "AUROC", "ECE", "AURC", "R@1", "R@5", "MRR", "ms",
)  # fmt: skip


def _row(name: str, found: Figures) -> tuple[str, ...]:
    shares = (
        found.em, found.f1, found.squad_v1_f1, found.squad_v2_f1, found.citation_hit, found.iou,
        found.answered_share, found.refused_share, found.auroc, found.ece, found.aurc,
        found.recall_at_1, found.recall_at_5, found.mrr,
    )  # fmt: skip
    ms = ABSENT if found.ms_median is None else f"{found.ms_median:.1f}"
    return (name, str(found.questions), *map(per_cent, shares), ms)


def matrix(told: Abstention) -> list[tuple[str, ...]]:
    """Return how many questions were answered and refused, as rows of a table."""
    return [
        ("questions", "answered", "refused"),
        ("answerable", str(told.answerable_answered), str(told.answerable_refused)),
        ("unanswerable", str(told.unanswerable_answered), str(told.unanswerable_refused)),
    ]


def per_cent(share: float | None) -> str:
    """Return a share as it is shown everywhere: in per cent with one digit."""
    return ABSENT if share is None else f"{100 * share:.1f}"


def between(interval: Interval | None) -> str:
    """Return an interval as it is shown everywhere."""
    return ABSENT if interval is None else f"{per_cent(interval[0])}–{per_cent(interval[1])}"


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(inner)}" for key, inner in value.items() if inner)
    return ABSENT if value is None else str(value)


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as lines with their columns one under another, the first to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths, range(len(row)))) for row in rows]


def _padded(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column else cell.ljust(width)
