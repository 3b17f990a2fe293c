"""Words for figures and reasons: English here, looked up in the reader's language by the page."""

from qa.answer import Reason


def marked(words: str) -> str:
    """Return the words; pybabel finds them by this name for the translations."""
    return words


# least confidence, and what to call an answer that has it
_CONFIDENCE_WORDS = (
    (0.9, marked("Almost certainly right")),
    (0.7, marked("Very likely right")),
    (0.5, marked("More likely right than not")),
    (0.0, marked("Unsure")),
)

REFUSAL_HEADINGS: dict[Reason, str] = {
    "no_passage": marked("No articles to answer from"),
    "not_stated": marked("Not stated in the articles"),
    "low_confidence": marked("No answer sure enough to give"),
    "language_unsupported": marked("Not a language that can be answered"),
}

REFUSAL_MESSAGES: dict[Reason, str] = {
    "no_passage": marked("There is no article to answer from."),
    "not_stated": marked("The articles were searched, and no sentence of them says it."),
    "low_confidence": marked("The articles may touch on it, but no sentence answers it clearly."),
    "language_unsupported": marked("Please ask in English or Russian."),
}


def whole_percent(confidence: float) -> int:
    """Return 0.934 as 93; only certainty itself is 100, and only its contrary 0."""
    rounded = round(100 * confidence)
    if 0 < confidence < 1:
        rounded = min(max(rounded, 1), 99)
    return rounded


def percent(confidence: float) -> str:
    """Return 0.934 as "93%"."""
    return f"{whole_percent(confidence)}%"


def confidence_words(confidence: float) -> str:
    """Return how sure 0 to 1 is, in words."""
    return next(words for least, words in _CONFIDENCE_WORDS if confidence >= least)
