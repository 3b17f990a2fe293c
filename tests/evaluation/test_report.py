import json
from dataclasses import replace

import pytest

from qa import Citation
from qa.evaluation.figures import figures
from qa.evaluation.gold import WrongLine
from qa.evaluation.report import BadReport, Report, between, per_cent
from qa.evaluation.result import Quoted, Result
from source import Document, Span

TEXT = "Мощность 10\u00a0000 единиц. Доля 30%."
ARTICLE = Document("a", "Статья", TEXT, "ru")
NUMBER = Quoted.of(Citation(ARTICLE, 9, 15, Span(0, 23)))

CAPACITY = Result(
    id="capacity",
    question="capacity?",
    language="ru",
    answers=("10 000 единиц", "10 000"),
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
    difficulty="easy",
)
SECRET = Result(
    id="secret",
    question="secret?",
    language="en",
    answers=("30%",),
    gold=(),
    given=None,
    withheld=NUMBER,
    confidence=0.3,
    answered=False,
    ms=4.0,
    refusal="low_confidence",
)
PRICE = replace(SECRET, id="price", answers=(), withheld=None, confidence=0.0, ms=1.0)
OWNER = replace(CAPACITY, id="owner", language="en", answers=(), gold=(), rank=None, type=None)
OWNER = replace(OWNER, searched=False, cited=None, confidence=0.8, difficulty=None)
REPORT = Report(
    {"mode": "open", "limit": None, "model": {"reader": "r", "origin": {"source": "shipped"}}},
    (CAPACITY, SECRET, PRICE, OWNER),
)
DIALOG = replace(REPORT, standalone=(CAPACITY,), wrong=(WrongLine(3, "not JSON"),))


def test_figures_are_grouped_by_language_type_and_difficulty():
    assert REPORT.overall == figures(REPORT.results)
    assert {name: f.questions for name, f in REPORT.by_language.items()} == {"en": 3, "ru": 1}
    assert REPORT.by_language["ru"] == figures([CAPACITY])
    assert list(REPORT.by_type) == ["number"]
    assert list(REPORT.by_difficulty) == ["easy"]
    names = [name for name, _ in REPORT.groups]
    assert names == ["all", "language en", "language ru", "type number", "difficulty easy"]


def test_the_standalone_forms_of_dialogs_are_a_group_beside_the_turns():
    assert REPORT.overall_standalone is None
    assert DIALOG.groups[1] == ("all, standalone form", figures([CAPACITY]))
    assert DIALOG.overall == REPORT.overall


def test_the_table_holds_each_group_in_per_cent_and_a_dash_for_what_is_absent():
    lines = {line[:15].strip(): " ".join(line[15:].split()) for line in REPORT.table().splitlines()}
    # n, EM, F1, v1, v2, cited, IoU, answered, refused, AUROC, ECE, AURC, R@1, R@5, MRR, ms
    assert lines["all"] == (
        "4 50.0 50.0 50.0 50.0 100.0 100.0 50.0 50.0 75.0 30.0 47.9 100.0 100.0 100.0 2.0"
    )
    assert lines["language ru"] == (
        "1 100.0 100.0 100.0 100.0 100.0 100.0 100.0 — — 10.0 0.0 100.0 100.0 100.0 2.0"
    )
    assert lines["language en"] == ("3 0.0 0.0 0.0 33.3 — — 0.0 50.0 50.0 36.7 100.0 — — — 2.0")


def test_the_table_says_how_it_was_asked_and_ends_with_who_was_answered():
    table = REPORT.table()
    assert table.startswith("mode: open\nlimit: —\nmodel: reader r, origin source shipped\n\n")
    assert table.endswith(
        "questions     answered  refused\n"
        "answerable           1        1\n"
        "unanswerable         1        1\n"
    )
    assert "left out" not in table


def test_the_table_counts_what_was_left_out():
    assert "left out: 1, as their lines are wrong\n" in DIALOG.table()


def test_the_headlines_are_the_figures_that_there_are_with_their_intervals():
    heads = {head.name: head for head in REPORT.headlines}
    assert (heads["f1"].shown, heads["f1"].interval) == ("50.0", "0.0–100.0")
    assert (heads["iou"].shown, heads["iou"].interval) == ("100.0", "—")  # of one question
    assert "agreement" not in heads
    assert f"{heads['f1'].meaning}  " in REPORT.table()
    for head in heads.values():
        line = next(line for line in REPORT.table().splitlines() if head.meaning in line)
        assert line.split()[-2:] == [head.shown, head.interval]


def test_a_report_of_no_results_is_dashes():
    empty = Report({}, ())
    assert empty.headlines == []
    assert "all  0   —   —" in empty.table()


@pytest.mark.parametrize(("share", "shown"), [(None, "—"), (0.12345, "12.3"), (1, "100.0")])
def test_a_share_is_shown_in_per_cent_with_one_digit(share, shown):
    assert per_cent(share) == shown
    assert between(share and (share, 1.0)) == (f"{shown}–100.0" if share else "—")


def test_the_json_has_settings_figures_and_a_result_for_each_question():
    content = json.loads(DIALOG.to_json())
    assert content["settings"]["model"]["reader"] == "r"
    assert content["figures"]["overall"]["f1"] == 1 / 2
    assert content["figures"]["overall"]["intervals"]["f1"] == [0.0, 1.0]
    assert content["figures"]["by_language"]["en"]["abstention"] == {
        "answerable_answered": 0,
        "answerable_refused": 1,
        "unanswerable_answered": 1,
        "unanswerable_refused": 1,
    }
    assert list(content["figures"]["by_type"]) == ["number"]
    assert content["figures"]["standalone"]["questions"] == 1
    assert content["wrong"] == [{"line": 3, "reason": "not JSON"}]
    assert [r["id"] for r in content["results"]] == ["capacity", "secret", "price", "owner"]
    assert content["results"][0] == json.loads(json.dumps(CAPACITY.to_record()))


@pytest.mark.parametrize("report", [REPORT, DIALOG])
def test_a_report_is_read_back_as_it_was(tmp_path, report):
    path = tmp_path / "r.json"
    path.write_text(report.to_json(), "utf-8")
    assert Report.read(path) == report
    assert Report.read(path).table() == report.table()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "No such file or directory"),
        (b"{", "not JSON in UTF-8"),
        (b"\xff", "not JSON in UTF-8"),
        (b"{}", "not a report ('settings')"),
        (b"[]", "not a report (list indices must be integers or slices, not str)"),
    ],
)
def test_another_file_is_no_report(tmp_path, content, expected):
    path = tmp_path / "r.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadReport) as caught:
        Report.read(path)
    assert str(caught.value) == f"{path}: {expected}, wanted what `qa eval --json` wrote"
