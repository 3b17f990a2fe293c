import socket

import pytest

from index.hub import Cached, CannotFetch, UnknownModel, cached, folder_of, pull

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Return the folder of a cache that holds nobody/tiny."""
    model = tmp_path / "models--nobody--tiny"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text(COMMIT)
    (model / "snapshots" / COMMIT).mkdir(parents=True)
    (model / "snapshots" / COMMIT / "config.json").write_text("{}")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture
def offline(monkeypatch):
    """Let no name be resolved, as on a machine without a network."""

    def unresolved(*address, **options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unresolved)


def test_a_folder_is_itself(tmp_path):
    assert folder_of(str(tmp_path)) == tmp_path


@pytest.mark.parametrize(("name", "owner"), [("nobody/tiny", ""), ("tiny", "nobody")])
def test_a_cached_name_is_its_snapshot(name, owner, cache, no_network):
    wanted = cache / "models--nobody--tiny" / "snapshots" / COMMIT
    assert folder_of(name, owner) == wanted


@pytest.mark.parametrize("name", ["tiny", "nobody/other", "a/b/c", "a b", "../tiny"])
def test_what_is_not_here_is_unknown_and_not_looked_for_elsewhere(name, cache, no_network):
    with pytest.raises(UnknownModel) as failure:
        folder_of(name)
    assert failure.value.reason == "there is no such folder, and the local cache does not hold it"


def test_the_cached_models_are_told_with_their_sizes(cache):
    assert cached() == [Cached("nobody/tiny", 2)]


def test_no_cache_holds_no_models(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "none"))
    assert cached() == []


def test_pull_returns_the_folder_of_what_was_fetched(tmp_path, monkeypatch):
    asked = []

    def fetch(name, **options):
        asked.append((name, "onnx/*" in options["ignore_patterns"]))
        return str(tmp_path)

    monkeypatch.setattr("huggingface_hub.snapshot_download", fetch)
    assert pull("nobody/tiny") == tmp_path
    assert asked == [("nobody/tiny", True)]


def test_pull_without_a_network_fails_in_one_line(offline, tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(CannotFetch) as failure:
        pull("nobody/tiny")
    assert str(failure.value) == (
        "model 'nobody/tiny' cannot be fetched: ConnectError: [Errno -2] Name or service not "
        "known; wanted a name as the hub has it (owner/model), and a way to reach it"
    )


def test_pull_of_what_is_no_name_says_so(no_network):
    with pytest.raises(CannotFetch, match="Repo id must use alphanumeric"):
        pull("no name?")
