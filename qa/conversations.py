"""Conversations and what was said of their answers, kept in SQLite as a person put them in."""

import json
import re
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from index.database import Database
from qa import kept
from qa.answer import Answers, Refusal
from qa.answerer import Names
from qa.confidence import Origin

FILE = "conversations.sqlite"
TITLE_LIMIT = 120  # characters
COMMENT_LIMIT = 2000  # characters
EXCHANGES = 1000  # in one conversation, at most
LISTED = 200  # conversations listed at once, at most
ID_BYTES = 16  # of chance, so that nobody guesses the address of another's conversation
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
SCHEMA = """
create table if not exists conversation (
    position integer primary key autoincrement,
    id text not null unique,
    owner text not null,
    title text not null,
    started_at text not null,
    changed_at text not null
);
create index if not exists conversation_of_owner on conversation (owner, changed_at);
create table if not exists exchange (
    conversation integer not null references conversation (position) on delete cascade,
    number integer not null,
    id text not null,
    outcome text not null,
    names text not null,
    asked_at text not null,
    primary key (conversation, number),
    unique (conversation, id)
) without rowid;
create table if not exists feedback (
    conversation integer not null,
    exchange integer not null,
    verdict text not null,
    document_id text,
    sha256 text,
    start integer,
    stop integer,
    quote text,
    comment text not null,
    given_at text not null,
    primary key (conversation, exchange),
    foreign key (conversation, exchange)
        references exchange (conversation, number) on delete cascade
) without rowid;
"""
_HEADING = """
select id, owner, title, started_at, changed_at,
    (select count(*) from exchange where conversation = position), position
from conversation
"""
_EXCHANGE = """
select e.id, e.number, e.outcome, e.names, e.asked_at,
    f.verdict, f.document_id, f.sha256, f.start, f.stop, f.quote, f.comment, f.given_at
from exchange e left join feedback f on (f.conversation, f.exchange) = (e.conversation, e.number)
"""

Verdict = Literal["right", "wrong", "wrong_place"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class UnknownConversation(Exception):
    """An id that no conversation has."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"there is no conversation {conversation_id!r}; it may have been deleted")
        self.conversation_id = conversation_id


class UnknownExchange(Exception):
    """An id that no exchange of the conversation has."""

    def __init__(self, conversation_id: str, exchange_id: str) -> None:
        super().__init__(f"conversation {conversation_id!r} has no exchange {exchange_id!r}")
        self.conversation_id, self.exchange_id = conversation_id, exchange_id


class IdTaken(Exception):
    """An id that something else was kept under already."""

    def __init__(self, taken_id: str, by: str) -> None:
        super().__init__(f"the id {taken_id!r} is taken by {by}; wanted a new one")
        self.taken_id, self.by = taken_id, by


class FullConversation(Exception):
    """A conversation that can hold no more exchanges."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(
            f"the conversation {conversation_id!r} has {EXCHANGES} questions, which is the most; "
            "begin another"
        )
        self.conversation_id = conversation_id


