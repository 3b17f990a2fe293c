from types import SimpleNamespace

import pytest

from qa import Citation
from qa.evaluation import metrics
from qa.evaluation.metrics import Abstention, Bin, Score
from source import Document, Passage, Span


def test_f1_is_the_best_over_the_gold_answers():
    # 2 tokens given, 1 of them gold: P 1/2, R 1/1; the second gold: P 1/2, R 1/4
    assert metrics.score("10 000 машин", ["10 000", "10 000 единиц в год"]) == Score(0, 2 / 3)


def test_our_score_takes_spellings_of_an_answer_for_one():
    assert metrics.score("10,000 ЕДИНИЦ", ["10\u00a0000 единиц"]) == Score(1, 1)
    assert metrics.score("китайский инвестор CMC", ["СМС"]) == Score(0, 0.5)


def test_a_token_counts_as_often_as_both_sides_have_it():
    assert metrics.score("da da da", ["da da"]) == Score(0, 4 / 5)


def test_a_refusal_agrees_only_with_having_no_answer():
    assert metrics.score("", []) == Score(1, 1)
    assert metrics.score("", ["50%"]) == Score(0, 0)
    assert metrics.score("50%", []) == Score(0, 0)


# worked by hand with normalize_answer, f1_score and compute_f1 of the official scripts
@pytest.mark.parametrize(
    ("prediction", "golds", "expected"),
    [
        ("The Denver Broncos", ["Denver Broncos"], Score(1, 1)),
        ("Broncos", ["Denver Broncos", "Carolina Panthers"], Score(0, 2 / 3)),
        ("20-25%", ["2025"], Score(1, 1)),
        ("20–25%", ["20-25%"], Score(0, 0)),
        ("«Москвич»", ["Москвич"], Score(0, 0)),
        ("10 000 единиц", ["10 000 единиц в год"], Score(0, 0.75)),
        ("", ["308"], Score(0, 0)),
        ("the", ["a"], Score(1, 0)),  # evaluate-v1.1.py: no common token, whatever the match
    ],
)
def test_squad_v1_scores_as_its_script(prediction, golds, expected):
    assert metrics.squad_v1(prediction, golds) == expected


def test_squad_v1_wants_a_gold_answer():
    with pytest.raises(ValueError, match="at least one gold answer"):
        metrics.squad_v1("308", [])


@pytest.mark.parametrize(
    ("prediction", "golds", "expected"),
    [
        ("", [], Score(1, 1)),
        ("308", [], Score(0, 0)),
        ("", ["308"], Score(0, 0)),
        ("308 points", ["308"], Score(0, 2 / 3)),
        ("the", ["a"], Score(1, 1)),  # evaluate-v2.0.py: "a" is left out, so it has no answer
        ("a", ["308", "the"], Score(0, 0)),
    ],
)
def test_squad_v2_scores_as_its_script(prediction, golds, expected):
    assert metrics.squad_v2(prediction, golds) == expected


TEXT = "One. Two 2. Three."


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([(5, 11)], True),
        ([(0, 4), (8, 9)], True),
        ([(0, 5)], False),  # ends where the cited sentence starts
        ([(11, 18)], False),
        ([], False),
    ],
)
def test_a_citation_hits_when_its_sentence_shares_a_character_with_what_shows_it(shown, expected):
    document, other = Document("d", "D", TEXT), Document("e", "E", TEXT)
    citation = Citation(document, 9, 10, Span(5, 11))
    assert metrics.cites(citation, [Passage(document, *span) for span in shown]) is expected
    assert metrics.cites(citation, [Passage(other, *span) for span in shown]) is False


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("d", 2, 6), ("d", 2, 6), 1.0),
        (("d", 2, 6), ("d", 4, 10), 2 / 8),
        (("d", 2, 6), ("d", 3, 5), 2 / 4),
        (("d", 2, 6), ("d", 6, 8), 0.0),
        (("d", 2, 6), ("e", 2, 6), 0.0),
    ],
)
def test_iou_is_the_share_of_characters_that_both_spans_cover(one, other, expected):
    def placed(document, start, stop):
        return SimpleNamespace(document=document, start=start, stop=stop)

    assert metrics.iou(placed(*one), placed(*other)) == expected
    assert metrics.iou(placed(*other), placed(*one)) == expected


def test_abstention_counts_answered_and_refused_by_answerability():
    counted = metrics.abstention(
        [(True, True), (True, True), (True, False), (False, True), (False, False), (False, False)]
    )
    assert counted == Abstention(2, 1, 1, 2)
    assert (counted.answered_share, counted.refused_share) == (2 / 3, 2 / 3)


def test_shares_of_no_questions_are_absent():
    assert metrics.abstention([]).answered_share is None
    assert metrics.abstention([(True, True)]).refused_share is None


