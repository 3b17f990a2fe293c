"""A SQLite file that several threads and processes share: connections and transactions."""

import errno
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

BUSY = 30.0  # seconds to wait for another process that writes
# What sqlite3 says of a file that is not what was written; not "locked", "full".
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


class Database:
    """The file and its tables, made if they are not there; one connection for each thread."""

    def __init__(self, path: Path, schema: str, damaged: Callable[[str], Exception]) -> None:
        """damaged makes what is raised of a file that SQLite can make no sense of.

        OSError of one that cannot be opened or written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._damaged = path, damaged
        self._local = threading.local()
        with self._named_damage():
            self._connection.executescript(schema)

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction: all of it is kept, or nothing."""
        return self._transaction("begin immediate")

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction that sees one state, whatever other processes write meanwhile."""
        return self._transaction("begin")

    @property
    def _connection(self) -> sqlite3.Connection:
        """The calling thread's connection."""
        if not hasattr(self._local, "connection"):
            connection = sqlite3.connect(self._path, timeout=BUSY, isolation_level=None)
            try:
                connection.execute("pragma journal_mode = wal")
                connection.execute("pragma foreign_keys = on")
            except BaseException:
                connection.close()
                raise
            self._local.connection = connection
        return self._local.connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._named_damage():
            connection = self._connection
            connection.execute(begin)
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise

    @contextmanager
    def _named_damage(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            # text that is not UTF-8 has no code
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in DAMAGE:
                raise self._damaged(str(error)) from error
            if isinstance(error, sqlite3.OperationalError):  # not writable, full, busy
                raise OSError(errno.EIO, str(error), str(self._path)) from error
            raise
