"""What refusals say."""

from typing import get_args

import pytest

from qa.answer import Reason
from qa.refusal import MESSAGES, message


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_reason_has_its_words(language):
    assert MESSAGES[language].keys() == set(get_args(Reason))
    assert len(set(MESSAGES[language].values())) == len(get_args(Reason))


def test_a_refusal_speaks_the_language_of_the_question():
    assert message("not_stated", "en") == "The articles do not state this."
    assert message("not_stated", "ru") == "В статьях об этом не сказано."


@pytest.mark.parametrize("language", ["kk", "zh", "und", ""])
def test_other_languages_are_answered_in_english(language):
    expected = "Please ask in English or Russian."
    assert message("language_unsupported", language) == expected
