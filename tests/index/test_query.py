"""A query's terms, and what else may say the same."""

import pytest

from index.query import QueryTerm, Translation, query_terms, translate
from index.terms import skeleton


def only(query: str) -> QueryTerm:
    [term] = query_terms(query)
    return term


def said(text: str) -> list[str]:
    """Return the translations of a word or phrase, the terms of each as one text."""
    return [" ".join(translation.keys) for translation in translate(text)]


@pytest.mark.parametrize(
    "query, keys",
    [
        ("what's the CKD capacity?", [("ckd",), ("capac",)]),
        ("какова мощность линии CKD?", [("мощность",), ("линия",), ("ckd",)]),
        ("Сколько вложил СМС?", [("вложить",), ("смс", "~cmc")]),
        ("🚗 …", []),
        ("", []),
    ],
)
def test_stop_words_are_left_out(query, keys):
    assert [term.keys for term in query_terms(query) if not term.phrase] == keys


def test_a_query_of_stop_words_alone_keeps_them():
    assert [term.keys for term in query_terms("Who is it?")] == [("who",), ("is",), ("it",)]


def test_a_stop_word_in_capitals_is_a_name():
    assert [term.keys for term in query_terms("What is the IT?")] == [("it",)]


def test_terms_know_where_they_stand():
    query = "🚗 what about the board of directors?"
    assert [query[t.start : t.stop] for t in query_terms(query)] == [
        "board",
        "directors",
        "board of directors",
    ]


@pytest.mark.parametrize(
    "word, translation",
    [
        ("capacity", "мощность"),
        ("мощность", "capac"),
        ("мощности", "capac"),
        ("инвестору", "investor"),
        ("board of directors", "совет директор"),
        ("совет директоров", "board director"),
        ("customs union", "таможенный союз"),
        ("таможенный союз", "custom union"),
        ("совета директоров", "board director"),
        ("таможенного союза", "custom union"),
        ("boards of directors", "совет директор"),
    ],
)
def test_words_and_phrases_are_translated_both_ways(word, translation):
    assert translation in said(word)


@pytest.mark.parametrize(
    "form, translation",
    [
        ("companies", "компания"),
        ("company's", "компания"),
        ("cities", "город"),
        ("fishermen", "рыбак"),
        ("tubes", "труба"),
        ("hoped", "надеяться"),
        ("passes", "проходить"),
        ("published", "публиковать"),
        ("serves", "служить"),
        ("wolves", "волк"),
        ("boxes", "коробка"),
        ("invested", "инвестировать"),
        ("studied", "изучать"),
        ("stopped", "остановить"),
        ("making", "создание"),
        ("planning", "планирование"),
        ("largest", "большой"),
        ("quickly", "быстро"),
        ("colour", "цвет"),
        ("centre", "центр"),
        ("organisation", "организация"),
        ("realised", "осознавать"),
    ],
)
def test_english_inflections_are_translated_as_their_head_words(form, translation):
    assert translation in said(form)


def test_a_form_of_several_lemmas_is_translated_as_each():
    found = {t.keys for t in translate("нашли")}
    assert {("find",), ("send",)} <= found  # «найти», «наслать»


def test_translations_weigh_less_the_rarer_they_are():
    assert translate("capacity")[:3] == (
        Translation(("мощность",), 1.0),
        Translation(("вместимость",), 1 / 1.25),
        Translation(("способность",), 1 / 1.5),
    )


@pytest.mark.parametrize("slip", ["capasity", "capacty", "cappacity"])
def test_a_slip_is_translated_as_the_word_that_was_meant(slip):
    term = only(slip)
    assert term.meant and not term.known
    assert term.translations == translate("capacity")


def test_a_slip_in_russian_is_translated_too():
    term = only("мошность")
    assert (term.meant, term.translations) == ("мощность", translate("мощность"))


def test_a_short_unknown_word_is_a_name_and_no_slip():
    term = only("capas")
    assert (term.meant, term.known, term.translations) == ("", False, ())


def test_a_known_word_is_no_slip():
    term = only("capacity")
    assert (term.meant, term.known) == ("", True)


def test_words_that_are_long_enough_have_a_sound():
    assert only("Lavrentiev").sound == only("Лаврентьев").sound == skeleton("Лаврентьев")
    assert only("Ян").sound == only("2017").sound == ""


def test_a_phrase_has_no_sound_of_its_own():
    phrases = [term for term in query_terms("the board of directors") if term.phrase]
    assert [(term.keys, term.sound) for term in phrases] == [(("board", "of", "director"), "")]


@pytest.mark.parametrize(
    "query", ['"capacity"', "capacity OR *:*", "+capacity -(x)", "^$\\ capacity~2"]
)
def test_signs_of_query_languages_are_no_terms(query):
    keys = {key for term in query_terms(query) for key in term.keys}
    assert "capac" in keys
    assert not [key for key in keys if not key.isalnum()]
