"""From scores to a probability: how often an answer like this one is right, and when to refuse."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Evidence:
    """What speaks for a span: each figure is one that grows with the chance that it is right."""

    margin: float  # of the reader: log ratio of the span to "not stated"
    share: float  # of the reader's chances in the window, 0 to 1
    place: float = 1.0  # of its passage: how well it was found, as a share of the first, 0 to 1


@dataclass(frozen=True)
class Origin:
    """Where the calibration in force is from."""

    source: str = "shipped"  # or "reader": its own chances, or "user": fitted by `qa eval`
    question_set: str | None = None  # the file that a user's was fitted on
    questions: int | None = None  # in it
    fitted: str | None = None  # when: a date, ISO 8601


@dataclass(frozen=True)
class Calibration:
    """A logistic map of the evidence (Platt 1999), fitted where right answers are known."""

    weights: Mapping[str, float]
    bias: float
    threshold: float  # least probability that is given as an answer

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Calibration":
        return cls(**json.loads(path.read_text("utf-8")))

    @property
    def origin(self) -> Origin:
        return Origin("shipped")

    def score(self, evidence: Evidence) -> float:
        """Return what spans are compared by: here their probability."""
        return self.probability(evidence)

    def probability(self, evidence: Evidence) -> float:
        """Return the chance, 0 to 1, that a span with this evidence answers its question."""
        total = self.bias
        for name, weight in self.weights.items():
            total += weight * getattr(evidence, name)
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@dataclass(frozen=True)
class Uncalibrated:
    """The chances that a reader itself gives, for readers that no calibration was fitted for."""

    # A span as likely as "not stated" has half of both at most: no more than 0.25. So what is
    # answered is likelier than "not stated", and not one of many spans that are as likely.
    threshold: float = 0.25

    @property
    def origin(self) -> Origin:
        return Origin("reader")

    def score(self, evidence: Evidence) -> float:
        """Return what spans are compared by: here their probability."""
        return self.probability(evidence)

    def probability(self, evidence: Evidence) -> float:
        """Return the span's share of the chances, times its chance against "not stated"."""
        return evidence.share / (1 + math.exp(-max(-60.0, min(60.0, evidence.margin))))
