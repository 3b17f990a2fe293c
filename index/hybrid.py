"""The three rankings in one, by terms, by spelling and by meaning, its best looked at closer."""

from collections.abc import Collection, Sequence

from index.closeness import closeness
from index.dense import Dense
from index.encoder import Encoder
from index.fuse import Ranking, fuse, shares
from index.fuzzy import Sounds
from index.hit import Context, Hit
from index.lexical import Alternative, Lexical
from index.overlap import Sought
from index.query import QueryTerm, query_terms
from source import Passage

DEPTH = 100  # passages that each ranking brings to the fusion
# Of the lexical and the fuzzy ranking, as shares of their best, and of the dense one, as cosines.
# Chosen with CLOSE on qa/training/data/dev*.jsonl: see index/model/README.md.
WEIGHTS = (0.2, 0.2, 0.9)
CLOSE = 0.55  # of how much of the question stands together in a passage
LOOKED_AT = 20  # passages in which that is looked for
# Of the best score, for passages of the document of the query before: chosen on
# tests/evaluation/dialogs.jsonl, where 0.2 to 0.5 did alike and more lost changes of subject.
TALKED_OF = 0.3
TRANSLATED = 0.7  # worth of a translation's match beside the word's own


class HybridIndex:
    """Passages found by their terms, by how names sound and by their meaning."""

    def __init__(
        self,
        passages: Sequence[Passage],
        dense: Dense,
        lexical: Lexical,
        sounds: Sounds,
        encoder: Encoder,
    ) -> None:
        self.passages = passages
        self._dense, self._lexical, self._sounds = dense, lexical, sounds
        self._encoder = encoder
        self._rows: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            self._rows.setdefault(passage.document.id, []).append(row)

    def search(
        self,
        query: str,
        k: int,
        document_ids: Collection[str] | None = None,
        context: Context | None = None,
    ) -> list[Hit]:
        """Return at most k hits, best first.

        A score of 1 would be the best in every ranking, with all of the query in one sentence.
        """
        if not self.passages or k < 1:
            return []
        found = self._found(query, k, document_ids)
        if context is not None:
            together = self._found(f"{context.query} {query}", k, document_ids)
            found = self._in_context(found, together, context)
        return [Hit(self.passages[row], score) for row, score in found[:k]]

    def _found(self, query: str, k: int, document_ids: Collection[str] | None) -> Ranking:
        fused = fuse(self.rankings(query, max(k, DEPTH), document_ids), WEIGHTS)
        close = self.close(query, [row for row, _ in fused[:LOOKED_AT]])
        total = sum(WEIGHTS) + CLOSE
        return fuse([fused, close], (1.0 / total, CLOSE / total))

    def _in_context(self, found: Ranking, together: Ranking, context: Context) -> Ranking:
        """Return the ranking of a query fused with its ranking after the query before."""
        best = found[0][1] if found else 0.0
        reached = {row for row, _ in (*found, *together)}
        bonus = [(row, best) for row in self._rows.get(context.document_id, ()) if row in reached]
        total = 2 + TALKED_OF
        return fuse([found, together, bonus], (1 / total, 1 / total, TALKED_OF / total))

    def close(self, query: str, rows: Collection[int]) -> list[tuple[int, float]]:
        """Return (row, share) of these passages: what one sentence has of the query, 0 to 1."""
        told = self._lexical.sentences(rows)
        return list(zip(told, closeness(Sought(query), told, self._lexical), strict=True))

    def rankings(
        self, query: str, depth: int, document_ids: Collection[str] | None = None
    ) -> list[list[tuple[int, float]]]:
        """Return the lexical, the fuzzy and the dense ranking, (row, score) each, best first."""
        wanted = query_terms(query)
        rows = None
        if document_ids is not None:
            rows = [row for i in dict.fromkeys(document_ids) for row in self._rows.get(i, ())]
        vector = self._encoder.encode([query], "query")[0]
        return [
            shares(self._lexical.search(map(alternatives, wanted), depth, document_ids)),
            shares(self._lexical.search(map(self._spelled, wanted), depth, document_ids)),
            self._dense.search(vector, depth, rows),
        ]

    def _spelled(self, term: QueryTerm) -> list[Alternative]:
        """Return the index's words that sound like a word that no lexicon translates."""
        if not term.sound or term.known:
            return []
        near = self._sounds.near(term.sound)
        return [Alternative((key,), likeness) for key, likeness in near]

    def matches(self, query: str) -> bool:
        """Return whether a passage has any word of a query, or its translation or spelling."""
        words = [term for term in query_terms(query) if not term.phrase]
        return bool(self._lexical.search(map(self._said, words), 1))

    def unmatched(self, query: str) -> list[str]:
        """Return the words of a query that no passage has: not so, translated or spelled alike."""
        return [
            query[term.start : term.stop]
            for term in query_terms(query)
            if not term.phrase and not self._lexical.search([self._said(term)], 1)
        ]

    def _said(self, term: QueryTerm) -> list[Alternative]:
        """Return what would say a query's term, spelled alike too."""
        return alternatives(term) + self._spelled(term)


def alternatives(term: QueryTerm) -> list[Alternative]:
    """Return what would say a query's term: its own keys, and its translations for less."""
    own = [] if term.phrase else [Alternative((key,), 1.0) for key in term.keys]
    translated = [Alternative(t.keys, TRANSLATED * t.weight) for t in term.translations]
    return own + translated
