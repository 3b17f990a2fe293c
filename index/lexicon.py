"""Translations of words between English and Russian, commonest first."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("lexicon")
LANGUAGES = {"en": "ru", "ru": "en"}


class Lexicon:
    """The word lists in lexicon/, read once, both ways."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._tables: dict[str, dict[str, list[str]]] = {"en": {}, "ru": {}}
        for language, other in LANGUAGES.items():
            table = self._tables[language]
            lines = (folder / f"{language}-{other}.tsv").read_text(encoding="utf-8").splitlines()
            for line in lines:
                head, translations = line.split("\t")
                table[_fold(head)] = translations.split("; ")
        # What only the other list knows comes after what a list says itself.
        for language, other in LANGUAGES.items():
            for head, translations in list(self._tables[other].items()):
                for translation in translations:
                    back = self._tables[language].setdefault(_fold(translation), [])
                    if head not in map(_fold, back):
                        back.append(head)

    def translations(self, word: str, language: str) -> list[str]:
        """Return the translations of a lemma or phrase of this language, commonest first."""
        return self._tables[language].get(_fold(word), [])

    @cache  # noqa: B019 (there is one lexicon, for good)
    def single_heads(self, language: str) -> list[str]:
        """Return the head words of one word, folded."""
        return [head for head in self._tables[language] if head.isalpha()]

    def heads(self, language: str) -> Iterator[str]:
        """Yield every word or phrase of this language that has a translation."""
        return iter(self._tables[language])


def _fold(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the project, read on first use."""
    return Lexicon()
