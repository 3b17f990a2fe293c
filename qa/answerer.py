"""A question answered from the index: passages are found, read, weighed, and quoted or refused."""

import re
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, chain
from typing import Protocol

from index.hit import Context, Hit
from index.hybrid import HybridIndex
from index.overlap import mended
from index.terms import terms
from qa.answer import Answer, Answers, Citation, Reason, Refusal, Timings
from qa.confidence import Evidence, Origin
from qa.conversation import Turn, completed, context_of
from qa.question import Question, analyse, asks
from qa.reader import KEPT, Found, Reader, apart
from qa.refusal import message
from qa.values import value_of
from source import Passage, Span, sentence_spans

QUESTION_LIMIT = 500  # characters
READ = 3  # passages that are read at most: a fourth brought more wrong answers than right ones
SURE = 0.9  # score from which the passages that rank lower are not read
UNDERSTOOD = 0.6  # score from which a question in another language is answered all the same
AS_TYPED = 0.6  # confidence from which a follow-up that is refused in full is answered as typed
NEAR = 0.6  # of the best passage's score, below which a passage is not read: it hardly ever answers
LANGUAGES = ("en", "ru")  # that questions are understood in
CLAUSE_END = re.compile(r"[,;:]\s+|\s[–—-]\s+|\s?[.!?…]*[\"«»“”()]+\s*|[.!?…]+\s*$|[.!?…]+\s+")


class BadQuestion(ValueError):
    """A question that cannot be asked."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"the question cannot be asked: {reason}")
        self.question, self.reason = question, reason


@dataclass(frozen=True)
class Names:
    """What answered: the models, the index by its manifest's hash, and what confidence is from."""

    encoder: str
    reader: str
    index: str
    reranker: str | None = None
    calibration: Origin = field(default_factory=Origin)


class Calibrated(Protocol):
    """What says how sure a span is, of what speaks for it."""

    threshold: float  # least probability that is given as an answer
    origin: Origin

    def score(self, evidence: Evidence) -> float:
        """Return what spans are compared by, 0 to 1."""

    def probability(self, evidence: Evidence) -> float:
        """Return the chance, 0 to 1, that a span with this evidence answers its question."""


@dataclass(frozen=True)
class _Weighed:
    """A span with how sure it is."""

    found: Found
    score: float  # among the spans of a question; a user's calibration does not change it
    confidence: float


class Answerer:
    """Answers questions with spans of the passages in an index."""

    def __init__(
        self,
        index: HybridIndex,
        reader: Reader,
        calibration: Calibrated,
        names: Names,
    ) -> None:
        self.index, self.names, self.calibration = index, names, calibration
        self._reader = reader

    @property
    def threshold(self) -> float:
        """The least confidence that is given as an answer."""
        return self.calibration.threshold

    def under(self, calibration: Calibrated) -> "Answerer":
        """Return an answerer over the same index with another calibration."""
        names = replace(self.names, calibration=calibration.origin)
        return Answerer(self.index, self._reader, calibration, names)

    def ask(
        self,
        question: str,
        top_k: int = 3,
        document_ids: Collection[str] | None = None,
        turns: Sequence[Turn] = (),
    ) -> Answers | Refusal:
        """Return up to top_k answers, best first, or the reason why there is none.

        Of a question that leaves something to the turns before it, resolved_question is the whole
        that was asked instead. Raises BadQuestion for a blank question or one over QUESTION_LIMIT
        characters.
        """
        if top_k < 1:
            raise ValueError(f"top_k is {top_k}; wanted 1 or more")
        typed = analyse(checked(question))
        whole_question, context = completed(question, turns), context_of(turns)
        if whole_question is None or len(whole_question) > QUESTION_LIMIT:
            return self._ask(typed, top_k, document_ids, context)
        asked = analyse(whole_question)
        if typed.language in LANGUAGES:
            asked = replace(asked, language=typed.language)  # what it quotes may be in another
        outcome = self._ask(asked, top_k, document_ids, context)
        if isinstance(outcome, Refusal):
            # The article that is talked about may answer the words as they were typed: some of
            # the follow-ups in tests/evaluation/dialogs.jsonl are answered only so, and rightly.
            as_typed = self._ask(typed, top_k, document_ids, context)
            if isinstance(as_typed, Answers) and _goes_on(as_typed, turns):
                return as_typed
        return replace(outcome, question=question, resolved_question=whole_question)

    def _ask(
        self,
        asked: Question,
        top_k: int,
        document_ids: Collection[str] | None,
        context: Context | None,
    ) -> Answers | Refusal:
        began = time.perf_counter()
        hits = self.index.search(asked.text, READ, document_ids, context)
        found_at = time.perf_counter()
        weighed = self._weigh(asked, near(hits)) if self._is_told_of(asked) else []
        ended = time.perf_counter()
        timings = Timings(
            retrieve=1000 * (found_at - began),
            read=1000 * (ended - found_at),
            total=1000 * (ended - began),
        )
        sure = [w for w in weighed if w.confidence >= self.threshold]
        if not sure or not self._understood(asked, sure[0]):
            reason = _reason(asked, weighed) if hits else "no_passage"
            return self._refuse(asked, reason, weighed, timings)
        answers = tuple(self._answer(asked, w) for w in sure[:top_k])
        return Answers(asked.text, asked.language, asked.answer_type, answers, timings)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Answer]:
        """Return the spans of these passages that may answer, best first; nothing is refused."""
        asked = analyse(checked(question))
        hits = [Hit(passage, 1.0) for passage in passages]
        return [self._answer(asked, weighed) for weighed in self._weigh(asked, hits)]

    def _weigh(self, asked: Question, hits: Sequence[Hit]) -> list[_Weighed]:
        """Return the spans of the hits with their confidence, surest first, none overlapping."""
        weighed: list[_Weighed] = []
        for spans in self.evidence(asked, hits):
            weighed += [self._sure(found, seen) for found, seen in spans]
            if any(w.score >= SURE for w in weighed):
                break  # what ranks lower is hardly ever better, and reading takes most of the time
        weighed.sort(key=lambda w: (-w.score, w.found.start, w.found.stop))
        kept = apart([w.found for w in weighed])
        return [w for w in weighed if w.found in kept]

    def _sure(self, found: Found, seen: Evidence) -> _Weighed:
        return _Weighed(found, self.calibration.score(seen), self.calibration.probability(seen))

    def evidence(
        self, asked: Question, hits: Sequence[Hit]
    ) -> Iterator[list[tuple[Found, Evidence]]]:
        """Yield for each hit its spans with what speaks for them; a hit is read when asked for."""
        keys = chain.from_iterable(_keys(hit.passage.text) for hit in hits)
        question = mended(asked.text, list(keys))
        read = self._reader.read(question, [hit.passage for hit in hits])
        for place, spans in zip(places(hits), read, strict=True):
            yield [(_settled(asked, f), Evidence(f.score, f.share, place)) for f in spans]

    def _answer(self, asked: Question, weighed: _Weighed) -> Answer:
        citation = cite(weighed.found)
        value = value_of(citation.quote, asked.answer_type)
        return Answer(citation, weighed.confidence, value)

    def _is_told_of(self, asked: Question) -> bool:
        """Say whether the articles have any word of the question: of a greeting they have none.

        The reader would answer that too. In another language its words need not be known here.
        """
        known = asked.language in LANGUAGES
        return asks(asked.text) and (not known or self.index.matches(asked.text))

    def _understood(self, asked: Question, best: _Weighed) -> bool:
        """Say whether the question's language is known, or its answer sure all the same."""
        return asked.language in LANGUAGES or best.score >= UNDERSTOOD

    def _refuse(
        self, asked: Question, reason: Reason, weighed: Sequence[_Weighed], timings: Timings
    ) -> Refusal:
        unmatched = tuple(self.index.unmatched(asked.text))
        return Refusal(
            asked.text,
            asked.language,
            asked.answer_type,
            reason,
            message(reason, asked.language),
            unmatched,
            cite(weighed[0].found) if weighed else None,
            weighed[0].confidence if weighed else 0.0,
            timings,
        )


