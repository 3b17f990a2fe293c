import re
from html import unescape

import pytest

QUESTION = "what's the CKD capacity?"
PRICE = "What is the price of the JAC S3?"


@pytest.fixture
def begun(client, service):
    """Return the address of a conversation of one answer and one refusal."""
    address = client.post("/", data={"q": QUESTION}).location.partition("#")[0]
    client.post(address, data={"q": PRICE})
    return address


@pytest.fixture
def other(client):
    """Return another browser."""
    return client.application.test_client()


def texts(html: str, tag: str, name: str) -> list[str]:
    page = html.split("<template")[0]
    found = re.findall(rf'<{tag} class="{name}[^"]*"[^>]*>(.*?)</{tag}>', page, re.S)
    return [unescape(re.sub("<[^>]*>", "", each)).strip() for each in found]


def test_a_conversation_shows_its_turns_at_its_address(client, begun):
    html = client.get(begun).text
    assert texts(html, "h2", "question") == [QUESTION, PRICE]
    assert texts(html, "p", "words")[0] == "10 000 единиц в год"
    assert texts(html, "p", "words is-refusal") == ["Not stated in the articles"]


def test_the_answer_is_large_marked_in_its_sentence_and_says_how_sure_it_is(client, begun, cars):
    html = client.get(begun).text
    assert '<p class="words" lang="ru" dir="auto">10 000 единиц в год</p>' in html
    assert "Мощность линии CKD составит <mark>10 000 единиц в год</mark>.</p>" in html
    assert "Almost certainly right" in html
    assert ">93%<" in html
    assert '<rect width="93"' in html
    assert "Kazpravda.kz" in html
    assert "quoted in the article’s language, Russian" in html


def test_a_reader_of_the_articles_language_is_told_nothing_twice(client, begun):
    html = client.get(begun, headers={"Accept-Language": "ru"}).text
    first = html.split('id="exchange-1"')[1].split("<details")[0]
    assert "цитата на языке" not in first


def test_other_candidates_are_folded_away(client, begun):
    html = client.get(begun).text
    details = html.split('<details class="fold">')[1].split("</details>")[0]
    assert "2 other candidates" in details
    assert "28 миллионов долларов" in details
    assert "<b>28,000,000 USD</b>" in details
    assert ">1%<" in details  # 0.4 % is little, not nothing


def test_a_refusal_says_what_occurs_nowhere_and_the_nearest_thing_stated(client, begun):
    html = client.get(begun).text
    assert "no sentence of them says it" in html
    assert ">price</b>" in html
    assert "&lt;i&gt;S3&lt;/i&gt;</b>" in html
    assert "<mark>28 миллионов долларов</mark>" in html


def test_a_form_that_is_sent_twice_asks_once(client, service, begun):
    for _ in range(2):
        response = client.post(begun, data={"q": "Why?", "exchange": "e" * 22})
    assert response.location == f"{begun}#exchange-3"
    assert service.conversations.listed(None)[0].length == 3


def test_a_page_that_was_gone_back_to_asks_something_else_as_well(client, service, begun):
    for question in ("Why?", "What for?"):
        client.post(begun, data={"q": question, "exchange": "e" * 22})
    assert service.conversations.listed(None)[0].length == 4


def test_an_over_long_question_is_kept_and_the_conversation_as_it_was(client, service, begun):
    response = client.post(begun, data={"q": "Why? " * 200})
    assert response.status_code == 422
    assert "1,000 characters; a question can have 500 at most" in response.text
    assert "Why? " * 200 in response.text
    assert service.conversations.listed(None)[0].length == 2


def test_a_follow_up_is_asked_after_the_turns_before_it(client, service, begun, monkeypatch):
    asked = []
    ask = service.answerer.ask

    def listening(question, turns=(), **options):
        asked.append((question, len(turns)))
        return ask(question, turns, **options)

    monkeypatch.setattr(service.answerer, "ask", listening)
    client.post(begun, data={"q": "And why?"})
    client.post(begun, data={"q": "Why is that so?", "complete": "1"})
    assert asked == [("And why?", 2), ("Why is that so?", 0)]


def test_a_completed_question_is_shown_and_can_be_edited(client, service, begun, monkeypatch):
    from dataclasses import replace

    ask = service.answerer.ask
    monkeypatch.setattr(
        service.answerer,
        "ask",
        lambda question, **options: replace(ask(question, **options), resolved_question="Why <b>?"),
    )
    client.post(begun, data={"q": "And why?"})
    html = client.get(begun).text
    assert re.search(r'Read as: <span lang="en" dir="auto">Why &lt;b&gt;\?</span>', html)
    edited = html.split('name="complete"')[1].split("</form>")[0]
    assert 'value="Why &lt;b&gt;?"' in edited


