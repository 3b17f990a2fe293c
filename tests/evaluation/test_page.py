import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from qa import Citation
from qa.evaluation.gold import WrongLine
from qa.evaluation.page import Piece, page, sentences, verdict
from qa.evaluation.report import Report
from qa.evaluation.result import Quoted, Result
from source import Document, Span

CHROMIUM = Path("/usr/bin/chromium")
TEXT = "Мощность 10\u00a0000 единиц. Доля 30%."
ARTICLE = Document("a", "Статья", TEXT, "ru")


FIRST, SECOND = Span(0, 23), Span(24, 33)  # sentences


def quoted(words: str, sentence: Span) -> Quoted:
    start = TEXT.index(words)
    return Quoted.of(Citation(ARTICLE, start, start + len(words), sentence))


NUMBER, UNITS = quoted("10\u00a0000", FIRST), quoted("000 единиц", FIRST)
SHARE = quoted("30%", SECOND)
RIGHT = Result(
    id="right",
    question="Какова мощность?",
    language="ru",
    answers=("10 000",),
    gold=(NUMBER,),
    given=NUMBER,
    withheld=None,
    confidence=0.9,
    answered=True,
    ms=2.0,
    cited=True,
    searched=True,
    rank=1,
    type="number",
)
WORDS = replace(RIGHT, id="words", language="en", given=SHARE, confidence=0.7, cited=False, ms=7.5)
MISSED = replace(
    RIGHT,
    id="missed",
    given=None,
    withheld=SHARE,
    confidence=0.2,
    answered=False,
    refusal="low_confidence",
    rank=None,
)
INVENTED = replace(WORDS, id="invented", answers=(), gold=(), searched=False, type=None)
REFUSED = replace(MISSED, id="refused", answers=(), gold=(), searched=False, type="unanswerable")
REPORT = Report(
    {"questions": "/sets/cars.jsonl", "threshold": 0.4},
    (RIGHT, WORDS, MISSED, INVENTED, REFUSED),
    wrong=(WrongLine(3, "not <JSON>"),),
)


@pytest.fixture(scope="module")
def text():
    return page(REPORT)


@pytest.fixture(scope="module")
def made(text):
    return html.document_fromstring(text)


def rows(tree, path: str) -> list[list[str]]:
    [table] = tree.xpath(path)
    return [[cell.text_content() for cell in row] for row in table.iter("tr")]


def cells(line: str) -> list[str]:
    return re.split(r" {2,}", line.strip())


def test_the_page_and_the_table_of_the_terminal_agree_to_the_digit(made):
    _, heads, scores, matrix = REPORT.table().split("\n\n")
    of_page = rows(made, "//section[@id='figures']//table")
    assert [cells(line) for line in heads.splitlines()[1:]] == of_page[1:]
    of_page = rows(made, "//section[@id='groups']//table")
    assert cells(scores.splitlines()[0]) == of_page[0][1:]
    assert [cells(line) for line in scores.splitlines()[1:]] == of_page[1:]
    assert [cells(line) for line in matrix.splitlines()] == rows(made, "//table[@class='matrix']")


def test_the_large_figures_are_those_of_the_table(made):
    by_meaning = {headline.name: headline for headline in REPORT.headlines}
    tiles = made.find_class("tile")
    assert [tile.find("h2").text for tile in tiles][:2] == ["F1", "Exact match"]
    told = [(t.find_class("big")[0].text, t.find_class("quiet")[0].text) for t in tiles]
    assert told[0] == (by_meaning["f1"].shown, by_meaning["f1"].interval)
    assert all(shown in {h.shown for h in REPORT.headlines} for shown, _ in told)


def test_the_plots_have_the_digits_of_the_table(made):
    labels = [svg.get("aria-label") for svg in made.iter("svg") if svg.get("role") == "img"]
    shown = {headline.name: headline.shown for headline in REPORT.headlines}
    assert labels == [
        f"Reliability diagram: calibration error {shown['ece']} per cent",
        f"Risk–coverage curve: the area under it is {shown['aurc']} per cent",
        "F1 by type: number (3) 33.3",
        "F1 by language: en (1) 0.0, ru (2) 50.0",
        "Latency histogram: the median is 2.0 milliseconds",
    ]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (RIGHT, "right"),
        (WORDS, "wrong"),
        (MISSED, "missed"),
        (replace(MISSED, withheld=NUMBER), "missed"),  # it would have been right, but nobody saw
        (replace(RIGHT, answered=False), "missed"),  # forced, below the threshold
        (INVENTED, "invented"),
        (REFUSED, "refused"),
    ],
)
def test_a_verdict_is_of_what_a_person_got(result, expected):
    assert verdict(result) == expected


def test_gold_and_given_words_are_marked_in_their_sentence():
    [sentence] = sentences(replace(RIGHT, given=UNITS))
    assert sentence.pieces == (
        Piece("Мощность ", gold=False, given=False),
        Piece("10\u00a0", gold=True, given=False),
        Piece("000", gold=True, given=True),
        Piece(" единиц", gold=False, given=True),
        Piece(".", gold=False, given=False),
    )


