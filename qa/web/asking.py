"""A question asked in a conversation: answered once, kept, and given back when asked again."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from qa.answerer import QUESTION_LIMIT, BadQuestion
from qa.conversation import turns_of
from qa.conversations import (
    EXCHANGES,
    Conversation,
    Exchange,
    FullConversation,
    UnknownConversation,
    new_id,
)
from qa.web.languages import number
from qa.web.visitor import known_visitor, visitor

if TYPE_CHECKING:
    from qa.assemble import Service

CANDIDATES = 3  # answers shown: the first large, the others folded away

_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def service() -> "Service":
    """Return the service that this application answers from."""
    return current_app.extensions["qa"]


def form_id(name: str) -> str:
    """Return the id that the form carries, so that sent twice it asks once; else a new one."""
    given = request.form.get(name, "")
    return given if _ID.fullmatch(given) else new_id()


def begin(conversation_id: str, exchange_id: str, question: str) -> Exchange:
    """Return the first exchange of a conversation, which is kept once it is answered.

    The ids are the form's: the same form sent again gives the same exchange.
    """
    conversations = service().conversations
    try:
        conversation = conversations.get(conversation_id)
    except UnknownConversation:
        answerer = service().answerer
        outcome = answerer.ask(question, top_k=CANDIDATES)
        conversations.create(visitor(), conversation_id=conversation_id)
        return conversations.append(conversation_id, exchange_id, outcome, answerer.names)
    return follow(conversation, exchange_id, question, is_complete=False)


def follow(
    conversation: Conversation, exchange_id: str, question: str, is_complete: bool
) -> Exchange:
    """Return the page's next exchange; a question not complete is read after those before it."""
    refuse_others(conversation)
    try:
        return ask_on(conversation, exchange_id, question, is_complete=is_complete)
    except FullConversation as error:  # maybe since the page was shown
        raise Forbidden(
            _("This conversation has as many questions as one can have. Begin another.")
        ) from error


def ask_on(
    conversation: Conversation,
    exchange_id: str,
    question: str,
    is_complete: bool = False,
    top_k: int = CANDIDATES,
    document_ids: Collection[str] | None = None,
) -> Exchange:
    """Return the next exchange of a conversation, answered and kept.

    What was kept under the id before is given again and not answered again. BadQuestion, IdTaken
    and FullConversation are the caller's to tell.
    """
    conversations, answerer = service().conversations, service().answerer
    kept = conversations.exchange(conversation.id, exchange_id, question)
    if kept is not None:
        return kept
    if conversation.length >= EXCHANGES:
        raise FullConversation(conversation.id)
    turns = () if is_complete else turns_of(conversation.exchanges)
    outcome = answerer.ask(question, top_k=top_k, document_ids=document_ids, turns=turns)
    return conversations.append(conversation.id, exchange_id, outcome, answerer.names)


def conversation_of(conversation_id: str) -> Conversation:
    """Return the conversation; NotFound in plain words where there is none."""
    try:
        return service().conversations.get(conversation_id)
    except UnknownConversation as error:
        raise NotFound(_("There is no such conversation. It may have been deleted.")) from error


def is_ours(conversation: Conversation) -> bool:
    """Say whether this browser may ask on in the conversation, rename and delete it."""
    return conversation.owner in ("", known_visitor())


def refuse_others(conversation: Conversation) -> None:
    if not is_ours(conversation):
        raise Forbidden(
            _("This conversation belongs to another browser: you can read it, not change it.")
        )


def complaint(error: BadQuestion) -> str:
    """Return what was wrong with a question, in the reader's language."""
    length = len(error.question)
    if length > QUESTION_LIMIT:
        return _(
            "That is %(length)s characters; a question can have %(limit)s at most. "
            "It is kept below: shorten it and ask again.",
            length=number(length),
            limit=number(QUESTION_LIMIT),
        )
    if not error.question.strip():
        return _("Type a question first.")
    return _("This cannot be asked: it is not text.")
