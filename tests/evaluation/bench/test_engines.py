import pytest

from qa.evaluation.bench.engines import ENGINES, REFERENCE, Workspace, known


def test_a_workspace_is_read_as_it_was_written(workspace):
    again = Workspace(workspace.folder, workspace.model)
    assert again.passages == [
        ("tea", "The tea costs five euros. Tea is green."),
        ("станки", "Завод выпускает станки. Мощность линии 400 станков."),
    ]
    assert again.vectors.shape == (2, 32)


def test_the_reference_finds_passages_as_the_peers_do_in_the_index_of_ours():
    assert REFERENCE.gives == "passages"
    assert (REFERENCE.folder, known("ours").folder) == ("ours", "ours")


def test_an_engine_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="no engine is called 'grep'"):
        known("grep")


def test_no_two_engines_share_a_name():
    assert len({engine.name for engine in ENGINES}) == len(ENGINES)
