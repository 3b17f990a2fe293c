"""Answers made comparable: our tokens, which know Russian, and SQuAD's beside them."""

import re
import string
import unicodedata

ARTICLES = {"a", "an", "the"}
DASHES = "‐‑‒–—―−"
APOSTROPHES = "’ʼ‘"

# Letters that look alike in capitals; СМС and CMC are the same name to a reader's eye.
CYRILLIC, LATIN = "авекмнорстухіјѕһ", "abekmhopctyxijsh"
TO_LATIN = str.maketrans(CYRILLIC, LATIN)
TO_CYRILLIC = str.maketrans(LATIN, "авекмнорстухіјѕн")

TOKEN = re.compile(
    r"""
      (?<!\S)-\d+(?:\.\d+)*(?![-\d])   # −5
    | \d+(?:[-.:/]\d+)*                # 30, 3.5, 20-25, 07.07.2015, 12:30, the 5 of 5млн
    | [^\W_]+                          # автомобилей, S3
    | [%‰°$€£¥₽₸₴₸]                    # 30% is not 30
    """,
    re.VERBOSE,
)


def tokens(text: str) -> list[str]:
    """Return the words, numbers and unit signs of an answer, as far as their spelling matters.

    The same in any case, with any quotes, spaces and dashes, with ё or е, with Cyrillic or Latin
    look-alikes, with grouped digits or not, with a decimal comma or point, with or without an
    English article in front. A text of nothing but punctuation is one token, itself.
    """
    words = _without_article(TOKEN.findall(_numbers(_letters(text))))
    if not words:
        return [text.strip()] if text.strip() else []
    return [_one_script(word) for word in words]


def normalise(text: str) -> str:
    """Return an answer as its tokens with a space between."""
    return " ".join(tokens(text))


def squad_normalise(text: str) -> str:
    """Return an answer as SQuAD's own scripts compare it.

    Lower case, ASCII punctuation dropped without a trace (20-25% is 2025, «Москвич» keeps its
    quotes), English articles dropped anywhere, white space to single spaces: normalize_answer of
    evaluate-v1.1.py and evaluate-v2.0.py, https://rajpurkar.github.io/SQuAD-explorer/.
    """
    lowered = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", lowered).split())


def _letters(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    # ², ½ and ① would run into the digits before them: 10² is not 102
    compatible = "".join(
        c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c)
        for c in composed
        if unicodedata.category(c) != "Cf"  # soft hyphens, zero-width spaces, marks of direction
    )
    stressless = re.sub(r"(?<=[а-яё])\u0301", "", compatible.casefold())  # за́мок
    plain = stressless.replace("ё", "е").translate(str.maketrans(DASHES, "-" * len(DASHES)))
    plain = plain.translate(str.maketrans(APOSTROPHES, "'" * len(APOSTROPHES)))
    return " ".join(re.sub(r"(?<=\w)'(?=\w)", "", plain).split())  # China's, 10'000


def _numbers(text: str) -> str:
    for groups in (r" \d{3}", r",\d{3}"):  # 10 000, then 10,000; a group never begins with 0
        text = re.sub(
            rf"(?<![\w.,])[1-9]\d{{0,2}}(?:{groups})+(?!\d)",
            lambda found: re.sub(r"\D", "", found[0]),
            text,
        )
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)  # 3,5
    return re.sub(r"(?<=\d) ?- ?(?=\d)", "-", text)  # 20 – 25


def _without_article(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def _one_script(word: str) -> str:
    """Return the word in Latin letters if it can be read so, in Cyrillic if only its rest can."""
    latin = word.translate(TO_LATIN)
    if not _has_cyrillic(latin):  # СМС, and JAС with a Cyrillic С
        return latin
    cyrillic = word.translate(TO_CYRILLIC)
    return word if _has_latin(cyrillic) else cyrillic  # Cургут with a Latin C


def _has_cyrillic(word: str) -> bool:
    return any("CYRILLIC" in unicodedata.name(c, "") for c in word)


def _has_latin(word: str) -> bool:
    return any("LATIN" in unicodedata.name(c, "") for c in word)
