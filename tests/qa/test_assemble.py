"""The parts put together, and the shipped model on the shipped article."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.published import StaleIndex
from index.store import DamagedStore, Store, UnknownDocument
from qa import Answers, Refusal
from qa.assemble import Models, Service, assemble, open_store, temporary
from qa.confidence import Calibration, Origin
from qa.reader import Found
from qa.recalibration import AsIs, Platt, Recalibration, base_of, save
from qa.settings import Settings
from source import Document, shipped

TEA = Document("tea", "Tea", "Green tea costs 5 euros. Black tea costs 7 euros.", "en")


class OnesEncoder:
    """Finds all passages alike, so that their terms alone decide. Counts what it encodes."""

    name = "ones"

    def __init__(self) -> None:
        self.encoded = 0  # passages

    def encode(self, texts, kind):
        self.encoded += len(texts) * (kind == "passage")
        return np.full((len(texts), 4), 0.5, np.float32)


class FirstWordReader:
    """Answers with the first character of each passage."""

    name = "first"

    def read(self, question, passages):
        return [[Found(p, p.start, p.start + 1, 5.0, 0.9)] for p in passages]


@pytest.fixture
def models() -> Models:
    calibration = Calibration({"margin": 1.0}, 0.0, 0.5)
    return Models(
        encoder=OnesEncoder(), reader=FirstWordReader(), reranker=None, calibration=calibration
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service as it ships, over the article that ships."""
    return assemble(Settings(data=tmp_path_factory.mktemp("shipped")))


# The store


def test_a_new_store_holds_the_article_that_ships(settings):
    assert open_store(settings).documents() == shipped()


def test_an_article_that_was_removed_stays_removed(settings):
    open_store(settings).remove(shipped()[0].id)
    assert open_store(settings).documents() == []


def test_a_first_start_that_was_cut_off_is_made_up_for(settings):
    Store(settings.data)  # it was made, and nothing added
    assert open_store(settings).documents() == shipped()


# The service


def test_a_service_answers_from_what_its_store_holds(settings, models):
    store = Store(settings.data)
    store.add(TEA)
    service = Service(settings, store, models)
    [answer] = service.answerer.ask("What does tea cost?").answers
    assert (answer.text, answer.citation.document) == ("G", TEA)
    assert (service.answerer.names.encoder, service.answerer.names.reader) == ("ones", "first")


def test_an_answerer_is_kept_until_the_documents_change(settings, models):
    service = Service(settings, Store(settings.data), models)
    before = service.answerer
    assert service.answerer is before
    assert before.ask("What does tea cost?").reason == "no_passage"
    service.store.add(TEA)
    assert service.answerer is not before
    assert isinstance(service.answerer.ask("What does tea cost?"), Answers)
    assert service.answerer.names.index != before.names.index


def test_while_one_thread_indexes_the_others_are_answered_from_what_there_was(settings, models):
    begun, allowed = threading.Event(), threading.Event()
    service = Service(settings, Store(settings.data), models)
    before = service.answerer
    encode = models.encoder.encode

    def slowly(texts, kind):
        begun.set()
        assert allowed.wait(60)
        return encode(texts, kind)

    models.encoder.encode = slowly
    service.store.add(TEA)
    with ThreadPoolExecutor(2) as pool:
        building = pool.submit(lambda: service.answerer)
        assert begun.wait(60)
        assert service.answerer is before
        assert service.present is before
        caught_up = pool.submit(service.catch_up)
        assert not caught_up.done()
        allowed.set()
        assert building.result() is not before
        caught_up.result()
    assert service.answerer is service.present is building.result()


def test_a_change_by_another_process_is_seen(settings, models):
    service = Service(settings, Store(settings.data), models)
    Store(settings.data).add(TEA)
    assert isinstance(service.answerer.ask("What does tea cost?"), Answers)
    Store(settings.data).remove("tea")
    assert isinstance(service.answerer.ask("What does tea cost?"), Refusal)


def test_a_service_that_starts_again_encodes_nothing(settings, models):
    store = Store(settings.data)
    store.add(TEA)
    Service(settings, store, models)
    again = replace(models, encoder=OnesEncoder())
    Service(settings, Store(settings.data), again)
    assert (models.encoder.encoded, again.encoder.encoded) == (1, 0)


def test_verify_counts_the_passages_and_names_damage(settings, models):
    store = Store(settings.data)
    store.add(TEA)
    service = Service(settings, store, models)
    assert service.verify() == 1
    [vectors] = settings.data.glob("index/*/vectors.faiss")
    vectors.write_bytes(vectors.read_bytes()[:-1])
    with pytest.raises(StaleIndex):
        service.verify()


