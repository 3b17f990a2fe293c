from dataclasses import replace

import pytest

from qa import Citation
from qa.evaluation.compare import Comparison, Difference, NothingShared
from qa.evaluation.report import Report
from qa.evaluation.result import Quoted, Result
from source import Document, Span

TEXT = "It makes 9000. It costs 5 euros."
NUMBER, PRICE = (
    Quoted.of(Citation(Document("d", "D", TEXT), *span, Span(*sentence)))
    for span, sentence in (((9, 13), (0, 14)), ((24, 31), (15, 32)))
)


def result(name: str, *answers: str, given: Quoted | None = None) -> Result:
    told = Result(name, f"{name}?", "en", answers, (), given, None, 0.5, given is not None, 1.0)
    return told if given else replace(told, refusal="not_stated")


BEFORE = Report(
    {},
    (
        result("makes", "9000", given=NUMBER),
        result("costs", "5 euros", given=NUMBER),
        result("price", "5"),
        result("colour", given=NUMBER),
        result("gone", "9000"),
    ),
)
AFTER = Report(
    {},
    (
        result("colour"),
        result("makes", "9000"),
        result("costs", "5 euros", given=PRICE),
        result("price", "5", given=PRICE),
        result("new"),
    ),
)


def test_questions_are_matched_by_id_and_the_others_counted():
    comparison = Comparison(BEFORE, AFTER)
    assert [one.id for one, _ in comparison.pairs] == ["makes", "costs", "price", "colour"]
    assert comparison.unshared == 2


def test_better_and_worse_are_told_by_what_a_person_gets_the_most_first():
    comparison = Comparison(BEFORE, AFTER)
    # costs 0 → 1, price 0 → 2·1/(2 + 1), colour (unanswerable) 0 → 1
    assert [one.id for one, _ in comparison.better] == ["costs", "colour", "price"]
    assert [one.id for one, _ in comparison.worse] == ["makes"]


def test_a_figure_is_compared_over_the_questions_that_both_have_it_for():
    told = {each.meaning: each for each in Comparison(BEFORE, AFTER).differences}
    # 1, 0, 0 before; 0, 1, 0 after: one of two differences each way
    assert told["exact match of the answerable"] == Difference(
        "exact match of the answerable", 3, 1 / 3, 1 / 3, 1.0
    )
    served = told["F1 of all as served, our normaliser"]
    assert (served.count, served.before, served.after) == (4, 1 / 4, pytest.approx(8 / 12))
    # differences −1, 1, 2/3, 1, their sum 5/3: as far from 0 are of the 16 ways those where the
    # ones come to ±3 (4 ways), and to ±1 with the 2/3 on the same side (6 ways)
    assert served.p == 10 / 16
    assert told["refused, of the unanswerable"].count == 1
    assert "cited sentence shows the answer" not in told


def test_agreement_is_over_the_questions_of_both():
    same = Comparison(BEFORE, BEFORE)
    assert (same.agreement, same.better, same.worse) == (1.0, [], [])
    assert Comparison(BEFORE, AFTER).agreement == 0.0


def test_the_table_tells_figures_counts_and_each_changed_question():
    table = Comparison(BEFORE, AFTER).table()
    lines = [" ".join(line.split()) for line in table.splitlines()]
    assert lines[0] == "in per cent n before after change p"
    assert "F1 of all as served, our normaliser 4 25.0 66.7 +41.7 0.625" in lines
    assert "4 questions in both, 2 left out; 3 better, 1 worse, 0 as good" in lines
    better, worse = table.index("better:\n"), table.index("worse:\n")
    assert table[better:worse].startswith(
        "better:\n"
        "  costs: costs? (gold: 5 euros)\n"
        "    F1 0.00 → 1.00: «9000» → «5 euros»\n"
        "  colour: colour? (no answer)\n"
        "    F1 0.00 → 1.00: «9000» → refused (not_stated)\n"
    )
    assert "F1 1.00 → 0.00: «9000» → refused (not_stated)\n" in table[worse:]


def test_equal_runs_have_no_list_of_changes():
    assert "better:" not in Comparison(BEFORE, BEFORE).table()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (result("new"), "no question of one is in the other"),
        (result("makes", "8000"), "their gold answers differ"),
    ],
)
def test_reports_of_different_sets_are_refused(other, expected):
    with pytest.raises(NothingShared, match=f"cannot be compared: {expected}"):
        Comparison(BEFORE, Report({}, (other,))).table()
