"""Follow-ups made complete by the turns before them."""

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import qa.training
from index.hit import Context
from qa import Answers, Citation, Refusal
from qa.answer import Answer
from qa.conversation import REMEMBERED, Turn, completed, context_of, turns_of
from source import Document, Span
from tests.steps import steps

INVESTED = Turn("How much was invested in the line in 2015?", "28 million", "", "money")
FINED = Turn("How much was Kestrel Lime fined?", "£85,000", "", "money")
BUILT = Turn("Сколько машин собрали в Китае?", "5 352 машины", "", "quantity")
BUILDERS = Turn("Кто строит квартиры?", "фирма «Домус»", "", "organisation")
CITY = Turn("What is the population of Astana?", "1.3 million people", "", "quantity")
CODE = Turn("What does code E4 mean?", "it is dry", "", "clause")
WORST = Turn("Which district had the worst yield?", "Severny", "", "place")
TRAINED = Turn("Сколько детей сейчас тренируется?", "96", "", "quantity")


@pytest.mark.parametrize(
    ("question", "turn", "whole"),
    [
        # a pronoun
        (
            "And how much of it came from China?",
            INVESTED,
            "How much of 28 million came from China?",
        ),
        ("А сколько из них продали?", BUILT, "Сколько из 5 352 машины продали?"),
        # a question word and nothing else
        ("Why?", FINED, "Why was Kestrel Lime fined £85,000?"),
        ("А когда?", BUILT, "Когда собрали в Китае 5 352 машины?"),
        ("По какой цене?", BUILDERS, "По какой цене фирма «Домус» строит квартиры?"),
        ("А почему это произошло?", BUILT, "Почему собрали в Китае 5 352 машины?"),
        ("When did that happen?", FINED, "When was Kestrel Lime fined £85,000?"),
        ("Почему?", INVESTED, "Почему — 28 million was invested in the line in 2015?"),
        ("How come?", FINED, "Why was Kestrel Lime fined £85,000?"),
        ("How come?", WORST, "Why is it that Severny had the worst yield?"),
        ("Почему так мало?", BUILT, "Почему собрали в Китае 5 352 машины так мало?"),
        (
            "Почему нельзя?",
            INVESTED,
            "Почему нельзя — 28 million was invested in the line in 2015?",
        ),
        # another condition
        ("And in 2016?", INVESTED, "How much was invested in the line in 2016?"),
        ("What about 2016?", INVESTED, "How much was invested in the line 2016?"),
        ("А в Казахстане?", BUILT, "Сколько машин собрали в Казахстане?"),
        ("And E2?", CODE, "What does code E2 mean?"),
        ("And Almaty?", CITY, "What is the population of Almaty?"),
        ("And the area?", CITY, "What is the area of Astana?"),
        ("А вначале?", TRAINED, "Сколько детей вначале тренируется?"),
        # what has no name is said in full
        (
            "How does that compare with Almaty?",
            CITY,
            "How does that compare with Almaty (1.3 million people is the population of Astana)?",
        ),
        (
            "Кто пострадал от этого?",
            BUILT,
            "Кто пострадал от этого (5 352 машины собрали в Китае)?",
        ),
    ],
)
def test_a_follow_up_is_completed(question, turn, whole):
    assert completed(question, [turn]) == whole


def test_a_condition_after_a_why_stands_in_what_was_asked_before_it():
    why = Turn("Why was Kestrel Lime fined £85,000?", "for its dust", "", "reason")
    assert completed("And in 2016?", [FINED, why]) == "How much was Kestrel Lime fined in 2016?"
    assert (
        completed("And in 2016?", [FINED, why, why]) == "How much was Kestrel Lime fined in 2016?"
    )
    assert completed("And in 2016?", [BUILT, why]) == f"{why.question[:-1]} in 2016?"
    assert completed("And in 2016?", [why]) == f"{why.question[:-1]} in 2016?"


