import pytest
from click.testing import CliRunner

from index.encoder import SHIPPED
from qa.cli import main

shipped_only = pytest.mark.skipif(not SHIPPED.exists(), reason="there is no index/model yet")


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Return a function that runs `qa models` beside an empty cache."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))

    def run(*arguments, **variables):
        named = {"QA_ENCODER": "", "QA_READER": "", "QA_RERANKER": ""}
        return CliRunner().invoke(main, ["models", *arguments], env=named | variables)

    return run


@shipped_only
def test_models_lists_what_is_shipped_and_in_use(models, no_network):
    result = models()
    assert result.exit_code == 0
    shipped, blank, use, head, *rows, gap, held, none = result.stdout.splitlines()
    assert shipped.startswith("Shipped: ")
    assert shipped.endswith(f" MB, {SHIPPED}")
    assert (blank, use, gap, held) == ("", "In use:", "", "In the local cache:")
    assert head.split() == ["variable", "model", "size", "folder"]
    assert [row.split()[:2] for row in rows] == [
        ["QA_ENCODER", "shipped"],
        ["QA_READER", "shipped"],
        ["QA_RERANKER", "none"],
    ]
    assert none == "none; qa models pull NAME fetches one"


def test_models_tells_the_size_of_a_folder_and_what_is_not_here(models, tmp_path, no_network):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors").write_bytes(bytes(1_500_000))
    folder = str(tmp_path / "mine")
    lines = models(QA_ENCODER=folder, QA_READER="nobody/tiny").stdout.splitlines()
    assert lines[4].split() == ["QA_ENCODER", folder, "1.5", "MB", folder]
    assert lines[5].endswith("not here; qa models pull nobody/tiny fetches it")


def test_models_lists_the_cache(models, tmp_path):
    model = tmp_path / "cache" / "models--nobody--tiny"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text("a" * 40)
    (model / "snapshots" / ("a" * 40)).mkdir(parents=True)
    (model / "snapshots" / ("a" * 40) / "model.safetensors").write_bytes(bytes(2_000_000))
    assert models().stdout.splitlines()[-1] == "nobody/tiny  2.0 MB"


def test_pull_prints_the_folder(models, monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda name, **_: str(tmp_path))
    assert models("pull", "nobody/tiny").stdout == f"fetched: nobody/tiny  {tmp_path}\n"


def test_a_pull_that_fails_is_one_line_and_exit_code_2(models, monkeypatch):
    def unreachable(*address, **options):
        raise OSError("Network is unreachable")

    monkeypatch.setattr("socket.getaddrinfo", unreachable)
    result = models("pull", "nobody/tiny")
    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("qa: model 'nobody/tiny' cannot be fetched: ")
    assert "Network is unreachable" in line
