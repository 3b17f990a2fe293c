"""Question sets as tables: a .csv file with a row for each acceptable answer."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace

from qa.evaluation.gold import UNANSWERABLE, GoldQuestion, WrongLine
from qa.evaluation.record import Wrong
from source import language_of

COLUMNS = {
    "question": "вопрос",
    "answer": "ответ",
    "document": "документ",
    "language": "язык",
    "evidence": "предложение",
    "type": "тип",
    "difficulty": "сложность",
    "pair": "пара",
    "id": "номер",
}
NEEDED = ("question", "answer")
DELIMITERS = ",;\t"  # Excel writes semicolons where the comma is the decimal mark


def questions(content: str) -> list[GoldQuestion | WrongLine]:
    """Return the questions of a table and what is wrong with some of its rows, in their order.

    The first row names the columns, in English or Russian; those that are not known are passed
    over. Rows of the same question are one question with several answers, best first: the same id
    where they have one, else the same question about the same document. A row without an answer
    says that the articles do not answer. Wrong if the first row does not name NEEDED.
    """
    if not content.strip():
        return []
    found: dict[tuple, GoldQuestion | WrongLine] = {}
    for line, row in _readable(content):
        key = (row.get("id"), row.get("question"), row.get("document"), row.get("language"))
        key = key[:1] if key[0] else key
        try:
            question = _question(line, row)
            before = found.get(key)
            if isinstance(before, GoldQuestion):
                question = _joined(before, question)
            found[key] = question
        except Wrong as error:
            found[line,] = WrongLine(line, str(error))
    return list(found.values())


def _readable(content: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        yield from _rows(content)
    except csv.Error as error:
        raise Wrong(f"not CSV: {error}") from error


def _rows(content: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row as its first line in the file and its cells by column, blank ones left out."""
    first = content.partition("\n")[0]
    # strict: a quote that is never closed would swallow the rest of the file as one cell
    reader = csv.reader(io.StringIO(content, ""), delimiter=_delimiter(first), strict=True)
    columns, line = [_column(name) for name in next(reader, [])], reader.line_num + 1
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        wanted = "question, answer, document, language"
        raise Wrong(f"its first row has no {missing[0]!r}, wanted the columns {wanted}")
    for cells in reader:
        row = {c: cell.strip() for c, cell in zip(columns, cells, strict=False) if cell.strip()}
        if row:
            yield line, row | ({"": ""} if len(cells) > len(columns) else {})
        line = reader.line_num + 1


def _delimiter(first_line: str) -> str:
    return max(DELIMITERS, key=first_line.count)


def _column(name: str) -> str:
    plain = name.strip().casefold()
    russian = {other: known for known, other in COLUMNS.items()}
    return russian.get(plain, plain) or "(unnamed)"


def _question(line: int, row: Mapping[str, str]) -> GoldQuestion:
    if "" in row:
        raise Wrong("it has more cells than the first row (a text with the delimiter needs quotes)")
    if "question" not in row:
        raise Wrong('"question" is blank, wanted text')
    answer = row.get("answer")
    if answer and row.get("type") == UNANSWERABLE:
        raise Wrong(f'its type is "{UNANSWERABLE}" but it has an answer')
    return GoldQuestion(
        id=row.get("id") or f"line-{line}",
        question=row["question"],
        language=row.get("language", "").lower() or language_of(row["question"]),
        answers=(answer,) if answer else (),
        evidence=(row["evidence"],) if "evidence" in row else (),
        type=row.get("type"),
        difficulty=row.get("difficulty"),
        pair=row.get("pair"),
        document_name=row.get("document"),
        line=line,
    )


def _joined(before: GoldQuestion, row: GoldQuestion) -> GoldQuestion:
    if (row.question, row.document_name) != (before.question, before.document_name):
        raise Wrong(f"the id {row.id!r} is taken by another question, of line {before.line}")
    if not row.answers or not before.answers:
        here = "no answer" if not row.answers else "an answer"
        raise Wrong(f"it has {here}, unlike the same question in line {before.line}")
    return replace(
        before,
        answers=tuple(dict.fromkeys(before.answers + row.answers)),
        evidence=tuple(dict.fromkeys(before.evidence + row.evidence)),
    )
