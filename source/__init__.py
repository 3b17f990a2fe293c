"""What can be asked about: files read as documents, documents cut into passages."""

from source.articles import shipped
from source.decoding import NotText, decode
from source.document import Document, Passage, Span
from source.files import UnreadableDocument, read, read_bytes, read_public
from source.language import language_of
from source.paragraphs import paragraph_spans
from source.passages import SPLITTER_VERSION, split
from source.sentences import sentence_spans

__all__ = [
    "SPLITTER_VERSION",
    "Document",
    "NotText",
    "Passage",
    "Span",
    "UnreadableDocument",
    "decode",
    "language_of",
    "paragraph_spans",
    "read",
    "read_bytes",
    "read_public",
    "sentence_spans",
    "shipped",
    "split",
]
