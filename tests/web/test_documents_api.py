import dataclasses
import io

import pytest

from qa.web import documents_api
from source import Document, UnreadableDocument

DOCUMENTS = "/api/v1/documents"
TOKEN = "сезам-7"  # a secret of any letters
ALLOWED = {"Authorization": f"Bearer {TOKEN}".encode().decode("latin-1")}


@pytest.fixture
def open_service(service):
    service.settings = dataclasses.replace(service.settings, admin_token=TOKEN)
    return service


@pytest.fixture
def client(open_service):
    from qa.web import create_app

    return create_app(open_service).test_client()


def problem(response, status):
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    return response.json


def kept(service) -> list[str]:
    return [each.id for each in service.store.documents()]


def test_pasted_text_is_kept_byte_for_byte(client, service):
    text = "Завод построен.\r\n\r\nОн большой 🚗."
    response = client.post(DOCUMENTS, json={"text": text, "title": " О заводе "}, headers=ALLOWED)
    assert response.status_code == 201
    assert response.json["title"] == "О заводе"
    assert client.get(response.headers["Location"]).json["text"] == text
    assert kept(service)[-1] == response.json["id"]


def test_the_same_text_again_is_a_200_and_kept_once(client, service):
    statuses = [
        client.post(DOCUMENTS, json={"text": "One plant."}, headers=ALLOWED).status_code
        for _ in range(2)
    ]
    assert statuses == [201, 200]
    assert len(kept(service)) == 3


def test_a_file_is_read_as_its_name_says(client):
    file = (io.BytesIO("# Завод\n\nПостроен.".encode()), "plant.md")
    response = client.post(DOCUMENTS, data={"file": file}, headers=ALLOWED)
    assert (response.status_code, response.json["title"]) == (201, "Завод")


def test_an_address_is_read_from_the_public_web(client, monkeypatch):
    asked = []

    def read(url):
        asked.append(url)
        return Document("page", "Page", "A page.", "en", url=url)

    monkeypatch.setattr(documents_api, "read_public", read)
    response = client.post(DOCUMENTS, json={"url": "https://example.org/a"}, headers=ALLOWED)
    assert (response.json["url"], asked) == ("https://example.org/a", ["https://example.org/a"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]:8000/", "file:///etc/passwd", "/etc/passwd"]
)
def test_this_machine_is_not_read_through_an_address(client, service, url):
    told = problem(client.post(DOCUMENTS, json={"url": url}, headers=ALLOWED), 422)
    assert told["detail"].startswith("It cannot be read: ")
    assert len(kept(service)) == 2


def test_a_document_is_removed(client, service):
    assert client.delete(f"{DOCUMENTS}/tea", headers=ALLOWED).status_code == 204
    assert kept(service) == ["cars"]
    problem(client.delete(f"{DOCUMENTS}/tea", headers=ALLOWED), 404)


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "a", "url": "https://example.org"}, {"title": "a"}, {"text": None}],
)
def test_neither_or_both_of_text_and_address_is_a_422(client, body):
    told = problem(client.post(DOCUMENTS, json=body, headers=ALLOWED), 422)
    wanted = "either a text or a url, and not both"
    assert told["errors"] == [{"field": each, "wanted": wanted} for each in ("text", "url")]


@pytest.mark.parametrize(
    ("request_", "detail"),
    [
        ({"json": {"text": " "}}, "It cannot be read: there is no text in it"),
        ({"json": {"text": ""}}, "It cannot be read: it is empty"),
        ({"data": {"file": (b"PK", "a.zip")}}, "It cannot be read: its suffix '.zip' is not known"),
        ({"data": {"file": (b"\0\0", "a.txt")}}, "It cannot be read: it is a binary file"),
        ({"data": {"other": (b"a", "a.txt")}}, "file: wanted one file, with its name"),
        ({"json": {"text": "a", "title": "x" * 301}}, "title: wanted text of 300 characters"),
    ],
)
def test_what_is_no_document_is_a_422_and_changes_nothing(client, service, request_, detail):
    for name, (data, file) in request_.get("data", {}).items():
        request_["data"][name] = (io.BytesIO(data), file)
    request_.setdefault("content_type", "multipart/form-data" if "data" in request_ else None)
    told = problem(client.post(DOCUMENTS, headers=ALLOWED, **request_), 422)
    assert told["detail"].startswith(detail)
    assert kept(service) == ["cars", "tea"]


