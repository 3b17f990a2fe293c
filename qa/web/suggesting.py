"""Questions to begin with, made from the articles themselves."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from index.store import UnknownDocument
from qa.web.asking import service
from qa.web.languages import page_language
from source import Document

SUGGESTED = 4  # questions offered at once
OF_ARTICLES = 3  # that the first page's questions are made from
PATIENCE = 0.1  # seconds that a page waits for them: those known are read in a hundredth of it
_ASKED_IN = {"en": "en", "ru": "ru", "kk": "ru"}  # questions are understood in two languages

# new ones take seconds to find; one after the other, so that readers' questions are not held up
_finding = ThreadPoolExecutor(max_workers=1, thread_name_prefix="suggesting")


def suggested(documents: Sequence[Document], patience: float | None = PATIENCE) -> list[str]:
    """Return some questions that the articles answer, in turn from each of the last ones.

    Those that are not known yet are looked for and left out, to be there another time; with no
    limit to the patience they are waited for.
    """
    language, suggestions = _ASKED_IN[page_language()], service().suggestions
    latest = list(documents)[-OF_ARTICLES:][::-1]
    asked = [_finding.submit(suggestions, each.id, language) for each in latest]
    wait(asked, patience)
    made = [_found(each) for each in asked]
    longest = max(map(len, made), default=0)
    in_turn = [each[i] for i in range(longest) for each in made if i < len(each)]
    return list(dict.fromkeys(in_turn))[:SUGGESTED]


def _found(asked: Future) -> Sequence[str]:
    if not asked.done() or isinstance(asked.exception(), UnknownDocument):  # removed meanwhile
        return ()
    return asked.result()
