"""English forms that no rule leads back to their lemma."""

import pytest

from index.irregular import LEMMAS
from index.query import translate
from index.terms import terms


def test_a_form_is_found_by_itself_and_by_its_lemma():
    assert [term.key for term in terms("Built")] == ["built", "build"]
    assert [term.key for term in terms("children")] == ["children", "child"]


@pytest.mark.parametrize("form, lemma", [("wrote", "write"), ("took", "take"), ("women", "woman")])
def test_a_form_is_translated_as_its_lemma_is(form: str, lemma: str):
    assert translate(form) == translate(lemma) != ()


def test_a_form_with_a_meaning_of_its_own_keeps_it():
    found = [translation.keys for translation in translate("left")]
    assert ("левый",) in found and ("покидать",) in found


def test_no_form_is_a_lemma_or_has_two():
    assert LEMMAS["left"] == "leave"
    assert not LEMMAS.keys() & set(LEMMAS.values()) - {"found", "lay", "ground", "wound"}
