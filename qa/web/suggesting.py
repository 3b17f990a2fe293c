"""Questions to begin with, made from the articles themselves."""

from collections.abc import Sequence

from qa.web.asking import service
from qa.web.languages import page_language
from source import Document

SUGGESTED = 4  # questions offered at once
OF_ARTICLES = 3  # that the first page's questions are made from
_ASKED_IN = {"en": "en", "ru": "ru", "kk": "ru"}  # questions are understood in two languages


def suggested(documents: Sequence[Document]) -> list[str]:
    """Return some questions that the articles answer, in turn from each of the last ones."""
    language = _ASKED_IN[page_language()]
    latest = list(documents)[-OF_ARTICLES:][::-1]
    made = [list(service().suggestions(each.id, language)) for each in latest]
    longest = max(map(len, made), default=0)
    in_turn = [each[i] for i in range(longest) for each in made if i < len(each)]
    return list(dict.fromkeys(in_turn))[:SUGGESTED]
