"""A question in, an answer quoted from the sources out."""

from qa.answer import Answer, Answers, Citation, Refusal

__all__ = ["Answer", "Answers", "Citation", "Refusal"]
