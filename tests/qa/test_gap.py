"""The words of a question that stand for what is asked."""

import pytest

from qa.gap import gap_of


@pytest.mark.parametrize(
    ("question", "noun", "is_argument"),
    [
        ("[Who] signed the contract?", "", True),
        ("[When] was the contract signed?", "", False),
        ("[How many low-floor trams] was the auction for?", "low-floor trams", True),
        ("[How much] of it came from China?", "", True),
        ("[How long] is the bridge?", "", False),
        ("[How] did they do it?", "", False),
        ("[In which year] did it open?", "year", False),
        ("And [from how many houses]?", "houses", False),
        ("[Кто] первым описал отлив?", "", True),
        ("[Сколько времени] они провели там?", "времени", True),
        ("[По какой цене] строят квартиры?", "цене", False),
        ("[О чём] поэма «Сад семи ключей»?", "", False),
        ("Объём вложений — [сколько]?", "", True),
    ],
)
def test_the_question_word_is_found_with_its_preposition_and_its_noun(question, noun, is_argument):
    start, stop = question.index("["), question.index("]") - 1
    gap = gap_of(question.replace("[", "").replace("]", ""))
    assert (gap.start, gap.stop, gap.noun, gap.is_argument) == (start, stop, noun, is_argument)


@pytest.mark.parametrize("question", ["CKD line capacity", "дата контракта", "", "?"])
def test_a_question_without_a_question_word_has_none(question):
    assert gap_of(question) is None
