import re

import pytest

from qa.answer import Citation, Value
from qa.kept import quotation
from qa.web.pages import value_beside
from source import Document, Span

QUESTION = "what's the CKD capacity?"
CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)


@pytest.fixture
def begun(client):
    """Return the address of a conversation whose source is open."""
    address = client.post("/", data={"q": QUESTION}).location.partition("#")[0]
    return f"{address}?source=1.1&choose=wrong"


PATHS = ["/", "/?q=Why", "/documents", "/documents/cars?start=0&stop=5", "/conversations"]


def test_html_in_questions_articles_and_titles_is_shown_as_text(client):
    script = "<script>alert(1)</script>"
    address = client.post("/", data={"q": script}).location.partition("#")[0]
    client.post(address, data={"q": "What does tea cost?"})
    pages = [
        client.get("/", query_string={"q": script}).text,
        client.get(address).text,
        client.get(f"{address}?source=2.1").text,
        client.get("/conversations").text,
        client.get("/documents").text,
        client.get("/documents/tea").text,
        client.get("/documents", query_string={"q": script}).text,
    ]
    for html in pages:
        assert "<script>" not in html
        assert "<b>&" not in html
        assert "<b>5" not in html
        assert "<i>S3" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[0]
    assert "<mark>&lt;b&gt;5 €&lt;/b&gt;</mark>" in pages[1]


def test_a_form_over_the_limit_is_a_413_page(client):
    response = client.post("/", data={"q": "a" * 300_000})
    assert response.status_code == 413
    assert "That is more than this page takes." in response.text


def test_an_unknown_page_is_a_404_page_and_another_method_a_405(client):
    assert "There is no such page here." in client.get("/nothing").text
    response = client.delete("/")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_a_fault_of_ours_is_a_500_page_without_internals_that_keeps_the_question(client):
    response = client.post("/", data={"q": "break"})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Please try again." in response.text
    assert 'value="break"' in response.text


def test_an_error_is_in_the_readers_language(client):
    html = client.get("/nothing", headers={"Accept-Language": "ru"}).text
    assert "Такой страницы здесь нет." in html


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/api/v1/nothing"])
def test_every_response_has_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_kept_by_nobody_for_anybody_else(client, path):
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert {each.strip() for each in headers["Vary"].split(",")} == {"Accept-Language", "Cookie"}


def test_no_page_has_inline_script_or_style_or_another_host(client, begun):
    for path in [*PATHS, begun, "/documents/new", "/nothing"]:
        html = client.get(path).text
        assert re.findall(r"<script(.*?)>", html) == [
            f' src="{each}" type="module"' for each in re.findall(r"/static/page\.js\?v=\w+", html)
        ]
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!kazpravda\.kz|localhost/)', html)


def test_a_file_of_the_page_is_kept_as_long_as_it_stays_the_same(client):
    (style,) = re.findall(r'href="(/static/page\.css\?v=\w{8})"', client.get("/").text)
    with client.get(style) as named, client.get("/static/page.css") as unnamed:
        assert "max-age=31536000" in named.headers["Cache-Control"]
        assert "immutable" in named.headers["Cache-Control"]
        assert "immutable" not in unnamed.headers["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_label_names_a_field_and_every_field_has_a_name(client, begun, language):
    for path in ["/", "/documents", begun]:
        html = client.get(path, headers={"Accept-Language": language}).text
        ids = re.findall(r'\bid="([^"]*)"', html)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'\bfor="([^"]*)"', html)) <= set(ids)
        assert set(re.findall(r'aria-(?:labelledby|describedby)="([^"]*)"', html)) <= set(ids)


@pytest.mark.parametrize(
    ("language", "quote", "value", "shown"),
    [
        ("en", "28 миллионов долларов", Value("money", 28e6, "USD"), "28,000,000 USD"),
        ("en", "7 июля 2015 года", Value("date", date="2015-07-07"), "July 7, 2015"),
        ("ru", "July 7, 2015", Value("date", date="2015-07-07"), "7 июля 2015\N{NNBSP}г."),
        ("ru", "07.07.2015", Value("date", date="2015-07-07"), "7 июля 2015\N{NNBSP}г."),
        ("en", "2,7%", Value("percent", 2.7, "%"), "2.7%"),
        # it says no more than the quote does
        ("ru", "7 июля 2015 года", Value("date", date="2015-07-07"), ""),
        ("ru", "2,7%", Value("percent", 2.7, "%"), ""),
        ("en", "10 000 единиц в год", Value("quantity", 10000.0, "единиц/год"), ""),
        ("en", "1591 км", Value("quantity", 1591.0, "км"), ""),
        ("en", "в 2017 году", Value("date", date="2017"), ""),
        ("en", "Россию", None, ""),
    ],
)
def test_a_value_is_shown_where_it_helps(client, language, quote, value, shown):
    cited = quotation(Citation(Document("d", "D", quote), 0, len(quote), Span(0, len(quote))))
    with client.application.test_request_context(headers={"Accept-Language": language}):
        assert value_beside(value, cited) == shown
