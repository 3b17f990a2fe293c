import json

import numpy as np
import pytest

from index.encoder import (
    E5_PROMPTS,
    SHIPPED,
    TOKEN_LIMIT,
    NamedEncoder,
    ShippedEncoder,
    UnknownModel,
    load_encoder,
)

# int8 weights and activations are what keeps the two apart.
LEAST_COSINE = 0.97


TEXTS = [
    "Мощность линии CKD составит 10 000 единиц в год.",
    "what's the CKD capacity?",
    "Инвестировано 28 миллионов долларов в завод «СарыаркаАвтоПром».",
    "The plant in Kostanay makes cars, trucks and buses for the whole region.",
    "Й не и, ё не е: naïve café 👩‍👩‍👧",
    "x",
]
LONG = ["Завод выпускает легковые автомобили. " * 90, "The plant makes passenger cars. " * 90]


@pytest.fixture(scope="session")
def shipped():
    return ShippedEncoder()


@pytest.fixture(scope="session")
def in_torch():
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(SHIPPED))


@pytest.fixture(scope="session")
def made(tiny_bert, tmp_path_factory):
    """Return a function that makes a sentence-transformers model in a folder of that name."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertModel

    root = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    config, tokenizer = tiny_bert([*TEXTS, "query: passage: ask: tell:"])
    BertModel(config).save_pretrained(root / "bert")
    tokenizer.save_pretrained(root / "bert")

    def make(name, prompts=None):
        bert = Transformer(str(root / "bert"))
        model = SentenceTransformer(modules=[bert, Pooling(48)], prompts=prompts, device="cpu")
        model.save(str(root / name), create_model_card=False)
        return str(root / name)

    return make


def encoded(folder, texts):
    """Return the vectors of sentence-transformers itself, of length 1."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(folder).encode(texts, prompt="", normalize_embeddings=True)


@pytest.mark.parametrize("texts", [TEXTS, LONG], ids=["texts", "texts over the limit"])
def test_the_shipped_encoder_agrees_with_the_model_in_torch(texts, shipped, in_torch):
    ours, theirs = shipped.encode(texts, "passage"), in_torch.encode(texts)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(theirs, axis=1), 1, atol=1e-5)
    assert (ours * theirs).sum(axis=1).min() > LEAST_COSINE


def test_the_model_in_torch_reads_the_same_tokens(shipped, in_torch):
    ours = [shipped._vectors.tokenizer.encode(text).ids for text in TEXTS]
    assert in_torch.tokenizer(TEXTS)["input_ids"] == ours
    cut = in_torch.tokenizer(LONG, truncation=True)["input_ids"]
    assert [len(ids) for ids in cut] == [TOKEN_LIMIT, TOKEN_LIMIT]


def test_the_model_in_torch_has_the_shipped_token_vectors(shipped, in_torch):
    table = in_torch[0].model.embeddings.word_embeddings.weight
    ids = np.array([0, 2, 3, 999, len(table) - 1])
    np.testing.assert_array_equal(table[ids].detach().numpy(), shipped._vectors[ids])


def test_the_positions_in_torch_lie_around_zero(in_torch):
    # a shift of them all would not be seen in the vectors: the norm after them takes it out
    assert abs(in_torch[0].model.embeddings.position_embeddings.weight.mean().item()) < 0.001


def test_the_model_in_torch_can_be_saved_as_one_that_needs_no_code_of_ours(in_torch, tmp_path):
    in_torch.save(str(tmp_path / "saved"), create_model_card=False)
    types = [each["type"] for each in json.loads((tmp_path / "saved/modules.json").read_text())]
    assert [name.split(".")[0] for name in types] == ["sentence_transformers"] * 3
    np.testing.assert_allclose(
        encoded(str(tmp_path / "saved"), TEXTS), in_torch.encode(TEXTS), atol=1e-6
    )


def test_what_the_limit_cuts_off_changes_nothing(shipped):
    long = "Завод выпускает автомобили. " * 100
    one, other = shipped.encode([long + "Пятница."], "passage"), shipped.encode([long], "passage")
    np.testing.assert_array_equal(one, other)


