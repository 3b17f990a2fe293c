"""Reading data as arrays: what training needs of it, on whatever machine that is."""

import lzma
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LANGUAGES = ("ru", "en")


@dataclass
class Text:
    """A tokenized text; keys are numbers of terms, each with the token where its word starts."""

    language: str
    ids: np.ndarray  # (tokens,) int32
    shape: np.ndarray  # (tokens,) uint32, bits of qa.features
    word: np.ndarray  # (tokens,) int32: the word that a token belongs to, -1 for none
    keys: np.ndarray  # (terms,) int32
    key_words: np.ndarray  # (terms,) int32: the word of each key
    sentences: np.ndarray  # (sentences, 2) int32 token bounds


@dataclass
class Question:
    """A tokenized question, the answers in each language and the keys that would meet it."""

    text: Text
    passage: int
    answers: dict[str, np.ndarray]  # language: (answers, 2) token bounds, stop exclusive
    ways: np.ndarray  # (n, 3) int32: word of the question, key, bits


@dataclass
class Corpus:
    """Passages in both languages and the questions on them."""

    passages: list[dict[str, Text]]
    questions: list[dict[str, Question]]


def save(corpus: Corpus, path: Path) -> None:
    path.write_bytes(lzma.compress(pickle.dumps(corpus), preset=4))


def load(path: Path) -> Corpus:
    return pickle.loads(lzma.decompress(path.read_bytes()))
