from dataclasses import replace

import pytest

from qa import Citation
from qa.evaluation.figures import FEW, agree, agreements, figures
from qa.evaluation.metrics import Abstention
from qa.evaluation.result import Quoted, Result
from source import Document, Span

TEXT = "Мощность 10\u00a0000 единиц. Доля 30%. Цена скрыта."
ARTICLE = Document("a", "Статья", TEXT, "ru")
SENTENCES = (Span(0, 23), Span(24, 33), Span(34, 46))


def quoted(words: str) -> Quoted:
    start = TEXT.index(words)
    sentence = next(s for s in SENTENCES if s.start <= start < s.stop)
    return Quoted.of(Citation(ARTICLE, start, start + len(words), sentence))


def result(name: str, language: str, *answers: str, given: str = "", **changes) -> Result:
    told = Result(
        id=name,
        question=f"{name}?",
        language=language,
        answers=answers,
        gold=tuple(quoted(words) for words in answers if words in TEXT),
        given=quoted(given) if given else None,
        withheld=None,
        confidence=0.0,
        answered=bool(given),
        ms=1.0,
    )
    return replace(told, **changes)


CAPACITY = result(
    "capacity", "ru", "10\u00a0000 единиц", "10\u00a0000",
    given="10\u00a0000", confidence=0.9, cited=True, searched=True, rank=1, ms=2.0,
)  # fmt: skip
SHARE = result(
    "share", "en", "30%",
    given="Цена", confidence=0.6, cited=False, searched=True, rank=7, ms=4.0,
)  # fmt: skip
SECRET = result(
    "secret", "ru", "скрыта",
    withheld=quoted("скрыта"), confidence=0.3, refusal="low_confidence", ms=3.0,
)  # fmt: skip
PRICE = result("price", "en", refusal="no_passage")
OWNER = result("owner", "en", given="30%", confidence=0.7, ms=5.0)
RESULTS = (CAPACITY, SHARE, SECRET, PRICE, OWNER)


def test_figures_are_taken_over_the_questions_they_are_about():
    found = figures(RESULTS)
    assert (found.questions, found.answerable) == (5, 3)
    assert (found.em, found.f1) == (1 / 3, 1 / 3)
    assert (found.squad_v1_em, found.squad_v1_f1) == (1 / 3, 1 / 3)
    assert (found.squad_v2_em, found.squad_v2_f1) == (2 / 5, 2 / 5)
    assert (found.squad_v2_has_answer_em, found.squad_v2_has_answer_f1) == (1 / 3, 1 / 3)
    assert found.squad_v2_no_answer == 1 / 2
    assert (found.citation_hit, found.citation_hit_answered) == (1 / 2, 1 / 2)
    assert found.iou == 1 / 3  # the best of the gold places counts
    assert (found.answered_share, found.refused_share) == (2 / 3, 1 / 2)
    assert found.abstention == Abstention(2, 1, 1, 1)
    assert (found.recall_at_1, found.recall_at_5, found.recall_at_10) == (1 / 2, 1 / 2, 1)
    assert found.mrr == (1 + 1 / 7) / 2
    assert found.ms_median == 3.0


def test_figures_of_confidence_are_of_the_likeliest_words_given_or_not():
    found = figures(RESULTS)
    # 0.9, 0.6, 0.3 against 0, 0.7: 0.9 is above both, the others above one
    assert found.auroc == 4 / 6
    # right are capacity and the withheld secret: 0.1², 0.6², 0.7², 0² and 0.7²
    assert found.brier == pytest.approx((0.01 + 0.36 + 0.49 + 0 + 0.49) / 5)
    assert found.ece == pytest.approx((0.1 + 0.6 + 0.7 + 0 + 0.7) / 5)  # a bin each
    # surest first: right, wrong, wrong, right, wrong
    assert found.aurc == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)


