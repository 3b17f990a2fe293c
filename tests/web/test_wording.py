import pytest

from qa.web.wording import confidence_words, percent


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "100%"),
        (0.9999, "99%"),
        (0.934, "93%"),
        (0.004, "1%"),
        (0.0, "0%"),
    ],
)
def test_only_certainty_is_100_percent_and_only_nothing_is_0(confidence, words):
    assert percent(confidence) == words


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.9, "Almost certainly right"),
        (0.89, "Very likely right"),
        (0.7, "Very likely right"),
        (0.5, "More likely right than not"),
        (0.49, "Unsure"),
        (0.0, "Unsure"),
    ],
)
def test_confidence_in_words(confidence, words):
    assert confidence_words(confidence) == words
