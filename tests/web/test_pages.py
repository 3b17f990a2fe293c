import re
from html import unescape

import pytest

from qa.answer import Citation
from qa.web.pages import cited_sentence
from source import Document, Span

QUESTION = "what's the CKD capacity?"


def shown(html: str) -> str:
    """Return what a browser shows: tags dropped, entities read."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def article_text(html: str) -> str:
    body = html.split('<div class="text"', 1)[1].split(">", 1)[1].split("</div>", 1)[0]
    return "\n\n".join(shown(each) for each in re.findall(r"<p dir=\"auto\">(.*?)</p>", body, re.S))


def test_the_first_page_has_a_focused_box_and_the_articles(client):
    response = client.get("/")
    assert response.status_code == 200
    assert re.search(r'<input id="q" name="q" [^>]*autofocus>', response.text)
    assert 'href="/documents/cars" lang="ru"' in response.text


def test_a_question_is_sent_on_to_its_address(client):
    response = client.post("/", data={"q": "Что? & <b>"})
    assert response.status_code == 303
    assert response.location == "/?q=%D0%A7%D1%82%D0%BE?+%26+%3Cb%3E"


def test_the_answer_is_large_marked_in_its_sentence_and_linked_to_its_place(client):
    html = client.get("/", query_string={"q": QUESTION}).text
    assert '<p class="words" lang="ru" dir="auto">10 000 единиц в год</p>' in html
    assert "Мощность линии CKD составит <mark>10 000 единиц в год</mark>.</p>" in html
    assert 'href="/documents/cars?start=73&amp;stop=92#quote"' in html
    assert "Almost certainly right" in html
    assert ">93%<" in html
    assert "Kazpravda.kz" in html
    assert "<title>what&#39;s the CKD capacity? – Article QA</title>" in html


def test_other_candidates_are_folded_away(client):
    html = client.get("/", query_string={"q": QUESTION}).text
    details = html.split("<details>")[1].split("</details>")[0]
    assert "2 other candidates" in details
    assert "28 миллионов долларов" in details
    assert ">1%<" in details  # 0.4 % is little, not nothing


def test_a_refusal_says_what_occurs_nowhere_and_the_nearest_thing_stated(client, cars):
    response = client.get("/", query_string={"q": "What is the price of the JAC S3?"})
    assert response.status_code == 200
    assert "Not stated in the articles" in response.text
    assert "The articles do not state it." in response.text
    assert ">price</b>" in response.text
    assert "<mark>28 миллионов долларов</mark>" in response.text
    start = cars.text.index("28 миллионов")
    assert f"/documents/cars?start={start}&amp;stop={start + 21}#quote" in response.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_over_long_question_is_kept_and_its_limit_named(client, method):
    question = "<i>ё</i>" * 70
    sent = {"query_string": {"q": question}} if method == "get" else {"data": {"q": question}}
    response = getattr(client, method)("/", **sent)
    assert response.status_code == 422
    assert "560 characters; a question can have 500 at most" in response.text
    kept = re.search(r"<textarea [^>]*>\n(.*?)</textarea>", response.text, re.S)[1]
    assert unescape(kept) == question
    assert "<i>" not in response.text


def test_a_question_over_any_address_is_kept_as_well(client):
    response = client.post("/", data={"q": "🫖" * 10_000})
    assert response.status_code == 422
    assert "10,000 characters" in response.text
    assert "🫖" * 10_000 in response.text


def test_a_form_over_the_limit_is_a_413_page(client):
    response = client.post("/", data={"q": "a" * 300_000})
    assert response.status_code == 413
    assert "That is more than this page takes." in response.text


def test_a_blank_question_is_asked_for(client):
    response = client.get("/?q=+")
    assert response.status_code == 422
    assert "Type a question first." in response.text


def test_html_in_questions_articles_and_titles_is_shown_as_text(client):
    pages = [
        client.get("/", query_string={"q": "<script>alert(1)</script>"}).text,
        client.get("/", query_string={"q": "What does tea cost?"}).text,
        client.get("/documents").text,
        client.get("/documents/tea").text,
    ]
    for html in pages:
        assert "<script" not in html
        assert "<b>&" not in html
        assert "<b>5" not in html
        assert "<i>S3" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[0]
    assert "<mark>&lt;b&gt;5 €&lt;/b&gt;</mark>" in pages[1]


def test_only_web_addresses_become_links(client):
    assert "javascript:" not in client.get("/documents/tea").text
    assert 'href="https://kazpravda.kz/cars" rel="noreferrer"' in client.get("/documents/cars").text


def test_an_article_is_shown_whole_with_its_line_breaks(client, cars):
    html = client.get("/documents/cars").text
    assert article_text(html) == cars.text.replace("\n \n \n", "\n\n")
    assert "<mark" not in html


def test_the_span_is_marked_in_code_points_past_emoji_and_right_to_left(client, tea):
    for quote in ("👩‍👩‍👧", "شاي ساخن", "<b>5 €</b>"):
        start = tea.text.index(quote)
        html = client.get(f"/documents/tea?start={start}&stop={start + len(quote)}").text
        marked = re.findall(r'<mark id="quote">(.*?)</mark>', html)
        assert [unescape(each) for each in marked] == [quote]
        assert article_text(html) == tea.text.replace("\r\n\r\n", "\r\n\n")


def test_a_span_over_paragraphs_is_marked_in_each_and_has_one_anchor(client, cars):
    start = cars.text.index("о результатах")
    stop = cars.text.index(" линии")
    html = client.get(f"/documents/cars?start={start}&stop={stop}").text
    assert re.findall(r"<mark(.*?)>(.*?)</mark>", html) == [
        (' id="quote"', "о результатах."),
        ("", "Мощность"),
    ]


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


def test_an_unknown_article_is_a_404_page(client):
    response = client.get("/documents/nope")
    assert response.status_code == 404
    assert "There is no such article here." in response.text


def test_an_unknown_page_is_a_404_page_and_another_method_a_405(client):
    assert "There is no such page here." in client.get("/nothing").text
    response = client.delete("/")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_a_fault_of_ours_is_a_500_page_without_internals(client):
    response = client.get("/?q=break")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Please try again." in response.text


def test_a_sentence_of_a_megabyte_is_cut_around_its_quote():
    text = "x" * 500_000 + "needle" + "y" * 500_000
    document = Document("big", "Big", text)
    citation = Citation(document, 500_000, 500_006, Span(0, len(text)))
    assert cited_sentence(citation) == ("…" + "x" * 320, "needle", "y" * 320 + "…")


@pytest.mark.parametrize("path", ["/", "/?q=Why", "/documents/cars", "/nothing", "/api/v1/nothing"])
def test_every_response_has_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/?q=Why", "/documents", "/documents/cars?start=0&stop=5"])
def test_no_page_has_inline_script_or_style_or_another_host(client, path):
    html = client.get(path).text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!kazpravda\.kz)', html)
