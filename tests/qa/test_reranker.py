"""A reranker, checked with a small cross-encoder that is trained here to prefer one passage."""

import pytest

from index.encoder import UnknownModel
from index.hit import Context, Hit
from qa.assemble import temporary
from qa.reranker import RERANKED, RerankedIndex, Reranker
from qa.settings import Settings
from source import Document, Passage

QUESTION = "Где делают машины?"
PREFERRED = "Машины делают в Костанае."
OTHERS = ["Tea is green.", "Чай пьют горячим.", "Cars are red 🚗."]


def hits(texts):
    """Return a hit for each text, the first the best."""
    passages = [Passage(Document(id=t, title="", text=t), 0, len(t)) for t in texts]
    return [Hit(passage, 1 - 0.01 * i) for i, passage in enumerate(passages)]


def texts(found):
    return [hit.passage.text for hit in found]


class ListedIndex:
    """Finds the same hits for every query."""

    def __init__(self, found):
        self.found, self.asked = found, []
        self.passages = [hit.passage for hit in found]

    def search(self, query, k, document_ids=None, context=None):
        self.asked.append((query, k, document_ids, context))
        return self.found[:k]

    def matches(self, query):
        return query == "price"

    def unmatched(self, query):
        return [query]


@pytest.fixture(scope="session")
def folder(tiny_bert, tmp_path_factory):
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertForSequenceClassification

    torch.manual_seed(0)
    config, tokenizer = tiny_bert([QUESTION, PREFERRED, *OTHERS], num_labels=1)
    model = BertForSequenceClassification(config)
    told = [PREFERRED, *OTHERS]
    inputs = tokenizer([QUESTION] * len(told), told, padding=True, return_tensors="pt")
    wanted = torch.tensor([[3.0]] + [[-3.0]] * len(OTHERS))
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(60):
        loss = (model(**inputs).logits - wanted).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.1
    root = tmp_path_factory.mktemp("cross")
    model.save_pretrained(root / "bert")
    tokenizer.save_pretrained(root / "bert")
    made = CrossEncoder(str(root / "bert"), device="cpu")
    made.save_pretrained(str(root / "saved"), create_model_card=False)
    return str(root / "saved")


@pytest.fixture(scope="session")
def reranker(folder):
    return Reranker(folder)


def test_the_preferred_passage_comes_first_and_each_hit_keeps_its_score(reranker):
    given = hits([*OTHERS, PREFERRED])
    found = reranker.rerank(QUESTION, given)
    assert texts(found)[0] == PREFERRED
    assert found[0] == given[-1]
    assert sorted(texts(found)) == sorted(texts(given))


def test_hits_that_score_alike_stay_in_their_order(reranker):
    given = hits([PREFERRED, OTHERS[0], PREFERRED, OTHERS[0]])
    assert reranker.rerank(QUESTION, given) == [given[0], given[2], given[1], given[3]]


def test_no_hits_stay_none(reranker):
    assert reranker.rerank(QUESTION, []) == []


def test_the_first_20_hits_are_reordered_and_the_rest_follow(reranker):
    crowd = [OTHERS[0]] * (RERANKED - 1)
    index = ListedIndex(hits([*crowd, PREFERRED, "Машины.", PREFERRED]))
    reranked = RerankedIndex(index, reranker)
    assert texts(reranked.search(QUESTION, 2)) == [PREFERRED, OTHERS[0]]
    assert texts(reranked.search(QUESTION, 99)) == [PREFERRED, *crowd, "Машины.", PREFERRED]
    assert [k for _, k, _, _ in index.asked] == [20, 99]


def test_the_rest_is_the_index_of_before(reranker):
    index = ListedIndex(hits(OTHERS))
    reranked = RerankedIndex(index, reranker)
    reranked.search(QUESTION, 3, ["a"], Context("Who?"))
    assert index.asked == [(QUESTION, 20, ["a"], Context("Who?"))]
    assert reranked.passages is index.passages
    assert reranked.unmatched("price") == ["price"]
    assert (reranked.matches("price"), reranked.matches("cost")) == (True, False)


def test_a_reranker_by_folder_dials_nowhere(folder, no_network):
    assert Reranker(folder).name == folder


def test_an_unknown_name_says_what_to_do(no_network):
    with pytest.raises(UnknownModel, match=r"`qa models pull no-such-model` has fetched$"):
        Reranker("no-such-model")


@pytest.mark.parametrize(
    ("kind", "labels", "reason"),
    [
        ("BertModel", 1, "it scores no pairs of texts, wanted a cross-encoder"),
        ("BertForSequenceClassification", 3, "it gives a pair 3 scores, wanted one"),
    ],
)
def test_a_model_of_another_kind_is_no_reranker(kind, labels, reason, tiny_bert, tmp_path):
    import transformers

    config, tokenizer = tiny_bert(["some words"], num_labels=labels)
    getattr(transformers, kind)(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    with pytest.raises(UnknownModel) as failure:
        Reranker(str(tmp_path))
    assert failure.value.reason == reason


def test_a_service_ranks_with_the_reranker_of_its_settings(folder):
    told = [*OTHERS, PREFERRED, "Машины не делают в Риме.", "Где делают чай?"]
    documents = [Document(id=str(i), title="", text=text) for i, text in enumerate(told)]
    with temporary(Settings(), documents) as plain:
        before = texts(plain.index.search("cars red tea", 6))
    with temporary(Settings(reranker=folder), documents) as answerer:
        after = texts(answerer.index.search("cars red tea", 6))
        wanted = Reranker(folder).rerank("cars red tea", hits(before))
        assert after == texts(wanted) != before
        assert texts(answerer.index.search(QUESTION, 1)) == [PREFERRED]
