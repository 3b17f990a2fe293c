import numpy as np
import pytest

from index.encoder import ShippedEncoder
from qa.evaluation.bench.engines import Workspace
from qa.evaluation.bench.ours import Ours, OursPassages
from source import split


@pytest.fixture(scope="module")
def built(tmp_path_factory, documents):
    folder = tmp_path_factory.mktemp("bench")
    passages = [passage for document in documents for passage in split(document)]
    rows = ShippedEncoder().encode([passage.text for passage in passages], "passage")
    workspace = Workspace(folder / "2", folder / "model")
    workspace.write(documents, passages, rows)
    Ours.build(workspace, folder / "index")
    return workspace, folder / "index"


@pytest.mark.parametrize("engine", [Ours, OursPassages])
def test_ours_finds_the_document_in_the_index_that_build_wrote(built, engine):
    opened = engine(*built)
    assert opened.find("What is the capacity of the line, in machine tools?") == "станки"
    assert opened.find("How much does the tea cost?") == "tea"


def test_the_index_is_built_with_the_vectors_that_it_is_given(built):
    workspace, folder = built
    index = OursPassages(workspace, folder)._answerer.index
    assert np.array_equal(index._dense.vectors(), workspace.vectors)
