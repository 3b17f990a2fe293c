"""What the reader sees of a token beside its vector."""

import numpy as np
import pytest

from index.encoder import SHIPPED
from index.overlap import SAME, SPELLED, TRANSLATED, Sought
from qa.features import (
    BITS,
    CAPITAL,
    CAPITALS,
    CASES,
    DIGIT,
    GRAMMAR,
    NAMED,
    RUSSIAN,
    Tokens,
    grammar_bits,
    named,
    shape,
    token_words,
    unpacked,
)

TEXT = "Мощность CKD составит 10\u00a0000 единиц."


@pytest.fixture
def tokens(quarters):
    return lambda text: Tokens(text, quarters.encode(text, add_special_tokens=False))


def bit_of(tag: str) -> int:
    """Return the bit of a tag of OpenCorpora's."""
    if tag in CASES:
        return 1 << (7 + len(GRAMMAR) + CASES.index(tag))
    [place] = (place for place, group in enumerate(GRAMMAR) if tag in group)
    return 1 << (7 + place)


def test_no_two_features_share_a_bit():
    bits = [SAME, TRANSLATED, SPELLED, CAPITAL, CAPITALS, DIGIT, RUSSIAN]
    bits += [bit_of(next(iter(group))) for group in GRAMMAR] + [bit_of(case) for case in CASES]
    assert sorted(bits) == [1 << place for place in range(BITS)]
    assert NAMED == SAME | TRANSLATED | SPELLED


@pytest.mark.parametrize(
    "token, bits",
    [
        ("JAC", CAPITAL | CAPITALS),
        ("S3", CAPITAL | CAPITALS | DIGIT),
        ("Завод", CAPITAL),
        ("A", CAPITAL),
        ("2017", DIGIT),
        ("٣", DIGIT),
        ("iPhone", 0),
        ("🚗", 0),
        ("", 0),
    ],
)
def test_the_shape_of_a_token(token, bits):
    assert shape(f"«{token}»", 1, 1 + len(token)) == bits


@pytest.mark.parametrize(
    "word, tags",
    [
        ("кораблей", "NOUN plur masc gent"),
        ("мощности", "NOUN femn nomn gent datv accs loct"),
        ("сказал", "VERB masc past"),
        ("в", "PREP"),
        ("Андрею", "NOUN masc anim Name datv"),
        ("Казахстаном", "NOUN masc Geox ablt"),
    ],
)
def test_the_grammar_of_a_russian_word(word, tags):
    expected = RUSSIAN
    for tag in tags.split():
        expected |= bit_of(tag)
    assert grammar_bits(word) == expected


@pytest.mark.parametrize("word", ["cars", "2017", "S3", "🚗", "شاي", ""])
def test_other_words_have_no_grammar(word):
    assert grammar_bits(word) == 0


def test_bits_are_unpacked_in_the_order_of_their_places():
    rows = unpacked(np.array([[0, 1, RUSSIAN | CAPITAL]], np.uint32))
    assert (rows.shape, rows.dtype) == ((1, 3, BITS), np.float32)
    assert [row.nonzero()[0].tolist() for row in rows[0]] == [[], [0], [3, 6]]


def test_tokens_know_their_words(tokens):
    # Мощн ость | CKD | сост авит | 10 000 | един иц | .
    told = tokens(TEXT)
    assert told.words.tolist() == [0, 0, 1, 2, 2, 3, 3, 4, 4, -1]
    assert [TEXT[a:b] for a, b in told.offsets[:3]] == ["Мощн", "ость", "CKD"]


def test_a_token_carries_the_grammar_of_its_word_and_a_shape_of_its_own(tokens):
    told = tokens(TEXT)
    assert told.shape[0] == grammar_bits("Мощность") | CAPITAL
    assert told.shape[1] == grammar_bits("Мощность")
    assert told.shape[2] == CAPITAL | CAPITALS
    assert told.shape[5] == told.shape[6] == DIGIT
    assert told.shape[9] == 0


def test_bounds_are_the_tokens_that_a_span_touches(tokens):
    told = tokens(TEXT)
    for quote, bounds in (("CKD", (2, 3)), ("10\u00a0000 единиц", (5, 9)), ("Мощность", (0, 2))):
        start = TEXT.index(quote)
        assert told.bounds(start, start + len(quote)) == bounds
    assert told.bounds(1, 2) == (0, 1)


