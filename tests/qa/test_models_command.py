from dataclasses import replace

import pytest
from click.testing import CliRunner

from index.encoder import SHIPPED
from qa.assemble import Models
from qa.cli import main
from qa.confidence import Calibration, Origin
from qa.recalibration import AsIs, Recalibration, save
from qa.settings import Settings


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Return a function that runs `qa models` beside an empty cache."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))

    def run(*arguments, **variables):
        named = {"QA_ENCODER": "", "QA_READER": "", "QA_RERANKER": ""}
        return CliRunner().invoke(main, ["models", *arguments], env=named | variables)

    return run


def test_models_lists_what_is_shipped_and_in_use(models, no_network):
    result = models()
    assert result.exit_code == 0
    told = result.stdout.splitlines()
    shipped, blank, use, head, *rows, gap, calibration, _, held, none = told
    assert shipped.startswith("Shipped: ")
    assert shipped.endswith(f" MB, {SHIPPED}")
    assert (blank, use, gap, held) == ("", "In use:", "", "In the local cache:")
    assert head.split() == ["variable", "model", "size", "folder"]
    assert [row.split()[:2] for row in rows] == [
        ["QA_ENCODER", "shipped"],
        ["QA_READER", "shipped"],
        ["QA_RERANKER", "none"],
    ]
    assert calibration == "Calibration: shipped"
    assert none == "none; qa models pull NAME fetches one"


def test_models_tells_the_size_of_a_folder_and_what_is_not_here(models, tmp_path, no_network):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors").write_bytes(bytes(1_500_000))
    folder = str(tmp_path / "mine")
    lines = models(QA_ENCODER=folder, QA_READER="nobody/tiny").stdout.splitlines()
    assert lines[4].split() == ["QA_ENCODER", folder, "1.5", "MB", folder]
    assert lines[5].endswith("not here; qa models pull nobody/tiny fetches it")


def test_models_says_which_calibration_is_in_force(models, tmp_path, no_network):
    data = tmp_path / "data"
    named = models(QA_READER="nobody/tiny", QA_DATA=str(data))
    assert "\nCalibration: the reader's own chances\n" in named.stdout
    base, in_use = Calibration.load(), Models.load(Settings(data=data)).fitted_with
    origin = Origin("user", "mine.csv", 120, "2026-11-27")
    save(data, Recalibration(base, AsIs(), 0.43, origin), in_use)
    expected = "Calibration: fitted on mine.csv, 120 questions, 2026-11-27; threshold 0.43"
    assert f"\n{expected}\n" in models(QA_DATA=str(data)).stdout
    save(data, Recalibration(base, AsIs(), 0.43, origin), replace(in_use, reader="other"))
    assert "\nCalibration: shipped; threshold 0.27\n" in models(QA_DATA=str(data)).stdout
    unknown = models(QA_READER="nobody/tiny", QA_DATA=str(data)).stdout
    assert "\nCalibration: not known, " in unknown


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
