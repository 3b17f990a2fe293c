"""What a quote is worth as a value, and when it is none."""

import pytest

from qa.answer import Value
from qa.spans import CURRENCIES, MONTHS, MULTIPLIERS, NUMBER_WORDS
from qa.values import value_of


def quantity(number, unit=None):
    return Value("quantity", number, unit)


def money(number, unit=None):
    return Value("money", number, unit)


def duration(number, unit):
    return Value("duration", number, unit)


def date(stated):
    return Value("date", date=stated)


PLAIN = [
    ("10 000 единиц в год", quantity(10000.0, "единиц/год")),
    ("10\u00a0000 единиц", quantity(10000.0, "единиц")),
    ("300 тонн ежегодно", quantity(300.0, "тонн/год")),
    ("200 cars a year", quantity(200.0, "cars/year")),
    ("1,234 cars", quantity(1234.0, "cars")),
    ("0,125", quantity(0.125)),
    ("не менее 900 рабочих", quantity(900.0, "рабочих")),
    ("трёх моделей", quantity(3.0, "моделей")),
    ("двадцать пять домов", quantity(25.0, "домов")),
    ("two hundred people", quantity(200.0, "people")),
    ("thirty-five people", quantity(35.0, "people")),
    ("62 тыс. тонн", quantity(62000.0, "тонн")),
    ("−32 °C", quantity(-32.0, "°C")),
    ("минус 19", quantity(-19.0)),
    ("на 120 км/ч", quantity(120.0, "км/ч")),
    ("28 миллионов долларов", money(28e6, "USD")),
    ("3,5 тысячи тенге", money(3500.0, "KZT")),
    ("тысяча рублей", money(1000.0, "RUB")),
    ("95 евро", money(95.0, "EUR")),
    ("6 юаней", money(6.0, "CNY")),
    ("7 yen", money(7.0, "JPY")),
    ("8 pounds", money(8.0, "GBP")),
    ("11,4 млн фунтов стерлингов", money(11.4e6, "GBP")),
    ("£11.4m", money(11.4e6, "GBP")),
    ("US$640", money(640.0, "USD")),
    ("$1.5 billion", money(1.5e9, "USD")),
    ("9 US dollars", money(9.0, "USD")),
    ("5 канадских долларов", money(5.0)),
    ("5 долларов Канады… канадских", money(5.0)),
    ("900 крон", money(900.0)),
    ("¥5", money(5.0)),
    ("более 30%", Value("percent", 30.0, "%")),
    ("8 per cent", Value("percent", 8.0, "%")),
    ("7 июля 2015 года", date("2015-07-07")),
    ("July 7, 2015", date("2015-07-07")),
    ("7 July 2015", date("2015-07-07")),
    ("2015-07-09", date("2015-07-09")),
    ("09.07.2015", date("2015-07-09")),
    ("в апреле 2017 года", date("2017-04")),
    ("May 2030", date("2030-05")),
    ("в 2017 году", date("2017")),
    ("1574-го", date("1574")),
    ("за 10 месяцев", duration(10.0, "месяцев")),
    ("в течение 3 лет", duration(3.0, "лет")),
    ("пять с половиной лет", duration(5.5, "лет")),
    ("within 48 hours", duration(48.0, "hours")),
    ("30 календарных дней", duration(30.0, "календарных дней")),
]


@pytest.mark.parametrize(("quote", "value"), PLAIN)
def test_a_plain_quote_has_the_value_that_its_words_say(quote, value):
    for answer_type in ("clause", value.kind):
        assert value_of(quote, answer_type) == value


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "JAC S3",
        "Андрей Лаврентьев",
        "20–25%",
        "от 5 до 10 килограммов",
        "six to eight hours",
        "2 hours 30 minutes",
        "4 млн 312 тыс.",
        "5 машин и 3 трактора",
        "1/3",
        "весной 2020",
        "в первой половине 2017-го",
        "XIX век",
        "3–5 мая 2020",
        "7 июля",
        "31 февраля 2015 года",
        "16:40",
        "вчера",
        "потому что все ушли, когда сгорело 5 домов",
    ],
)
def test_what_is_not_plain_has_no_value(quote):
    assert value_of(quote, "quantity") is None


def test_the_answer_type_breaks_ties_only():
    assert value_of("18 миллионов", "money") == money(18e6)
    assert value_of("18 миллионов", "clause") == quantity(18e6)
    assert value_of("18 миллионов тонн", "money") == quantity(18e6, "тонн")
    assert value_of("1887", "quantity") == quantity(1887.0)
    assert value_of("1887", "money") == money(1887.0)
    assert value_of("1887", "date") == date("1887")
    assert value_of("1887 год", "quantity") == date("1887")


def test_a_few_words_beside_a_figure_leave_it_plain():
    assert value_of("призовой фонд 85 тысяч евро", "money") == money(85000.0, "EUR")
    assert value_of("призовой фонд большого турнира 85 тысяч евро", "money") is None


@pytest.mark.parametrize("word", sorted(CURRENCIES))
def test_every_currency_is_read_back_from_its_word(word):
    quote = f"{word} 5" if len(word) == 1 or "$" in word else f"5 {word}"
    assert value_of(quote, "clause") == money(5.0, CURRENCIES[word])


@pytest.mark.parametrize("word", sorted(set(MULTIPLIERS) - {"k"}))
def test_every_multiplier_is_read_back_from_its_word(word):
    assert value_of(f"2 {word}", "quantity") == quantity(2 * MULTIPLIERS[word])


@pytest.mark.parametrize("month", sorted(MONTHS))
def test_every_month_is_read_back_from_its_word(month):
    assert value_of(f"5 {month.title()} 2015", "date") == date(f"2015-{MONTHS[month]:02}-05")


@pytest.mark.parametrize("word", sorted(NUMBER_WORDS))
def test_every_number_word_is_read_back(word):
    assert value_of(f"{word} тонн", "quantity") == quantity(NUMBER_WORDS[word], "тонн")


def test_more_digits_than_a_number_can_have_are_no_value():
    assert value_of("7" * 400 + " cars", "quantity") is None
    assert value_of("7" * 305 + " million cars", "quantity") is None
