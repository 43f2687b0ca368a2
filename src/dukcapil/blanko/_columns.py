"""Entries as columns: 29 bytes each, an id, and the fields that differ from their defaults."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from datetime import date
from itertools import takewhile
from operator import attrgetter
from typing import Final, NamedTuple, final, get_args

import attrs

from dukcapil.blanko._entries import Entry, EntryBase, Movement
from dukcapil.blanko._places import Place

__all__ = ["EntryColumns"]

_COMMON: Final = frozenset({"id", "on", "entered_on", "cards", "document"})


class _Kind(NamedTuple):
    """The columns of one class of entry."""

    entry_class: type[EntryBase]
    source: str  # the field that names the place the cards come from, or that was counted
    target: str
    names: tuple[str, ...]  # of the fields that no column holds
    read: Callable[[EntryBase], tuple[object, ...]]
    usual: tuple[object, ...]

    @classmethod
    def of(cls, entry_class: type[EntryBase]) -> _Kind:
        fields = {field.name: field.default for field in attrs.fields(entry_class)}
        source = next((name for name in ("source", "at") if name in fields), "")
        target = "to" if "to" in fields else ""
        names = tuple(name for name in fields if name not in {*_COMMON, source, target})
        usual = tuple(fields[name] for name in names)
        return cls(entry_class, source, target, names, attrgetter(*names), usual)


_KINDS: Final = [_Kind.of(entry_class) for entry_class in get_args(Entry)]
_CODE_OF: Final = {kind.entry_class: code for code, kind in enumerate(_KINDS)}


@final
class EntryColumns:
    """Entries by row. A row is appended and never altered."""

    __slots__ = (
        *("document", "document_numbers", "documents", "entered", "ids", "kind", "others"),
        *("row_of", "source", "target", "cards", "on"),
    )

    def __init__(self) -> None:
        self.kind, self.on, self.entered = array("B"), array("i"), array("i")
        self.source, self.target = array("i"), array("i")  # numbers of places; -1 for none
        self.cards = array("q")
        self.document = array("I")
        self.documents: list[str] = [""]
        self.document_numbers: dict[str, int] = {"": 0}
        self.others: dict[int, dict[str, object]] = {}
        self.row_of: dict[str, int] = {}
        self.ids: list[str] = []

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)

    # --- reading, in any thread ------------------------------------------------------------

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

    def append(self, entry: EntryBase, day: int, source: int, target: int, cards: int) -> None:
        """Append an entry."""
        row = len(self.ids)
        entered_on = entry.entered_on
        code = _CODE_OF[type(entry)]
        kind = _KINDS[code]
        values = kind.read(entry)
        if values != kind.usual:
            self.others[row] = {
                name: value
                for name, value, usual in zip(kind.names, values, kind.usual, strict=True)
                if value != usual
            }
        self.kind.append(code)
        self.on.append(day)
        self.entered.append(day if entered_on is entry.on else entered_on.toordinal())
        self.source.append(source)
        self.target.append(target)
        self.cards.append(cards)
        document = entry.document
        number = self.document_numbers.get(document)
        if number is None:
            number = self.document_numbers[document] = len(self.documents)
            self.documents.append(document)
        self.document.append(number)
        self.row_of[entry.id] = row
        self.ids.append(entry.id)

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
        columns.row_of = dict(zip(columns.ids, range(size), strict=True))
        return columns
