"""The parts put together: settings in, a service that answers out."""

import dataclasses
import logging
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.encoder import Encoder, TokenVectors, load_encoder
from index.published import Published
from index.store import Store
from qa.answerer import Answerer, Names
from qa.confidence import Calibration, Uncalibrated
from qa.conversations import Conversations
from qa.reader import NamedReader, Reader, load_reader
from qa.recalibration import FittedWith, Recalibration, base_of, in_force
from qa.reranker import RerankedIndex, Reranker
from qa.settings import Settings
from qa.suggestions import Suggestions
from source import Document, shipped

PREPARED = 3  # documents, the last ones, whose suggested questions are found ahead

log = logging.getLogger(__name__)


class Service:
    """What every face of the project (web, command line, evaluation) stands on."""

    def __init__(self, settings: Settings, store: Store, models: "Models") -> None:
        self.settings, self.store = settings, store
        self.conversations = Conversations(store.folder)
        self._models = models
        self._suggestions = Suggestions(store.folder)
        self._published = Published(store.folder, models.encoder)
        self._lock = threading.Lock()
        self._generation, self._answerer = self._open()

    @property
    def answerer(self) -> Answerer:
        """The answerer over what the store holds now, also if another process changed it.

        While one thread indexes what was added, the others are given the one before.
        """
        if self.store.generation != self._generation and self._lock.acquire(blocking=False):
            try:
                self._open_anew()
            finally:
                self._lock.release()
        return self._answerer

    @property
    def present(self) -> Answerer:
        """The answerer as it is, whatever was added since; nothing is waited for."""
        return self._answerer

    def catch_up(self) -> None:
        """Return once everything that the store holds now can be asked about."""
        with self._lock:
            self._open_anew()

    def _open_anew(self) -> None:
        if self.store.generation != self._generation:
            self._generation, self._answerer = self._open()

    def _open(self) -> tuple[int, Answerer]:
        generation = self.store.generation
        index, name = self._published.current(self.store)
        if self._models.reranker:
            index = RerankedIndex(index, self._models.reranker)
        models, calibration = self._models, self._models.calibration
        reranker = models.reranker.name if models.reranker else None
        names = Names(models.encoder.name, models.reader.name, name, reranker, calibration.origin)
        return generation, Answerer(index, models.reader, calibration, names)

    def suggestions(self, document_id: str, language: str) -> tuple[str, ...]:
        """Return questions in "en" or "ru" that a document answers; UnknownDocument if none is."""
        return self._suggestions.of(self.store.document(document_id), language, self.answerer)

    def prepare(self) -> None:
        """Find the questions that the first page suggests, so that no reader waits for them."""
        for document in self.store.documents()[-PREPARED:]:
            for language in ("en", "ru"):
                self.suggestions(document.id, language)

    def warm(self) -> None:
        """Load what an answer takes, so that no reader waits for it."""
        passages = self.answerer.index.passages[:1]
        for question in ("What is this about?", "О чём здесь говорится?"):
            self.answerer.ask(question)
            self.answerer.read(question, passages)  # of which an article may have no word

    def verify(self) -> int:
        """Return how many passages were checked; DamagedStore or StaleIndex says what is wrong."""
        checked = self.store.verify()
        self._published.verify(self.store)
        return checked


@dataclasses.dataclass(frozen=True)
class Models:
    """The models that are in use, and what their scores mean."""

    encoder: Encoder
    reader: Reader
    reranker: Reranker | None
    calibration: Calibration | Uncalibrated | Recalibration

    @classmethod
    def load(cls, settings: Settings) -> "Models":
        """Return the models of these settings; UnknownModel names one that cannot be loaded.

        The calibration is the one that a user has fitted for them, if there is one.
        """
        vectors = TokenVectors() if not (settings.encoder and settings.reader) else None
        reader = load_reader(settings.reader, vectors)
        models = cls(
            load_encoder(settings.encoder, vectors),
            reader,
            Reranker(settings.reranker) if settings.reranker else None,
            Uncalibrated() if isinstance(reader, NamedReader) else Calibration.load(),
        )
        calibration = in_force(settings.data, models.calibration, models.fitted_with)
        if settings.threshold is not None:
            calibration = dataclasses.replace(calibration, threshold=settings.threshold)
        return dataclasses.replace(models, calibration=calibration)

    @property
    def fitted_with(self) -> FittedWith:
        """What a calibration fitted now would be for."""
        reranker = self.reranker.name if self.reranker else None
        base = base_of(self.calibration)
        return FittedWith.of(self.encoder.name, self.reader.name, reranker, base)


def open_store(settings: Settings) -> Store:
    """Return the store of these settings; a new one holds the article that ships."""
    store = Store(settings.data)
    if store.is_new:
        for document in shipped():
            store.add(document)
    return store


def assemble(settings: Settings) -> Service:
    """Return the service of these settings."""
    return Service(settings, open_store(settings), Models.load(settings))


@contextmanager
def temporary(settings: Settings, documents: Sequence[Document]) -> Iterator[Answerer]:
    """Give an answerer over these documents alone, in a folder that goes away with it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for document in documents:
            store.add(document)
        yield Service(settings, store, Models.load(settings)).answerer
