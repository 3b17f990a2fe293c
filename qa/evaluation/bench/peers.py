"""What one would use instead, each with the settings that do it most justice.

All are given the same passages, and the same vectors where they take vectors; they encode
questions with the shipped model through sentence-transformers. A library is imported where it is
used: each engine runs in a process of its own, and loads its own alone.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

from qa.evaluation.bench.engines import K, Workspace

# Weight of txtai's vectors beside its terms: of 0.5 (its default), 0.7, 0.8, 0.9 and 1 the one that
# found most at 240 passages; with the default it found a fifth across languages, so four fifths.
DENSE = 0.9
WORDS = re.compile(r"\w+")


class HaystackBM25:
    """Haystack's store in memory, kept in its JSON."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(return_embedding=False)
        rows = enumerate(workspace.passages)
        store.write_documents(
            [Document(id=str(row), content=text, meta={"of": of}) for row, (of, text) in rows]
        )
        store.save_to_disk(str(folder / "store.json"))

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self._retriever = InMemoryBM25Retriever(store, top_k=K)

    def find(self, question: str) -> str:
        return _first([d.meta["of"] for d in self._retriever.run(question)["documents"]])


class HaystackEmbedding:
    """The same store with vectors."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        rows = enumerate(zip(workspace.passages, workspace.vectors, strict=True))
        store.write_documents(
            [
                Document(id=str(row), content=text, meta={"of": of}, embedding=vector.tolist())
                for row, ((of, text), vector) in rows
            ]
        )
        store.save_to_disk(str(folder / "store.json"))

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersTextEmbedder,
        )

        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self._retriever = InMemoryEmbeddingRetriever(store, top_k=K)
        self._embedder = SentenceTransformersTextEmbedder(
            model=str(workspace.model), progress_bar=False, local_files_only=True
        )
        self._embedder.warm_up()

    def find(self, question: str) -> str:
        embedding = self._embedder.run(question)["embedding"]
        return _first([d.meta["of"] for d in self._retriever.run(embedding)["documents"]])


class Txtai:
    """Its vectors in faiss and its BM25 fused, the texts kept in its SQLite."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        from txtai import Embeddings

        vectors = dict(
            zip((text for _, text in workspace.passages), workspace.vectors, strict=True)
        )
        embeddings = Embeddings(
            path=str(workspace.model),
            method="sentence-transformers",
            hybrid=True,
            content=True,
            backend="faiss",
        )
        embeddings.model.encode = lambda texts, category=None: _stacked(vectors, texts)
        embeddings.index(
            (f"{row} {of}", text, None) for row, (of, text) in enumerate(workspace.passages)
        )
        embeddings.save(str(folder / "index"))

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings()
        self._embeddings.load(str(folder / "index"))

    def find(self, question: str) -> str:
        hits = self._embeddings.search(question, K, weights=DENSE)
        return _first([hit["id"].split(" ")[1] for hit in hits])


class BM25S:
    """bm25s over Snowball's stems."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        import bm25s

        stems = _stemmer()
        retriever = bm25s.BM25()
        retriever.index([stems(text) for _, text in workspace.passages], show_progress=False)
        retriever.save(str(folder / "index"))
        (folder / "documents.json").write_text(json.dumps([of for of, _ in workspace.passages]))

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        import bm25s

        self._retriever = bm25s.BM25.load(str(folder / "index"))
        self._documents = json.loads((folder / "documents.json").read_text())
        self._stems = _stemmer()

    def find(self, question: str) -> str:
        k = min(K, len(self._documents))
        rows, scores = self._retriever.retrieve([self._stems(question)], k=k, show_progress=False)
        return self._documents[rows[0][0]] if scores[0][0] > 0 else ""


class Tantivy:
    """tantivy with its own stemmers."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        import tantivy

        index = tantivy.Index(_schema(), str(folder))
        _register(index)
        writer = index.writer(64_000_000, 1)
        for of, text in workspace.passages:
            writer.add_document(tantivy.Document(of=of, en=text, ru=text))
        writer.commit()
        writer.wait_merging_threads()

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        _register(self._index)
        self._index.reload()
        self._searcher = self._index.searcher()

    def find(self, question: str) -> str:
        query, _ = self._index.parse_query_lenient(question, ["en", "ru"])
        hits = self._searcher.search(query, K, count=False).hits
        return _first([self._searcher.doc(address)["of"][0] for _, address in hits])


class SentenceTransformersFaiss:
    """A dozen lines of one's own: exact search over unit vectors."""

    @staticmethod
    def build(workspace: Workspace, folder: Path) -> None:
        import faiss

        index = faiss.IndexFlatIP(workspace.vectors.shape[1])
        index.add(workspace.vectors)
        faiss.write_index(index, str(folder / "index.faiss"))
        # the texts too: without them there is nothing to show
        (folder / "passages.json").write_text(json.dumps(workspace.passages), "utf-8")

    @staticmethod
    def encoder(workspace: Workspace) -> Callable:
        model = _model(workspace.model)
        return lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        import faiss

        self._index = faiss.read_index(str(folder / "index.faiss"))
        self._passages = json.loads((folder / "passages.json").read_text("utf-8"))
        self._encode = self.encoder(workspace)

    def find(self, question: str) -> str:
        _, rows = self._index.search(self._encode([question]), K)
        return self._passages[rows[0][0]][0]


def export_model(folder: Path) -> None:
    """Write the shipped encoder as an ordinary sentence-transformers model, for the peers."""
    from index.encoder import SHIPPED, loading

    with loading(str(SHIPPED)):
        _model(SHIPPED).save(str(folder))


def _model(folder: Path):
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), local_files_only=True)


def _first(found: list[str]) -> str:
    return found[0] if found else ""


def _stacked(vectors: dict, texts: list[str]):
    import numpy as np

    return np.stack([vectors[text] for text in texts])


def _stemmer():
    """Return a function from a text to its stems: Russian for words with Cyrillic, else English."""
    import Stemmer

    english, russian = Stemmer.Stemmer("english"), Stemmer.Stemmer("russian")

    def stems(text: str) -> list[str]:
        words = WORDS.findall(text.lower())
        return [(russian if "а" <= w[0] <= "ё" else english).stemWord(w) for w in words]

    return stems


def _schema():
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("of", stored=True, tokenizer_name="raw")
    builder.add_text_field("en", tokenizer_name="stems_en")
    builder.add_text_field("ru", stored=True, tokenizer_name="stems_ru")
    return builder.build()


def _register(index) -> None:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    for name, language in (("stems_en", "english"), ("stems_ru", "russian")):
        builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
        index.register_tokenizer(name, builder.filter(Filter.stemmer(language)).build())
