from qa.evaluation.bench import article
from qa.evaluation.bench.article import QUESTIONS, on_the_article


def test_every_question_is_timed_warm_in_each_round(tmp_path, monkeypatch):
    monkeypatch.setattr(article, "STARTS", 1)
    measured = on_the_article(tmp_path)
    assert (measured.starts, measured.questions) == (1, article.ROUNDS * len(QUESTIONS))
    assert 0 < measured.median_ms <= measured.p95_ms
    assert measured.start_s > 0
