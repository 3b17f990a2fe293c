"""Questions drafted from sentences, and sentences that are left alone."""

import pytest

from qa.drafts import drafts
from source import Document


def drafted(text: str, language: str, kind: str) -> list[tuple[str, str]]:
    """Return the drafts of a kind with the words that should answer them."""
    document = Document("d", "t", text)
    return [
        (each.question, text[each.answer.start : each.answer.stop])
        for each in drafts(document, language)
        if each.kind == kind
    ]


@pytest.mark.parametrize(
    ("text", "kind", "question", "answer"),
    [
        (
            "Открыт завод. Планируемая мощность линии CKD составит 10 000 единиц в год.",
            "quantity",
            "Какова планируемая мощность линии CKD?",
            "10 000 единиц в год",
        ),
        (
            "За 10 месяцев на площадках AllurGroup произведено 5 352 автомобилей.",
            "quantity",
            "Сколько автомобилей произведено за 10 месяцев на площадках AllurGroup?",
            "5 352 автомобилей",
        ),
        (
            "В дальнейшее развитие производства инвестировано 28 миллионов долларов.",
            "quantity",
            "Сколько инвестировано в дальнейшее развитие производства?",
            "28 миллионов долларов",
        ),
        (
            "В апреле 2017 года будет запущен процесс сварки автомобилей.",
            "date",
            "Когда будет запущен процесс сварки автомобилей?",
            "апреле 2017 года",
        ),
        (
            "Экспорт пойдёт в Россию, поставка первой партии ожидается уже в 2017 году.",
            "date",
            "Когда ожидается поставка первой партии?",
            "в 2017 году",
        ),
    ],
)
def test_a_russian_clause_becomes_a_russian_question(text, kind, question, answer):
    assert (question, answer) in drafted(text, "ru", kind)


@pytest.mark.parametrize(
    ("text", "kind", "question", "answer"),
    [
        (
            "The programme's budget is 18.7 billion roubles.",
            "quantity",
            "What is the programme's budget?",
            "18.7 billion roubles",
        ),
        (
            "Some 7,860 people are to move out of old houses.",
            "quantity",
            "How many people are to move out of old houses?",
            "Some 7,860 people",
        ),
        (
            "The first contract was signed by the plant on 7 July 2015.",
            "date",
            "When was the first contract signed by the plant?",
            "7 July 2015",
        ),
    ],
)
def test_an_english_clause_becomes_an_english_question(text, kind, question, answer):
    assert (question, answer) in drafted(text, "en", kind)


def test_a_plain_figure_is_asked_for_in_the_other_language():
    text = "За год на заводе произведено 5 352 автомобилей."
    assert drafted(text, "en", "quantity") == [
        ("How many cars were produced?", "5 352 автомобилей")
    ]


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        ("Отчитался директор Андрей Лаврентьев.", "ru", "Кто такой Андрей Лаврентьев?"),
        ("Отчиталась директор Анна Веригина.", "ru", "Кто такая Анна Веригина?"),
        ("Отчитался директор Андрей Лаврентьев.", "en", "Who is Andrey Lavrentev?"),
        ("It was said by engineer Gustav Rein.", "en", "Who is Gustav Rein?"),
        ("It was said by engineer Gustav Rein.", "ru", "Чем занимается Gustav Rein?"),
    ],
)
def test_a_name_is_asked_for_in_either_language(text, language, question):
    assert [asked for asked, _ in drafted(text, language, "person")] == [question]


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        ("Контракт подписан 7 июля 2015 года.", "ru", "Что произошло 7 июля 2015 года?"),
        ("Контракт подписан 7 июля 2015 года.", "en", "What happened on 7 July 2015?"),
        (
            "Линию откроют, это будет в апреле 2017 года.",
            "ru",
            "Что произойдёт в апреле 2017 года?",
        ),
        ("The line will open in April 2017.", "en", "What is to happen in April 2017?"),
    ],
)
def test_a_day_or_month_is_asked_for_in_either_language(text, language, question):
    assert [asked for asked, _ in drafted(text, language, "event")] == [question]


@pytest.mark.parametrize(
    "text",
    [
        "Он составит 10 000 единиц в год на этой линии.",  # who?
        "Если мощность линии составит 10 000 единиц, завод окупится.",  # not said to be so
        "Программа рассчитана на 2025–2029 годы.",
        "На заводе собрано около трети.",
        "",
    ],
)
def test_what_cannot_be_asked_well_is_passed_over(text):
    assert drafts(Document("d", "t", text), "ru") == []


def test_each_question_is_drafted_once_with_its_place():
    text = "The budget of it. The plant's budget is 5 million roubles. " * 2
    [draft] = drafts(Document("d", "t", text), "en")
    assert text[draft.answer.start : draft.answer.stop] == "5 million roubles"
    assert draft.answer.start < len(text) // 2


def test_a_sentence_as_long_as_a_table_is_passed_over():
    told = "The plant's budget is 5 million roubles."
    assert drafts(Document("plant", "Plant", told), "en")
    listed = f"{told[:-1]}, {', '.join(str(n) for n in range(1000, 1250))}."
    assert drafts(Document("plant", "Plant", listed), "en") == []
