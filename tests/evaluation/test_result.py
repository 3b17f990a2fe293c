import json
from dataclasses import astuple, replace

import pytest

from qa import Citation
from qa.evaluation.metrics import Score
from qa.evaluation.result import Quoted, Result
from source import Document, Span

TEXT = "Мощность 10\u00a0000 единиц. Доля 30%."
ARTICLE = Document("a", "Статья", TEXT, "ru")
CAPACITY = Quoted.of(Citation(ARTICLE, 9, 15, Span(0, 23)))
SHARE = Quoted.of(Citation(ARTICLE, 29, 32, Span(24, 33)))

ASKED = Result(
    id="q",
    question="Какова мощность?",
    language="ru",
    answers=("10 000 единиц", "10 000"),
    gold=(replace(CAPACITY, stop=22, text="10\u00a0000 единиц"), CAPACITY),
    given=CAPACITY,
    withheld=None,
    confidence=0.75,
    answered=True,
    ms=2.5,
    cited=True,
    searched=True,
    rank=1,
    type="number",
    pair="p1",
    dialog="d",
    turn=2,
)
REFUSED = replace(ASKED, given=None, withheld=SHARE, answered=False, refusal="low_confidence")
UNANSWERABLE = replace(ASKED, answers=(), gold=())


def test_quoted_words_keep_their_place_and_their_sentence():
    told = ("a", "Статья", 9, 15, "10\u00a0000", "Мощность 10\u00a0000 единиц.", 0)
    assert astuple(CAPACITY) == told


def test_a_result_is_scored_by_ours_and_by_squad():
    assert (ASKED.ours, ASKED.squad_v1, ASKED.squad_v2) == (Score(1, 1), Score(1, 1), Score(1, 1))
    wrong = replace(ASKED, given=SHARE)
    assert (wrong.ours, wrong.squad_v2) == (Score(0, 0), Score(0, 0))
    assert REFUSED.ours == Score(0, 0)


def test_a_question_without_an_answer_has_only_the_scores_that_know_refusals():
    assert (UNANSWERABLE.ours, UNANSWERABLE.squad_v1) == (None, None)
    assert (UNANSWERABLE.squad_v2, UNANSWERABLE.served) == (Score(0, 0), Score(0, 0))
    refused = replace(REFUSED, answers=())
    assert (refused.squad_v2, refused.served) == (Score(1, 1), Score(1, 1))


def test_a_forced_answer_counts_for_squad_1_and_is_a_refusal_for_squad_2():
    forced = replace(ASKED, answered=False)
    assert (forced.ours, forced.squad_v1) == (Score(1, 1), Score(1, 1))
    assert (forced.squad_v2, forced.served) == (Score(0, 0), Score(0, 0))


def test_the_place_is_compared_with_the_nearest_gold_one():
    assert ASKED.iou == 1.0
    assert replace(ASKED, gold=ASKED.gold[:1]).iou == 6 / 13
    assert REFUSED.iou == 0.0
    assert UNANSWERABLE.iou is None


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (ASKED, True),
        (replace(ASKED, answers=("10 000 единиц в год",)), False),  # F1 2·1/(1 + 4) = 0.4
        (replace(ASKED, answers=("10 000 единиц",)), True),  # 2·1/(1 + 2) = 0.67
        (REFUSED, False),
        (replace(REFUSED, withheld=CAPACITY), True),  # it would have been right
        (replace(REFUSED, withheld=None), False),
        (UNANSWERABLE, False),
    ],
)
def test_words_are_right_from_an_f1_of_0_6_also_where_they_were_withheld(result, expected):
    assert result.right is expected


@pytest.mark.parametrize("result", [ASKED, REFUSED, UNANSWERABLE])
def test_a_result_is_read_back_from_json_as_it_was(result):
    assert Result.from_record(json.loads(json.dumps(result.to_record()))) == result


def test_a_record_has_the_scores_beside_what_they_follow_from():
    record = ASKED.to_record()
    assert record["given"] == {
        "document": "a",
        "title": "Статья",
        "start": 9,
        "stop": 15,
        "text": "10\u00a0000",
        "sentence": "Мощность 10\u00a0000 единиц.",
        "sentence_start": 0,
    }
    names = ("em", "f1", "squad_v1_em", "squad_v1_f1", "squad_v2_em", "squad_v2_f1", "iou", "right")
    assert [record[name] for name in names] == [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, True]
    assert [UNANSWERABLE.to_record()[name] for name in names[:4]] == [None] * 4


def test_a_record_of_something_else_is_refused():
    with pytest.raises(KeyError):
        Result.from_record({"id": "q"})
