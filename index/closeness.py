"""How much of a question stands together: in one sentence of a passage, not all over it."""

from collections.abc import Mapping

from index.lexical import Lexical, Sentences
from index.overlap import SAME, Sought

OTHERWISE = 0.85  # worth of a term that is met in translation or by its sound


def closeness(sought: Sought, passages: Mapping[int, Sentences], lexical: Lexical) -> list[float]:
    """Return for each passage what its best sentence has of the question's terms, 0 to 1.

    A term weighs what its inverse document frequency is; of one that may be said in several ways
    that of the commonest.
    """
    sought.listen({key for told in passages.values() for keys in told for key in keys})
    rarity = lexical.rarities(key for ways in sought.ways for key in ways)
    whole = sum(min((rarity[key] for key in ways), default=0.0) for ways in sought.ways)
    if not whole:
        return [0.0] * len(passages)
    worth = [
        {key: (1.0 if way & SAME else OTHERWISE) * rarity[key] for key, way in ways.items()}
        for ways in sought.ways
    ]
    return [
        max((_met(worth, set(keys)) for keys in told), default=0.0) / whole
        for told in passages.values()
    ]


def _met(worth: list[dict[str, float]], keys: set[str]) -> float:
    """Return what a sentence has of the terms, each by the best of its ways."""
    return sum(max((of[key] for key in of.keys() & keys), default=0.0) for of in worth)
