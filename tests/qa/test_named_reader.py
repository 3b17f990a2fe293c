"""A named reader, checked with small models that are trained here until they answer exactly."""

from itertools import pairwise

import numpy as np
import pytest

from index.encoder import SHIPPED, UnknownModel
from qa.answer import Answers, Refusal
from qa.assemble import Models, temporary
from qa.confidence import Calibration, Evidence, Uncalibrated
from qa.reader import NEVER, NamedReader, ShippedReader, joint, load_reader
from qa.settings import Settings
from source import Document, Passage

WINDOW = 64  # tokens that the small models read at once

PLANT = "Мощность линии CKD составит [10 000 единиц в год]. Экспорт пойдёт в [Россию]."
TEA = "🫖👩‍👩‍👧 Green tea costs [5 €] a cup 😀, and «white tea» costs [7 €] a pot."
HALL = "The first hall of the plant was built long ago and makes only small red boxes. "
LONG = 6 * HALL + "The director is [Anna K. Petrova-Lund], she said."

# a question, a passage with its answers marked, and which of them answers it (None: no one does)
ASKED = [
    ("what's the CKD capacity?", PLANT, 0),
    ("Какова мощность линии?", PLANT, 0),
    ("Куда пойдёт экспорт?", PLANT, 1),
    ("What is the price of a car?", PLANT, None),
    ("How much is green tea?", TEA, 0),
    ("Сколько стоит белый чай?", TEA, 1),
    ("Who is the director?", LONG, 0),
]


def marked(text):
    """Return the text without its marks, and the (start, stop) of each."""
    plain, spans = "", []
    for part in text.split("["):
        answer, closed, rest = part.partition("]")
        if closed:
            spans.append((len(plain), len(plain) + len(answer)))
        plain += answer + rest
    return plain, spans


def passage_of(text):
    """Return the text as a passage that does not begin its document."""
    before = "👋 Before.\n\n"
    document = Document(id="d", title="", text=f"{before}{text}\n\nAfter.")
    return Passage(document, len(before), len(before) + len(text))


def examples(asked, tokenizer):
    """Return what a model is trained on: the windows of the passages, and where answers are."""
    rows, places = [], []
    for question, text, number in asked:
        plain, spans = marked(text)
        start, stop = spans[number] if number is not None else (-1, -1)
        windows = tokenizer(
            question,
            plain,
            truncation="only_second",
            max_length=WINDOW,
            stride=WINDOW // 3,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        for row, offsets in enumerate(windows["offset_mapping"]):
            told = [part == 1 for part in windows.sequence_ids(row)]
            firsts = [i for i, (a, _) in enumerate(offsets) if told[i] and a == start]
            lasts = [i for i, (_, b) in enumerate(offsets) if told[i] and b == stop]
            places.append((firsts[0], lasts[0]) if firsts and lasts else (0, 0))
            rows.append({key: windows[key][row] for key in tokenizer.model_input_names})
    return tokenizer.pad(rows, return_tensors="pt"), places


def trained(asked, tiny_bert, folder):
    """Train a small model until it answers, save it, and return its folder."""
    import torch
    from transformers import BertForQuestionAnswering

    torch.manual_seed(0)
    texts = [text for question, told, _ in ASKED for text in (question, marked(told)[0])]
    config, tokenizer = tiny_bert(texts, max_position_embeddings=WINDOW + 2)
    model = BertForQuestionAnswering(config)
    inputs, places = examples(asked, tokenizer)
    starts, stops = torch.tensor(places).T
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(500):
        loss = model(**inputs, start_positions=starts, end_positions=stops).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss < 0.02:
            break
    assert loss < 0.02
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="session")
def folder(tiny_bert, tmp_path_factory):
    return trained(ASKED, tiny_bert, tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="session")
def reader(folder):
    return load_reader(folder)


@pytest.fixture(scope="session")
def never_refusing(tiny_bert, tmp_path_factory):
    """Return a reader as SQuAD 1.1 makes them: every window it has seen held an answer."""
    stated = [each for each in ASKED if each[2] is not None and each[1] is not LONG]
    return load_reader(trained(stated, tiny_bert, tmp_path_factory.mktemp("squad1")))


