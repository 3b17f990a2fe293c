"""Candidates of a text: what stands between marks, and nothing else of its kind."""

import re

import pytest

from qa.spans import FORM_WORDS, candidates, lemma_of, number_word
from source import shipped
from tests.steps import steps

MARK = re.compile(r"\[([^\[\]]*)\]")

# kind: lines in which every candidate of that kind is marked
FIGURES = {
    "quantity": """
        Планируемая мощность составит [10 000 единиц в год].
        Собрано [5 352 автомобилей] в [15 городов].
        Заказали [10\u00a0000 машин], [12\u202f500 шин], [1,234 cars] и [2 новых завода].
        Привезли [2,7 кг], [62 тыс. тонн] и [6 800 кв. м] льда.
        Нужно [не менее 900 рабочих] и [около 40 коров].
        Скорость [120 км/ч] при [−32 °C], стало [минус 19].
        Сборка [трёх моделей], [двадцать пять домов], [сто человек].
        Осталось [три четверти], [1/3 поля] и [300 тонн ежегодно].
        Весил [от 5 до 10 килограммов], вышло [20–25 штук].
        It made [up to 200 new cars a year], then [some 40 people].
        It took [thirty-five people] and [two hundred wagons].
        It holds [2.9 m³/s], a [74-km] road and [420 square metres].
        It had [between 5 and 10 rooms], [six to eight doors].
        Output went from [38 tonnes] to [44 tonnes].
        Всего [18 миллионов] вложил он, [4 млн 312 тыс. жителей] ждут.
        Высота [300 м]. Дом № 5, п. Ель, 5G, VT-18, S3, 7-й и 7th.
        Версия 1.2.3 вышла. Один из них ушёл. One of them left.
    """,
    "money": """
        Вложено [28 миллионов долларов] и [3,5 тысячи тенге].
        Цена [£11.4m], [US$640], [$1.5 billion], [5 €] или [USD 5 million].
        Даст [5 канадских долларов], [тысячу рублей], [600 млн руб] и [95 евро в месяц].
        It pays [about 19,500 roubles], [two hundred dollars] or [9 US dollars a year].
    """,
    "percent": """
        Локализация [более 30%], затем [50 %] и [8 процентов].
        Доля [20–25%], [от 5 до 7%], it was [at least 8 per cent] and [3 percent a year].
        С [38%] до [44%].
    """,
    "date": """
        Подписан [7 июля 2015 года], запущен [в апреле 2017 года].
        Начнут [в первой половине 2017-го], [в 2017 году] и [2019 год].
        Пришли [весной 1574-го], [3–5 мая 2020] и [в сентябре].
        Это [XIX век], [в XX веке], the [19th century], [1990s], [1990-е годы].
        Опубликовано [2015-07-07], [07.07.2015] в [16:40].
        Сделают [в текущем месяце], [в прошлом году], [вчера], [next week].
        Signed on [July 7, 2015], [7 July 2015], in [May 2030] and in [1993].
        Due in [spring 2020], the [third quarter of 2032] and [early March].
        Период [в 2015–2017 годах]. It may march on. Он ушёл бы 2000 раз.
        Выросло к [40-му дню], began in [1993] and [1887]. Было [в 1901]?
        Ушёл [II квартал 2028 года]. Закуплено 1900 машин.
    """,
    "duration": """
        [В течение 3 лет] построят, [за 10 месяцев] собрали.
        Ехали [2 часа 40 минут], [three hours and forty minutes], [2 hours 30 minutes].
        Прошло [пять лет], [восемь с половиной лет], [около трёх часов].
        It lasts [within 48 hours], [about five working days] or [six to eight hours].
    """,
}


def cut(marked: str) -> tuple[str, list[str]]:
    return MARK.sub(r"\1", marked), MARK.findall(marked)


@pytest.mark.parametrize(
    ("kind", "marked"),
    [(kind, line.strip()) for kind, lines in FIGURES.items() for line in lines.strip().split("\n")],
)
def test_figures_stand_with_what_they_count(kind, marked):
    text, wanted = cut(marked)
    found = [text[c.start : c.stop] for c in candidates(text) if c.kind == kind]
    assert found == wanted


APPROXIMATORS = """не менее; не более; не меньше; не больше; не ниже; не выше; не дальше; не далее;
    не менее чем; более; более чем; менее; свыше; около; порядка; примерно; приблизительно; почти;
    минимум; максимум; минус; at least; at most; up to; more than; less than; fewer than;
    no more than; not less than; over; about; around; some; nearly; almost; approximately;
    roughly; under; minus"""
RATES = """в год; в месяц; в неделю; в день; в сутки; в час; в минуту; в секунду;
    ежегодно; ежемесячно; ежедневно; a year; an hour; per month; each week; every day;
    per minute; a second; annually; yearly; monthly"""


@pytest.mark.parametrize("words", re.split(r";\s+", APPROXIMATORS))
def test_an_approximator_belongs_to_its_figure(words):
    for figure in ("5 тонн", "5%", "5 рублей", "5 лет"):
        text = f"Было {words} {figure}."
        assert [text[c.start : c.stop] for c in candidates(text)] == [f"{words} {figure}"]


def test_the_end_of_a_change_is_no_approximator():
    text = "С 38 тонн до 44 тонн."
    assert [text[c.start : c.stop] for c in candidates(text)] == ["38 тонн", "44 тонн"]