def test_a_text_is_encoded_alike_whatever_stands_beside_it(shipped):
    alone = [shipped.encode([text], "passage")[0] for text in (*TEXTS, *LONG)]
    np.testing.assert_array_equal(shipped.encode([*TEXTS, *LONG], "passage"), alone)


def test_no_texts_give_no_rows(shipped):
    assert shipped.encode([], "passage").shape == (0, 384)


def test_a_folder_as_make_model_writes_it_is_a_shipped_encoder(shipped):
    assert load_encoder(str(SHIPPED)).name == load_encoder("").name == shipped.name


def test_a_named_encoder_gives_the_vectors_of_its_model(made, no_network):
    folder = made("plain")
    encoder = load_encoder(folder)
    for kind in ("query", "passage"):
        rows = encoder.encode(TEXTS, kind)
        assert (rows.shape, rows.dtype) == ((len(TEXTS), 48), np.float32)
        np.testing.assert_allclose(rows, encoded(folder, TEXTS), atol=1e-6)


def test_a_named_encoder_uses_the_prompts_of_its_model(made):
    folder = made("prompted", {"query": "ask: ", "document": "tell: "})
    encoder = NamedEncoder(folder)
    for kind, prompt in {"query": "ask: ", "passage": "tell: "}.items():
        wanted = encoded(folder, [prompt + text for text in TEXTS])
        np.testing.assert_allclose(encoder.encode(TEXTS, kind), wanted, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("multilingual-e5-small", {"query": "query: ", "passage": "passage: "}),
        ("e5-base-v2", {"query": "query: ", "passage": "passage: "}),
        ("like5e5m", {"query": "", "passage": ""}),
    ],
)
def test_a_model_of_the_e5_family_gets_its_prompts(name, prompts, made):
    folder = made(name)
    encoder = NamedEncoder(folder)
    for kind, prompt in prompts.items():
        wanted = encoded(folder, [prompt + text for text in TEXTS])
        np.testing.assert_allclose(encoder.encode(TEXTS, kind), wanted, atol=1e-6)


def test_the_prompts_that_an_e5_model_has_are_kept(made):
    folder = made("e5-prompted", {"query": "ask: ", "document": "tell: "})
    wanted = encoded(folder, ["ask: x"])
    np.testing.assert_allclose(NamedEncoder(folder).encode(["x"], "query"), wanted, atol=1e-6)
    assert E5_PROMPTS == {"query": "query: ", "document": "passage: "}


def test_the_name_of_an_encoder_changes_with_its_weights(made):
    import torch
    from sentence_transformers import SentenceTransformer

    folder = made("changing")
    before = NamedEncoder(folder).name
    assert NamedEncoder(folder).name == before
    model = SentenceTransformer(folder)
    with torch.no_grad():
        next(model.parameters())[0, 0] += 1
    model.save(folder, create_model_card=False)
    assert NamedEncoder(folder).name != before


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "no/such/folder", "a b"])
def test_an_unknown_name_fails_and_says_what_to_do(name, no_network):
    with pytest.raises(UnknownModel) as failure:
        load_encoder(name)
    assert str(failure.value) == (
        f"model {name!r} cannot be loaded: there is no such folder, and the local cache does not "
        f"hold it; wanted a folder with a model, or a name that `qa models pull {name}` has fetched"
    )


def test_a_folder_without_a_model_fails_in_one_line(tmp_path, no_network):
    with pytest.raises(UnknownModel) as failure:
        load_encoder(str(tmp_path))
    assert failure.value.name == str(tmp_path)
    assert "\n" not in str(failure.value)


def test_a_shipped_model_without_its_files_fails_in_one_line(tmp_path):
    with pytest.raises(UnknownModel, match=r"tokenizer\.json|No such file") as failure:
        ShippedEncoder(folder=tmp_path)
    assert "\n" not in str(failure.value)
