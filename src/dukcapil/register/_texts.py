"""A column of texts in one buffer, at the cost of their letters and eight bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, final

__all__ = ["EMPTY", "Texts"]

EMPTY: Final = b"\xff"
"""The bytes of an empty text, which no text in UTF-8 has: they tell it from none at all."""

_ERRORS: Final = "surrogatepass"  # any text of Python comes back as it was


@final
class Texts:
    """Texts and Nones by row.

    Attributes:
        buffer: the bytes of all texts, one after the other; see `EMPTY`.
        ends: for each row the end of its bytes; a None has none.
    """

    __slots__ = ("buffer", "ends")

    buffer: bytearray
    ends: array[int]

    def __init__(self, texts: Iterable[str | None] = ()) -> None:
        """Collect texts in order."""
        self.buffer, self.ends = bytearray(), array("Q")
        for text in texts:
            self.append(text)

    def append(self, text: str | None) -> None:
        """Add one more, while the column is being made."""
        if text is not None:
            self.buffer += text.encode(errors=_ERRORS) or EMPTY
        self.ends.append(len(self.buffer))

    def joined(self, other: Texts) -> Texts:
        """Return a column with the rows of another one after these."""
        both = Texts()
        both.buffer = self.buffer + other.buffer
        shift = len(self.buffer)
        both.ends = self.ends + array("Q", (end + shift for end in other.ends))
        return both

    def picked(self, rows: Sequence[int]) -> Texts:
        """Return a column of some rows, in that order."""
        some, buffer, ends = Texts(), self.buffer, self.ends
        for row in rows:
            some.buffer += buffer[ends[row - 1] if row else 0 : ends[row]]
            some.ends.append(len(some.buffer))
        return some

    def encoded(self) -> Iterator[bytes]:
        """Yield the bytes of each row."""
        kept, begin = bytes(self.buffer), 0
        for end in self.ends:
            yield kept[begin:end]
            begin = end

    def __getitem__(self, row: int) -> str | None:
        """Return the text of a row."""
        begin, end = self.ends[row - 1] if row else 0, self.ends[row]
        if begin == end:
            return None
        text = self.buffer[begin:end]
        return "" if text == EMPTY else text.decode(errors=_ERRORS)

    def __iter__(self) -> Iterator[str | None]:
        """Iterate over the texts."""
        return map(self.__getitem__, range(len(self)))

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.ends)