def test_conversations_are_listed_to_the_browser_that_began_them(client, other, begun):
    assert begun in client.get("/conversations").text
    assert "2 questions" in client.get("/conversations").text
    assert begun in client.get("/").text
    assert begun not in other.get("/conversations").text
    other.post("/", data={"q": "Why?"})
    assert begun not in other.get("/conversations").text


def test_another_browser_reads_a_conversation_and_changes_nothing(client, other, service, begun):
    html = other.get(begun).text
    assert "10 000 единиц в год" in html
    assert "begun in another browser" in html
    assert "Delete for good" not in html
    assert 'name="verdict"' not in html
    exchange = service.conversations.get(begun.split("/")[-1]).exchanges[0].id
    for path in ("", "/title", "/delete", f"/exchanges/{exchange}/feedback"):
        response = other.post(begun + path, data={"q": "Why?", "title": "x", "verdict": "right"})
        assert response.status_code == 403
    (kept,) = service.conversations.listed(None)
    assert (kept.title, kept.length) == (QUESTION, 2)


def test_what_another_browser_asked_is_kept_on_the_page_that_refuses_it(other, begun):
    assert 'value="Why &lt;b&gt;?"' in other.post(begun, data={"q": "Why <b>?"}).text


def test_a_conversation_is_renamed(client, begun):
    client.post(f"{begun}/title", data={"title": "  JAC <b>  "})
    html = client.get(begun).text
    assert '<h1 dir="auto">JAC &lt;b&gt;</h1>' in html
    assert "<title>JAC &lt;b&gt; – Article QA</title>" in html


@pytest.mark.parametrize("title", ["", "  ", "x" * 121])
def test_a_name_that_cannot_be_kept_is_refused(client, begun, title):
    response = client.post(f"{begun}/title", data={"title": title})
    assert response.status_code == 400
    assert "A name has from 1 to 120 characters." in response.text


def test_a_conversation_that_nothing_was_asked_in_has_a_name_all_the_same(client, service, begun):
    empty = service.conversations.create(service.conversations.listed(None)[0].owner)
    assert "Nothing asked yet</a>" in client.get("/conversations").text
    assert '<h1 dir="auto">Nothing asked yet</h1>' in client.get(f"/conversations/{empty.id}").text


def test_no_search_engine_hands_out_the_address_of_a_conversation(client, begun):
    assert '<meta name="robots" content="noindex">' in client.get(begun).text
    assert "noindex" not in client.get("/").text


def test_a_conversation_is_deleted(client, begun):
    assert client.post(f"{begun}/delete").location == "/conversations"
    assert client.get(begun).status_code == 404
    assert "There is no such conversation." in client.get(begun).text
    assert client.post(begun, data={"q": "Why?"}).status_code == 404


def test_the_source_stands_beside_with_the_quote_marked(client, begun):
    html = client.get(f"{begun}?source=1.1").text
    pane = html.split('<aside class="pane"')[1]
    assert '<mark id="quote">10 000 единиц в год</mark>' in pane
    assert "Source, citation 1 of 4" in pane
    assert f'href="{begun}?source=1.2#quote"' in pane
    assert "Экспорт пойдёт в Россию." in pane
    assert f'href="{begun}#exchange-1"' in pane


def test_the_last_citation_has_none_after_it(client, begun):
    pane = client.get(f"{begun}?source=2.1").text.split('<aside class="pane"')[1]
    assert f'href="{begun}?source=1.3#quote"' in pane
    assert re.search(r'<a class="icon-button" aria-disabled="true"[^>]*data-step="next"', pane)


@pytest.mark.parametrize("source", ["9.1", "1.9", "0.1", "x", ""])
def test_a_citation_that_is_not_there_is_a_404_page(client, begun, source):
    response = client.get(f"{begun}?source={source}")
    assert response.status_code == 404
    assert "no such citation" in response.text


def test_the_right_words_are_chosen_only_by_who_may_judge(client, other, begun):
    address = f"{begun}?source=1.1&choose=wrong_place"
    assert "data-choosing" in client.get(address).text
    assert "data-choosing" not in other.get(address).text
    assert "data-choosing" not in client.get(f"{begun}?source=1.1&choose=right").text


def test_a_quote_is_copied_with_its_reference(client, begun, cars):
    html = client.get(begun).text
    (copied, *_) = re.findall(r'data-copy="([^"]*)"', html)
    assert unescape(copied) == (
        "“10 000 единиц в год” – Автомобили JAC показали премьер-министрам, Kazpravda.kz. "
        f"http://localhost/documents/cars?start=73&stop=92&sha256={cars.sha256}#quote"
    )
