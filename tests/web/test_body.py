import json

import pytest
from flask import Flask
from pydantic import Field

from qa.web.body import Body, Form, Text, json_response, refused
from qa.web.problem import FieldError, Problem


class Note(Body):
    words: Text = Field(description="some words")
    count: int = Field(default=1, ge=1, description="a whole number from 1")


NOTE = Form(Note)


def read(data: bytes, content_type: str | None = "application/json") -> Note:
    with Flask("test").test_request_context("/", "POST", data=data, content_type=content_type):
        return NOTE.read()


def problem(data: bytes, content_type: str | None = "application/json") -> Problem:
    with pytest.raises(Problem) as raised:
        read(data, content_type)
    return raised.value


def test_a_body_is_read_with_its_defaults():
    assert read('{"words": "Чай"}'.encode()) == Note(words="Чай", count=1)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("words", "some words")]),
        ({"words": 1, "count": "2"}, [("words", "some words"), ("count", "a whole number from 1")]),
        ({"words": "a", "size": 1}, [("size", "no such field; known are words, count")]),
        ([], [("body", "a JSON object of words, count")]),
        ({"words": "\ud800"}, [("words", "some words")]),
    ],
)
def test_each_field_at_fault_is_named_once(body, errors):
    told = problem(json.dumps(body).encode())
    assert told.code == 422
    assert told.errors == tuple(FieldError(*each) for each in errors)
    assert told.description == "; ".join(f"{field}: wanted {wanted}" for field, wanted in errors)


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'"\xff"', "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", None, 415),
    ],
)
def test_what_is_no_json_says_so(data, content_type, status):
    assert problem(data, content_type).code == status


def test_fields_that_are_refused_make_one_problem():
    told = refused([FieldError("a", "one"), FieldError("b", "two")])
    assert (told.code, told.description) == (422, "a: wanted one; b: wanted two")


def test_a_response_keeps_letters_and_has_its_status():
    response = json_response({"title": "Чай"}, 201)
    assert (response.status_code, response.mimetype) == (201, "application/json")
    assert response.get_data(as_text=True) == '{"title": "Чай"}'