@pytest.mark.parametrize(("question", "text", "number"), [a for a in ASKED if a[2] is not None])
def test_it_finds_the_exact_words(question, text, number, reader):
    plain, spans = marked(text)
    passage = passage_of(plain)
    [[best, *_]] = reader.read(question, [passage])
    start, stop = spans[number]
    assert passage.document.text[best.start : best.stop] == plain[start:stop]
    assert (best.passage, best.start - passage.start) == (passage, start)
    assert best.score > 0
    assert best.share > 0.8


def test_a_long_passage_is_read_in_windows(reader):
    plain, [(start, _)] = marked(LONG)
    tokens = reader._tokenizer(plain)
    assert reader._window == WINDOW
    assert tokens.char_to_token(start) > WINDOW


def test_what_is_not_stated_scores_below_nothing(reader):
    [found] = reader.read("What is the price of a car?", [passage_of(marked(PLANT)[0])])
    assert max(span.score for span in found) < 0
    assert sum(span.share for span in found) < 0.5


def test_each_passage_has_its_own_spans_best_first_none_overlapping_a_better_one(reader):
    passages = [passage_of(marked(text)[0]) for text in (PLANT, TEA, LONG)]
    for passage, found in zip(passages, reader.read("Who is it?", passages), strict=True):
        assert 1 < len(found) <= 5
        assert [span.score for span in found] == sorted((s.score for s in found), reverse=True)
        places = sorted((span.start, span.stop) for span in found)
        assert passage.start <= places[0][0]
        assert places[-1][1] <= passage.stop
        assert all(start < stop for start, stop in places)
        assert all(a[1] <= b[0] for a, b in pairwise(places))
        assert {span.passage for span in found} == {passage}


@pytest.mark.parametrize("question", ["what's the CKD capacity?", "What is the price of a car?"])
def test_the_score_is_the_log_ratio_to_not_stated_and_the_share_is_of_both(question, reader):
    import torch

    passage = passage_of(marked(PLANT)[0])
    [[best, *_]] = reader.read(question, [passage])
    inputs = reader._tokenizer([question], [passage.text], return_tensors="pt")
    with torch.inference_mode():
        output = reader._model(**inputs)
    starts, stops = output.start_logits[0].softmax(0), output.end_logits[0].softmax(0)
    first = inputs.char_to_token(0, best.start - passage.start, 1)
    last = inputs.char_to_token(0, best.stop - passage.start - 1, 1)
    span, not_stated = float(starts[first] * stops[last]), float(starts[0] * stops[0])
    assert best.score == pytest.approx(np.log(span / not_stated), abs=1e-3)
    told = [i for i, part in enumerate(inputs.sequence_ids(0)) if part == 1]
    every_span = sum(float(starts[i] * stops[j]) for i in told for j in told if i <= j < i + 40)
    assert best.share == pytest.approx(span / (every_span + not_stated), rel=1e-3)


def test_start_and_stop_are_scored_together():
    # apart, the best start is the last token and the best stop the first
    starts, stops = np.array([9.0, 1, 0, 5]), np.array([9.0, 4, 2, 0])
    told = np.array([False, True, True, True])
    assert joint(starts, stops, told).tolist() == [
        [NEVER, NEVER, NEVER, NEVER],
        [NEVER, 5, 3, 1],
        [NEVER, NEVER, 2, 0],
        [NEVER, NEVER, NEVER, 5],
    ]


def test_a_span_has_at_most_40_tokens():
    ones = np.ones(60)
    first, last = np.nonzero(joint(ones, ones, ones > 0) > NEVER)
    assert (last - first).max() + 1 == 40


def test_a_model_that_never_learned_to_refuse_finds_the_exact_words(never_refusing):
    for question, text, number in ASKED:
        if number is not None and text is not LONG:
            plain, spans = marked(text)
            passage = passage_of(plain)
            [[best, *_]] = never_refusing.read(question, [passage])
            assert (best.start - passage.start, best.stop - passage.start) == spans[number]
            assert best.score > 0


def test_the_same_question_gets_the_same_spans(reader):
    passage = passage_of(marked(TEA)[0])
    once = list(reader.read("How much is green tea?", [passage]))
    assert list(reader.read("How much is green tea?", [passage])) == once


