from dataclasses import replace
from pathlib import Path

import pytest

from index import Hit
from qa.evaluation.gold import GoldQuestion, QuestionSet, WrongLine
from qa.evaluation.metrics import Abstention, Score
from qa.evaluation.run import DEPTH, Asked, evaluate, gold_rank, groups
from source import Document, Passage, Span

# sentence by sentence: [0, 20) and [21, 46)
CARS = Document("cars", "Cars", "The line makes 9000. Exports go to 15 cities.")
TEA = Document("tea", "Tea", "The tea costs 5 euros. Tea is green.")


def own(name: str, question: str, document: Document, *spans: Span) -> GoldQuestion:
    answers = tuple(document.text[span.start : span.stop] for span in spans)
    gold = GoldQuestion(name, question, "en", answers, document=document, spans=spans)
    return gold.placed([])


LINE = own("line", "the line makes", CARS, Span(15, 19))
COSTS = own("costs", "tea costs", TEA, Span(14, 15))
CITIES = own("cities", "how many go to it", CARS, Span(35, 37))
COFFEE = own("coffee", "what is coffee", TEA)
SQUAD = QuestionSet(Path("set.json"), (LINE, COSTS, CITIES, COFFEE), (CARS, TEA))


def asked_of(fake, *questions: GoldQuestion, gold_paragraph: bool = False, **options):
    question_set = QuestionSet(Path("set"), questions)
    return evaluate(question_set, fake([CARS, TEA]), {}, gold_paragraph, **options)


def test_each_question_is_asked_and_what_came_back_is_kept(fake_answerer):
    answerer = fake_answerer([CARS, TEA])
    report = evaluate(SQUAD, answerer, {"mode": "open"})
    assert answerer.asked == [(q.question, 1) for q in SQUAD.questions]
    assert [(r.text, r.confidence, r.answered) for r in report.results] == [
        ("9000", 1.0, True),
        ("5", 1.0, True),
        ("", 2 / 5, False),  # go, to: 2 of 5 words, below the threshold
        ("", 0.0, False),  # no number to answer with
    ]
    assert report.settings == {"mode": "open"}


def test_of_a_refusal_its_reason_and_the_words_that_were_withheld_are_kept(fake_answerer):
    refused = asked_of(fake_answerer, CITIES).results[0]
    assert (refused.given, refused.refusal) == (None, "not_stated")
    assert (refused.withheld.text, refused.withheld.sentence) == ("15", "Exports go to 15 cities.")
    answered = asked_of(fake_answerer, LINE).results[0]
    assert (answered.withheld, answered.refusal) == (None, None)


def test_where_the_gold_answers_stand_is_kept(fake_answerer):
    result = asked_of(fake_answerer, LINE).results[0]
    assert [(g.document, g.start, g.text, g.sentence) for g in result.gold] == [
        ("cars", 15, "9000", "The line makes 9000.")
    ]
    assert (result.iou, result.cited) == (1.0, True)


def test_what_the_set_says_of_a_question_is_kept(fake_answerer):
    question = replace(LINE, type="number", difficulty="easy", pair="p", language="ru")
    result = asked_of(fake_answerer, question).results[0]
    assert (result.type, result.difficulty, result.pair, result.language) == (
        "number",
        "easy",
        "p",
        "ru",
    )


def test_open_mode_ranks_the_paragraph_of_an_answerable_question(fake_answerer):
    report = asked_of(fake_answerer, *SQUAD.questions)
    assert [(r.searched, r.rank) for r in report.results] == [
        (True, 1),
        (True, 1),
        (True, 1),
        (False, None),
    ]


def test_gold_mode_answers_from_the_paragraph_of_each_question_whatever_the_confidence(
    fake_answerer,
):
    report = asked_of(fake_answerer, *SQUAD.questions, gold_paragraph=True)
    assert [(r.text, r.confidence, r.answered) for r in report.results] == [
        ("9000", 1.0, True),
        ("5", 1.0, True),
        ("9000", 0.4, False),  # the first number of the paragraph, 2 of 5 words
        ("5", 1 / 3, False),  # is
    ]
    assert [result.searched for result in report.results] == [False] * 4


def test_gold_mode_tells_answerable_questions_by_confidence(fake_answerer):
    figures = asked_of(fake_answerer, *SQUAD.questions, gold_paragraph=True).overall
    assert figures.f1 == 2 / 3  # of the three with an answer
    assert figures.squad_v1_f1 == 2 / 3
    assert figures.squad_v2_f1 == 0.75  # and the refusal under the threshold is right
    assert figures.auroc == 1.0  # 1, 1 and 0.4 against 1/3
    assert figures.abstention == Abstention(2, 1, 0, 1)
    assert figures.recall_at_1 is None


def test_gold_mode_without_a_number_in_the_paragraph_has_no_answer(fake_answerer):
    wordless = Document("w", "W", "No number.")
    result = asked_of(
        fake_answerer, own("q", "no", wordless, Span(0, 2)), gold_paragraph=True
    ).results[0]
    assert (result.given, result.answered, result.ours) == (None, False, Score(0, 0))
    assert (result.confidence, result.cited) == (0.0, False)


def test_a_set_without_paragraphs_is_asked_of_what_the_answerer_holds(fake_answerer):
    evidence = ("Exports go to 15 cities.",)
    question = GoldQuestion("s1", "exports go to cities", "en", ("15", "15 cities"), evidence)
    first = asked_of(fake_answerer, question.placed([TEA, CARS])).results[0]
    assert (first.text, first.cited, first.rank) == ("15", True, 1)


