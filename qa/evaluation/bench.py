"""How long things take on this machine: `make bench`.

Nothing here is a test: a machine has other work to do, so medians of one run are printed, to be
compared with each other and with another run on the same machine.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.answerer import Answerer
from qa.assemble import Models, temporary
from qa.settings import Settings
from source import shipped, split

COLD_STARTS = 5
ROUNDS = 5
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


def cold_start(folder: Path) -> list[float]:
    """Return seconds from process start to a printed answer, the index being there."""
    command = [sys.executable, "-m", "qa.cli", "ask", QUESTIONS[0]]
    environ = {"QA_DATA": str(folder), "PATH": ""}
    subprocess.run(command, env=environ, check=True, capture_output=True)  # builds the index
    return [
        _seconds(lambda: subprocess.run(command, env=environ, check=True, capture_output=True))
        for _ in range(COLD_STARTS)
    ]


def warm(answerer: Answerer) -> list[float]:
    """Return seconds of each question once everything is loaded."""
    for question in QUESTIONS:
        answerer.ask(question)
    return [
        _seconds(lambda question=question: answerer.ask(question))
        for _ in range(ROUNDS)
        for question in QUESTIONS
    ]


def build_rate(settings: Settings) -> float:
    """Return passages encoded a second, over the shipped article repeated."""
    texts = [passage.text for document in shipped() for passage in split(document)] * 10
    encoder = Models.load(settings).encoder
    encoder.encode(texts[:20], "passage")
    return len(texts) / _seconds(lambda: encoder.encode(texts, "passage"))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _line(name: str, seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    median = statistics.median(ordered)
    return f"{name:<44}{1000 * median:>10.1f}{1000 * p95:>10.1f}{len(ordered):>6}"


def main() -> None:
    settings = Settings()
    print(f"{'':<44}{'median ms':>10}{'p95 ms':>10}{'n':>6}")
    with tempfile.TemporaryDirectory() as folder:
        print(_line("`qa ask`, process start to answer", cold_start(Path(folder))))
    with temporary(settings, shipped()) as answerer:
        print(_line("a question, warm, one thread", warm(answerer)))
    print(f"{'passages encoded a second':<44}{build_rate(settings):>10.0f}")


if __name__ == "__main__":
    main()
