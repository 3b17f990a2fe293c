"""A question set asked: over a service's articles, all its own paragraphs, or one at a time."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from index import Hit, Index
from qa.answer import Answer, Answers, Refusal
from qa.conversation import Turn, context_of
from qa.evaluation import metrics
from qa.evaluation.gold import GoldQuestion, QuestionSet
from qa.evaluation.metrics import overlaps
from qa.evaluation.report import Report
from qa.evaluation.result import Quoted, Result
from source import Passage, Span

DEPTH = 50  # passages searched for the gold one; several may be of one paragraph


class Answering(Protocol):
    """What is evaluated."""

    index: Index
    threshold: float  # the least confidence of an answer that is given

    def ask(self, question: str, *, top_k: int, turns: Sequence[Turn]) -> Answers | Refusal:
        """Return answers found in the whole index, or a refusal, after the turns before it."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Answer]:
        """Return answers from these passages alone, best first, however little confidence."""


@dataclass(frozen=True)
class Asked:
    """Results of questions that are asked together: a question, or the turns of a dialog."""

    results: tuple[Result, ...]
    standalone: tuple[Result, ...] = ()  # the turns once more, each in its standalone form


def evaluate(
    question_set: QuestionSet,
    answerer: Answering,
    settings: Mapping[str, object],
    gold_paragraph: bool = False,
    earlier: Iterable[Asked] = (),
    keep: Callable[[Asked], None] = lambda asked: None,
) -> Report:
    """Return the result of every question of a set that is placed, under these settings.

    With gold_paragraph each question reads its own paragraph and must answer, whatever the
    confidence: the threshold then says only what SQuAD 2.0's score and the count of refusals are
    taken from. What an earlier run asked is taken over; what this one asks is handed to keep.
    """
    known = {asked.results[0].id: asked for asked in earlier}
    done: list[Asked] = []
    for group in groups(question_set.questions):
        asked = known.get(group[0].id)
        if asked is None or [r.id for r in asked.results] != [q.id for q in group]:
            asked = _read(answerer, group) if gold_paragraph else _ask(answerer, group)
            keep(asked)
        done.append(asked)
    return Report(
        settings,
        tuple(result for asked in done for result in asked.results),
        tuple(result for asked in done for result in asked.standalone),
        question_set.wrong,
    )


def groups(questions: Sequence[GoldQuestion]) -> Iterator[list[GoldQuestion]]:
    """Yield what is asked together: the turns of each dialog, every other question alone."""
    numbered = enumerate(questions)
    for _, group in groupby(numbered, lambda pair: pair[1].dialog or pair[0]):
        yield [question for _, question in group]


def _ask(answerer: Answering, group: Sequence[GoldQuestion]) -> Asked:
    turns: list[Turn] = []
    results, standalone = [], []
    for question in group:
        result, reply = _asked(answerer, question, turns)
        results.append(result)
        turns.append(Turn.of(reply))
        if question.standalone:
            alone = replace(question, question=question.standalone)
            standalone.append(_asked(answerer, alone, ())[0])
    return Asked(tuple(results), tuple(standalone))


def _asked(
    answerer: Answering, question: GoldQuestion, turns: Sequence[Turn]
) -> tuple[Result, Answers | Refusal]:
    started = time.perf_counter()
    reply = answerer.ask(question.question, top_k=1, turns=turns)
    ms = 1000 * (time.perf_counter() - started)
    # which passage is right can be told only where there is an answer, and a place of it
    searched = question.answerable and bool(question.shown)
    refused = isinstance(reply, Refusal)
    best = None if refused else reply.answers[0]
    result = _result(question, best, ms)
    if refused:
        nearest = reply.nearest and Quoted.of(reply.nearest)
        result = replace(result, withheld=nearest, confidence=reply.confidence)
    return replace(
        result,
        answered=not refused,
        refusal=reply.reason if refused else None,
        searched=searched,
        rank=_rank(answerer, question, reply, turns) if searched else None,
        resolved=reply.resolved_question,
    ), reply


def _rank(
    answerer: Answering, question: GoldQuestion, reply: Answers | Refusal, turns: Sequence[Turn]
) -> int | None:
    query = reply.resolved_question or question.question
    return gold_rank(question, answerer.index.search(query, DEPTH, context=context_of(turns)))


def _read(answerer: Answering, group: Sequence[GoldQuestion]) -> Asked:
    return Asked(tuple(_read_one(answerer, question) for question in group))


def _read_one(answerer: Answering, question: GoldQuestion) -> Result:
    paragraph = Passage(question.document, 0, len(question.document.text))
    started = time.perf_counter()
    answers = answerer.read(question.question, [paragraph])
    ms = 1000 * (time.perf_counter() - started)
    best = answers[0] if answers else None
    given = best is not None and best.confidence >= answerer.threshold
    return replace(_result(question, best, ms), answered=given)


def _result(question: GoldQuestion, best: Answer | None, ms: float) -> Result:
    return Result(
        id=question.id,
        question=question.question,
        language=question.language,
        answers=question.answers,
        gold=tuple(Quoted.of(citation) for citation in question.gold),
        given=best and Quoted.of(best.citation),
        withheld=None,
        confidence=best.confidence if best else 0.0,
        answered=best is not None,
        ms=round(ms, 3),
        cited=_cited(question, best),
        type=question.type,
        difficulty=question.difficulty,
        pair=question.pair,
        dialog=question.dialog,
        turn=question.turn,
    )


def _cited(question: GoldQuestion, best: Answer | None) -> bool | None:
    if not question.shown:
        return None
    return bool(best) and metrics.cites(best.citation, question.shown)


def gold_rank(question: GoldQuestion, hits: Sequence[Hit]) -> int | None:
    """Return the place of the gold passage among hits, from 1, or None if it is not there.

    Of a question with a paragraph of its own: the place of that paragraph, each paragraph
    standing where its first passage does. Of another: the place of the first passage that shares
    a character with what shows the answer.
    """
    if question.document:
        found = list(dict.fromkeys(hit.passage.document.id for hit in hits))
        return found.index(question.document.id) + 1 if question.document.id in found else None
    for place, hit in enumerate(hits, start=1):
        if any(_touches(hit.passage, stretch) for stretch in question.shown):
            return place
    return None


def _touches(passage: Passage, stretch: Passage) -> bool:
    if passage.document.id != stretch.document.id:
        return False
    return overlaps(Span(passage.start, passage.stop), Span(stretch.start, stretch.stop))
