"""The language of a text, as far as its letters tell."""

import re

SAMPLE = 20_000  # characters; more do not change the outcome
KAZAKH_SHARE = 0.05  # of the Cyrillic letters; running Kazakh has 0.15 to 0.25, Russian none

WORD = re.compile(r"[㐀-䶿一-鿿]+|(?:(?![㐀-䶿一-鿿])[^\W\d_])+")  # Chinese has no spaces
CYRILLIC = re.compile(r"[Ѐ-ԯ]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
HAN = re.compile(r"[㐀-䶿一-鿿]")
KANA = re.compile(r"[぀-ヿ]")
KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
UKRAINIAN = re.compile(r"[їєґ]", re.IGNORECASE)  # shares the і


def language_of(text: str) -> str:
    """Return "ru", "en", "kk" or "zh" by the letters of most of a text, else "und".

    Names keep their own letters in the other language ("Кто такой Ma Yun?", "What is ПТЗ?"):
    words that start with a capital count only where there are no others.
    """
    words = WORD.findall(text[:SAMPLE])
    letters = "".join(word for word in words if not word[0].isupper()) or "".join(words)
    cyrillic, latin, han = (len(script.findall(letters)) for script in (CYRILLIC, LATIN, HAN))
    if max(cyrillic, latin, han) * 2 < len(letters) or not letters or KANA.search(letters):
        return "und"
    if han > max(cyrillic, latin):
        return "zh"
    return "en" if latin > cyrillic else _cyrillic_language(letters, cyrillic)


def _cyrillic_language(letters: str, cyrillic: int) -> str:
    if len(UKRAINIAN.findall(letters)) > KAZAKH_SHARE / 5 * cyrillic:
        return "und"
    return "kk" if len(KAZAKH.findall(letters)) > KAZAKH_SHARE * cyrillic else "ru"
