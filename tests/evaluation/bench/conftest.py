"""A workspace of a few passages, and vectors that count letters."""

import numpy as np
import pytest

from qa.evaluation.bench.engines import Workspace
from source import Document, split

DOCUMENTS = (
    Document("tea", "Tea", "The tea costs five euros. Tea is green.", "en"),
    Document("станки", "Станки", "Завод выпускает станки. Мощность линии 400 станков.", "ru"),
)


def letters(texts):
    counts = [[text.count(chr(c)) + 0.01 for c in range(0x430, 0x450)] for text in texts]
    rows = np.array(counts, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def documents():
    return DOCUMENTS


@pytest.fixture
def workspace(tmp_path):
    passages = [passage for document in DOCUMENTS for passage in split(document)]
    made = Workspace(tmp_path / "2", tmp_path / "model")
    made.write(DOCUMENTS, passages, letters([passage.text for passage in passages]))
    return made
