"""Feedback as a question set: what was judged right, or shown to be."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from index.store import Store
from qa.answer import Answer, Answers, Citation, Refusal
from qa.answerer import Names
from qa.conversations import Conversations, Exchange, Feedback, Place
from qa.evaluation.command import evaluate_command
from qa.evaluation.feedback import GONE, NO_WORDS, feedback_set
from qa.evaluation.question_sets import load
from qa.kept import detached
from source import Document, Span

TEXT = "Завод построен в 2010 году. Мощность составит 10 000 единиц в год. Экспорт пойдёт в Россию."
PLANT = Document("plant", "Завод", TEXT, "ru")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
CAPACITY = Citation(PLANT, 46, 65, Span(28, 66))
ASKED = Answers("What is the capacity?", "en", "quantity", (Answer(CAPACITY, 0.8),))
REFUSED = Refusal("What is the price?", "en", "money", "not_stated", "No.")
RUSSIA = Place("plant", PLANT.sha256, 84, 90, "Россию")
SENTENCE = "Мощность составит 10 000 единиц в год."


def judged(outcome, verdict, span=None, exchange_id="a", comment="") -> Exchange:
    said = Feedback(verdict, span, comment, NOW)
    return Exchange(exchange_id, 0, detached(outcome), Names("e", "r", "i"), NOW, said)


def records(*exchanges):
    return list(feedback_set(exchanges, [PLANT]).records)


def test_a_right_answer_is_a_gold_one_with_its_sentence():
    assert records(judged(ASKED, "right")) == [
        {
            "id": "a",
            "lang": "en",
            "question": "What is the capacity?",
            "answers": ["10 000 единиц в год"],
            "evidence": SENTENCE,
            "evidence_alt": [],
            "type": "quantity",
        }
    ]


def test_a_right_refusal_is_a_question_without_answers():
    [record] = records(judged(REFUSED, "right"))
    assert (record["answers"], record["evidence"], record["type"]) == ([], "", "unanswerable")


@pytest.mark.parametrize("verdict", ["wrong", "wrong_place"])
@pytest.mark.parametrize("outcome", [ASKED, REFUSED], ids=["answers", "refusal"])
def test_the_words_that_a_reader_chose_are_the_gold_ones(outcome, verdict):
    [record] = records(judged(outcome, verdict, RUSSIA))
    assert (record["answers"], record["evidence"]) == (["Россию"], "Экспорт пойдёт в Россию.")


def test_words_over_two_sentences_have_both_for_evidence():
    span = Place("plant", PLANT.sha256, 17, 36, TEXT[17:36])
    [record] = records(judged(ASKED, "wrong", span))
    assert record["evidence"] == f"Завод построен в 2010 году. {SENTENCE}"


def test_a_follow_up_is_written_in_full():
    [record] = records(judged(replace(ASKED, resolved_question="In full?"), "right"))
    assert record["question"] == "In full?"


def test_what_several_readers_judged_is_one_question_with_the_commonest_answer_first():
    again = replace(ASKED, question="what is  the capacity?")
    made = records(
        judged(ASKED, "wrong", RUSSIA, "a"),
        judged(again, "right", exchange_id="b"),
        judged(ASKED, "right", exchange_id="c"),
        judged(replace(REFUSED, question=ASKED.question), "right", exchange_id="d"),
    )
    assert [(each["id"], each["answers"]) for each in made] == [
        ("a", ["10 000 единиц в год", "Россию"])
    ]
    assert made[0]["evidence_alt"] == [SENTENCE]


def test_ids_differ_though_exchanges_of_two_conversations_share_one():
    made = records(judged(ASKED, "right"), judged(REFUSED, "right"))
    assert [each["id"] for each in made] == ["a", "a-2"]


def test_what_tells_no_right_answer_is_left_out_and_counted():
    changed = replace(RUSSIA, sha256="0" * 64)
    other = Citation(Document("gone", "t", "It was sold."), 7, 11, Span(0, 12))
    made = feedback_set(
        [
            judged(ASKED, "wrong"),
            judged(REFUSED, "wrong"),
            judged(ASKED, "wrong", changed),
            judged(replace(ASKED, answers=(Answer(other, 0.8),)), "right"),
            judged(REFUSED, "right"),
        ],
        [PLANT],
    )
    assert [each.reason for each in made.left_out] == [NO_WORDS, NO_WORDS, GONE, GONE]
    assert made.told() == (
        "questions: 1\n"
        "left out, said to be wrong, without the right words: 2\n"
        "left out, about words that no article holds any more: 2"
    )


def test_what_is_written_loads_as_a_question_set_of_these_documents(tmp_path):
    made = feedback_set([judged(ASKED, "right"), judged(REFUSED, "right")], [PLANT])
    path = tmp_path / "feedback.jsonl"
    path.write_text(made.to_jsonl(), "utf-8")
    question_set = load(path).placed([PLANT])
    assert question_set.wrong == ()
    assert [question.answerable for question in question_set.questions] == [True, False]


def test_no_feedback_makes_no_questions():
    made = feedback_set([], [PLANT])
    assert (made.to_jsonl(), made.told()) == ("", "questions: 0")


# On the command line


def test_the_command_writes_what_readers_said(tmp_path, monkeypatch):
    monkeypatch.setenv("QA_DATA", str(tmp_path / "data"))
    Store(tmp_path / "data").add(PLANT)
    conversations = Conversations(tmp_path / "data")
    begun = conversations.create()
    conversations.append(begun.id, "a", ASKED, Names("e", "r", "i"))
    conversations.judge(begun.id, "a", "wrong", RUSSIA)
    path = tmp_path / "feedback.jsonl"
    done = CliRunner().invoke(evaluate_command, ["--export-feedback", str(path)])
    assert (done.exit_code, done.output) == (0, "questions: 1\n")
    assert json.loads(path.read_text("utf-8"))["answers"] == ["Россию"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--export-feedback", "feedback.csv"], "feedback.csv: wanted a file named .jsonl"),
        (["--export-feedback", "no/where.jsonl"], "no/where.jsonl: cannot be written"),
        ([], "there are no questions: wanted"),
    ],
)
def test_what_cannot_be_exported_is_one_line_of_error(tmp_path, monkeypatch, arguments, complaint):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_DATA", str(tmp_path / "data"))
    done = CliRunner().invoke(evaluate_command, arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"qa: {complaint}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data").exists()
