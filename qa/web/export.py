"""A conversation as a file: Markdown for a reader, JSON for a program."""

import re

from flask_babel import gettext as _

from qa.answer import Answer, Refusal
from qa.conversations import Conversation, Exchange
from qa.kept import Quotation
from qa.web.languages import percent
from qa.web.payload import conversation_payload, dumps
from qa.web.viewer import permanent_address
from qa.web.wording import REFUSAL_HEADINGS, confidence_words

# what Markdown would read as more than text
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def json_text(conversation: Conversation) -> str:
    """Return the conversation as the endpoint gives it."""
    return dumps(conversation_payload(conversation)) + "\n"


def markdown(conversation: Conversation) -> str:
    """Return the questions as headings, each with its quote, its sentence and its address."""
    parts = [f"# {_plain(conversation.title)}"]
    parts += [_exchange(each) for each in conversation.exchanges]
    return "\n\n".join(parts) + "\n"


def _exchange(exchange: Exchange) -> str:
    parts = [f"## {_plain(exchange.question)}"]
    if exchange.resolved_question:
        parts.append(_("Read as: %(question)s", question=_plain(exchange.resolved_question)))
    outcome = exchange.outcome
    if isinstance(outcome, Refusal):
        parts.append(f"**{_(REFUSAL_HEADINGS[outcome.reason])}**")
        if outcome.unmatched_terms:
            terms = ", ".join(map(_plain, outcome.unmatched_terms))
            parts.append(_("Found nowhere in the articles: %(terms)s", terms=terms))
        if outcome.nearest:
            parts += [_("The nearest thing that is stated:"), *_cited(outcome.nearest)]
        return "\n\n".join(parts)
    best: Answer = outcome.answers[0]
    sure = f"{_(confidence_words(best.confidence))}, {percent(best.confidence)}"
    parts += [f"**{_plain(best.text)}**", sure, *_cited(best.citation)]
    return "\n\n".join(parts)


def _cited(quotation: Quotation) -> list[str]:
    document = quotation.document
    named = [each for each in (document.title or document.id, document.publisher) if each]
    return [
        f"> {_plain(quotation.sentence_text)}",
        f"{_plain(', '.join(named))}, <{permanent_address(quotation)}>",
    ]


def _plain(text: str) -> str:
    """Return the text on one line, with nothing in it that Markdown would act on."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