@pytest.mark.parametrize(
    ("answerable", "unanswerable", "expected"),
    [
        ([0.9, 0.8], [0.1], 1.0),
        ([0.1], [0.9, 0.8], 0.0),
        ([0.9, 0.4], [0.5, 0.4], 0.625),  # wins 2 of 4, one tie: (2 + ½) / 4
        ([0.5], [0.5], 0.5),
        ([0.5], [], None),
        ([], [0.5], None),
    ],
)
def test_auroc_is_how_often_an_answerable_question_has_more_confidence(
    answerable, unanswerable, expected
):
    assert metrics.auroc(answerable, unanswerable) == expected


def test_recall_counts_gold_passages_up_to_rank_k():
    ranks = [1, 2, 6, None]
    assert metrics.recall_at(1, ranks) == 0.25
    assert metrics.recall_at(5, ranks) == 0.5
    assert metrics.recall_at(6, ranks) == 0.75


def test_reciprocal_rank_of_a_passage_not_found_is_zero():
    assert metrics.reciprocal_rank([1, 2, 4, None]) == 0.4375  # (1 + 1/2 + 1/4 + 0) / 4


SURE = [0.9, 0.8, 0.6, 0.4]
RIGHTS = [True, False, True, False]


def test_brier_is_the_mean_square_of_what_confidence_lacks():
    # (0.1² + 0.8² + 0.4² + 0.4²) / 4
    assert metrics.brier(SURE, RIGHTS) == pytest.approx((0.01 + 0.64 + 0.16 + 0.16) / 4)
    assert metrics.brier([0.5, 0.5], [True, False]) == 0.25


def test_reliability_has_bins_of_equal_mass_with_their_means(monkeypatch):
    monkeypatch.setattr(metrics, "BINS", 2)
    low, high = metrics.reliability([0.9, 0.25, 0.75, 0.5, 0.7], [True, False, True, True, False])
    # of five the first three places go to the first bin: 0·2/5, 1·2/5 and 2·2/5 are below 1
    assert low == Bin(3, pytest.approx((0.25 + 0.5 + 0.7) / 3), 1 / 3)
    assert high == Bin(2, pytest.approx(0.825), 1.0)


def test_answers_of_one_confidence_share_a_bin(monkeypatch):
    monkeypatch.setattr(metrics, "BINS", 2)
    assert metrics.reliability([0.5] * 4, RIGHTS) == [Bin(4, 0.5, 0.5)]
    assert [b.count for b in metrics.reliability([0.1, 0.5, 0.5, 0.5], RIGHTS)] == [4]
    assert [b.count for b in metrics.reliability([0.1, 0.2, 0.5, 0.5], RIGHTS)] == [2, 2]


def test_fewer_answers_than_bins_have_a_bin_each():
    assert metrics.BINS == 10
    assert [b.count for b in metrics.reliability(SURE, RIGHTS)] == [1, 1, 1, 1]
    assert len(metrics.reliability([i / 100 for i in range(100)], [True] * 100)) == 10


def test_ece_is_how_far_the_bins_are_off_each_by_its_mass(monkeypatch):
    monkeypatch.setattr(metrics, "BINS", 2)
    # 0.4 and 0.6: 0.5 against ½; 0.8 and 0.9: 0.85 against ½
    assert metrics.ece(SURE, RIGHTS) == pytest.approx((2 * 0 + 2 * 0.35) / 4)


def test_risk_is_the_share_of_wrong_answers_among_the_surest():
    expected = [(0.25, 0.0), (0.5, 1 / 2), (0.75, 1 / 3), (1.0, 2 / 4)]
    shuffled = [2, 0, 3, 1]
    told = metrics.risk_coverage([SURE[i] for i in shuffled], [RIGHTS[i] for i in shuffled])
    assert told == expected


def test_answers_of_one_confidence_count_as_wrong_as_they_are_on_the_average():
    told = [risk for _, risk in metrics.risk_coverage([0.5, 0.5, 0.9], [False, True, True])]
    assert told == pytest.approx([0, 0.5 / 2, 1 / 3])
    assert metrics.risk_coverage([0.5, 0.5], [True, False]) == metrics.risk_coverage(
        [0.5, 0.5], [False, True]
    )


def test_aurc_is_the_mean_of_the_risks():
    assert metrics.aurc(SURE, RIGHTS) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert metrics.aurc([0.9, 0.1], [True, False]) == 0.25  # no better order
    assert metrics.aurc([0.9, 0.1], [True, True]) == 0.0


def test_curves_of_no_questions_are_absent():
    assert (metrics.ece([], []), metrics.brier([], []), metrics.aurc([], [])) == (None,) * 3
    assert (metrics.reliability([], []), metrics.risk_coverage([], [])) == ([], [])


def test_figures_of_nothing_are_absent():
    assert metrics.mean([]) is None
    assert metrics.recall_at(5, []) is None
    assert metrics.reciprocal_rank([]) is None
