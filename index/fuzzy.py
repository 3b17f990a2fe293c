"""Nearest by spelling: names in either alphabet, and words with typos."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from index.terms import skeleton

SPELLED_LENGTH = 4  # letters of a sound; shorter ones are too alike
SLIP = 86.0  # ratio from which a word may be a slip for another
ALIKE = 82.0  # ratio, 0 to 100, from which two spellings may be one name


def alike(sounds: Sequence[str], others: Sequence[str]) -> np.ndarray:
    """Return how alike each sound is to each other one, shape (len(sounds), len(others)), 0 to 1.

    The ratio is rapidfuzz's (insertions and deletions over both lengths); below ALIKE it is 0.
    """
    ratios = process.cdist(sounds, others, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return ratios.astype(np.float32) / 100


def nearest(word: str, others: Sequence[str]) -> str | None:
    """Return the word that this one is most likely a slip for, None where none is near enough."""
    found = process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=SLIP)
    return found[0] if found else None


class Sounds:
    """The words of an index by how they sound."""

    def __init__(self, keys: Sequence[str]) -> None:
        sounds = [(skeleton(key), key) for key in keys if key.isalpha()]
        kept = [(sound, key) for sound, key in sounds if len(sound) >= SPELLED_LENGTH]
        self._sounds = [sound for sound, _ in kept]
        self._keys = [key for _, key in kept]

    def near(self, sound: str, limit: int = 8) -> list[tuple[str, float]]:
        """Return (key, likeness 0 to 1) of the words that sound like this one, likest first."""
        found = process.extract(
            sound, self._sounds, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=limit
        )
        return [(self._keys[place], ratio / 100) for _, ratio, place in found]