def _goes_on(outcome: Answers, turns: Sequence[Turn]) -> bool:
    """Return whether the answer is likely and stands in an article that was talked of before."""
    best = outcome.answers[0]
    talked_of = best.citation.document.id in {turn.document for turn in turns}
    return talked_of and best.confidence >= AS_TYPED


def near(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that are not far behind the best one, in order."""
    best = max((hit.score for hit in hits), default=0.0)
    return [hit for hit in hits if hit.score >= NEAR * best]


def places(hits: Sequence[Hit]) -> list[float]:
    """Return how well each hit was found beside the first, 0 to 1, none better than one before.

    A reranker's order counts for more than the scores, which are the index's.
    """
    least = accumulate((hit.score for hit in hits), min)
    return [score / hits[0].score if hits[0].score > 0 else 1.0 for score in least]


@lru_cache(maxsize=KEPT)
def _keys(text: str) -> tuple[str, ...]:
    return tuple(term.key for term in terms(text))


def _settled(asked: Question, found: Found) -> Found:
    """Return the span, or of one word that should settle a yes or no the clause it stands in.

    A word alone states nothing. Longer spans stay: in qa/training/data/dev*.jsonl their clauses
    agreed less with the gold answers.
    """
    text = found.passage.document.text
    if asked.answer_type != "yes_no" or len(text[found.start : found.stop].split()) > 1:
        return found
    sentence = cite(found).sentence
    start = max(
        (m.end() for m in CLAUSE_END.finditer(text, sentence.start, found.start)),
        default=sentence.start,
    )
    end = CLAUSE_END.search(text, found.stop, sentence.stop)
    return replace(found, start=start, stop=end.start() if end else sentence.stop)


def _reason(asked: Question, weighed: Sequence[_Weighed]) -> Reason:
    if asked.language not in LANGUAGES:
        return "language_unsupported"
    return "low_confidence" if weighed and weighed[0].found.score > 0 else "not_stated"


def cite(found: Found) -> Citation:
    """Return the citation of a span, with the sentence it stands in."""
    document, passage = found.passage.document, found.passage
    for sentence in sentence_spans(passage.text):
        start, stop = passage.start + sentence.start, passage.start + sentence.stop
        if start <= found.start < stop:
            return Citation(document, found.start, found.stop, Span(start, max(stop, found.stop)))
    return Citation(document, found.start, found.stop, Span(found.start, found.stop))


def checked(question: str) -> str:
    """Return the question; BadQuestion says why it cannot be asked."""
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadQuestion(question, "it holds half a character; wanted text") from error
    if not question.strip():
        raise BadQuestion(question, "it is blank; wanted a question in English or Russian")
    if len(question) > QUESTION_LIMIT:
        raise BadQuestion(
            question, f"it has {len(question)} characters; wanted {QUESTION_LIMIT} at most"
        )
    return question
