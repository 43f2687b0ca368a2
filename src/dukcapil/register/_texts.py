"""A column of texts in one buffer, at the cost of their letters and eight bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Final, final

__all__ = ["Texts"]

# No text in UTF-8 has this byte, so that it tells an empty text from none at all.
_EMPTY: Final = b"\xff"
_ERRORS: Final = "surrogatepass"  # any text of Python comes back as it was


@final
class Texts:
    """Texts and Nones by row."""

    __slots__ = ("_buffer", "_ends")

    _buffer: bytearray
    _ends: array[int]

    def __init__(self, texts: Iterable[str | None] = ()) -> None:
        """Collect texts in order."""
        self._buffer, self._ends = bytearray(), array("Q")
        for text in texts:
            self.append(text)

    def append(self, text: str | None) -> None:
        """Add one more, while the column is being made."""
        if text is not None:
            self._buffer += text.encode(errors=_ERRORS) or _EMPTY
        self._ends.append(len(self._buffer))

    def joined(self, other: Texts) -> Texts:
        """Return a column with the rows of another one after these."""
        both = Texts()
        both._buffer = self._buffer + other._buffer
        shift = len(self._buffer)
        both._ends = self._ends + array("Q", (end + shift for end in other._ends))
        return both

    def picked(self, rows: Sequence[int]) -> Texts:
        """Return a column of some rows, in that order."""
        some, buffer, ends = Texts(), self._buffer, self._ends
        for row in rows:
            some._buffer += buffer[ends[row - 1] if row else 0 : ends[row]]
            some._ends.append(len(some._buffer))
        return some

    def __getitem__(self, row: int) -> str | None:
        """Return the text of a row."""
        begin, end = self._ends[row - 1] if row else 0, self._ends[row]
        if begin == end:
            return None
        text = self._buffer[begin:end]
        return "" if text == _EMPTY else text.decode(errors=_ERRORS)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._ends)
