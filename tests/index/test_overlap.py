"""Which words of a passage a question names."""

import numpy as np
import pytest

from index.overlap import SAME, SPELLED, TRANSLATED, Sought, mended
from index.terms import terms


def ways(question: str, *keys: str) -> list[int]:
    return Sought(question).among(keys)[0].tolist()


def test_a_key_is_named_by_the_same_word():
    # a word that is long enough sounds like itself too
    assert ways("мощности кота", "мощность", "дом", "кот") == [SAME | SPELLED, 0, SAME]


def test_a_key_is_named_by_its_translation():
    assert ways("capacity", "мощность", "вместимость", "кот") == [TRANSLATED, TRANSLATED, 0]
    assert ways("мощность", "capac", "cat") == [TRANSLATED, 0]


def test_a_key_is_named_by_its_sound():
    assert ways("Lavrentiev", "лаврентьев", "лебедев") == [SPELLED, 0]
    assert ways("Сарыарка", "saryarka") == [SPELLED]


def test_a_key_may_be_named_in_several_ways():
    # "costanay" is a slip for Kostanay, which the lexicon translates, and sounds like it
    assert ways("costanay", "костанай") == [TRANSLATED | SPELLED]
    assert ways("capacity", "capac")[0] & SAME


def test_lookalikes_name_one_another():
    keys = [term.key for term in terms("СМС")]
    assert ways("CMC", *keys) == [0, SAME]


def test_a_term_is_met_by_any_of_its_ways():
    sought = Sought("capacity Lavrentiev собака")
    _, met = sought.among(["мощность", "лаврентьев"])
    assert [term.keys[0] for term in sought.terms] == ["capac", "lavrentiev", "собака"]
    assert met.tolist() == [TRANSLATED, SPELLED, 0]


def test_a_key_that_stands_twice_is_named_twice():
    assert ways("яма", "яма", "яма") == [SAME, SAME]


def test_nothing_is_named_in_an_empty_passage():
    named, met = Sought("capacity").among([])
    assert (named.tolist(), met.tolist()) == ([], [0])
    assert (named.dtype, met.dtype) == (np.uint8, np.uint8)


def test_a_question_without_words_names_nothing():
    named, met = Sought("?!").among(["мощность"])
    assert (named.tolist(), met.tolist()) == ([0], [])


def test_what_was_heard_before_changes_nothing():
    keys = ["лаврентьев", "мощность", "костанай", "линия"]
    question = "Lavrentiev capacity Kostanai"
    together = Sought(question).among(keys)[0].tolist()
    sought = Sought(question)
    apart = [sought.among([key])[0].tolist()[0] for key in keys]
    again = sought.among(keys)[0].tolist()
    assert together == apart == again


def test_figures_and_short_words_have_no_sound():
    assert ways("2017 Ян", "2018", "ян", "ян2") == [0, SAME, 0]


def test_a_phrase_is_named_by_no_key_alone():
    sought = Sought("board of directors")
    assert [list(w) for w, t in zip(sought.ways, sought.terms, strict=True) if t.phrase] == [[]]


@pytest.mark.parametrize(
    ("question", "text", "meant"),
    [
        ("whats the ckd capasity", "Мощность линии CKD", "whats the ckd capacity"),
        ("What does plastid mean?", "A plastid is an organelle.", "What does plastid mean?"),
        ("Who is Lavrentiev?", "Андрей Лаврентьев", "Who is Lavrentiev?"),  # it sounds like one
    ],
)
def test_a_slip_is_put_right_unless_the_text_has_the_word(question, text, meant):
    assert mended(question, [term.key for term in terms(text)]) == meant
