"""Question sets: questions with their gold answers, read from our JSONL or from SQuAD's JSON."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from source import Document, Span

UNANSWERABLE = "unanswerable"  # the type of a question that has no answer


class BadQuestionSet(ValueError):
    """A question set that cannot be used: which file, which line where that is known, and why."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        place = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{place}: {reason}")
        self.path, self.line, self.reason = path, line, reason


@dataclass(frozen=True)
class GoldQuestion:
    """A question, and what a right answer to it is."""

    id: str
    question: str
    language: str  # of the question: en, ru, kk, …; "und" where it could not be told
    answers: tuple[str, ...]  # acceptable spans, best first; none: the articles do not say
    evidence: tuple[str, ...] = ()  # sentences, any of which shows the answer
    type: str | None = None
    difficulty: str | None = None
    document: Document | None = None  # its own paragraph; None: it is asked of the service
    spans: tuple[Span, ...] = ()  # where the answers stand in that paragraph, in their order

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    def evidence_in(self, document: Document) -> list[Span]:
        """Return where in a document the answer is shown: every copy of a sentence of evidence."""
        if self.document:
            return list(self.spans) if document.id == self.document.id else []
        return [
            Span(found.start(), found.end())
            for sentence in self.evidence
            for found in re.finditer(re.escape(sentence), document.text)
        ]


@dataclass(frozen=True)
class QuestionSet:
    """Questions in the order of their file, each id once."""

    path: Path
    questions: tuple[GoldQuestion, ...]
    documents: tuple[Document, ...] = ()  # the paragraphs they come with, each text once
    questions_from: Path | None = None  # the parallel file that the questions' words are from

    def first(self, count: int | None) -> "QuestionSet":
        """Return the set with its first questions only (all for None), and every document."""
        return replace(self, questions=self.questions[:count])

    def check_against(self, documents: Iterable[Document]) -> None:
        """Raise BadQuestionSet unless these documents hold every gold answer and its evidence."""
        texts = [document.text for document in documents]
        for question in self.questions:
            for kind, words in (("answer", question.answers), ("evidence", question.evidence)):
                for quote in words:
                    if not any(quote in text for text in texts):
                        reason = f"question {question.id}: no document holds its {kind} {quote!r}"
                        raise BadQuestionSet(self.path, None, reason)


def load(path: Path, questions_from: Path | None = None) -> QuestionSet:
    """Return the questions of a file, .jsonl of ours or .json of SQuAD 1.1 or 2.0.

    With questions_from the words of each question, and so their language, are those of the same
    id in that file; the rest stays. BadQuestionSet says what cannot be used: nothing is skipped.
    """
    question_set = _load(path)
    if questions_from is None:
        return question_set
    asked = {question.id: question for question in _load(questions_from).questions}
    return replace(
        question_set,
        questions=tuple(
            _reworded(question, asked, questions_from) for question in question_set.questions
        ),
        questions_from=questions_from,
    )


def _reworded(
    question: GoldQuestion, asked: Mapping[str, GoldQuestion], questions_from: Path
) -> GoldQuestion:
    if question.id not in asked:
        raise BadQuestionSet(questions_from, None, f"no question with the id {question.id!r}")
    other = asked[question.id]
    return replace(question, question=other.question, language=other.language)


