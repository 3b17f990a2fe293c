import pytest

from qa.conversations import Place

QUESTION = "what's the CKD capacity?"


@pytest.fixture
def begun(client, service):
    """Return the conversation's address, and a function: its last exchange's feedback."""
    address = client.post("/", data={"q": QUESTION}).location.partition("#")[0]
    return address


@pytest.fixture
def judge(client, service, begun):
    """Return a function: what is said of the first answer, to the response."""
    conversation_id = begun.split("/")[-1]

    def say(**said):
        exchange = service.conversations.get(conversation_id).exchanges[0]
        return client.post(f"{begun}/exchanges/{exchange.id}/feedback", data=said)

    return say


@pytest.fixture
def kept(service, begun):
    """Return a function: what is kept of the first answer."""
    return lambda: service.conversations.get(begun.split("/")[-1]).exchanges[0].feedback


def test_a_right_answer_is_noted(client, begun, judge, kept):
    assert judge(verdict="right").location == f"{begun}#exchange-1"
    assert (kept().verdict, kept().span) == ("right", None)
    assert "Noted as right." in client.get(begun).text


@pytest.mark.parametrize("verdict", ["wrong", "wrong_place"])
def test_a_wrong_answer_is_noted_and_leads_to_its_article(begun, judge, kept, verdict):
    assert judge(verdict=verdict).location == f"{begun}?source=1.1&choose={verdict}#quote"
    assert (kept().verdict, kept().span) == (verdict, None)


def test_selected_words_are_kept_with_their_place(client, begun, judge, kept, cars):
    start = cars.text.index("28 миллионов")
    said = {"document": "cars", "sha256": cars.sha256, "start": start - 2, "stop": start + 21}
    assert judge(verdict="wrong_place", **said).location == f"{begun}#exchange-1"
    said_of = cars.text[start - 2 : start + 21]
    place = Place("cars", cars.sha256, start - 2, start + 21, said_of)
    assert kept().span == place
    assert said_of in client.get(begun).text


def test_a_selection_of_emoji_and_right_to_left_is_kept_in_code_points(judge, kept, tea):
    start = tea.text.index("شاي ساخن")
    judge(verdict="wrong", document="tea", start=start, stop=start + 8)
    assert kept().span == Place("tea", tea.sha256, start, start + 8, "شاي ساخن")


def test_copied_words_are_found_in_the_article(judge, kept, cars):
    judge(verdict="wrong", document="cars", words=" Экспорт пойдёт\nв  Россию ", near="73")
    start = cars.text.index("Экспорт")
    assert kept().span == Place("cars", cars.sha256, start, start + 23, "Экспорт пойдёт в Россию")


def test_copied_words_of_another_article_are_found_there(judge, kept, tea):
    judge(verdict="wrong", document="cars", words="Tea costs", near="73")
    start = tea.text.index("Tea costs")
    assert kept().span == Place("tea", tea.sha256, start, start + 9, "Tea costs")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"words": "Экспорт в Китай"}, "These words do not stand in the article."),
        ({"words": "  "}, "These words do not stand in the article."),
        ({"start": "x", "stop": "9"}, "These words do not stand in the article."),
        ({"start": "9", "stop": "5"}, "These words do not stand in the article."),
        ({"start": "0", "stop": "99999"}, "These words do not stand in the article."),
        ({"start": "40", "stop": "44"}, "These words do not stand in the article."),
        ({"sha256": "0" * 64, "start": "0", "stop": "6"}, "The article has changed meanwhile"),
        ({"document": "nope", "words": "Экспорт"}, "There is no such article here."),
    ],
)
def test_words_that_are_not_in_the_article_are_refused(judge, kept, said, words):
    response = judge(**{"verdict": "wrong", "document": "cars", **said})
    assert response.status_code in (400, 404)
    assert words in response.text
    assert kept() is None


def test_another_candidate_is_named_the_right_one(client, begun, judge, kept, cars):
    html = client.get(begun).text
    start = cars.text.index("28 миллионов")
    assert f'name="start" value="{start}"' in html
    judge(verdict="wrong", document="cars", sha256=cars.sha256, start=start, stop=start + 21)
    assert kept().span.quote == "28 миллионов долларов"


def test_what_was_said_can_be_taken_back(judge, kept):
    judge(verdict="right")
    judge(verdict="none")
    assert kept() is None


@pytest.mark.parametrize("verdict", ["", "great"])
def test_another_verdict_is_refused(judge, kept, verdict):
    assert judge(verdict=verdict).status_code == 400
    assert kept() is None


def test_an_answer_that_is_not_there_is_a_404_page(client, begun):
    response = client.post(f"{begun}/exchanges/nope/feedback", data={"verdict": "right"})
    assert response.status_code == 404


def test_a_refusal_is_judged_as_well(client, begun):
    client.post(begun, data={"q": "Why?"})
    html = client.get(begun).text
    assert "Right, it isn’t stated" in html
