import json
from pathlib import Path

import pytest

from qa.evaluation.question_sets import (
    BadQuestionSet,
    GoldQuestion,
    language_by_script,
    load,
)
from source import Document, Span

CAPACITY = {
    "id": "s1",
    "lang": "ru",
    "question": "Какова мощность?",
    "answers": ["10 000 единиц", "10 000"],
    "evidence": "Мощность составит 10 000 единиц.",
    "evidence_alt": ["Это 10 000."],
    "type": "number",
    "difficulty": "easy",
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
CONTEXT = "Panthers gave up 308 points. 308 is few."


def write_jsonl(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    return path


def write_squad(path: Path, *qas: object, context: str = CONTEXT) -> Path:
    paragraph = {"context": context, "qas": list(qas)}
    data = [{"title": "Super_Bowl_50", "paragraphs": [paragraph]}]
    path.write_text(json.dumps({"version": "1.1", "data": data}), "utf-8")
    return path


def points(**changes: object) -> dict[str, object]:
    answers = [{"text": "308", "answer_start": 17}]
    return {"id": "q1", "question": "How many points?", "answers": answers} | changes


def reason(path: Path) -> tuple[int | None, str]:
    with pytest.raises(BadQuestionSet) as caught:
        load(path)
    assert caught.value.path == path
    return caught.value.line, caught.value.reason


def test_a_line_of_jsonl_is_a_question_with_all_its_evidence(tmp_path):
    question_set = load(write_jsonl(tmp_path / "q.jsonl", CAPACITY, PRICE))
    assert question_set.questions == (
        GoldQuestion(
            id="s1",
            question="Какова мощность?",
            language="ru",
            answers=("10 000 единиц", "10 000"),
            evidence=("Мощность составит 10 000 единиц.", "Это 10 000."),
            type="number",
            difficulty="easy",
        ),
        GoldQuestion("s2", "Бағасы қанша?", "kk", (), (), "unanswerable", "hard"),
    )
    assert [question.answerable for question in question_set.questions] == [True, False]
    assert question_set.documents == ()


def test_empty_lines_and_a_byte_order_mark_are_no_questions(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text("\ufeff\n" + json.dumps(CAPACITY) + "\n\n", "utf-8")
    assert [question.id for question in load(path).questions] == ["s1"]


def test_a_paragraph_of_squad_is_a_document_that_its_gold_answers_stand_in(tmp_path):
    twice = [{"text": "308", "answer_start": 17}, {"text": "308 points", "answer_start": 17}] * 2
    question_set = load(write_squad(tmp_path / "q.json", points(answers=twice)))
    document = Document("paragraph-1", "Super Bowl 50", CONTEXT, "en")
    assert question_set.documents == (document,)
    assert question_set.questions == (
        GoldQuestion(
            id="q1",
            question="How many points?",
            language="en",
            answers=("308", "308 points"),
            document=document,
            spans=(Span(17, 20), Span(17, 27)),
        ),
    )


def test_an_impossible_question_of_squad_2_is_unanswerable(tmp_path):
    path = write_squad(
        tmp_path / "q.json",
        points(),
        points(id="q2", is_impossible=True, answers=[], plausible_answers=[{"text": "308"}]),
    )
    assert [question.answerable for question in load(path).questions] == [True, False]


def test_the_same_paragraph_twice_is_one_document(tmp_path):
    paragraph = {"context": CONTEXT, "qas": [points()]}
    again = {"context": CONTEXT, "qas": [points(id="q2")]}
    data = [{"title": "A", "paragraphs": [paragraph]}, {"title": "B", "paragraphs": [again]}]
    path = tmp_path / "q.json"
    path.write_text(json.dumps({"data": data}), "utf-8")
    question_set = load(path)
    assert [document.title for document in question_set.documents] == ["A"]
    assert question_set.questions[1].document is question_set.documents[0]


def test_questions_of_a_parallel_file_are_matched_by_id(tmp_path):
    path = write_squad(tmp_path / "en.json", points(), points(id="q2", question="How few?"))
    parallel = write_squad(
        tmp_path / "ru.json",
        points(id="q2", question="Как мало?"),
        points(id="q1", question="Сколько очков?"),
    )
    question_set = load(path, parallel)
    asked = [(q.id, q.question, q.language, q.answers) for q in question_set.questions]
    assert asked == [
        ("q1", "Сколько очков?", "ru", ("308",)),
        ("q2", "Как мало?", "ru", ("308",)),
    ]
    assert question_set.questions_from == parallel


def test_an_id_missing_from_the_parallel_file_is_named(tmp_path):
    path = write_squad(tmp_path / "en.json", points(), points(id="q2"))
    parallel = write_squad(tmp_path / "ru.json", points())
    with pytest.raises(BadQuestionSet, match=r"ru\.json: no question with the id 'q2'"):
        load(path, parallel)


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
        ({"id": "s2"}, "the id 's2' is taken by line 1"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_reason(tmp_path, changes, expected):
    path = write_jsonl(tmp_path / "q.jsonl", PRICE, CAPACITY | changes)
    assert reason(path) == (2, expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"id": ', "not JSON: Expecting value at column 8"),
        ("[1]", "wanted an object, got [1]"),
        ('{"id": "s1"}', '"answers" is missing, wanted a list of texts'),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path, line, expected):
    path = tmp_path / "q.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    assert reason(path) == (2, expected)


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
        ({"question": ""}, "\"question\" is '', wanted text"),
    ],
)
def test_a_bad_question_of_squad_is_named_with_its_reason(tmp_path, changes, expected):
    assert reason(write_squad(tmp_path / "q.json", points(**changes))) == (None, expected)


def test_an_id_twice_in_squad_is_an_error(tmp_path):
    path = write_squad(tmp_path / "q.json", points(), points())
    assert reason(path) == (None, "the id 'q1' is taken by a question before it")


@pytest.mark.parametrize(
    ("name", "content", "line", "expected"),
    [
        ("q.jsonl", b"\n\n", None, "holds no questions"),
        ("q.json", b'{"data": []}', None, "holds no questions"),
        ("q.json", b"{\n]", 2, "not JSON: Expecting property name enclosed in double quotes"),
        ("q.json", b"[]", None, 'wanted an object with "data", as SQuAD has it'),
        ("q.json", b'{"data": 5}', None, '"data" is 5, wanted a list of objects'),
        ("q.jsonl", "да".encode("cp1251"), None, "not UTF-8 at byte 0"),
        ("q.csv", b"", None, "wanted a .jsonl file of ours or a .json file of SQuAD"),
    ],
)
def test_a_file_that_is_no_question_set_is_an_error(tmp_path, name, content, line, expected):
    path = tmp_path / name
    path.write_bytes(content)
    assert reason(path) == (line, expected)


def test_a_missing_file_is_an_error(tmp_path):
    assert reason(tmp_path / "none.jsonl") == (None, "No such file or directory")


def test_the_error_reads_as_one_line_with_its_place(tmp_path):
    path = write_jsonl(tmp_path / "q.jsonl", PRICE, PRICE)
    with pytest.raises(BadQuestionSet) as caught:
        load(path)
    assert str(caught.value) == f"{path}, line 2: the id 's2' is taken by line 1"


def test_evidence_is_found_in_every_copy_of_its_sentence():
    question = GoldQuestion("s", "?", "en", ("2",), evidence=("Is 2.", "No."))
    assert question.evidence_in(Document("d", "D", "Is 2. Is 2. No.")) == [
        Span(0, 5),
        Span(6, 11),
        Span(12, 15),
    ]


def test_the_evidence_of_squad_is_its_gold_spans_in_their_own_paragraph(tmp_path):
    question = load(write_squad(tmp_path / "q.json", points())).questions[0]
    assert question.evidence_in(question.document) == [Span(17, 20)]
    assert question.evidence_in(Document("other", "O", CONTEXT)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Это 10 000. ", "question s1: no document holds its answer '10 000 единиц'"),
        (
            "Мощность составит 10 000 единиц.",
            "question s1: no document holds its evidence 'Это 10 000.'",
        ),
    ],
)
def test_a_set_asked_about_other_articles_is_an_error(tmp_path, text, expected):
    question_set = load(write_jsonl(tmp_path / "q.jsonl", PRICE, CAPACITY))
    with pytest.raises(BadQuestionSet) as caught:
        question_set.check_against([Document("d", "D", text)])
    assert caught.value.reason == expected


def test_a_set_asked_about_its_articles_passes(tmp_path):
    question_set = load(write_jsonl(tmp_path / "q.jsonl", PRICE, CAPACITY))
    one = Document("a", "A", "Мощность составит 10 000 единиц.")
    question_set.check_against([one, Document("b", "B", "Это 10 000.")])


def test_the_first_questions_keep_every_document(tmp_path):
    question_set = load(write_squad(tmp_path / "q.json", points(), points(id="q2")))
    first = question_set.first(1)
    assert [question.id for question in first.questions] == ["q1"]
    assert first.documents == question_set.documents
    assert question_set.first(None) == question_set


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many points?", "en"),
        ("Что такое Super Bowl 50 и C-NCAP?", "ru"),
        ("谁？", "und"),
        ("308", "und"),
    ],
)
def test_the_language_of_squad_is_told_by_its_letters(text, expected):
    assert language_by_script(text) == expected