class DamagedConversations(Exception):
    """A file of conversations whose contents cannot be what was put in."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"the conversations in {folder} are damaged: {reason}; "
            f"restore a copy of {FILE}, or move it away to begin anew"
        )
        self.folder, self.reason = folder, reason


@dataclass(frozen=True)
class Place:
    """A span of a document in one state of its text."""

    document_id: str
    sha256: str
    start: int
    stop: int
    quote: str


@dataclass(frozen=True)
class Feedback:
    """What a person said of an outcome."""

    verdict: Verdict
    span: Place | None  # where the right answer stands
    comment: str
    given_at: datetime


@dataclass(frozen=True)
class Exchange:
    """A question and what came back, as it was given; outcome.question is as it was typed."""

    id: str  # the asker's: the same id again is the same exchange, not another
    number: int  # its place in the conversation, from 0
    outcome: Answers | Refusal  # with Quotations for Citations
    names: Names  # of the models and the index that answered
    asked_at: datetime
    feedback: Feedback | None = None

    @property
    def question(self) -> str:
        return self.outcome.question

    @property
    def resolved_question(self) -> str | None:
        return self.outcome.resolved_question


@dataclass(frozen=True)
class Heading:
    """What is known about a conversation without opening it."""

    id: str
    owner: str  # who may change it; empty: whoever knows its id
    title: str  # the first question until it is renamed; empty before either
    started_at: datetime
    changed_at: datetime
    length: int  # exchanges


@dataclass(frozen=True)
class Conversation(Heading):
    """A conversation with all that was said in it."""

    exchanges: tuple[Exchange, ...] = ()


def new_id() -> str:
    """Return an id for a conversation or an exchange that nothing else has."""
    return secrets.token_urlsafe(ID_BYTES)


def _now() -> datetime:
    return datetime.now(UTC)


class Conversations:
    """The conversations of a folder; safe to use from several threads and processes."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = _now) -> None:
        self._database = Database(folder / FILE, SCHEMA, partial(DamagedConversations, folder))
        self._now = now

    def create(
        self, owner: str = "", title: str = "", conversation_id: str | None = None
    ) -> Heading:
        """Begin a conversation; one that its owner began with this id already is returned as it is.

        IdTaken if the id is another's, ValueError for an id or a title that cannot be kept.
        """
        wanted = new_id() if conversation_id is None else _checked_id(conversation_id)
        title, now = _checked("title", title.strip(), TITLE_LIMIT), self._now().isoformat()
        with self._database.writing() as connection:
            connection.execute(
                "insert into conversation (id, owner, title, started_at, changed_at) "
                "values (?, ?, ?, ?, ?) on conflict (id) do nothing",
                (wanted, owner, title, now, now),
            )
            heading, _ = _found(connection, wanted)
        if heading.owner != owner:
            raise IdTaken(wanted, "another conversation")
        return heading

    def listed(self, owner: str | None = "", limit: int = LISTED, offset: int = 0) -> list[Heading]:
        """Return an owner's conversations, or everybody's for None: the last changed first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_HEADING} where :owner is null or owner = :owner "
                "order by changed_at desc, position desc limit :limit offset :offset",
                {"owner": owner, "limit": min(limit, LISTED), "offset": offset},
            )
            return [_heading(row) for row in rows]

    def get(self, conversation_id: str) -> Conversation:
        """Return the conversation with its exchanges in order; UnknownConversation if none is."""
        with self._database.reading() as connection:
            heading, position = _found(connection, conversation_id)
            rows = connection.execute(
                f"{_EXCHANGE} where e.conversation = ? order by e.number", (position,)
            )
            exchanges = tuple(_exchange(row) for row in rows)
        return Conversation(**vars(heading), exchanges=exchanges)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title; ValueError for a blank or too long one."""
        title = _checked("title", title.strip(), TITLE_LIMIT)
        if not title:
            raise ValueError(f"the title is blank; wanted 1 to {TITLE_LIMIT} characters")
        with self._database.writing() as connection:
            _, position = _found(connection, conversation_id)
            connection.execute(
                "update conversation set title = ? where position = ?", (title, position)
            )

    def delete(self, conversation_id: str) -> None:
        """Forget a conversation with its exchanges and what was said of them."""
        with self._database.writing() as connection:
            _, position = _found(connection, conversation_id)
            connection.execute("delete from conversation where position = ?", (position,))

    def append(
        self, conversation_id: str, exchange_id: str, outcome: Answers | Refusal, names: Names
    ) -> Exchange:
        """Keep a question and its outcome as the last of the conversation, and return it.

        The same id again changes nothing and returns what was kept first; with another question
        it is IdTaken. FullConversation after EXCHANGES of them, ValueError for a bad id.
        """
        _checked_id(exchange_id)
        now = self._now().isoformat()
        with self._database.writing() as connection:
            heading, position = _found(connection, conversation_id)
            if before := _of_id(connection, position, exchange_id):
                return _same(before, outcome.question)
            if heading.length >= EXCHANGES:
                raise FullConversation(conversation_id)
            connection.execute(
                "insert into exchange values "
                "(?, (select count(*) from exchange where conversation = ?), ?, ?, ?, ?)",
                (position, position, exchange_id, kept.written(outcome), _written(names), now),
            )
            title = heading.title or outcome.question.strip()[:TITLE_LIMIT]
            connection.execute(
                "update conversation set title = ?, changed_at = ? where position = ?",
                (title, now, position),
            )
            return _of_id(connection, position, exchange_id)

    def exchange(self, conversation_id: str, exchange_id: str, question: str) -> Exchange | None:
        """Return what is kept under this id, None where nothing is: then it may be appended.

        Ask before answering, so that what is sent again is not answered again. IdTaken if it was
        another question.
        """
        with self._database.reading() as connection:
            _, position = _found(connection, conversation_id)
            found = _of_id(connection, position, exchange_id)
        return found and _same(found, question)

    def judge(
        self,
        conversation_id: str,
        exchange_id: str,
        verdict: Verdict,
        span: Place | None = None,
        comment: str = "",
    ) -> Feedback:
        """Keep what a person says of an outcome, in place of what was said of it before.

        UnknownExchange if there is none; ValueError for another verdict or too long a comment.
        """
        if verdict not in VERDICTS:
            raise ValueError(f"the verdict is {verdict!r}; wanted one of {', '.join(VERDICTS)}")
        comment = _checked("comment", comment.strip(), COMMENT_LIMIT)
        now = self._now()
        place = astuple(span) if span else (None,) * len(fields(Place))
        with self._database.writing() as connection:
            position, number = _place_of(connection, conversation_id, exchange_id)
            connection.execute(
                "insert or replace into feedback values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (position, number, verdict, *place, comment, now.isoformat()),
            )
        return Feedback(verdict, span, comment, now)

    def withdraw(self, conversation_id: str, exchange_id: str) -> None:
        """Forget what was said of an outcome, if anything was; UnknownExchange as with judge."""
        with self._database.writing() as connection:
            place = _place_of(connection, conversation_id, exchange_id)
            connection.execute(
                "delete from feedback where (conversation, exchange) = (?, ?)", place
            )

    def judged(self) -> list[Exchange]:
        """Return every exchange that something was said of, in the order they were asked."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_EXCHANGE} where f.verdict is not null order by e.conversation, e.number"
            )
            return [_exchange(row) for row in rows]


def _checked_id(text: str) -> str:
    if not ID.fullmatch(text):
        raise ValueError(f"the id is {text[:80]!r}; wanted 1 to 64 letters, digits, - or _")
    return text


def _checked(what: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(f"the {what} has {len(text)} characters; wanted {limit} at most")
    return text


def _found(connection: sqlite3.Connection, conversation_id: str) -> tuple[Heading, int]:
    """Return the conversation's heading and its position."""
    row = connection.execute(f"{_HEADING} where id = ?", (conversation_id,)).fetchone()
    if row is None:
        raise UnknownConversation(conversation_id)
    return _heading(row), row[-1]


