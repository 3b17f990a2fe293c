from collections import Counter

import numpy as np
import pytest

from qa.evaluation.bench.corpus import COPY, corpus, original, vectors

BEYOND = 22_000  # passages: more than there are without copies


@pytest.fixture(scope="module")
def large():
    return corpus(BEYOND)


@pytest.mark.parametrize("size", [1, 7, 240, 241])
def test_a_corpus_has_exactly_so_many_passages(size):
    assert len(corpus(size).passages) == size


def test_a_corpus_of_nothing_is_refused():
    with pytest.raises(ValueError, match="size is 0 passages, wanted 1 or more"):
        corpus(0)


def test_articles_come_in_both_languages_in_turns_and_questions_in_both_for_each():
    made = corpus(240)
    languages = [document.language for document in made.documents]
    assert languages[:4] == ["en", "ru", "en", "ru"]
    assert Counter(question.crosses for question in made.questions) == {True: 483, False: 483}
    assert all(question.article in made.documents[:-1] for question in made.questions[:60])


def test_beyond_the_articles_there_are_come_copies_with_other_words_and_digits(large):
    assert len(large.passages) == BEYOND
    copies = [document for document in large.documents if COPY in document.id]
    first = copies[0]
    source = next(d for d in large.documents if d.id == original(first.id))
    assert (first.id, first.language) == (f"{source.id}+1", source.language)
    kept = [a == b for a, b in zip(first.text.split(), source.text.split(), strict=True)]
    assert 0.5 < sum(kept) / len(kept) < 0.9


def test_the_same_size_gives_the_same_corpus(large):
    assert corpus(BEYOND) == large


def test_copies_have_the_vectors_of_their_originals_with_noise(large):
    passages = large.passages

    def encode(texts):
        return np.eye(64, dtype=np.float32)[[len(text) % 64 for text in texts]]

    rows, encoded = vectors(passages, encode)
    copy = next(row for row, p in enumerate(passages) if COPY in p.document.id)
    source = original(passages[copy].document.id)
    own = next(row for row, p in enumerate(passages) if p.document.id == source)
    assert encoded == sum(COPY not in p.document.id for p in passages)
    assert rows.shape == (BEYOND, 64)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert rows[own] @ rows[copy] == pytest.approx(0.95, abs=0.03)
