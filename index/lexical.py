"""Nearest by terms: BM25 over lemmas and stems in tantivy."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import tantivy

HEAP = 64_000_000  # bytes that a writer may hold before it flushes


@dataclass(frozen=True)
class Alternative:
    """Terms that all must stand in a passage to say one thing, and how much that is worth."""

    keys: tuple[str, ...]
    weight: float


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", stored=True, indexed=False)
    return builder.build()


class Lexical:
    """Passages by their terms, in a folder of tantivy's."""

    def __init__(self, folder: Path) -> None:
        """Open an index that build wrote; ValueError where there is none."""
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._index.reload()

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[str, list[str]]]) -> "Lexical":
        """Write and open an index of rows: (document id, keys) of each passage, in row order."""
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), str(folder))
        writer = index.writer(HEAP, 1)
        for row, (document, keys) in enumerate(rows):
            entry = tantivy.Document()
            entry.add_text("terms", " ".join(keys))
            entry.add_text("document", document)
            entry.add_unsigned("row", row)
            writer.add_document(entry)
        writer.commit()
        writer.wait_merging_threads()
        return cls(folder)

    def __len__(self) -> int:
        return self._index.searcher().num_docs

    def search(
        self,
        wanted: Iterable[Collection[Alternative]],
        k: int,
        documents: Collection[str] | None = None,
    ) -> list[tuple[int, float]]:
        """Return (row, score) of the k best passages, best first.

        Each wanted thing scores as its best alternative does, by BM25 (k1 1.2, b 0.75).
        """
        parts = [
            (tantivy.Occur.Should, self._best_of(alternatives))
            for alternatives in wanted
            if alternatives
        ]
        if not parts or k < 1:
            return []
        query = tantivy.Query.boolean_query(parts)
        if documents is not None:
            among = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                ]
            )
        searcher = self._index.searcher()
        found = searcher.search(query, k, count=False).hits
        return [(searcher.doc(address)["row"][0], score) for score, address in found]

    def _best_of(self, alternatives: Collection[Alternative]) -> tantivy.Query:
        queries = [
            tantivy.Query.boost_query(self._all(alternative.keys), alternative.weight)
            for alternative in alternatives
        ]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)

    def _all(self, keys: tuple[str, ...]) -> tantivy.Query:
        terms = [tantivy.Query.term_query(self._schema, "terms", key) for key in keys]
        if len(terms) == 1:
            return terms[0]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])
