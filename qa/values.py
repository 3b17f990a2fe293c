"""Typed values of quotes: a number with its unit, an amount of money, a date."""

import re
from contextlib import suppress
from datetime import date
from itertools import pairwise
from math import isfinite

from qa.answer import Value
from qa.spans import (
    ATTACHED_MULTIPLIERS,
    CURRENCIES,
    EACH,
    MONTHS,
    MULTIPLIERS,
    Candidate,
    Token,
    candidates,
    lemma_of,
    number_word,
    tokenise,
)

FIGURES = frozenset(("quantity", "money", "percent", "date", "duration"))
OTHER_WORDS = 3  # beside the figure; a quote of more says more than a value
NUMERIC = frozenset("diYqw")
AMERICAN = re.compile("US|American|американск", re.IGNORECASE)
OTHER_DOLLARS = re.compile(
    r"канад|австрал|гонконг|сингапур|зеланд|тайван|canad|austral|hong|singapore|zealand|taiwan",
    re.IGNORECASE,
)
STERLING = re.compile("фунт[а-я]* стерлингов")
RATE = re.compile(r"\s+(?:в|an?|per|each|every)\s+(\w+)$")
ADVERBS_OF_RATE = {
    "ежегодно": "год", "ежемесячно": "месяц", "ежедневно": "день",
    "annually": "year", "yearly": "year", "monthly": "month",
}  # fmt: skip
WORD = re.compile(r"\w+")


def value_of(quote: str, answer_type: str) -> Value | None:
    """Return the value of an answer's exact words; None where they hold none, or not just one.

    The words themselves say the kind; the answer type decides where they leave it open:
    "18 миллионов" is money to a question about money, "1887" a quantity to one about a number.
    """
    figures = [figure for figure in candidates(quote) if figure.kind in FIGURES]
    if len(figures) != 1 or _words_beside(quote, figures[0]) > OTHER_WORDS:
        return None
    figure = figures[0]
    text = quote[figure.start : figure.stop]
    tokens = tokenise(text)
    kind = _kind(figure.kind, tokens, answer_type)
    if kind == "date":
        stated = _date(tokens)
        return Value("date", date=stated) if stated else None
    number = _number(text, tokens)
    return None if number is None else Value(kind, number, _unit(kind, quote, text, tokens))


def _words_beside(quote: str, figure: Candidate) -> int:
    return len(WORD.findall(quote[: figure.start])) + len(WORD.findall(quote[figure.stop :]))


def _kind(kind: str, tokens: list[Token], answer_type: str) -> str:
    """Return the kind that the words show, or the asked one where they are a bare number."""
    bare = all(token.part in "diYqwm-.x" for token in tokens)
    if kind == "quantity" and bare and answer_type == "money":
        return "money"
    year = kind == "date" and len(tokens) == 1 and tokens[0].part == "Y"
    if year and answer_type in ("quantity", "money"):
        return answer_type
    return kind


# Numbers


def _number(text: str, tokens: list[Token]) -> float | None:
    """Return the number that is written in digits or words; None for a range or several."""
    numeric = [token for token in tokens if token.part in NUMERIC]
    written = [token for token in numeric if token.part != "w"]
    if len(written) > 1 or (written and len(numeric) > 1) or not _are_adjacent(tokens):
        return None
    if not numeric and not any(token.part == "m" for token in tokens):
        return None
    number = _digits(written[0].text) if written else _words([token.text for token in numeric])
    if number is None:
        return None
    negative = re.match(r"(?:[-−]\d|минус |minus )", text, re.IGNORECASE)
    value = (-1 if negative else 1) * round(number * _multiplier(tokens), 9)
    return value if isfinite(value) else None  # hundreds of digits


def _are_adjacent(tokens: list[Token]) -> bool:
    """Return whether the number words stand together: not "six to eight", «шесть–восемь»."""
    places = [i for i, token in enumerate(tokens) if token.part in NUMERIC]
    return not places or places[-1] - places[0] == len(places) - 1


def _digits(written: str) -> float | None:
    """Return the value of "10 000", "1,234.5", "2,7"; None for anything else."""
    plain = re.sub(r"\s", "", written)
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    with suppress(ValueError):
        return float(plain.replace(",", "."))
    return None


def _words(words: list[str]) -> float:
    """Return the value of "двадцать пять", "two hundred"; 1 for none: «тысяча рублей»."""
    total = 0.0
    for word in words:
        if lemma_of(word) in ("hundred", "dozen") and total:
            total *= number_word(word)
        else:
            total += number_word(word)
    return total if words else 1.0


def _multiplier(tokens: list[Token]) -> float:
    product = 1.0
    for before, token in pairwise([None, *tokens]):
        if token.part == "m":
            product *= MULTIPLIERS.get(lemma_of(token.text), 1.0)
        elif (
            before and tokens[0].part == "$" and before.part in "diY" and before.stop == token.start
        ):
            product *= ATTACHED_MULTIPLIERS.get(token.text, 1.0)
    return product


# Units


def _unit(kind: str, quote: str, text: str, tokens: list[Token]) -> str | None:
    if kind == "percent":
        return "%"
    return _currency(quote, tokens) if kind == "money" else _counted(text, tokens)


def _currency(quote: str, tokens: list[Token]) -> str | None:
    """Return the ISO 4217 code where the words leave no doubt, else None."""
    if STERLING.search(quote):
        return "GBP"
    for before, token in pairwise([None, *tokens]):
        if token.part in "c$":
            named = before and before.part in "AX" and not AMERICAN.match(before.text)
            foreign = named or OTHER_DOLLARS.search(quote)
            word = token.text.lower()
            return None if foreign else CURRENCIES.get(word, CURRENCIES.get(lemma_of(word)))
    return None


def _counted(text: str, tokens: list[Token]) -> str | None:
    """Return what is counted, as it stands, with a stroke before what it is counted by."""
    last = max(i for i, token in enumerate(tokens) if token.part in NUMERIC or token.part == "m")
    rest = text[tokens[last].stop :].strip(" .-")
    each = EACH.search(" " + rest)
    if each:
        by = RATE.search(each.group())
        period = by.group(1) if by else ADVERBS_OF_RATE[each.group().strip()]
        rest = f"{rest[: max(0, each.start() - 1)].strip()}/{period}"
    return rest or None


# Dates


def _date(tokens: list[Token]) -> str | None:
    """Return a date as ISO 8601, as far as it is stated; None for a season, a range, no year."""
    if len(tokens) == 1 and tokens[0].part == "Z":
        day, month, year = (
            re.split("[.]", tokens[0].text)
            if "." in tokens[0].text
            else (reversed(tokens[0].text.split("-")))
        )
        return _iso(year, int(month), day)
    parts = [token.part for token in tokens if token.part not in "vfgy,."]
    if sorted(parts) not in (["Y"], ["M", "Y"], ["M", "Y", "i"]):
        return None
    stated = {token.part: token.text for token in tokens}
    month = MONTHS.get(lemma_of(stated["M"])) if "M" in stated else None
    return _iso(stated["Y"][:4], month, stated.get("i"))


def _iso(year: str, month: int | None, day: str | None) -> str | None:
    """Return the date if the calendar has it."""
    try:
        date(int(year), month or 1, int(day or 1))
    except ValueError:
        return None
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])
