"""Settings from QA_… variables."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from qa.settings import BadSetting, Settings

DEFAULTS = {
    "encoder": "",
    "reader": "",
    "reranker": "",
    "threshold": None,
    "admin_token": "",
}


def test_no_variable_leaves_the_defaults():
    settings = Settings.from_environ({})
    assert {name: getattr(settings, name) for name in DEFAULTS} == DEFAULTS


def test_every_setting_is_tested_here():
    assert {field.name for field in fields(Settings)} == {"data", *DEFAULTS}


@pytest.mark.parametrize(
    "key, value, field, expected",
    [
        ("QA_DATA", "/srv/qa", "data", Path("/srv/qa")),
        ("QA_DATA", "data here", "data", Path("data here")),
        ("QA_DATA", "~/qa", "data", Path.home() / "qa"),
        (
            "QA_ENCODER",
            "intfloat/multilingual-e5-small",
            "encoder",
            "intfloat/multilingual-e5-small",
        ),
        ("QA_READER", "models/reader", "reader", "models/reader"),
        ("QA_RERANKER", "models/reranker", "reranker", "models/reranker"),
        ("QA_THRESHOLD", "0.75", "threshold", 0.75),
        ("QA_THRESHOLD", "0", "threshold", 0.0),
        ("QA_THRESHOLD", "1", "threshold", 1.0),
        ("QA_ADMIN_TOKEN", "secret", "admin_token", "secret"),
    ],
)
def test_a_variable_is_read(key, value, field, expected):
    assert getattr(Settings.from_environ({key: value}), field) == expected


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_an_empty_variable_is_the_default(field):
    given = Settings.from_environ({f"QA_{field.upper()}": ""})
    assert getattr(given, field) == getattr(Settings(), field)


@pytest.mark.parametrize("value", ["half", "-0.1", "1.01", "nan", "inf", "0,5", "50%", " "])
def test_a_bad_threshold_is_named_with_what_was_wanted(value):
    with pytest.raises(BadSetting) as caught:
        Settings.from_environ({"QA_THRESHOLD": value})
    assert (caught.value.key, caught.value.value) == ("QA_THRESHOLD", value)
    assert str(caught.value) == f"QA_THRESHOLD={value!r}: wanted a number from 0 to 1"


def test_the_environment_itself_is_not_read(monkeypatch):
    monkeypatch.setenv("QA_ENCODER", "other")
    assert Settings.from_environ({}).encoder == ""


def test_data_are_kept_where_the_desktop_says():
    assert Settings.from_environ({"XDG_DATA_HOME": "/xdg"}).data == Path("/xdg/article-qa")
    assert Settings.from_environ({}).data == Path.home() / ".local/share/article-qa"


def test_every_setting_has_a_meaning_and_a_unit():
    for field in fields(Settings):
        assert field.metadata["meaning"] and field.metadata["unit"], field.name


def test_settings_never_change():
    with pytest.raises(FrozenInstanceError):
        Settings().threshold = 0.1
