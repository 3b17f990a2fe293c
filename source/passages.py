"""A document cut into passages of whole sentences."""

import re
import unicodedata
from collections.abc import Iterator

from source.document import Document, Passage, Span
from source.paragraphs import paragraph_spans
from source.sentences import sentence_spans

# Part of an index's manifest: raise it with every change to where sentences or passages are cut,
# so that indexes of older passages are noticed and built anew.
SPLITTER_VERSION = 1

PASSAGE_SIZE = 500  # characters at most, but for a sentence that is longer by itself
OVERLAP = 1  # sentences that neighbouring passages of a paragraph share
SENTENCE_LIMIT = 1500  # characters; a longer sentence is cut at whitespace
WHITESPACE = re.compile(r"\s*")
JOINERS = "\u200d\ufe0e\ufe0f"  # what holds an emoji together


def split(document: Document, size: int = PASSAGE_SIZE, overlap: int = OVERLAP) -> list[Passage]:
    """Return passages of at most size characters, in order; every sentence is in one or more.

    A passage keeps to its paragraph; paragraphs that fit into one passage together share it.
    Neighbours within a paragraph share overlap sentences where these leave room for the next.
    """
    if size < 1:
        raise ValueError(f"size is {size} characters, wanted 1 or more")
    if overlap < 0:
        raise ValueError(f"overlap is {overlap} sentences, wanted 0 or more")
    groups = _merged(_sentences_by_paragraph(document.text, max(size, SENTENCE_LIMIT)), size)
    return [
        Passage(document, sentences[0].start, sentences[-1].stop)
        for group in groups
        for sentences in _packed(group, size, overlap)
    ]


def _sentences_by_paragraph(text: str, limit: int) -> Iterator[list[Span]]:
    sentences = iter(sentence_spans(text))
    sentence = next(sentences, None)
    for paragraph in paragraph_spans(text):
        pieces: list[Span] = []
        while sentence is not None and sentence.start < paragraph.stop:
            pieces.extend(_pieces(text, sentence, limit))
            sentence = next(sentences, None)
        yield pieces


def _length(sentences: list[Span]) -> int:
    return sentences[-1].stop - sentences[0].start


def _merged(paragraphs: Iterator[list[Span]], size: int) -> Iterator[list[Span]]:
    group: list[Span] = []
    for paragraph in paragraphs:
        if group and _length([group[0], paragraph[-1]]) > size:
            yield group
            group = []
        group = group + paragraph
    if group:
        yield group


def _packed(sentences: list[Span], size: int, overlap: int) -> Iterator[list[Span]]:
    passage: list[Span] = []
    for sentence in sentences:
        if passage and _length([passage[0], sentence]) > size:
            yield passage
            passage = _shared(passage, sentence, size, overlap)
        passage.append(sentence)
    if passage:
        yield passage


def _shared(passage: list[Span], sentence: Span, size: int, overlap: int) -> list[Span]:
    """Return the last sentences of a passage that the next one, with this sentence, begins with."""
    shared = passage[max(1, len(passage) - overlap) :] if overlap else []
    while shared and _length([shared[0], sentence]) > size:
        shared = shared[1:]
    return shared


def _pieces(text: str, sentence: Span, limit: int) -> Iterator[Span]:
    start = sentence.start
    while sentence.stop - start > limit:
        stop = _cut(text, start, start + limit)
        yield Span(start, start + len(text[start:stop].rstrip()))
        start = WHITESPACE.match(text, stop).end()
    yield Span(start, sentence.stop)


def _cut(text: str, start: int, stop: int) -> int:
    """Return the last place up to stop to cut at: whitespace, else between two characters."""
    for place in range(stop, start, -1):
        if text[place].isspace():
            return place
    for place in range(stop, start, -1):
        if not _holds_together(text, place):
            return place
    return stop


def _holds_together(text: str, place: int) -> bool:
    """Tell whether a cut would part a letter from its accent, or an emoji from its parts."""
    before, after = text[place - 1], text[place]
    return bool(unicodedata.combining(after)) or after in JOINERS or before == JOINERS[0]
