"""Passages are whole sentences, of a size, within a paragraph."""

import pytest

from source import SPLITTER_VERSION, Document, sentence_spans, shipped, split
from source.passages import PASSAGE_SIZE, SENTENCE_LIMIT


def texts(text: str, **sizes: int) -> list[str]:
    return [passage.text for passage in split(Document("x", "Title", text), **sizes)]


def test_neighbours_share_one_sentence():
    text = "Раз два три. Два три раз. Три раз два. Раз два три."
    assert texts(text, size=26) == [
        "Раз два три. Два три раз.",
        "Два три раз. Три раз два.",
        "Три раз два. Раз два три.",
    ]


def test_no_sentence_is_shared_where_the_next_would_not_fit():
    assert texts("Раз два три четыре. Пять шесть семь.", size=20) == [
        "Раз два три четыре.",
        "Пять шесть семь.",
    ]


def test_overlap_can_be_none():
    text = "Раз два три. Два три раз. Три раз два. Раз два три."
    assert texts(text, size=26, overlap=0) == [
        "Раз два три. Два три раз.",
        "Три раз два. Раз два три.",
    ]


def test_short_paragraphs_share_a_passage_up_to_the_size():
    assert texts("Раз.\n\nДва.\n\nТри.", size=10) == ["Раз.\n\nДва.", "Три."]


def test_a_long_paragraph_shares_with_none():
    text = "Раз.\n\nДва раза два. Три раза три.\n\nЧетыре."
    assert texts(text, size=15) == ["Раз.", "Два раза два.", "Три раза три.", "Четыре."]


def test_a_sentence_longer_than_the_size_is_whole():
    text = "Раз. " + "Слово " * 100 + "конец. Два."
    assert texts(text, size=100) == ["Раз.", "Слово " * 100 + "конец.", "Два."]


def test_a_sentence_longer_than_the_limit_is_cut_at_whitespace():
    passages = texts("слово " * 600)
    assert [len(passage) for passage in passages] == [1499, 1499, 599]
    assert set(" ".join(passages).split()) == {"слово"}


def test_a_cut_without_whitespace_parts_no_letter_from_its_accent():
    passages = texts("e\u0301" * 1000 + "e" + "e\u0301" * 1000)
    assert [passage[0] for passage in passages] == ["e"] * len(passages)
    assert "".join(passages) == "e\u0301" * 1000 + "e" + "e\u0301" * 1000


def test_a_megabyte_without_a_space_is_cut_at_the_limit():
    passages = texts("я" * 1_000_000)
    assert {len(passage) for passage in passages[:-1]} == {SENTENCE_LIMIT}
    assert sum(map(len, passages)) == 1_000_000


def test_every_sentence_of_the_shipped_article_is_whole_in_a_passage():
    (article,) = shipped()
    passages = split(article)
    for sentence in sentence_spans(article.text):
        assert any(p.start <= sentence.start and sentence.stop <= p.stop for p in passages)
    assert max(len(passage.text) for passage in passages) <= PASSAGE_SIZE
    assert [p.start for p in passages] == sorted({p.start for p in passages})
    assert not any("\n \n" in passage.text for passage in passages[:8])


def test_the_shipped_article_is_cut_as_this_version_of_the_splitter_cuts():
    # Another count here means other passages: raise SPLITTER_VERSION with it.
    assert (SPLITTER_VERSION, len(split(shipped()[0]))) == (1, 14)


@pytest.mark.parametrize("text", ["", " ", "\n\n \u00a0\n"])
def test_blank_text_has_no_passages(text):
    assert texts(text) == []


def test_sizes_below_their_limits_are_refused():
    with pytest.raises(ValueError, match="size is 0 characters, wanted 1 or more"):
        texts("Раз.", size=0)
    with pytest.raises(ValueError, match="overlap is -1 sentences, wanted 0 or more"):
        texts("Раз.", overlap=-1)
