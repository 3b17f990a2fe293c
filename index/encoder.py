"""Texts to vectors: the model that ships with the project, or any sentence-transformers model."""

import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from index.hub import UnknownModel, first_line, folder_of

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).with_name("model")
TOKEN_LIMIT = 256  # of a text; what is longer is cut
Matrix = np.ndarray
Kind = Literal["query", "passage"]
E5_PROMPTS = {"query": "query: ", "document": "passage: "}  # as their model cards ask


class Encoder(Protocol):
    """Turns texts into vectors that are near where the texts mean the same."""

    name: str  # with a hash of the weights where they can be told: vectors are kept by it

    def encode(self, texts: Sequence[str], kind: Kind) -> Matrix:
        """Return one row per text, shape (len(texts), dim), float32, each row of length 1."""


class TokenVectors:
    """The shipped tokenizer and its table of token vectors, int8 rows with a scale each."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            table = load_file(folder / "tokens.safetensors")
        except Exception as error:  # tokenizers raises a bare Exception for a missing file
            raise UnknownModel(str(folder), str(error)) from error
        self._rows, self._scales = table["rows"], table["scales"].astype(np.float32)

    @property
    def dim(self) -> int:
        return self._rows.shape[1]

    def __getitem__(self, ids: np.ndarray) -> Matrix:
        """Return the vectors of token ids of any shape, float32, one axis more."""
        return self._rows[ids].astype(np.float32) * self._scales[ids][..., None]


def session(path: Path):
    """Return an onnxruntime session on one thread: more of them fight over contended cores."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class ShippedEncoder:
    """The bilingual model of the project, through onnxruntime: the mean of its trunk's states."""

    def __init__(self, vectors: TokenVectors | None = None, folder: Path = SHIPPED) -> None:
        self._vectors = vectors or TokenVectors(folder)
        self._path = folder / "encoder.onnx"
        self.name = f"shipped-{file_hash(self._path)}"

    @cached_property
    def _session(self):
        return session(self._path)

    def encode(self, texts: Sequence[str], kind: Kind) -> Matrix:
        """Return one row per text; queries and passages are encoded alike.

        Each by itself: int8 activations are scaled over all that is run at once, so that beside
        others a text would have another vector; and it takes no longer.
        """
        rows = np.empty((len(texts), self._vectors.dim), np.float32)
        ids = [_cut(encoding.ids) for encoding in self._vectors.tokenizer.encode_batch(list(texts))]
        if len(ids) == 1:
            rows[0] = self._run(ids[0])
            return rows
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for row, vector in enumerate(pool.map(self._run, ids)):
                rows[row] = vector
        return rows

    def _run(self, ids: list[int]) -> Matrix:
        vectors, mask = self._vectors[np.array([ids])], np.ones((1, len(ids)), np.float32)
        return self._session.run(None, {"vectors": vectors, "mask": mask})[0][0]


def _cut(ids: list[int]) -> list[int]:
    """Return the ids up to the limit; the last is [SEP] also where the text is cut."""
    return ids if len(ids) <= TOKEN_LIMIT else [*ids[: TOKEN_LIMIT - 1], ids[-1]]


class NamedEncoder:
    """Any sentence-transformers model, by folder or by a name in the local cache."""

    def __init__(self, name: str) -> None:
        folder = str(folder_of(name, owner="sentence-transformers"))
        with loading(name):
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(folder, local_files_only=True)
        if not any(self._model.prompts.values()) and "e5" in Path(name).name.lower().split("-"):
            self._model.prompts = dict(E5_PROMPTS)
        self.name = f"{name}-{self._hash()}"

    def encode(self, texts: Sequence[str], kind: Kind) -> Matrix:
        """Return one row per text, after the prompt that the model has for that kind."""
        encode = self._model.encode_query if kind == "query" else self._model.encode_document
        rows = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(rows, dtype=np.float32)

    def _hash(self) -> str:
        digest = hashlib.sha256()
        for name, weights in sorted(self._model.state_dict().items()):
            digest.update(name.encode() + weights.float().cpu().numpy().tobytes())
        return digest.hexdigest()[:12]


@contextmanager
def loading(name: str) -> Iterator[None]:
    """Raise UnknownModel if loading this model fails, and show no bars and reports of loading."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    try:
        yield
    except UnknownModel:
        raise
    except Exception as error:  # every kind of model fails in its own way
        raise UnknownModel(name, first_line(error)) from error


def load_encoder(name: str, vectors: TokenVectors | None = None) -> Encoder:
    """Return the encoder of this name or folder; the shipped one for an empty name."""
    if name and is_ours(Path(name)):
        return ShippedEncoder(folder=Path(name))
    return NamedEncoder(name) if name else ShippedEncoder(vectors)


def is_ours(folder: Path) -> bool:
    """Say whether a folder holds a model as `make model` writes it."""
    return (folder / "tokens.safetensors").exists()


def file_hash(path: Path) -> str:
    """Return the first 12 hex digits of a file's sha256."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise UnknownModel(str(path.parent), f"{path.name}: {error.strerror}") from error
