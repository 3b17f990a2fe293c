"""Answers, refusals and documents as JSON, for the endpoint and for `qa ask --json`."""

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from qa.answer import Answer, Answers, Citation, Refusal, Timings, Value
from source import Document

if TYPE_CHECKING:
    from qa.answerer import Names
    from qa.conversations import Conversation, Feedback, Heading

Payload = dict[str, object]

TOP_K_LIMIT = 10  # answers to one question, at most
ID_LENGTH = 32  # hex digits: 128 bits of a SHA-256
CONFIDENCE_DIGITS = 4
MILLISECOND_DIGITS = 3


def dumps(payload: Payload) -> str:
    """Return the payload as one line of JSON, in the order of its keys, safe to encode."""
    # a lone surrogate is no text in UTF-8; the backslash form is the JSON escape for it
    written = json.dumps(payload, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return written.decode()


def outcome_payload(outcome: Answers | Refusal, names: "Names") -> Payload:
    """Return what a question came to.

    All but the timings follows from the question and the index, and the id from all but the
    timings: the same question over the same index has the same id.
    """
    answerable = isinstance(outcome, Answers)
    said: Payload = {
        "question": outcome.question,
        "resolved_question": outcome.resolved_question,
        "question_language": outcome.language,
        "answer_type": outcome.answer_type,
        "answerable": answerable,
        "refusal": None if answerable else _refusal(outcome),
        "answers": [_answer(each) for each in outcome.answers] if answerable else [],
        "model": asdict(names),
    }
    return {
        "id": hashlib.sha256(dumps(said).encode()).hexdigest()[:ID_LENGTH],
        **said,
        "timings_ms": _timings(outcome.timings),
    }


def document_payload(document: Document) -> Payload:
    """Return what is known about a document, without its text."""
    return {
        "id": document.id,
        "title": document.title,
        "title_is_ours": document.title_is_ours,
        "language": document.language,
        "publisher": document.publisher,
        "url": document.url,
        "sha256": document.sha256,
        "length": len(document.text),
    }


def document_payload_with_text(document: Document) -> Payload:
    """Return what is known about a document, and the text that every offset counts in."""
    return {**document_payload(document), "text": document.text}


def heading_payload(heading: "Heading") -> Payload:
    """Return what is known about a conversation, without what was said in it."""
    return {
        "id": heading.id,
        "title": heading.title,
        "started_at": heading.started_at.isoformat(),
        "changed_at": heading.changed_at.isoformat(),
        "length": heading.length,
    }


def conversation_payload(conversation: "Conversation") -> Payload:
    """Return a conversation with each turn as it was answered, and what was said of it."""
    return {
        **heading_payload(conversation),
        "turns": [
            {
                "turn_id": each.id,
                "asked_at": each.asked_at.isoformat(),
                **outcome_payload(each.outcome, each.names),
                "feedback": None if each.feedback is None else feedback_payload(each.feedback),
            }
            for each in conversation.exchanges
        ],
    }


def feedback_payload(feedback: "Feedback") -> Payload:
    """Return what a person said of an outcome."""
    span = feedback.span
    return {
        "verdict": feedback.verdict,
        "span": span
        and {
            "document_id": span.document_id,
            "source_sha256": span.sha256,
            "start_char_index": span.start,
            "end_char_index": span.stop,
            "cited_text": span.quote,
        },
        "comment": feedback.comment,
        "given_at": feedback.given_at.isoformat(),
    }


def _answer(answer: Answer) -> Payload:
    return {
        "text": answer.text,
        "language": answer.citation.document.language,
        "confidence": round(answer.confidence, CONFIDENCE_DIGITS),
        "value": None if answer.value is None else _value(answer.value),
        "citation": _citation(answer.citation),
    }


def _refusal(refusal: Refusal) -> Payload:
    return {
        "reason": refusal.reason,
        "message": refusal.message,
        "unmatched_terms": list(refusal.unmatched_terms),
        "nearest": None if refusal.nearest is None else _citation(refusal.nearest),
    }


def _citation(citation: Citation) -> Payload:
    return {
        "type": "char_location",
        "cited_text": citation.quote,
        "document_id": citation.document.id,
        "document_title": citation.document.title,
        "url": citation.document.url,
        "source_sha256": citation.document.sha256,
        "start_char_index": citation.start,
        "end_char_index": citation.stop,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "sentence": {
            "text": citation.sentence_text,
            "start_char_index": citation.sentence.start,
            "end_char_index": citation.sentence.stop,
        },
    }


def _value(value: Value) -> Payload:
    """Return only what the kind of value has: no unit for a date, no date for a number."""
    payload: Payload = {"kind": value.kind}
    if value.number is not None:
        whole = float(value.number).is_integer()
        payload["number"] = int(value.number) if whole else value.number
    if value.unit is not None:
        payload["unit"] = value.unit
    if value.date is not None:
        payload["date"] = value.date
    return payload


def _timings(timings: Timings) -> Payload:
    return {
        "retrieve": round(timings.retrieve, MILLISECOND_DIGITS),
        "read": round(timings.read, MILLISECOND_DIGITS),
        "total": round(timings.total, MILLISECOND_DIGITS),
    }
