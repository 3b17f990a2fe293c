"""What readers said of answers as a question set: votes and corrections in our JSONL form."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.answer import Refusal
from qa.conversations import Exchange
from source import Document, sentence_spans

NO_WORDS = "said to be wrong, without the right words"
GONE = "about words that no article holds any more"


@dataclass(frozen=True)
class Gold:
    """A question with the words that answer it, as readers showed them; none: it is not stated."""

    exchange: Exchange
    answer: str = ""
    evidence: str = ""  # the sentence that the words stand in

    @property
    def question(self) -> str:
        """The question in full, so that it can be asked by itself."""
        return self.exchange.resolved_question or self.exchange.question


@dataclass(frozen=True)
class LeftOut:
    """What was said of an outcome, but tells no right answer."""

    exchange: Exchange
    reason: str


@dataclass(frozen=True)
class FeedbackSet:
    """The questions that feedback makes, and what it could not make any of."""

    records: tuple[Mapping[str, object], ...]
    left_out: tuple[LeftOut, ...]

    def to_jsonl(self) -> str:
        return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in self.records)

    def told(self) -> str:
        """Return how many questions there are, and why others are not, in words."""
        counts: dict[str, int] = {}
        for each in self.left_out:
            counts[each.reason] = counts.get(each.reason, 0) + 1
        lines = [f"questions: {len(self.records)}"]
        return "\n".join(lines + [f"left out, {reason}: {n}" for reason, n in counts.items()])


def feedback_set(judged: Iterable[Exchange], documents: Sequence[Document]) -> FeedbackSet:
    """Return the questions that were judged, each once, with every answer that was shown to it.

    A right answer is the one that was given, or the words that a reader chose instead; a right
    refusal makes a question without answers, unless another reader found one. Words count as long
    as one of the documents holds them.
    """
    found: dict[tuple[str, str], list[Gold]] = {}
    left_out = []
    for exchange in judged:
        gold = _gold(exchange, documents)
        if isinstance(gold, LeftOut):
            left_out.append(gold)
        else:
            key = (" ".join(gold.question.casefold().split()), exchange.outcome.language)
            found.setdefault(key, []).append(gold)
    return FeedbackSet(tuple(_records(found.values())), tuple(left_out))


def _gold(exchange: Exchange, documents: Sequence[Document]) -> Gold | LeftOut:
    said, outcome = exchange.feedback, exchange.outcome
    if said.span is not None:
        return _shown(exchange, documents)
    if said.verdict != "right":
        return LeftOut(exchange, NO_WORDS)
    if isinstance(outcome, Refusal):
        return Gold(exchange)
    citation = outcome.answers[0].citation
    gold = Gold(exchange, citation.quote, citation.sentence_text)
    held = any(gold.answer in each.text and gold.evidence in each.text for each in documents)
    return gold if held else LeftOut(exchange, GONE)


def _shown(exchange: Exchange, documents: Sequence[Document]) -> Gold | LeftOut:
    """Return the words that a reader chose, with the sentences that they stand in."""
    span = exchange.feedback.span
    for document in documents:
        if document.id == span.document_id and document.sha256 == span.sha256:
            return Gold(exchange, span.quote, _sentences(document.text, span.start, span.stop))
    return LeftOut(exchange, GONE)


def _sentences(text: str, start: int, stop: int) -> str:
    touched = [each for each in sentence_spans(text) if each.start < stop and start < each.stop]
    return text[touched[0].start : touched[-1].stop] if touched else text[start:stop]


def _records(groups: Iterable[Sequence[Gold]]) -> Iterator[Mapping[str, object]]:
    taken: set[str] = set()
    for group in groups:
        first = group[0].exchange
        answered = [gold for gold in group if gold.answer]
        evidence = list(dict.fromkeys(gold.evidence for gold in answered))
        outcome = first.outcome
        yield {
            "id": _unused(first.id, taken),
            "lang": outcome.language,
            "question": group[0].question,
            "answers": _commonest(gold.answer for gold in answered),
            "evidence": evidence[0] if evidence else "",
            "evidence_alt": evidence[1:],
            "type": outcome.answer_type if answered else "unanswerable",
        }


def _commonest(answers: Iterable[str]) -> list[str]:
    """Return each answer once, those first that most readers showed."""
    counts: dict[str, int] = {}
    for answer in answers:
        counts[answer] = counts.get(answer, 0) + 1
    return sorted(counts, key=lambda answer: -counts[answer])


def _unused(wanted: str, taken: set[str]) -> str:
    """Return an id that no record has yet: two conversations may have the same for an exchange."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name
