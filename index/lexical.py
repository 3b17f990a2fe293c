"""Nearest by terms: BM25 over lemmas and stems in tantivy."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import tantivy

HEAP = 64_000_000  # bytes that a writer may hold before it flushes
Sentences = list[list[str]]  # the keys of each sentence of a passage


@dataclass(frozen=True)
class Alternative:
    """Terms that all must stand in a passage to say one thing, and how much that is worth."""

    keys: tuple[str, ...]
    weight: float


def idf(passages: int, having: int) -> float:
    """Return the inverse document frequency of a term that so many of the passages have."""
    return math.log(1 + (passages - having + 0.5) / (having + 0.5))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # A line a sentence: terms are parted at any blank, and the stored text gives the lines back.
    builder.add_text_field("terms", stored=True, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", stored=True, indexed=True)
    return builder.build()


class Lexical:
    """Passages by their terms, in a folder of tantivy's."""

    def __init__(self, folder: Path) -> None:
        """Open an index that build wrote; ValueError where there is none."""
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._index.reload()

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[str, Sentences]]) -> "Lexical":
        """Write and open an index of rows: (document id, sentences) of each passage, in order."""
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), str(folder))
        writer = index.writer(HEAP, 1)
        for row, (document, sentences) in enumerate(rows):
            entry = tantivy.Document()
            entry.add_text("terms", "\n".join(map(" ".join, sentences)))
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

    def sentences(self, rows: Collection[int]) -> dict[int, Sentences]:
        """Return the keys of each sentence of these passages, by row."""
        query = tantivy.Query.term_set_query(self._schema, "row", list(rows))
        searcher = self._index.searcher()
        found = searcher.search(query, max(1, len(rows)), count=False).hits
        entries = [searcher.doc(address) for _, address in found]
        return {entry["row"][0]: _sentences(entry["terms"][0]) for entry in entries}

    def rarities(self, keys: Iterable[str]) -> dict[str, float]:
        """Return how rare each key is among the passages: BM25's inverse document frequency."""
        searcher = self._index.searcher()
        return {key: idf(searcher.num_docs, searcher.doc_freq("terms", key)) for key in set(keys)}

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


def _sentences(lines: str) -> Sentences:
    return [line.split(" ") if line else [] for line in lines.split("\n")]