def test_the_sentence_of_the_answer_comes_before_those_of_the_gold_words():
    assert ["".join(p.text for p in s.pieces) for s in sentences(WORDS)] == [
        "Доля 30%.",
        "Мощность 10\u00a0000 единиц.",
    ]
    assert sentences(replace(REFUSED, withheld=None)) == []


def test_every_question_is_there_with_its_words_marked(made):
    questions = made.find_class("question")
    assert [each.find_class("verdict")[0].text for each in questions] == [
        "right",
        "wrong words",
        "refused, though it is stated",
        "answered, though it is not stated",
        "rightly refused",
    ]
    marks = [
        [(m.get("class"), m.text) for b in each.iter("blockquote") for m in b] for each in questions
    ]
    assert marks == [
        [("given gold", "10\u00a0000")],
        [("given", "30%"), ("gold", "10\u00a0000")],
        [("withheld", "30%"), ("gold", "10\u00a0000")],
        [("given", "30%")],
        [("withheld", "30%")],
    ]
    assert [each.get("class").split()[1] for each in questions] == [
        "is-right",
        "is-wrong",
        "is-wrong",
        "is-wrong",
        "is-right",
    ]


def test_texts_of_questions_and_articles_are_escaped():
    evil = "<script>alert(1)</script>&amp;"
    bad = replace(
        RIGHT,
        id=evil,
        question=evil,
        answers=(evil,),
        gold=(replace(NUMBER, sentence=evil, sentence_start=9),),
        given=replace(NUMBER, sentence=evil, sentence_start=9, text=evil),
        type=evil,
    )
    written = page(Report({"questions": evil, evil: evil}, (bad, bad)))
    assert "alert(1)</script>" not in written
    tree = html.document_fromstring(written)
    assert len(list(tree.iter("script"))) == 1
    assert tree.find_class("question")[0].find(".//h3").text == evil
    assert tree.find_class("question")[0].find(".//blockquote").text_content() == evil


def test_the_page_needs_nothing_beside_it(text, made):
    assert re.findall(r'\b(?:src|href|action)="(?!#|data:,)[^"]*"', text) == []
    assert re.findall(r"@import|url\((?!#)", text) == []
    assert list(made.iter("img", "link", "iframe"))[1:] == []  # the one link is the empty icon


def test_ids_are_there_once(made):
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_same_report_makes_the_same_page(text):
    assert page(replace(REPORT)) == text


def test_lines_that_were_left_out_are_named(made):
    assert [li.text for li in made.find_class("left-out")[0]] == ["line 3: not <JSON>"]


@pytest.mark.parametrize(
    "results",
    [(), (RIGHT,), (REFUSED,), (RIGHT, WORDS), (REFUSED, INVENTED), (MISSED,) * 2],
    ids=["none", "one", "one refused", "answerable", "unanswerable", "all refused"],
)
def test_a_page_of_few_or_one_kind_of_questions_is_made_too(results):
    tree = html.document_fromstring(page(replace(REPORT, results=results)))
    assert len(tree.find_class("question")) == len(results)


# in a real browser


@pytest.fixture(scope="module")
def browser():
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with driver.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def opened(browser, text, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(text, "utf-8")
    contexts = []

    def open_page(width: int = 1440, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        shown = context.new_page()
        shown.goto(path.as_uri())
        return shown

    yield open_page
    for context in contexts:
        context.close()


def visible(shown) -> list[str]:
    every = shown.locator(".question")
    return [
        every.nth(place).get_attribute("id")
        for place in range(every.count())
        if every.nth(place).is_visible()
    ]


def test_the_wrong_ones_are_chosen_without_a_script(opened):
    shown = opened(java_script_enabled=False)
    assert visible(shown) == ["q1", "q2", "q3", "q4", "q5"]
    assert not shown.locator("#words").is_visible()
    shown.check("#show-wrong")
    assert visible(shown) == ["q2", "q3", "q4"]
    shown.check("#show-right")
    assert visible(shown) == ["q1", "q5"]


def test_words_are_searched_among_the_chosen_ones(opened):
    shown = opened()
    shown.fill("#words", "INVENTED en")
    assert visible(shown) == ["q4"]
    assert shown.locator("#left").inner_text() == "1 shown"
    shown.check("#show-right")
    assert visible(shown) == []
    shown.fill("#words", "")
    assert visible(shown) == ["q1", "q5"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_window_and_plots_have_the_colours_of_the_scheme(
    opened, width, scheme
):
    shown = opened(width, color_scheme=scheme)
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    line = "getComputedStyle(document.querySelector('.plots svg text')).fill"
    ink = {"light": "rgb(91, 97, 99)", "dark": "rgb(163, 169, 169)"}
    assert shown.evaluate(line) == ink[scheme]
