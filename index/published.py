"""The derived index on disk: built from the store, noticed when it is stale, replaced at once.

A folder per index, named by its manifest; the file CURRENT says which one is served. A build
happens beside it and replaces CURRENT in one step, so that a reader sees the old or the new one.
"""

import fcntl
import hashlib
import json
import logging
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from index.dense import Dense
from index.encoder import Encoder
from index.fuzzy import Sounds
from index.hybrid import HybridIndex
from index.lexical import Lexical, Sentences
from index.store import Store
from index.terms import terms
from source import SPLITTER_VERSION, Passage, sentence_spans

log = logging.getLogger(__name__)

FORMAT = 7  # raised when terms or files of the index change their form
BLOCK = 512  # passages that are encoded between two lines of progress
UNUSABLE = (OSError, ValueError, RuntimeError)  # of files that are missing, damaged or not ours


class StaleIndex(Exception):
    """An index on disk that is not the one that was asked for."""

    def __init__(self, folder: Path, built_with: str, asked_for: str) -> None:
        super().__init__(
            f"the index in {folder} is stale: built with {built_with}, asked for {asked_for}; "
            "ask any question, or start the server, and it is built anew"
        )
        self.folder, self.built_with, self.asked_for = folder, built_with, asked_for


def manifest_of(passages: Sequence[Passage], encoder_name: str) -> dict:
    """Return what an index of these passages is made from; equal manifests, equal indexes."""
    documents: dict[str, list] = {}
    for passage in passages:
        entry = documents.setdefault(passage.document.id, [passage.document.sha256, 0])
        entry[1] += 1
    return {
        "format": FORMAT,
        "encoder": encoder_name,
        "splitter": SPLITTER_VERSION,
        "documents": [[key, *value] for key, value in documents.items()],
        "passages": len(passages),
    }


