import json

import pytest

from qa.evaluation.gold import GoldQuestion, WrongLine
from qa.evaluation.jsonl import questions

CAPACITY = {
    "id": "s1",
    "lang": "ru",
    "question": "Какова мощность?",
    "answers": ["10 000 единиц", "10 000"],
    "evidence": "Мощность составит 10 000 единиц.",
    "evidence_alt": ["Это 10 000."],
    "type": "number",
    "difficulty": "easy",
    "pair": "p1",
    "note": "kept out",
}
PRICE = {
    "id": "s2",
    "lang": "kk",
    "question": "Бағасы қанша?",
    "answers": [],
    "evidence": "",
    "type": "unanswerable",
    "difficulty": "hard",
}
TURNS = [
    {"id": "d1t1", "question": "Какова мощность?", "answers": ["10 000"]},
    {"question": "А цена?", "answers": [], "lang": "en", "standalone": "Какова цена S3?"},
]
DIALOG = {"id": "d1", "lang": "ru", "turns": TURNS}


def lines(*records: object) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


def test_a_line_is_a_question_with_all_its_evidence():
    first, second = questions(lines(CAPACITY, PRICE))
    assert first == GoldQuestion(
        id="s1",
        question="Какова мощность?",
        language="ru",
        answers=("10 000 единиц", "10 000"),
        evidence=("Мощность составит 10 000 единиц.", "Это 10 000."),
        type="number",
        difficulty="easy",
        pair="p1",
        line=1,
    )
    assert second == GoldQuestion(
        "s2", "Бағасы қанша?", "kk", (), (), "unanswerable", "hard", line=2
    )
    assert (first.answerable, second.answerable) == (True, False)


def test_empty_lines_are_no_questions():
    [question] = questions(f"\n{lines(CAPACITY)}\n \n")
    assert (question.id, question.line) == ("s1", 2)


def test_a_dialog_is_a_question_for_each_turn_with_its_standalone_form():
    first, second = questions(lines(DIALOG))
    assert (first.id, first.language, first.dialog, first.turn) == ("d1t1", "ru", "d1", 1)
    assert first.standalone == first.question
    assert (second.id, second.language, second.dialog, second.turn) == ("d1-2", "en", "d1", 2)
    assert (second.question, second.standalone) == ("А цена?", "Какова цена S3?")
    assert (first.line, second.line) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"question": " "}, "\"question\" is ' ', wanted text"),
        ({"lang": None}, '"lang" is None, wanted text'),
        ({"answers": "10 000"}, "\"answers\" is '10 000', wanted a list of texts"),
        ({"answers": ["10", ""]}, "\"answers\" is ['10', ''], wanted a list of texts"),
        ({"evidence": 5}, '"evidence" is 5, wanted text'),
        ({"evidence_alt": "a"}, "\"evidence_alt\" is 'a', wanted a list of texts"),
        ({"type": "unanswerable"}, 'its type is "unanswerable" but it has answers'),
        ({"pair": 1}, '"pair" is 1, wanted text'),
        ({"turns": []}, '"turns" is empty, wanted one or more'),
        ({"turns": [5]}, '"turns" is [5], wanted a list of objects'),
        ({"turns": [TURNS[0], {}]}, 'turn 2: "answers" is missing, wanted a list of texts'),
        ({"turns": [TURNS[0] | {"standalone": 1}]}, 'turn 1: "standalone" is 1, wanted text'),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_reason_and_the_others_are_kept(changes, expected):
    first, second = questions(lines(PRICE, CAPACITY | changes))
    assert first.id == "s2"
    assert second == WrongLine(2, expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"id": ', "not JSON: Expecting value at column 8"),
        ("[1]", "wanted an object, got [1]"),
        ('{"id": "s1"}', '"answers" is missing, wanted a list of texts'),
    ],
)
def test_a_line_that_is_no_record_is_named(line, expected):
    assert list(questions(f"\n{line}\n")) == [WrongLine(2, expected)]
