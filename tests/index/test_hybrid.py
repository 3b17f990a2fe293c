"""Three rankings in one index."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import Hit
from index.dense import Dense
from index.fuzzy import Sounds
from index.hit import Context
from index.hybrid import CLOSE, TALKED_OF, TRANSLATED, WEIGHTS, HybridIndex, alternatives
from index.lexical import Alternative, Lexical
from index.query import query_terms, translate
from index.terms import terms
from source import Document, Passage

TEXTS = {
    "plant": "Мощность линии составит 10 000 единиц. Завод стоит в Костанае.",
    "people": "Андрей Лаврентьев сказал это. Совет директоров согласился.",
    "pets": "The cat sleeps. The dog barks. The dog sleeps.",
}


def build(texts: dict[str, str], encoder, folder: Path) -> HybridIndex:
    """Return an index in which every sentence is a passage."""
    passages = []
    for name, text in texts.items():
        document, start = Document(name, name, text), 0
        for sentence in text.split(". "):
            stop = min(len(text), start + len(sentence) + 1)
            passages.append(Passage(document, start, stop))
            start = stop + 1
    keys = [[[term.key for term in terms(passage.text)]] for passage in passages]
    vectors = encoder.encode([p.text for p in passages], "passage")
    return HybridIndex(
        passages,
        Dense(vectors if passages else np.zeros((0, 1), np.float32)),
        Lexical.build(folder, ((p.document.id, k) for p, k in zip(passages, keys, strict=True))),
        Sounds(list(dict.fromkeys(key for [group] in keys for key in group))),
        encoder,
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory, word_encoder) -> HybridIndex:
    return build(TEXTS, word_encoder(), tmp_path_factory.mktemp("hybrid") / "terms")


@pytest.fixture(scope="module")
def again(tmp_path_factory, word_encoder) -> HybridIndex:
    """The same index, built a second time."""
    return build(TEXTS, word_encoder(), tmp_path_factory.mktemp("again") / "terms")


def texts(hits: list[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


@pytest.mark.parametrize(
    "query, best",
    [
        ("мощность линии", "Мощность линии составит 10 000 единиц."),
        ("line capacity", "Мощность линии составит 10 000 единиц."),
        ("whats the capasity", "Мощность линии составит 10 000 единиц."),
        ("10,000", "Мощность линии составит 10 000 единиц."),
        ("Lavrentiev", "Андрей Лаврентьев сказал это."),
        ("Лаврентева", "Андрей Лаврентьев сказал это."),
        ("Kostanai", "Завод стоит в Костанае."),
        ("board of directors", "Совет директоров согласился."),
        ("лай собаки", "The dog barks."),
        ("barking dogs", "The dog barks."),
    ],
)
def test_search_reaches_across_forms_languages_alphabets_and_slips(library, query, best):
    assert texts(library.search(query, 1)) == [best]


def test_search_past_the_end_returns_every_passage_once(library):
    found = texts(library.search("dog", 1_000))
    assert len(found) == len(set(found)) == len(library.passages)


@pytest.mark.parametrize("k", [0, -3])
def test_search_for_none_finds_nothing(library, k):
    assert library.search("dog", k) == []


def test_search_is_kept_to_documents(library):
    hits = library.search("мощность dog", 100, ["pets", "pets", "unknown"])
    assert texts(hits) == ["The dog barks.", "The dog sleeps.", "The cat sleeps."]
    assert library.search("dog", 100, ["unknown"]) == []
    assert library.search("dog", 100, []) == []


def test_the_best_in_every_ranking_scores_one(tmp_path, word_encoder):
    built = build({"a": "зюзюка пуста. Кот спит."}, word_encoder(), tmp_path / "terms")
    [hit, _] = built.search("зюзюка пуста", 2)
    assert hit.score == pytest.approx(1)
    assert hit.passage.text == "зюзюка пуста."


def test_the_rankings_are_by_terms_by_spelling_and_by_meaning(library):
    lexical, fuzzy, dense = library.rankings("Lavrentiev dog", 100)
    assert [library.passages[row].text for row, _ in lexical] == [
        "The dog barks.",
        "The dog sleeps.",
    ]
    assert [(library.passages[row].text, score) for row, score in fuzzy] == [
        ("Андрей Лаврентьев сказал это.", 1.0)
    ]
    assert len(dense) == len(library.passages)


def test_a_word_that_the_lexicon_knows_is_not_looked_for_by_its_sound(library):
    assert query_terms("мощность")[0].sound
    assert library.rankings("мощность", 100)[1] == []


def test_threads_search_at_once(library):
    queries = ["dog", "line capacity", "Lavrentiev", "Костанай"] * 8
    expected = [library.search(query, 9) for query in queries]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda query: library.search(query, 9), queries)) == expected


def test_a_hit_scores_the_weighted_sum_of_its_rankings_and_of_what_stands_together(library):
    rankings, weights = library.rankings("собака dog cat", 100), [*WEIGHTS, CLOSE]
    close = [(row, share) for row, share in library.close("собака dog cat", range(7))]
    assert max(share for _, share in close) > 0
    for hit in library.search("собака dog cat", 100):
        row = library.passages.index(hit.passage)
        parts = [dict(ranking).get(row, 0.0) for ranking in [*rankings, close]]
        total = sum(weight * part for weight, part in zip(weights, parts, strict=True))
        assert hit.score == pytest.approx(total / sum(weights))


def test_what_a_query_leaves_out_is_found_by_the_one_before(library):
    assert texts(library.search("who said it", 1)) == ["Андрей Лаврентьев сказал это."]
    dogs = Context("dog barks")
    assert texts(library.search("who said it", 1, context=dogs)) == ["The dog barks."]
    assert texts(library.search("мощность линии", 1, context=dogs))[0].startswith("Мощность линии")


def test_a_hit_in_context_scores_by_both_queries_and_by_the_document_talked_of(library):
    context = Context("dog", "people")
    alone, together = library.search("cat", 99), library.search("dog cat", 99)
    for hit in library.search("cat", 99, context=context):
        parts = [
            {h.passage: h.score for h in hits}.get(hit.passage, 0.0) for hits in (alone, together)
        ]
        parts.append(TALKED_OF * alone[0].score * (hit.passage.document.id == "people"))
        assert hit.score == pytest.approx(sum(parts) / (2 + TALKED_OF))


def test_of_passages_alike_those_of_the_document_talked_of_come_first(tmp_path, word_encoder):
    twins = build({"a": "Оно открыто.", "b": "Оно открыто."}, word_encoder(), tmp_path / "terms")
    for name in "ab":
        best = twins.search("открыто", 1, context=Context("где", name))[0]
        assert best.passage.document.id == name


def test_context_leads_to_no_document_that_is_not_searched(library):
    hits = library.search("cat", 99, ["pets"], Context("мощность линии", "plant"))
    assert {hit.passage.document.id for hit in hits} == {"pets"}


def test_only_the_best_are_looked_at_for_what_stands_together(library, monkeypatch):
    monkeypatch.setattr("index.hybrid.LOOKED_AT", 1)
    first, second, *_ = library.search("собака dog cat", 100)
    close = dict(library.close("собака dog cat", range(len(library.passages))))
    rows = [library.passages.index(hit.passage) for hit in (first, second)]
    parts = [dict(ranking) for ranking in library.rankings("собака dog cat", 100)]
    sums = [sum(w * p.get(row, 0.0) for w, p in zip(WEIGHTS, parts, strict=True)) for row in rows]
    total = sum(WEIGHTS) + CLOSE
    assert close[rows[1]] > 0
    assert first.score == pytest.approx((sums[0] + CLOSE * close[rows[0]]) / total)
    assert second.score == pytest.approx(sums[1] / total)


@pytest.mark.parametrize(
    "query", ["dog", "мощность линии CKD", "the", "", " ", "🚗", '"dog" OR *', "x" * 500, "ё" * 500]
)
def test_the_same_query_gives_the_same_hits_to_the_last_bit(library, again, query):
    expected = repr([(h.passage, h.score.hex()) for h in library.search(query, 9)])
    for index in (library, library, again):
        found = repr([(h.passage, h.score.hex()) for h in index.search(query, 9)])
        assert found == expected


def test_an_index_of_nothing_finds_nothing(tmp_path, word_encoder):
    empty = build({}, word_encoder(), tmp_path / "terms")
    assert empty.search("dog", 9) == []
    assert empty.unmatched("dog") == ["dog"]


@pytest.mark.parametrize(
    "query, unmatched",
    [
        ("What is the altitude of the dog?", ["altitude"]),
        ("собака Лаврентьева и Kostanai", []),
        ("capasity of the board", []),
        ("Zanzibar 2017", ["Zanzibar", "2017"]),
        ("the", []),
    ],
)
def test_unmatched_words_stand_nowhere_in_any_form(library, query, unmatched):
    assert library.unmatched(query) == unmatched


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("мощность завода", True),
        ("line capacity", True),
        ("whats the capasity", True),
        ("Lavrentiev", True),
        ("spaceship", False),
        ("spaceship, capacity", True),
        ("", False),
    ],
)
def test_a_query_matches_by_any_word_in_any_form(library, query, matched):
    assert library.matches(query) is matched


def test_a_translation_is_worth_less_than_the_word_itself():
    [term] = query_terms("capacity")
    own, first, *_ = alternatives(term)
    assert own == Alternative(("capac",), 1.0)
    assert first == Alternative(("мощность",), TRANSLATED)


def test_a_phrase_is_said_by_its_translations_alone():
    phrase = next(term for term in query_terms("board of directors") if term.phrase)
    assert alternatives(phrase) == [
        Alternative(t.keys, TRANSLATED * t.weight) for t in translate("board of directors")
    ]