def test_squad_2_scores_of_a_set_are_those_of_its_script():
    # evaluate-v2.0.py on these four, by hand: exact 50, f1 66.67, HasAns_exact 50,
    # HasAns_f1 83.33, NoAns_exact and NoAns_f1 50
    predictions = [
        (("308 points", "308"), "The 308."),
        (("Denver Broncos",), "Broncos"),  # 1 token of 1 and of 2
        ((), ""),
        ((), "Panthers"),
    ]
    told = figures(
        replace(
            result("q", "en", *golds),
            given=replace(quoted("30%"), text=words) if words else None,
            answered=bool(words),
        )
        for golds, words in predictions
    )
    assert (told.squad_v2_em, told.squad_v2_f1) == (0.5, pytest.approx(0.6667, abs=1e-4))
    assert told.squad_v2_has_answer_em == 0.5
    assert told.squad_v2_has_answer_f1 == pytest.approx(0.8333, abs=1e-4)
    assert told.squad_v2_no_answer == 0.5
    # evaluate-v1.1.py knows only the two with answers: exact_match 50, f1 83.33
    assert (told.squad_v1_em, told.squad_v1_f1) == (0.5, told.squad_v2_has_answer_f1)


def test_figures_of_nothing_are_absent():
    found = figures([])
    assert (found.questions, found.answerable, found.abstention) == (0, 0, Abstention(0, 0, 0, 0))
    assert found.intervals == {}
    others = {"questions", "answerable", "abstention", "intervals"}
    assert {value for name, value in vars(found).items() if name not in others} == {None}


def test_figures_of_only_unanswerable_questions_have_no_score_of_answers():
    found = figures([PRICE, OWNER])
    assert (found.em, found.squad_v1_f1, found.auroc, found.citation_hit, found.iou) == (None,) * 5
    assert (found.squad_v2_f1, found.refused_share, found.answered_share) == (0.5, 0.5, None)


def test_figures_of_only_answerable_questions_have_no_score_of_refusals():
    found = figures([CAPACITY, SHARE])
    assert (found.squad_v2_no_answer, found.refused_share, found.auroc) == (None,) * 3
    assert found.answered_share == 1.0


def test_means_have_intervals_from_two_questions_on():
    assert figures([CAPACITY, SHARE]).intervals["f1"] == (0.0, 1.0)
    assert "f1" not in figures([CAPACITY, PRICE]).intervals


def test_curves_have_intervals_only_over_enough_questions():
    assert FEW == 10
    enough, few = figures(RESULTS * 2).intervals, figures((RESULTS * 2)[:9]).intervals
    assert enough.keys() - few.keys() == {"auroc", "ece", "aurc"}
    low, high = enough["auroc"]
    assert 0 <= low < 4 / 6 < high <= 1


def asked(language: str, *answers: str, given: str = "", pair: str | None = None) -> Result:
    return result("q", language, *answers, given=given, pair=pair)


ENGLISH = asked("en", "10\u00a0000", given="10\u00a0000")


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([asked("ru", "10\u00a0000", given="10\u00a0000 единиц")], [1.0]),
        ([asked("ru", "10\u00a0000", given="30%")], [0.0]),
        ([asked("ru", "10\u00a0000")], [0.0]),  # refused
        ([asked("ru", "30%", given="10\u00a0000")], []),  # asks something else
        ([asked("en", "10\u00a0000", given="30%")], []),
        ([asked("kk", "10\u00a0000", given="30%")], []),
        ([asked("ru", "10\u00a0000"), asked("ru", "10\u00a0000", given="10")], [0.0, 1.0]),
    ],
)
def test_questions_with_the_same_gold_place_in_both_languages_agree_or_not(others, expected):
    assert agreements([ENGLISH, *others]) == expected


def test_questions_that_the_set_pairs_agree_or_not_whatever_their_gold_place():
    english = asked("en", pair="price")
    pairs = [english, asked("ru", pair="price"), asked("ru", pair="other", given="30%")]
    assert agreements(pairs) == [1.0]  # both refused
    assert agreements([asked("en"), asked("ru")]) == []  # nobody said that they ask the same


def test_agreement_is_a_figure():
    found = figures([ENGLISH, asked("ru", "10\u00a0000"), asked("ru", "10\u00a0000", given="10")])
    assert found.agreement == 0.5


def test_words_of_two_places_do_not_agree_however_alike():
    one = replace(ENGLISH, given=replace(ENGLISH.given, document="b"))
    assert not agree(ENGLISH, one)
