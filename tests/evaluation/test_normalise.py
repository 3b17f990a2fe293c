import unicodedata

import pytest

from qa.evaluation.normalise import normalise, squad_normalise, tokens

SAME = """
10 000 | 10000 | 10\u00a0000 | 10\u202f000 | 10\u2009000 | 10,000 | 10'000
1 234 567,5 | 1234567.5 | 1,234,567.5
3,5 млн | 3.5 млн | 3.5млн
«Москвич» | Москвич | "Москвич" | “Москвич” | „москвич“
20–25% | 20-25% | 20 — 25 % | 20−25%
ещё | еще | ЕЩЁ
СМС | CMC | cмc
СУРГУТ | Cургут
JAC S3 | JAС S3
the plant | plant | The Plant
an apple | a apple | apple
за́мок | замок
China’s | China's
премьер-министр | премьер‑министр | премьер министр
fi\u00adnance | finance | ﬁnance
２０２５ | 2025
$5 | $ 5 | $5.
в 5 звёзд. | (в 5 звезд)
2-го | 2го
"""

DIFFERENT = """
20–25% | 2025%
20–25% | 20 25%
30% | 30
$5 | €5
−5 | 5
10² | 102
0,125 | 0125
5 352 | 5 и 352
JAC S3 100 | JAC S3100
vitamin a | vitamin
☺ | ☹
"""


def pairs(cases: str) -> list[tuple[str, str]]:
    lines = [line.split(" | ") for line in cases.strip().splitlines()]
    return [(first, other) for first, *others in lines for other in others]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_spellings_of_one_answer_are_the_same(one, other):
    assert normalise(one) == normalise(other)


SPACES = [
    chr(c) for c in range(0x10000) if chr(c).isspace() or unicodedata.category(chr(c)) == "Zs"
]


@pytest.mark.parametrize("space", [*SPACES, "\u200b", "\u2060", "\ufeff", " \u00a0"], ids=ascii)
def test_digits_are_grouped_by_every_space_that_there_is(space):
    assert tokens(f"10{space}000 единиц") == tokens("10000 единиц")


@pytest.mark.parametrize(("one", "other"), pairs(DIFFERENT))
def test_different_answers_stay_different(one, other):
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("более 30%", ["более", "30", "%"]),
        ("10 000 единиц в год", ["10000", "единиц", "b", "год"]),
        ("7 июля 2015 года", ["7", "июля", "2015", "года"]),
        ("07.07.2015, 12:30", ["07.07.2015", "12:30"]),
        ("СМС и CMC", ["cmc", "и", "cmc"]),
        ("the Bank of the West", ["bank", "of", "the", "west"]),
        ("the", ["the"]),
        ("а также", ["a", "также"]),
        ("5 352, 9 000 и 4,2", ["5352", "9000", "и", "4.2"]),
        ("25–30 000 рублей", ["25-30000", "рублей"]),
        ("в 2015 100 машин", ["b", "2015", "100", "машин"]),
        ("−5°", ["-5", "°"]),
        ("—", ["—"]),
        ("  ", []),
        ("", []),
    ],
)
def test_tokens_are_words_in_latin_where_it_looks_the_same_numbers_and_unit_signs(text, expected):
    assert tokens(text) == expected


def test_a_russian_conjunction_that_looks_like_an_article_stays():
    assert tokens("а завод") == ["a", "завод"]  # in Latin letters, but not dropped
    assert tokens("a завод") == ["завод"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Panthers' defense, a  wall", "panthers defense wall"),
        ("20-25%", "2025"),
        ("20–25%", "20–25"),
        ("«Москвич»", "«москвич»"),
        ("10,000", "10000"),
        ("10 000", "10 000"),
        ("the", ""),
        ("theory of a", "theory of"),
    ],
)
def test_squad_normalises_as_its_scripts_do(text, expected):
    assert squad_normalise(text) == expected
