"""Texts of the books: what may stand in them, so that their bytes are the same everywhere."""

import re
from typing import Final
from unicodedata import is_normalized, normalize

from dukcapil.errors import Fault

__all__ = ["one_line", "text_fault"]

# Controls of ASCII and of ISO 8859, halves of characters, and separators of lines and paragraphs.
_NO_TEXT: Final = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def text_fault(text: str) -> Fault | None:
    """Return what keeps a text out of the books; None if nothing does, or it is empty."""
    if text.isascii() and text.isprintable():
        return Fault.MISSING if text.isspace() else None
    if _NO_TEXT.search(text) or not is_normalized("NFC", text):
        return Fault.NOT_PLAIN
    return Fault.MISSING if text.isspace() else None


def one_line(text: str) -> str:
    """Return the text of a cell with single spaces, in the normal form of the books."""
    return normalize("NFC", " ".join(text.split()))
