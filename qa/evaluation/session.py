"""A question set brought together with the documents that it is asked about."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.answerer import Answerer
from qa.assemble import assemble, temporary
from qa.evaluation.gold import BadQuestionSet, QuestionSet
from qa.evaluation.question_sets import load
from qa.evaluation.report import Report
from qa.evaluation.run import Asked, evaluate
from qa.recalibration import base_of
from qa.settings import Settings
from source import Document, read

Progress = Callable[[int, int], None]  # questions asked, of how many


@dataclass(frozen=True)
class Request:
    """What is to be asked, and of what."""

    questions: Path
    questions_from: Path | None = None
    limit: int | None = None
    against: Path | None = None  # a file or folder; None: the service, or the set's paragraphs
    gold_paragraph: bool = False
    as_shipped: bool = False  # without the calibration that the user has fitted


@dataclass(frozen=True)
class Session:
    """A question set whose gold answers were found, and what answers it."""

    request: Request
    question_set: QuestionSet
    answerer: Answerer
    documents: int  # that are asked about

    @property
    def settings(self) -> dict[str, object]:
        """How the questions are asked: with the same settings, the results are the same."""
        request = self.request
        return {
            "questions": str(request.questions),
            "questions_from": request.questions_from and str(request.questions_from),
            "sha256": _sha256(request.questions, request.questions_from),
            "limit": request.limit,
            "mode": "gold paragraph" if request.gold_paragraph else "open",
            "against": request.against and str(request.against),
            "documents": self.documents,
            "threshold": self.answerer.threshold,
            "model": asdict(self.answerer.names),
        }

    def report(
        self,
        progress: Progress,
        earlier: Sequence[Asked] = (),
        keep: Callable[[Asked], None] = lambda asked: None,
    ) -> Report:
        """Return the results of all questions: those that were asked earlier, and the others."""
        asked_before = sum(len(asked.results) for asked in earlier)
        return evaluate(
            self.question_set,
            self.answerer,
            self.settings,
            self.request.gold_paragraph,
            earlier,
            _Counting(keep, progress, asked_before, len(self.question_set.questions)),
        )


class _Counting:
    """Hands on what was asked, and tells how far things are."""

    def __init__(
        self, keep: Callable[[Asked], None], progress: Progress, asked: int, total: int
    ) -> None:
        self._keep, self._progress = keep, progress
        self._asked, self._total = asked, total

    def __call__(self, asked: Asked) -> None:
        self._keep(asked)
        self._asked += len(asked.results)
        self._progress(self._asked, self._total)


@contextmanager
def opened(request: Request, settings: Settings) -> Iterator[Session]:
    """Give the session of a request; BadQuestionSet says what cannot be asked.

    Paragraphs of a set and files of --against are in an index that goes away: nothing of the
    user's is touched.
    """
    question_set = load(request.questions, request.questions_from).first(request.limit)
    own = _own_documents(question_set, request)
    if own is None:
        service = assemble(settings)
        documents = service.store.documents()
        placed = question_set.placed(documents, [request.questions.parent])
        yield Session(request, placed, _answerer(service.answerer, request), len(documents))
        return
    # before the index is built: that a set is about other articles is told at once
    placed = question_set.placed(own, [request.against or request.questions.parent])
    with temporary(settings, own) as answerer:
        yield Session(request, placed, _answerer(answerer, request), len(own))


def _answerer(answerer: Answerer, request: Request) -> Answerer:
    return answerer.under(base_of(answerer.calibration)) if request.as_shipped else answerer


def _own_documents(question_set: QuestionSet, request: Request) -> Sequence[Document] | None:
    """Return the documents that a temporary index is made of; None: the service is asked."""
    if request.gold_paragraph:
        return question_set.own_paragraphs  # no other is read, so no other need be indexed
    if request.against is None:
        return question_set.documents or None
    if question_set.documents:
        reason = "its questions come with their own paragraphs, they are not asked against others"
        raise BadQuestionSet(request.questions, None, reason)
    documents: dict[str, Document] = {}
    for document in read(request.against):
        documents.setdefault(document.id, document)  # the same text twice is one document
    return list(documents.values())


def _sha256(*paths: Path | None) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes() if path else b"")
    return digest.hexdigest()[:16]
