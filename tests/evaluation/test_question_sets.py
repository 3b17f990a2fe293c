import json
from pathlib import Path

import pytest

from qa.evaluation.gold import BadQuestionSet, WrongLine
from qa.evaluation.question_sets import load

CONTEXT = "Panthers gave up 308 points. 308 is few."
CAPACITY = {"id": "s1", "lang": "ru", "question": "Какова мощность?", "answers": ["10 000"]}
PRICE = {"id": "s2", "lang": "kk", "question": "Бағасы қанша?", "answers": []}


def write_jsonl(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    return path


def write_squad(path: Path, *qas: object) -> Path:
    data = [{"title": "T", "paragraphs": [{"context": CONTEXT, "qas": list(qas)}]}]
    path.write_text(json.dumps({"data": data}), "utf-8")
    return path


def points(**changes: object) -> dict[str, object]:
    answers = [{"text": "308", "answer_start": 17}]
    return {"id": "q1", "question": "How many points?", "answers": answers} | changes


def refused(path: Path) -> tuple[int | None, str]:
    with pytest.raises(BadQuestionSet) as caught:
        load(path)
    assert caught.value.path == path
    return caught.value.line, caught.value.reason


def test_each_format_is_told_by_its_suffix(tmp_path):
    (tmp_path / "q.CSV").write_text("question,answer\nWho?,Yang\n", "utf-8")
    paths = [
        write_jsonl(tmp_path / "q.jsonl", CAPACITY, PRICE),
        write_squad(tmp_path / "q.json", points()),
        tmp_path / "q.CSV",
    ]
    names = [[question.id for question in load(path).questions] for path in paths]
    assert names == [["s1", "s2"], ["q1"], ["line-2"]]
    assert [len(load(path).documents) for path in paths] == [0, 1, 0]


def test_a_byte_order_mark_is_passed_over(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text("\ufeff" + json.dumps(CAPACITY), "utf-8")
    assert [question.id for question in load(path).questions] == ["s1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_table_is_read_in_the_encoding_that_it_was_saved_in(tmp_path, encoding):
    path = tmp_path / "q.csv"
    text = "вопрос;ответ\nКакова планируемая мощность линии?;десять тысяч единиц в год\n"
    path.write_bytes(text.encode(encoding))
    [question] = load(path).questions
    assert question.answers == ("десять тысяч единиц в год",)


def test_wrong_lines_stand_in_the_set_beside_the_questions(tmp_path):
    question_set = load(write_jsonl(tmp_path / "q.jsonl", CAPACITY, {"id": "s3"}, PRICE))
    assert [question.id for question in question_set.questions] == ["s1", "s2"]
    assert question_set.wrong == (WrongLine(2, '"answers" is missing, wanted a list of texts'),)


def test_a_duplicate_id_is_wrong_and_the_first_is_asked(tmp_path):
    again = CAPACITY | {"question": "Ещё раз?"}
    question_set = load(write_jsonl(tmp_path / "q.jsonl", PRICE, CAPACITY, again))
    assert [question.question for question in question_set.questions] == [
        "Бағасы қанша?",
        "Какова мощность?",
    ]
    assert question_set.wrong == (WrongLine(3, "the id 's1' is taken by line 2"),)
    question_set = load(write_squad(tmp_path / "q.json", points(), points()))
    assert question_set.wrong == (WrongLine(None, "the id 'q1' is taken by a question before it"),)


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


def test_a_wrong_line_of_the_parallel_file_is_named_and_its_question_left_out(tmp_path):
    path = write_squad(tmp_path / "en.json", points(), points(id="q2"))
    parallel = write_squad(tmp_path / "ru.json", points(), points(id="q2", answers="308"))
    question_set = load(path, parallel)
    assert [question.id for question in question_set.questions] == ["q1"]
    [wrong] = question_set.wrong
    assert wrong.reason.endswith(f"(in {parallel})")


def test_an_id_missing_from_the_parallel_file_is_named(tmp_path):
    path = write_squad(tmp_path / "en.json", points(), points(id="q2"))
    parallel = write_squad(tmp_path / "ru.json", points())
    with pytest.raises(BadQuestionSet, match=r"ru\.json: no question with the id 'q2'"):
        load(path, parallel)


@pytest.mark.parametrize(
    ("name", "content", "line", "expected"),
    [
        ("q.jsonl", b"\n\n", None, "holds no questions"),
        ("q.json", b'{"data": []}', None, "holds no questions"),
        ("q.csv", b"", None, "holds no questions"),
        ("q.csv", b"question,answer\n", None, "holds no questions"),
        ("q.json", b"{\n]", 2, "not JSON: Expecting property name enclosed in double quotes"),
        ("q.json", b"[]", None, 'wanted an object with "data", as SQuAD has it'),
        ("q.jsonl", "да".encode("cp1251"), None, "not UTF-8 at byte 0"),
        ("q.csv", b"PK\x03\x04", None, "it is a ZIP archive or an office document"),
        ("q.txt", b"", None, "wanted .jsonl of ours, .json of SQuAD or a .csv table"),
        ("q.jsonl", b"{}", 1, '"answers" is missing, wanted a list of texts'),
        ("q.jsonl", b"1\n2", 1, "wanted an object, got 1 (and 1 more like it)"),
    ],
)
def test_a_file_with_no_question_to_ask_is_an_error(tmp_path, name, content, line, expected):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == (line, expected)


def test_a_missing_file_is_an_error(tmp_path):
    assert refused(tmp_path / "none.jsonl") == (None, "No such file or directory")
