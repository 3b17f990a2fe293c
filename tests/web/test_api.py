import json

import pytest

FIELDS = "question, top_k, document_ids, conversation_id, turn_id"
ASK = "/api/v1/ask"
QUESTION = "what's the CKD capacity?"


def problem(response):
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == response.status_code
    return response.json


def test_ask_returns_the_answer_with_its_citation(client, cars):
    response = client.post(ASK, json={"question": QUESTION, "top_k": 1})
    assert response.status_code == 200
    assert response.content_type == "application/json"
    body = response.json
    assert body.pop("id") == client.post(ASK, json={"question": QUESTION, "top_k": 1}).json["id"]
    assert body == {
        "question": QUESTION,
        "resolved_question": None,
        "question_language": "en",
        "answer_type": "quantity",
        "answerable": True,
        "refusal": None,
        "answers": [
            {
                "text": "10 000 единиц в год",
                "language": "ru",
                "confidence": 0.934,
                "value": {"kind": "quantity", "number": 10000, "unit": "единиц/год"},
                "citation": {
                    "type": "char_location",
                    "cited_text": "10 000 единиц в год",
                    "document_id": "cars",
                    "document_title": "Автомобили JAC показали премьер-министрам",
                    "url": "https://kazpravda.kz/cars",
                    "source_sha256": cars.sha256,
                    "start_char_index": 73,
                    "end_char_index": 92,
                    "prefix": "зультатах.\n \n \nМощность линии CKD составит "[-40:],
                    "suffix": ".\nЭкспорт пойдёт в Россию.\n\nИнвестировано"[:40],
                    "sentence": {
                        "text": "Мощность линии CKD составит 10 000 единиц в год.",
                        "start_char_index": 45,
                        "end_char_index": 93,
                    },
                },
            }
        ],
        "model": {
            "encoder": "words",
            "reader": "quotes",
            "index": "c0ffee",
            "reranker": None,
            "calibration": {
                "source": "shipped",
                "question_set": None,
                "questions": None,
                "fitted": None,
            },
        },
        "timings_ms": {"retrieve": 1.235, "read": 2.0, "total": 3.5},
    }


def test_a_refusal_is_a_200_with_its_reason_and_the_nearest_words(client):
    response = client.post(ASK, json={"question": "What is the price of the JAC S3?"})
    assert response.status_code == 200
    assert response.json["answerable"] is False
    assert response.json["answers"] == []
    refusal = response.json["refusal"]
    nearest = refusal.pop("nearest")
    assert refusal == {
        "reason": "not_stated",
        "message": "The articles do not state it.",
        "unmatched_terms": ["price", "<i>S3</i>"],
    }
    assert nearest["cited_text"] == "28 миллионов долларов"


def test_the_same_question_gives_the_same_bytes(client):
    first, second = (client.post(ASK, json={"question": QUESTION}).data for _ in range(2))
    assert first == second


def test_another_question_has_another_id(client):
    ids = {client.post(ASK, json={"question": each}).json["id"] for each in (QUESTION, "Why?")}
    assert len(ids) == 2


def test_another_index_has_another_id(client, service):
    before = client.post(ASK, json={"question": QUESTION}).json["id"]
    service.answerer.names = type(service.answerer.names)("words", "quotes", "decaf")
    assert client.post(ASK, json={"question": QUESTION}).json["id"] != before


def test_top_k_bounds_the_answers(client):
    body = client.post(ASK, json={"question": QUESTION, "top_k": 2}).json
    assert [each["text"] for each in body["answers"]] == [
        "10 000 единиц в год",
        "28 миллионов долларов",
    ]


def test_document_ids_bound_where_answers_stand(client):
    body = client.post(ASK, json={"question": QUESTION, "document_ids": ["tea"]}).json
    assert body["answerable"] is False


@pytest.mark.parametrize("question", ["What does tea cost?", "Что на столе?"])
def test_offsets_count_code_points_past_emoji_and_right_to_left(client, question, tea):
    citation = client.post(ASK, json={"question": question}).json["answers"][0]["citation"]
    text = client.get("/api/v1/documents/tea").json["text"]
    start, stop = citation["start_char_index"], citation["end_char_index"]
    assert text == tea.text
    assert text[start:stop] == citation["cited_text"]
    assert len(text.encode("utf-16-le")) // 2 > len(text)  # where UTF-16 would count further


