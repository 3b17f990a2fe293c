"""Word documents read as the markup of a web page."""

import io
from collections.abc import Mapping
from types import MappingProxyType
from zipfile import ZipFile

import pytest

from source import docx
from source.decoding import NotText
from source.docx import markup

OPENXML = "http://schemas.openxmlformats.org"
TYPES = f"""<Types xmlns="{OPENXML}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
RELATIONSHIPS = f"""<Relationships xmlns="{OPENXML}/package/2006/relationships">
<Relationship Id="r1" Type="{OPENXML}/officeDocument/2006/relationships/officeDocument"
Target="word/document.xml"/></Relationships>"""
STYLES = """<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>"""


def part(root: str, body: str) -> str:
    return f'<w:{root} xmlns:w="{OPENXML}/wordprocessingml/2006/main">{body}</w:{root}>'


def document(body: str, parts: Mapping[str, str] = MappingProxyType({})) -> bytes:
    data = io.BytesIO()
    with ZipFile(data, "w") as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONSHIPS)
        packed.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        packed.writestr("word/styles.xml", part("styles", STYLES))
        for name, content in parts.items():
            packed.writestr(name, content)
    return data.getvalue()


def paragraph(text: str, style: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def test_titles_paragraphs_and_tables_keep_their_form():
    row = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("S3", "10\u00a0000"))
    body = paragraph("Завод", "a") + paragraph("Цех", "1") + paragraph("Открыт.")
    assert markup(document(f"{body}<w:tbl><w:tr>{row}</w:tr></w:tbl>")) == (
        "<h1>Завод</h1><h1>Цех</h1><p>Открыт.</p>"
        "<table><tr><td><p>S3</p></td><td><p>10\u00a0000</p></td></tr></table>"
    )


def test_what_was_inserted_is_read_and_what_was_deleted_is_not():
    changed = (
        '<w:p><w:ins w:id="1"><w:r><w:t>Завод </w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>не </w:delText></w:r></w:del>'
        "<w:r><w:t>открыт.</w:t></w:r></w:p>"
    )
    assert markup(document(changed)) == "<p>Завод открыт.</p>"


def test_a_note_has_no_arrow_back_to_its_mark():
    mark = '<w:p><w:r><w:t>Завод</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    note = f'<w:footnote w:id="2">{paragraph("Новый.")}</w:footnote>'
    assert markup(document(mark, {"word/footnotes.xml": part("footnotes", note)})) == (
        '<p>Завод<sup><a href="#footnote-2" id="footnote-ref-2">[1]</a></sup></p>'
        '<ol><li id="footnote-2"><p>Новый.</p></li></ol>'
    )


def test_another_file_is_named():
    with pytest.raises(NotText, match=r"^it is a PNG image$"):
        markup(b"\x89PNG")


@pytest.mark.parametrize(
    "data",
    [
        b"Text.",
        b"PK\x03\x04",
        document(paragraph("Завод"))[:-9],
        document("<w:p>"),
        document('<w:p><w:r><w:sym w:font="Wingdings"/></w:r></w:p>'),
        document("<w:p>" + "<w:smartTag>" * 5000 + "</w:smartTag>" * 5000 + "</w:p>"),
    ],
)
def test_a_broken_document_is_no_text(data):
    with pytest.raises(NotText, match=r"^it is no whole Word document$"):
        markup(data)


def test_an_archive_without_a_document_is_no_text():
    data = io.BytesIO()
    with ZipFile(data, "w") as packed:
        packed.writestr("a.txt", "Text.")
    with pytest.raises(NotText, match=r"^it is no whole Word document$"):
        markup(data.getvalue())


def test_a_document_that_fills_the_memory_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(docx, "UNPACKED_LIMIT", 50_000)
    picture = {"word/media/1.png": "x" * 100_000}  # is not unpacked
    assert markup(document(paragraph("Завод"), picture)) == "<p>Завод</p>"
    monkeypatch.setattr(docx, "UNPACKED_LIMIT", 100)
    with pytest.raises(NotText, match=r"^unpacked it is larger than 100 bytes$"):
        markup(document(paragraph("Завод")))
