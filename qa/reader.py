"""Passages read for a question: spans that may answer it, each with its score."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index.encoder import (
    SHIPPED,
    TokenVectors,
    UnknownModel,
    file_hash,
    folder_of,
    is_ours,
    loading,
    session,
)
from index.overlap import Sought
from qa.features import Tokens, named, unpacked
from source import Passage, sentence_spans

WINDOW = 256  # tokens of a passage that are read at once; longer ones in overlapping windows
QUESTION = 96  # tokens of a question that are read
ANSWER = 40  # tokens of an answer at most
SPANS = 5  # best spans that are kept of a passage
KEPT = 256  # passages whose tokens are kept: the next question often reads the same ones
NAMED_WINDOW = 384  # tokens of question and passage together, as models are trained on SQuAD
STRIDE = 128  # tokens of a passage that two windows of a named reader share
NEVER = -1e4


@dataclass(frozen=True)
class Found:
    """A span that may answer; start and stop count in the document."""

    passage: Passage
    start: int
    stop: int
    score: float  # how much likelier than "not stated" in what was read, a log ratio
    share: float  # of the chance of all spans that were read beside it, 0 to 1


@dataclass(frozen=True)
class Window:
    """The tokens of a passage that are read at once, and which spans of them may be answers."""

    part: slice
    spans: np.ndarray  # (tokens, tokens), bool


class Reader(Protocol):
    """Finds the words of passages that answer a question."""

    name: str

    def read(self, question: str, passages: Sequence[Passage]) -> Iterator[list[Found]]:
        """Yield for each passage its best spans, best first, none overlapping a better one.

        A passage is read when its spans are asked for.
        """


class ShippedReader:
    """The bilingual reader of the project, through onnxruntime."""

    def __init__(self, vectors: TokenVectors | None = None, folder: Path = SHIPPED) -> None:
        self._vectors = vectors or TokenVectors(folder)
        self._path = folder / "reader.onnx"
        self.name = f"shipped-{file_hash(self._path)}"
        tokenizer = self._vectors.tokenizer
        self._cls, self._sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        self._told = lru_cache(maxsize=KEPT)(self._windowed)

    @cached_property
    def _session(self):
        return session(self._path)

    def read(self, question: str, passages: Sequence[Passage]) -> Iterator[list[Found]]:
        """Yield for each passage its best spans, best first, none overlapping a better one."""
        asked = self._tokens(question)
        sought = Sought(question)
        for passage in passages:
            yield self._read(sought, asked, passage)

    def _tokens(self, text: str) -> Tokens:
        return Tokens(text, self._vectors.tokenizer.encode(text, add_special_tokens=False))

    def _windowed(self, text: str) -> tuple[Tokens, list[Window]]:
        told = self._tokens(text)
        return told, [Window(part, whole_words(told, part)) for part in windows(told, text)]

    def _read(self, sought: Sought, asked: Tokens, passage: Passage) -> list[Found]:
        told, parts = self._told(passage.text)
        found = [span for part in parts for span in self._spans(sought, asked, told, part, passage)]
        return apart(sorted(found, key=lambda f: (-f.score, f.start, f.stop)))[:SPANS]

    def _spans(
        self, sought: Sought, asked: Tokens, told: Tokens, window: Window, passage: Passage
    ) -> Iterator[Found]:
        """Return the best spans of one window."""
        part = window.part
        of_asked, of_told = named(sought, asked, told, part)
        of_asked, question = of_asked[:QUESTION], asked.ids[:QUESTION]
        scores = self._scores(question, of_asked, told.ids[part], of_told)
        head = len(question) + 2
        inner = scores[head:-1, head:-1]
        margins = np.where(window.spans, inner - scores[0, 0], NEVER)
        return _best(margins, told.offsets[part], passage)

    def _scores(
        self, question: np.ndarray, of_asked: np.ndarray, told: np.ndarray, of_told: np.ndarray
    ) -> np.ndarray:
        """Return the span scores of one window, (tokens, tokens); [0, 0] is "not stated"."""
        ids = np.concatenate([[self._cls], question, [self._sep], told, [self._sep]])
        bits = np.concatenate([[0], of_asked, [0], of_told, [0]]).astype(np.uint32)
        segments = (np.arange(len(ids)) >= len(question) + 2).astype(np.int64)
        inputs = {
            "vectors": self._vectors[ids][None],
            "features": unpacked(bits)[None],
            "mask": np.ones((1, len(ids)), np.float32),
            "segments": segments[None],
        }
        return self._session.run(None, inputs)[0][0]


def windows(told: Tokens, text: str) -> list[slice]:
    """Return token slices that cover a text: all of it, or whole sentences with overlap."""
    if len(told.ids) <= WINDOW:
        return [slice(0, len(told.ids))] if len(told.ids) else []
    bounds = [told.bounds(span.start, span.stop) for span in sentence_spans(text)]
    bounds = [piece for first, last in bounds for piece in _cut(first, last)]
    parts, first = [], 0
    while first < len(bounds):
        last = first
        while last + 1 < len(bounds) and bounds[last + 1][1] - bounds[first][0] <= WINDOW:
            last += 1
        parts.append(slice(bounds[first][0], bounds[last][1]))
        if last + 1 == len(bounds):
            break
        first = max(first + 1, (first + last + 1) // 2)  # half of a window is read again
    return parts


def _cut(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence's tokens, in pieces if it is longer than a window."""
    for start in range(first, last, WINDOW // 2) if last - first > WINDOW else (first,):
        yield start, min(last, start + WINDOW) if last - first > WINDOW else last


def whole_words(told: Tokens, part: slice) -> np.ndarray:
    """Return which spans start and stop where words do, (tokens, tokens), not too long."""
    words, offsets = told.words[part], told.offsets[part]
    inside = (words[1:] == words[:-1]) & (words[1:] >= 0) | (
        (offsets[1:, 0] == offsets[:-1, 1]) & _letters(told.text, offsets)
    )
    starts = np.concatenate([[True], ~inside])
    stops = np.concatenate([~inside, [True]])
    band = np.triu(np.ones((len(words), len(words)), bool))
    return starts[:, None] & stops[None, :] & band & ~np.triu(band, ANSWER)


def _letters(text: str, offsets: np.ndarray) -> np.ndarray:
    """Return for each token but the first whether it and the one before it are letters."""
    letter = np.array([text[start:stop].isalnum() for start, stop in offsets], bool)
    return letter[1:] & letter[:-1]


def apart(found: Sequence[Found]) -> list[Found]:
    """Return the spans that overlap no better one, in order."""
    kept: list[Found] = []
    for span in found:
        if not any(_overlap(span, other) for other in kept):
            kept.append(span)
    return kept


def _overlap(span: Found, other: Found) -> bool:
    same = span.passage.document.id == other.passage.document.id
    return same and span.start < other.stop and other.start < span.stop


class NamedReader:
    """Any extractive question answering model of transformers, by folder or cached name.

    A model that never learned to say "not stated" gives every span a high score.
    """

    def __init__(self, name: str) -> None:
        folder = str(folder_of(name))
        with loading(name):
            from transformers import AutoModelForQuestionAnswering, AutoTokenizer

            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._model, told = AutoModelForQuestionAnswering.from_pretrained(
                folder, local_files_only=True, output_loading_info=True
            )
        prefix = self._model.base_model_prefix
        untrained = sorted(key for key in told["missing_keys"] if not key.startswith(prefix))
        if untrained:
            raise UnknownModel(name, f"it answers no questions, it has no {untrained[0]}")
        if not self._tokenizer.is_fast:
            raise UnknownModel(name, "its tokenizer does not tell offsets, wanted a fast one")
        self._model.eval()
        # RoBERTa counts positions from 2
        positions = getattr(self._model.config, "max_position_embeddings", NAMED_WINDOW + 2) - 2
        self._window = min(NAMED_WINDOW, positions, self._tokenizer.model_max_length)
        self.name = name

    def read(self, question: str, passages: Sequence[Passage]) -> Iterator[list[Found]]:
        """Yield for each passage its best spans, best first, none overlapping a better one."""
        asked = self._shortened(question)
        for passage in passages:
            yield self._read(asked, passage)

    def _shortened(self, question: str) -> str:
        """Return the question, cut so that most of a window is left for the passage."""
        limit = min(QUESTION, self._window // 3)
        encoding = self._tokenizer(
            question, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        stops = [stop for _, stop in encoding["offset_mapping"]]
        return question if len(stops) <= limit else question[: stops[limit - 1]]

    def _read(self, asked: str, passage: Passage) -> list[Found]:
        import torch

        encoded = self._tokenizer(
            asked,
            passage.text,
            truncation="only_second",
            max_length=self._window,
            stride=min(STRIDE, self._window // 3),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        del encoded["overflow_to_sample_mapping"]
        with torch.inference_mode():
            output = self._model(**encoded)
        starts, stops = output.start_logits.double().numpy(), output.end_logits.double().numpy()
        found = []
        for row, ids in enumerate(encoded["input_ids"].tolist()):
            told = np.array([part == 1 for part in encoded.sequence_ids(row)])
            told &= offsets[row, :, 0] < offsets[row, :, 1]
            # models without [CLS] were taught to point at their first token instead
            cls = self._tokenizer.cls_token_id
            null = ids.index(cls) if cls in ids else 0
            margins = joint(starts[row] - starts[row, null], stops[row] - stops[row, null], told)
            found += _best(margins, offsets[row], passage)
        return apart(sorted(found, key=lambda f: (-f.score, f.start, f.stop)))[:SPANS]


def joint(starts: np.ndarray, stops: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Return the scores of all spans of a window, (tokens, tokens), NEVER where there is none.

    told says which tokens are the passage's; a span never stops before it starts.
    """
    band = np.triu(np.ones((len(starts), len(stops)), bool))
    band &= ~np.triu(band, ANSWER) & told[:, None] & told[None, :]
    return np.where(band, starts[:, None] + stops[None, :], NEVER)


def _best(margins: np.ndarray, offsets: np.ndarray, passage: Passage) -> Iterator[Found]:
    """Yield the best spans of a window, without the blanks that some tokens begin with."""
    top = max(0.0, margins.max())
    total = np.exp(margins - top).sum() + np.exp(-top)
    for _ in range(SPANS):
        first, last = divmod(int(margins.argmax()), len(margins))
        margin = float(margins[first, last])
        if margin < NEVER / 2:
            return
        margins[: last + 1, first:] = NEVER  # it, and what overlaps it
        start, stop = int(offsets[first, 0]), int(offsets[last, 1])
        quote = passage.text[start:stop]
        start, stop = start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip())
        if start < stop:
            share = float(np.exp(margin - top) / total)
            yield Found(passage, passage.start + start, passage.start + stop, margin, share)


def load_reader(name: str, vectors: TokenVectors | None = None) -> Reader:
    """Return the reader of this name or folder; the shipped one for an empty name."""
    if name and is_ours(Path(name)):
        return ShippedReader(folder=Path(name))
    return NamedReader(name) if name else ShippedReader(vectors)
