"""Which words of a passage a question names: the same, in the other language, or by its sound."""

from collections.abc import Collection, Sequence

import numpy as np

from index.fuzzy import SPELLED_LENGTH, alike
from index.query import QueryTerm, query_terms
from index.terms import skeleton

SAME, TRANSLATED, SPELLED = 1, 2, 4  # bits of a way to name a word


class Sought:
    """What a question looks for: for each of its terms, the keys that would answer to it."""

    def __init__(self, question: str) -> None:
        self.terms = query_terms(question)
        self.ways = [_ways(term) for term in self.terms]
        self._heard: set[str] = set()

    def among(self, keys: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the ways in which each key is named, and each term is met: two uint8 arrays."""
        present = set(keys)
        self.listen(present)
        named = dict.fromkeys(present, 0)
        met = np.zeros(len(self.terms), np.uint8)
        for i, ways in enumerate(self.ways):
            for key in ways.keys() & present:
                named[key] |= ways[key]
                met[i] |= ways[key]
        return np.array([named[key] for key in keys], np.uint8), met

    def listen(self, keys: Collection[str]) -> None:
        """Add those of the keys that sound like a term to the ways in which it may be met."""
        new = sorted(key for key in set(keys) - self._heard if key.isalpha())
        self._heard.update(keys)
        sounds = {key: skeleton(key) for key in new}
        audible = [key for key in new if len(sounds[key]) >= SPELLED_LENGTH]
        spoken = [i for i, term in enumerate(self.terms) if term.sound]
        if not audible or not spoken:
            return
        near = alike([self.terms[i].sound for i in spoken], [sounds[key] for key in audible])
        for row, column in zip(*near.nonzero(), strict=True):
            ways = self.ways[spoken[row]]
            ways[audible[column]] = ways.get(audible[column], 0) | SPELLED


def _ways(term: QueryTerm) -> dict[str, int]:
    ways = {} if term.phrase else dict.fromkeys(term.keys, SAME)
    for translation in term.translations:
        if len(translation.keys) == 1:
            ways.setdefault(translation.keys[0], TRANSLATED)
    return ways


def mended(question: str, keys: Sequence[str]) -> str:
    """Return a question with the words put right that are slips, as far as the keys can tell.

    A word that stands in the text, or sounds like one that does, is none, unknown as it may be.
    """
    sought = Sought(question)
    if not any(term.meant for term in sought.terms):
        return question
    _, met = sought.among(keys)
    for term, bits in reversed(list(zip(sought.terms, met, strict=True))):
        if term.meant and not bits & (SAME | SPELLED):
            question = question[: term.start] + term.meant + question[term.stop :]
    return question
