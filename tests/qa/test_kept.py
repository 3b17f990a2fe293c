"""An outcome as text: the same outcome comes back, without its document."""

import json

import pytest

from qa import Answers, Citation, Refusal, kept
from qa.answer import Answer, Timings, Value
from qa.answerer import Names
from qa.web.payload import outcome_payload
from source import Document, Span

TEXT = "Завод построен. Мощность составит 10 000 единиц в год 🚗. Всё."
PLANT = Document("plant", "Завод", TEXT, "ru", "Газета", "https://example.org/a", True)
CAPACITY = Citation(PLANT, 34, 53, Span(16, 56))
ANSWERS = Answers(
    "What is the capacity?",
    "en",
    "quantity",
    (
        Answer(CAPACITY, 0.8125, Value("quantity", 10000.0, "единиц/год")),
        Answer(Citation(PLANT, 0, 5, Span(0, 15)), 0.25),
    ),
    Timings(1.0, 2.0, 3.5),
    "What is the capacity of the plant?",
)
REFUSAL = Refusal(
    "And the price?",
    "en",
    "money",
    "not_stated",
    "No.",
    ("price",),
    CAPACITY,
    0.125,
    Timings(),
    "Full?",
)
NAMES = Names("words", "quotes", "c0ffee")


def test_the_quotation_holds_the_words_of_its_citation():
    quoted = kept.quotation(CAPACITY)
    assert (quoted.start, quoted.stop, quoted.quote) == (34, 53, "10 000 единиц в год")
    assert quoted.sentence_text == "Мощность составит 10 000 единиц в год 🚗."
    assert (quoted.prefix, quoted.suffix) == (CAPACITY.prefix, CAPACITY.suffix)
    assert quoted.document.sha256 == PLANT.sha256
    assert quoted.document.title_is_ours is True


@pytest.mark.parametrize("outcome", [ANSWERS, REFUSAL], ids=["answers", "refusal"])
def test_what_was_written_is_read_as_it_was(outcome):
    assert kept.read(kept.written(outcome)) == kept.detached(outcome)


@pytest.mark.parametrize("outcome", [ANSWERS, REFUSAL], ids=["answers", "refusal"])
def test_a_kept_outcome_has_the_same_json_as_the_one_that_was_given(outcome):
    again = kept.read(kept.written(outcome))
    assert outcome_payload(again, NAMES) == outcome_payload(outcome, NAMES)


def test_a_refusal_without_a_nearest_passage_is_kept():
    bare = Refusal("Why?", "en", "reason", "no_passage", "There is no article.")
    assert kept.read(kept.written(bare)) == bare


def test_the_text_of_the_document_is_not_written_with_it():
    assert "Завод построен" not in json.loads(kept.written(REFUSAL))["nearest"].values()
