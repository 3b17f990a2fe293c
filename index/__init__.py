"""Passages made searchable: a query in, ranked hits out."""

from index.hit import Hit, Index

__all__ = ["Hit", "Index"]
