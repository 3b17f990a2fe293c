"""What the reader is trained on: questions as people ask them."""

import random

import numpy as np
import pytest

pytest.importorskip("torch")

from qa.training.corpus import Question, Text
from qa.training.reader import ended, keywords, shortened


def question(words: list[int]) -> Question:
    """Return a question of tokens that belong to these words; -1 is a mark."""
    tokens = np.arange(len(words), dtype=np.int32)
    none = np.zeros(0, np.int32)
    text = Text("en", tokens, tokens.astype(np.uint32), np.array(words), none, none, none)
    ways = np.array([[word, 7, 1] for word in words if word >= 0], np.int32)
    return Question(text, 0, {}, ways)


def test_a_question_loses_the_marks_that_it_ends_in_and_no_others():
    assert ended(question([0, -1, 1, 2, -1, -1]), None).text.ids.tolist() == [0, 1, 2, 3]
    assert ended(question([0, 1]), None).text.ids.tolist() == [0, 1]
    assert ended(question([-1]), None).text.ids.tolist() == [0]


def test_a_question_ends_in_one_mark_whatever_it_ended_in():
    for words in ([0, 1], [0, 1, -1], [0, 1, -1, -1]):
        text = ended(question(words), 9).text
        assert text.ids.tolist() == [0, 1, 9]
        assert text.word.tolist() == [0, 1, -1]
        assert text.shape.tolist() == [0, 1, 0]


def test_keywords_are_the_words_that_lead_somewhere():
    asked = question([0, 1, 2, 2, -1])
    asked.ways = asked.ways[asked.ways[:, 0] > 0]
    assert keywords(asked).text.word.tolist() == [1, 2, 2]


def test_a_question_with_one_such_word_keeps_the_rest():
    asked = question([0, 1, 2])
    asked.ways = asked.ways[asked.ways[:, 0] > 1]
    assert keywords(asked).text.word.tolist() == [0, 1, 2]


def test_a_question_is_shortened_to_three_words_at_least_and_keeps_its_first():
    for seed in range(20):
        words = shortened(question([0, 1, 1, 2, 3, 4, 5, -1]), random.Random(seed)).text.word
        kept = set(words.tolist()) - {-1}
        assert 0 in kept and 3 <= len(kept) <= 5


def test_words_that_were_dropped_are_not_named_any_more():
    short = shortened(question([0, 1, 2, 3, 4]), random.Random(0))
    assert set(short.ways[:, 0].tolist()) == set(short.text.word.tolist())


def test_a_question_of_three_words_is_not_shortened():
    assert len(shortened(question([0, 1, 2, -1]), random.Random(0)).text.ids) == 4
