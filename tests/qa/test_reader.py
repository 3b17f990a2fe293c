"""The shipped reader: from span scores to spans of passages."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

import qa.reader
from index.encoder import UnknownModel
from qa.features import BITS, Tokens
from qa.reader import (
    ANSWER,
    QUESTION,
    SPANS,
    WINDOW,
    Found,
    ShippedReader,
    apart,
    load_reader,
    whole_words,
    windows,
)
from source import Document, Passage

TEXT = "Intro. The line makes 10 000 cars a year. It exports them."
Scores = Callable[[int, int], np.ndarray]  # of a window, by the tokens before it and in all


class FakeVectors:
    """Vectors of one number, the token's id."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def __getitem__(self, ids: np.ndarray) -> np.ndarray:
        return ids.astype(np.float32)[..., None]


class FakeSession:
    """Scores each window as a function says, and notes what it was given."""

    def __init__(self, scores: Scores) -> None:
        self._scores, self.given = scores, []

    def run(self, _, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.given.append(inputs)
        segments = inputs["segments"][0]
        return [self._scores(int((segments == 0).sum()), len(segments))[None]]


def flat(**scores: float) -> Scores:
    """Return scores by first and last token of a window, "3_5": 2.0; all others are -9."""

    def matrix(head: int, length: int) -> np.ndarray:
        given = np.full((length, length), -9, np.float32)
        given[0, 0] = 0
        for place, score in scores.items():
            first, last = map(int, place.lstrip("t").split("_"))
            given[head + first, head + last] = score
        return given

    return matrix


@pytest.fixture
def read(quarters, tmp_path: Path, monkeypatch):
    """Read passages of a text with scores; gives the spans found and the session."""

    def run(scores: Scores, text: str = TEXT, question: str = "How many?", **place: int):
        session = FakeSession(scores)
        monkeypatch.setattr(qa.reader, "session", lambda path: session)
        (tmp_path / "reader.onnx").write_bytes(b"graph")
        reader = ShippedReader(FakeVectors(quarters), tmp_path)
        passage = Passage(Document("x", "X", text), place.get("start", 0), len(text))
        [found] = reader.read(question, [passage])
        return found, session

    return run


def quotes(found: list[Found]) -> list[str]:
    return [span.passage.document.text[span.start : span.stop] for span in found]


def tokens(quarters: Tokenizer, text: str) -> Tokens:
    return Tokens(text, quarters.encode(text, add_special_tokens=False))


# Tokens of TEXT: 0 Intr 1 o 2 . 3 The 4 line 5 make 6 s 7 10 8 000 9 cars 10 a 11 year 12 .
# 13 It 14 expo 15 rts 16 them 17 .


def test_the_best_span_is_quoted_exactly(read):
    found, _ = read(flat(t7_11=5.0))
    assert quotes(found)[0] == "10 000 cars a year"
    assert (found[0].start, found[0].stop) == (22, 40)
    assert found[0].score == 5.0


def test_offsets_count_in_the_document(read):
    found, _ = read(flat(t4_8=5.0), start=7)
    assert quotes(found)[0] == "10 000 cars a year"
    assert found[0].start == 22


def test_a_score_is_beside_that_of_not_stated(read):
    def scores(head: int, length: int) -> np.ndarray:
        return flat(t7_11=5.0)(head, length) + 100

    assert read(scores)[0][0].score == 5.0


def test_a_share_is_of_all_spans_and_not_stated(read, quarters):
    found, _ = read(flat(t7_11=2.0, t3_4=1.0))
    spans = whole_words(tokens(quarters, TEXT), slice(0, None)).sum()
    total = np.exp(2.0) + np.exp(1.0) + (spans - 2) * np.exp(-9.0) + 1
    assert [span.share for span in found[:2]] == pytest.approx(
        [np.exp(2.0) / total, np.exp(1.0) / total], rel=1e-5
    )


def test_spans_are_best_first_and_overlap_no_better_one(read):
    found, _ = read(flat(t7_11=5.0, t7_8=4.0, t4_4=3.0, t9_9=4.5, t13_15=3.5))
    assert quotes(found)[:3] == ["10 000 cars a year", "It exports", "line"]


def test_at_most_so_many_spans_are_kept(read):
    words = "One two six ten big red old"
    found, _ = read(flat(**{f"t{n}_{n}": 9.0 - n for n in range(7)}), words)
    assert quotes(found) == words.split()[:SPANS]


@pytest.mark.parametrize(
    "place, inside",
    [("t5_5", "make of makes"), ("t6_6", "s of makes"), ("t8_9", "000 cars"), ("t7_7", "10")],
)
def test_a_span_starts_and_stops_where_words_do(read, place, inside):
    found, _ = read(flat(**{place: 9.0}))
    assert max(span.score for span in found) < 0, f"{inside} was not found"


def test_a_span_never_stops_before_it_starts(read):
    found, _ = read(flat(t11_7=9.0))
    assert max(span.score for span in found) < 0


def test_a_span_has_at_most_so_many_tokens(read):
    text = "be " * 100
    assert read(flat(**{f"t0_{ANSWER - 1}": 9.0}), text)[0][0].score == 9.0
    assert read(flat(**{f"t0_{ANSWER}": 9.0}), text)[0][0].score < 0


def test_the_question_is_no_answer(read):
    def scores(head: int, length: int) -> np.ndarray:
        given = np.full((length, length), -9, np.float32)
        given[:head, :head] = 50
        given[0, 0] = 0
        return given

    assert max(span.score for span in read(scores)[0]) == -9


def test_a_text_of_no_tokens_has_no_spans(read):
    found, session = read(flat(), " \n\u2003 ")
    assert (found, session.given) == ([], [])


@pytest.mark.parametrize(
    "text, quote",
    [
        ("👩\u200d👩\u200d👧 The 🚗 costs 5 €.", "5 €"),
        ("تبلغ الطاقة 10 000 سيارة.", "10 000"),
        ("Е\u0308лка стоит 10\u202f000 тенге.", "10\u202f000 тенге"),
        ("Взял за\u0301мок Ё.", "за\u0301мок"),
    ],
)
def test_offsets_are_exact_beyond_plain_letters(read, quarters, text, quote):
    told = tokens(quarters, text)
    first, stop = told.bounds(text.index(quote), text.index(quote) + len(quote))
    found, _ = read(flat(**{f"t{first}_{stop - 1}": 5.0}), text)
    assert quotes(found)[0] == quote


def test_what_the_model_is_given(read):
    _, session = read(flat(), "The line.", question="Which lines?")
    [given] = session.given
    # [CLS] Whic h line s ? [SEP] The line . [SEP]
    assert given["vectors"][0, :, 0].tolist() == [1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2]
    assert given["segments"].tolist() == [[0] * 7 + [1] * 4]
    assert given["mask"].tolist() == [[1.0] * 11]
    assert given["features"].shape == (1, 11, BITS)
    named = given["features"][0, :, 0]  # the bit of the same word: "lines" and "line"
    assert named.tolist() == [0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0]
    assert given["features"][0, [0, 6, 10]].sum() == 0, "special tokens have no features"


def test_a_long_question_is_cut(read):
    _, session = read(flat(), "The line.", question="why " * 120)
    assert (session.given[0]["segments"] == 0).sum() == QUESTION + 2


def test_a_long_passage_is_read_in_windows_and_its_end_is_found(read, quarters):
    text = "".join(f"Sentence {n} has words. " for n in range(100)) + "The answer is Kostanay."
    told = tokens(quarters, text)
    begin = len(told.ids) - 3  # Kost anay .

    def scores(head: int, length: int) -> np.ndarray:
        size, given = length - head - 1, flat()(head, length)
        if size < WINDOW and windows(told, text)[-1].stop == begin + 3:
            part = windows(told, text)[-1]
            if part.stop - part.start == size:
                given[head + begin - part.start, head + begin - part.start + 1] = 7
        return given

    found, session = read(scores, text)
    assert quotes(found)[0] == "Kostanay"
    assert len(session.given) == len(windows(told, text)) > 1


def test_reading_is_repeated_exactly(read):
    assert repr(read(flat())[0]) == repr(read(flat())[0])


# Windows


def test_a_short_text_is_one_window(quarters):
    assert windows(tokens(quarters, TEXT), TEXT) == [slice(0, 18)]


def test_a_text_of_no_tokens_has_no_window(quarters):
    assert windows(tokens(quarters, " "), " ") == []


@pytest.mark.parametrize(
    "text",
    [
        "One two six. " * 150,
        "word " * 1000,
        "x" * 5000,
        "One. " + "word " * 600 + ". Two. " + "Three four. " * 100,
    ],
    ids=["sentences", "one sentence", "one word", "mixed"],
)
def test_windows_cover_every_token_within_their_size(quarters, text):
    told = tokens(quarters, text)
    parts = windows(told, text)
    assert {i for part in parts for i in range(part.start, part.stop)} == set(range(len(told.ids)))
    assert max(part.stop - part.start for part in parts) <= WINDOW
    assert [part.start for part in parts] == sorted({part.start for part in parts})


def test_windows_are_whole_sentences_and_share_some(quarters):
    text = "One two six. " * 150  # 4 tokens each
    parts = windows(tokens(quarters, text), text)
    assert parts[:3] == [slice(0, 256), slice(128, 384), slice(256, 512)]


# Spans


def test_whole_words_are_spans_of_words_and_figures(quarters):
    told = tokens(quarters, "makes 10 000 cars")  # make s 10 000 cars
    assert whole_words(told, slice(0, 5)).astype(int).tolist() == [
        [0, 1, 0, 1, 1],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
    ]


def span(document: str, start: int, stop: int) -> Found:
    text = Document(document, "", "x" * 50)
    return Found(Passage(text, 0, 50), start, stop, 1.0, 1.0)


def test_apart_keeps_the_first_of_what_overlaps():
    spans = [span("a", 5, 9), span("a", 8, 12), span("a", 9, 12), span("a", 0, 5), span("a", 6, 7)]
    assert apart(spans) == [spans[0], spans[2], spans[3]]


def test_spans_of_different_documents_do_not_overlap():
    spans = [span("a", 5, 9), span("b", 5, 9)]
    assert apart(spans) == spans


# Loading


def test_a_reader_is_named_by_its_weights(quarters, tmp_path):
    names = []
    for content in (b"one", b"two", b"one"):
        (tmp_path / "reader.onnx").write_bytes(content)
        names.append(ShippedReader(FakeVectors(quarters), tmp_path).name)
    assert names[0] == names[2] != names[1]
    assert names[0] == "shipped-7692c3ad3540"


def test_a_folder_without_a_reader_is_named(quarters, tmp_path):
    with pytest.raises(UnknownModel, match=r"reader\.onnx") as caught:
        ShippedReader(FakeVectors(quarters), tmp_path)
    assert caught.value.name == str(tmp_path)


def test_no_name_is_the_shipped_reader():
    assert isinstance(load_reader(""), ShippedReader)
