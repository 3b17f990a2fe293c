"""Hits in the order of a cross-encoder, which reads the question and a passage together."""

from collections.abc import Collection, Sequence

from index.encoder import UnknownModel, folder_of, loading
from index.hit import Context, Hit
from index.hybrid import HybridIndex
from source import Passage

SCORING = ("ForSequenceClassification", "ForCausalLM")  # what cross-encoders are made as
RERANKED = 20  # hits at the head of the list that are put in a new order


class Reranker:
    """Any CrossEncoder of sentence-transformers, by folder or cached name."""

    def __init__(self, name: str) -> None:
        folder = str(folder_of(name, owner="cross-encoder"))
        with loading(name):
            from sentence_transformers import CrossEncoder
            from transformers import AutoConfig

            made_for = AutoConfig.from_pretrained(folder, local_files_only=True).architectures
            self._model = CrossEncoder(folder, local_files_only=True)
        labels = self._model.num_labels
        if labels != 1:
            raise UnknownModel(name, f"it gives a pair {labels} scores, wanted one")
        # sentence-transformers would give any other model a head of random weights
        if not any(each.endswith(SCORING) for each in made_for or ()):
            raise UnknownModel(name, "it scores no pairs of texts, wanted a cross-encoder")
        self.name = name

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits, best first; each keeps the score that its index gave it."""
        pairs = [(query, hit.passage.text) for hit in hits]
        scores = self._model.predict(pairs, show_progress_bar=False) if pairs else []
        order = sorted(range(len(hits)), key=lambda i: (-float(scores[i]), i))
        return [hits[i] for i in order]


class RerankedIndex:
    """An index whose first hits come in the order of a reranker."""

    def __init__(self, index: HybridIndex, reranker: Reranker) -> None:
        self._index, self._reranker = index, reranker

    @property
    def passages(self) -> Sequence[Passage]:
        return self._index.passages

    def search(
        self,
        query: str,
        k: int,
        document_ids: Collection[str] | None = None,
        context: Context | None = None,
    ) -> list[Hit]:
        """Return at most k hits, best first; beyond RERANKED in the order of the index."""
        hits = self._index.search(query, max(k, RERANKED), document_ids, context)
        return (self._reranker.rerank(query, hits[:RERANKED]) + hits[RERANKED:])[:k]

    def matches(self, query: str) -> bool:
        """Return whether a passage has any word of a query."""
        return self._index.matches(query)

    def unmatched(self, query: str) -> list[str]:
        """Return the words of a query that no passage has."""
        return self._index.unmatched(query)
