"""What a refusal says, in the language of its question."""

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


def message(reason: Reason, language: str) -> str:
    """Return the words of a refusal, English for a language that has none of its own."""
    return MESSAGES.get(language, MESSAGES["en"])[reason]
