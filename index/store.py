"""What a person put in, kept in SQLite: documents and the passages they were split into."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from index.database import Database
from source import SPLITTER_VERSION, Document, Passage, split

FILE = "library.sqlite"
SCHEMA = """
create table if not exists document (
    position integer primary key autoincrement,
    id text not null unique,
    title text not null,
    text text not null,
    sha256 text not null,
    language text not null,
    publisher text,
    url text,
    title_is_ours integer not null
);
create table if not exists passage (
    document integer not null references document (position) on delete cascade,
    start integer not null,
    stop integer not null,
    primary key (document, start, stop)
) without rowid;
create table if not exists state (key text primary key, value integer not null);
"""
_COLUMNS = "id, title, text, language, publisher, url, title_is_ours, sha256"
_EXCLUDED = ", ".join(f"excluded.{column}" for column in _COLUMNS.split(", "))


class UnknownDocument(Exception):
    """An id that no document in the store has."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"there is no document {document_id!r}; `qa list` shows those there are")
        self.document_id = document_id


class DamagedStore(Exception):
    """A store whose contents cannot be what was put in."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"the documents in {folder} are damaged: {reason}; restore a copy of it")
        self.folder, self.reason = folder, reason


class Store:
    """Documents in the order they were added; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder / FILE, SCHEMA, partial(DamagedStore, folder))
        self._split_anew()
        self.is_new = self.generation == 0  # nothing was ever added to it

    def add(self, document: Document) -> bool:
        """Keep a document and its passages, in place of another text of its id.

        False if it was there already as it is.
        """
        values = (
            document.id,
            document.title,
            document.text,
            document.language,
            document.publisher,
            document.url,
            document.title_is_ours,
            document.sha256,
        )
        with self._database.writing() as connection:
            kept = connection.execute(
                f"insert into document ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?) "
                f"on conflict (id) do update set ({_COLUMNS}) = ({_EXCLUDED}) "
                "where sha256 <> excluded.sha256 returning position",
                values,
            ).fetchone()
            if kept is None:
                return False
            connection.execute("delete from passage where document = ?", kept)
            _insert_passages(connection, *kept, document)
            _count_up(connection)
        return True

    def remove(self, document_id: str) -> None:
        """Forget a document and its passages; UnknownDocument if there is none."""
        with self._database.writing() as connection:
            removed = connection.execute("delete from document where id = ?", (document_id,))
            if removed.rowcount == 0:
                raise UnknownDocument(document_id)
            _count_up(connection)

    def document(self, document_id: str) -> Document:
        """Return the document of this id; UnknownDocument if there is none."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"select {_COLUMNS} from document where id = ?", (document_id,)
            ).fetchone()
        if row is None:
            raise UnknownDocument(document_id)
        return _document(row)

    def documents(self) -> list[Document]:
        """Return all documents in the order they were added."""
        with self._database.reading() as connection:
            return [document for _, document in _numbered(connection)]

    def passages(self) -> list[Passage]:
        """Return all passages, in the order of documents and of their text."""
        with self._database.reading() as connection:
            documents = dict(_numbered(connection))
            rows = connection.execute(
                "select document, start, stop from passage order by document, start, stop"
            )
            return [Passage(documents[number], start, stop) for number, start, stop in rows]

    @property
    def generation(self) -> int:
        """A number that every change of the documents raises."""
        with self._database.reading() as connection:
            row = connection.execute("select value from state where key = 'generation'").fetchone()
        return row[0] if row else 0

    def verify(self) -> int:
        """Return how many passages were checked; DamagedStore names what does not agree."""
        with self._database.reading() as connection:
            hashes = dict(connection.execute("select id, sha256 from document"))
            for number, document in _numbered(connection):
                if document.sha256 != hashes[document.id]:
                    changed = f"the text of document {document.id} has changed"
                    raise DamagedStore(self.folder, changed)
                if _spans(connection, number) != [(p.start, p.stop) for p in split(document)]:
                    raise DamagedStore(self.folder, f"document {document.id} has other passages")
            return connection.execute("select count(*) from passage").fetchone()[0]

    def _split_anew(self) -> None:
        """Split all documents again if another version of the splitter did it."""
        with self._database.writing() as connection:
            by = connection.execute("select value from state where key = 'splitter'").fetchone()
            if by == (SPLITTER_VERSION,):
                return
            connection.execute("delete from passage")
            for number, document in list(_numbered(connection)):
                _insert_passages(connection, number, document)
            _set(connection, "splitter", SPLITTER_VERSION)


def _document(row: tuple) -> Document:
    document_id, title, text, language, publisher, url, ours, _ = row
    return Document(document_id, title, text, language, publisher, url, bool(ours))


def _numbered(connection: sqlite3.Connection) -> Iterator[tuple[int, Document]]:
    rows = connection.execute(f"select position, {_COLUMNS} from document order by position")
    return ((row[0], _document(row[1:])) for row in rows)


def _spans(connection: sqlite3.Connection, number: int) -> list[tuple[int, int]]:
    return connection.execute(
        "select start, stop from passage where document = ? order by start, stop", (number,)
    ).fetchall()


def _insert_passages(connection: sqlite3.Connection, number: int, document: Document) -> None:
    connection.executemany(
        "insert into passage values (?, ?, ?)",
        ((number, passage.start, passage.stop) for passage in split(document)),
    )


def _count_up(connection: sqlite3.Connection) -> None:
    connection.execute(
        "insert into state values ('generation', 1) "
        "on conflict (key) do update set value = value + 1"
    )


def _set(connection: sqlite3.Connection, key: str, value: int) -> None:
    connection.execute(
        "insert into state values (?, ?) on conflict (key) do update set value = excluded.value",
        (key, value),
    )
