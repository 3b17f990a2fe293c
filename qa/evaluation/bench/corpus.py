"""Articles and questions of any number, from the reading data of this repository.

An article is there in one of its two languages, in turns, and is asked about in both: half of the
questions are in another language than their answer. Beyond the articles that there are come noised
copies of them.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from source import Document, Passage, split

DATA = Path(__file__).parents[2] / "training" / "data"
ASKED = "dev.jsonl"  # nothing was trained on it
LANGUAGES = ("en", "ru")
COPY = "+"  # stands in the id of a copy, before its number
NOISED = 0.2  # of a copy's words are other words of its language
SPREAD = 0.33  # length of the noise beside a vector of length 1: cosine 0.95 with the original


@dataclass(frozen=True)
class Asked:
    """A question, and the article that answers it."""

    question: str
    language: str
    article: Document

    @property
    def crosses(self) -> bool:
        """Whether the question is in another language than the article."""
        return self.language != self.article.language


@dataclass(frozen=True)
class Corpus:
    """Documents that make exactly so many passages, and questions about some of them."""

    documents: tuple[Document, ...]
    questions: tuple[Asked, ...]

    @property
    def passages(self) -> list[Passage]:
        return [passage for document in self.documents for passage in split(document)]


def corpus(size: int) -> Corpus:
    """Return a corpus of so many passages; the same size, the same corpus."""
    if size < 1:
        raise ValueError(f"size is {size} passages, wanted 1 or more")
    documents, left = [], size
    for document in _endless():
        passages = split(document)
        if len(passages) >= left:
            documents.append(replace(document, text=document.text[: passages[left - 1].stop]))
            break
        documents.append(document)
        left -= len(passages)
    there = {document.id for document in documents}
    return Corpus(tuple(documents), tuple(q for q in _questions() if q.article.id in there))


def original(document_id: str) -> str:
    """Return the id of the article that a copy was made of; an original's is its own."""
    return document_id.partition(COPY)[0]


def vectors(passages: list[Passage], encode) -> tuple[np.ndarray, int]:
    """Return a vector for each passage, and how many of them were encoded.

    A copy's passages have those of its original with noise: encoding is timed by itself, and what
    is left to time is the same for any vectors.
    """
    originals = [passage for passage in passages if COPY not in passage.document.id]
    encoded = encode([passage.text for passage in originals])
    if len(originals) == len(passages):
        return encoded, len(originals)
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(originals):
        rows.setdefault(passage.document.id, []).append(row)
    taken, numbers = [], {}
    for passage in passages:
        number = numbers.get(passage.document.id, 0)
        numbers[passage.document.id] = number + 1
        own = rows[original(passage.document.id)]
        taken.append(own[min(number, len(own) - 1)])
    copied = encoded[taken]
    is_copy = np.array([COPY in passage.document.id for passage in passages])
    noise = np.random.default_rng(0).standard_normal(
        (int(is_copy.sum()), encoded.shape[1]), np.float32
    )
    copied[is_copy] += SPREAD * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    copied /= np.linalg.norm(copied, axis=1, keepdims=True)
    return copied, len(originals)


def _endless() -> Iterator[Document]:
    originals = _originals()
    yield from originals
    chosen = random.Random(0)
    copy = 0
    while True:
        copy += 1
        for article in originals:
            text = _noised(article.text, _words(article.language), chosen)
            yield replace(article, id=f"{article.id}{COPY}{copy}", text=text)


def _noised(text: str, words: list[str], chosen: random.Random) -> str:
    """Return a text with some of its words replaced, and each of its digits by another."""

    def other(found: re.Match) -> str:
        if found[0].isdigit():
            return "".join(chosen.choice("123456789") for _ in found[0])
        return chosen.choice(words) if chosen.random() < NOISED else found[0]

    return re.sub(r"\d+|[^\W\d_]+", other, text)


@cache
def _records(name: str) -> list[dict]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def _originals() -> list[Document]:
    """Return every article once, those that are asked about first, the languages in turns."""
    names = sorted(path.name for path in DATA.glob("*.jsonl"))
    names.sort(key=lambda name: name != ASKED)
    records = [(name, record) for name in names for record in _records(name)]
    return [
        _document(name, record, LANGUAGES[place % 2])
        for place, (name, record) in enumerate(records)
    ]


def _document(name: str, record: dict, language: str) -> Document:
    key = f"{Path(name).stem}-{record['id']}"
    return Document(key, record[f"title_{language}"], record[f"text_{language}"], language)


@cache
def _words(language: str) -> list[str]:
    """Return the words of the articles of a language, as often as they stand there."""
    texts = (document.text for document in _originals() if document.language == language)
    return [word for text in texts for word in re.findall(r"[^\W\d_]+", text)]


def _questions() -> list[Asked]:
    """Return the questions with an answer: the first of each article, then the second of each."""
    asked = list(zip(_originals(), _records(ASKED), strict=False))
    answered = [
        (article, [q for q in record["questions"] if q["a_en"] and q["a_ru"]])
        for article, record in asked
    ]
    most = max(len(questions) for _, questions in answered)
    return [
        Asked(questions[number][f"q_{language}"], language, article)
        for number in range(most)
        for article, questions in answered
        if number < len(questions)
        for language in LANGUAGES
    ]
