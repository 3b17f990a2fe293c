"""Question sets read from their files: ours, SQuAD's and tables."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from qa.evaluation import csv_rows, jsonl, squad
from qa.evaluation.gold import BadQuestionSet, GoldQuestion, QuestionSet, WrongLine
from qa.evaluation.record import Wrong
from source import NotText, decode

WANTED = "wanted .jsonl of ours, .json of SQuAD or a .csv table"


def load(path: Path, questions_from: Path | None = None) -> QuestionSet:
    """Return the questions of a file, .jsonl of ours, .json of SQuAD 1.1 or 2.0, or .csv.

    With questions_from the words of each question, and so their language, are those of the same
    id in that file; the rest stays. What is wrong with single questions stands in the set;
    BadQuestionSet says why a file cannot be used at all.
    """
    question_set = _load(path)
    if questions_from is None:
        return question_set
    others = _load(questions_from)
    asked = {question.id: question for question in others.questions}
    wrong = [replace(w, reason=f"{w.reason} (in {questions_from})") for w in others.wrong]
    reworded = replace(
        question_set,
        questions=tuple(
            _reworded(question, asked, questions_from)
            for question in question_set.questions
            if question.id in asked or not wrong  # one of the wrong lines was its own
        ),
        questions_from=questions_from,
        wrong=(*question_set.wrong, *wrong),
    )
    reworded.check_any()
    return reworded


def _reworded(
    question: GoldQuestion, asked: Mapping[str, GoldQuestion], questions_from: Path
) -> GoldQuestion:
    if question.id not in asked:
        raise BadQuestionSet(questions_from, None, f"no question with the id {question.id!r}")
    other = asked[question.id]
    return replace(
        question,
        question=other.question,
        language=other.language,
        standalone=other.standalone,
    )


def _load(path: Path) -> QuestionSet:
    if path.suffix.lower() not in (".jsonl", ".json", ".csv"):
        raise BadQuestionSet(path, None, WANTED)
    documents = ()
    try:
        content = _text(path)
        if path.suffix.lower() == ".json":
            found, documents = squad.questions(content)
        elif path.suffix.lower() == ".csv":
            found = csv_rows.questions(content)
        else:
            found = jsonl.questions(content)
        questions, wrong = _once(found)
    except OSError as error:
        raise BadQuestionSet(path, None, error.strerror or str(error)) from error
    except json.JSONDecodeError as error:
        raise BadQuestionSet(path, error.lineno, f"not JSON: {error.msg}") from error
    except (Wrong, NotText) as error:
        raise BadQuestionSet(path, None, str(error)) from error
    question_set = QuestionSet(path, questions, documents, wrong=wrong)
    question_set.check_any()
    return question_set


def _text(path: Path) -> str:
    """Return the text of a file; JSON is UTF-8, a table is in whichever encoding it was saved."""
    data = path.read_bytes()
    if path.suffix.lower() == ".csv":
        return decode(data) if data else ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(f"not UTF-8 at byte {error.start}") from error


def _once(
    found: Iterable[GoldQuestion | WrongLine],
) -> tuple[tuple[GoldQuestion, ...], tuple[WrongLine, ...]]:
    """Return the questions with the first of each id, and what is wrong with the others."""
    questions: dict[str, GoldQuestion] = {}
    wrong = []
    for each in found:
        if isinstance(each, WrongLine):
            wrong.append(each)
        elif each.id in questions:
            first = questions[each.id]
            by = f"line {first.line}" if first.line else "a question before it"
            wrong.append(WrongLine(each.line, f"the id {each.id!r} is taken by {by}"))
        else:
            questions[each.id] = each
    return tuple(questions.values()), tuple(wrong)
