"""Our own format: a question, or a dialog of several, on each line of a .jsonl file."""

import json
from collections.abc import Iterator
from dataclasses import replace

from qa.evaluation.gold import UNANSWERABLE, GoldQuestion, WrongLine
from qa.evaluation.record import Record, Wrong, objects, optional_text, text, texts


def questions(content: str) -> Iterator[GoldQuestion | WrongLine]:
    """Yield the questions of a file's lines, and what is wrong with a line that is none.

    A line is {"id", "lang", "question", "answers"} with "evidence", "evidence_alt", "type",
    "difficulty" and "pair" if there are any; or a dialog: {"id", "lang", "turns": [a question
    each, with its "standalone" form]}.
    """
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            try:
                yield from [replace(question, line=number) for question in _of_line(line)]
            except Wrong as error:
                yield WrongLine(number, str(error))


def _of_line(line: str) -> list[GoldQuestion]:
    record = _record(line)
    return _turns(record) if "turns" in record else [_question(record)]


def _record(line: str) -> Record:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise Wrong(f"not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(record, dict):
        raise Wrong(f"wanted an object, got {line.strip()[:40]}")
    return record


def _turns(record: Record) -> list[GoldQuestion]:
    name, found = text(record, "id"), []
    for number, turn in enumerate(objects(record, "turns"), start=1):
        given = {"id": f"{name}-{number}"} | ({"lang": record["lang"]} if "lang" in record else {})
        try:
            question = _question(given | dict(turn))
            standalone = optional_text(turn, "standalone") or question.question
        except Wrong as error:
            raise Wrong(f"turn {number}: {error}") from error
        found.append(replace(question, dialog=name, turn=number, standalone=standalone))
    if not found:
        raise Wrong('"turns" is empty, wanted one or more')
    return found


def _question(record: Record) -> GoldQuestion:
    answers = texts(record, "answers")
    if answers and record.get("type") == UNANSWERABLE:
        raise Wrong(f'its type is "{UNANSWERABLE}" but it has answers')
    evidence = [optional_text(record, "evidence"), *texts(record, "evidence_alt", [])]
    return GoldQuestion(
        id=text(record, "id"),
        question=text(record, "question"),
        language=text(record, "lang"),
        answers=answers,
        evidence=tuple(sentence for sentence in evidence if sentence),
        type=optional_text(record, "type"),
        difficulty=optional_text(record, "difficulty"),
        pair=optional_text(record, "pair"),
    )
