"""SQuAD's format, 1.1 and 2.0: questions under the paragraph that each of them is about."""

import json
from collections.abc import Iterator

from qa.evaluation.gold import GoldQuestion, WrongLine
from qa.evaluation.record import Record, Wrong, objects, optional_text, text
from source import Document, Span, language_of


def questions(content: str) -> tuple[list[GoldQuestion | WrongLine], tuple[Document, ...]]:
    """Return the questions of a file, with what is wrong with some, and all its paragraphs.

    Each question has its own paragraph; a paragraph that comes twice is one document.
    json.JSONDecodeError or Wrong if the file as a whole is not in this format.
    """
    documents: dict[str, Document] = {}  # by text
    found = []
    for title, paragraph in _paragraphs(json.loads(content)):
        document = _document(title, text(paragraph, "context"), documents)
        found += [_question_or_wrong(record, document) for record in objects(paragraph, "qas")]
    return found, tuple(documents.values())


def _question_or_wrong(record: Record, document: Document) -> GoldQuestion | WrongLine:
    try:
        return _question(record, document)
    except Wrong as error:
        return WrongLine(None, str(error))


def _paragraphs(content: object) -> Iterator[tuple[str, Record]]:
    if not isinstance(content, dict):
        raise Wrong('wanted an object with "data", as SQuAD has it')
    for article in objects(content, "data"):
        title = (optional_text(article, "title") or "").replace("_", " ")
        for paragraph in objects(article, "paragraphs"):
            yield title, paragraph


def _document(title: str, context: str, documents: dict[str, Document]) -> Document:
    if context not in documents:
        name = f"paragraph-{len(documents) + 1}"
        documents[context] = Document(name, title or name, context, language_of(context))
    return documents[context]


def _question(record: Record, document: Document) -> GoldQuestion:
    name = text(record, "id")
    try:
        question = text(record, "question")
        spans = _spans(record, document.text)
    except Wrong as error:
        raise Wrong(f"question {name}: {error}") from error
    return GoldQuestion(
        id=name,
        question=question,
        language=language_of(question),
        answers=tuple(document.text[span.start : span.stop] for span in spans),
        document=document,
        spans=spans,
    )


def _spans(record: Record, context: str) -> tuple[Span, ...]:
    answers = objects(record, "answers")
    impossible = record.get("is_impossible")
    if impossible not in (None, True, False):
        raise Wrong(f'"is_impossible" is {impossible!r}, wanted true or false')
    if impossible and answers:
        raise Wrong("it is marked impossible but has answers")
    if impossible is False and not answers:
        raise Wrong("it has no answers and is marked possible")
    # several people often gave the same answer
    return tuple(dict.fromkeys(_span(answer, context) for answer in answers))


def _span(answer: Record, context: str) -> Span:
    words, start = text(answer, "text"), answer.get("answer_start")
    if not isinstance(start, int) or isinstance(start, bool) or start < 0:
        raise Wrong(f'"answer_start" is {start!r}, wanted an offset from 0')
    if context[start : start + len(words)] != words:
        raise Wrong(f"its answer {words!r} does not stand at {start} of its paragraph")
    return Span(start, start + len(words))
