"""Files and folders read as documents."""

import hashlib
import logging
import os
from pathlib import Path

import pytest

from source import UnreadableDocument, files, read, read_bytes
from source.files import document_id

DATA = Path(__file__).parent / "data"
TEXT = "Завод открыт\r\n\r\n Мощность 10\u00a0000 единиц. \n\n"


@pytest.fixture
def write(tmp_path):
    def write(name: str, data: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_a_text_is_read_exactly_as_it_stands(write, encoding):
    (document,) = read(str(write("a.txt", TEXT.encode(encoding))))
    assert document.text == TEXT
    assert document.id == hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    assert (document.language, document.url, document.publisher) == ("ru", None, None)


@pytest.mark.parametrize(
    ("text", "title", "ours"),
    [
        ("Завод открыт\n\nТекст.", "Завод открыт", False),
        ("\n \n Завод открыт \nТекст.", "Завод открыт", False),
        ("Завод открыт.\n\nТекст.", "news", True),
        ("Завод открыт в городе,\nкоторый стоит на реке.", "news", True),
        ("а" * 120 + "\nТекст.", "а" * 120, False),
        ("а" * 121 + "\nТекст.", "news", True),
    ],
)
def test_a_short_first_line_without_a_full_stop_is_the_title(write, text, title, ours):
    (document,) = read(write("news.txt", text))
    assert (document.title, document.title_is_ours) == (title, ours)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Текст.\n\n## Завод открыт ##\n", "Завод открыт"),
        ("```\n# comment\n```\n# Завод\n", "Завод"),
        ("Завод\n=====\n", "Завод"),
        ("#hashtag без заголовка.", "news"),
    ],
)
def test_the_first_heading_is_the_title_of_markdown_and_its_text_is_kept(write, text, title):
    (document,) = read(write("news.md", text))
    assert (document.title, document.text) == (title, text)


# The first was printed by Chromium: two columns, set to their full width, words divided.
def test_a_pdf_file_is_read_by_its_paragraphs():
    (document,) = read(DATA / "plant.pdf")
    assert document.text == (
        "Завод лодок в\u00a0Белореченске открыт\n\n"
        "Завод «Белая волна» открыли 14\u00a0мая 2019\u00a0года. Его производственная мощность "
        "составит 10\u00a0000\u00a0лодок в\u00a0год.\n\n"
        "В строительство вложили 18\u00a0миллионов рублей. Исследовательский центр построят "
        "в\u00a02021\u00a0году."
    )
    assert (document.title, document.title_is_ours) == (document.text.split("\n")[0], False)
    assert (document.id, document.language) == (document_id(document.text), "ru")


def test_a_word_document_is_read_by_its_paragraphs_and_rows():
    (document,) = read(DATA / "plant.docx")
    assert document.text == (
        "Завод лодок открыт\n\nЗавод «Белая волна» открыли 14\u00a0мая 2019\u00a0года.\n\n"
        "Мощность 10\u00a0000 лодок в год"
    )
    assert (document.title, document.language) == ("Завод лодок открыт", "ru")


@pytest.mark.parametrize("name", ["plant.pdf", "plant.docx"])
def test_the_name_of_a_file_tells_how_it_is_read_in_capitals_too(name):
    (document,) = read(DATA / name)
    assert read_bytes(name.upper(), (DATA / name).read_bytes()) == document


def test_a_webpage_is_read_as_its_readable_text(write):
    markup = '<html lang="en-GB"><title>Plant</title><p>It <b>opened</b>.</p><p>Today.</p>'
    for name in ("a.html", "a.htm", "A.HTML"):
        (document,) = read(write(name, markup))
        assert (document.title, document.text) == ("Plant", "It opened.\n\nToday.")
        assert document.language == "en"


def test_a_webpage_declares_its_encoding(write):
    markup = '<meta charset="windows-1251"><title>Завод</title><p>Открыт.</p>'
    assert read(write("a.html", markup.encode("cp1251")))[0].text == "Открыт."


