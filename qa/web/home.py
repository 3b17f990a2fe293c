"""The first page: a question box, what to ask, and a question by its address."""

from flask import Blueprint, Response, redirect, render_template, request

from qa.answerer import BadQuestion
from qa.conversations import Exchange, IdTaken, new_id
from qa.kept import detached
from qa.web.asking import CANDIDATES, begin, complaint, form_id, service
from qa.web.conversations import address
from qa.web.suggesting import suggested

LISTED_LIMIT = 5  # articles named on the first page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def ask() -> str | tuple[str, int]:
    """Show the first page; with a question in the address, its answer, which is not kept."""
    if "q" not in request.args:
        return _home()
    question = request.args["q"]
    try:
        outcome = service().answerer.ask(question, top_k=CANDIDATES)
    except BadQuestion as error:
        return _home(question, complaint(error)), 422
    return render_template("single.html", question=question, outcome=detached(outcome))


@blueprint.post("/")
def ask_by_form() -> Response | tuple[str, int]:
    """Begin a conversation with a question, and lead to its address."""
    question = request.form.get("q", "")
    conversation_id = form_id("conversation")
    try:
        try:
            exchange = _begin(conversation_id, form_id("exchange"), question)
        except IdTaken:  # the form was gone back to, and now asks something else
            conversation_id = new_id()
            exchange = _begin(conversation_id, new_id(), question)
    except BadQuestion as error:
        return _home(question, complaint(error)), 422
    return redirect(address(conversation_id, exchange), 303)


def _begin(conversation_id: str, exchange_id: str, question: str) -> Exchange:
    before = request.form.get("before", "")
    if before:  # the question that the page was opened with is the first of the conversation
        begin(conversation_id, f"{exchange_id}-before", before)
    return begin(conversation_id, exchange_id, question)


def _home(question: str = "", complaint: str = "") -> str:
    documents = service().store.documents()
    return render_template(
        "home.html",
        question=question,
        complaint=complaint,
        suggested=suggested(documents),
        documents=documents[:LISTED_LIMIT],
        unlisted=max(0, len(documents) - LISTED_LIMIT),
    )