@pytest.mark.parametrize(
    ("body", "field", "wanted"),
    [
        ({"question": ""}, "question", "it is blank"),
        ({"question": " \n\t"}, "question", "it is blank"),
        ({"question": "a" * 501}, "question", "it has more than 500 characters"),
        ({"question": 7}, "question", "text"),
        ({"question": None}, "question", "text"),
        ({"question": ["a"]}, "question", "text"),
        ({"question": "\ud800"}, "question", "text"),
        ({}, "question", "text"),
        ([], "body", f"a JSON object of {FIELDS}"),
        ("text", "body", f"a JSON object of {FIELDS}"),
        ({"question": "a", "top_k": 0}, "top_k", "a whole number from 1 to 10"),
        ({"question": "a", "top_k": 11}, "top_k", "a whole number from 1 to 10"),
        ({"question": "a", "top_k": "3"}, "top_k", "a whole number from 1 to 10"),
        ({"question": "a", "top_k": 3.0}, "top_k", "a whole number from 1 to 10"),
        ({"question": "a", "top_k": True}, "top_k", "a whole number from 1 to 10"),
        (
            {"question": "a", "document_ids": "cars"},
            "document_ids",
            "a list of one or more document ids, or null for all documents",
        ),
        (
            {"question": "a", "document_ids": []},
            "document_ids",
            "a list of one or more document ids, or null for all documents",
        ),
        (
            {"question": "a", "document_ids": [1, 2]},
            "document_ids",
            "a list of one or more document ids, or null for all documents",
        ),
        (
            {"question": "a", "document_ids": ["\ud800"]},
            "document_ids",
            "a list of one or more document ids, or null for all documents",
        ),
        ({"question": "a", "\ud800": 1}, "body", f"a JSON object of {FIELDS}"),
        ({"question": "a", "conversation_id": 1}, "conversation_id", "text, or null for none"),
        ({"question": "a", "topk": 3}, "topk", f"no such field; known are {FIELDS}"),
    ],
)
def test_an_invalid_field_is_a_422_that_says_what_is_wanted(client, body, field, wanted):
    response = client.post(ASK, data=json.dumps(body), content_type="application/json")
    assert response.status_code == 422
    assert problem(response)["errors"] == [{"field": field, "wanted": wanted}]


def test_every_invalid_field_is_named_at_once(client):
    response = client.post(ASK, json={"question": 1, "top_k": 99, "colour": "red"})
    assert {each["field"] for each in problem(response)["errors"]} == {
        "question",
        "top_k",
        "colour",
    }


@pytest.mark.parametrize("data", [b"", b"{", b"{'question': 'a'}", b'"\xff"', b"[" * 60_000])
def test_malformed_json_is_a_400(client, data):
    response = client.post(ASK, data=data, content_type="application/json")
    assert response.status_code == 400
    assert problem(response)["detail"].startswith("The body is not JSON in UTF-8: ")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_another_content_type_is_a_415(client, content_type):
    response = client.post(ASK, data=b'{"question": "a"}', content_type=content_type)
    assert response.status_code == 415
    assert problem(response)["detail"].endswith("wanted application/json")


def test_a_charset_beside_the_content_type_is_accepted(client):
    data = json.dumps({"question": QUESTION})
    response = client.post(ASK, data=data, content_type="application/json; charset=utf-8")
    assert response.status_code == 200


def test_a_body_over_the_limit_is_a_413(client):
    response = client.post(ASK, json={"question": "a" * 300_000})
    assert response.status_code == 413
    assert problem(response)["detail"] == "The body is too long: wanted 262,144 bytes at most"


def test_an_unknown_document_id_is_a_404_that_names_it(client):
    response = client.post(ASK, json={"question": "a", "document_ids": ["cars", "nope"]})
    assert response.status_code == 404
    assert problem(response)["detail"] == "There is no document 'nope'"


def test_an_unknown_conversation_is_a_404_that_names_it(client):
    response = client.post(ASK, json={"question": "a", "conversation_id": "c1"})
    assert response.status_code == 404
    assert problem(response)["detail"] == "There is no conversation 'c1'"


# In a conversation


@pytest.fixture
def begun(client) -> str:
    return client.post("/api/v1/conversations", json={}).json["id"]


def test_a_question_in_a_conversation_is_kept_with_what_it_came_to(client, begun, service):
    body = {"question": QUESTION, "conversation_id": begun, "turn_id": "t1"}
    answered = client.post(ASK, json=body).json
    assert (answered["conversation_id"], answered["turn_id"]) == (begun, "t1")
    alone = client.post(ASK, json={"question": QUESTION}).json
    assert answered["answers"] == alone["answers"]
    assert answered["id"] == alone["id"]
    [kept] = service.conversations.get(begun).exchanges
    assert (kept.id, kept.question) == ("t1", QUESTION)


