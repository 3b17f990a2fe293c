import pytest

from qa.answer import Citation
from qa.kept import quotation
from qa.web.viewer import cited_view, permanent_address
from source import Document, Span


@pytest.fixture
def cited(cars):
    return quotation(Citation(cars, 73, 92, Span(45, 93)))


@pytest.fixture(autouse=True)
def request_context(client):
    with client.application.test_request_context():
        yield


def changed(store, cars, text):
    store.remove("cars")
    store.add(Document(cars.id, cars.title, text, cars.language))


def test_an_unchanged_article_is_marked_where_it_was_cited(cited):
    shown = cited_view(cited)
    assert (shown.state, shown.span) == ("same", (73, 92))


def test_words_that_moved_are_marked_where_they_stand_now(cited, service, cars):
    changed(service.store, cars, "Новое начало. " + cars.text)
    shown = cited_view(cited)
    assert (shown.state, shown.span) == ("moved", (87, 106))


def test_words_that_are_gone_are_not_marked(cited, service, cars):
    changed(service.store, cars, cars.text.replace("10 000", "12 000"))
    shown = cited_view(cited)
    assert (shown.state, shown.span) == ("changed", None)
    assert next(each.pieces[0].text for each in shown.paragraphs).startswith("Андрей")


def test_a_removed_article_is_shown_as_removed(cited, service):
    service.store.remove("cars")
    shown = cited_view(cited)
    assert (shown.state, shown.paragraphs) == ("removed", [])
    assert shown.document.title == "Автомобили JAC показали премьер-министрам"


def test_the_permanent_address_has_the_place_and_the_hash(cited, cars):
    assert permanent_address(cited) == (
        f"http://localhost/documents/cars?start=73&stop=92&sha256={cars.sha256}#quote"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: None, "has been removed since"),
        (lambda text: text.replace("10 000", "12 000"), "no longer stand in it"),
        (lambda text: "Начало. " + text, "are marked where they stand now"),
    ],
)
def test_a_conversation_says_what_became_of_its_source(client, service, cars, change, words):
    address = client.post("/", data={"q": "what's the CKD capacity?"}).location.split("#")[0]
    text = change(cars.text)
    service.store.remove("cars")
    if text:
        service.store.add(Document(cars.id, cars.title, text, cars.language))
    html = client.get(f"{address}?source=1.1").text
    assert words in html
    assert "Мощность линии CKD составит <mark>10 000 единиц в год</mark>." in html  # as it was kept