def index_id(manifest: dict) -> str:
    """Return the name of an index: the first 16 hex digits of its manifest's hash."""
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Published:
    """The indexes of a store's folder."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder, self._encoder = folder / "index", encoder

    def current(self, store: Store) -> tuple[HybridIndex, str]:
        """Return the index of what the store holds and its id; it is built if it is not there."""
        passages = store.passages()
        manifest = manifest_of(passages, self._encoder.name)
        name = index_id(manifest)
        with suppress(*UNUSABLE):
            return self._open(name, passages), name
        with _alone(self.folder):
            try:  # another process may have built it meanwhile
                return self._open(name, passages), name
            except UNUSABLE as error:
                log.info("Building the index of %d passages (%s)", len(passages), error)
            self._build(name, manifest, passages)
            return self._open(name, passages), name

    def verify(self, store: Store) -> None:
        """Raise StaleIndex if the index that is served is not that of what the store holds."""
        passages = store.passages()
        name = index_id(manifest_of(passages, self._encoder.name))
        try:
            self._open(name, passages)
        except UNUSABLE as error:
            raise StaleIndex(self.folder, f"{self._served()} ({error})", name) from error

    def _served(self) -> str:
        try:
            return (self.folder / "CURRENT").read_text("utf-8")
        except UNUSABLE:
            return "nothing"

    def _open(self, name: str, passages: Sequence[Passage]) -> HybridIndex:
        if self._served() != name:
            raise ValueError(f"the one there is {self._served()}")
        folder = self.folder / name
        _check_seal(folder)
        dense = Dense.load(folder / "vectors.faiss")
        lexical = Lexical(folder / "terms")
        if not len(dense) == len(lexical) == len(passages):
            raise ValueError(f"{len(dense)} vectors and {len(lexical)} entries in it")
        sounds = Sounds((folder / "keys.txt").read_text("utf-8").split("\n"))
        return HybridIndex(passages, dense, lexical, sounds, self._encoder)

    def _build(self, name: str, manifest: dict, passages: Sequence[Passage]) -> None:
        folder = Path(tempfile.mkdtemp(prefix=".building-", dir=self.folder))
        try:
            self._write(folder, manifest, passages)
            shutil.rmtree(self.folder / name, ignore_errors=True)
            folder.rename(self.folder / name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        replaced = self._served()
        _write_at_once(self.folder / "CURRENT", name)
        self._tidy({name, replaced})

    def _write(self, folder: Path, manifest: dict, passages: Sequence[Passage]) -> None:
        Dense(self._vectors(passages)).save(folder / "vectors.faiss")
        told = [sentence_keys(passage.text) for passage in passages]
        entries = ((p.document.id, keys) for p, keys in zip(passages, told, strict=True))
        Lexical.build(folder / "terms", entries)
        distinct = dict.fromkeys(key for sentences in told for keys in sentences for key in keys)
        (folder / "keys.txt").write_text("\n".join(distinct), "utf-8")
        (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
        (folder / "seal.json").write_text(json.dumps(_checksums(folder)), "utf-8")

    def _vectors(self, passages: Sequence[Passage]) -> np.ndarray:
        """Return the vectors of the passages; those that the served index has are taken over."""
        known = self._served_vectors()
        rows = [known.get(place) for place in _places(passages)]
        missing = [i for i, row in enumerate(rows) if row is None]
        for start in range(0, len(missing), BLOCK):
            block = missing[start : start + BLOCK]
            encoded = self._encoder.encode([passages[i].text for i in block], "passage")
            for i, row in zip(block, encoded, strict=True):
                rows[i] = row
            log.info("Encoded %d of %d passages", start + len(block), len(missing))
        return np.stack(rows) if rows else np.zeros((0, 1), np.float32)

    def _served_vectors(self) -> dict[tuple[str, int], np.ndarray]:
        """Return vectors of the served index by document hash and place, if they can be used."""
        folder = self.folder / self._served()
        try:
            _check_seal(folder)
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            vectors = Dense.load(folder / "vectors.faiss").vectors()
        except UNUSABLE:
            return {}
        expected = {"encoder": self._encoder.name, "splitter": SPLITTER_VERSION, "format": FORMAT}
        if {key: manifest.get(key) for key in expected} != expected:
            return {}
        places = [
            (sha256, number)
            for _, sha256, count in manifest["documents"]
            for number in range(count)
        ]
        return dict(zip(places, vectors, strict=True)) if len(places) == len(vectors) else {}

    def _tidy(self, kept: set[str]) -> None:
        """Remove indexes that nobody reads any more, and what builds that were cut off left.

        The replaced one may still be open.
        """
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def sentence_keys(text: str) -> Sentences:
    """Return the keys of the terms of each sentence of a text."""
    return [
        [term.key for term in terms(text[span.start : span.stop])] for span in sentence_spans(text)
    ]


def _places(passages: Sequence[Passage]) -> list[tuple[str, int]]:
    """Return for each passage the hash of its document and its number in it."""
    places, counts = [], {}
    for passage in passages:
        key = passage.document.sha256
        places.append((key, counts.get(key, 0)))
        counts[key] = counts.get(key, 0) + 1
    return places


def _checksums(folder: Path) -> dict[str, int]:
    """Return the CRC-32 of each file of an index, but its seal and tantivy's own (with a dot)."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): zlib.crc32(path.read_bytes())
        for path in files
        if path.name != "seal.json" and path.name[0] != "."
    }


def _check_seal(folder: Path) -> None:
    """Raise ValueError or OSError if the files of an index are not those that were written."""
    seal, found = json.loads((folder / "seal.json").read_text("utf-8")), _checksums(folder)
    if seal != found:
        raise ValueError(f"the files in {folder.name} are not those that were written")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process builds in this folder, and keep others out meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given up when the file is closed
        yield


def _write_at_once(path: Path, text: str) -> None:
    """Replace a file's contents so that a reader sees the old ones or the new ones."""
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    beside.write_text(text, "utf-8")
    beside.replace(path)
