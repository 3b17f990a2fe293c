"""What a refusal says, in the language of its question."""

from collections.abc import Sequence

from qa.answer import Reason

MESSAGES: dict[str, dict[Reason, str]] = {
    "en": {
        "no_passage": "There is no article to answer from.",
        "not_stated": "The articles do not state this.",
        "low_confidence": "The articles may touch on this, but no passage answers it clearly.",
        "language_unsupported": "Please ask in English or Russian.",
    },
    "ru": {
        "no_passage": "Нет статьи, по которой можно ответить.",
        "not_stated": "В статьях об этом не сказано.",
        "low_confidence": "В статьях об этом, возможно, речь идёт, но ясного ответа нет.",
        "language_unsupported": "Пожалуйста, спросите по-русски или по-английски.",
    },
}
NOWHERE = {
    "en": "Words of the question that occur nowhere: {words}.",
    "ru": "Слова вопроса, которых нигде нет: {words}.",
}


def message(reason: Reason, language: str, unmatched: Sequence[str]) -> str:
    """Return the words of a refusal, English for a language that has none of its own."""
    language = language if language in MESSAGES else "en"
    said = MESSAGES[language][reason]
    if unmatched and reason in ("not_stated", "low_confidence"):
        said += " " + NOWHERE[language].format(words=", ".join(unmatched))
    return said
