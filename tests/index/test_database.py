"""The file that processes share: what is written is kept whole or not at all."""

import sqlite3
import threading

import pytest

from index.database import Database

SCHEMA = "create table if not exists note (text text not null);"


class Damaged(Exception):
    pass


@pytest.fixture
def database(tmp_path) -> Database:
    return Database(tmp_path / "folder" / "notes.sqlite", SCHEMA, Damaged)


def notes(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row[0] for row in connection.execute("select text from note")]


def test_what_was_written_is_there_when_it_is_opened_again(database, tmp_path):
    with database.writing() as connection:
        connection.execute("insert into note values ('чай')")
    assert notes(Database(tmp_path / "folder" / "notes.sqlite", SCHEMA, Damaged)) == ["чай"]


def test_a_transaction_that_fails_leaves_nothing(database):
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute("insert into note values ('half')")
        raise ZeroDivisionError
    assert notes(database) == []


def test_a_reader_sees_one_state_while_another_thread_writes(database):
    def write():
        with database.writing() as connection:
            connection.execute("insert into note values ('later')")

    with database.reading() as connection:
        before = connection.execute("select count(*) from note").fetchone()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert connection.execute("select count(*) from note").fetchone() == before == (0,)
    assert notes(database) == ["later"]


def test_a_file_that_is_no_database_is_named_as_the_caller_says(tmp_path):
    (tmp_path / "notes.sqlite").write_bytes(b"not a database at all, but long enough" * 40)
    with pytest.raises(Damaged, match="not a database"):
        Database(tmp_path / "notes.sqlite", SCHEMA, Damaged)


def test_a_constraint_is_not_called_damage(database):
    with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
        connection.execute("insert into note values (null)")
