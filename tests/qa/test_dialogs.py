"""Dialogues over invented articles, with the shipped model."""

import json
from pathlib import Path

import pytest

import qa.training
from qa import Answers
from qa.assemble import temporary
from qa.conversation import Turn
from qa.evaluation.metrics import mean, score
from qa.settings import Settings
from source import Document

DIALOGS = Path(__file__).parent / "data" / "dialogs.jsonl"
ARTICLES = Path(qa.training.__file__).parent / "data" / "dev.jsonl"
# F1 over 68 follow-ups as measured: 0.81 after their turns, 0.68 as they were typed. With all 70
# articles to find them in, 0.81 and 0.56; spelled out in full by hand, 0.76. The reader that ships
# now stands at 0.78 after their turns, 0.66 as typed.
FLOOR, GAIN = 0.75, 0.08


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def answerers():
    talked_about = {dialog["passage"] for dialog in read_lines(DIALOGS)}
    rows = [row for row in read_lines(ARTICLES) if row["id"] in talked_about]

    def documents(language: str) -> list[Document]:
        return [
            Document(row["id"], row[f"title_{language}"], row[f"text_{language}"], language)
            for row in rows
        ]

    with (
        temporary(Settings(), documents("ru")) as russian,
        temporary(Settings(), documents("en")) as english,
    ):
        yield {"ru": russian, "en": english}


def f1(outcome, golds) -> float:
    return score(outcome.answers[0].text if isinstance(outcome, Answers) else "", golds).f1


def test_follow_ups_are_answered_better_after_their_turns_than_as_typed(answerers):
    as_typed, after_turns = [], []
    for dialog in read_lines(DIALOGS):
        ask, turns = answerers[dialog["text"]].ask, []
        for turn in dialog["turns"]:
            outcome = ask(turn["question"], turns=turns)
            if turns:
                as_typed.append(f1(ask(turn["question"]), turn["answers"]))
                after_turns.append(f1(outcome, turn["answers"]))
            turns.append(Turn.of(outcome))
    assert len(after_turns) == 68
    assert mean(after_turns) >= FLOOR
    assert mean(after_turns) >= mean(as_typed) + GAIN
