"""Texts of the books, read from cells."""

from unicodedata import normalize

__all__ = ["one_line"]


def one_line(text: str) -> str:
    """Return the text of a cell with single spaces, in the normal form of the books."""
    return normalize("NFC", " ".join(text.split()))