def _load(path: Path) -> QuestionSet:
    formats = {".jsonl": _from_jsonl, ".json": _from_squad}
    if path.suffix not in formats:
        raise BadQuestionSet(path, None, "wanted a .jsonl file of ours or a .json file of SQuAD")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadQuestionSet(path, None, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise BadQuestionSet(path, None, f"not UTF-8 at byte {error.start}") from error
    question_set = formats[path.suffix](path, text)
    if not question_set.questions:
        raise BadQuestionSet(path, None, "holds no questions")
    return question_set


class _Wrong(Exception):
    """What is wrong with a record, said without its place."""


def _from_jsonl(path: Path, text: str) -> QuestionSet:
    seen: dict[str, str] = {}
    questions = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            question = _question(_record(line))
            _once(question.id, f"line {number}", seen)
        except _Wrong as error:
            raise BadQuestionSet(path, number, str(error)) from error
        questions.append(question)
    return QuestionSet(path, tuple(questions))


def _record(line: str) -> Mapping[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise _Wrong(f"not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(record, dict):
        raise _Wrong(f"wanted an object, got {line.strip()[:40]}")
    return record


def _question(record: Mapping[str, object]) -> GoldQuestion:
    answers = _texts(record, "answers")
    if answers and record.get("type") == UNANSWERABLE:
        raise _Wrong(f'its type is "{UNANSWERABLE}" but it has answers')
    evidence = [_optional_text(record, "evidence"), *_texts(record, "evidence_alt", [])]
    return GoldQuestion(
        id=_text(record, "id"),
        question=_text(record, "question"),
        language=_text(record, "lang"),
        answers=answers,
        evidence=tuple(sentence for sentence in evidence if sentence),
        type=_optional_text(record, "type"),
        difficulty=_optional_text(record, "difficulty"),
    )


def _from_squad(path: Path, text: str) -> QuestionSet:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadQuestionSet(path, error.lineno, f"not JSON: {error.msg}") from error
    documents: dict[str, Document] = {}  # by text: a paragraph may come twice
    seen: dict[str, str] = {}
    questions = []
    try:
        for title, paragraph in _paragraphs(content):
            document = _paragraph_document(title, _text(paragraph, "context"), documents)
            for record in _objects(paragraph, "qas"):
                question = _squad_question(record, document)
                _once(question.id, "a question before it", seen)
                questions.append(question)
    except _Wrong as error:
        raise BadQuestionSet(path, None, str(error)) from error
    return QuestionSet(path, tuple(questions), tuple(documents.values()))


def _paragraphs(content: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    if not isinstance(content, dict):
        raise _Wrong('wanted an object with "data", as SQuAD has it')
    for article in _objects(content, "data"):
        title = (_optional_text(article, "title") or "").replace("_", " ")
        for paragraph in _objects(article, "paragraphs"):
            yield title, paragraph


def _paragraph_document(title: str, context: str, documents: dict[str, Document]) -> Document:
    if context not in documents:
        name = f"paragraph-{len(documents) + 1}"
        documents[context] = Document(name, title or name, context, language_by_script(context))
    return documents[context]


def _squad_question(record: Mapping[str, object], document: Document) -> GoldQuestion:
    name, question = _text(record, "id"), _text(record, "question")
    try:
        spans = _gold_spans(record, document.text)
    except _Wrong as error:
        raise _Wrong(f"question {name}: {error}") from error
    return GoldQuestion(
        id=name,
        question=question,
        language=language_by_script(question),
        answers=tuple(document.text[span.start : span.stop] for span in spans),
        document=document,
        spans=spans,
    )


def _gold_spans(record: Mapping[str, object], context: str) -> tuple[Span, ...]:
    answers = _objects(record, "answers")
    impossible = record.get("is_impossible")
    if impossible not in (None, True, False):
        raise _Wrong(f'"is_impossible" is {impossible!r}, wanted true or false')
    if impossible and answers:
        raise _Wrong("it is marked impossible but has answers")
    if impossible is False and not answers:
        raise _Wrong("it has no answers and is marked possible")
    # several people often gave the same answer
    return tuple(dict.fromkeys(_gold_span(answer, context) for answer in answers))


def _gold_span(answer: Mapping[str, object], context: str) -> Span:
    text, start = _text(answer, "text"), answer.get("answer_start")
    if not isinstance(start, int) or isinstance(start, bool) or start < 0:
        raise _Wrong(f'"answer_start" is {start!r}, wanted an offset from 0')
    if context[start : start + len(text)] != text:
        raise _Wrong(f"its answer {text!r} does not stand at {start} of its paragraph")
    return Span(start, start + len(text))


def language_by_script(text: str) -> str:
    """Return "ru" for a text with Cyrillic letters, else "en" with Latin ones, else "und".

    SQuAD's format does not say the language. Russian questions are full of Latin names, English
    ones hold no Cyrillic: so any Cyrillic letter decides.
    """
    if re.search("[\u0400-\u04ff]", text):
        return "ru"
    return "en" if re.search("[A-Za-z]", text) else "und"


def _once(name: str, place: str, seen: dict[str, str]) -> None:
    if name in seen:
        raise _Wrong(f"the id {name!r} is taken by {seen[name]}")
    seen[name] = place


def _text(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f'"{key}" is {_shown(record, key)}, wanted text')
    return value


def _optional_text(record: Mapping[str, object], key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise _Wrong(f'"{key}" is {_shown(record, key)}, wanted text')
    return value or None


def _texts(
    record: Mapping[str, object], key: str, default: Sequence[str] | None = None
) -> tuple[str, ...]:
    value = record.get(key, default)
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise _Wrong(f'"{key}" is {_shown(record, key)}, wanted a list of texts')
    return tuple(value)


def _objects(record: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise _Wrong(f'"{key}" is {_shown(record, key)}, wanted a list of objects')
    return value


def _shown(record: Mapping[str, object], key: str) -> str:
    return repr(record[key])[:60] if key in record else "missing"
