import pytest

from qa.evaluation import record
from qa.evaluation.record import Wrong


def test_fields_that_are_what_they_should_be_are_returned():
    given = {"a": "x", "b": ["y"], "c": [{"d": 1}], "e": None}
    assert record.text(given, "a") == "x"
    assert record.optional_text(given, "e") is None
    assert record.optional_text({"a": ""}, "a") is None
    assert record.texts(given, "b") == ("y",)
    assert record.texts(given, "f", []) == ()
    assert record.objects(given, "c") == [{"d": 1}]


def test_a_field_that_is_something_else_is_named_and_shown_in_part():
    with pytest.raises(Wrong) as caught:
        record.text({"a": ["x" * 90]}, "a")
    assert str(caught.value) == '"a" is [\'' + "x" * 58 + ", wanted text"
    with pytest.raises(Wrong, match='"b" is missing, wanted a list of objects'):
        record.objects({}, "b")
