"""A service whose answers are written down here: real documents and citations, no models."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from qa.answer import Answer, Answers, Citation, Refusal, Timings, Value
from qa.settings import Settings
from source import Document, Span

CARS = Document(
    id="cars",
    title="Автомобили JAC показали премьер-министрам",
    title_is_ours=True,
    language="ru",
    publisher="Kazpravda.kz",
    url="https://kazpravda.kz/cars",
    text=(
        "Андрей Лаврентьев доложил о результатах.\n \n \nМощность линии CKD составит "
        "10 000 единиц в год.\nЭкспорт пойдёт в Россию.\n\n"
        "Инвестировано 28 миллионов долларов."
    ),
)
TEA = Document(
    id="tea",
    title="Tea <b>& sons</b>",
    language="en",
    url="javascript:alert(1)",
    text="🫖🫖 Tea costs <b>5 €</b>, she said 👩‍👩‍👧.\r\n\r\nعلى الطاولة شاي ساخن.",
)

# question: (document, quote, confidence, value), best first
QUOTES = {
    "what's the CKD capacity?": [
        (CARS, "10 000 единиц в год", 0.934, Value("quantity", 10000.0, "единиц/год")),
        (CARS, "28 миллионов долларов", 0.21, Value("money", 28e6, "USD")),
        (CARS, "Россию", 0.004, None),
    ],
    "What does tea cost?": [(TEA, "<b>5 €</b>", 0.75, None)],
    "Что на столе?": [(TEA, "شاي ساخن", 0.5, None)],
}


class QuotingAnswerer:
    """Answers what is in QUOTES and refuses the rest."""

    def __init__(self):
        from qa.answerer import Names

        self.names = Names(encoder="words", reader="quotes", index="c0ffee")

    def ask(self, question, turns=(), top_k=3, document_ids=None):
        from qa.answerer import QUESTION_LIMIT, BadQuestion

        if not question.strip():
            raise BadQuestion(question, "it is blank")
        if len(question) > QUESTION_LIMIT:
            raise BadQuestion(question, f"it has more than {QUESTION_LIMIT} characters")
        if question == "break":
            raise RuntimeError("the secret inside")
        timings = Timings(retrieve=1.23456, read=2.0, total=3.5)
        answers = tuple(
            Answer(_citation(document, quote), confidence, value)
            for document, quote, confidence, value in QUOTES.get(question, ())
            if document_ids is None or document.id in document_ids
        )[:top_k]
        if answers:
            return Answers(question, "en", "quantity", answers, timings)
        return Refusal(
            question=question,
            language="en",
            answer_type="money",
            reason="not_stated",
            message="The articles do not state it.",
            unmatched_terms=("price", "<i>S3</i>"),
            nearest=_citation(CARS, "28 миллионов долларов"),
            timings=timings,
        )


def _citation(document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    sentence = Span(
        document.text.rfind("\n", 0, start) + 1,
        document.text.find(".", start) + 1,
    )
    return Citation(document, start, start + len(quote), sentence)


@pytest.fixture
def cars() -> Document:
    return CARS


@pytest.fixture
def tea() -> Document:
    return TEA


@pytest.fixture
def service(tmp_path: Path) -> SimpleNamespace:
    from index.store import Store
    from qa.conversations import Conversations

    store = Store(tmp_path / "data")
    store.add(CARS)
    store.add(TEA)
    answerer = QuotingAnswerer()
    return SimpleNamespace(
        settings=Settings(data=tmp_path / "data"),
        store=store,
        conversations=Conversations(tmp_path / "data"),
        answerer=answerer,
        present=answerer,
        catch_up=lambda: None,
        suggestions=lambda document_id, language: (),
        verify=store.verify,
    )


@pytest.fixture
def client(service):
    from qa.web import create_app

    return create_app(service).test_client()


@pytest.fixture(scope="session")
def tiny_bert():
    """Return a function: texts to the configuration of a small BERT and their words' tokenizer."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, PreTrainedTokenizerFast

    torch.set_num_threads(1)  # more of them wait for each other where the cores are busy

    def make(texts, **options):
        split = pre_tokenizers.BertPreTokenizer()
        words = {word for text in texts for word, _ in split.pre_tokenize_str(text.lower())}
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
        vocabulary = {word: number for number, word in enumerate([*special, *sorted(words)])}
        tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
        tokenizer.normalizer, tokenizer.pre_tokenizer = normalizers.Lowercase(), split
        tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
        names = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
        names |= {"cls_token": "[CLS]", "sep_token": "[SEP]"}
        config = BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=48,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=96,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            **options,
        )
        inputs = ["input_ids", "token_type_ids", "attention_mask"]
        wrapped = PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, model_input_names=inputs, **names
        )
        return config, wrapped

    return make


@pytest.fixture
def no_network(monkeypatch):
    """Fail a test that looks for another machine."""

    def dial(*address, **options):
        raise AssertionError(f"dialled out: {address}")

    monkeypatch.setattr("socket.getaddrinfo", dial)
    monkeypatch.setattr("socket.socket.connect", dial)