@pytest.mark.parametrize("text", ["", "🚗", "...", "\u0301", "شاي"])
def test_odd_texts_have_tokens_and_no_features(tokens, text):
    told = tokens(text)
    assert told.shape.tolist() == [0] * len(told.ids)
    assert len(told.words) == len(told.offsets) == len(told.ids)


def test_tokens_outside_words_are_of_none():
    offsets = np.array([(0, 2), (2, 3), (4, 6), (7, 8)])
    assert token_words(offsets, [0, 4], [2, 6]).tolist() == [0, -1, 1, -1]
    assert token_words(offsets, [], []).tolist() == [-1] * 4


def test_the_words_that_a_question_names_are_told_on_both_sides(tokens):
    question = "CKD capacity price"
    asked, told = tokens(question), tokens(TEXT)
    of_asked, of_told = named(Sought(question), asked, told, slice(0, 10))
    # CKD capa city pric e
    assert (of_asked & NAMED).tolist() == [SAME, TRANSLATED, TRANSLATED, 0, 0]
    assert (of_told & NAMED).tolist() == [TRANSLATED] * 2 + [SAME] + [0] * 7
    assert (of_told & ~np.uint32(NAMED)).tolist() == told.shape.tolist()


def test_what_stands_outside_a_part_is_not_met(tokens):
    question = "CKD capacity"
    asked, told = tokens(question), tokens(TEXT)
    of_asked, of_told = named(Sought(question), asked, told, slice(3, 10))
    assert (of_asked & NAMED).tolist() == [0, 0, 0]
    assert (of_told & NAMED).tolist() == [0] * 7


RECORD = {
    "text_ru": "Андрей Лаврентьев возглавил завод в Костанае. Мощность линии CKD составит 10 000 "
    "единиц в год. Инвестор СМС вложил 18 миллионов долларов. " * 3,
    "text_en": "Andrei Lavrentiev headed the plant in Kostanay. The CKD line's capacity will be "
    "10,000 units a year. The investor CMC put in 18 million dollars. " * 3,
    "questions": [
        {
            "q_ru": "Какова мощность линии CKD?",
            "q_en": "What's the CKD line's capasity?",
            "a_ru": ["10 000 единиц в год"],
            "a_en": ["10,000 units a year"],
        },
        {
            "q_ru": "Кто такой Лаврентьев и где Костанай?",
            "q_en": "Who is Lavrentev, chairman of the board of directors in Costanay?",
            "a_ru": [],
            "a_en": [],
        },
        {"q_ru": "Сколько вложил CMC?", "q_en": "?!", "a_ru": ["18 миллионов"], "a_en": []},
    ],
}


@pytest.fixture(scope="module")
def trained_on():
    """A corpus of RECORD, and the tokenizer that it was made with."""
    pytest.importorskip("tqdm", reason="training needs the train extra")
    pytest.importorskip("torch", reason="training needs torch")
    from qa.training.prepare import Builder

    builder = Builder(SHIPPED / "tokenizer.json")
    return builder.corpus([RECORD]), builder.tokenizer


@pytest.mark.parametrize("part", [slice(0, None), slice(5, 60)], ids=["whole", "part"])
@pytest.mark.parametrize("told_in", ["ru", "en"])
@pytest.mark.parametrize("asked_in", ["ru", "en"])
@pytest.mark.parametrize("number", range(len(RECORD["questions"])))
def test_training_sees_what_the_reader_sees(trained_on, number, asked_in, told_in, part):
    from qa.training import reader

    corpus, tokenizer = trained_on
    text, question = RECORD[f"text_{told_in}"], RECORD["questions"][number][f"q_{asked_in}"]
    asked = Tokens(question, tokenizer.encode(question, add_special_tokens=False))
    told = Tokens(text, tokenizer.encode(text, add_special_tokens=False))
    part = slice(part.start, part.stop or len(told.ids))
    run_asked, run_told = named(Sought(question), asked, told, part)
    learnt = corpus.passages[0][told_in]
    of_asked, of_told = reader.named(corpus.questions[number][asked_in], learnt, part)
    np.testing.assert_array_equal(of_asked, run_asked)
    np.testing.assert_array_equal(of_told, run_told)
    np.testing.assert_array_equal(learnt.ids, told.ids)
    assert number == 2 or (run_told & NAMED).any()


def test_training_knows_as_many_bits_and_the_place_of_russian():
    pytest.importorskip("torch", reason="training needs torch")
    from qa.training import reader

    assert (reader.BITS, 1 << reader.RUSSIAN) == (BITS, RUSSIAN)
