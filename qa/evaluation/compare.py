"""Two runs of a question set side by side: what got better, what got worse, and if by chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa.evaluation.bootstrap import paired_p
from qa.evaluation.figures import MEANS, agree
from qa.evaluation.metrics import mean
from qa.evaluation.report import ABSENT, Report, aligned, per_cent
from qa.evaluation.result import Result

LEAST_P = 0.001  # that is shown in digits


class NothingShared(ValueError):
    """Two reports that cannot be compared."""


@dataclass(frozen=True)
class Difference:
    """A figure of two runs over the questions that both have it for."""

    meaning: str
    count: int
    before: float
    after: float
    p: float  # of the paired permutation test


COMPARED: dict[str, Callable[[Result], float | None]] = {
    "F1 of all as served, our normaliser": lambda r: r.served.f1,
    "exact match of the answerable": MEANS["em"],
    "F1 of the answerable": MEANS["f1"],
    "F1 of all, SQuAD 2.0": MEANS["squad_v2_f1"],
    "cited sentence shows the answer": MEANS["citation_hit"],
    "overlap with the gold place (IoU)": MEANS["iou"],
    "answered, of the answerable": MEANS["answered_share"],
    "refused, of the unanswerable": MEANS["refused_share"],
    "gold passage first (recall@1)": MEANS["recall_at_1"],
    "Brier score (0 is best)": MEANS["brier"],
}


@dataclass(frozen=True)
class Comparison:
    """Two reports on the questions that both asked, matched by id."""

    before: Report
    after: Report

    @cached_property
    def pairs(self) -> list[tuple[Result, Result]]:
        """The results of each question in both; NothingShared if there is none.

        A question counts as shared only where its gold answers are the same.
        """
        others = {result.id: result for result in self.after.results}
        both = [(r, others[r.id]) for r in self.before.results if r.id in others]
        pairs = [(one, other) for one, other in both if one.answers == other.answers]
        if not pairs:
            reason = "their gold answers differ" if both else "no question of one is in the other"
            raise NothingShared(f"the two reports cannot be compared: {reason}")
        return pairs

    @property
    def unshared(self) -> int:
        """How many questions of either report are left out."""
        return len(self.before.results) + len(self.after.results) - 2 * len(self.pairs)

    @cached_property
    def differences(self) -> list[Difference]:
        told = [_difference(name, value, self.pairs) for name, value in COMPARED.items()]
        return [each for each in told if each]

    @cached_property
    def better(self) -> list[tuple[Result, Result]]:
        """The questions whose answer got better as served, the most so first."""
        gained = [pair for pair in self.pairs if _gain(pair) > 0]
        return sorted(gained, key=lambda pair: -_gain(pair))

    @cached_property
    def worse(self) -> list[tuple[Result, Result]]:
        """The questions whose answer got worse as served, the most so first."""
        return sorted((pair for pair in self.pairs if _gain(pair) < 0), key=_gain)

    @property
    def agreement(self) -> float:
        """The share of questions for which both quote overlapping words, or neither any."""
        return mean(float(agree(*pair)) for pair in self.pairs) or 0.0

    def table(self) -> str:
        """Return figures, tests and changed questions as lines for a terminal."""
        head = ("in per cent", "n", "before", "after", "change", "p")
        rows = [_row(each) for each in self.differences]
        same = len(self.pairs) - len(self.better) - len(self.worse)
        counts = [
            f"{len(self.pairs)} questions in both, {self.unshared} left out; "
            f"{len(self.better)} better, {len(self.worse)} worse, {same} as good",
            f"both quote overlapping words, or neither any: {per_cent(self.agreement)} %",
            "p: paired permutation test (signs flipped), two-sided",
        ]
        parts = [aligned([head, *rows]), counts]
        for name, pairs in (("better", self.better), ("worse", self.worse)):
            if pairs:
                parts.append([f"{name}:", *(line for pair in pairs for line in _told(pair))])
        return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _difference(
    meaning: str, value: Callable[[Result], float | None], pairs: Sequence[tuple[Result, Result]]
) -> Difference | None:
    told = [(value(one), value(other)) for one, other in pairs]
    both = [(one, other) for one, other in told if one is not None and other is not None]
    if not both:
        return None
    before, after = (sum(column) / len(both) for column in zip(*both, strict=True))
    return Difference(meaning, len(both), before, after, paired_p([b - a for a, b in both]))


def _gain(pair: tuple[Result, Result]) -> float:
    return pair[1].served.f1 - pair[0].served.f1


def _row(told: Difference) -> tuple[str, ...]:
    change = f"{100 * (told.after - told.before):+.1f}"
    shares = (per_cent(told.before), per_cent(told.after))
    p = f"{told.p:.3f}" if told.p >= LEAST_P else f"<{LEAST_P}"
    return (told.meaning, str(told.count), *shares, change, p)


def _told(pair: tuple[Result, Result]) -> list[str]:
    one, other = pair
    gold = f" (gold: {one.answers[0]})" if one.answers else " (no answer)"
    asked = " ".join(f"{one.id}: {one.question}{gold}".split())
    return [
        f"  {asked}",
        f"    F1 {one.served.f1:.2f} → {other.served.f1:.2f}: {_served(one)} → {_served(other)}",
    ]


def _served(result: Result) -> str:
    if not result.answered:
        return f"refused ({result.refusal or ABSENT})"
    return f"«{' '.join(result.text.split())}»"
