import json

from qa import Answer, Citation
from qa.evaluation.metrics import Abstention, Score
from qa.evaluation.question_sets import GoldQuestion
from qa.evaluation.report import Outcome, Report, figures
from source import Document, Span

TEXT = "Мощность 10\u00a0000 единиц. Доля 30%. Цена скрыта."
ARTICLE = Document("a", "Статья", TEXT, "ru")
SENTENCES = {"10\u00a0000": Span(0, 23), "30": Span(24, 33), "Цена": Span(34, 46)}


def answer(quote: str, confidence: float) -> Answer:
    start = TEXT.index(quote)
    sentence = next(s for s in SENTENCES.values() if s.start <= start < s.stop)
    return Answer(Citation(ARTICLE, start, start + len(quote), sentence), confidence)


def gold(name: str, language: str, *answers: str, evidence: str = "", type: str | None = None):
    return GoldQuestion(name, f"{name}?", language, answers, (evidence,) if evidence else (), type)


CAPACITY = Outcome(
    gold("capacity", "ru", "10 000 единиц", "10 000", evidence=TEXT[0:23], type="number"),
    answer("10\u00a0000", 0.9),
    ms=2.0,
    answered=True,
    searched=True,
    rank=1,
)
SHARE = Outcome(
    gold("share", "en", "30%", evidence=TEXT[24:33], type="number"),
    answer("Цена", 0.6),
    ms=4.0,
    answered=True,
    searched=True,
    rank=7,
)
SECRET = Outcome(gold("secret", "ru", "скрыта"), None, ms=3.0, answered=False, refusal="not_stated")
PRICE = Outcome(gold("price", "en"), None, ms=1.0, answered=False, refusal="no_passage")
OWNER = Outcome(gold("owner", "en"), answer("30%", 0.7), ms=5.0, answered=True)
REPORT = Report({"mode": "open", "model": {"reader": "r"}}, (CAPACITY, SHARE, SECRET, PRICE, OWNER))


def test_an_outcome_is_scored_by_ours_and_by_squad():
    assert CAPACITY.ours == Score(1, 1)
    assert CAPACITY.squad_v1 == Score(1, 1)  # white space to spaces, as there
    assert SHARE.ours == Score(0, 0)
    assert SECRET.squad_v2 == Score(0, 0)
    assert PRICE.squad_v2 == Score(1, 1)
    assert OWNER.squad_v2 == Score(0, 0)


def test_a_question_without_an_answer_has_only_the_score_of_squad_2():
    assert (OWNER.ours, OWNER.squad_v1) == (None, None)


def test_an_answer_below_the_threshold_counts_for_squad_1_and_is_a_refusal_for_squad_2():
    forced = Outcome(CAPACITY.question, answer("10\u00a0000", 0.2), ms=1.0, answered=False)
    assert forced.squad_v1 == Score(1, 1)
    assert forced.squad_v2 == Score(0, 0)


def test_a_citation_is_judged_where_the_set_names_evidence():
    assert [outcome.cited for outcome in REPORT.outcomes] == [True, False, None, None, None]


def test_a_refused_question_with_evidence_is_no_citation_hit():
    refused = Outcome(CAPACITY.question, None, ms=1.0, answered=False, refusal="no_passage")
    assert refused.cited is False
    assert figures([refused]).citation_hit == 0.0
    assert figures([refused]).citation_hit_answered is None


def test_figures_are_taken_over_the_questions_they_are_about():
    found = REPORT.overall
    assert (found.questions, found.answerable) == (5, 3)
    assert (found.em, found.f1) == (1 / 3, 1 / 3)
    assert (found.squad_v1_em, found.squad_v1_f1) == (1 / 3, 1 / 3)
    assert (found.squad_v2_em, found.squad_v2_f1) == (2 / 5, 2 / 5)
    assert (found.citation_hit, found.citation_hit_answered) == (1 / 2, 1 / 2)
    assert found.abstention == Abstention(2, 1, 1, 1)
    # 0.9, 0.6, 0 against 0, 0.7: (2 + 1 + ½) of 6
    assert found.auroc == 3.5 / 6
    assert (found.recall_at_1, found.recall_at_5) == (1 / 2, 1 / 2)
    assert found.mrr == (1 + 1 / 7) / 2
    assert found.ms_median == 3.0


