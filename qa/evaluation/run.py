"""A question set asked: over a service's articles, all its own paragraphs, or one at a time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Protocol

from index import Hit, Index
from qa.answer import Answer, Answers, Refusal
from qa.evaluation.metrics import overlaps
from qa.evaluation.question_sets import BadQuestionSet, GoldQuestion, QuestionSet
from qa.evaluation.report import Outcome, Report
from source import Document, Passage, Span

DEPTH = 50  # passages searched for the gold one; several may be of one paragraph


class Names(Protocol):
    """A dataclass that says which models and which index answered."""

    __dataclass_fields__: dict


class Answering(Protocol):
    """What is evaluated."""

    index: Index
    names: Names
    threshold: float  # the least confidence of an answer that is given

    def ask(self, question: str, *, top_k: int) -> Answers | Refusal:
        """Return answers found in the whole index, or a refusal."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Answer]:
        """Return answers from these passages alone, best first, however little confidence."""


MakeAnswerer = Callable[[Sequence[Document]], Answering]
Progress = Callable[[int, int], None]  # questions asked, of how many


def evaluate(
    question_set: QuestionSet,
    make_answerer: MakeAnswerer,
    gold_paragraph: bool = False,
    progress: Progress = lambda asked, total: None,
) -> Report:
    """Return the outcome of every question, put to an answerer over the set's own documents.

    A set without documents is asked of whatever the answerer holds. With gold_paragraph each
    question reads its own paragraph and must answer, whatever the confidence (BadQuestionSet if
    it has none): the threshold then says only what SQuAD 2.0's score and the count of refusals
    are taken from.
    """
    documents = _documents(question_set, gold_paragraph)
    answerer = make_answerer(documents)
    outcomes = []
    for question in question_set.questions:
        if gold_paragraph:
            outcomes.append(_read(answerer, question))
        else:
            outcomes.append(_ask(answerer, question))
        progress(len(outcomes), len(question_set.questions))
    settings = {
        "questions": str(question_set.path),
        "questions_from": question_set.questions_from and str(question_set.questions_from),
        "mode": "gold paragraph" if gold_paragraph else "open",
        "threshold": answerer.threshold,
        "paragraphs": len(documents) or None,
        "model": asdict(answerer.names),
    }
    return Report(settings, tuple(outcomes))


def _documents(question_set: QuestionSet, gold_paragraph: bool) -> tuple[Document, ...]:
    if not gold_paragraph:
        return question_set.documents
    for question in question_set.questions:
        if not question.document:
            reason = f"question {question.id} has no paragraph of its own to read"
            raise BadQuestionSet(question_set.path, None, reason)
    # no other paragraph is read, so no other need be indexed
    return tuple({q.document.id: q.document for q in question_set.questions}.values())


def _ask(answerer: Answering, question: GoldQuestion) -> Outcome:
    started = time.perf_counter()
    reply = answerer.ask(question.question, top_k=1)
    ms = 1000 * (time.perf_counter() - started)
    # which passage is right can be told only where there is an answer, and a place of it
    searched = question.answerable and bool(question.evidence or question.spans)
    rank = (
        gold_rank(question, answerer.index.search(question.question, DEPTH)) if searched else None
    )
    refused = isinstance(reply, Refusal)
    return Outcome(
        question=question,
        answer=None if refused else reply.answers[0],
        ms=ms,
        refusal=reply.reason if refused else None,
        answered=not refused,
        searched=searched,
        rank=rank,
    )


def _read(answerer: Answering, question: GoldQuestion) -> Outcome:
    paragraph = Passage(question.document, 0, len(question.document.text))
    started = time.perf_counter()
    answers = answerer.read(question.question, [paragraph])
    ms = 1000 * (time.perf_counter() - started)
    best = answers[0] if answers else None
    given = best is not None and best.confidence >= answerer.threshold
    return Outcome(question=question, answer=best, ms=ms, answered=given)


def gold_rank(question: GoldQuestion, hits: Sequence[Hit]) -> int | None:
    """Return the place of the gold passage among hits, from 1, or None if it is not there.

    Of a question with a paragraph of its own: the place of that paragraph, each paragraph
    standing where its first passage does. Of another: the place of the first passage that shares
    a character with its evidence.
    """
    if question.document:
        found = list(dict.fromkeys(hit.passage.document.id for hit in hits))
        return found.index(question.document.id) + 1 if question.document.id in found else None
    for place, hit in enumerate(hits, start=1):
        passage = Span(hit.passage.start, hit.passage.stop)
        if any(overlaps(passage, span) for span in question.evidence_in(hit.passage.document)):
            return place
    return None
