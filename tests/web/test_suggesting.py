import threading

import pytest

from qa.web.suggesting import suggested


@pytest.fixture
def questions(service, monkeypatch):
    """Return what each article is said to answer, by article; languages asked for are noted."""
    made = {"cars": ("a", "b", "c", "d"), "tea": ("a", "x")}
    asked = []

    def suggestions(document_id, language):
        asked.append(language)
        return made[document_id]

    monkeypatch.setattr(service, "suggestions", suggestions)
    return asked


def test_the_last_articles_take_turns_and_nothing_is_said_twice(client, questions, cars, tea):
    with client.application.test_request_context():
        assert suggested([cars, tea]) == ["a", "x", "b", "c"]


@pytest.mark.parametrize(("page", "language"), [("en", "en"), ("ru", "ru"), ("kk", "ru")])
def test_they_are_in_a_language_that_can_be_asked_in(client, questions, cars, page, language):
    with client.application.test_request_context(headers={"Accept-Language": page}):
        suggested([cars])
    assert questions == [language]


def test_without_articles_there_is_nothing_to_suggest(client, questions):
    with client.application.test_request_context():
        assert suggested([]) == []


def test_questions_that_are_not_known_yet_are_not_waited_for(client, service, cars, tea):
    known = threading.Event()
    service.suggestions = lambda document_id, _: known.wait(10) and [document_id]
    with client.application.test_request_context():
        assert suggested([cars, tea], patience=0.01) == []
        known.set()
        assert suggested([cars, tea], patience=None) == ["tea", "cars"]


def test_an_article_that_is_removed_meanwhile_suggests_nothing(client, service, cars, tea):
    from index.store import UnknownDocument

    def suggestions(document_id, language):
        if document_id == "tea":
            raise UnknownDocument(document_id)
        return ["Why?"]

    service.suggestions = suggestions
    with client.application.test_request_context():
        assert suggested([cars, tea]) == ["Why?"]