@pytest.mark.parametrize(
    "question",
    [
        "CKD line capacity",
        "Why dust?",
        "дата контракта",
        "What is the price of the JAC S3?",
        "Кто такой Ю Янг?",
        "Кто председатель?",
        "And who is the mayor of Kostanay?",
        "In which national contest was JAC recognised?",
        "О чём поэма «Сад семи ключей»?",
        "What office does Caspari hold?",
        "Да",
        "?",
        "А?",
        "",
    ],
)
def test_a_question_that_is_complete_stays_as_it_is(question):
    assert completed(question, [INVESTED]) is None


def test_the_first_question_has_nothing_to_be_completed_by():
    assert completed("Why?", []) is None


def test_turns_long_past_are_forgotten():
    named_nothing = [Turn("Why was that sold?")] * REMEMBERED
    assert completed("Who made it?", [CODE, *named_nothing[1:]]) == "Who made E4?"
    assert completed("Who made it?", [CODE, *named_nothing]) == "Who made it (was that sold)?"


def test_the_context_is_the_last_question_and_the_document_last_talked_of():
    quoted, refused = Turn("Who?", "Anna", document="plant"), Turn("When sold?")
    assert context_of([]) is None
    assert context_of([quoted]) == Context("Who?", "plant")
    assert context_of([replace(quoted, document="pets"), quoted, refused]) == Context(
        "When sold?", "plant"
    )
    assert context_of([quoted] + [refused] * REMEMBERED) == Context("When sold?")


def test_a_turn_that_asked_nothing_is_passed_over():
    thanks = Turn("Thanks!", document="pets")
    assert completed("Who made it?", [CODE, *[thanks] * REMEMBERED]) == "Who made E4?"
    assert context_of([Turn("Who?", document="plant"), CODE, thanks]) == Context(CODE.question)
    assert context_of([thanks]) is None


def test_a_turn_remembers_the_whole_question_and_what_was_quoted():
    document = Document("plant", "Plant", "It makes 10 cars. It is old.", "en")
    answer = Answer(Citation(document, 9, 16, Span(0, 17)), 0.9)
    given = Answers("And how many?", "en", "quantity", (answer,), resolved_question="How many?")
    assert Turn.of(given) == Turn("How many?", "10 cars", "It makes 10 cars.", "quantity", "plant")
    told_again = replace(given, resolved_question="How many of that (it was sold)?")
    assert Turn.of(told_again).question == "How many of that?"
    refused = Refusal("And why?", "en", "reason", "not_stated", "No.")
    assert Turn.of(refused) == Turn("why?", answer_type="reason")
    nearly = replace(refused, nearest=answer.citation)
    assert Turn.of(nearly) == Turn("why?", answer_type="reason", document="plant")
    kept = [SimpleNamespace(outcome=outcome) for outcome in (refused, given, given, given)]
    assert turns_of(kept) == (Turn.of(given),) * REMEMBERED


@pytest.mark.parametrize("word", ["it ", "их ", "why ", "in ", "«", "А ", "(", "that is "])
def test_ten_times_the_same_word_takes_at_most_about_ten_times_the_steps(word):
    short, long = (word * 50)[:50], (word * 500)[:500]
    completed(long, [INVESTED])  # words are looked up once
    before = [INVESTED] * REMEMBERED
    few = steps(lambda: completed(short, before))
    many = steps(lambda: completed(long, before))
    assert many < 11 * few


# Measured, with the shipped model


@dataclass(frozen=True)
class Asked:
    question: str
    answer: str


def dev_questions() -> list[Asked]:
    path = Path(qa.training.__file__).parent / "data" / "dev.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Asked(each[f"q_{language}"], next(iter(each[f"a_{language}"]), ""))
        for row in rows
        for each in row["questions"]
        for language in ("ru", "en")
    ]


def test_hardly_any_complete_question_is_altered():
    """Each asked as a second turn, after a random other one."""
    asked, chance = dev_questions(), random.Random(1)
    altered = []
    for each in asked:
        before = chance.choice(asked)
        if completed(each.question, [Turn(before.question, before.answer)]):
            altered.append(each.question)
    assert len(asked) == 1260
    assert len(altered) <= 4, altered