def test_where_no_place_is_known_neither_rank_nor_citation_is_judged(fake_answerer):
    result = asked_of(fake_answerer, GoldQuestion("s", "exports go", "en", ("15",))).results[0]
    assert (result.text, result.cited, result.searched, result.iou) == ("15", None, False, None)


def test_an_answer_at_the_threshold_is_given(fake_answerer):
    half = own("half", "what tea", TEA, Span(14, 15))
    report = asked_of(fake_answerer, half, gold_paragraph=True)
    assert [(r.confidence, r.answered) for r in report.results] == [(0.5, True)]


def test_no_passage_is_the_gold_one_of_an_unanswerable_question(fake_answerer):
    near_miss = GoldQuestion("s1", "exports", "en", (), ("Exports go to 15 cities.",))
    assert asked_of(fake_answerer, near_miss.placed([CARS])).results[0].searched is False


def test_what_was_left_out_is_in_the_report(fake_answerer):
    wrong = (WrongLine(2, "not JSON"),)
    question_set = QuestionSet(Path("set"), (LINE,), wrong=wrong)
    assert evaluate(question_set, fake_answerer([CARS]), {}).wrong == wrong


TURNS = tuple(
    replace(LINE, id=f"t{turn}", question=words, dialog="d", turn=turn, standalone=alone)
    for turn, words, alone in ((1, "the line makes", "the line makes"), (2, "it", "line makes"))
)


def test_a_dialog_is_asked_by_its_turns_and_in_their_standalone_form(fake_answerer):
    answerer = fake_answerer([CARS, TEA])
    report = evaluate(QuestionSet(Path("set"), (*TURNS, COSTS)), answerer, {})
    words = [question for question, _ in answerer.asked]
    assert words == ["the line makes", "the line makes", "it", "line makes", "tea costs"]
    assert answerer.before == [[], [], ["the line makes"], [], []]
    assert [(r.id, r.question, r.dialog, r.turn) for r in report.results] == [
        ("t1", "the line makes", "d", 1),
        ("t2", "it", "d", 2),
        ("costs", "tea costs", None, None),
    ]
    assert [(r.id, r.question, r.text) for r in report.standalone] == [
        ("t1", "the line makes", "9000"),
        ("t2", "line makes", "9000"),
    ]


def test_a_turn_is_looked_for_with_the_one_before(fake_answerer):
    answerer = fake_answerer([TEA, CARS])
    report = evaluate(QuestionSet(Path("set"), TURNS), answerer, {})
    assert [result.rank for result in report.results] == [1, 1]
    assert evaluate(QuestionSet(Path("set"), TURNS[1:]), answerer, {}).results[0].rank > 1


def test_the_turns_of_a_dialog_are_asked_together_other_questions_alone():
    other = replace(TURNS[0], dialog="e")
    told = [[q.id for q in group] for group in groups((LINE, *TURNS, other, COSTS, CITIES))]
    assert told == [["line"], ["t1", "t2"], ["t1"], ["costs"], ["cities"]]


def test_what_is_asked_is_handed_to_keep_at_once(fake_answerer):
    kept = []
    report = asked_of(fake_answerer, LINE, *TURNS, keep=kept.append)
    assert [len(asked.results) for asked in kept] == [1, 2]
    assert kept[1] == Asked(report.results[1:], report.standalone)


def test_what_was_asked_earlier_is_taken_over_and_not_asked_again(fake_answerer):
    whole = asked_of(fake_answerer, LINE, *TURNS, COSTS)
    earlier = [Asked(whole.results[1:3], whole.standalone), Asked(whole.results[:1])]
    answerer, kept = fake_answerer([CARS, TEA]), []
    question_set = QuestionSet(Path("set"), (LINE, *TURNS, COSTS))
    report = evaluate(question_set, answerer, {}, earlier=earlier, keep=kept.append)
    assert [question for question, _ in answerer.asked] == ["tea costs"]
    assert [asked.results[0].id for asked in kept] == ["costs"]
    assert report.results[:3] == whole.results[:3]
    assert report.standalone == whole.standalone


def test_a_dialog_of_which_other_turns_were_asked_is_asked_again(fake_answerer):
    whole = asked_of(fake_answerer, *TURNS)
    answerer = fake_answerer([CARS])
    question_set = QuestionSet(Path("set"), TURNS)
    evaluate(question_set, answerer, {}, earlier=[Asked(whole.results[:1], whole.standalone[:1])])
    assert len(answerer.asked) == 4


def test_the_index_is_searched_deep_enough_for_five_paragraphs_of_ten_passages():
    assert DEPTH == 50


def hits(*spans):
    return [Hit(Passage(document, start, stop), 0.0) for document, start, stop in spans]


def test_a_paragraph_stands_where_its_first_passage_does():
    other = Document("other", "O", "Other words.")
    found = hits((TEA, 0, 22), (TEA, 23, 36), (other, 0, 12), (CARS, 21, 46), (CARS, 0, 20))
    assert gold_rank(COSTS, found) == 1
    assert gold_rank(LINE, found) == 3  # the passage without its answer counts
    assert gold_rank(LINE, found[:3]) is None


def test_without_a_paragraph_the_first_passage_that_touches_the_evidence_is_the_gold_one():
    question = GoldQuestion("s1", "?", "en", ("15",), ("Exports go to 15 cities.",)).placed([CARS])
    found = hits((TEA, 0, 36), (CARS, 0, 20), (CARS, 0, 22), (CARS, 21, 45))
    assert gold_rank(question, found) == 3
    assert gold_rank(question, found[:2]) is None


@pytest.mark.parametrize("passages", [[], [(TEA, 0, 22)]])
def test_a_gold_passage_that_is_not_among_the_hits_has_no_rank(passages):
    assert gold_rank(LINE, hits(*passages)) is None
