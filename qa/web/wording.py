"""Words for figures and reasons, the same on the page and on the command line."""

from qa.answer import Reason

# least confidence, and what to call an answer that has it
_CONFIDENCE_WORDS = (
    (0.9, "Almost certainly right"),
    (0.7, "Very likely right"),
    (0.5, "More likely right than not"),
    (0.0, "Unsure"),
)

REFUSAL_HEADINGS: dict[Reason, str] = {
    "no_passage": "Nothing on this in the articles",
    "not_stated": "Not stated in the articles",
    "low_confidence": "No answer sure enough to give",
    "language_unsupported": "Not a language that can be answered",
}

_LANGUAGE_NAMES = {"en": "English", "kk": "Kazakh", "ru": "Russian", "zh": "Chinese"}


def percent(confidence: float) -> str:
    """Return 0.934 as "93%"; only certainty itself is 100%, and only its contrary 0%."""
    rounded = round(100 * confidence)
    if 0 < confidence < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded}%"


def confidence_words(confidence: float) -> str:
    """Return how sure 0 to 1 is, in words."""
    return next(words for least, words in _CONFIDENCE_WORDS if confidence >= least)


def language_name(code: str) -> str:
    """Return the English name of a language, or its code where we have no name for it."""
    return _LANGUAGE_NAMES.get(code, code)