def test_a_damaged_store_is_named(settings):
    settings.data.mkdir()
    (settings.data / "library.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(DamagedStore):
        open_store(settings)


# The models


def test_the_threshold_of_the_settings_counts(settings):
    assert Models.load(replace(settings, threshold=0.0)).calibration.threshold == 0.0


def test_without_a_setting_the_threshold_is_that_of_the_calibration(service):
    assert service.answerer.threshold == Calibration.load().threshold


def test_a_temporary_answerer_is_over_its_documents_alone(settings):
    with temporary(settings, [TEA]) as answerer:
        assert {p.document for p in answerer.index.passages} == {TEA}
    assert not settings.data.exists(), "what a person put in is not touched"


# A user's own calibration

ORIGIN = Origin("user", "mine.csv", 120, "2026-11-27")


def fitted(settings: Settings, scale=AsIs(), **differing: str) -> None:  # noqa: B008
    models = Models.load(settings)
    recalibration = Recalibration(base_of(models.calibration), scale, 0.9, ORIGIN)
    save(settings.data, recalibration, replace(models.fitted_with, **differing))


def test_a_fitted_calibration_is_in_force_at_the_next_start_and_named(settings, caplog):
    fitted(settings, Platt(1.0, -9.0))
    service = assemble(settings)
    assert service.answerer.threshold == 0.9
    assert service.answerer.names.calibration == ORIGIN
    assert service.answerer.ask("what's the CKD capacity?").reason == "low_confidence"
    with temporary(settings, [TEA]) as answerer:
        assert answerer.names.calibration == ORIGIN
    assert caplog.records == []


def test_a_threshold_of_the_settings_counts_over_a_fitted_one(settings):
    fitted(settings)
    calibration = Models.load(replace(settings, threshold=0.1)).calibration
    assert (calibration.threshold, calibration.origin) == (0.1, ORIGIN)
    assert Models.load(replace(settings, threshold=0.1)).fitted_with == (
        Models.load(settings).fitted_with
    )


@pytest.mark.parametrize("differing", ["encoder", "reader", "reranker", "base"])
def test_a_calibration_of_other_models_is_noticed_and_not_used(settings, caplog, differing):
    fitted(settings, **{differing: "another"})
    service = assemble(settings)
    assert service.answerer.threshold == Calibration.load().threshold
    assert service.answerer.names.calibration == Origin("shipped")
    assert f"it was fitted with {differing} another, in use is" in caplog.text


# The shipped model on the shipped article


@pytest.mark.parametrize(
    "question",
    [
        "what's the CKD capacity?",
        "какова мощность линии CKD?",
        "CKD line capacity",
        "whats the ckd capasity",
    ],
)
def test_the_capacity_is_answered_however_it_is_asked(service, question):
    outcome = service.answerer.ask(question)
    assert isinstance(outcome, Answers)
    best = outcome.answers[0]
    assert best.text == "10 000 единиц в год"
    assert best.citation.sentence_text == (
        "Планируемая производственная мощность линии CKD пассажирских автомобилей JAC S3 составит "
        "10 000 единиц в год."
    )
    assert (best.value.kind, best.value.number, best.value.unit) == (
        "quantity",
        10000,
        "единиц/год",
    )


def test_the_investment_is_answered(service):
    outcome = service.answerer.ask("How much did CMC invest?")
    assert isinstance(outcome, Answers)
    assert outcome.answers[0].text.startswith("18 миллионов")


def test_a_price_that_is_not_stated_is_refused(service):
    outcome = service.answerer.ask("What is the price of the JAC S3?")
    assert isinstance(outcome, Refusal)
    assert outcome.reason in ("not_stated", "low_confidence")
    assert outcome.unmatched_terms == ("price",)


@pytest.mark.parametrize("question", ["what's the CKD capacity?", "Кто вложил деньги?"])
def test_the_same_question_gives_the_same_answer_byte_for_byte(service, question):
    def told(outcome: Answers | Refusal) -> str:
        return repr(replace(outcome, timings=type(outcome.timings)()))

    assert told(service.answerer.ask(question)) == told(service.answerer.ask(question))


QUESTIONS = """
    Когда был подписан первый контракт?
    How many cars were made in 10 months, 🚗?
    شاي؟
    """


@pytest.mark.parametrize("question", [line.strip() for line in QUESTIONS.strip().splitlines()])
def test_every_answer_is_the_exact_words_of_the_article(service, question):
    [article] = shipped()
    citations = [a.citation for a in service.answerer.read(question, service.store.passages())]
    assert citations
    for c in citations:
        assert c.document == article
        assert article.text[c.start : c.stop] == c.quote == c.quote.strip() != ""
        assert c.sentence.start <= c.start < c.stop <= c.sentence.stop


def test_the_shipped_index_finds_the_passage_in_either_language(service):
    index = service.answerer.index
    for query in ("CKD line capacity", "мощность линии CKD"):
        assert "мощность линии CKD" in index.search(query, 1)[0].passage.text


def test_an_unknown_document_is_named(service):
    with pytest.raises(UnknownDocument, match="no document 'nothing'"):
        service.store.document("nothing")


def test_suggested_questions_of_the_shipped_article_are_answered(service):
    [article] = service.store.documents()
    russian = service.suggestions(article.id, "ru")
    english = service.suggestions(article.id, "en")
    assert "Сколько инвестировано в дальнейшее развитие производства?" in russian
    assert "Who is Andrey Lavrentev?" in english
    assert (len(russian), len(english)) == (6, 3)
    for question in (*russian, *english):
        assert service.answerer.ask(question).answers[0].confidence >= 0.5
    with pytest.raises(UnknownDocument):
        service.suggestions("nope", "ru")


def test_a_warm_service_loads_nothing_more(tmp_path, monkeypatch):
    service = assemble(Settings(data=tmp_path / "data"))
    service.warm()
    for module in ("index.encoder", "qa.reader"):
        monkeypatch.setattr(f"{module}.session", None)  # it would fail
    assert isinstance(service.answerer.ask("How much did CMC invest?"), Answers)


def test_what_is_prepared_is_not_asked_again(service, monkeypatch):
    service.prepare()
    [article] = service.store.documents()
    monkeypatch.setattr(type(service.answerer), "ask", None)  # it would fail
    assert len(service.suggestions(article.id, "ru")) == 6
