"""A user's own calibration: what confidence is worth on their questions, kept beside the index.

`qa eval --set-threshold` fits it, and this file is the only one that reads and writes it. It maps
the score that a span has anyway to a probability, so that which span is best stays as it was.
"""

import hashlib
import json
import logging
import math
import os
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from qa.confidence import Calibration, Evidence, Origin, Uncalibrated

log = logging.getLogger(__name__)

FILE = "calibration.json"  # in the folder of QA_DATA
FORMAT = 1
NEARLY = 1e-6  # no score is quite 0 or 1, whose log odds are endless

Base = Calibration | Uncalibrated


class Scale(Protocol):
    """A map that never falls from a score to a probability, both 0 to 1."""

    def __call__(self, score: float) -> float: ...


@dataclass(frozen=True)
class AsIs:
    """A score is a probability as it stands."""

    kind: str = field(default="as is", init=False)

    def __call__(self, score: float) -> float:
        return score


@dataclass(frozen=True)
class Platt:
    """The logistic function of a score's log odds (Platt 1999)."""

    slope: float
    offset: float
    kind: str = field(default="Platt", init=False)

    def __call__(self, score: float) -> float:
        total = self.slope * log_odds(score) + self.offset
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@dataclass(frozen=True)
class Isotonic:
    """Straight lines between points, level before the first and after the last."""

    scores: tuple[float, ...]  # rising
    chances: tuple[float, ...]  # never falling
    kind: str = field(default="isotonic", init=False)

    def __call__(self, score: float) -> float:
        place = bisect_right(self.scores, score)
        if place == 0 or place == len(self.scores):
            return self.chances[min(place, len(self.chances) - 1)]
        low, high = self.scores[place - 1 : place + 1]
        before, after = self.chances[place - 1 : place + 1]
        return before + (after - before) * (score - low) / (high - low)


def log_odds(score: float) -> float:
    """Return the logarithm of a score's odds, finite also for 0 and 1."""
    inside = max(NEARLY, min(1 - NEARLY, score))
    return math.log(inside / (1 - inside))


@dataclass(frozen=True)
class FittedWith:
    """What a calibration was fitted for: with anything else, scores mean something else."""

    encoder: str
    reader: str
    reranker: str | None
    base: str  # a hash of the calibration that it builds on

    @classmethod
    def of(cls, encoder: str, reader: str, reranker: str | None, base: Base) -> "FittedWith":
        weights = {name: value for name, value in asdict(base).items() if name != "threshold"}
        told = json.dumps([type(base).__name__, weights], sort_keys=True)
        return cls(encoder, reader, reranker, hashlib.sha256(told.encode()).hexdigest()[:12])

    def differing(self, other: "FittedWith") -> str:
        """Return the first thing that differs, as both have it; "" if none does."""
        for name, here in asdict(self).items():
            there = getattr(other, name)
            if here != there:
                return f"{name} {here or 'none'}, in use is {there or 'none'}"
        return ""


@dataclass(frozen=True)
class Recalibration:
    """A calibration on top of the one that a reader has anyway."""

    base: Base
    scale: Scale
    threshold: float  # least probability that is given as an answer
    origin: Origin

    def score(self, evidence: Evidence) -> float:
        """Return what spans are compared by: the probability of the calibration beneath."""
        return self.base.probability(evidence)

    def probability(self, evidence: Evidence) -> float:
        """Return the chance, 0 to 1, that a span with this evidence answers its question."""
        return self.scale(self.score(evidence))


def base_of(calibration: Base | Recalibration) -> Base:
    """Return the calibration that a reader has anyway."""
    return calibration.base if isinstance(calibration, Recalibration) else calibration


class Unusable(ValueError):
    """A user's calibration that is there but not used: why not."""


def save(folder: Path, recalibration: Recalibration, fitted_with: FittedWith) -> Path:
    """Keep a calibration for the service of a folder, in place of an earlier one, at once."""
    content = {
        "format": FORMAT,
        "threshold": recalibration.threshold,
        "scale": asdict(recalibration.scale),
        "origin": asdict(recalibration.origin),
        "fitted_with": asdict(fitted_with),
    }
    path = folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{FILE}-{os.getpid()}")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    beside.replace(path)
    return path


def told(origin: Origin) -> str:
    """Return where a calibration is from, in words."""
    if origin.source != "user":
        return "shipped" if origin.source == "shipped" else "the reader's own chances"
    return f"fitted on {origin.question_set}, {origin.questions} questions, {origin.fitted}"


def forget(folder: Path) -> bool:
    """Remove the user's calibration; False if there was none."""
    path = folder / FILE
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def in_force(folder: Path, base: Base, in_use: FittedWith) -> Base | Recalibration:
    """Return the user's calibration if there is one for these models, else the base itself.

    One that was fitted with others, or cannot be read, is logged and not used.
    """
    try:
        return load(folder, base, in_use) or base
    except Unusable as error:
        log.warning("%s", error)
        return base


def load(folder: Path, base: Base, in_use: FittedWith) -> Recalibration | None:
    """Return the user's calibration, None if there is none; Unusable says why it is not used."""
    path = folder / FILE
    remedy = "fit it anew with `qa eval … --set-threshold` or drop it with --reset-threshold"
    try:
        content = json.loads(path.read_text("utf-8"))
        fitted_with = FittedWith(**content["fitted_with"])
        told = Recalibration(
            base, _scale(content["scale"]), content["threshold"], Origin(**content["origin"])
        )
        if content["format"] != FORMAT or not 0 <= told.threshold <= 1:
            raise ValueError(f"format {content['format']}, threshold {told.threshold}")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"the calibration in {path} is not used, it cannot be read ({error}); {remedy}"
        raise Unusable(reason) from error
    differing = fitted_with.differing(in_use)
    if differing:
        reason = f"the calibration in {path} is not used, it was fitted with {differing}; {remedy}"
        raise Unusable(reason)
    return told


def _scale(told: Mapping[str, object]) -> Scale:
    values = {name: value for name, value in told.items() if name != "kind"}
    if told["kind"] == "isotonic":
        return Isotonic(tuple(values["scores"]), tuple(values["chances"]))
    return {"as is": AsIs, "Platt": Platt}[told["kind"]](**values)