@pytest.mark.parametrize("words", re.split(r";\s+", RATES))
def test_a_rate_belongs_to_its_figure(words):
    for figure in ("5 тонн", "5%", "5 рублей"):
        text = f"Было {figure} {words}."
        assert [text[c.start : c.stop] for c in candidates(text)] == [f"{figure} {words}"]


@pytest.mark.parametrize("words", ["в течение", "на протяжении", "за", "within"])
def test_what_introduces_a_duration_belongs_to_it(words):
    text = f"Было {words} 5 лет."
    assert [text[c.start : c.stop] for c in candidates(text)] == [f"{words} 5 лет"]


NAMES = [
    ("Доложил [Андрей Лаврентьев].", "person"),
    ("Пришёл [А. Н. Ежов] и [Дж. Р. Р. Толкин].", "person"),
    ("Она видела [J. R. R. Tolkien].", "person"),
    ("У [Ю Янга] был зонт.", "person"),
    ("Президент [Нурсултан Назарбаев] ушёл.", "person"),
    ("Глава AllurGroup [Андрей Лаврентьев] ушёл.", "person"),
    ("Президент Казахстана [Нурсултан Назарбаев] ушёл.", "person"),
    ("Экспорт в [Россию], завод в [Костанае].", "place"),
    ("[Костанай] растёт.", "place"),
    ("Дома [Астраханской области] целы.", "place"),
    ("It flows into the [Zarema river].", "place"),
    ('Завод [ТОО "СарыаркаАвтоПром"] открыт.', "organisation"),
    ("Доля [ООО «Ёж и сын»] выросла.", "organisation"),
    ("Фирма «[Ковтех]» закрыта.", "organisation"),
    ("Рынок [Таможенного союза] вырос.", "organisation"),
    ("A deal of [Anhui Jianghuai Co., ltd], known to all.", "organisation"),
    ("Сделка [China National Machinery IMP. & EXP. CORP] (CMC).", "organisation"),
    ("He left the [University of Treviso Institute].", "organisation"),
    ("By the [Key association].", "organisation"),
    ("Сборка [JAC S3] и [VT-18].", "product"),
    ("Сборка модели [Ёлка] идёт.", "product"),
    ("В конкурсе «[Халык маркасы]» победили.", "name"),
    ("The lorry of [VolgoTrak] stood by [Murat Alikhanov].", "name"),
    ("[VolgoTrak] stood. Lorry drivers left. The end.", "name"),
    ("Инвестор [СМС] ушёл. По словам [Kazpravda.kz], да.", "name"),
    ("Владельцев известят. Кронштейны заменят. Мы ушли. Стратегическая цель ясна.", "name"),
    ("In May he left. On Monday it rained. Вчера Он молчал.", "name"),
]


@pytest.mark.parametrize(("marked", "kind"), NAMES)
def test_names_are_told_by_their_form(marked, kind):
    text, wanted = cut(marked)
    found = [text[c.start : c.stop] for c in candidates(text) if c.kind == kind]
    assert found == wanted


def test_a_name_does_not_run_over_a_line():
    text = "Вёл Ёжиков\nАстана ждала"
    assert "Ёжиков\nАстана" not in [text[c.start : c.stop] for c in candidates(text)]


def test_candidates_come_in_the_order_of_the_text():
    text = "Ёж дал Астане 5 рублей в мае, а «Орёл» дал 3%."
    starts = [c.start for c in candidates(text)]
    assert starts == sorted(starts)
    assert len(starts) == 5


@pytest.mark.parametrize("text", ["", " \n", "«", '"', "...", "№", "%", "😀", "от до", "5", "А."])
def test_odd_texts_give_spans_within_them(text):
    assert all(0 <= c.start < c.stop <= len(text) for c in candidates(text))


def test_offsets_count_code_points():
    text = "😀👩\u200d👧 Было 5 машин, й\u0306 3%."
    found = [text[c.start : c.stop] for c in candidates(text)]
    assert found == ["5 машин", "3%"]


def test_the_shipped_article_gives_its_figures():
    text = shipped()[0].text
    found = {text[c.start : c.stop]: c.kind for c in candidates(text)}
    assert found["10 000 единиц в год"] == "quantity"
    assert found["28 миллионов долларов"] == "money"
    assert found["более 30%"] == "percent"
    assert found["7 июля 2015 года"] == "date"
    assert found["За 10 месяцев"] == "duration"
    assert found["Бакытжан Сагинтаев"] == "person"
    assert found["Anhui Jianghuai Automobile Co., ltd"] == "organisation"


@pytest.mark.parametrize("unit", ['Ёж "и 5 тысяч А. «Б ', "Иван и «Ромашка», "])
def test_ten_times_the_text_takes_ten_times_the_steps(unit):
    candidates(unit)  # words are looked up once
    short, long = steps(lambda: candidates(unit * 50)), steps(lambda: candidates(unit * 500))
    assert 9 * short < long < 11 * short


def test_lemmas_and_number_words():
    assert [lemma_of(word) for word in ("трёх", "cities", "glass", "Cars")] == [
        "три", "city", "glass", "car",
    ]  # fmt: skip
    words = ("трёх", "thirty-five", "с половиной", "полтора", "машин")
    assert [number_word(word) for word in words] == [3, 35, 0.5, 1.5, None]


def test_thousands_of_digits_are_a_figure_like_any_other():
    digits = "7" * 5000
    assert [(c.start, c.stop) for c in candidates(f"It has {digits} parts.")] == [(7, 5013)]


def test_no_form_word_is_written_with_a_quote_mark():
    words = {word for words in FORM_WORDS.values() for word in words}
    assert [word for word in words if not word.replace("-", "").isalpha()] == []
