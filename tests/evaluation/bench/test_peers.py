import pytest

from qa.evaluation.bench import peers

# What needs no model. The libraries are there in .venv-bench; tantivy is always.
BY_TERMS = [
    ("haystack", peers.HaystackBM25),
    ("bm25s", peers.BM25S),
    ("tantivy", peers.Tantivy),
]


@pytest.mark.parametrize(("library", "peer"), BY_TERMS)
def test_a_peer_finds_documents_by_their_words_in_the_index_it_wrote(
    workspace, tmp_path, library, peer
):
    pytest.importorskip(library)
    folder = tmp_path / "index"
    folder.mkdir()
    peer.build(workspace, folder)
    opened = peer(workspace, folder)
    assert opened.find("Какова мощность линии?") == "станки"
    assert opened.find("What does tea cost?") == "tea"
    assert opened.find("zzz") == ""


def test_tantivy_stems_both_languages(workspace, tmp_path):
    peers.Tantivy.build(workspace, tmp_path)
    opened = peers.Tantivy(workspace, tmp_path)
    assert [opened.find("заводами"), opened.find("costing")] == ["станки", "tea"]
