"""What the reader sees of a token beside its vector: how the question names it, how it is written,
and the grammar of a Russian word, whose forms share a vector to begin with."""

from functools import lru_cache

import numpy as np
from tokenizers import Encoding

from index.overlap import Sought
from index.terms import CYRILLIC, Term, cases, grammemes, terms

NAMED = 7  # the bits of index.overlap
CAPITAL, CAPITALS, DIGIT, RUSSIAN = 8, 16, 32, 64
# A bit for each of these groups of OpenCorpora's tags, from the one after RUSSIAN on.
GRAMMAR = (
    {"NOUN"}, {"ADJF", "ADJS", "PRTF", "NUMR"}, {"VERB", "INFN", "GRND", "PRTS"}, {"PREP"},
    {"NPRO"}, {"CONJ", "PRCL"}, {"plur"}, {"masc"}, {"femn"}, {"neut"}, {"anim"}, {"past"},
    {"Name", "Surn", "Patr"}, {"Geox"}, {"Orgn"},
)  # fmt: skip
CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
FIRST = 7  # bit of GRAMMAR, after those of index.overlap and of how a token is written
BITS = FIRST + len(GRAMMAR) + len(CASES)


class Tokens:
    """The tokens of a text, with the words and the term keys that they belong to."""

    def __init__(self, text: str, encoding: Encoding) -> None:
        self.text = text
        self.ids = np.array(encoding.ids, np.int32)
        self.offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
        self.terms = terms(text)
        starts = sorted({term.start for term in self.terms})
        stops = {term.start: term.stop for term in self.terms}
        self.word_of_start = {start: number for number, start in enumerate(starts)}
        self.words = token_words(self.offsets, starts, [stops[start] for start in starts])
        grammar = [grammar_bits(text[start : stops[start]]) for start in starts]
        self.shape = np.array([shape(text, a, b) for a, b in self.offsets], np.uint32)
        self.shape = self.bits(np.array(grammar, np.uint32))

    def term_words(self, found: list[Term]) -> np.ndarray:
        """Return the number of the word that each term stands for."""
        return np.array([self.word_of_start[term.start] for term in found], np.int32)

    def bounds(self, start: int, stop: int) -> tuple[int, int]:
        """Return the tokens that a span of characters touches, stop exclusive."""
        first = int(np.searchsorted(self.offsets[:, 1], start, side="right"))
        last = int(np.searchsorted(self.offsets[:, 0], stop, side="left"))
        return first, max(last, first + 1)

    def bits(self, of_words: np.ndarray) -> np.ndarray:
        """Return the bits of each token: its shape, and what its word has been given."""
        if not len(of_words):
            return self.shape
        named = np.where(self.words >= 0, of_words[self.words], 0).astype(np.uint32)
        return self.shape | named


def named(
    sought: Sought, asked: Tokens, told: Tokens, part: slice
) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits of the question's tokens and of those of a part of a text."""
    inside = set(told.words[part].tolist())
    found = [term for term in told.terms if told.word_of_start[term.start] in inside]
    ways, met = sought.among([term.key for term in found])
    of_told = np.zeros(len(told.word_of_start), np.uint32)
    np.bitwise_or.at(of_told, told.term_words(found), ways)
    of_asked = np.zeros(len(asked.word_of_start), np.uint32)
    for term, bits in zip(sought.terms, met, strict=True):
        of_asked[asked.word_of_start[term.start]] |= bits
    return asked.bits(of_asked), told.bits(of_told)[part]


def unpacked(bits: np.ndarray) -> np.ndarray:
    """Return bits as numbers, one axis of BITS more, float32."""
    places = np.arange(BITS, dtype=np.uint32)
    return (bits[..., None].astype(np.uint32) >> places & 1).astype(np.float32)


def token_words(offsets: np.ndarray, starts: list[int], stops: list[int]) -> np.ndarray:
    """Return for each token the number of the word that it lies in, -1 outside words."""
    if not starts:
        return np.full(len(offsets), -1, np.int32)
    word = np.searchsorted(np.array(starts), offsets[:, 0], side="right") - 1
    inside = (word >= 0) & (offsets[:, 0] < np.array(stops)[word])
    return np.where(inside, word, -1).astype(np.int32)


def shape(text: str, start: int, stop: int) -> int:
    """Return how a token is written, as bits: with a capital, in capitals, with a digit."""
    token = text[start:stop]
    return (
        CAPITAL * token[:1].isupper()
        + CAPITALS * (token.isupper() and len(token) > 1)
        + DIGIT * any(map(str.isdigit, token))
    )


@lru_cache(maxsize=200_000)
def grammar_bits(word: str) -> int:
    """Return the grammar of a word, as bits; 0 for one that is not Russian."""
    if not CYRILLIC.search(word):
        return 0
    tags, may_be = grammemes(word), cases(word)
    bits = RUSSIAN
    for place, group in enumerate(GRAMMAR):
        bits |= bool(tags & group) << (FIRST + place)
    for place, case in enumerate(CASES):
        bits |= (case in may_be) << (FIRST + len(GRAMMAR) + place)
    return bits
