import re
from html import unescape

import pytest


def shown(html: str) -> str:
    """Return what a browser shows: tags dropped, entities read."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def article_text(html: str) -> str:
    body = html.split('<div class="text"', 1)[1].split(">", 1)[1].split("</div>", 1)[0]
    return "\n\n".join(
        shown(each) for each in re.findall(r'<p dir="auto" data-start="\d+">(.*?)</p>', body, re.S)
    )


def titles(html: str) -> list[str]:
    return [shown(each) for each in re.findall(r'<a class="title"[^>]*>(.*?)</a>', html)]


CARS, TEA = "Автомобили JAC показали премьер-министрам", "Tea <b>& sons</b>"


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("", [CARS, TEA]),
        ("премьер", [CARS]),
        ("KAZPRAVDA", [CARS]),
        ("tea costs", [TEA]),
        ("<b>&", [TEA]),
        ("tea премьер", []),
        ("отчёт", []),
    ],
)
def test_articles_are_found_by_words_of_title_publisher_and_text(client, sought, found):
    response = client.get("/documents", query_string={"q": sought})
    assert response.status_code == 200
    assert titles(response.text) == found


def test_a_search_says_how_many_it_found_and_keeps_its_words(client):
    html = client.get("/documents", query_string={"q": '"<b>tea'}).text
    assert "0 of 2 articles have these words." in html
    assert 'value="&#34;&lt;b&gt;tea"' in html
    assert "1 of 2 articles has these words." in client.get("/documents?q=tea").text


def test_a_service_without_articles_says_so(client, service):
    for document in service.store.documents():
        service.store.remove(document.id)
    assert "There are no articles yet." in client.get("/documents").text
    assert "There are no articles yet." in client.get("/").text


def test_an_article_is_shown_whole_with_its_line_breaks(client, cars):
    html = client.get("/documents/cars").text
    assert article_text(html) == cars.text.replace("\n \n \n", "\n\n")
    assert "<mark" not in html


def test_an_article_says_what_it_answers(client, service):
    service.suggestions = lambda document_id, _: ["What?"] if document_id == "cars" else []
    assert 'value="What?"' in client.get("/documents/cars").text
    assert "Questions that it answers" not in client.get("/documents/tea").text


def test_only_web_addresses_become_links(client):
    assert "javascript:" not in client.get("/documents/tea").text
    assert 'href="https://kazpravda.kz/cars" rel="noreferrer"' in client.get("/documents/cars").text


def test_the_span_is_marked_in_code_points_past_emoji_and_right_to_left(client, tea):
    for quote in ("👩‍👩‍👧", "شاي ساخن", "<b>5 €</b>"):
        start = tea.text.index(quote)
        html = client.get(f"/documents/tea?start={start}&stop={start + len(quote)}").text
        marked = re.findall(r'<mark id="quote">(.*?)</mark>', html)
        assert [unescape(each) for each in marked] == [quote]
        assert article_text(html) == tea.text.replace("\r\n\r\n", "\r\n\n")


def test_a_span_that_starts_between_paragraphs_has_its_anchor_at_its_first_words(client, cars):
    start = cars.text.index("\n \n \n") + 1
    html = client.get(f"/documents/cars?start={start}&stop={start + 13}").text
    assert '<mark id="quote">Мощность</mark>' in html


@pytest.mark.parametrize(
    "span",
    [
        "start=1",
        "stop=1",
        "start=a&stop=2",
        "start=2&stop=2",
        "start=5&stop=2",
        "start=-1&stop=2",
        "start=0&stop=99999",
        "start=1.5&stop=2",
        "start=&stop=",
        "start=40&stop=44",
    ],
)
def test_a_wrong_span_is_a_400_page_in_plain_words(client, span):
    response = client.get(f"/documents/cars?{span}")
    assert response.status_code == 400
    assert "This link is broken: " in response.text
    assert response.content_type == "text/html; charset=utf-8"


def test_a_permanent_address_says_that_the_article_is_the_one_cited(client, cars):
    html = client.get(f"/documents/cars?start=73&stop=92&sha256={cars.sha256}").text
    assert '<mark id="quote">10 000 единиц в год</mark>' in html
    assert "its SHA-256 is the same" in html


@pytest.mark.parametrize("place", ["start=73&stop=92", "start=0&stop=999999", "start=a&stop=b"])
def test_a_permanent_address_of_another_text_marks_nothing_and_says_so(client, place):
    response = client.get(f"/documents/cars?{place}&sha256={'0' * 64}")
    assert response.status_code == 200
    assert "This article has changed since it was cited" in response.text
    assert "<mark" not in response.text
    assert "Мощность линии" in response.text


def test_an_unknown_article_is_a_404_page(client):
    response = client.get("/documents/nope")
    assert response.status_code == 404
    assert "There is no such article here." in response.text
