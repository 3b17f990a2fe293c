"""This project, as an engine of the bench."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.encoder import Encoder, Kind, ShippedEncoder
from index.store import Store
from qa.answer import Refusal
from qa.assemble import Models, Service
from qa.evaluation.bench.engines import K, Workspace
from qa.settings import Settings
from source import Document


class Recalled:
    """An encoder that has the vectors of the passages already."""

    def __init__(self, encoder: Encoder, vectors: dict[str, np.ndarray]) -> None:
        self.name, self._vectors = encoder.name, vectors

    def encode(self, texts: Sequence[str], kind: Kind) -> np.ndarray:
        return np.stack([self._vectors[text] for text in texts])


class Ours:
    """Answers; a refusal finds the document of its nearest passage."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        """Add the documents and build the index, as `qa add` and the first question do."""
        texts = [text for _, text in workspace.passages]
        vectors = dict(zip(texts, workspace.vectors, strict=True))
        models = Models.load(Settings(data=folder))
        recalling = replace(models, encoder=Recalled(models.encoder, vectors))
        store = Store(folder)
        for line in workspace.documents.read_text("utf-8").split("\n"):
            store.add(Document(*json.loads(line)))
        Service(Settings(data=folder), store, recalling)

    @staticmethod
    def encoder(workspace: Workspace) -> Callable[[list[str]], np.ndarray]:
        encoder = ShippedEncoder()
        return lambda texts: encoder.encode(texts, "passage")

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        settings = Settings(data=folder)
        self._answerer = Service(settings, Store(folder), Models.load(settings)).answerer

    def find(self, question: str) -> str:
        outcome = self._answerer.ask(question)
        if not isinstance(outcome, Refusal):
            return outcome.answers[0].citation.document.id
        return outcome.nearest.document.id if outcome.nearest else ""


class OursPassages(Ours):
    """The search of this project alone."""

    def find(self, question: str) -> str:
        hits = self._answerer.index.search(question, K)
        return hits[0].passage.document.id if hits else ""
