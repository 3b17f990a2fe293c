"""Translations of words between English and Russian, commonest first."""

from collections.abc import Iterator
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

FOLDER = Path(__file__).with_name("lexicon")
APART = "; "  # stands between translations
BEGINNING = 4  # letters that every form of a word shares, nearly
LANGUAGES = {"en": "ru", "ru": "en"}


class Lexicon:
    """The word lists in lexicon/, both ways, folded: small letters, е for ё."""

    def __init__(self, folder: Path = FOLDER) -> None:
        # Translations stay joined until they are asked for: lists would take four times as long.
        self._own: dict[str, dict[str, str]] = {"en": {}, "ru": {}}
        self._back: dict[str, dict[str, str]] = {"en": {}, "ru": {}}
        for language, other in LANGUAGES.items():
            own, back = self._own[language], self._back[other]
            text = _fold((folder / f"{language}-{other}.tsv").read_text(encoding="utf-8"))
            for line in text.splitlines():
                head, translations = line.split("\t")
                # лён and лен, крёстный and крестный are one head word once folded
                own[head] = own[head] + APART + translations if head in own else translations
                for translation in translations.split(APART):
                    known = back.get(translation)
                    back[translation] = known + APART + head if known else head

    def translations(self, word: str, language: str) -> list[str]:
        """Return the translations of a lemma or phrase of this language, commonest first.

        What only the other list knows comes after what a list says itself.
        """
        word = _fold(word)
        given = (self._own[language].get(word, ""), self._back[language].get(word, ""))
        return list(dict.fromkeys(chain.from_iterable(g.split(APART) for g in given if g)))

    def lists(self, word: str, language: str) -> bool:
        """Return whether a word has a line of its own: others stand as translations alone, such as
        forms of words that have one."""
        return _fold(word) in self._own[language]

    @cache  # noqa: B019 (there is one lexicon, for good)
    def single_heads(self, language: str) -> list[str]:
        """Return the head words of one word, folded."""
        return [head for head in self.heads(language) if head.isalpha()]

    def phrases_like(self, phrase: str, language: str) -> list[str]:
        """Return the head phrases whose words begin as this one's do: those it may be a form of."""
        return self._phrases[language].get(_beginnings(_fold(phrase)), [])

    @cached_property
    def _phrases(self) -> dict[str, dict[tuple[str, ...], list[str]]]:
        tables: dict[str, dict[tuple[str, ...], list[str]]] = {"en": {}, "ru": {}}
        for language, table in tables.items():
            for head in self.heads(language):
                if " " in head:
                    table.setdefault(_beginnings(head), []).append(head)
        return tables

    def heads(self, language: str) -> Iterator[str]:
        """Yield every word or phrase of this language that has a translation."""
        yield from self._own[language]
        yield from (head for head in self._back[language] if head not in self._own[language])


def _beginnings(phrase: str) -> tuple[str, ...]:
    return tuple(word[:BEGINNING] for word in phrase.split())


def _fold(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the project, read on first use."""
    return Lexicon()
