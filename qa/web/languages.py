"""The languages of the page: which one a reader gets, and its forms of numbers and dates."""

from datetime import date, datetime

from flask import request
from flask_babel import Babel, format_date, format_decimal, format_percent, get_locale

from qa.answer import Value
from qa.web.wording import whole_percent

NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}  # each in its own
COOKIE = "language"

babel = Babel()


def chosen() -> str:
    """Return the reader's choice, else the best of what the browser asks for, else English."""
    asked = (tag.split("-")[0].lower() for tag in request.accept_languages.values())
    wanted = (request.cookies.get(COOKIE), *asked)
    return next((each for each in wanted if each in NAMES), "en")


def page_language() -> str:
    """Return the language that this page is written in."""
    return get_locale().language


def language_name(code: str) -> str:
    """Return what a language is called in the language of the page, or its code."""
    return get_locale().languages.get(code, code)


def number(value: float) -> str:
    """Return 28000000.0 as "28,000,000", or as the page's language groups digits."""
    return format_decimal(int(value) if float(value).is_integer() else value)


def percent(confidence: float) -> str:
    """Return 0.934 as "93%"; only certainty itself is 100%, and only its contrary 0%."""
    return format_percent(whole_percent(confidence) / 100)


def day(moment: datetime) -> str:
    """Return the day of a moment, written out."""
    return format_date(moment, "long")


def value_words(value: Value) -> str:
    """Return a value in the reader's form: "28,000,000 USD", "July 7, 2015"."""
    if value.date is not None:
        return _date(value.date)
    if value.number is None:
        return ""
    unit = {"%": "%", None: ""}.get(value.unit, f" {value.unit}")
    return number(value.number) + unit


def _date(stated: str) -> str:
    """Return a date as far as it is stated: a year, a month of it, a day of that."""
    parts = [int(part) for part in stated.split("-")]
    form = {1: "y", 2: "LLLL y", 3: "long"}[len(parts)]
    return format_date(date(*[*parts, 1, 1][:3]), form)
