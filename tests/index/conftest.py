"""An encoder that counts words, so that vectors can be written by hand."""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest

DIM = 4096  # so many that no two words of a test share a place


class WordEncoder:
    """Counts words: one place of the vector for each, by its checksum. Notes what it encoded."""

    def __init__(self, name: str = "words-1") -> None:
        self.name = name
        self.encoded: list[str] = []  # texts of passages; queries are not noted

    def encode(self, texts: Sequence[str], kind: str) -> np.ndarray:
        if kind == "passage":
            self.encoded += texts
        rows = np.zeros((len(texts), DIM), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[crc32(word.encode()) % DIM] += 1
        return rows / np.maximum(1, np.linalg.norm(rows, axis=1, keepdims=True))


@pytest.fixture(scope="session")
def word_encoder() -> type[WordEncoder]:
    return WordEncoder