def test_a_turn_that_is_sent_again_is_given_again_and_not_asked(client, begun, service):
    body = {"question": QUESTION, "conversation_id": begun, "turn_id": "t1"}
    first = client.post(ASK, json=body).json
    service.answerer.ask = None  # it would fail
    assert client.post(ASK, json=body).json == first
    assert service.conversations.get(begun).length == 1


def test_a_follow_up_is_asked_with_the_turns_before_it(client, begun, service):
    seen, ask = [], service.answerer.ask

    def noting(question, turns=(), **options):
        seen.append([(turn.question, turn.quote) for turn in turns])
        return ask(question, **options)

    service.answerer.ask = noting
    for question in (QUESTION, "And why?", "And when?"):
        client.post(ASK, json={"question": question, "conversation_id": begun})
    first = (QUESTION, "10 000 единиц в год")
    assert seen == [[], [first], [first, ("why?", "")]]


def test_a_turn_id_of_another_question_is_a_409(client, begun):
    for question, status in ((QUESTION, 200), ("Why?", 409)):
        body = {"question": question, "conversation_id": begun, "turn_id": "t1"}
        response = client.post(ASK, json=body)
        assert response.status_code == status
    assert problem(response)["errors"] == [{"field": "turn_id", "wanted": "a new id"}]


def test_a_bad_question_is_not_kept(client, begun, service):
    response = client.post(ASK, json={"question": " ", "conversation_id": begun})
    assert response.status_code == 422
    assert service.conversations.get(begun).length == 0


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"turn_id": "t1"}, "null: a turn belongs to a conversation"),
        (
            {"turn_id": "a/b", "conversation_id": "begun"},
            "1 to 64 letters, digits, - or _, or null for a new one",
        ),
    ],
)
def test_a_turn_id_that_cannot_be_used_is_a_422(client, begun, body, wanted):
    body = {key: begun if value == "begun" else value for key, value in body.items()}
    response = client.post(ASK, json={"question": "Why?", **body})
    assert response.status_code == 422
    assert problem(response)["errors"] == [{"field": "turn_id", "wanted": wanted}]


def test_a_conversation_that_is_full_is_a_409(client, begun, monkeypatch):
    monkeypatch.setattr("qa.web.asking.EXCHANGES", 0)
    response = client.post(ASK, json={"question": "Why?", "conversation_id": begun})
    assert response.status_code == 409
    most = f"the conversation {begun!r} has 1000 questions, which is the most; begin another"
    assert problem(response)["detail"] == most


# Documents


def test_documents_are_listed_without_their_text(client, cars):
    assert client.get("/api/v1/documents").json["documents"][0] == {
        "id": "cars",
        "title": "Автомобили JAC показали премьер-министрам",
        "title_is_ours": True,
        "language": "ru",
        "publisher": "Kazpravda.kz",
        "url": "https://kazpravda.kz/cars",
        "sha256": cars.sha256,
        "length": len(cars.text),
    }


def test_a_document_comes_with_the_text_that_offsets_count_in(client, cars):
    body = client.get("/api/v1/documents/cars").json
    assert body["text"] == cars.text
    assert body["sha256"] == cars.sha256


@pytest.mark.parametrize("path", ["/api/v1/documents/nope", "/api/v1/nothing", "/api/"])
def test_an_unknown_path_under_api_is_a_404_problem(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert problem(response)["type"] == "about:blank"


def test_another_method_is_a_405_problem_that_names_those_allowed(client):
    response = client.get(ASK)
    assert response.status_code == 405
    assert problem(response)["title"] == "Method Not Allowed"
    assert "POST" in response.headers["Allow"]


def test_a_fault_of_ours_is_a_500_without_internals_and_is_logged(client, caplog):
    response = client.post(ASK, json={"question": "break"})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert problem(response)["title"] == "Internal Server Error"
    assert "the secret inside" in caplog.text
    assert client.post(ASK, json={"question": QUESTION}).status_code == 200


def test_health_names_the_index(client):
    assert client.get("/healthz").json == {"status": "ok", "index": "c0ffee"}


def test_an_error_of_the_health_check_is_a_problem(client):
    response = client.post("/healthz")
    assert response.status_code == 405
    assert problem(response)["status"] == 405
