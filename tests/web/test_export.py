import json

import pytest


@pytest.fixture
def begun(client):
    address = client.post("/", data={"q": "what's the *CKD* capacity?"}).location.split("#")[0]
    client.post(address, data={"q": "what's the CKD capacity?"})
    return address


def test_a_conversation_is_saved_as_markdown(client, begun, cars):
    response = client.get(f"{begun}.md")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    address = f"http://localhost/documents/cars?start={{}}&stop={{}}&sha256={cars.sha256}#quote"
    start = cars.text.index("28 миллионов")
    assert (
        response.text
        == f"""# what's the \\*CKD\\* capacity?

## what's the \\*CKD\\* capacity?

**Not stated in the articles**

Found nowhere in the articles: price, \\<i\\>S3\\</i\\>

The nearest thing that is stated:

> Инвестировано 28 миллионов долларов.

Автомобили JAC показали премьер-министрам, Kazpravda.kz, <{address.format(start, start + 21)}>

## what's the CKD capacity?

**10 000 единиц в год**

Almost certainly right, 93%

> Мощность линии CKD составит 10 000 единиц в год.

Автомобили JAC показали премьер-министрам, Kazpravda.kz, <{address.format(73, 92)}>
"""
    )


def test_a_conversation_is_saved_as_json(client, begun):
    response = client.get(f"{begun}.json")
    assert response.content_type == "application/json"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    saved = json.loads(response.data)
    assert saved == client.get(f"/api/v1{begun}").json
    assert saved["id"] == begun.split("/")[-1]
    asked = [(each["question"], each["answerable"]) for each in saved["turns"]]
    assert asked == [("what's the *CKD* capacity?", False), ("what's the CKD capacity?", True)]
    citation = saved["turns"][1]["answers"][0]["citation"]
    assert citation["cited_text"] == "10 000 единиц в год"


@pytest.mark.parametrize("form", ["md", "json"])
def test_a_conversation_that_is_not_there_is_a_404_page(client, form):
    assert client.get(f"/conversations/nope.{form}").status_code == 404
