"""Questions with their gold answers, and where those stand in the documents that are asked."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from qa.answer import Citation
from qa.answerer import BadQuestion, checked
from source import Document, Passage, Span, UnreadableDocument, read, sentence_spans

UNANSWERABLE = "unanswerable"  # the type of a question that has no answer


class BadQuestionSet(ValueError):
    """A question set that cannot be used: which file, which line where that is known, and why."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        place = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{place}: {reason}")
        self.path, self.line, self.reason = path, line, reason


@dataclass(frozen=True)
class WrongLine:
    """A question that cannot be asked: where it stands in its file, and why."""

    line: int | None  # None: the format has no lines
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


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
    pair: str | None = None  # questions of one pair ask the same in two languages
    document: Document | None = None  # its own paragraph; None: it is asked of all documents
    spans: tuple[Span, ...] = ()  # where the answers stand in that paragraph, in their order
    document_name: str | None = None  # the document that its answers stand in, as the file has it
    dialog: str | None = None  # whose turn it is
    turn: int | None = None  # from 1
    standalone: str | None = None  # the same question without the turns before it
    line: int | None = None  # of its file
    gold: tuple[Citation, ...] = ()  # where the answers stand, once the documents are known
    shown: tuple[Passage, ...] = ()  # stretches that show the answer: evidence, or else the gold

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    def placed(self, documents: Sequence[Document]) -> "GoldQuestion":
        """Return the question with the places of its answers; Misplaced says which has none.

        Answers that stand within the evidence are meant there. Without evidence a place is known
        only for an answer that stands once: which copy of a repeated word is meant, nobody said.
        """
        self._check_words()
        if self.document:
            gold = tuple(cite(self.document, span) for span in self.spans)
            return replace(self, gold=gold, shown=tuple(_passage(each) for each in gold))
        found = {words: _copies(words, documents) for words in (*self.answers, *self.evidence)}
        for kind, quotes in (("answer", self.answers), ("evidence", self.evidence)):
            for words in quotes:
                if not found[words]:
                    nowhere = self._nowhere(kind, words) + _spelt_otherwise(words, documents)
                    raise Misplaced(WrongLine(self.line, nowhere))
        shown = [copy for sentence in self.evidence for copy in found[sentence]]
        copies = [found[words] for words in self.answers]
        inside = [c for each in copies for c in each if any(_holds(s, c) for s in shown)]
        gold = inside or [each[0] for each in copies if len(each) == 1]
        citations = tuple(cite(c.document, Span(c.start, c.stop)) for c in dict.fromkeys(gold))
        return replace(self, gold=citations, shown=tuple(shown or map(_sentence, citations)))

    def _check_words(self) -> None:
        try:
            checked(self.question)
            checked(self.standalone or self.question)
        except BadQuestion as error:
            reason = f"question {self.id} cannot be asked: {error.reason}"
            raise Misplaced(WrongLine(self.line, reason)) from error

    def _nowhere(self, kind: str, words: str) -> str:
        where = f"the document {self.document_name!r} does not hold" if self.document_name else ""
        return f"question {self.id}: {where or 'no document holds'} its {kind} {words!r}"


class Misplaced(Exception):
    """A question that these documents cannot be asked: its answers are not in them."""

    def __init__(self, wrong: WrongLine) -> None:
        super().__init__(str(wrong))
        self.wrong = wrong


