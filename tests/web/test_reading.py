from html import unescape

import pytest

from qa.answer import Citation
from qa.web.reading import cited_sentence, exact, find, paragraphs, trimmed
from source import Document, Span

TEXT = "One two.\n \n \nThree\nfour.\n\n\nFive."


def test_paragraphs_are_what_blank_lines_set_apart_with_their_starts():
    found = [(p.start, [piece.text for piece in p.pieces]) for p in paragraphs(TEXT, None)]
    assert found == [(0, ["One two."]), (13, ["Three\nfour."]), (27, ["Five."])]


def test_a_quote_over_paragraphs_is_marked_in_each_and_has_one_anchor():
    pieces = [piece for p in paragraphs(TEXT, Span(4, 18)) for piece in p.pieces]
    assert [tuple(piece) for piece in pieces] == [
        ("One ", False, False),
        ("two.", True, True),
        ("Three", True, False),
        ("\nfour.", False, False),
        ("Five.", False, False),
    ]


def test_a_sentence_of_a_megabyte_is_cut_around_its_quote():
    text = "x" * 500_000 + "needle" + "y" * 500_000
    document = Document("big", "Big", text)
    citation = Citation(document, 500_000, 500_006, Span(0, len(text)))
    assert cited_sentence(citation) == ("…" + "x" * 320, "needle", "y" * 320 + "…")


def test_html_holds_every_code_point_of_the_text():
    assert exact("a\r\n<b>\rc") == "a&#13;\n&lt;b&gt;&#13;c"
    assert len(unescape(exact("a\0b"))) == 3


@pytest.mark.parametrize(
    ("span", "kept"), [((0, 9), (0, 8)), ((8, 14), (13, 14)), ((8, 13), None), ((0, 3), (0, 3))]
)
def test_blanks_at_the_ends_of_a_span_are_left_out(span, kept):
    assert trimmed(TEXT, Span(*span)) == kept


@pytest.mark.parametrize(
    ("words", "near", "found"),
    [
        ("Three four.", 0, (13, 24)),
        ("  two.\nThree ", 0, (4, 18)),
        ("e", 0, (2, 3)),
        ("e", 30, (30, 31)),
        ("six", 0, None),
        (" ", 0, None),
        ("t.o", 0, None),
    ],
)
def test_copied_words_are_found_whatever_blanks_are_between_them(words, near, found):
    assert find(TEXT, words, near) == found
