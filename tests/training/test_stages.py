"""The stages that make the model, over two passages and a few steps."""

import json
import shutil

import numpy as np
import pytest
import torch
from torch.optim.swa_utils import AveragedModel

pytest.importorskip("onnx", reason="what makes the model is installed by the train extra")
pytest.importorskip("tqdm", reason="what makes the model is installed by the train extra")

from index.encoder import SHIPPED, ShippedEncoder, TokenVectors
from qa.reader import ShippedReader
from qa.training import encoder, reader, rounding
from qa.training.corpus import load, save
from qa.training.export import export
from qa.training.prepare import Builder
from qa.training.smoothing import samples, smooth
from qa.training.trunk import Trunk
from source import Document, Passage

RECORDS = [
    {
        "text_ru": "Озеро Каршил лежит на высоте 1640 метров. Вода в нём солёная.",
        "text_en": "Lake Karshil lies at 1,640 metres. Its water is salty.",
        "questions": [
            {
                "q_ru": "На какой высоте лежит Каршил?",
                "q_en": "How high does Karshil lie?",
                "a_ru": ["1640 метров", "на высоте 1640 метров"],
                "a_en": ["1,640 metres"],
            },
            {"q_ru": "Как глубок Каршил?", "q_en": "How deep is it?", "a_ru": [], "a_en": []},
        ],
    },
    {
        "text_ru": "Завод построил Иван Гальцев. Он работает с 2010 года.",
        "text_en": "Ivan Galtsev built the plant. It has run since 2010.",
        "questions": [
            {
                "q_ru": "Кто построил завод?",
                "q_en": "Who built the plant?",
                "a_ru": ["Иван Гальцев"],
                "a_en": ["Ivan Galtsev"],
            }
        ],
    },
]


@pytest.fixture(scope="module")
def corpus():
    return Builder(SHIPPED / "tokenizer.json").corpus(RECORDS)


@pytest.fixture(scope="module")
def tokens():
    vectors = TokenVectors()
    return vectors[np.arange(vectors.tokenizer.get_vocab_size())]


def test_an_answer_is_where_its_tokens_say(corpus):
    tokenizer = TokenVectors().tokenizer
    question, text = corpus.questions[0]["en"], corpus.passages[0]["ru"]
    first, last = question.answers["ru"][0]
    assert tokenizer.decode(text.ids[first:last].tolist()) == "1640 метров"
    assert len(corpus.questions[1]["ru"].answers["ru"]) == 0


def test_a_corpus_is_the_same_once_saved_and_loaded(corpus, tmp_path):
    save(corpus, tmp_path / "corpus.bin")
    again = load(tmp_path / "corpus.bin")
    assert np.array_equal(again.passages[1]["en"].ids, corpus.passages[1]["en"].ids)
    assert np.array_equal(again.questions[2]["ru"].ways, corpus.questions[2]["ru"].ways)


def test_what_is_trained_is_exported_and_reads(corpus, tokens, tmp_path):
    start = Trunk().state_dict()
    plan = encoder.Plan(steps=2, questions=2, sentences=2, kept=(0, 5))
    trained = encoder.train(corpus, tokens, start, plan, "cpu")
    assert len(trained.trunk.layers) == 2
    plan = reader.Plan(epochs=0.5, batch=2)
    read = reader.train(reader.begun(start), corpus, tokens, plan, "cpu")
    smooth(read, samples(corpus), tokens)
    rounding.rounded(read)
    read = reader.train(read, corpus, tokens, plan, "cpu")
    rounding.exact(read)
    encoder.save(trained, tmp_path / "encoder.safetensors")
    reader.save(read, tmp_path / "rounded.safetensors")
    shutil.copy(SHIPPED / "tokenizer.json", tmp_path)
    differences = export(tmp_path, tokens, tmp_path / "shipped")
    assert differences["least cosine"] > 0.9
    vectors = ShippedEncoder(folder=tmp_path / "shipped").encode(["Озеро", "lake"], "query")
    assert vectors.shape == (2, 384)
    document = Document("karshil", "Karshil", RECORDS[0]["text_ru"], "ru")
    passage = Passage(document, 0, len(document.text))
    [found] = ShippedReader(folder=tmp_path / "shipped").read("Где?", [passage])
    assert all(0 <= span.start < span.stop <= len(document.text) for span in found)
    modules = json.loads((tmp_path / "shipped" / "modules.json").read_text("utf-8"))
    assert modules[0]["type"] == "index.torch_module.ShippedTransformer"


def test_a_steps_batch_is_the_same_wherever_a_run_began(corpus):
    plan = reader.Plan(batch=3)
    whole, rest = (list(reader.Batches(corpus, plan, range(n, 4), unknown=1)) for n in (0, 2))
    assert [batch["ids"].tolist() for batch in whole[2:]] == [b["ids"].tolist() for b in rest]
    assert whole[0]["ids"].tolist() != whole[1]["ids"].tolist()


def test_a_reader_that_was_broken_off_ends_where_it_would_have_ended(corpus, tokens, tmp_path):
    plan, start = reader.Plan(epochs=1, batch=3, warmup=1), Trunk().state_dict()

    def trained(saved):
        return reader.train(reader.begun(start), corpus, tokens, plan, "cpu", saved)

    whole, saved = trained(None), tmp_path / "reader.part"

    class Broken(Exception):
        pass

    def broken(mean, model, of=AveragedModel.update_parameters):
        of(mean, model)
        if int(mean.n_averaged) == 3:
            raise Broken

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("qa.training.descent.SAVED", 0)  # after every step
        patched.setattr(AveragedModel, "update_parameters", broken)
        with pytest.raises(Broken):
            trained(saved)
    ended = trained(saved).state_dict()
    for name, weight in whole.state_dict().items():
        assert torch.equal(weight, ended[name]), name


def test_one_softmax_holds_all_spans_and_none(corpus):
    question, text = corpus.questions[0]["ru"], corpus.passages[0]["ru"]
    batch = reader.collate([reader.example(question, text, slice(0, len(text.ids)))])
    spans = reader.allowed(batch["segments"], batch["mask"])[0]
    assert spans[0, 0]
    firsts, lasts = spans[1:].nonzero(as_tuple=True)
    head, length = len(question.text.ids) + 2, batch["ids"].shape[1]
    assert firsts.min() + 1 == head
    assert lasts.max() == length - 2  # not the closing [SEP]
    assert (lasts >= firsts + 1).all()
