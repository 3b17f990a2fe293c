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
        self._words = {language: _Words(folder, language) for language in LANGUAGES}

    def translations(self, word: str, language: str) -> list[str]:
        """Return the translations of a lemma or phrase of this language, commonest first.

        What only the other list knows comes after what a list says itself.
        """
        word, words = _fold(word), self._words[language]
        given = (words.own.get(word, ""), words.back.get(word, ""))
        return list(dict.fromkeys(chain.from_iterable(g.split(APART) for g in given if g)))

    def lists(self, word: str, language: str) -> bool:
        """Return whether a word has a line of its own: others stand as translations alone, such as
        forms of words that have one."""
        return _fold(word) in self._words[language].own

    def heads(self, language: str) -> Iterator[str]:
        """Yield every word or phrase of this language that has a translation."""
        return self._words[language].heads()

    def single_heads(self, language: str) -> list[str]:
        """Return the head words of one word, folded."""
        return self._words[language].single

    def phrases_like(self, phrase: str, language: str) -> list[str]:
        """Return the head phrases whose words begin as this one's do: those it may be a form of."""
        return self._words[language].phrases.get(_beginnings(_fold(phrase)), [])


class _Words:
    """What the lists say of one language's words, read when it is asked for.

    Translations stay joined until then: lists of them would take twice as long.
    """

    def __init__(self, folder: Path, language: str) -> None:
        other = LANGUAGES[language]
        self._own_list = folder / f"{language}-{other}.tsv"
        self._other_list = folder / f"{other}-{language}.tsv"

    @cached_property
    def own(self) -> dict[str, str]:
        """Head words with their translations."""
        own: dict[str, str] = {}
        for head, translations in _lines(self._own_list):
            # лён and лен, крёстный and крестный are one head word once folded
            own[head] = own[head] + APART + translations if head in own else translations
        return own

    @cached_property
    def back(self) -> dict[str, str]:
        """Words that are translations in the other list, with their head words there."""
        back: dict[str, str] = {}
        for head, translations in _lines(self._other_list):
            for word in translations.split(APART):
                back[word] = back[word] + APART + head if word in back else head
        return back

    def heads(self) -> Iterator[str]:
        yield from self.own
        yield from (head for head in self.back if head not in self.own)

    @cached_property
    def single(self) -> list[str]:
        return [head for head in self.heads() if head.isalpha()]

    @cached_property
    def phrases(self) -> dict[tuple[str, ...], list[str]]:
        """Head phrases by how their words begin."""
        phrases: dict[tuple[str, ...], list[str]] = {}
        for head in self.heads():
            if " " in head:
                phrases.setdefault(_beginnings(head), []).append(head)
        return phrases


def _lines(path: Path) -> Iterator[list[str]]:
    """Yield the head word and the translations of each line, folded."""
    return (line.split("\t") for line in _fold(path.read_text(encoding="utf-8")).splitlines())


def _beginnings(phrase: str) -> tuple[str, ...]:
    return tuple(word[:BEGINNING] for word in phrase.split())


def _fold(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the project, read on first use."""
    return Lexicon()
