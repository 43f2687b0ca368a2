"""Entries as columns: 25 bytes each, an id, and the fields that differ from their defaults."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from itertools import chain, repeat, takewhile
from operator import attrgetter
from typing import Any, Final, NamedTuple, final, get_args

import attrs

from dukcapil.blanko._entries import Entry
from dukcapil.blanko._entry_base import EntryBase
from dukcapil.blanko._movements import Destroyed, Movement
from dukcapil.blanko._places import Place

__all__ = ["EntryColumns"]

_COMMON: Final = frozenset({"id", "on", "entered_on", "cards", "document"})


class _Kind(NamedTuple):
    """The columns of one class of entry."""

    code: int
    entry_class: type[EntryBase]
    source: str  # the field that names the place the cards come from, or that was counted
    target: str
    names: tuple[str, ...]  # of the fields that no column holds
    read: Callable[[EntryBase], tuple[object, ...]]
    usual: tuple[object, ...]

    @classmethod
    def of(cls, code: int, entry_class: type[EntryBase]) -> _Kind:
        fields = {field.name: field.default for field in attrs.fields(entry_class)}
        source = next((name for name in ("source", "at") if name in fields), "")
        if entry_class is Destroyed:  # whose cards come from the spoiled of the place
            source = ""
        target = "to" if "to" in fields else ""
        names = tuple(name for name in fields if name not in {*_COMMON, source, target})
        usual = tuple(fields[name] for name in names)
        return cls(code, entry_class, source, target, names, attrgetter(*names), usual)


_KINDS: Final = [_Kind.of(code, entry_class) for code, entry_class in enumerate(get_args(Entry))]
_WRITTEN_AS: Final = {one.entry_class: (one.code, one.read, one.usual) for one in _KINDS}

_BLOCK: Final = 16  # rows of one block of ids


@final
class EntryColumns:
    """Entries by row. A row is appended and never altered.

    By an id, `blocks` has the number of the `_BLOCK` rows among which it is, one object for all of
    them: an integer for each row would be 28 bytes more an entry.
    """

    __slots__ = (
        *("appends", "block", "blocks", "cards", "document", "document_numbers"),
        *("documents", "entered", "ids", "kind", "on", "others", "source", "target"),
    )

    def __init__(self) -> None:
        self.kind, self.on, self.entered = array("B"), array("i"), array("i")
        self.source, self.target = array("i"), array("i")  # numbers of places; -1 for none
        self.cards = array("i")  # or "q", once an entry needs it
        self.document = array("I")
        self.documents: list[str] = [""]
        self.document_numbers: dict[str, int] = {"": 0}
        self.others: dict[int, dict[str, object]] = {}
        self.ids: list[str] = []
        self.blocks: dict[str, int] = {}
        # For the writer: the block of the last row, and the ways to append to most columns.
        self.block = 0
        self.appends = self._appends()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)

    # --- reading, in any thread ------------------------------------------------------------

    def row_of(self, entry_id: str, size: int) -> int | None:
        """Return the row of an id among those before `size`, or None."""
        block = self.blocks.get(entry_id)
        if block is None:
            return None
        first = block * _BLOCK
        try:
            return self.ids.index(entry_id, first, min(first + _BLOCK, size))
        except ValueError:  # a later row
            return None

    def known_by(self, day: int, size: int) -> int:
        """Return how many of the rows before `size` had been entered by the end of a day."""
        return bisect_right(self.entered, day, 0, size)

    def class_of(self, row: int) -> type[EntryBase]:
        """Return the class of an entry."""
        return _KINDS[self.kind[row]].entry_class

    def ends(self, row: int) -> tuple[int, int]:
        """Return the numbers of the places of an entry; -1 for none."""
        return self.source[row], self.target[row]

    def entry(self, row: int, places: list[Place]) -> EntryBase:
        """Return the entry of a row.

        Args:
            row: the row.
            places: by number.
        """
        kind = _KINDS[self.kind[row]]
        fields = dict(self.others.get(row, ()))
        if issubclass(kind.entry_class, Movement):
            fields["cards"] = self.cards[row]
        if kind.source:
            fields[kind.source] = places[self.source[row]]
        if kind.target:
            fields[kind.target] = places[self.target[row]]
        return kind.entry_class(
            id=self.ids[row],
            on=date.fromordinal(self.on[row]),
            entered_on=date.fromordinal(self.entered[row]),
            document=self.documents[self.document[row]],
            **fields,  # type: ignore[arg-type]  # as they were read from an entry of the class
        )

    # --- for the one writer ----------------------------------------------------------------

    def _appends(self) -> tuple[Callable[[Any], None], ...]:
        columns = (self.kind, self.on, self.entered, self.source, self.target, self.document)
        return (*(column.append for column in columns), self.ids.append)

    def append(  # noqa: PLR0913, PLR0917  a value a column, for speed
        self, entry: EntryBase, day: int, entered: int, source: int, target: int, cards: int
    ) -> None:
        """Append an entry."""
        ids = self.ids
        row = len(ids)
        code, read, usual = _WRITTEN_AS[type(entry)]
        values = read(entry)
        if values != usual:
            self.others[row] = {
                name: value
                for name, value, default in zip(_KINDS[code].names, values, usual, strict=True)
                if value != default
            }
        to_kind, to_on, to_entered, to_source, to_target, to_document, to_ids = self.appends
        to_kind(code)
        to_on(day)
        to_entered(entered)
        to_source(source)
        to_target(target)
        try:
            self.cards.append(cards)
        except OverflowError:  # more than 2**31; a reader has the old array or the new
            self.cards = array("q", self.cards)
            self.cards.append(cards)
        document = entry.document
        number = self.document_numbers.get(document)
        if number is None:
            number = self.document_numbers[document] = len(self.documents)
            self.documents.append(document)
        to_document(number)
        if not row % _BLOCK:
            self.block = row // _BLOCK
        entry_id = entry.id
        to_ids(entry_id)
        self.blocks[entry_id] = self.block  # after the ids, in which readers look next

    def copy(self, size: int) -> EntryColumns:
        """Return columns of the rows before `size` that go on by themselves."""
        columns = EntryColumns()
        columns.kind, columns.on, columns.entered = (
            column[:size] for column in (self.kind, self.on, self.entered)
        )
        columns.source, columns.target = self.source[:size], self.target[:size]
        columns.cards, columns.document = self.cards[:size], self.document[:size]
        columns.ids = self.ids[:size]
        columns.documents = self.documents.copy()
        columns.document_numbers = self.document_numbers.copy()
        columns.others = dict(takewhile(lambda item: item[0] < size, self.others.items()))
        numbers = range(-(-size // _BLOCK))
        blocks = chain.from_iterable(repeat(block, _BLOCK) for block in numbers)
        columns.blocks = dict(zip(columns.ids, blocks, strict=False))
        columns.block = max(numbers, default=0)
        columns.appends = columns._appends()
        return columns