def test_a_text_over_the_limit_is_refused(client, monkeypatch):
    monkeypatch.setattr("source.files.SIZE_LIMIT", 1000)
    told = problem(client.post(DOCUMENTS, json={"text": "a" * 1001}, headers=ALLOWED), 422)
    assert told["detail"] == "It cannot be read: it is larger than 1,000 bytes"


def test_a_body_over_the_limit_is_a_413(client, monkeypatch):
    monkeypatch.setattr(documents_api, "JSON_LIMIT", 1000)
    problem(client.post(DOCUMENTS, json={"text": "a" * 1001}, headers=ALLOWED), 413)


def test_a_text_longer_than_a_question_may_be_is_taken(client):
    text = "A plant. " * 100_000
    assert client.post(DOCUMENTS, json={"text": text}, headers=ALLOWED).status_code == 201


# Who may


@pytest.mark.parametrize("method", ["post", "delete"])
@pytest.mark.parametrize("header", [None, "Basic YTpi", "Bearer", "Bearer "])
def test_without_a_token_it_is_a_401_that_asks_for_one(client, service, method, header):
    path = DOCUMENTS if method == "post" else f"{DOCUMENTS}/tea"
    headers = {"Authorization": header} if header else {}
    response = getattr(client, method)(path, json={"text": "A plant."}, headers=headers)
    problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert kept(service) == ["cars", "tea"]


@pytest.mark.parametrize("method", ["post", "delete"])
@pytest.mark.parametrize("token", ["x", "sesame", "\xff"])
def test_another_token_is_a_403(client, service, method, token):
    path = DOCUMENTS if method == "post" else f"{DOCUMENTS}/tea"
    headers = {"Authorization": f"Bearer {token}"}
    response = getattr(client, method)(path, json={"text": "A plant."}, headers=headers)
    assert problem(response, 403)["detail"] == "This is not the admin token"
    assert kept(service) == ["cars", "tea"]


def test_where_no_token_is_set_nobody_may(client, open_service):
    open_service.settings = dataclasses.replace(open_service.settings, admin_token="")
    told = problem(client.delete(f"{DOCUMENTS}/tea", headers={"Authorization": "Bearer "}), 403)
    assert told["detail"] == "Changing documents over HTTP is off: QA_ADMIN_TOKEN is not set"


def test_reading_takes_no_token(client):
    assert client.get(DOCUMENTS).status_code == 200


# Suggested questions


def test_suggested_questions_are_those_of_the_document_and_language(client, open_service):
    open_service.suggestions = lambda document_id, language: (f"{document_id} {language}?",)
    assert client.get(f"{DOCUMENTS}/cars/suggestions").json == {"questions": ["cars en?"]}
    path = f"{DOCUMENTS}/cars/suggestions?language=ru"
    assert client.get(path).json == {"questions": ["cars ru?"]}


def test_suggestions_in_another_language_are_a_422(client):
    told = problem(client.get(f"{DOCUMENTS}/cars/suggestions?language=kk"), 422)
    assert told["errors"] == [{"field": "language", "wanted": '"en" or "ru"'}]
    problem(client.get(f"{DOCUMENTS}/nope/suggestions"), 404)


def test_an_unreadable_address_says_why(client, monkeypatch):
    def read(url):
        raise UnreadableDocument(url, "the server answered 404")

    monkeypatch.setattr(documents_api, "read_public", read)
    told = problem(client.post(DOCUMENTS, json={"url": "https://a.example"}, headers=ALLOWED), 422)
    assert told["detail"] == "It cannot be read: the server answered 404"
