"""The readable text of a page."""

import pytest

from source.webpage import declared_charset, parse

PAGE = """<!doctype html><html lang="ru-RU"><head><title> Завод\n открыт </title>
<meta property="og:site_name" content="Казправда"><link rel="canonical" href="https://kz.example/1">
<style>p {}</style></head><body><header>Шапка</header><nav>Меню</nav>
<main><h1>Открытие</h1><p>Мощность <b>10&nbsp;000</b>
 единиц<br>в год.</p><script>var x</script><!-- тайна --><ul><li>Раз</li><li>Два</li></ul>
<table><tr><td>А</td><td>Б</td></tr></table><pre>один
два</pre><p hidden>Не видно</p></main><footer>Подвал</footer></body></html>"""


def test_blocks_are_apart_by_blank_lines_and_the_frame_is_left_out():
    assert parse(PAGE).text == "\n\n".join(
        ["Открытие", "Мощность 10\u00a0000 единиц\nв год.", "Раз", "Два", "А Б", "один\nдва"]
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>Мощность</p>", "Мощность 10"),
        ("Вес<p>Мощность</p>", "Вес\n\nМощность\n\n10"),
        ("<p>Мощность</p>в год", "Мощность\n\nв год 10"),
        ("<p>Мощность</p><p>в год</p>", "Мощность\n\nв год\n\n10"),
    ],
)
def test_the_only_paragraph_of_a_cell_stays_in_its_row(cell, text):
    assert parse(f"<table><tr><td>{cell}</td><td><p>10</p></td></tr></table>").text == text


def test_raised_figures_are_told_from_those_before_them_and_divided_words_are_whole():
    markup = "<p>До 10<sup>−5</sup> м<sup>2</sup>, со\u00adстав<sup><a href=#n>[3]</a></sup>."
    assert parse(markup).text == "До 10⁻⁵ м², состав[³]."


def test_a_page_says_its_title_language_publisher_and_address():
    page = parse(PAGE)
    assert (page.title, page.language) == ("Завод открыт", "ru")
    assert (page.publisher, page.url) == ("Казправда", "https://kz.example/1")


def test_a_page_without_a_title_is_called_by_its_first_heading():
    assert parse("<h1>Открытие <i>завода</i></h1><p>Текст").title == "Открытие завода"


def test_a_bare_page_says_nothing_about_itself():
    page = parse("<p>Текст")
    assert (page.title, page.text, page.language, page.publisher) == ("", "Текст", "", "")


def test_several_articles_are_read_together():
    page = parse("<body><p>А</p><article>Б</article><article>В</article></body>")
    assert page.text == "А\n\nБ\n\nВ"


def test_one_article_is_what_the_page_is_about():
    assert parse("<body><p>А</p><article>Б</article></body>").text == "Б"


def test_the_declared_encoding_is_found():
    assert declared_charset(b'<meta charset="koi8-r">') == "koi8-r"
    assert declared_charset(b"<meta http-equiv=x content='text/html; charset=cp1251'>") == "cp1251"
    assert declared_charset(b"<p>charset=x") is None


@pytest.mark.parametrize("markup", ["", "<!-- x -->", "<!-- x", "<script>x", "<title>T</title>"])
def test_a_page_without_readable_text_is_empty(markup):
    assert parse(markup).text == ""


def test_the_title_of_a_drawing_is_not_that_of_the_page():
    assert parse("<body><svg><title>Лого</title></svg><h1>Завод</h1>").title == "Завод"


def test_an_encoding_named_in_the_text_is_not_applied_again():
    page = parse('<?xml version="1.0" encoding="koi8-r"?><html lang="kk"><p>Қазақ</p></html>')
    assert (page.text, page.language) == ("Қазақ", "kk")


def test_blocks_nested_deeply_are_read():
    assert parse("<div>" * 2_000 + "слово").text == "слово"  # libxml2 stops at 2,048
