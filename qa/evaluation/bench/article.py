"""The service as it is set up first: over the article that ships, on the command line and warm.

`python -m qa.evaluation.bench.article FOLDER` asks a service over that folder, in a process that
has loaded nothing else, and prints the milliseconds of each question.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from qa.evaluation.bench.results import OnTheArticle, percentile

QUESTIONS = (
    "what's the CKD capacity?",
    "какова мощность линии CKD?",
    "How much did the Chinese investor put in?",
    "Когда был подписан первый контракт?",
    "Who is the chairman of the board of directors?",
    "Сколько автомобилей произведено за 10 месяцев?",
    "What is the price of the JAC S3?",
    "Где планируют локализацию производства?",
)
STARTS = 5
ROUNDS = 5  # of all questions


def on_the_article(folder: Path) -> OnTheArticle:
    """Measure ours over a service in this folder, which is made there."""
    ask = [sys.executable, "-m", "qa.cli", "ask", QUESTIONS[0]]
    _run(ask, folder)  # builds the index
    starts = []
    for _ in range(STARTS):
        began = time.perf_counter()
        _run(ask, folder)
        starts.append(time.perf_counter() - began)
    ms = json.loads(_run([sys.executable, "-m", __name__, str(folder)], folder))
    return OnTheArticle(median(starts), STARTS, median(ms), percentile(ms, 0.95), len(ms))


def _run(command: Sequence[str], folder: Path) -> str:
    environ = os.environ | {"QA_DATA": str(folder)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def _warm(folder: Path) -> list[float]:
    """Return the milliseconds of each question, after all have been asked once."""
    from qa.assemble import assemble
    from qa.settings import Settings

    answerer = assemble(Settings(data=folder)).answerer
    ms = []
    for _ in range(1 + ROUNDS):
        for question in QUESTIONS:
            began = time.perf_counter()
            answerer.ask(question)
            ms.append(1000 * (time.perf_counter() - began))
    return ms[len(QUESTIONS) :]


if __name__ == "__main__":
    print(json.dumps(_warm(Path(sys.argv[1]))))
