"""How much of a question stands together in one sentence."""

import pytest

from index.closeness import OTHERWISE, closeness
from index.lexical import Lexical
from index.overlap import Sought

ROWS = [
    ("apart", [["жираф"], ["бублик"]]),
    ("together", [["кот"], ["жираф", "бублик"]]),
    ("one", [["жираф", "жираф"]]),
    ("translated", [["мощность"]]),
    ("none", [["кот"]]),
    ("named", [["лаврентьев"]]),
    ("empty", []),
]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    return Lexical.build(tmp_path_factory.mktemp("closeness") / "terms", ROWS)


def shares(lexical: Lexical, query: str) -> dict[str, float]:
    told = lexical.sentences(range(len(ROWS)))
    found = dict(zip(told, closeness(Sought(query), told, lexical), strict=True))
    return {document: found[row] for row, (document, _) in enumerate(ROWS)}


def test_terms_in_one_sentence_count_for_more_than_terms_apart(lexical):
    found = shares(lexical, "жираф бублик")
    rarity = lexical.rarities(["жираф", "бублик"])
    whole = sum(rarity.values())
    assert found["together"] == 1
    assert found["apart"] == pytest.approx(rarity["бублик"] / whole)  # the rarer of the two
    assert found["one"] == pytest.approx(rarity["жираф"] / whole)
    assert found["none"] == found["empty"] == 0


def test_a_translation_and_a_sound_are_worth_less_than_the_word(lexical):
    assert shares(lexical, "мощность")["translated"] == 1
    [share] = [share for share in shares(lexical, "capacity").values() if share]
    assert share == pytest.approx(OTHERWISE)  # no passage has another word for it
    assert shares(lexical, "Lavrentiev")["named"] == pytest.approx(OTHERWISE)


def test_a_term_that_nothing_has_counts_in_the_whole(lexical):
    rarity = lexical.rarities(["кот", "лиса"])
    assert shares(lexical, "кот лиса")["none"] == pytest.approx(
        rarity["кот"] / (rarity["кот"] + rarity["лиса"])
    )


@pytest.mark.parametrize("query", ["", "?!", "🚗"])
def test_a_question_without_words_stands_nowhere(lexical, query):
    assert set(shares(lexical, query).values()) == {0}


def test_no_passages_have_no_shares(lexical):
    assert closeness(Sought("жираф"), {}, lexical) == []
