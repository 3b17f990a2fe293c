from dataclasses import replace

import pytest

from qa.evaluation.result import Result
from qa.evaluation.run import Asked
from qa.evaluation.unfinished import Unfinished

RESULT = Result("q1", "q\ud800?", "en", (), (), None, None, 0.0, False, 1.5)
FIRST = Asked((RESULT,))
DIALOG = Asked((replace(RESULT, id="t1"), replace(RESULT, id="t2")), (RESULT, RESULT))
SETTINGS = {"mode": "open", "threshold": 0.4}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "report.json"


def test_a_run_goes_on_from_what_was_kept(path):
    unfinished = Unfinished(path, SETTINGS)
    assert unfinished.earlier == []
    unfinished.keep(FIRST)
    unfinished.keep(DIALOG)
    again = Unfinished(path, SETTINGS)
    assert again.earlier == [FIRST, DIALOG]
    assert Unfinished(path, SETTINGS).earlier == [FIRST, DIALOG]


def test_the_file_stands_beside_the_report_and_goes_when_that_is_written(path):
    unfinished = Unfinished(path, SETTINGS)
    assert [each.name for each in path.parent.iterdir()] == ["report.json.part"]
    unfinished.done()
    assert list(path.parent.iterdir()) == []


def test_a_run_of_other_settings_begins_anew(path):
    Unfinished(path, SETTINGS).keep(FIRST)
    assert Unfinished(path, SETTINGS | {"threshold": 0.5}).earlier == []
    assert Unfinished(path, SETTINGS).earlier == []


def test_a_line_that_was_cut_off_is_asked_again(path):
    unfinished = Unfinished(path, SETTINGS)
    unfinished.keep(FIRST)
    unfinished.keep(DIALOG)
    whole = unfinished.path.read_text("utf-8")
    unfinished.path.write_text(whole[:-9], "utf-8")
    again = Unfinished(path, SETTINGS)
    assert again.earlier == [FIRST]
    again.keep(DIALOG)
    assert unfinished.path.read_text("utf-8") == whole


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}\n[]\n", b'"x"\n{"results": []}\n'])
def test_another_file_of_that_name_is_not_gone_on_with(path, content):
    path.with_name("report.json.part").write_bytes(content)
    assert Unfinished(path, SETTINGS).earlier == []


def test_results_that_are_none_are_not_gone_on_with(path):
    unfinished = Unfinished(path, SETTINGS)
    head = unfinished.path.read_text("utf-8")
    unfinished.path.write_text(head + '{"results": [], "standalone": []}\n', "utf-8")
    assert Unfinished(path, SETTINGS).earlier == []
