"""Nearest by meaning: inner products of unit vectors in faiss."""

from collections.abc import Collection
from pathlib import Path

import faiss
import numpy as np

faiss.omp_set_num_threads(1)  # a service has a thread a question; more of them fight


class Dense:
    """Vectors in row order; the scores are cosines."""

    def __init__(self, vectors: np.ndarray) -> None:
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    @classmethod
    def load(cls, path: Path) -> "Dense":
        """Return the index that save wrote; RuntimeError where the file is not one."""
        dense = cls.__new__(cls)
        dense._index = faiss.read_index(str(path))
        return dense

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return self._index.ntotal

    def vectors(self) -> np.ndarray:
        """Return all vectors, shape (rows, dim), float32."""
        return self._index.reconstruct_n(0, len(self))

    def search(
        self, vector: np.ndarray, k: int, rows: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (row, cosine) of the k nearest, best first; rows restricts where to look."""
        parameters = None
        if rows is not None:
            selected = faiss.IDSelectorBatch(np.fromiter(rows, np.int64))
            parameters = faiss.SearchParameters(sel=selected)
        k = min(k, len(self))
        if k < 1:
            return []
        scores, found = self._index.search(vector[None], k, params=parameters)
        # past the end faiss pads with row -1; rows of one score come in no order
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return sorted(((r, s) for r, s in pairs if r >= 0), key=lambda pair: (-pair[1], pair[0]))
