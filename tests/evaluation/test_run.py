import pytest

from index import Hit
from qa.evaluation.metrics import Abstention, Score
from qa.evaluation.question_sets import BadQuestionSet, GoldQuestion, QuestionSet
from qa.evaluation.run import DEPTH, evaluate, gold_rank
from source import Document, Passage, Span

# sentence by sentence: [0, 20) and [21, 46)
CARS = Document("cars", "Cars", "The line makes 9000. Exports go to 15 cities.")
TEA = Document("tea", "Tea", "The tea costs 5 euros. Tea is green.")

LINE = GoldQuestion(
    "line", "the line makes", "en", ("9000",), (), None, None, CARS, (Span(15, 19),)
)
COSTS = GoldQuestion("costs", "tea costs", "en", ("5",), (), None, None, TEA, (Span(14, 15),))
CITIES = GoldQuestion(
    "cities", "how many go to it", "en", ("15",), document=CARS, spans=(Span(35, 37),)
)
COFFEE = GoldQuestion("coffee", "what is coffee", "en", (), document=TEA)
SQUAD = QuestionSet("set.json", (LINE, COSTS, CITIES, COFFEE), (CARS, TEA))


def by_id(report):
    return {outcome.question.id: outcome for outcome in report.outcomes}


def test_open_mode_asks_each_question_over_all_paragraphs(fake_answerer):
    made = []
    report = evaluate(SQUAD, lambda documents: made.append(fake_answerer(documents)) or made[0])
    assert {passage.document.id for passage in made[0].index.passages} == {"cars", "tea"}
    assert made[0].asked == [(q.question, 1) for q in SQUAD.questions]
    outcomes = by_id(report)
    assert [(o.text, o.confidence, o.answered) for o in report.outcomes] == [
        ("9000", 1.0, True),
        ("5", 1.0, True),
        ("", 0.0, False),  # go, to: 2 of 5 words, below the threshold
        ("", 0.0, False),
    ]
    assert outcomes["cities"].refusal == "not_stated"
    assert outcomes["line"].refusal is None


def test_open_mode_ranks_the_paragraph_of_an_answerable_question(fake_answerer):
    report = evaluate(SQUAD, fake_answerer)
    assert [(o.searched, o.rank) for o in report.outcomes] == [
        (True, 1),
        (True, 1),
        (True, 1),
        (False, None),
    ]


def test_gold_mode_answers_from_the_paragraph_of_each_question_whatever_the_confidence(
    fake_answerer,
):
    report = evaluate(SQUAD, fake_answerer, gold_paragraph=True)
    assert [(o.text, o.confidence, o.answered) for o in report.outcomes] == [
        ("9000", 1.0, True),
        ("5", 1.0, True),
        ("9000", 0.4, False),  # the first number of the paragraph, 2 of 5 words
        ("5", 1 / 3, False),  # is
    ]
    assert [outcome.searched for outcome in report.outcomes] == [False] * 4


def test_gold_mode_tells_answerable_questions_by_confidence(fake_answerer):
    figures = evaluate(SQUAD, fake_answerer, gold_paragraph=True).overall
    assert figures.f1 == 2 / 3  # of the three with an answer
    assert figures.squad_v1_f1 == 2 / 3
    assert figures.squad_v2_f1 == 0.75  # and the refusal under the threshold is right
    assert figures.auroc == 1.0  # 1, 1 and 0.4 against 1/3
    assert figures.abstention == Abstention(2, 1, 0, 1)
    assert figures.recall_at_1 is None


def test_gold_mode_indexes_only_the_paragraphs_it_reads(fake_answerer):
    made = []
    evaluate(
        SQUAD.first(1), lambda documents: made.append(documents) or fake_answerer(documents), True
    )
    assert made == [(CARS,)]


def test_gold_mode_without_a_number_in_the_paragraph_has_no_answer(fake_answerer):
    wordless = Document("w", "W", "No number.")
    question = GoldQuestion("q", "no", "en", ("No",), document=wordless, spans=(Span(0, 2),))
    report = evaluate(QuestionSet("s.json", (question,), (wordless,)), fake_answerer, True)
    outcome = report.outcomes[0]
    assert (outcome.answer, outcome.answered, outcome.ours) == (None, False, Score(0, 0))


def test_gold_mode_wants_paragraphs(fake_answerer):
    question_set = QuestionSet("set.jsonl", (GoldQuestion("s1", "?", "en", ()),))
    with pytest.raises(BadQuestionSet, match="question s1 has no paragraph of its own to read"):
        evaluate(question_set, fake_answerer, gold_paragraph=True)


def test_a_set_without_paragraphs_is_asked_of_what_the_answerer_holds(fake_answerer):
    evidence = ("Exports go to 15 cities.",)
    question = GoldQuestion("s1", "exports go to cities", "en", ("15", "15 cities"), evidence)
    nowhere = GoldQuestion("s2", "exports go", "en", ("15",))
    answerer = fake_answerer([TEA, CARS])
    report = evaluate(QuestionSet("set.jsonl", (question, nowhere)), lambda documents: answerer)
    first, second = report.outcomes
    assert (first.text, first.cited, first.rank) == ("15", True, 1)
    assert (second.text, second.cited, second.searched) == ("15", None, False)


def test_progress_counts_the_questions_asked(fake_answerer):
    seen = []
    evaluate(SQUAD, fake_answerer, progress=lambda asked, total: seen.append((asked, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_report_says_what_was_asked_of_what(fake_answerer):
    assert evaluate(SQUAD, fake_answerer, True).settings == {
        "questions": "set.json",
        "questions_from": None,
        "mode": "gold paragraph",
        "paragraphs": 2,
        "threshold": 0.5,
        "model": {"encoder": "words", "reader": "first number", "index": "f00d"},
    }


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
    question = GoldQuestion("s1", "?", "en", ("15",), ("Exports go to 15 cities.",))
    found = hits((TEA, 0, 22), (CARS, 0, 20), (CARS, 0, 22), (CARS, 21, 45))
    assert gold_rank(question, found) == 3
    assert gold_rank(question, found[:2]) is None


def test_an_answer_at_the_threshold_is_given(fake_answerer):
    half = GoldQuestion("half", "what tea", "en", ("5",), document=TEA, spans=(Span(14, 15),))
    report = evaluate(QuestionSet("s.json", (half,), (TEA,)), fake_answerer, True)
    assert [(o.confidence, o.answered) for o in report.outcomes] == [(0.5, True)]


def test_no_passage_is_the_gold_one_of_an_unanswerable_question(fake_answerer):
    near_miss = GoldQuestion("s1", "exports", "en", (), evidence=("Exports go to 15 cities.",))
    report = evaluate(QuestionSet("s.jsonl", (near_miss,)), lambda documents: fake_answerer([CARS]))
    assert report.outcomes[0].searched is False
