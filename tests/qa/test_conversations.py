"""Conversations that are kept: in order, once, and as they were given."""

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta

import pytest

from qa import Answers, Citation, Refusal
from qa.answer import Answer, Value
from qa.answerer import Names
from qa.conversations import (
    COMMENT_LIMIT,
    EXCHANGES,
    FILE,
    TITLE_LIMIT,
    Conversations,
    DamagedConversations,
    FullConversation,
    IdTaken,
    Place,
    UnknownConversation,
    UnknownExchange,
    new_id,
)
from qa.kept import detached
from source import Document, Span

NAMES = Names("words", "quotes", "c0ffee")
PLANT = Document("plant", "Завод", "Мощность составит 10 000 единиц в год.", "ru")
CAPACITY = Citation(PLANT, 18, 37, Span(0, 38))
ANSWER = Answer(CAPACITY, 0.8, Value("quantity", 10000.0, "единиц/год"))
PLACE = Place("plant", PLANT.sha256, 18, 24, "10 000")
BEGAN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Clock:
    """Goes on by a second each time it is asked."""

    def __init__(self):
        self.asked = -1

    def __call__(self) -> datetime:
        self.asked += 1
        return BEGAN + timedelta(seconds=self.asked)


def answered(question: str) -> Answers:
    return Answers(question, "en", "quantity", (ANSWER,), resolved_question=f"{question} in full")


def refused(question: str) -> Refusal:
    return Refusal(question, "en", "money", "not_stated", "No.", ("price",), CAPACITY)


@pytest.fixture
def conversations(tmp_path) -> Conversations:
    return Conversations(tmp_path, Clock())


# What is kept


def test_an_exchange_comes_back_as_it_was_given(conversations):
    begun = conversations.create()
    conversations.append(begun.id, "a", answered("How many?"), NAMES)
    conversations.append(begun.id, "b", refused("And the price?"), NAMES)
    first, second = conversations.get(begun.id).exchanges
    assert first.outcome == detached(answered("How many?"))
    assert second.outcome == detached(refused("And the price?"))
    assert (first.id, first.number, second.id, second.number) == ("a", 0, "b", 1)
    assert (first.question, first.resolved_question) == ("How many?", "How many? in full")
    assert (first.names, first.asked_at) == (NAMES, BEGAN + timedelta(seconds=1))


def test_a_restarted_server_finds_what_was_kept(conversations, tmp_path):
    begun = conversations.create("me", "Plants")
    conversations.append(begun.id, "a", answered("How many?"), NAMES)
    assert Conversations(tmp_path).get(begun.id) == conversations.get(begun.id)


def test_a_conversation_has_the_title_of_its_first_question(conversations):
    begun = conversations.create()
    assert begun.title == ""
    conversations.append(begun.id, "a", answered(f"  {'я' * 200}"), NAMES)
    conversations.append(begun.id, "b", answered("Second?"), NAMES)
    assert conversations.get(begun.id).title == "я" * TITLE_LIMIT


def test_a_title_that_was_given_stays(conversations):
    begun = conversations.create(title=" Plants ")
    conversations.append(begun.id, "a", answered("How many?"), NAMES)
    assert conversations.get(begun.id).title == "Plants"


def test_the_last_changed_is_listed_first(conversations):
    old, new = conversations.create(title="old"), conversations.create(title="new")
    assert [each.title for each in conversations.listed()] == ["new", "old"]
    conversations.append(old.id, "a", answered("How many?"), NAMES)
    listed = conversations.listed()
    assert [(each.id, each.length) for each in listed] == [(old.id, 1), (new.id, 0)]
    assert (listed[0].started_at, listed[0].changed_at) == (BEGAN, BEGAN + timedelta(seconds=2))
    assert [each.title for each in conversations.listed(limit=1, offset=1)] == ["new"]


def test_an_owner_lists_no_other_ones(conversations):
    conversations.create("me", "mine")
    conversations.create("you", "yours")
    conversations.create(title="nobody's")
    assert [each.title for each in conversations.listed("me")] == ["mine"]
    assert [each.title for each in conversations.listed()] == ["nobody's"]
    assert len(conversations.listed(None)) == 3


def test_renaming_changes_the_title_and_not_the_order(conversations):
    first = conversations.create(title="first")
    conversations.create(title="second")
    conversations.rename(first.id, " Renamed ")
    assert [each.title for each in conversations.listed()] == ["second", "Renamed"]


def test_deleting_takes_the_exchanges_and_the_feedback_with_it(conversations):
    begun, other = conversations.create(), conversations.create()
    for each in (begun, other):
        conversations.append(each.id, "a", answered("How many?"), NAMES)
        conversations.judge(each.id, "a", "right")
    conversations.delete(begun.id)
    with pytest.raises(UnknownConversation, match="it may have been deleted"):
        conversations.get(begun.id)
    assert conversations.get(other.id).length == 1
    assert len(conversations.judged()) == 1


# Once, whatever is sent again


def test_the_same_exchange_again_is_kept_once_as_it_was_first(conversations):
    begun = conversations.create()
    first = conversations.append(begun.id, "a", answered("How many?"), NAMES)
    again = conversations.append(begun.id, "a", refused("How many?"), NAMES)
    assert again == first
    assert conversations.get(begun.id).exchanges == (first,)
    assert conversations.exchange(begun.id, "a", "How many?") == first
    assert conversations.exchange(begun.id, "b", "How many?") is None


