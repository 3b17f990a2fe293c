import pytest

from qa.evaluation.bench import measure
from qa.evaluation.bench.corpus import Asked
from qa.evaluation.bench.engines import Known, known
from qa.evaluation.bench.measure import EngineFailed, _process, _right
from source import Document

TEA = Document("tea", "Tea", "Tea.", "en")
ASKED = [Asked("tea", "en", TEA), Asked("чай", "ru", TEA), Asked("green tea", "en", TEA)]


def test_an_engine_in_its_process_builds_is_asked_and_ends(workspace):
    tantivy = known("tantivy")
    with _process(tantivy, "build", workspace) as process:
        assert process.tell()["seconds"] > 0
    with _process(tantivy, "ask", workspace) as process:
        assert [document for _, document in process.ask(ASKED)] == ["tea", "", "tea"]
        assert process.end() > 1


def test_an_engine_that_fails_says_its_last_line(workspace):
    missing = Known("grep", "", "", "", "", "")
    with pytest.raises(EngineFailed, match=r"^grep: ValueError: no engine is called 'grep'"):  # noqa: SIM117
        with _process(missing, "ask", workspace) as process:
            process.ask(ASKED)


def test_an_engine_that_takes_too_long_is_stopped(workspace, monkeypatch):
    monkeypatch.setattr(measure, "LIMIT", 0.05)
    with (
        _process(known("tantivy"), "ask", workspace) as process,
        pytest.raises(EngineFailed, match=r"stopped after 0 s"),
    ):
        process.tell()


def test_nothing_dials_out():
    environ = measure._environ(3)
    assert environ["HF_HUB_OFFLINE"] == "1"
    assert environ["HAYSTACK_TELEMETRY_ENABLED"] == "False"
    assert environ["OMP_NUM_THREADS"] == "3"


def test_a_copy_of_the_article_is_right_too_and_languages_are_told_apart():
    found = list(zip(ASKED, ["tea", "", "tea+2"], strict=True))
    assert _right(found, crosses=False) == 1.0
    assert _right(found, crosses=True) == 0.0
    assert _right(found[:1], crosses=True) is None
