"""Fits what the reader's scores are worth: on questions it was not trained on, over an index."""

import json
import logging
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from qa.answerer import READ, Answerer
from qa.confidence import SHIPPED, Calibration, Evidence
from qa.evaluation.metrics import score
from qa.question import analyse
from source import Document

log = logging.getLogger(__name__)

REFUSED = 0.7  # of the near misses in the data: other unanswerable questions are easier to tell
# On articles kept apart these told answerable questions from others better than with the share of
# the reader's chances, the passage's own score or the share of the question's words that it has.
FITTED = ("margin", "place")
RIGHT = 0.6  # F1 from which a span counts as right
LANGUAGES = ("ru", "en")


@dataclass(frozen=True)
class Asked:
    """What was found for a question: spans as (evidence, whether it is right)."""

    spans: list[tuple[Evidence, bool]]
    stated: bool  # whether any article answers it


def documents(records: list[dict], language: str) -> list[Document]:
    """Return the passages of reading data as documents."""
    return [
        Document(str(i), r[f"title_{language}"], r[f"text_{language}"], language)
        for i, r in enumerate(records)
    ]


def evidence(answerer: Answerer, records: list[dict], told_in: str, alone: bool) -> Iterator[Asked]:
    """Yield what is found for each question, in both languages: in all texts, or its own alone.

    An article by itself offers fewer wrong passages than all texts do; people ask both.
    """
    for i, record in enumerate(tqdm(records, desc=f"evidence in {told_in}")):
        within = [str(i)] if alone else None
        for q in record["questions"]:
            for asked_in in LANGUAGES:
                asked = analyse(q[f"q_{asked_in}"])
                hits = answerer.index.search(asked.text, READ, within)
                golds = q[f"a_{told_in}"]
                spans = []
                for found, seen in chain.from_iterable(answerer.evidence(asked, hits)):
                    quote = found.passage.document.text[found.start : found.stop]
                    here = found.passage.document.id == str(i) and bool(golds)
                    spans.append((seen, here and score(quote, golds).f1 >= RIGHT))
                if spans:
                    yield Asked(spans, bool(golds))


def fit(questions: list[Asked]) -> Calibration:
    """Return the map that tells where a question's likeliest span is right, and its threshold.

    The threshold is the least one at which REFUSED of the questions that nothing answers are
    refused: as many as possible of the others are answered, each with how sure that is.
    """
    likely = [max(asked.spans, key=lambda s: s[0].margin) for asked in questions]
    rows = np.array([[asdict(seen)[name] for name in FITTED] for seen, _ in likely])
    model = LogisticRegression(C=10.0, max_iter=1000).fit(rows, [right for _, right in likely])
    weights = dict(zip(FITTED, map(float, model.coef_[0].round(4)), strict=True))
    fitted = Calibration(weights, float(model.intercept_[0].round(4)), 0.5)
    unstated = [asked for asked in questions if not asked.stated]
    chances = [max(fitted.probability(seen) for seen, _ in asked.spans) for asked in unstated]
    threshold = math.ceil(100 * float(np.quantile(chances, REFUSED))) / 100
    log.info("threshold %.2f of %d near misses", threshold, len(chances))
    return Calibration(weights, fitted.bias, threshold)


def save(calibration: Calibration, path: Path = SHIPPED) -> None:
    path.write_text(json.dumps(asdict(calibration), indent=2) + "\n", "utf-8")
