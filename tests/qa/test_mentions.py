"""What a text speaks of."""

import pytest

from qa.mentions import is_verb, mentions, whole


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "What is the planned capacity of the CKD line?",
            ["the planned capacity", "the CKD line", "CKD"],
        ),
        ("How much compensation does the angling club want?", ["compensation", "the angling club"]),
        ("What did Verigina's husband design?", ["Verigina's husband", "Verigina's"]),
        ("Did Verigina's growing firm move?", ["Verigina's growing firm", "Verigina's"]),
        ("Why is the double hull dangerous?", ["the double hull"]),
        (
            "Сколько детей сейчас тренируется в школе «Клюшка»?",
            ["детей", "школе «Клюшка»", "Клюшка"],
        ),
        (
            "Какова планируемая мощность линии CKD?",
            ["планируемая мощность линии CKD", "линии CKD", "CKD"],
        ),
        ("Why?", []),
        ("", []),
    ],
)
def test_names_and_phrases_are_found_in_order(text, named):
    found = mentions(text)
    assert [each.text for each in found] == named
    assert all(text[each.start : each.stop] == each.text for each in found)


@pytest.mark.parametrize(
    ("text", "kind", "forms"),
    [
        ("Нурсултан Назарбаев", "person", {"masc"}),
        ("мощность линии", "thing", {"femn"}),
        ("28 миллионов долларов", "money", {"plur", "masc", "femn", "neut"}),
        ("the trams", "thing", {"plur"}),
        ("JAC Motors", "organisation", set()),
        ("«Карнинград»", "name", set()),
    ],
)
def test_a_quote_is_a_mention_with_what_a_pronoun_agrees_with(text, kind, forms):
    quoted = whole(text, "clause")
    assert (quoted.text, quoted.kind, set(quoted.forms)) == (text, kind, forms)


@pytest.mark.parametrize(
    ("word", "verb"),
    [("signed", True), ("houses", False), ("did", True), ("подписал", True), ("дом", False)],
)
def test_verbs_are_told_apart(word, verb):
    assert is_verb(word) is verb
