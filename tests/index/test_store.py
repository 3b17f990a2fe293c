"""Documents and passages in SQLite."""

import sqlite3
import threading
from pathlib import Path

import pytest

import index.database
import index.store
from index.store import FILE, DamagedStore, Store, UnknownDocument
from source import Document, Passage, split

TEXT = "Первое предложение. Второе 🚗 предложение.\n\nСовсем другое. " * 12
ONE = Document("one", "Один", TEXT, "ru", "Издатель", "https://example.org/1", True)
TWO = Document("two", "Two", "One. Two.", "en")
MANY = [Document(f"d{i}", f"{i}", f"{i}. " + TEXT * 5) for i in range(12)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def run(store: Store, statement: str, *values: object) -> None:
    """Change the file behind the store's back."""
    connection = sqlite3.connect(store.folder / FILE)
    with connection:
        connection.execute(statement, values)
    connection.close()


def checkpointed(folder: Path) -> Path:
    """Return the file of a store of many documents, with nothing left in its log."""
    store = Store(folder)
    for document in MANY:
        store.add(document)
    connection = sqlite3.connect(folder / FILE)
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    return folder / FILE


def test_a_document_comes_back_as_it_went_in(store):
    assert store.add(ONE) is True
    assert store.document("one") == ONE
    assert store.documents() == [ONE]


@pytest.mark.parametrize(
    "text", ["", "a\0b", "\r\n\t\u2028", "👩\u200d👩\u200d👧 e\u0301 شاي", "x" * 10**6]
)
def test_no_character_of_a_text_is_lost(store, text):
    store.add(Document("x", "X", text))
    assert store.document("x").text == text


def test_adding_again_changes_nothing(store):
    store.add(ONE)
    before = store.generation
    assert store.add(ONE) is False
    assert store.documents() == [ONE]
    assert store.generation == before


def test_another_text_of_an_id_takes_the_place_of_the_one_before(store):
    store.add(ONE)
    store.add(Document("two", "Two", "Two."))
    before = store.generation
    other = Document("one", "Other", "Another. " * 300, "en", "Publisher", "https://example.com/")
    assert store.add(other) is True
    assert [document.id for document in store.documents()] == ["one", "two"]
    assert store.document("one") == other
    assert [p for p in store.passages() if p.document.id == "one"] == list(split(other))
    assert store.generation == before + 1
    assert store.verify() == len(store.passages())


def test_documents_and_passages_are_in_the_order_they_were_added(store):
    for document in (TWO, ONE):
        store.add(document)
    assert store.documents() == [TWO, ONE]
    assert store.passages() == split(TWO) + split(ONE)


def test_removing_forgets_a_document_and_its_passages(store):
    store.add(ONE)
    store.add(TWO)
    store.remove("one")
    assert store.documents() == [TWO]
    assert store.passages() == split(TWO)


def test_a_removed_document_can_be_added_again_and_comes_last(store):
    store.add(ONE)
    store.add(TWO)
    store.remove("one")
    store.add(ONE)
    assert store.documents() == [TWO, ONE]


@pytest.mark.parametrize("unknown", ["", "One", "' or 1=1 --", "one "])
def test_an_unknown_id_is_named(store, unknown):
    store.add(ONE)
    before = store.generation
    for call in (store.document, store.remove):
        with pytest.raises(UnknownDocument) as caught:
            call(unknown)
        assert caught.value.document_id == unknown
        assert repr(unknown) in str(caught.value)
    assert (store.documents(), store.generation) == ([ONE], before)


def test_every_change_raises_the_generation(store):
    seen = [store.generation]
    store.add(ONE)
    seen.append(store.generation)
    store.add(TWO)
    seen.append(store.generation)
    store.remove("one")
    seen.append(store.generation)
    assert seen == [0, 1, 2, 3]


def test_a_store_is_kept(tmp_path):
    Store(tmp_path).add(ONE)
    again = Store(tmp_path)
    assert (again.documents(), again.passages(), again.generation) == ([ONE], split(ONE), 1)


def test_a_store_is_new_until_something_was_added(tmp_path):
    assert Store(tmp_path).is_new
    assert Store(tmp_path).is_new, "a first start that was cut off counts as none"
    Store(tmp_path).add(ONE)
    assert not Store(tmp_path).is_new
    Store(tmp_path).remove("one")
    assert not Store(tmp_path).is_new


def test_two_stores_on_one_folder_see_each_other(tmp_path):
    one, other = Store(tmp_path), Store(tmp_path)
    one.add(ONE)
    assert other.documents() == [ONE]
    other.remove("one")
    assert (one.documents(), one.generation) == ([], 2)


def test_threads_share_a_store(store):
    def add(number: int) -> None:
        store.add(Document(f"{number}", "T", f"Number {number}."))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {document.id for document in store.documents()} == {str(n) for n in range(16)}
    assert store.generation == 16
    assert store.verify() == 16


def test_a_reader_sees_one_state_while_another_writes(tmp_path):
    store, stop, failures = Store(tmp_path), threading.Event(), []

    def write() -> None:
        other = Store(tmp_path)
        while not stop.is_set():
            other.add(TWO)
            other.remove("two")

    def read() -> None:
        try:
            for _ in range(300):
                assert store.passages() in ([], split(TWO))
                assert store.verify() in (0, len(split(TWO)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write), threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    threads[1].join()
    stop.set()
    threads[0].join()
    assert failures == []


def test_a_document_that_cannot_be_split_leaves_nothing(store, monkeypatch):
    def fail(document: Document) -> list[Passage]:
        yield Passage(document, 0, 4)
        raise RuntimeError("broken")

    monkeypatch.setattr(index.store, "split", fail)
    with pytest.raises(RuntimeError, match="broken"):
        store.add(TWO)
    assert (store.documents(), store.passages(), store.generation) == ([], [], 0)


def test_a_text_that_cannot_be_written_leaves_nothing(store):
    store.add(ONE)
    with pytest.raises(UnicodeEncodeError):
        store.add(Document("two", "Two", "half an emoji: \ud83d."))
    assert (store.documents(), store.generation) == ([ONE], 1)
    assert store.add(TWO), "the store goes on"


def test_another_splitter_splits_anew(store, monkeypatch):
    store.add(ONE)

    def whole(document: Document) -> list[Passage]:
        return [Passage(document, 0, len(document.text))]

    monkeypatch.setattr(index.store, "split", whole)
    assert Store(store.folder).passages() == split(ONE), "the same version keeps its passages"
    monkeypatch.setattr(index.store, "SPLITTER_VERSION", index.store.SPLITTER_VERSION + 1)
    assert Store(store.folder).passages() == whole(ONE)
    assert Store(store.folder).verify() == 1


def test_verify_counts_the_passages(store):
    store.add(ONE)
    store.add(TWO)
    assert store.verify() == len(split(ONE)) + len(split(TWO))


def test_verify_finds_a_changed_text(store):
    store.add(ONE)
    store.add(TWO)
    run(store, "update document set text = 'One. Tvo.' where id = 'two'")
    with pytest.raises(DamagedStore) as caught:
        store.verify()
    assert caught.value.folder == store.folder
    assert caught.value.reason == "the text of document two has changed"


@pytest.mark.parametrize(
    "change",
    ["delete from passage where start = 0", "update passage set stop = stop - 1 where start = 0"],
)
def test_verify_finds_changed_passages(store, change):
    store.add(ONE)
    run(store, change)
    with pytest.raises(DamagedStore, match="document one has other passages"):
        store.verify()


@pytest.mark.parametrize(
    "content", [b"not a database" * 1000, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_damaged(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(DamagedStore, match="restore a copy") as caught:
        Store(tmp_path)
    assert caught.value.folder == tmp_path
    assert (tmp_path / FILE).read_bytes() == content, "nothing was written over it"


def test_another_programs_database_is_damaged(tmp_path):
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("create table document (title)")
    connection.close()
    with pytest.raises(DamagedStore):
        Store(tmp_path)


def test_a_database_cut_in_half_is_damaged(tmp_path):
    file = checkpointed(tmp_path)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(DamagedStore):
        Store(tmp_path).documents()


def test_a_page_of_garbage_is_damage_whenever_it_is_met(tmp_path):
    file = checkpointed(tmp_path)
    content = bytearray(file.read_bytes())
    middle = len(content) // 8192 * 4096
    content[middle : middle + 8192] = b"\xaa" * 8192
    store = Store(tmp_path)
    file.write_bytes(content)
    for call in (store.documents, store.passages, store.verify):
        with pytest.raises(DamagedStore, match="malformed"):
            call()


def test_text_that_is_no_utf8_is_damage(store):
    store.add(TWO)
    run(store, "update document set text = cast(x'ff' as text)")
    with pytest.raises(DamagedStore, match="UTF-8"):
        store.documents()


def test_a_busy_store_is_not_called_damaged(store, monkeypatch):
    monkeypatch.setattr(index.database, "BUSY", 0.01)
    other = sqlite3.connect(store.folder / FILE, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(OSError, match="locked"):
        Store(store.folder)
    other.execute("rollback")
    other.close()
    assert Store(store.folder).documents() == []
