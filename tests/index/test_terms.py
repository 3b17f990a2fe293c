"""Terms of a text: what words are folded to, and where each stands."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.terms import (
    Term,
    _stemmer,
    cases,
    fold,
    grammemes,
    in_case,
    normal_form,
    skeleton,
    terms,
    transliterate,
)


def keys(text: str) -> list[str]:
    return [term.key for term in terms(text)]


def marked(text: str) -> str:
    """Return the text with a mark around every word that has terms."""
    places = sorted({(term.start, term.stop) for term in terms(text)}, reverse=True)
    for start, stop in places:
        text = f"{text[:start]}[{text[start:stop]}]{text[stop:]}"
    return text


@pytest.mark.parametrize("word", ["Ёлка", "ёлка", "елка", "ЁЛКА", "е\u0308лка", "Ёлки", "ёлок"])
def test_yo_and_case_and_form_are_folded(word):
    assert keys(word) == ["елка"]


@pytest.mark.parametrize("word", ["Йод", "йод", "ЙОД", "и\u0306од"])
def test_short_i_is_no_i(word):
    assert keys(word) == ["йод"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("companies", ["compani"]),
        ("company's", ["compani"]),
        ("Invested investing invests", ["invest", "invest", "invest"]),
        ("мощности мощностей мощность", ["мощность", "мощность", "мощность"]),
        ("составит", ["составить"]),
        ("O’Reilly don't", ["oreilli", "reilli", "dont"]),
        ("café cafe\u0301", ["cafe", "cafe"]),
        ("İstanbul", ["istanbul"]),
    ],
)
def test_words_become_lemmas_and_stems(text, expected):
    assert keys(text) == expected


@pytest.mark.parametrize("hyphen", ["-", "–", "\u2010", "\u2011", " "])
def test_hyphens_part_words(hyphen):
    assert keys(f"DKD{hyphen}методом") == ["dkd", "метод"]


@pytest.mark.parametrize("word", ["СМС", "CMC", "CМС", "СMC"])
def test_capitals_that_look_alike_share_a_term(word):
    assert "~cmc" in keys(word)


@pytest.mark.parametrize("word", ["смс", "Смс", "СДМ", "С", "CMD"])
def test_words_that_do_not_look_alike_share_none(word):
    assert "~cmc" not in keys(word)
    assert not [key for key in keys(word) if key.startswith("~")]


@pytest.mark.parametrize(
    "space",
    [" ", "\u00a0", "\u2007", "\u2009", "\u202f"],
    ids=["plain", "no-break", "figure", "thin", "narrow no-break"],
)
def test_digits_grouped_by_any_space_are_one_number(space):
    assert terms(f"за 10{space}000 км") == [
        Term("за", 0, 2),
        Term("10000", 3, 9),
        Term("км", 10, 12),
    ]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1 234 567", ["1234567"]),
        ("10000", ["10000"]),
        ("10,000", ["10000", "10.000"]),  # a number of English, or a decimal of Russian
        ("1,234.5", ["1234.5", "1.234.5"]),
        ("1,5 1.5", ["1.5", "1.5"]),
        ("2017 100", ["2017", "100"]),
        ("10 0000", ["10", "0000"]),
        ("10  000", ["10", "000"]),
        ("0,125", ["0.125"]),
    ],
)
def test_numbers_have_one_form(text, expected):
    assert keys(text) == expected


@pytest.mark.parametrize(
    "word, expected",
    [
        ("AllurAuto", ["allurauto", "allur", "auto"]),
        ("СарыаркаАвтоПром", ["сарыаркаавтопром", "сарыарка", "авто", "пром"]),
        ("JSONFile", ["jsonfil", "json", "file"]),
        ("Müller", ["muller"]),
        ("Straße", ["straße"]),
        ("Қазақстан", ["қазақстан"]),
    ],
)
def test_capitals_inside_a_word_show_its_parts(word, expected):
    assert keys(word) == expected


@pytest.mark.parametrize(
    "form, expected",
    [
        ("нашли", ["наслать", "найти"]),
        ("судна", ["судный", "судно"]),
        ("стали", ["стать"]),  # a form of «сталь» one time in fifty
        ("мощности", ["мощность"]),
    ],
)
def test_a_form_of_several_lemmas_is_found_by_each_that_is_likely(form, expected):
    assert keys(form) == expected
    assert normal_form(form) == expected[0]


# Every word stands between marks, and nothing else does.
@pytest.mark.parametrize(
    "text",
    [
        "🚗🚗 [машина] 👩\u200d👩\u200d👧 [car]🇰🇿[JAC]",
        "[за\u0301мок] и\u0301[s] [cafe\u0301]!".replace("и\u0301[s]", "[и\u0301]"),
        "[علي] [سيارة] [car], \u202b[שלום]\u202c.",
        "«[Москвич]» – [сказал] [он].",
        "[10\u202f000] [единиц] [в] [год], [более] [30]%",
        "[JAC] [S3], [C]-[NCAP]; [a]_[b]",
        "[капи\u00adтал] [сове\u00adта]",
        "𝔘 [word]".replace("𝔘", "[𝔘]"),
        "  \t\r\n[слово]\u200b[word]\ufeff",
        "",
        "🚗 ... – \u0301",
    ],
)
def test_offsets_are_exact(text):
    assert marked(text.replace("[", "").replace("]", "")) == text


def test_offsets_are_exact_in_decomposed_text():
    text = unicodedata.normalize("NFD", "Йогурт и ёлка, Čapek")
    assert [(t.key, text[t.start : t.stop]) for t in terms(text)] == [
        ("йогурт", unicodedata.normalize("NFD", "Йогурт")),
        ("и", "и"),
        ("елка", unicodedata.normalize("NFD", "ёлка")),
        ("capek", unicodedata.normalize("NFD", "Čapek")),
    ]


def test_a_stress_mark_or_soft_hyphen_hides_no_word():
    assert keys("за\u0301мок") == keys("замок") == keys("за\u00adмок")
    assert grammemes("за\u0301мок") == grammemes("замок")
    assert cases("за\u0301мок") == cases("замок")


def test_terms_of_a_very_long_word_are_found():
    assert terms("x" * 100_000) == [Term("x" * 100_000, 0, 100_000)]


def test_the_order_is_that_of_the_text():
    found = terms("Завод AllurAuto СМС в 2017 году")
    assert [term.start for term in found] == sorted(term.start for term in found)


def test_fold_keeps_short_i_and_drops_marks():
    assert fold("Ёлка") == "елка"
    assert fold("Чай") == "чай"
    assert fold("и\u0301ва") == "ива"
    assert fold("Ñandú") == "nandu"


def test_the_normal_form_of_a_name_is_its_nominative():
    assert normal_form("Костанае") == "костанай"


def test_grammemes_are_those_of_the_likeliest_parse():
    assert {"NOUN", "femn", "plur", "gent"} <= grammemes("машин")


def test_cases_are_all_that_a_form_may_be_in():
    assert cases("мощности") == {"gent", "datv", "loct", "nomn", "accs"}


@pytest.mark.parametrize(
    "russian, latin",
    [
        ("Щукин", "shchukin"),
        ("Ёлкин", "elkin"),
        ("подъезд", "podezd"),
        ("Қазақстан", "kazakstan"),
        ("Motors", "motors"),
    ],
)
def test_names_are_transliterated_as_english_texts_write_them(russian, latin):
    assert transliterate(russian) == latin


# One name in both alphabets.
SOUNDS = """
    Андрей Andrei
    Андрей Andrey
    Лаврентьев Lavrentiev
    Лаврентьев Lavrentyev
    Сарыарка Saryarka
    Костанай Kostanay
    Назарбаев Nazarbayev
    Сагинтаев Sagintayev
    Кэцян Keqiang
    Шостакович Schostakowitsch
    Хрущёв Khrushchev
    Чайковский Tchaikovsky
    Цветаева Tsvetaeva
    Жуков Zhukov
    Юрий Yuri
    Шымкент Shymkent
    Вашингтон Washington
    Россия Rossiya
    Хьюстон Houston
"""


@pytest.mark.parametrize("line", [line.strip() for line in SOUNDS.strip().splitlines()])
def test_spellings_of_one_name_sound_alike(line):
    russian, english = line.split()
    assert skeleton(russian) == skeleton(english) != ""


@pytest.mark.parametrize(
    "one, other",
    [
        ("Путин", "Pushkin"),
        ("Алматы", "Almond"),
        ("Казань", "Kansas"),
        ("Лаврентьев", "Lebedev"),
        ("Костанай", "Kazakhstan"),
    ],
)
def test_different_names_sound_different(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("word", "case", "wanted"),
    [
        ("Сандра", "gent", "Сандры"),
        ("национальный", "loct", "национальном"),
        ("новый", "accs", "новый"),
        ("CKD", "gent", "CKD"),
    ],
)
def test_a_word_is_put_in_another_case(word, case, wanted):
    assert in_case(word, case) == wanted


def test_the_accusative_of_an_adjective_follows_what_it_describes():
    assert in_case("новый", "accs", animate=True) == "нового"


def test_each_thread_has_a_stemmer_of_its_own():
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_stemmer).result() is not _stemmer()
        assert pool.submit(normal_form, "cities").result() == normal_form("cities")
    assert _stemmer() is _stemmer()
