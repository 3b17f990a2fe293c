"""PDF files read by their paragraphs."""

import io

import matplotlib
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from source.decoding import NotText
from source.pdf import Line, _with, parse

WIDTH, HEIGHT = 360, 504  # points
LEFT, TOP, SIZE, LEADING = 40, 440, 10, 12
MIDDLE = WIDTH / 2  # what stands here is centred

# What cannot be drawn: a file whose text is locked by a password.
LOCKED = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
3 0 obj<</Filter/Standard/V 1/R 2/O(12345678901234567890123456789012)
/U(12345678901234567890123456789012)/P -4>>endobj
trailer<</Root 1 0 R/Encrypt 3 0 R/ID[(1)(1)]>>
%%EOF"""

Drawn = list[tuple[float, float, str, float]]  # lines: x and y of the start, text, size, in points


def pdf(*pages: Drawn, title: str | None = None) -> bytes:
    data = io.BytesIO()
    with (
        matplotlib.rc_context({"pdf.fonttype": 42}),  # characters that can be read again
        PdfPages(data, metadata={"Title": title}) as file,
    ):
        for page in pages:
            figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72))
            for x, y, text, size in page:
                middle = "center" if x == MIDDLE else "left"
                figure.text(x / WIDTH, y / HEIGHT, text, fontsize=size, ha=middle)
            file.savefig(figure)
    return data.getvalue()


def column(*lines: str, x: float = LEFT, y: float = TOP, size: float = SIZE) -> Drawn:
    """Return lines below each other; spaces before one indent it, an empty one leaves a gap."""
    places = [(x + SIZE * (len(line) - len(line.lstrip())), line.lstrip()) for line in lines]
    return [(at, y - LEADING * row, line, size) for row, (at, line) in enumerate(places) if line]


def text(*pages: Drawn) -> str:
    return parse(pdf(*pages)).text


def test_the_lines_of_a_paragraph_are_joined_and_paragraphs_are_apart():
    lines = column("Завод открыт", "в мае.", "", "Мощность — 10\u00a0000", "единиц в год.")
    assert text(lines) == "Завод открыт в мае.\n\nМощность — 10\u00a0000 единиц в год."


def test_an_indented_line_starts_a_paragraph():
    lines = column("  Завод открыт вчера", "в мае.", "  Он стоит у реки.", "Город мал.")
    assert text(lines) == "Завод открыт вчера в мае.\n\nОн стоит у реки. Город мал."


def test_a_line_in_the_middle_under_another_is_not_indented():
    lines = column("О работе завода, города и реки", "За 2017 год", x=MIDDLE)
    assert text(lines) == "О работе завода, города и реки За 2017 год"


def test_a_headline_stands_apart_from_its_text():
    lines = column("Завод", size=16) + column("Открыт в мае.", y=TOP - 16)
    assert text(lines) == "Завод\n\nОткрыт в мае."


def test_a_sentence_goes_on_in_letters_of_another_size():
    assert (
        text(column("Завод открыт", size=16) + column("в мае.", y=TOP - 16))
        == "Завод открыт в мае."
    )


def test_a_headline_at_the_top_of_a_column_stands_apart():
    assert (
        text(column("Завод открыт") + column("Реки", x=200, y=TOP + 20, size=16))
        == "Завод открыт\n\nРеки"
    )


def test_spaces_are_one_and_a_no_break_space_stays():
    assert text(column("Мощность  10 \u00a0000")) == "Мощность 10\u00a0000"


def test_a_raised_figure_is_told_as_one_and_breaks_nothing():
    row = column("Грузов 88 тысяч") + column("2", x=130, y=TOP + 4, size=6)
    row += column(", из-за штормов.", x=136)
    assert text(row + column("", "Мал.")) == "Грузов 88 тысяч², из-за штормов. Мал."
    power = column("До 10") + column("−5", x=73, y=TOP + 4, size=6) + column("м.", x=90)
    assert text(power) == "До 10⁻⁵ м."


def test_a_mark_that_is_told_as_a_line_of_its_own_is_joined_to_the_one_that_it_stands_in():
    line = Line("88 000 тонн", 40, 100, 100, 110)
    assert _with(line, Line("2", 101, 104, 104, 110)).text == "88 000 тонн²"
    assert _with(line, Line("2016 год", 101, 104, 130, 110)) is None  # no mark, and no beside
    assert _with(line, Line("2", 101, 104, 104, 114)).text == "88 000 тонн 2"  # as tall: no mark
    assert _with(line, Line(", мало", 101, 100, 130, 110)).text == "88 000 тонн, мало"
    assert _with(line, Line("2016", 140, 100, 160, 110)) is None  # another column


def test_a_line_beside_a_picture_goes_on_in_the_wider_one_below_it():
    lines = column("Завод стоит у реки", "Белой, там живёт", "Анна Петровна Кросс с детьми.")
    assert text(lines) == "Завод стоит у реки Белой, там живёт Анна Петровна Кросс с детьми."


def test_a_line_that_left_room_for_the_next_word_ended_there():
    lines = column("Завод построен у широкой реки Белой", "Модель S3", "Цена 5 млн", "Вес 900 кг")
    assert text(lines).split("\n\n")[1:] == ["Цена 5 млн", "Вес 900 кг"]


def test_a_page_number_between_dashes_is_left_out():
    pages = [[*column(body), (180, 20, f"— {number} —", 8)]
             for number, body in enumerate(("Завод открыт", "в мае"), start=1)]  # fmt: skip
    assert text(*pages) == "Завод открыт в мае"


def test_list_items_have_lines_of_their_own_and_go_on_indented():
    lines = column("Строят:", "• цех для лодки", "  «Волна» и других;", "• склад.")
    assert text(lines) == "Строят:\n\n• цех для лодки «Волна» и других;\n• склад."


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page():
    first = column("Завод", "открыт") + column("в мае", "года", x=200)
    assert text(first, column("2017 в городе.")) == "Завод открыт в мае года 2017 в городе."


def test_a_finished_sentence_ends_its_paragraph_with_the_page():
    assert text(column("Завод открыт."), column("Он мал.")) == "Завод открыт.\n\nОн мал."


def test_what_every_page_bears_is_told_once_after_the_text_and_page_numbers_are_not():
    pages = [
        [*column(body), (LEFT, 480, f"Отчёт завода, лист {number}", 8), (180, 20, f"{number}", 8)]
        for number, body in enumerate(("Завод открыт", "в мае", "2017 года."), start=1)
    ]
    assert text(*pages) == "Завод открыт в мае 2017 года.\n\nОтчёт завода, лист 1"


@pytest.mark.parametrize(
    "pages",
    [
        ["В 2016 году вложили 120 млн.", "В 2017 году вложили 140 млн."],
        ["2016 120", "2017 140"],
        ["120", "45"],
        ["Всего 1 200", "Всего 1 751"],
    ],
)
def test_figures_in_the_same_place_of_two_pages_are_kept(pages):
    assert text(*map(column, pages)).split() == " ".join(pages).split()


def test_pages_that_are_all_alike_are_kept():
    assert text(column("Завод открыт."), column("Завод открыт.")) == (
        "Завод открыт.\n\nЗавод открыт."
    )


def test_characters_beyond_the_first_plane_move_no_others():
    lines = column("𝔸" * 9 + " завод", "До 100 500") + column("2", x=104, y=TOP - 8, size=6)
    assert text(lines) == "𝔸" * 9 + " завод До 100 500²"


def written(*lines: bytes) -> bytes:
    """Return a file with lines of bytes in it that cannot be drawn."""
    shown = b"".join(b"(%s) Tj 0 -12 Td " % line for line in lines)
    drawing = b"BT /F 10 Tf 40 440 Td %sET" % shown
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 360 504]"
        b"/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing),
    ]
    body = b"\n".join(b"%d 0 obj\n%s\nendobj" % each for each in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def test_a_line_of_control_characters_is_none():
    data = written(b"The plant", b"\\001\\002", b"Opened\\001 in May.")
    assert parse(data).text.split() == ["The", "plant", "Opened", "in", "May."]


def test_a_number_of_any_length_is_kept():
    assert parse(written(b"7" * 5000)).text == "7" * 5000


def test_a_broken_title_is_none():
    data = pdf(column("Завод открыт."), title="Отчёт")
    title = "Отчёт".encode("utf-16-be")
    broken = data.replace(title, title[:-2] + b"\xd8\x3d")
    assert broken != data
    assert parse(broken).title == ""
    assert parse(broken).text == "Завод открыт."


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Мощность произ-", "водства"], "Мощность производства"),  # many lines end in one
        (["Он северо-", "восточный и северо-восточный"], "Он северо-восточный и северо-восточный"),
        (["Город Нью-", "Йорк"], "Город Нью-Йорк"),
        (["Он по-", "прежнему тут"], "Он по-прежнему тут"),
        (["Он какой-", "нибудь"], "Он какой-нибудь"),
        (["Он по-", "тому тут"], "Он потому тут"),
        (["Рост на 20-", "25%"], "Рост на 20-25%"),
        (["Завод -", "опора города"], "Завод - опора города"),
    ],
)
def test_a_word_divided_at_the_end_of_a_line_is_whole_again(lines, joined):
    assert text(column(*lines)) == joined


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Мощность научно-", "технического центра"], "Мощность научно-технического центра"),
        (["Мощность произ-", "водства и производство"], "Мощность произ-водства и производство"),
        (["Мощность произ-", "водства и производства"], "Мощность производства и производства"),
    ],
)
def test_where_words_are_not_divided_a_hyphen_stays_but_in_a_known_word(lines, joined):
    assert text(column(*lines, *["Завод"] * 32)).startswith(joined)


def test_a_hyphen_at_the_end_of_a_paragraph_stays():
    assert text(column("Завод и", "город-", "", "Открыт.")) == "Завод и город-\n\nОткрыт."


def test_the_title_is_the_one_in_the_file():
    assert parse(pdf(column("Завод открыт."), title=" Отчёт ")).title == "Отчёт"
    assert parse(pdf(column("Завод открыт."))).title == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Text.", "it is no whole PDF file"),
        (b"%PDF-1.4\n%%EOF", "it is no whole PDF file"),
        (b"\x89PNG", "it is a PNG image"),
        (LOCKED, "it needs a password"),
        (pdf([]), "there is no text in it; pictures of text are not read"),
    ],
)
def test_a_file_without_readable_text_is_named(data, reason):
    with pytest.raises(NotText) as raised:
        parse(data)
    assert str(raised.value) == reason
