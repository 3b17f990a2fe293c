import re
from html import unescape

import pytest

QUESTION = "what's the CKD capacity?"
IDS = {"conversation": "c" * 22, "exchange": "e" * 22}


def test_the_first_page_has_a_focused_box_the_articles_and_something_to_ask(client, service):
    service.suggestions = lambda *asked: [QUESTION] if asked == ("cars", "en") else []
    response = client.get("/")
    assert response.status_code == 200
    assert re.search(r'<input id="q" name="q" [^>]*autofocus>', response.text)
    assert 'href="/documents/cars" lang="ru"' in response.text
    assert 'name="q" value="what&#39;s the CKD capacity?"' in response.text


def test_a_question_begins_a_conversation_at_an_address_of_its_own(client, service):
    response = client.post("/", data={"q": QUESTION})
    assert response.status_code == 303
    (kept,) = service.conversations.listed(None)
    assert response.location == f"/conversations/{kept.id}#exchange-1"
    assert (kept.title, kept.length) == (QUESTION, 1)
    assert len(kept.id) == 22


def test_a_form_that_is_sent_twice_asks_once(client, service):
    first, second = (client.post("/", data={"q": QUESTION, **IDS}) for _ in range(2))
    assert first.location == second.location
    (kept,) = service.conversations.listed(None)
    assert (kept.id, kept.length) == (IDS["conversation"], 1)


def test_a_form_that_was_gone_back_to_asks_something_else_in_a_new_conversation(client, service):
    client.post("/", data={"q": QUESTION, **IDS})
    client.post("/", data={"q": "Why?", **IDS})
    assert [(each.title, each.length) for each in service.conversations.listed(None)] == [
        ("Why?", 1),
        (QUESTION, 1),
    ]


@pytest.mark.parametrize("made_up", ["a b", "../x", "", "x" * 65])
def test_made_up_ids_are_not_used(client, service, made_up):
    sent = {"q": QUESTION, "conversation": made_up, "exchange": made_up}
    assert client.post("/", data=sent).status_code == 303
    assert len(service.conversations.listed(None)[0].id) == 22


def test_a_question_in_the_address_is_answered_and_not_kept(client, service):
    html = client.get("/", query_string={"q": QUESTION}).text
    assert '<p class="words" lang="ru" dir="auto">10 000 единиц в год</p>' in html
    assert "<title>what&#39;s the CKD capacity? – Article QA</title>" in html
    assert 'name="verdict"' not in html
    assert service.conversations.listed(None) == []


def test_asking_on_from_a_question_in_the_address_keeps_both(client, service):
    response = client.post("/", data={"q": "Why?", "before": QUESTION})
    (heading,) = service.conversations.listed(None)
    kept = service.conversations.get(heading.id)
    assert [each.question for each in kept.exchanges] == [QUESTION, "Why?"]
    assert response.location.endswith("#exchange-2")


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_over_long_question_is_kept_and_its_limit_named(client, service, method):
    question = "<i>ё</i>" * 70
    sent = {"query_string": {"q": question}} if method == "get" else {"data": {"q": question}}
    response = getattr(client, method)("/", **sent)
    assert response.status_code == 422
    assert "560 characters; a question can have 500 at most" in response.text
    kept = re.search(r"<textarea [^>]*>\n(.*?)</textarea>", response.text, re.S)[1]
    assert unescape(kept) == question
    assert "<i>" not in response.text
    assert service.conversations.listed(None) == []


def test_a_question_over_any_address_is_kept_as_well(client):
    response = client.post("/", data={"q": "🫖" * 10_000})
    assert response.status_code == 422
    assert "10,000 characters" in response.text
    assert "🫖" * 10_000 in response.text


def test_a_blank_question_is_asked_for(client):
    response = client.get("/?q=+")
    assert response.status_code == 422
    assert "Type a question first." in response.text


def test_many_articles_are_counted_rather_than_listed(client, service, cars):
    from source import Document

    for number in range(5):
        service.store.add(Document(f"more-{number}", f"More {number}", f"Text {number}."))
    html = client.get("/").text
    assert "And 2 more" in html
    assert "More 3" not in html
