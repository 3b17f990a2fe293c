"""An answer that was given, checked against the articles that it quotes."""

import json

import pytest

from index.store import Store
from qa.verification import WrongAnswer, verify
from qa.web.payload import outcome_payload

QUESTION = "what's the CKD capacity?"


@pytest.fixture
def store(tmp_path, cars) -> Store:
    store = Store(tmp_path / "store")
    store.add(cars)
    return store


@pytest.fixture
def given(service) -> dict:
    return outcome_payload(service.answerer.ask(QUESTION), service.answerer.names)


@pytest.fixture
def checked(tmp_path, store):
    def check(said) -> int:
        path = tmp_path / "answer.json"
        path.write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")
        return verify(path, store)

    return check


def test_every_citation_of_an_answer_is_checked(checked, given):
    assert checked(given) == 3


def test_the_nearest_of_a_refusal_is_checked(checked, service):
    refusal = service.answerer.ask("What is the price of the JAC S3?")
    said = outcome_payload(refusal, service.answerer.names)
    assert checked(said) == 1
    said["refusal"]["nearest"]["start_char_index"] += 1
    with pytest.raises(WrongAnswer, match="does not stand at"):
        checked(said)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cited_text": "12 000 единиц в год"}, "'12 000 единиц в год' does not stand at 73 to 92"),
        ({"start_char_index": -1950}, "does not stand at -1950 to 92 of document cars"),
        ({"source_sha256": "0" * 64}, "document cars has changed since"),
        ({"document_id": "nope"}, "there is no document 'nope'"),
        ({"sentence": {}}, "it is not an answer as it was given: 'text'"),
    ],
)
def test_what_does_not_agree_is_named(checked, given, change, reason):
    given["answers"][0]["citation"].update(change)
    with pytest.raises(WrongAnswer, match=reason):
        checked(given)


def test_a_sentence_that_was_changed_is_named(checked, given):
    given["answers"][0]["citation"]["sentence"]["text"] = "Мощность линии CKD мала."
    with pytest.raises(WrongAnswer, match=r"'Мощность линии CKD мала\.' does not stand"):
        checked(given)


def test_an_answer_that_is_not_what_its_citation_quotes_is_named(checked, given):
    given["answers"][0]["text"] = "12 000 единиц в год"
    with pytest.raises(WrongAnswer, match="'12 000 единиц в год' is not what its citation quotes"):
        checked(given)


@pytest.mark.parametrize("said", ["", "[]", "{}", '"answers"', '{"answers": null}'])
def test_what_is_no_answer_is_named(checked, said):
    with pytest.raises(WrongAnswer, match="it is not"):
        checked(said)
