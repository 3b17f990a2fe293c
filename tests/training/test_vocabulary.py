"""Which Russian words get tokens of their own."""

import pytest

pytest.importorskip("wordfreq", reason="what makes the model is installed by the train extra")
pytest.importorskip("navec", reason="what makes the model is installed by the train extra")

from qa.training import vocabulary


def test_the_frequent_forms_come_first_and_then_the_commonest_head_words(monkeypatch):
    monkeypatch.setattr(vocabulary, "FREQUENT_FORMS", 1)
    monkeypatch.setattr(vocabulary, "FORMS", 3)
    lemmas = ["лилипут", "город", "board", "щёлок", "завод"]
    assert vocabulary.russian_forms(lemmas) == ["в", "город", "завод"]
