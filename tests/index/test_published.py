"""The index on disk: built once, noticed when it is stale or damaged, replaced at once."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import index.published
import index.store
from index.published import Published, StaleIndex, index_id, manifest_of
from index.store import Store
from source import Document, Passage, split

ONE = Document("one", "Один", "Мощность линии составит 10 000 единиц.\n\n" + "Кот спит. " * 80)
TWO = Document("two", "Two", "The dog barks. " * 60)
THREE = Document("three", "Three", "Birds sing.")
QUERIES = ("dog", "линии 10,000", "🚗", "birds")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory where there is one: tantivy waits for the disk at every build."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory, word_encoder) -> Path:
    """A folder with two documents and their index, to copy."""
    store = Store(tmp_path_factory.mktemp("built") / "data")
    store.add(ONE)
    store.add(TWO)
    Published(store.folder, word_encoder()).current(store)
    return store.folder


@pytest.fixture
def store(tmp_path: Path, built: Path) -> Store:
    shutil.copytree(built, tmp_path / "data", ignore=shutil.ignore_patterns("index"))
    return Store(tmp_path / "data")


@pytest.fixture
def encoder(word_encoder):
    return word_encoder()


@pytest.fixture
def served(store, built) -> Path:
    """The folder of an index that is built already."""
    shutil.copytree(built / "index", store.folder / "index")
    [folder] = (path for path in (store.folder / "index").iterdir() if path.is_dir())
    return folder


def hits(index, queries=QUERIES) -> str:
    """Return what the queries find, to the last bit."""
    return repr(
        [
            (hit.passage.document.id, hit.passage.start, hit.passage.stop, hit.score.hex())
            for query in queries
            for hit in index.search(query, 100)
        ]
    )


def texts(*documents: Document) -> list[str]:
    return [passage.text for document in documents for passage in split(document)]


def content(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def folders(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


# Building and opening


def test_an_index_is_built_once(store, encoder):
    published = Published(store.folder, encoder)
    index, name = published.current(store)
    assert encoder.encoded == texts(ONE, TWO)
    again, same = published.current(store)
    assert encoder.encoded == texts(ONE, TWO), "no passage is encoded twice"
    assert (same, hits(again)) == (name, hits(index))


def test_an_index_is_opened_again_without_encoding(store, served, word_encoder):
    fresh = word_encoder()
    index, name = Published(store.folder, fresh).current(Store(store.folder))
    assert (fresh.encoded, name) == ([], served.name)
    assert index.search("dog", 1)[0].passage.document == TWO


def test_an_index_is_named_by_its_manifest(store, served):
    manifest = manifest_of(store.passages(), "words-1")
    assert json.loads((served / "manifest.json").read_text("utf-8")) == manifest
    assert index_id(manifest) == served.name
    assert manifest == {
        "format": index.published.FORMAT,
        "encoder": "words-1",
        "splitter": index.published.SPLITTER_VERSION,
        "documents": [
            ["one", ONE.sha256, len(split(ONE))],
            ["two", TWO.sha256, len(split(TWO))],
        ],
        "passages": len(split(ONE)) + len(split(TWO)),
    }


def test_current_names_the_index_that_is_served(store, served):
    assert (store.folder / "index" / "CURRENT").read_text("utf-8") == served.name
    assert folders(store.folder / "index") == [served.name]


def test_the_same_documents_give_the_same_answers_in_any_folder(store, encoder, tmp_path):
    index, name = Published(store.folder, encoder).current(store)
    other = Store(tmp_path / "other")
    other.add(ONE)
    other.add(TWO)
    again, same = Published(other.folder, encoder).current(other)
    assert (same, hits(again)) == (name, hits(index))


def test_an_empty_store_has_an_index_that_finds_nothing(tmp_path, encoder):
    store = Store(tmp_path)
    published = Published(tmp_path, encoder)
    index, name = published.current(store)
    assert (list(index.passages), index.search("dog", 9)) == ([], [])
    published.verify(store)
    assert published.current(store)[1] == name
    store.add(THREE)
    assert published.current(store)[0].search("birds", 9)[0].passage.document == THREE


def test_a_document_without_passages_is_no_trouble(store, encoder):
    store.add(Document("blank", "Blank", " \n "))
    index, _ = Published(store.folder, encoder).current(store)
    assert index.search("dog", 100, ["blank"]) == []


# What makes an index stale


def test_an_added_document_alone_is_encoded(store, served, encoder):
    store.add(THREE)
    index, name = Published(store.folder, encoder).current(store)
    assert encoder.encoded == texts(THREE)
    assert name != served.name
    assert index.search("birds", 1)[0].passage.document == THREE


def test_vectors_that_are_taken_over_are_those_of_their_passages(store, served, encoder, tmp_path):
    store.remove("one")
    store.add(THREE)
    store.add(ONE)
    index, _ = Published(store.folder, encoder).current(store)
    assert encoder.encoded == texts(THREE, ONE)[: len(texts(THREE))]
    fresh = Store(tmp_path / "fresh")
    for document in (TWO, THREE, ONE):
        fresh.add(document)
    assert hits(index) == hits(Published(fresh.folder, encoder).current(fresh)[0])


def test_nothing_is_encoded_after_a_removal(store, served, encoder):
    store.remove("two")
    index, name = Published(store.folder, encoder).current(store)
    assert encoder.encoded == []
    assert name != served.name
    assert {hit.passage.document.id for hit in index.search("dog", 100)} == {"one"}


def test_the_same_text_under_another_id_is_found_under_it(store, served, encoder):
    store.add(Document("copy", "Copy", TWO.text))
    index, _ = Published(store.folder, encoder).current(store)
    assert {h.passage.document.id for h in index.search("dog", 100, ["copy"])} == {"copy"}
    assert index.search("dog", 1, ["copy"])[0].score == index.search("dog", 1, ["two"])[0].score


def test_another_encoder_encodes_everything(store, served, word_encoder):
    other = word_encoder("words-2")
    _, name = Published(store.folder, other).current(store)
    assert other.encoded == texts(ONE, TWO)
    assert name != served.name


@pytest.mark.parametrize("version", ["FORMAT", "SPLITTER_VERSION"])
def test_another_version_encodes_everything(store, served, encoder, monkeypatch, version):
    monkeypatch.setattr(index.published, version, getattr(index.published, version) + 1)
    _, name = Published(store.folder, encoder).current(store)
    assert encoder.encoded == texts(ONE, TWO)
    assert name != served.name


def test_passages_that_were_split_anew_are_what_is_found(store, served, encoder, monkeypatch):
    def whole(document: Document) -> list[Passage]:
        return [Passage(document, 0, len(document.text))]

    monkeypatch.setattr(index.store, "split", whole)
    for module in (index.store, index.published):
        monkeypatch.setattr(module, "SPLITTER_VERSION", module.SPLITTER_VERSION + 1)
    again = Store(store.folder)
    found = Published(store.folder, encoder).current(again)[0].search("dog", 1)
    assert [hit.passage for hit in found] == whole(TWO)


@pytest.mark.parametrize(
    "change",
    [lambda store: store.add(THREE), lambda store: store.remove("one")],
    ids=["add", "remove"],
)
def test_verify_finds_an_index_of_other_documents(store, served, encoder, change):
    published = Published(store.folder, encoder)
    published.verify(store)
    change(store)
    with pytest.raises(StaleIndex) as caught:
        published.verify(store)
    assert caught.value.folder == store.folder / "index"
    assert caught.value.built_with.startswith(served.name)
    assert caught.value.asked_for == index_id(manifest_of(store.passages(), "words-1"))


def test_verify_finds_an_index_of_another_encoder(store, served, word_encoder):
    with pytest.raises(StaleIndex, match="built anew"):
        Published(store.folder, word_encoder("words-2")).verify(store)


def test_verify_finds_that_there_is_no_index(store, encoder):
    with pytest.raises(StaleIndex, match="built with nothing"):
        Published(store.folder, encoder).verify(store)
    assert not (store.folder / "index").exists(), "and builds none"


# Damage


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    rewrite(path, content)


def truncate(path: Path) -> None:
    rewrite(path, path.read_bytes()[: path.stat().st_size // 2])


def rewrite(path: Path, content: bytes) -> None:
    """Put a new file in the place of one, which threads of tantivy may still have mapped."""
    new = path.with_name("new")
    new.write_bytes(content)
    new.replace(path)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def write(text: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(text, "utf-8")


def largest(folder: Path, suffix: str) -> Path:
    return max(folder.glob(f"*{suffix}"), key=lambda path: path.stat().st_size)


HARMS = [
    *(
        (file, harm)
        for file in ("vectors.faiss", "keys.txt", "seal.json", "manifest.json", "terms/meta.json")
        for harm in (flip, truncate, remove)
    ),
    *((f"terms/{suffix}", flip) for suffix in ("term", "idx", "store", "fieldnorm", "fast")),
    *((file, harm) for file in ("terms/idx",) for harm in (truncate, remove)),
    ("terms", remove),
    *(("seal.json", write(text)) for text in ("{}", "[]", "null", "", '{"keys.txt": 0}')),
    *(("manifest.json", write(text)) for text in ("{}", "[]")),
]


@pytest.mark.parametrize(
    "file, harm", HARMS, ids=[f"{getattr(harm, '__name__', 'x')} {file}" for file, harm in HARMS]
)
def test_a_damaged_index_is_noticed_and_built_anew_and_never_served(
    store, served, encoder, file, harm
):
    published = Published(store.folder, encoder)
    expected = hits(published.current(store)[0])
    whole = file.rpartition("/")[2] in ("meta.json", file)
    harm(served / file if whole else largest(served / "terms", file.rpartition("/")[2]))
    with pytest.raises(StaleIndex):
        published.verify(store)
    index, name = published.current(store)
    assert (hits(index), name) == (expected, served.name)
    assert encoder.encoded == texts(ONE, TWO), "no vector of a damaged index is taken over"
    published.verify(store)


@pytest.mark.parametrize(
    "current",
    [b"", b"nothing", b"../../..", b"\xff\xfe", b"a\0b", b"x" * 5000, None],
    ids=["empty", "unknown", "outside", "no text", "nul", "long", "missing"],
)
def test_a_damaged_name_of_the_current_index_is_noticed(store, served, encoder, current):
    published, file = Published(store.folder, encoder), store.folder / "index" / "CURRENT"
    expected = hits(published.current(store)[0])
    if current is None:
        file.unlink()
    else:
        file.write_bytes(current)
    with pytest.raises(StaleIndex):
        published.verify(store)
    assert hits(published.current(store)[0]) == expected
    assert file.read_text("utf-8") == served.name
    published.verify(store)


def test_a_whole_index_folder_gone_is_built_anew(store, served, encoder):
    shutil.rmtree(store.folder / "index")
    assert Published(store.folder, encoder).current(store)[1] == served.name


# Publishing


def test_a_failed_build_leaves_the_old_index_and_no_half_folder(store, served, word_encoder):
    class Failing(word_encoder):
        def encode(self, texts, kind):
            raise RuntimeError("out of memory")

    before = content(store.folder / "index")
    store.add(THREE)
    with pytest.raises(RuntimeError, match="out of memory"):
        Published(store.folder, Failing()).current(store)
    after = content(store.folder / "index")
    assert {path: after[path] for path in before} == before
    assert folders(store.folder / "index") == [served.name]


@pytest.mark.parametrize("step", ["Lexical", "_write_at_once"])
def test_a_build_that_fails_late_serves_the_old_index(store, served, encoder, monkeypatch, step):
    class Failing:
        build = staticmethod(lambda *_: (_ for _ in ()).throw(OSError("disk full")))

        def __new__(cls, *_):
            raise OSError("disk full")

    store.add(THREE)
    with monkeypatch.context() as broken:
        broken.setattr(index.published, step, Failing)
        with pytest.raises(OSError, match="disk full"):
            Published(store.folder, encoder).current(store)
    assert (store.folder / "index" / "CURRENT").read_text("utf-8") == served.name
    assert not [name for name in folders(store.folder / "index") if name.startswith(".")]
    store.remove("three")
    encoder.encoded.clear()
    assert Published(store.folder, encoder).current(store)[1] == served.name
    assert encoder.encoded == []


def test_an_encoder_of_too_few_rows_publishes_nothing(store, word_encoder):
    class Short(word_encoder):
        def encode(self, texts, kind):
            return super().encode(texts, kind)[:-1]

    with pytest.raises(ValueError):
        Published(store.folder, Short()).current(store)
    assert folders(store.folder / "index") == []


def test_only_the_index_and_the_one_before_it_are_kept(store, served, encoder):
    published = Published(store.folder, encoder)
    for number in range(3):
        replaced = (store.folder / "index" / "CURRENT").read_text("utf-8")
        store.add(Document(f"{number}", "T", f"Number {number}."))
        _, name = published.current(store)
        assert folders(store.folder / "index") == sorted([replaced, name])


def test_what_a_killed_build_left_is_cleared_by_the_next(store, served, encoder):
    half = store.folder / "index" / ".building-killed"
    half.mkdir()
    (half / "vectors.faiss").write_bytes(b"half")
    store.add(THREE)
    Published(store.folder, encoder).current(store)
    assert not half.exists()


def test_an_index_that_is_open_outlives_its_successors(store, encoder):
    published = Published(store.folder, encoder)
    index, _ = published.current(store)
    expected = hits(index)
    for number in range(3):
        store.add(Document(f"{number}", "T", f"Number {number}."))
        published.current(store)
    assert hits(index) == expected


RACE = """
import sys
from pathlib import Path
from time import sleep

import numpy as np

from index.published import Published
from index.store import Store

class Encoder:
    name = "ones"
    calls = 0
    def encode(self, texts, kind):
        if kind == "passage":
            Encoder.calls += 1
            sleep(0.2)  # long enough for the other process to come along
        return np.ones((len(texts), 4), np.float32) / 2

folder = Path(sys.argv[1])
store = Store(folder)
print("ready", flush=True)
sys.stdin.readline()
index, name = Published(folder, Encoder()).current(store)
print(name, len(index.search("dog", 100)), Encoder.calls)
"""


def test_processes_that_build_at_once_end_well(store):
    root = Path(index.published.__file__).parents[1]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(store.folder)],
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [process.stdout.readline() for process in running] == ["ready\n"] * 2
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    (one, found, _), (other, same, _) = (out.split() for out, _ in said)
    assert (one, found) == (other, same)
    assert sorted(out.split()[2] for out, _ in said) == ["0", "1"], "the second waits for the first"
    assert folders(store.folder / "index") == [one]
