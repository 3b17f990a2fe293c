"""Citations, answers and refusals are slices of their documents."""

from dataclasses import FrozenInstanceError

import pytest

from qa import Answer, Answers, Citation, Refusal
from qa.answer import CONTEXT
from source import Document, Span

DOCUMENT = Document(
    "cars", "Cars", "Вступление 🚗. Мощность 10\u202f000 единиц. Конец e\u0301 شاي."
)
SENTENCE = Span(15, 40)


def cite(start: int, stop: int) -> Citation:
    return Citation(DOCUMENT, start, stop, SENTENCE)


def test_a_quote_is_a_slice_in_code_points():
    start = DOCUMENT.text.index("10\u202f000")
    assert cite(start, start + 13).quote == "10\u202f000 единиц"


def test_the_sentence_is_a_slice():
    assert cite(24, 30).sentence_text == DOCUMENT.text[15:40]


def test_prefix_quote_and_suffix_follow_one_another():
    citation = cite(24, 30)
    assert citation.prefix + citation.quote + citation.suffix == DOCUMENT.text
    assert citation.prefix == DOCUMENT.text[:24]


def test_prefix_and_suffix_are_no_longer_than_the_context():
    long = Document("long", "Long", "a" * 100 + "QUOTE" + "b" * 100)
    citation = Citation(long, 100, 105, Span(0, 205))
    assert (citation.prefix, citation.suffix) == ("a" * CONTEXT, "b" * CONTEXT)


def test_a_quote_at_the_edges_has_no_context_there():
    whole = cite(0, len(DOCUMENT.text))
    assert (whole.prefix, whole.quote, whole.suffix) == ("", DOCUMENT.text, "")


@pytest.mark.parametrize(
    "start, stop", [(-1, 3), (0, 0), (5, 5), (5, 4), (0, 10_000), (len(DOCUMENT.text), 10_000)]
)
def test_a_span_outside_the_document_is_no_citation(start, stop):
    with pytest.raises(ValueError, match=f"span {start}:{stop} lies outside document cars"):
        cite(start, stop)


def test_an_answer_says_its_quote():
    assert Answer(cite(0, 10), 0.9).text == "Вступление"


def test_nothing_is_filled_in_later():
    answer = Answer(cite(0, 10), 0.9)
    for value, field in ((answer, "confidence"), (answer.citation, "start")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field, 0)


def test_outcomes_say_what_they_answer():
    answers = Answers("What?", "en", "quantity", (Answer(cite(0, 10), 0.9),))
    refusal = Refusal("What?", "en", "quantity", "not_stated", "It is not stated.")
    assert (answers.resolved_question, answers.timings.total) == (None, 0.0)
    assert (refusal.unmatched_terms, refusal.nearest) == ((), None)
