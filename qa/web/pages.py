"""What every page has: its words and helpers, and what is shown when something went wrong."""

import re

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from qa.answer import Value
from qa.answerer import QUESTION_LIMIT
from qa.conversations import Heading, new_id
from qa.kept import Quotation
from qa.web import languages, preferences, reading, viewer
from qa.web.asking import service
from qa.web.visitor import known_visitor
from qa.web.wording import REFUSAL_HEADINGS, REFUSAL_MESSAGES, confidence_words, marked

RECENT = 12  # conversations named beside every page

# what went wrong, in plain words: a heading, and what is said where nothing more is known
_ERROR_WORDS = {
    400: (
        marked("That cannot be done"),
        marked("The address, or what came with it, cannot be read."),
    ),
    403: (marked("That is not allowed"), marked("This cannot be done from here.")),
    404: (marked("Not here"), marked("There is no such page here.")),
    405: (marked("That cannot be done"), marked("This page cannot be used that way.")),
    413: (marked("Too much at once"), marked("That is more than this page takes.")),
    500: (
        marked("Something went wrong"),
        marked("The fault is on this side, and has been written down. Please try again."),
    ),
}

_GROUPING = re.compile(r"(?<=\d)[\s,](?=\d)")
_TOKEN = re.compile(r"\w+|[%$€£₽₸]")

blueprint = Blueprint("pages", __name__)


@blueprint.app_template_filter()
def lang(language: str) -> str:
    """Return the value of a lang attribute; empty says that the language is not known."""
    return "" if language == "und" else language


@blueprint.app_template_test("web_address")
def is_web_address(url: str | None) -> bool:
    """Say whether a link to it is safe: "javascript:" is an address as well."""
    return bool(url) and url.lower().startswith(("http://", "https://"))


@blueprint.app_template_global()
def recent_conversations() -> list[Heading]:
    """Return the conversations that this browser continued last."""
    owner = known_visitor()
    return service().conversations.listed(owner, limit=RECENT) if owner else []


@blueprint.app_template_filter()
def named(conversation: Heading) -> str:
    """Return a conversation's name; one begun over the API may have none yet."""
    return conversation.title or _("Nothing asked yet")


@blueprint.app_template_global()
def value_beside(value: Value | None, quotation: Quotation) -> str:
    """Return a quote's value in the reader's form; empty where it says no more than the quote."""
    if value is None:
        return ""
    words = languages.value_words(value)
    return "" if _tokens(words) <= _tokens(quotation.quote) else words


def _tokens(text: str) -> set[str]:
    """Return the words and numbers of a text, digits ungrouped, without "г." and its like."""
    ungrouped = _GROUPING.sub("", text.lower())
    return {each for each in _TOKEN.findall(ungrouped) if len(each) > 1 or each.isdigit()}


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {
        "cited_sentence": reading.cited_sentence,
        "confidence_words": confidence_words,
        "ids": {"conversation": new_id(), "exchange": new_id()},
        "day": languages.day,
        "exact": reading.exact,
        "language_name": languages.language_name,
        "language_names": languages.NAMES,
        "number": languages.number,
        "page_language": languages.page_language,
        "percent": languages.percent,
        "permanent_address": viewer.permanent_address,
        "question_limit": QUESTION_LIMIT,
        "reference": viewer.reference,
        "refusal_headings": REFUSAL_HEADINGS,
        "refusal_messages": REFUSAL_MESSAGES,
        "theme": preferences.theme,
    }


def error_page(error: HTTPException) -> Response:
    """Return the error as a page, with the headers that its status asks for."""
    # werkzeug's own descriptions speak to programmers; those given here speak to readers
    heading, message = _ERROR_WORDS.get(error.code, (error.name, error.description))
    message = _(message)
    if error.description != type(error).description:
        message = error.description
    typed = "" if error.code == 413 else _typed()  # a body that is too long is not read at all
    page = render_template("error.html", heading=_(heading), message=message, typed=typed)
    response = Response(page, error.code, error.get_headers())
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _typed() -> str:
    """Return a question that came with what went wrong, so that it need not be typed again."""
    return request.form.get("q", "") if request.method == "POST" else request.args.get("q", "")
