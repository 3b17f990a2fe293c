"""A query's terms, each with the other terms that may say the same."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from index.fuzzy import SPELLED_LENGTH, nearest
from index.irregular import LEMMAS
from index.lexicon import lexicon
from index.terms import (
    CYRILLIC,
    STOP_WORDS,
    Term,
    fold,
    is_known,
    lemmas,
    normal_form,
    skeleton,
    terms,
)

PHRASE_WORDS = 3  # longest head word of the lexicon that is looked for in a query
TRANSLATIONS = 8  # that are followed; rarer ones bring more noise than finds
CORRECTED_LENGTH = 6  # letters; a shorter unknown word is rather a name than a slip


@dataclass(frozen=True)
class Translation:
    """Terms that together say what a query term says, in the other language."""

    keys: tuple[str, ...]
    weight: float  # 1 for the commonest, falling with rank


@dataclass(frozen=True)
class QueryTerm:
    """A word or phrase of a query: its own keys, its translations, and how it sounds."""

    keys: tuple[str, ...]
    start: int
    stop: int
    translations: tuple[Translation, ...]
    sound: str  # empty for phrases and for words too short to compare
    phrase: bool = False
    meant: str = ""  # the head word that this one may be a slip for; the translations are its own

    @property
    def known(self) -> bool:
        """Whether the lexicon translates it as it stands."""
        return bool(self.translations) and not self.meant


def query_terms(query: str) -> list[QueryTerm]:
    """Return the terms of a query without its stop words; all of them if there is nothing else."""
    words = _words(query)
    content = [word for word in words if not _stops(query, word)]
    found = [_single(query, word) for word in content or words]
    return found + [phrase for phrase in _phrases(query, words) if phrase.translations]


def _words(query: str) -> list[list[Term]]:
    """Return the terms of each word, in the query's order."""
    groups: dict[int, list[Term]] = {}
    for term in terms(query):
        groups.setdefault(term.start, []).append(term)
    return list(groups.values())


def _stops(query: str, word: list[Term]) -> bool:
    text = query[word[0].start : word[0].stop]
    return re.sub("['’].*", "", fold(text)) in STOP_WORDS and not (text.isupper() and len(text) > 1)


def _single(query: str, word: list[Term]) -> QueryTerm:
    text = query[word[0].start : word[0].stop]
    translations = translate(text)
    meant = "" if translations else _meant(text)
    sound = skeleton(word[0].key) if not text[0].isdigit() else ""
    return QueryTerm(
        tuple(term.key for term in word),
        word[0].start,
        word[0].stop,
        translate(meant) if meant else translations,
        sound if len(sound) >= SPELLED_LENGTH else "",
        meant=meant,
    )


def _phrases(query: str, words: list[list[Term]]) -> list[QueryTerm]:
    """Return the runs of words that the lexicon knows as one head word."""
    found = []
    for size in range(2, PHRASE_WORDS + 1):
        for i in range(len(words) - size + 1):
            start, stop = words[i][0].start, words[i + size - 1][0].stop
            keys = tuple(word[0].key for word in words[i : i + size])
            found.append(
                QueryTerm(keys, start, stop, translate(query[start:stop]), "", phrase=True)
            )
    return found


@lru_cache(maxsize=50_000)
def translate(text: str) -> tuple[Translation, ...]:
    """Return the translations of a word or phrase as terms, best first."""
    language = "ru" if CYRILLIC.search(text) else "en"
    heads = dict.fromkeys((text, *_heads(text, language)))
    found: dict[tuple[str, ...], float] = {}
    for head in heads:
        for rank, translation in enumerate(lexicon().translations(head, language)[:TRANSLATIONS]):
            keys = tuple(
                dict.fromkeys(
                    term.key
                    for term in terms(translation)
                    if fold(translation[term.start : term.stop]) not in STOP_WORDS
                )
            )
            if keys:
                found.setdefault(keys, 1 / (1 + 0.25 * rank))
    return tuple(Translation(keys, weight) for keys, weight in found.items())


@lru_cache(maxsize=50_000)
def _meant(word: str) -> str:
    """Return the head word that a small slip would turn into this one, empty for none.

    A word with a capital is a name, and one that the morphology knows is no slip.
    """
    if len(word) < CORRECTED_LENGTH or not word.isalpha() or not word.islower():
        return ""
    language = "ru" if CYRILLIC.search(word) else "en"
    if language == "ru" and is_known(word):
        return ""
    return nearest(fold(word), lexicon().single_heads(language)) or ""


def _heads(text: str, language: str) -> tuple[str, ...]:
    """Return the head words or phrases under which a lexicon would list a form of it."""
    if " " in text:
        wanted = _normal_forms(text)
        alike = lexicon().phrases_like(text, language)
        return tuple(islice((head for head in alike if _normal_forms(head) == wanted), 1))
    return lemmas(text) if language == "ru" else (_english_lemma(fold(text)),)


def _normal_forms(phrase: str) -> list[str]:
    return [normal_form(word) for word in phrase.split()]


def _english_lemma(word: str) -> str:
    """Return the head word of the lexicon that an English form is made from, or the form."""
    if word in LEMMAS:
        return LEMMAS[word]
    if lexicon().lists(word, "en"):
        return word
    for ending, replacement in ENGLISH_ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)] + replacement
            for candidate in (stem, stem[:-1] if stem[-1:] == stem[-2:-1] else stem):
                if lexicon().translations(candidate, "en"):
                    return candidate
    return word


# The first that leads to a head word counts. "rates" is not the plural of "rat", nor "hoped" made
# from "hop", which would double its p.
ENGLISH_ENDINGS = (
    ("'s", ""), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("oes", "o"),
    ("s", ""), ("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("men", "man"),
    ("ves", "f"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("er", "e"),
    ("er", ""), ("est", "e"), ("est", ""), ("ly", ""), ("isation", "ization"), ("ised", "ize"),
    ("our", "or"), ("re", "er"),
)  # fmt: skip
