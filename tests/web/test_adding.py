import io
from dataclasses import replace

import pytest

ADD = "/documents/new"
TOKEN = "open sesame"


@pytest.fixture
def opened(client, service):
    service.settings = replace(service.settings, admin_token=TOKEN)
    return client


def count(service) -> int:
    return len(service.store.documents())


def test_a_service_without_a_token_takes_nothing(client, service):
    assert "its QA_ADMIN_TOKEN is not set" in client.get(ADD).text
    assert '<form class="form"' not in client.get(ADD).text
    response = client.post(ADD, data={"token": "", "text": "Some text."})
    assert response.status_code == 403
    assert count(service) == 2


@pytest.mark.parametrize("token", ["", "open", "токен"])
def test_another_token_is_refused_and_what_was_typed_is_kept(opened, service, token):
    response = opened.post(ADD, data={"token": token, "text": "Some <b>text.", "title": "A"})
    assert response.status_code == 403
    assert "This is not the admin token of this service." in response.text
    assert "Some &lt;b&gt;text.</textarea>" in response.text
    assert TOKEN not in response.text
    assert count(service) == 2


def test_a_pasted_text_is_added_as_it_is(opened, service):
    text = "Река течёт 5 км.\n\n  Вторая."
    # as browsers send line breaks
    sent = {"token": TOKEN, "text": text.replace("\n", "\r\n"), "title": "О реке"}
    response = opened.post(ADD, data=sent)
    added = service.store.documents()[-1]
    assert (response.status_code, response.location) == (303, f"/documents/{added.id}/added")
    assert (added.text, added.title) == (text, "О реке")


def test_a_file_is_added(opened, service):
    assert 'accept=".txt,.md,.html' in opened.get(ADD).text
    file = (io.BytesIO("# Реки\n\nРека течёт.".encode()), "rivers.md")
    opened.post(ADD, data={"token": TOKEN, "file": file})
    assert service.store.documents()[-1].title == "Реки"


def test_an_address_is_read(opened, service, monkeypatch, tea):
    from source import Document

    fetched = Document("lake", "Lake", "A lake is wide.")
    monkeypatch.setattr(
        "qa.web.adding.read_public", {"https://example.com/lake": fetched}.__getitem__
    )
    opened.post(ADD, data={"token": TOKEN, "address": " https://example.com/lake "})
    assert service.store.document("lake") == fetched


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file, paste a text or give an address."),
        ({"text": " \n"}, "Choose a file, paste a text or give an address."),
        ({"address": "ftp://example.com/x"}, "This cannot be read: "),
        ({"file": (io.BytesIO(b"\x00\x01"), "x.exe")}, "This cannot be read: "),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(opened, service, sent, words):
    response = opened.post(ADD, data={"token": TOKEN, **sent})
    assert response.status_code == 422
    assert words in response.text
    assert count(service) == 2


def test_an_address_is_never_a_file_of_the_machine(opened, service, tmp_path):
    (tmp_path / "secret.txt").write_text("A secret.")
    for address in (tmp_path / "secret.txt", tmp_path, f"file://{tmp_path}/secret.txt"):
        response = opened.post(ADD, data={"token": TOKEN, "address": str(address)})
        assert response.status_code == 422
        assert "This cannot be read: " in response.text
    assert count(service) == 2


def test_a_long_article_may_be_longer_than_any_question(opened, service):
    text = "Река течёт. " * 30_000
    response = opened.post(ADD, data={"token": TOKEN, "text": text})
    assert response.status_code == 303
    assert service.store.documents()[-1].text.strip() == text.strip()


def test_the_page_is_sent_as_far_as_it_goes_before_the_waiting(client, monkeypatch):
    waited = []
    monkeypatch.setattr("qa.web.adding._indexed", lambda: waited.append(True) or True)
    parts = (part.decode() for part in client.get("/documents/cars/added").iter_encoded())
    for part in parts:
        assert waited == []
        if "It is being indexed now" in part:
            break
    rest = "".join(parts)
    assert waited == [True]
    assert "It is kept and indexed" in rest
    assert 'href="/documents/cars"' in rest


def test_waiting_for_an_article_that_is_not_there_is_a_404_page(client):
    assert client.get("/documents/nope/added").status_code == 404
