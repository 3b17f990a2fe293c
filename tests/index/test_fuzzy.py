"""Likeness of spellings."""

import numpy as np
import pytest

from index.fuzzy import Sounds, alike, nearest
from index.terms import skeleton


def test_alike_has_a_row_for_each_sound():
    ratios = alike(["kostanai", "jac"], ["kostanai", "kostanay", "almati"])
    assert ratios.shape == (2, 3)
    np.testing.assert_allclose(ratios, [[1, 0.875, 0], [0, 0, 0]])


@pytest.mark.parametrize(
    "one, other",
    [
        ("Лаврентьев", "Lavrentiev"),
        ("Лаврентьев", "Lavrentev"),
        ("Костанай", "Kostanai"),
        ("Кэцян", "Keqiang"),
        ("Мерседес", "Mercedes"),
        ("Чайковский", "Tschaikowski"),
    ],
)
def test_one_name_in_both_alphabets_is_alike(one, other):
    assert alike([skeleton(one)], [skeleton(other)])[0, 0] > 0


@pytest.mark.parametrize(
    "one, other",
    [
        ("Путин", "Pushkin"),
        ("Алматы", "Almond"),
        ("Казань", "Kansas"),
        ("Назарбаев", "Nazarenko"),
        ("Костанай", "Kazakhstan"),
    ],
)
def test_different_names_are_not_alike(one, other):
    assert alike([skeleton(one)], [skeleton(other)])[0, 0] == 0


@pytest.mark.parametrize("slip", ["capasity", "capacty", "cpacity", "capacity"])
def test_the_nearest_word_is_what_a_slip_was_meant_for(slip):
    assert nearest(slip, ["city", "capacity", "capital"]) == "capacity"


@pytest.mark.parametrize("word", ["cap", "electricity", "capstone", ""])
def test_no_word_is_near_another_one(word):
    assert nearest(word, ["city", "capacity", "capital"]) is None
    assert nearest(word, []) is None


def test_sounds_find_names_across_alphabets_likest_first():
    sounds = Sounds(["лаврентьев", "лаврентий", "костанай", "завод"])
    found = sounds.near(skeleton("Lavrentiev"))
    assert found[0] == ("лаврентьев", 1.0)
    assert [key for key, _ in found] == ["лаврентьев", "лаврентий"]
    assert 0.8 < found[1][1] < 1


def test_sounds_of_an_unheard_name_are_none():
    assert Sounds(["лаврентьев"]).near(skeleton("Kostanay")) == []
    assert Sounds([]).near(skeleton("Kostanay")) == []


def test_sounds_leave_out_what_is_short_or_no_word():
    sounds = Sounds(["ян", "s3s3", "~cmcmc", "2017", "", "жуков"])
    assert [key for key, _ in sounds.near(skeleton("Zhukov"))] == ["жуков"]
    assert sounds.near("an") == sounds.near("cmcmc") == sounds.near("2017") == []


def test_sounds_keep_to_the_limit():
    sounds = Sounds([f"жуков{letter}" for letter in "абвгд"])
    assert len(sounds.near(skeleton("Zhukov"), limit=3)) == 3
