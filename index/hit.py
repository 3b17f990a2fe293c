"""What a search finds, and what can be searched."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from source import Passage


@dataclass(frozen=True)
class Hit:
    """A passage that was found; a higher score is better, on a scale that its index states."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class Context:
    """What was asked before a query, and leaves it to say only the rest."""

    query: str
    document_id: str = ""  # of the document that answered it or came near; empty for none


class Index(Protocol):
    """Passages that can be searched."""

    def search(
        self,
        query: str,
        k: int,
        document_ids: Collection[str] | None = None,
        context: Context | None = None,
    ) -> list[Hit]:
        """Return at most k hits, best first, each passage once; k beyond the index returns all."""
