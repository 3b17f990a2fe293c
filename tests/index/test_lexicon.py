"""Translations of words both ways."""

from pathlib import Path

import pytest

from index.lexicon import FOLDER, Lexicon, lexicon
from index.terms import CYRILLIC


@pytest.fixture
def written(tmp_path: Path) -> Lexicon:
    """A lexicon of three lines."""
    (tmp_path / "en-ru.tsv").write_text("capacity\tмощность; ёмкость\nfir\tёлка\n", "utf-8")
    (tmp_path / "ru-en.tsv").write_text("мощность\tpower; capacity\n", "utf-8")
    return Lexicon(tmp_path)


def test_translations_are_in_the_order_of_the_list_and_folded(written):
    assert written.translations("capacity", "en") == ["мощность", "емкость"]


def test_what_only_the_other_list_knows_comes_last(written):
    assert written.translations("power", "en") == ["мощность"]
    assert written.translations("мощность", "ru") == ["power", "capacity"]
    assert written.translations("ёмкость", "ru") == ["capacity"]


@pytest.mark.parametrize("word", ["ёлка", "Ёлка", "елка", "ЕЛКА"])
def test_yo_and_case_do_not_matter(written, word):
    assert written.translations(word, "ru") == ["fir"]


def test_head_words_that_are_alike_once_folded_share_their_translations(tmp_path):
    (tmp_path / "ru-en.tsv").write_text("лен\tfief\nлён\tflax\n", "utf-8")
    (tmp_path / "en-ru.tsv").write_text("", "utf-8")
    assert Lexicon(tmp_path).translations("лён", "ru") == ["fief", "flax"]


def test_what_stands_as_a_translation_alone_has_no_line_of_its_own(written):
    assert written.lists("Ёлка", "ru") is False
    assert written.lists("fir", "en") and written.lists("capacity", "en")
    assert not written.lists("power", "en")


def test_an_unknown_word_has_no_translations(written):
    assert written.translations("нет", "ru") == []
    assert written.translations("capacity", "ru") == []


def test_single_heads_are_words_alone(tmp_path):
    (tmp_path / "en-ru.tsv").write_text("board\tсовет\nboard of directors\tсовет\n", "utf-8")
    (tmp_path / "ru-en.tsv").write_text("", "utf-8")
    read = Lexicon(tmp_path)
    assert read.single_heads("en") == ["board"]
    assert list(read.heads("en")) == ["board", "board of directors"]


@pytest.mark.parametrize(
    "word, language, translation",
    [
        ("capacity", "en", "мощность"),
        ("мощность", "ru", "capacity"),
        ("board of directors", "en", "совет директоров"),
        ("совет директоров", "ru", "board of directors"),
        ("investor", "en", "инвестор"),
        ("инвестор", "ru", "investor"),
    ],
)
def test_the_shipped_lexicon_goes_both_ways(word, language, translation):
    assert translation in lexicon().translations(word, language)


@pytest.mark.parametrize("language, other", [("en", "ru"), ("ru", "en")])
def test_the_shipped_lists_are_in_order_and_each_line_goes_to_the_other_language(language, other):
    lines = (FOLDER / f"{language}-{other}.tsv").read_text("utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line.partition("\t")[0])
    for line in lines:
        head, translations = line.split("\t")
        assert bool(CYRILLIC.search(head)) == (language == "ru"), line
        for translation in translations.split("; "):
            assert translation == translation.strip() != "", line
            assert bool(CYRILLIC.search(translation)) == (other == "ru"), line


@pytest.mark.parametrize("form", ["совета директоров", "Совет директоров", "советами директора"])
def test_forms_of_a_phrase_are_like_it(form):
    assert "совет директоров" in lexicon().phrases_like(form, "ru")


def test_other_phrases_are_not_like_it():
    assert lexicon().phrases_like("завод директоров", "ru") == []


def test_the_shipped_lexicon_is_read_once():
    assert lexicon() is lexicon()
