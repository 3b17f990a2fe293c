"""Nearest by terms."""

import math
from pathlib import Path

import pytest

from index.lexical import Alternative, Lexical

LONG = "к" * 1000
TOO_LONG = "к" * 40_000  # bytes beyond what tantivy keeps as a term
ROWS = [
    ("pets", [["cat"], ["dog"]]),
    ("pets", [["cat", "cat", "bird"]]),
    ("work", [["dog", "мощность", "~cmc"], [], ["🚗", "fish"]]),
    ('a "b" OR *', [['"x"', "a+b", "terms:cat", LONG]]),
    ("empty", []),
]


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    return Lexical.build(tmp_path_factory.mktemp("lexical") / "terms", ROWS)


def want(*keys: str, weight: float = 1.0) -> list[Alternative]:
    """Return one thing that is wanted: any of these keys."""
    return [Alternative((key,), weight) for key in keys]


def rows(found: list[tuple[int, float]]) -> list[int]:
    return [row for row, _ in found]


def test_what_has_a_term_oftener_comes_first(pets):
    assert rows(pets.search([want("cat")], 9)) == [1, 0]


def test_what_has_more_of_the_terms_comes_first(pets):
    assert rows(pets.search([want("cat"), want("dog")], 9))[0] == 0


def test_k_is_kept_to(pets):
    assert rows(pets.search([want("cat")], 1)) == [1]
    assert pets.search([want("cat")], 0) == []
    assert rows(pets.search([want("cat")], 1_000_000)) == [1, 0]


def test_scores_are_those_of_bm25(pets):
    [(row, score)] = pets.search([want("bird")], 9)
    # idf ln(1 + (5 - 1 + 0.5) / (1 + 0.5)); 1 of 3 terms where the mean is 14 / 5
    expected = 1.3862944 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / 2.8))
    assert (row, score) == (1, pytest.approx(expected, rel=1e-6))


def test_alternatives_score_as_the_best_of_them(pets):
    [(_, alone)] = pets.search([want("мощность")], 9)
    [(_, both)] = pets.search([want("мощность", "fish")], 9)
    assert both == alone


def test_a_weight_is_worth_its_share(pets):
    [(_, full)] = pets.search([want("fish")], 9)
    [(_, half)] = pets.search([want("fish", weight=0.5)], 9)
    assert half == pytest.approx(full / 2)


def test_terms_of_one_alternative_must_all_stand_in_a_passage(pets):
    assert rows(pets.search([[Alternative(("cat", "dog"), 1.0)]], 9)) == [0]
    assert pets.search([[Alternative(("cat", "fish"), 1.0)]], 9) == []


def test_search_is_kept_to_documents(pets):
    assert rows(pets.search([want("dog")], 9, ["work"])) == [2]
    assert rows(pets.search([want("dog")], 9, ["pets", "work"])) == [0, 2]
    assert pets.search([want("dog")], 9, []) == []
    assert pets.search([want("dog")], 9, ["unknown"]) == []


def test_documents_do_not_change_the_scores(pets):
    assert pets.search([want("cat")], 9, ["pets"]) == pets.search([want("cat")], 9)


@pytest.mark.parametrize("key", ['"x"', "a+b", "terms:cat", LONG])
def test_keys_with_odd_characters_are_found_as_they_are(pets, key):
    assert rows(pets.search([want(key)], 9)) == [3]


@pytest.mark.parametrize("key", ["мощность", "~cmc", "🚗"])
def test_keys_beyond_ascii_are_found(pets, key):
    assert rows(pets.search([want(key)], 9)) == [2]


@pytest.mark.parametrize(
    "key", ["*", "cat OR dog", "cat*", "/ca./", "[a TO z]", "", " ", "c\0t", "cat~1", TOO_LONG]
)
def test_keys_are_never_read_as_a_query_language(pets, key):
    assert pets.search([want(key)], 9) == []


@pytest.mark.parametrize("document", ["*", 'pets" OR "work', "a", ""])
def test_document_ids_are_never_read_as_a_query_language(pets, document):
    assert pets.search([want("dog")], 9, [document]) == []


def test_a_document_id_with_odd_characters_is_found(pets):
    assert rows(pets.search([want("a+b")], 9, ['a "b" OR *'])) == [3]


def test_a_key_too_long_to_keep_loses_no_other(tmp_path):
    built = Lexical.build(tmp_path / "terms", [("a", [[TOO_LONG, "after"]])])
    assert rows(built.search([want("after")], 9)) == [0]


def test_wanting_nothing_finds_nothing(pets):
    assert pets.search([], 9) == []
    assert pets.search([[], []], 9) == []


def test_an_index_of_nothing_finds_nothing(tmp_path):
    built = Lexical.build(tmp_path / "terms", [])
    assert (len(built), built.search([want("cat")], 9)) == (0, [])


def test_an_index_is_opened_as_it_was_built(pets, tmp_path):
    Lexical.build(tmp_path / "terms", ROWS)
    opened = Lexical(tmp_path / "terms")
    assert len(opened) == 5
    assert opened.search([want("cat"), want("dog")], 9) == pets.search(
        [want("cat"), want("dog")], 9
    )


def test_the_sentences_of_a_passage_are_given_back(pets):
    assert pets.sentences([2, 0, 4]) == {
        0: [["cat"], ["dog"]],
        2: [["dog", "мощность", "~cmc"], [], ["🚗", "fish"]],
        4: [[]],
    }
    assert pets.sentences([]) == {}


def test_a_key_is_the_rarer_the_fewer_passages_have_it(pets):
    # of 5 passages 2 have "cat", 1 has "fish", none has "cow"
    assert pets.rarities(["cat", "fish", "fish", "cow"]) == pytest.approx(
        {"cat": math.log(1 + 3.5 / 2.5), "fish": math.log(4), "cow": math.log(12)}
    )


def test_ties_are_in_the_order_of_rows(tmp_path):
    built = Lexical.build(tmp_path / "terms", [("a", [["cat"]])] * 50)
    assert rows(built.search([want("cat")], 9)) == list(range(9))


def test_there_is_no_index_to_open(tmp_path: Path):
    with pytest.raises(ValueError):
        Lexical(tmp_path / "terms")
    (tmp_path / "terms").mkdir()
    with pytest.raises(ValueError):
        Lexical(tmp_path / "terms")