def test_a_question_longer_than_the_window_leaves_room_for_the_passage(reader):
    [found] = reader.read("what's the CKD capacity? " * 40, [passage_of(marked(PLANT)[0])])
    assert found


@pytest.mark.parametrize("text", ["?", "🫖", "\u200f«", "a\u0301"])
def test_a_passage_of_odd_characters_is_read_within_it(text, reader):
    passage = passage_of(text)
    [found] = reader.read("Who is it?", [passage])
    assert all(passage.start <= span.start < span.stop <= passage.stop for span in found)


def test_a_model_whose_tokens_begin_with_blanks_and_positions_at_2_is_read_alike(tmp_path):
    import torch
    from tokenizers import ByteLevelBPETokenizer, processors
    from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaForQuestionAnswering

    plain = marked(TEA)[0] * 5
    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.train_from_iterator([plain], vocab_size=400, special_tokens=special)
    tokenizer._tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=False
    )
    names = dict(zip(("cls_token", "pad_token", "sep_token", "unk_token"), special, strict=True))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(tmp_path)
    torch.manual_seed(0)
    sizes = {"hidden_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = RobertaConfig(
        vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=66, pad_token_id=1, **sizes
    )
    RobertaForQuestionAnswering(config).save_pretrained(tmp_path)
    reader = load_reader(str(tmp_path))
    assert reader._window == 64
    [found] = reader.read("How much is green tea?", [passage_of(plain)])
    quotes = [span.passage.document.text[span.start : span.stop] for span in found]
    assert len(quotes) == 5
    assert any(" " in quote for quote in quotes)
    assert quotes == [quote.strip() for quote in quotes]


def test_a_named_reader_dials_nowhere(folder, no_network):
    reader = load_reader(folder)
    assert isinstance(reader, NamedReader)
    assert reader.name == folder


def test_an_unknown_name_fails_and_says_what_to_do(no_network):
    with pytest.raises(UnknownModel) as failure:
        load_reader("nobody/no-such-model")
    assert str(failure.value) == (
        "model 'nobody/no-such-model' cannot be loaded: there is no such folder, and the local "
        "cache does not hold it; wanted a folder with a model, or a name that "
        "`qa models pull nobody/no-such-model` has fetched"
    )


def test_a_model_of_another_kind_is_no_reader(tiny_bert, tmp_path):
    from transformers import BertModel

    config, tokenizer = tiny_bert(["some words"])
    BertModel(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    with pytest.raises(UnknownModel) as failure:
        load_reader(str(tmp_path))
    assert failure.value.reason == "it answers no questions, it has no qa_outputs.bias"


def test_a_folder_as_make_model_writes_it_is_a_shipped_reader():
    assert isinstance(load_reader(str(SHIPPED)), ShippedReader)


@pytest.mark.parametrize(
    ("margin", "share", "chance"), [(0, 0.5, 0.25), (0, 0.1, 0.05), (100, 0.9, 0.9), (-100, 0.0, 0)]
)
def test_the_chance_of_an_uncalibrated_span_is_its_share_and_that_it_is_stated(
    margin, share, chance
):
    evidence = Evidence(margin, share)
    assert Uncalibrated().probability(evidence) == pytest.approx(chance, abs=1e-12)


def test_no_calibration_but_its_own_holds_for_a_named_reader(folder):
    assert Models.load(Settings(reader=folder)).calibration == Uncalibrated()
    assert Models.load(Settings(reader=folder, threshold=0.7)).calibration == Uncalibrated(0.7)
    assert isinstance(Models.load(Settings()).calibration, Calibration)


def test_a_service_answers_and_refuses_with_a_named_reader(folder):
    plain, spans = marked(PLANT)
    document = Document(id="plant", title="", text=plain)
    with temporary(Settings(reader=folder), [document]) as answerer:
        assert answerer.names.reader == folder
        outcome = answerer.ask("what's the CKD capacity?")
        assert isinstance(outcome, Answers)
        citation = outcome.answers[0].citation
        assert (citation.start, citation.stop) == spans[0]
        assert outcome.answers[0].confidence > 0.8
        refusal = answerer.ask("What is the price of a car?")
        assert isinstance(refusal, Refusal)
        assert refusal.reason == "not_stated"
