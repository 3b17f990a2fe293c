import pytest

CONVERSATIONS = "/api/v1/conversations"
FEEDBACK = "/api/v1/feedback"
QUESTION = "what's the CKD capacity?"
OWNER, STRANGER = "a" * 22, "b" * 22


def problem(response, status):
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    return response.json


@pytest.fixture
def begun(client) -> str:
    return client.post(CONVERSATIONS, json={"title": "Plants"}).json["id"]


@pytest.fixture
def asked(client, begun) -> str:
    body = {"question": QUESTION, "top_k": 1, "conversation_id": begun, "turn_id": "t1"}
    client.post("/api/v1/ask", json=body)
    return begun


def owned(client, visitor: str) -> str:
    client.set_cookie("visitor", visitor)
    return client.post(CONVERSATIONS, json={"title": "Mine"}).json["id"]


def test_a_conversation_begins_at_an_address_of_its_own(client):
    response = client.post(CONVERSATIONS, json={"title": "Plants"})
    assert response.status_code == 201
    assert response.headers["Location"] == f"{CONVERSATIONS}/{response.json['id']}"
    body = client.get(response.headers["Location"]).json
    assert (body["title"], body["length"], body["turns"]) == ("Plants", 0, [])


def test_beginning_again_with_an_id_begins_nothing_new(client):
    client.set_cookie("visitor", OWNER)
    ids = [client.post(CONVERSATIONS, json={"id": "mine"}).json["id"] for _ in range(2)]
    assert ids == ["mine", "mine"]
    assert len(client.get(CONVERSATIONS).json["conversations"]) == 1


def test_an_id_of_anothers_is_a_409(client):
    client.post(CONVERSATIONS, json={"id": "mine"})
    client.set_cookie("visitor", OWNER)
    body = problem(client.post(CONVERSATIONS, json={"id": "mine"}), 409)
    assert body["errors"] == [{"field": "id", "wanted": "a new id"}]


def test_a_conversation_is_given_with_its_turns_as_they_were_answered(client, asked):
    alone = client.post("/api/v1/ask", json={"question": QUESTION, "top_k": 1}).json
    [turn] = client.get(f"{CONVERSATIONS}/{asked}").json["turns"]
    assert turn.pop("turn_id") == "t1"
    assert turn.pop("asked_at").endswith("+00:00")
    assert turn.pop("feedback") is None
    assert turn == alone


def test_the_list_has_the_last_changed_first_and_pages(client):
    client.set_cookie("visitor", OWNER)
    for title in ("Plants", "Other"):
        client.post(CONVERSATIONS, json={"title": title})
    titles = [each["title"] for each in client.get(CONVERSATIONS).json["conversations"]]
    assert titles == ["Other", "Plants"]
    second = client.get(f"{CONVERSATIONS}?limit=1&offset=1").json["conversations"]
    assert [(each["title"], each["length"]) for each in second] == [("Plants", 0)]


def test_nobody_lists_what_was_begun_without_a_cookie(client, begun):
    assert client.get(f"{CONVERSATIONS}/{begun}").status_code == 200
    assert client.get(CONVERSATIONS).json["conversations"] == []


@pytest.mark.parametrize(
    ("query", "field", "wanted"),
    [
        ("limit=0", "limit", "a whole number from 1 to 200"),
        ("limit=201", "limit", "a whole number from 1 to 200"),
        ("limit=x", "limit", "a whole number from 1 to 200"),
        ("offset=-1", "offset", "a whole number from 0"),
        ("offset=9999999999", "offset", "a whole number from 0"),
    ],
)
def test_a_page_that_cannot_be_is_a_422(client, query, field, wanted):
    body = problem(client.get(f"{CONVERSATIONS}?{query}"), 422)
    assert body["errors"] == [{"field": field, "wanted": wanted}]


def test_a_conversation_is_renamed_and_deleted(client, begun):
    renamed = client.patch(f"{CONVERSATIONS}/{begun}", json={"title": "Заводы"})
    assert (renamed.status_code, renamed.json["title"]) == (200, "Заводы")
    assert client.delete(f"{CONVERSATIONS}/{begun}").status_code == 204
    gone = problem(client.get(f"{CONVERSATIONS}/{begun}"), 404)
    assert gone["detail"] == f"There is no conversation '{begun}'"
    problem(client.delete(f"{CONVERSATIONS}/{begun}"), 404)


@pytest.mark.parametrize("title", ["", " ", "x" * 121, 7, "\ud800"])
def test_a_title_that_cannot_be_kept_is_a_422(client, begun, title):
    body = problem(client.patch(f"{CONVERSATIONS}/{begun}", json={"title": title}), 422)
    assert body["errors"] == [{"field": "title", "wanted": "text of 1 to 120 characters"}]
    assert client.get(f"{CONVERSATIONS}/{begun}").json["title"] == "Plants"