@dataclass(frozen=True)
class QuestionSet:
    """Questions in the order of their file, each id once."""

    path: Path
    questions: tuple[GoldQuestion, ...]
    documents: tuple[Document, ...] = ()  # the paragraphs they come with, each text once
    questions_from: Path | None = None  # the parallel file that the questions' words are from
    wrong: tuple[WrongLine, ...] = ()  # what was left out

    def first(self, count: int | None) -> "QuestionSet":
        """Return the set with its first questions only (all for None), and every document."""
        return replace(self, questions=self.questions[:count])

    @property
    def own_paragraphs(self) -> tuple[Document, ...]:
        """The paragraphs of these questions alone; BadQuestionSet if one of them has none."""
        for question in self.questions:
            if not question.document:
                reason = f"question {question.id} has no paragraph of its own to read"
                raise BadQuestionSet(self.path, question.line, reason)
        return tuple({q.document.id: q.document for q in self.questions}.values())

    def placed(self, documents: Sequence[Document], folders: Sequence[Path] = ()) -> "QuestionSet":
        """Return the set with every gold answer found in the documents that are asked.

        A question with an answer or evidence that no document holds goes to what is wrong, with
        the whole dialog that it is a turn of. folders: where files stand that a question names
        its document by. BadQuestionSet if nothing is left.
        """
        names = Names(documents, folders)
        kept, wrong = [], list(self.wrong)
        broken = {}
        for question in self.questions:
            try:
                kept.append(question.placed(names.meant(question)))
            except Misplaced as error:
                if question.dialog is None or question.dialog not in broken:
                    wrong.append(error.wrong)
                broken[question.dialog] = error.wrong
        broken.pop(None, None)
        whole = tuple(question for question in kept if question.dialog not in broken)
        placed = replace(self, questions=whole, wrong=tuple(wrong))
        placed.check_any()
        return placed

    def check_any(self) -> None:
        """Raise BadQuestionSet unless there is a question to ask."""
        if self.questions:
            return
        if not self.wrong:
            raise BadQuestionSet(self.path, None, "holds no questions")
        first, others = self.wrong[0], len(self.wrong) - 1
        more = f" (and {others} more like it)" if others else ""
        raise BadQuestionSet(self.path, first.line, first.reason + more)


class Names:
    """Documents by what a question may call them: id, title, or the path of their file."""

    def __init__(self, documents: Sequence[Document], folders: Sequence[Path]) -> None:
        self._documents, self._folders = list(documents), folders
        self._known: dict[str, list[Document]] = {}

    def meant(self, question: GoldQuestion) -> Collection[Document]:
        """Return the documents that hold the answers: all, unless it names one. Or Misplaced."""
        name = question.document_name
        if name is None:
            return self._documents
        if name not in self._known:
            self._known[name] = self._called(name)
        if not self._known[name]:
            reason = f"question {question.id}: no document is called {name!r}"
            raise Misplaced(WrongLine(question.line, reason))
        return self._known[name]

    def _called(self, name: str) -> list[Document]:
        named = [d for d in self._documents if name in (d.id, d.title)]
        if named:
            return named
        texts = {document.text for document in self._files(name)}
        return [document for document in self._documents if document.text in texts]

    def _files(self, name: str) -> Iterator[Document]:
        for folder in self._folders:
            path = folder / name if folder.is_dir() else folder
            if path.is_file() and path.name == Path(name).name:
                try:
                    yield from read(path)
                except UnreadableDocument:
                    continue


def cite(document: Document, span: Span) -> Citation:
    """Return the citation of a span, with the whole sentences that it stands in."""
    around = [s for s in _sentences(document.text) if s.start < span.stop and span.start < s.stop]
    start = min([span.start, *(sentence.start for sentence in around)])
    stop = max([span.stop, *(sentence.stop for sentence in around)])
    return Citation(document, span.start, span.stop, Span(start, stop))


@lru_cache(maxsize=256)  # documents whose questions are read one after another
def _sentences(text: str) -> list[Span]:
    return list(sentence_spans(text))


class _Stretch(Protocol):
    document: Document
    start: int
    stop: int


def _copies(words: str, documents: Collection[Document]) -> list[Passage]:
    return [
        Passage(document, *found.span())
        for document in documents
        for found in re.finditer(re.escape(words), document.text)
    ]


def _spelt_otherwise(words: str, documents: Collection[Document]) -> str:
    """Return a hint where only case, spaces, quotes or dashes differ: some cannot be seen."""
    parts = re.findall(r"\w+", words)
    alike = re.compile(r"\W{1,3}".join(map(re.escape, parts)), re.IGNORECASE)
    found = (alike.search(document.text) for document in documents)
    first = next(filter(None, found), None) if parts else None
    return f", but {first[0]!r}, spelt otherwise" if first else ""


def _holds(outer: _Stretch, inner: _Stretch) -> bool:
    same = outer.document.id == inner.document.id
    return same and outer.start <= inner.start and inner.stop <= outer.stop


def _passage(place: _Stretch) -> Passage:
    return Passage(place.document, place.start, place.stop)


def _sentence(citation: Citation) -> Passage:
    return Passage(citation.document, *citation.sentence)
