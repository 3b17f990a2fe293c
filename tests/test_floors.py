"""Answer quality, against the floors in floors.json; tests/floors.py raises and lowers them."""

import json

import pytest

from tests import floors


def test_answers_are_as_good_as_the_floors():
    measured, least = floors.measure(), floors.read()
    assert measured.keys() == least.keys()
    below = {n: (measured[n], least[n]) for n in least if measured[n] < least[n]}
    assert below == {}, "floors are raised and lowered by python -m tests.floors"


def test_floors_are_raised_to_just_below_what_is_measured_and_never_lowered():
    before = {"a": 0.5, "b": 0.5}
    assert floors.moved(before, {"a": 0.618, "b": 0.4, "c": 0.9}, lower=False) == {
        "a": 0.59,
        "b": 0.5,
        "c": 0.88,
    }


def test_a_floor_is_lowered_only_when_asked_to():
    before = {"a": 0.5, "b": 0.5}
    new = floors.moved(before, {"a": 0.618, "b": 0.4}, lower=True)
    assert new == {"a": 0.59, "b": 0.38}
    assert floors.changes(before, new) == ["b 0.50 to 0.38"]


@pytest.fixture
def files(tmp_path, monkeypatch):
    floors_file, changelog = tmp_path / "floors.json", tmp_path / "CHANGELOG.md"
    floors_file.write_text('{"a": 0.5}', "utf-8")
    changelog.write_text("# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n", "utf-8")
    monkeypatch.setattr(floors, "FILE", floors_file)
    monkeypatch.setattr(floors, "CHANGELOG", changelog)
    monkeypatch.setattr(floors, "measure", lambda: {"a": 0.45})
    return floors_file, changelog


@pytest.mark.parametrize(("option", "floor"), [([], 0.5), (["--raise"], 0.5)])
def test_measuring_and_raising_lower_nothing(files, monkeypatch, capsys, option, floor):
    monkeypatch.setattr("sys.argv", ["floors", *option])
    before = files[1].read_text("utf-8")
    floors.main()
    assert capsys.readouterr().out == f"{'a':<24}   0.450   floor 0.50\n"
    assert json.loads(files[0].read_text("utf-8")) == {"a": floor}
    assert files[1].read_text("utf-8") == before


def test_lowering_writes_its_reason_to_the_changelog(files, monkeypatch):
    monkeypatch.setattr("sys.argv", ["floors", "--lower", "a smaller model"])
    floors.main()
    assert json.loads(files[0].read_text("utf-8")) == {"a": 0.43}
    assert files[1].read_text("utf-8") == (
        "# Changelog\n\n## [Unreleased]\n\n"
        "- Lowered the floor of answer quality (a 0.50 to 0.43): a smaller model.\n\n## [0.1.0]\n"
    )
