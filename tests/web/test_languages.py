import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from qa.answer import Value
from qa.web import languages

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "qa" / "web" / "translations"
TRANSLATED = ("ru", "kk")


def catalogue(language: str):
    with open(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po", "rb") as file:
        return read_po(file)


def said_by_the_page() -> set[str]:
    with open(TRANSLATIONS / "babel.cfg", encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None}
    found = extract_from_dir(ROOT, methods, options, keywords)
    return {words if isinstance(words, str) else words[0] for _, _, words, _, _ in found}


@pytest.fixture
def saying(monkeypatch):
    """Return a function: what another gives, on a page in a language."""

    def say(language, function, *arguments):
        app = Flask("qa.web")
        languages.babel.init_app(app, locale_selector=lambda: language)
        with app.test_request_context():
            return function(*arguments)

    return say


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_of_the_page_is_translated_and_no_other(language):
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue(language) if m.id}
    assert known == said_by_the_page()
    assert [m.id for m in catalogue(language) if m.id and (not all(m.string) or m.fuzzy)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_original(language):
    assert [error for _, errors in catalogue(language).check() for error in errors] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_served_is_compiled_from_what_is_written(language):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo"
    assert path.read_bytes() == compiled.getvalue()


@pytest.mark.parametrize(
    ("asked", "kept", "given"),
    [
        (None, None, "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", None, "ru"),
        ("kk-KZ,ru;q=0.7", None, "kk"),
        ("de,fr;q=0.5", None, "en"),
        ("*", None, "en"),
        ("ru", "kk", "kk"),
        ("ru", "tlh", "ru"),
    ],
)
def test_the_language_is_the_readers_choice_else_the_browsers(client, asked, kept, given):
    if kept:
        client.set_cookie(languages.COOKIE, kept)
    response = client.get("/", headers={"Accept-Language": asked} if asked else {})
    assert f'<html lang="{given}"' in response.text


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("en", Value("money", 28e6, "USD"), "28,000,000 USD"),
        ("ru", Value("money", 28e6, "USD"), "28\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000 USD"),
        ("en", Value("percent", 2.5, "%"), "2.5%"),
        ("ru", Value("quantity", 5.0), "5"),
        ("en", Value("date", date="2015-07-07"), "July 7, 2015"),
        ("en", Value("date", date="2017-04"), "April 2017"),
        ("en", Value("date", date="2017"), "2017"),
        ("ru", Value("date", date="2015-07-07"), "7 июля 2015\N{NARROW NO-BREAK SPACE}г."),
        ("kk", Value("date", date="2017"), "2017"),
    ],
)
def test_values_are_in_the_readers_form(saying, language, value, words):
    assert saying(language, languages.value_words, value) == words


@pytest.mark.parametrize(
    ("language", "words"), [("en", "99%"), ("ru", "99\N{NO-BREAK SPACE}%"), ("kk", "99%")]
)
def test_only_certainty_is_100_percent_in_any_language(saying, language, words):
    assert saying(language, languages.percent, 0.9999) == words


def test_a_day_is_written_out(saying):
    moment = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    assert saying("en", languages.day, moment) == "November 27, 2026"


def test_a_language_without_a_name_keeps_its_code(saying):
    assert saying("en", languages.language_name, "ru") == "Russian"
    assert saying("ru", languages.language_name, "kk") == "казахский"
    assert saying("en", languages.language_name, "xx-none") == "xx-none"
