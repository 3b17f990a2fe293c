"""What is measured: an engine that builds an index in a folder, and finds things in it."""

import importlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

K = 5  # passages that an engine is asked for
PEERS = "qa.evaluation.bench.peers"
OURS = "qa.evaluation.bench.ours"


@dataclass(frozen=True)
class Workspace:
    """The folder of one size: what is indexed, and a folder for each index."""

    folder: Path
    model: Path  # the shipped encoder as an ordinary sentence-transformers folder

    @cached_property
    def passages(self) -> list[tuple[str, str]]:
        """The passages in row order: the document's id and the text of each."""
        lines = (self.folder / "passages.jsonl").read_text("utf-8").split("\n")
        return [tuple(json.loads(line)) for line in lines if line]

    @cached_property
    def vectors(self) -> np.ndarray:
        return np.load(self.folder / "vectors.npy")

    @property
    def documents(self) -> Path:
        return self.folder / "documents.jsonl"

    def write(self, documents: Sequence, passages: Sequence, vectors: np.ndarray) -> None:
        self.folder.mkdir(parents=True)
        kept = [[d.id, d.title, d.text, d.language] for d in documents]
        self.documents.write_text(_lines(kept), "utf-8")
        rows = [[p.document.id, p.text] for p in passages]
        (self.folder / "passages.jsonl").write_text(_lines(rows), "utf-8")
        np.save(self.folder / "vectors.npy", vectors)


def _lines(records: Sequence[list]) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


class Engine(Protocol):
    """Something to put a question to; it is made by opening the index in a folder."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        """Write an index of the workspace's passages to a folder."""

    def __init__(self, workspace: Workspace, folder: Path) -> None: ...

    def find(self, question: str) -> str:
        """Return the id of the document that is found first, "" if nothing is."""


@dataclass(frozen=True)
class Known:
    """An engine by its name, and how it is run."""

    name: str
    module: str
    holder: str  # the class in it
    gives: str
    how: str
    encodes: str  # what makes its vectors: ours, sentence-transformers, or ""
    index: str = ""  # the engine whose index it opens; "": its own

    def load(self) -> type[Engine]:
        return getattr(importlib.import_module(self.module), self.holder)

    @property
    def folder(self) -> str:
        return self.index or self.name


ST = "sentence-transformers"
ENGINES = (
    Known(
        "ours, passages", OURS, "OursPassages", "passages",
        "the search alone, by terms, spelling and meaning", "ours", "ours",
    ),
    Known("ours", OURS, "Ours", "an answer or a refusal", "qa ask", "ours"),
    Known(
        "Haystack BM25", PEERS, "HaystackBM25", "passages",
        "InMemoryBM25Retriever, return_embedding=False", "",
    ),
    Known(
        "Haystack embedding", PEERS, "HaystackEmbedding", "passages",
        "InMemoryEmbeddingRetriever and SentenceTransformersTextEmbedder", ST,
    ),
    Known(
        "txtai", PEERS, "Txtai", "passages",
        "hybrid=True with weight 0.9 for vectors, content=True, faiss", ST,
    ),
    Known("bm25s", PEERS, "BM25S", "passages", "Snowball stems of both languages, numpy", ""),
    Known(
        "tantivy", PEERS, "Tantivy", "passages",
        "a field stemmed as English and one stemmed as Russian", "",
    ),
    Known("ST + faiss", PEERS, "SentenceTransformersFaiss", "passages", "IndexFlatIP", ST),
)  # fmt: skip
REFERENCE = ENGINES[0]  # does what the peers do; ratios are to it


def known(name: str) -> Known:
    """Return the engine of this name; ValueError if there is none."""
    for engine in ENGINES:
        if engine.name == name:
            return engine
    raise ValueError(f"no engine is called {name!r}: there are {[e.name for e in ENGINES]}")