def test_a_conversation_is_exported_as_markdown(client, asked):
    response = client.get(f"{CONVERSATIONS}/{asked}/export")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.text.startswith("# Plants\n\n## what's the CKD capacity?\n\n")
    assert "10 000 единиц в год" in response.text
    body = problem(client.get(f"{CONVERSATIONS}/{asked}/export?format=docx"), 422)
    assert body["errors"] == [{"field": "format", "wanted": '"markdown"'}]


# Whose they are


def test_a_browser_lists_its_own_conversations(client, begun):
    mine = owned(client, OWNER)
    assert [e["id"] for e in client.get(CONVERSATIONS).json["conversations"]] == [mine]
    client.set_cookie("visitor", STRANGER)
    assert client.get(CONVERSATIONS).json["conversations"] == []


def test_anothers_conversation_can_be_read_and_not_changed(client):
    path = f"{CONVERSATIONS}/{owned(client, OWNER)}"
    client.set_cookie("visitor", STRANGER)
    assert client.get(path).json["title"] == "Mine"
    problem(client.patch(path, json={"title": "Yours"}), 403)
    problem(client.delete(path), 403)
    ask = {"question": QUESTION, "conversation_id": path.rpartition("/")[2]}
    problem(client.post("/api/v1/ask", json=ask), 403)
    assert client.get(path).json["title"] == "Mine"


# Feedback


def test_what_is_said_of_an_answer_stands_with_it(client, asked, cars):
    span = {"document_id": "cars", "start_char_index": 73, "end_char_index": 79}
    body = {"conversation_id": asked, "turn_id": "t1", "verdict": "wrong", "span": span}
    said = client.post(FEEDBACK, json={**body, "comment": "Без единиц."})
    assert said.status_code == 200
    assert {k: v for k, v in said.json.items() if k != "given_at"} == {
        "verdict": "wrong",
        "span": {**span, "source_sha256": cars.sha256, "cited_text": "10 000"},
        "comment": "Без единиц.",
    }
    [turn] = client.get(f"{CONVERSATIONS}/{asked}").json["turns"]
    assert turn["feedback"] == said.json


def test_what_is_said_is_replaced_and_taken_back(client, asked):
    body = {"conversation_id": asked, "turn_id": "t1"}
    for verdict in ("wrong", "right"):
        client.post(FEEDBACK, json={**body, "verdict": verdict})
    [turn] = client.get(f"{CONVERSATIONS}/{asked}").json["turns"]
    assert turn["feedback"]["verdict"] == "right"
    assert client.post(FEEDBACK, json={**body, "verdict": None}).status_code == 204
    [turn] = client.get(f"{CONVERSATIONS}/{asked}").json["turns"]
    assert turn["feedback"] is None


SPAN = {"document_id": "cars", "start_char_index": 73, "end_char_index": 79}
SPAN_WANTED = (
    "an object of document_id, start_char_index, end_char_index and, if wanted, source_sha256; "
    "or null"
)


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"verdict": "odd"}, 422, "verdict"),
        ({"comment": "x" * 2001}, 422, "comment"),
        ({"span": {**SPAN, "end_char_index": 73}}, 422, "span"),
        ({"span": {**SPAN, "end_char_index": 10**9}}, 422, "span"),
        ({"span": {**SPAN, "start_char_index": -1}}, 422, "span"),
        ({"span": {"document_id": "cars"}}, 422, "span"),
        ({"span": {**SPAN, "source_sha256": "0" * 64}}, 409, "span"),
        ({"span": {**SPAN, "document_id": "nope"}}, 404, "span"),
        ({"turn_id": "t2"}, 404, "turn_id"),
        ({"conversation_id": "nope"}, 404, "conversation_id"),
    ],
)
def test_feedback_that_cannot_be_kept_says_why_and_changes_nothing(
    client, asked, service, change, status, field
):
    body = {"conversation_id": asked, "turn_id": "t1", "verdict": "wrong", "span": SPAN}
    told = problem(client.post(FEEDBACK, json={**body, **change}), status)
    assert [each["field"] for each in told["errors"]] == [field]
    assert service.conversations.judged() == []


def test_every_field_says_what_is_wanted(client):
    told = problem(client.post(FEEDBACK, json={"span": 1}), 422)
    assert told["errors"] == [
        {"field": "conversation_id", "wanted": "text"},
        {"field": "turn_id", "wanted": "text"},
        {"field": "verdict", "wanted": '"right", "wrong", "wrong_place", or null to take it back'},
        {"field": "span", "wanted": SPAN_WANTED},
    ]
