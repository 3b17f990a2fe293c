"""Translations of words between English and Russian, commonest first."""

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

FOLDER = Path(__file__).with_name("lexicon")
BEGINNING = 4  # letters that every form of a word shares, nearly
LANGUAGES = {"en": "ru", "ru": "en"}


class Lexicon:
    """The word lists in lexicon/, both ways, folded: small letters, е for ё."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._tables: dict[str, dict[str, list[str]]] = {"en": {}, "ru": {}}
        for language, other in LANGUAGES.items():
            text = _fold((folder / f"{language}-{other}.tsv").read_text(encoding="utf-8"))
            for line in text.splitlines():
                head, translations = line.split("\t")
                # лён and лен, крёстный and крестный are one head word once folded
                self._tables[language].setdefault(head, []).extend(translations.split("; "))
        self._own = {language: frozenset(table) for language, table in self._tables.items()}
        # What only the other list knows comes after what a list says itself.
        given = {language: list(table.items()) for language, table in self._tables.items()}
        for language, other in LANGUAGES.items():
            table = self._tables[language]
            for head, translations in given[other]:
                for translation in translations:
                    back = table.setdefault(translation, [])
                    if head not in back:
                        back.append(head)

    def translations(self, word: str, language: str) -> list[str]:
        """Return the translations of a lemma or phrase of this language, commonest first."""
        return self._tables[language].get(_fold(word), [])

    def lists(self, word: str, language: str) -> bool:
        """Return whether a word has a line of its own: others stand as translations alone, such as
        forms of words that have one."""
        return _fold(word) in self._own[language]

    @cache  # noqa: B019 (there is one lexicon, for good)
    def single_heads(self, language: str) -> list[str]:
        """Return the head words of one word, folded."""
        return [head for head in self._tables[language] if head.isalpha()]

    def phrases_like(self, phrase: str, language: str) -> list[str]:
        """Return the head phrases whose words begin as this one's do: those it may be a form of."""
        return self._phrases[language].get(_beginnings(_fold(phrase)), [])

    @cached_property
    def _phrases(self) -> dict[str, dict[tuple[str, ...], list[str]]]:
        tables: dict[str, dict[tuple[str, ...], list[str]]] = {"en": {}, "ru": {}}
        for language, table in tables.items():
            for head in self._tables[language]:
                if " " in head:
                    table.setdefault(_beginnings(head), []).append(head)
        return tables

    def heads(self, language: str) -> Iterator[str]:
        """Yield every word or phrase of this language that has a translation."""
        return iter(self._tables[language])


def _beginnings(phrase: str) -> tuple[str, ...]:
    return tuple(word[:BEGINNING] for word in phrase.split())


def _fold(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the project, read on first use."""
    return Lexicon()