def test_figures_of_nothing_are_absent():
    found = figures([])
    assert (found.questions, found.answerable, found.abstention) == (0, 0, Abstention(0, 0, 0, 0))
    assert {found.em, found.f1, found.squad_v1_f1, found.squad_v2_f1, found.auroc} == {None}
    assert {found.citation_hit, found.recall_at_1, found.mrr, found.ms_median} == {None}


def test_figures_of_only_unanswerable_questions_have_no_score_of_answers():
    found = figures([PRICE, OWNER])
    assert (found.em, found.squad_v1_f1, found.auroc, found.citation_hit) == (None,) * 4
    assert found.squad_v2_f1 == 0.5


def test_figures_are_grouped_by_language_and_by_type():
    assert {name: f.questions for name, f in REPORT.by_language.items()} == {"en": 3, "ru": 2}
    assert {name: f.f1 for name, f in REPORT.by_type.items()} == {"number": 0.5}
    assert REPORT.by_language["ru"] == figures([CAPACITY, SECRET])


def test_the_table_holds_each_group_in_per_cent_and_a_dash_for_what_is_absent():
    table = REPORT.table()
    lines = {line[:13].strip(): " ".join(line[13:].split()) for line in table.splitlines()}
    assert "mode: open\nmodel: reader r\n" in table
    # n, ours, v1, v2, cited, of answered, answered, refused, AUROC, R@1, R@5, MRR, ms
    assert lines["all"] == (
        "5 33.3 33.3 33.3 33.3 40.0 40.0 50.0 50.0 66.7 50.0 58.3 50.0 50.0 57.1 3.0"
    )
    assert lines["language ru"] == (
        "2 50.0 50.0 50.0 50.0 50.0 50.0 100.0 100.0 50.0 — — 100.0 100.0 100.0 2.5"
    )
    assert lines["type number"] == (
        "2 50.0 50.0 50.0 50.0 50.0 50.0 50.0 50.0 100.0 — — 50.0 50.0 57.1 3.0"
    )
    assert table.endswith(
        "questions     answered  refused\n"
        "answerable           2        1\n"
        "unanswerable         1        1\n"
    )


def test_the_json_has_settings_figures_and_a_prediction_for_each_question():
    content = json.loads(REPORT.to_json())
    assert content["settings"] == {"mode": "open", "model": {"reader": "r"}}
    assert content["figures"]["overall"]["f1"] == 1 / 3
    assert content["figures"]["by_language"]["en"]["abstention"] == {
        "answerable_answered": 1,
        "answerable_refused": 0,
        "unanswerable_answered": 1,
        "unanswerable_refused": 1,
    }
    assert list(content["figures"]["by_type"]) == ["number"]
    assert [p["id"] for p in content["predictions"]] == [
        "capacity",
        "share",
        "secret",
        "price",
        "owner",
    ]
    assert content["predictions"][0] == {
        "id": "capacity",
        "question": "capacity?",
        "language": "ru",
        "type": "number",
        "difficulty": None,
        "gold": ["10 000 единиц", "10 000"],
        "predicted": "10\u00a0000",
        "document": "a",
        "start": 9,
        "stop": 15,
        "sentence": "Мощность 10\u00a0000 единиц.",
        "confidence": 0.9,
        "answered": True,
        "refusal": None,
        "em": 1.0,
        "f1": 1.0,
        "squad_v1_em": 1.0,
        "squad_v1_f1": 1.0,
        "squad_v2_em": 1.0,
        "squad_v2_f1": 1.0,
        "citation_hit": True,
        "rank": 1,
        "ms": 2.0,
    }


def test_the_json_of_a_refusal_has_its_reason_and_no_prediction():
    price = json.loads(REPORT.to_json())["predictions"][3]
    assert (price["predicted"], price["start"], price["confidence"]) == (None, None, None)
    assert (price["answered"], price["refusal"]) == (False, "no_passage")
    assert (price["em"], price["squad_v1_f1"], price["squad_v2_f1"]) == (None, None, 1.0)
