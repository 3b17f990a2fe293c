import json
from pathlib import Path

import pytest

from qa.assemble import Models
from qa.confidence import Calibration, Origin
from qa.evaluation.gold import BadQuestionSet
from qa.evaluation.session import Request, opened
from qa.recalibration import AsIs, Recalibration, save
from qa.settings import Settings


def write(path: Path, *answers: str, question: str = "What does tea cost?") -> Path:
    record = {"id": "q", "lang": "en", "question": question, "answers": answers}
    path.write_text(json.dumps(record), "utf-8")
    return path


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data=tmp_path / "data")


def test_documents_of_ones_own_are_asked_without_touching_those_of_the_service(tmp_path, settings):
    tea = tmp_path / "tea.txt"
    tea.write_text("Green tea costs 5 euros. Black tea costs 7 euros.", "utf-8")
    request = Request(write(tmp_path / "q.jsonl", "5 euros"), against=tea)
    with opened(request, settings) as session:
        report = session.report(lambda asked, total: None)
    assert [result.rank for result in report.results] == [1]
    assert not settings.data.exists()


def test_a_set_about_other_documents_is_told_before_the_index_is_built(
    tmp_path, settings, monkeypatch
):
    tea = tmp_path / "tea.txt"
    tea.write_text("Tea costs 5 euros.", "utf-8")
    monkeypatch.setattr("qa.evaluation.session.temporary", None)
    request = Request(write(tmp_path / "q.jsonl", "6 euros"), against=tea)
    with (
        pytest.raises(BadQuestionSet, match="no document holds its answer '6 euros'"),
        opened(request, settings),
    ):
        pass


def test_the_settings_tell_what_the_results_follow_from(tmp_path, settings):
    path = write(tmp_path / "q.jsonl", question="Какова мощность?")
    with opened(Request(path), settings) as session:
        told = session.settings
    assert told["questions"] == str(path)
    assert (told["mode"], told["documents"], told["against"], told["limit"]) == (
        "open",
        1,
        None,
        None,
    )
    assert told["threshold"] == session.answerer.threshold
    assert told["model"]["index"] == session.answerer.names.index
    write(path, question="Какая мощность?")
    with opened(Request(path), settings) as session:
        assert session.settings["sha256"] != told["sha256"]


def test_as_shipped_a_users_calibration_is_passed_over(tmp_path, settings):
    models = Models.load(settings)
    mine = Recalibration(models.calibration, AsIs(), 0.9, Origin("user"))
    save(settings.data, mine, models.fitted_with)
    path = write(tmp_path / "q.jsonl")
    for as_shipped, threshold in ((False, 0.9), (True, Calibration.load().threshold)):
        with opened(Request(path, as_shipped=as_shipped), settings) as session:
            assert session.settings["threshold"] == threshold
            source = "shipped" if as_shipped else "user"
            assert session.settings["model"]["calibration"]["source"] == source


def test_progress_counts_what_was_asked_before(tmp_path, settings):
    seen, kept = [], []
    with opened(Request(write(tmp_path / "q.jsonl")), settings) as session:
        report = session.report(lambda *told: seen.append(told), keep=kept.append)
        session.report(lambda *told: seen.append(told), earlier=kept)
    assert seen == [(1, 1)]
    assert report.results == kept[0].results