def _of_id(connection: sqlite3.Connection, position: int, exchange_id: str) -> Exchange | None:
    row = connection.execute(
        f"{_EXCHANGE} where e.conversation = ? and e.id = ?", (position, exchange_id)
    ).fetchone()
    return row and _exchange(row)


def _place_of(
    connection: sqlite3.Connection, conversation_id: str, exchange_id: str
) -> tuple[int, int]:
    """Return the conversation's position and the exchange's number."""
    _, position = _found(connection, conversation_id)
    found = _of_id(connection, position, exchange_id)
    if found is None:
        raise UnknownExchange(conversation_id, exchange_id)
    return position, found.number


def _same(found: Exchange, question: str) -> Exchange:
    if found.question != question:
        raise IdTaken(found.id, "another question")
    return found


def _heading(row: Sequence) -> Heading:
    conversation_id, owner, title, started_at, changed_at, length, _ = row
    started, changed = datetime.fromisoformat(started_at), datetime.fromisoformat(changed_at)
    return Heading(conversation_id, owner, title, started, changed, length)


def _exchange(row: Sequence) -> Exchange:
    exchange_id, number, outcome, names, asked_at, *said = row
    return Exchange(
        exchange_id,
        number,
        kept.read(outcome),
        _names(names),
        datetime.fromisoformat(asked_at),
        _feedback(said),
    )


def _written(names: Names) -> str:
    return json.dumps(asdict(names))


def _names(text: str) -> Names:
    said = json.loads(text)
    return Names(**(said | {"calibration": Origin(**said["calibration"])}))


def _feedback(said: Sequence) -> Feedback | None:
    verdict, document_id, sha256, start, stop, quote, comment, given_at = said
    if verdict is None:
        return None
    span = Place(document_id, sha256, start, stop, quote) if document_id is not None else None
    return Feedback(verdict, span, comment, datetime.fromisoformat(given_at))
