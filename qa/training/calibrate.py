"""Fits what the reader's scores are worth: on questions it was not trained on, over an index."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, fields
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

TOLERANCE = 0.005  # share of the questions; the curve is flat about its best
RIGHT = 0.6  # F1 from which a span counts as right
LANGUAGES = ("ru", "en")


def documents(records: list[dict], language: str) -> list[Document]:
    """Return the passages of reading data as documents."""
    return [
        Document(str(i), r[f"title_{language}"], r[f"text_{language}"], language)
        for i, r in enumerate(records)
    ]


def evidence(answerer: Answerer, records: list[dict], told_in: str) -> Iterator[list[tuple]]:
    """Yield for each question, in both languages, its spans as (evidence, whether it is right)."""
    for i, record in enumerate(tqdm(records, desc=f"evidence in {told_in}")):
        for q in record["questions"]:
            for asked_in in LANGUAGES:
                asked = analyse(q[f"q_{asked_in}"])
                hits = answerer.index.search(asked.text, READ)
                golds = q[f"a_{told_in}"]
                spans = []
                for found, seen in chain.from_iterable(answerer.evidence(asked, hits)):
                    quote = found.passage.document.text[found.start : found.stop]
                    here = found.passage.document.id == str(i) and bool(golds)
                    spans.append((seen, here and score(quote, golds).f1 >= RIGHT))
                if spans:
                    yield spans


def fit(questions: list[list[tuple]]) -> Calibration:
    """Return the map that tells where a question's likeliest span is right, and its threshold.

    A question is dealt with rightly if it is answered with a right span, or refused where no span
    is right. The threshold is the least one that does as well as the best, but for TOLERANCE.
    """
    names = [field.name for field in fields(Evidence)]
    likely = [max(spans, key=lambda s: s[0].margin) for spans in questions]
    rows = np.array([[asdict(seen)[name] for name in names] for seen, _ in likely])
    model = LogisticRegression(C=10.0, max_iter=1000).fit(rows, [right for _, right in likely])
    weights = dict(zip(names, map(float, model.coef_[0].round(4)), strict=True))
    fitted = Calibration(weights, float(model.intercept_[0].round(4)), 0.5)
    best = [max(spans, key=lambda s: fitted.probability(s[0])) for spans in questions]
    chances = np.array([fitted.probability(e) for e, _ in best])
    truths = np.array([r for _, r in best])
    thresholds = np.arange(0.05, 0.95, 0.01)
    gains = [((chances >= t) & truths).sum() + ((chances < t) & ~truths).sum() for t in thresholds]
    near = np.array(gains) >= max(gains) - TOLERANCE * len(best)
    threshold = float(thresholds[int(np.argmax(near))].round(2))
    log.info("threshold %.2f deals rightly with %d of %d", threshold, max(gains), len(best))
    return Calibration(weights, fitted.bias, threshold)


def save(calibration: Calibration, path: Path = SHIPPED) -> None:
    path.write_text(json.dumps(asdict(calibration), indent=2) + "\n", "utf-8")
