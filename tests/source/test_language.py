"""The language of questions and articles."""

import pytest

from source import language_of, shipped


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what's the CKD capacity?", "en"),
        ("какова мощность линии CKD?", "ru"),
        ("Кто такой Andrei Lavrentiev?", "ru"),
        ("What is СарыаркаАвтоПром?", "en"),
        ("МОЩНОСТЬ ЛИНИИ CKD", "ru"),
        ("Биылғы 10 айда қанша автомобиль шығарылды?", "kk"),
        ("谁是AllurGroup的董事会主席？", "zh"),
        ("Хто є президентом України?", "und"),
        ("これは何ですか", "und"),
        ("שלום עולם", "und"),
        ("10 000 %", "und"),
        ("", "und"),
    ],
)
def test_letters_tell_the_language(text, language):
    assert language_of(text) == language


def test_the_shipped_article_is_russian():
    assert language_of(shipped()[0].text) == "ru"
