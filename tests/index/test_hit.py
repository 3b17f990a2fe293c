"""What a search finds."""

from dataclasses import FrozenInstanceError

import pytest

from index import Hit
from source import Document, Passage


def test_a_hit_points_into_its_document():
    document = Document("a", "A", "One. Two.")
    hit = Hit(Passage(document, 5, 9), 0.5)
    assert hit.passage.text == "Two."
    assert hit.passage.document is document


def test_a_hit_never_changes():
    hit = Hit(Passage(Document("a", "A", "One."), 0, 4), 0.5)
    with pytest.raises(FrozenInstanceError):
        hit.score = 1.0