def test_an_id_is_not_given_to_another_question(conversations):
    begun = conversations.create()
    conversations.append(begun.id, "a", answered("How many?"), NAMES)
    with pytest.raises(IdTaken, match="another question"):
        conversations.append(begun.id, "a", answered("When?"), NAMES)
    with pytest.raises(IdTaken):
        conversations.exchange(begun.id, "a", "When?")
    assert conversations.get(begun.id).length == 1


def test_two_conversations_may_have_the_same_exchange_id(conversations):
    for _ in range(2):
        begun = conversations.create()
        assert conversations.append(begun.id, "a", answered("How many?"), NAMES).number == 0


def test_beginning_again_with_the_same_id_begins_nothing_new(conversations):
    begun = conversations.create("me", conversation_id="mine")
    assert conversations.create("me", "other title", "mine") == begun
    with pytest.raises(IdTaken, match="another conversation"):
        conversations.create("you", conversation_id="mine")


def test_two_tabs_at_once_leave_every_exchange_in_one_order(conversations):
    begun = conversations.create()

    def ask(tab: str):
        for number in range(10):
            conversations.append(begun.id, f"{tab}{number}", answered(f"{tab}{number}?"), NAMES)

    tabs = [threading.Thread(target=ask, args=(tab,)) for tab in "xy"]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    kept = conversations.get(begun.id).exchanges
    assert [each.number for each in kept] == list(range(20))
    for tab in "xy":
        assert [e.id for e in kept if e.id[0] == tab] == [f"{tab}{n}" for n in range(10)]


def _append(folder, conversation_id, exchange_id):
    conversations = Conversations(folder)
    for number in range(5):
        conversations.append(
            conversation_id, f"{exchange_id}{number}", answered("How many?"), NAMES
        )
        conversations.append(conversation_id, "shared", answered("Shared?"), NAMES)


def test_several_processes_leave_every_exchange_once(conversations, tmp_path):
    begun = conversations.create()
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_append, args=(tmp_path, begun.id, w)) for w in "xy"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    kept = conversations.get(begun.id).exchanges
    assert [each.number for each in kept] == list(range(11))
    assert len({each.id for each in kept}) == 11


# Feedback


def test_feedback_stands_with_its_exchange(conversations):
    begun = conversations.create()
    conversations.append(begun.id, "a", answered("How many?"), NAMES)
    conversations.append(begun.id, "b", refused("And the price?"), NAMES)
    said = conversations.judge(begun.id, "a", "wrong_place", PLACE, " Не там. ")
    first, second = conversations.get(begun.id).exchanges
    assert first.feedback == said
    assert (said.verdict, said.span, said.comment) == ("wrong_place", PLACE, "Не там.")
    assert second.feedback is None
    assert conversations.judged() == [first]


def test_what_is_said_last_of_an_exchange_holds(conversations):
    begun = conversations.create()
    conversations.append(begun.id, "a", answered("How many?"), NAMES)
    conversations.judge(begun.id, "a", "wrong", PLACE)
    conversations.judge(begun.id, "a", "right")
    [judged] = conversations.judged()
    assert (judged.feedback.verdict, judged.feedback.span) == ("right", None)
    conversations.withdraw(begun.id, "a")
    assert conversations.judged() == []


def test_feedback_on_what_is_not_there_is_refused(conversations):
    begun = conversations.create()
    with pytest.raises(UnknownExchange, match="has no exchange 'a'"):
        conversations.judge(begun.id, "a", "right")
    with pytest.raises(UnknownConversation):
        conversations.judge("nothing", "a", "right")


# Bad input


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda c, i: c.create(title="x" * 121), "the title has 121 characters; wanted 120 at"),
        (lambda c, i: c.create(conversation_id=""), "the id is ''; wanted 1 to 64 letters"),
        (lambda c, i: c.create(conversation_id="a/b"), "the id is 'a/b'"),
        (lambda c, i: c.rename(i, " "), "the title is blank; wanted 1 to 120 characters"),
        (lambda c, i: c.append(i, "x" * 65, answered("?"), NAMES), "wanted 1 to 64 letters"),
        (lambda c, i: c.judge(i, "a", "odd"), "the verdict is 'odd'; wanted one of right, wrong,"),
        (
            lambda c, i: c.judge(i, "a", "wrong", comment="x" * (COMMENT_LIMIT + 1)),
            "the comment has 2001 characters; wanted 2000 at most",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(conversations, call, reason):
    begun = conversations.create()
    conversations.append(begun.id, "a", answered("How many?"), NAMES)
    before = conversations.listed(None), conversations.get(begun.id)
    with pytest.raises(ValueError, match=reason.replace("?", r"\?")):
        call(conversations, begun.id)
    assert (conversations.listed(None), conversations.get(begun.id)) == before


def test_a_conversation_has_an_end(conversations, monkeypatch):
    monkeypatch.setattr("qa.conversations.EXCHANGES", 2)
    begun = conversations.create()
    for each in "ab":
        conversations.append(begun.id, each, answered("How many?"), NAMES)
    with pytest.raises(FullConversation, match="which is the most; begin another"):
        conversations.append(begun.id, "c", answered("How many?"), NAMES)
    assert conversations.append(begun.id, "a", answered("How many?"), NAMES).number == 0
    assert EXCHANGES == 1000


def test_ids_are_not_guessed_and_can_stand_in_an_address():
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(each) == 22 for each in ids)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough" * 40)
    with pytest.raises(DamagedConversations, match="restore a copy of"):
        Conversations(tmp_path)
