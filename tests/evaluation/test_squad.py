import json

import pytest

from qa.evaluation.gold import GoldQuestion, WrongLine
from qa.evaluation.record import Wrong
from qa.evaluation.squad import questions
from source import Document, Span

CONTEXT = "Panthers gave up 308 points. 308 is few."


def squad(*qas: object, context: str = CONTEXT) -> str:
    paragraph = {"context": context, "qas": list(qas)}
    return json.dumps({"data": [{"title": "Super_Bowl_50", "paragraphs": [paragraph]}]})


def points(**changes: object) -> dict[str, object]:
    answers = [{"text": "308", "answer_start": 17}]
    return {"id": "q1", "question": "How many points?", "answers": answers} | changes


def test_a_paragraph_is_a_document_that_its_gold_answers_stand_in():
    twice = [{"text": "308", "answer_start": 17}, {"text": "308 points", "answer_start": 17}] * 2
    found, documents = questions(squad(points(answers=twice)))
    document = Document("paragraph-1", "Super Bowl 50", CONTEXT, "en")
    assert documents == (document,)
    assert found == [
        GoldQuestion(
            id="q1",
            question="How many points?",
            language="en",
            answers=("308", "308 points"),
            document=document,
            spans=(Span(17, 20), Span(17, 27)),
        ),
    ]


def test_an_impossible_question_of_squad_2_is_unanswerable():
    impossible = {"is_impossible": True, "answers": [], "plausible_answers": [{"text": "308"}]}
    found, _ = questions(squad(points(), points(id="q2", **impossible)))
    assert [question.answerable for question in found] == [True, False]


def test_the_same_paragraph_twice_is_one_document():
    paragraphs = [{"context": CONTEXT, "qas": [points(id=name)]} for name in ("q1", "q2")]
    data = [{"title": title, "paragraphs": [p]} for title, p in zip("AB", paragraphs, strict=True)]
    found, documents = questions(json.dumps({"data": data}))
    assert [document.title for document in documents] == ["A"]
    assert found[1].document is documents[0]


def test_a_paragraph_without_questions_is_a_document_as_well():
    assert [document.text for document in questions(squad())[1]] == [CONTEXT]


@pytest.mark.parametrize(
    ("question", "expected"),
    [("How many points?", "en"), ("Что такое Super Bowl 50 и C-NCAP?", "ru"), ("308", "und")],
)
def test_the_language_is_told_by_its_letters(question, expected):
    assert questions(squad(points(question=question)))[0][0].language == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"answers": [{"text": "308", "answer_start": 16}]},
            "question q1: its answer '308' does not stand at 16 of its paragraph",
        ),
        (
            {"answers": [{"text": "308", "answer_start": -1}]},
            'question q1: "answer_start" is -1, wanted an offset from 0',
        ),
        (
            {"answers": [{"text": "", "answer_start": 0}]},
            "question q1: \"text\" is '', wanted text",
        ),
        ({"is_impossible": True}, "question q1: it is marked impossible but has answers"),
        (
            {"is_impossible": False, "answers": []},
            "question q1: it has no answers and is marked possible",
        ),
        (
            {"is_impossible": "no"},
            "question q1: \"is_impossible\" is 'no', wanted true or false",
        ),
        ({"question": ""}, "question q1: \"question\" is '', wanted text"),
        ({"id": 5}, '"id" is 5, wanted text'),
    ],
)
def test_a_bad_question_is_named_with_its_reason_and_the_others_are_kept(changes, expected):
    found, _ = questions(squad(points(**changes), points(id="q2")))
    assert found[0] == WrongLine(None, expected)
    assert found[1].id == "q2"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[]", 'wanted an object with "data", as SQuAD has it'),
        ('{"data": 5}', '"data" is 5, wanted a list of objects'),
        (squad(context=" "), "\"context\" is ' ', wanted text"),
    ],
)
def test_a_file_that_is_not_squads_is_refused(content, expected):
    with pytest.raises(Wrong) as caught:
        questions(content)
    assert str(caught.value) == expected