def test_a_folder_gives_its_readable_files_in_order(write, tmp_path, caplog):
    write("b.txt", "Второй")
    write("a/z.md", "# Первый")
    write("c.html", "<p>Третий")
    write("d.png", b"\x89PNG")
    write("e.txt", b"")
    with caplog.at_level(logging.WARNING):
        documents = read(tmp_path)
    assert [document.text for document in documents] == ["# Первый", "Второй", "Третий"]
    assert [record.getMessage().split(": ")[0] for record in caplog.records] == ["left out"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "it is empty"),
        ("a.txt", b" \n\t\n", "there is no text in it"),
        ("a.txt", "\ufeff\u200b\u00a0\n".encode(), "there is no text in it"),
        ("a.html", b"<title>T</title><script>x</script>", "there is no text in it"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "it is a PNG image"),
        ("a.md", b"a\0b", "it is a binary file: it holds NUL bytes"),
        ("a.pdf", b"text", "it is no whole PDF file"),
        ("a.docx", b"text", "it is no whole Word document"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "its suffix '.doc' is not known"),
        ("a", b"text", "its suffix '(none)' is not known"),
    ],
)
def test_what_holds_no_text_is_named_with_what_is_wanted(write, name, data, reason):
    path = write(name, data)
    with pytest.raises(UnreadableDocument) as raised:
        read(path)
    assert (raised.value.path, raised.value.reason) == (str(path), reason)
    assert str(raised.value) == f"{path}: {reason}; {files.WANTED}"


def refused(path: str | Path) -> str:
    with pytest.raises(UnreadableDocument) as raised:
        read(path)
    return raised.value.reason


def test_a_missing_file_is_unreadable(tmp_path):
    assert refused(tmp_path / "no.txt") == "there is no such file"
    assert refused("no\0.txt") == "there is no such file"
    assert refused("") == "the path is blank"


def test_a_name_that_no_system_takes_is_unreadable():
    assert refused("a" * 5000 + ".txt") == "File name too long"


def test_a_file_without_permission_is_unreadable(write, monkeypatch):
    path = write("a.txt", "Текст")

    def denied(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert refused(path) == "Permission denied"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert refused(tmp_path / "a.txt") == "it is not an ordinary file"


def test_a_folder_without_readable_files_is_unreadable(write, tmp_path):
    write("a.png", b"\x89PNG")
    assert refused(tmp_path) == "the folder holds no readable file"


def test_a_file_over_the_limit_is_unreadable(write, monkeypatch):
    monkeypatch.setattr(files, "SIZE_LIMIT", 1000)
    assert refused(write("a.txt", "a" * 1001)) == "it is larger than 1,000 bytes"


@pytest.mark.parametrize("url", ["ftp://example.org/a.txt", "file:///etc/passwd"])
def test_only_the_web_is_dialled(url):
    scheme = url.split(":")[0]
    assert refused(url) == f"addresses of {scheme}: are not read, http: and https: are"


# A file's content, without a file


def test_content_is_read_as_its_name_says():
    document = read_bytes("C:\\notes\\plant.md", "# Завод\n\nОткрыт.".encode())
    assert (document.title, document.text) == ("Завод", "# Завод\n\nОткрыт.")
    assert read_bytes("../plant.txt", b"It is open.").title == "plant"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("plant.doc", b"text", "its suffix '.doc' is not known"),
        ("plant", b"It is open.", "its suffix '(none)' is not known"),
        ("plant.txt", b"", "it is empty"),
        ("plant.txt", b" \n", "there is no text in it"),
        ("plant.txt", b"a" * 1001, "it is larger than 1,000 bytes"),
    ],
)
def test_content_that_is_no_document_is_named(monkeypatch, name, data, reason):
    monkeypatch.setattr(files, "SIZE_LIMIT", 1000)
    with pytest.raises(UnreadableDocument) as raised:
        read_bytes(name, data)
    assert (raised.value.path, raised.value.reason) == (name, reason)
