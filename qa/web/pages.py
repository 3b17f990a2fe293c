"""The pages: a question box, an answer in its place, an article."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from index.store import UnknownDocument
from qa.answer import Answers, Citation
from qa.answerer import QUESTION_LIMIT, BadQuestion
from qa.web.wording import REFUSAL_HEADINGS, confidence_words, language_name, percent
from source import Document, Span

if TYPE_CHECKING:
    from qa.assemble import Service

CANDIDATES = 3  # answers shown: the first large, the others folded away
SENTENCE_LIMIT = 320  # characters shown on either side of a quote; a sentence can be a megabyte
LISTED_LIMIT = 8  # articles named on the first page

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")

# what went wrong, in plain words: a heading, and what is said where nothing more is known
_ERROR_WORDS = {
    400: ("That cannot be shown", "The address, or what came with it, cannot be read."),
    404: ("Not here", "There is no such page here."),
    405: ("That cannot be done", "This page cannot be used that way."),
    413: ("Too much at once", "That is more than this page takes."),
    500: (
        "Something went wrong",
        "The fault is on this side, and has been written down. Please try again.",
    ),
}

blueprint = Blueprint("pages", __name__)


class Piece(NamedTuple):
    """A stretch of a paragraph, marked or not; the first marked one of a page is its anchor."""

    text: str
    is_marked: bool
    is_anchor: bool = False


@blueprint.get("/")
def ask() -> Response | tuple[str, int]:
    if "q" not in request.args:
        return _home()
    question = request.args["q"]
    try:
        outcome = _service().answerer.ask(question, top_k=CANDIDATES)
    except BadQuestion as error:
        return _home(question, _complaint(error)), 422
    template = "answer.html" if isinstance(outcome, Answers) else "refusal.html"
    return render_template(template, question=question, outcome=outcome)


@blueprint.post("/")
def ask_by_form() -> Response | tuple[str, int]:
    """Send a question on to its address; one that is too long for any address stays here."""
    question = request.form.get("q", "")
    if len(question) > QUESTION_LIMIT:
        return _home(question, _too_long(question)), 422
    return redirect(url_for("pages.ask", q=question), 303)


@blueprint.get("/documents")
def documents() -> str:
    return render_template("documents.html", documents=_service().store.documents())


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> str:
    try:
        found = _service().store.document(document_id)
    except UnknownDocument as error:
        raise NotFound("There is no such article here. It may have been removed.") from error
    quote = _asked_span(found)
    return render_template(
        "document.html",
        document=found,
        quote=quote,
        paragraphs=[list(_pieces(found.text, each, quote)) for each in _paragraphs(found.text)],
    )


@blueprint.app_template_global()
def cited_sentence(citation: Citation) -> tuple[str, str, str]:
    """Return the sentence as what stands before the quote, the quote, and what stands after."""
    text, sentence = citation.document.text, citation.sentence
    start = max(sentence.start, citation.start - SENTENCE_LIMIT)
    stop = min(sentence.stop, citation.stop + SENTENCE_LIMIT)
    before = ("…" if start > sentence.start else "") + text[start : citation.start]
    after = text[citation.stop : stop] + ("…" if stop < sentence.stop else "")
    return before, citation.quote, after


@blueprint.app_template_global()
def place(citation: Citation) -> str:
    """Return the address that shows the article with the quote marked."""
    return url_for(
        "pages.document",
        document_id=citation.document.id,
        start=citation.start,
        stop=citation.stop,
        _anchor="quote",
    )


@blueprint.app_template_filter()
def lang(language: str) -> str:
    """Return the value of a lang attribute; empty says that the language is not known."""
    return "" if language == "und" else language


@blueprint.app_template_test("web_address")
def is_web_address(url: str | None) -> bool:
    """Say whether a link to it is safe: "javascript:" is an address as well."""
    return bool(url) and url.lower().startswith(("http://", "https://"))


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {
        "confidence_words": confidence_words,
        "language_name": language_name,
        "percent": percent,
        "refusal_headings": REFUSAL_HEADINGS,
        "question_limit": QUESTION_LIMIT,
    }


def error_page(error: HTTPException) -> Response:
    """Return the error as a page, with the headers that its status asks for."""
    # werkzeug's own descriptions speak to programmers; those given here speak to readers
    heading, message = _ERROR_WORDS.get(error.code, (error.name, error.description))
    if error.description != type(error).description:
        message = error.description
    page = render_template("error.html", heading=heading, message=message)
    response = Response(page, error.code, error.get_headers())
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _service() -> "Service":
    return current_app.extensions["qa"]


def _home(question: str = "", complaint: str = "") -> str:
    documents = _service().store.documents()
    return render_template(
        "home.html",
        question=question,
        complaint=complaint,
        documents=documents[:LISTED_LIMIT],
        unlisted=max(0, len(documents) - LISTED_LIMIT),
    )


def _complaint(error: BadQuestion) -> str:
    if len(error.question) > QUESTION_LIMIT:
        return _too_long(error.question)
    if not error.question.strip():
        return "Type a question first."
    return f"This cannot be asked: {error.reason}"


def _too_long(question: str) -> str:
    return (
        f"That is {len(question):,} characters; a question can have {QUESTION_LIMIT} at most. "
        "It is kept below: shorten it and ask again."
    )


def _asked_span(document: Document) -> Span | None:
    """Return the span that the address asks to mark, None where it asks for none.

    Blanks at its ends are left out: they may lie between paragraphs, where nothing is shown.
    """
    given = {name: request.args[name] for name in ("start", "stop") if name in request.args}
    if not given:
        return None
    length = len(document.text)
    try:
        span = Span(int(given["start"]), int(given["stop"]))
    except (KeyError, ValueError) as error:
        raise BadRequest(
            "This link is broken: a place in an article has a start and a stop, both whole numbers."
        ) from error
    if not 0 <= span.start < span.stop <= length:
        raise BadRequest(
            f"This link is broken: characters {span.start} to {span.stop} are not a place "
            f"in an article of {length:,} characters."
        )
    words = document.text[slice(*span)]
    if not words.strip():
        raise BadRequest("This link is broken: nothing but blanks stands in that place.")
    return Span(span.stop - len(words.lstrip()), span.start + len(words.rstrip()))


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield where paragraphs stand: what blank lines set apart, line breaks kept within."""
    start = 0
    for blank in _BLANK_LINES.finditer(text):
        if text[start : blank.start()].strip():
            yield Span(start, blank.start())
        start = blank.end()
    if text[start:].strip():
        yield Span(start, len(text))


def _pieces(text: str, paragraph: Span, quote: Span | None) -> Iterator[Piece]:
    """Yield the paragraph cut where the quote starts and stops; joined, they are its text."""
    if quote is None or quote.stop <= paragraph.start or paragraph.stop <= quote.start:
        yield Piece(text[slice(*paragraph)], is_marked=False)
        return
    start, stop = max(quote.start, paragraph.start), min(quote.stop, paragraph.stop)
    if paragraph.start < start:
        yield Piece(text[paragraph.start : start], is_marked=False)
    yield Piece(text[start:stop], is_marked=True, is_anchor=paragraph.start <= quote.start)
    if stop < paragraph.stop:
        yield Piece(text[stop : paragraph.stop], is_marked=False)
