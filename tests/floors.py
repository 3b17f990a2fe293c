"""Floors of answer quality: measured on small sets that ship here, kept in floors.json.

From the root of the project:

    python -m tests.floors                  what is measured now, beside the floors
    python -m tests.floors --raise          floors raised to just below what is measured now
    python -m tests.floors --lower REASON   floors lowered too; the reason goes to the changelog
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path

from qa.evaluation.gold import GoldQuestion, QuestionSet
from qa.evaluation.run import evaluate
from qa.evaluation.session import Request, opened
from qa.settings import Settings
from source import Document, Span

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tests" / "floors.json"
CHANGELOG = ROOT / "CHANGELOG.md"
QUESTIONS = ROOT / "tests" / "evaluation" / "questions.jsonl"  # on the article that ships
OTHERS = ROOT / "tests" / "evaluation" / "articles.jsonl"  # on nineteen invented articles
DIALOGS = ROOT / "tests" / "evaluation" / "dialogs.jsonl"  # on the same
READING = ROOT / "qa" / "training" / "data" / "dev.jsonl"  # that no model was trained on

SLACK = 0.02  # below what is measured: other processors round a little differently
EACH = 10  # of so many questions of the reading data one is read
LANGUAGES = (("ru", "ru"), ("ru", "en"), ("en", "en"), ("en", "ru"))  # of the text, the question
UNRELEASED = "## [Unreleased]\n"

Figures = dict[str, float]


def measure() -> Figures:
    """Return the figures that have floors, 0 to 1, of the shipped model."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        return (
            _of("article", Request(QUESTIONS), settings, ("agreement", "mrr"))
            | _of("articles", Request(OTHERS, against=OTHERS.with_suffix("")), settings)
            | _of("dialogs", Request(DIALOGS, against=OTHERS.with_suffix("")), settings)
            | _of_reading(settings)
        )


def _of(name: str, request: Request, settings: Settings, more: tuple[str, ...] = ()) -> Figures:
    with opened(request, settings) as session:
        told = session.report(lambda asked, total: None).overall
    names = ("f1", "citation_hit", "refused_share", "auroc", *more)
    return {f"{name} {each}": getattr(told, each) for each in names}


def _of_reading(settings: Settings) -> Figures:
    """Return figures of reading the paragraph of each question, in all pairs of languages."""
    question_set = QuestionSet(READING, tuple(islice(_reading(), 0, None, EACH)))
    with opened(Request(QUESTIONS), settings) as session:
        told = evaluate(question_set, session.answerer, {}, gold_paragraph=True).overall
    return {"reading f1": told.f1, "reading auroc": told.auroc}


def _reading() -> Iterator[GoldQuestion]:
    """Yield the questions of the reading data, each in one pair of languages after another."""
    records = map(json.loads, READING.read_text("utf-8").splitlines())
    asked = ((record, question) for record in records for question in record["questions"])
    # the pair changes only after EACH questions, so that one in EACH has all pairs
    pairs = (pair for pair in cycle(LANGUAGES) for _ in range(EACH))
    for number, ((record, question), (told_in, asked_in)) in enumerate(
        zip(asked, pairs, strict=False)  # pairs do not end
    ):
        text, answers = record[f"text_{told_in}"], tuple(question[f"a_{told_in}"])
        document = Document(record["id"], "", text, told_in)
        spans = tuple(Span(text.index(a), text.index(a) + len(a)) for a in answers)
        yield GoldQuestion(
            id=f"{record['id']}-{number}",
            question=question[f"q_{asked_in}"],
            language=asked_in,
            answers=answers,
            document=document,
            spans=spans,
        )


def read() -> Figures:
    """Return the least that each figure may be."""
    return json.loads(FILE.read_text("utf-8"))


def moved(floors: Mapping[str, float], measured: Figures, lower: bool) -> Figures:
    """Return the floors for what is measured: never below those there were, unless lower."""
    new = {name: int(100 * (value - SLACK)) / 100 for name, value in measured.items()}
    return new if lower else {n: max(value, floors.get(n, 0.0)) for n, value in new.items()}


def changes(floors: Mapping[str, float], new: Figures) -> list[str]:
    """Return which floors are lower than they were, as the changelog tells it."""
    return [
        f"{name} {floors[name]:.2f} to {value:.2f}"
        for name, value in new.items()
        if value < floors.get(name, 0.0)
    ]


def with_line(changelog: str, lowered: list[str], reason: str) -> str:
    """Return the changelog with a line that says which floors were lowered, and why."""
    line = f"\n- Lowered the floor of answer quality ({', '.join(lowered)}): {reason}.\n"
    return changelog.replace(UNRELEASED, UNRELEASED + line, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure answer quality against its floors.")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--raise", dest="up", action="store_true", help="raise the floors")
    change.add_argument("--lower", metavar="REASON", help="lower them too, saying why")
    asked = parser.parse_args()
    measured, floors = measure(), read() if FILE.exists() else {}
    for name, value in measured.items():
        print(f"{name:<24}{value:8.3f}   floor {floors.get(name, 0.0):.2f}")
    if not asked.up and not asked.lower:
        return
    new = moved(floors, measured, bool(asked.lower))
    lowered = changes(floors, new)
    if lowered:
        text = CHANGELOG.read_text("utf-8")
        CHANGELOG.write_text(with_line(text, lowered, asked.lower), "utf-8")
    FILE.write_text(json.dumps(new, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
