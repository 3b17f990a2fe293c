"""Paragraphs and the blocks in them: a bar marks where one ends."""

import pytest

from source import paragraph_spans
from source.paragraphs import block_spans

LONG = "Очень длинная строка, которую никто не переносил, " * 4


def cut(spans, marked: str) -> tuple[list[str], list[str]]:
    text = marked.replace("|", "")
    pieces = [text[span.start : span.stop] for span in spans(text)]
    return pieces, [piece.strip() for piece in marked.split("|")]


@pytest.mark.parametrize(
    "marked",
    [
        "Первый\nабзац.|\n\nВторой.|\n \u00a0\t\n\n Третий. \n",
        "Первый.|\r\n\r\nВторой\r\nвесь.",
    ],
)
def test_a_blank_line_parts_paragraphs(marked):
    pieces, expected = cut(paragraph_spans, marked)
    assert pieces == expected


@pytest.mark.parametrize(
    "marked",
    [
        "# Заголовок|\nТекст.|\n## Ещё|\nТекст.",
        "Заголовок\n---|\nТекст.",
        "Список|\n- раз|\n* два|\n• три\n  дальше|\n- четыре",
        "Надо:|\n1. Раз|\n2) Два",
        "Надо:|\n– сварить;|\n– покрасить",
        f"Заголовок|\n{LONG}да|\nДругая строка",
        "Короткий заголовок|\nТекст под заголовком, который заметно длиннее его самого.",
    ],
)
def test_headings_and_items_stand_alone(marked):
    pieces, expected = cut(block_spans, marked)
    assert pieces == expected


@pytest.mark.parametrize(
    "text",
    [
        "В строке\nперенос.",
        "Завод выпускал машины до\n30. июня и дальше.",
        "Москва, как известно всем,\n— столица.",
        "Она в том году добилась своего и получила премию,\nИванов — нет.",
        f"{LONG}это O\n2 в воздухе",
    ],
)
def test_a_newline_within_a_paragraph_parts_nothing(text):
    assert [text[span.start : span.stop] for span in block_spans(text)] == [text]


def test_rows_of_a_table_stand_alone():
    assert len(block_spans("| а | б |\n|---|---|\n| 1 | 2 |")) == 3
