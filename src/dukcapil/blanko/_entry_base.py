"""The base of all entries of the ledger: common fields, and serial numbers."""

from datetime import date
from itertools import pairwise
from typing import ClassVar, Final, final

import attrs

from dukcapil._shared.checks import (
    RecordFault,
    check_count,
    check_date,
    check_items,
    check_optional_date,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = ["MOST_CARDS", "EntryBase", "Numbers", "Serials", "check_serials", "ranges_of"]


@final
@attrs.frozen
class Serials(Value):
    """A range of serial numbers of blanks, for offices whose blanks carry readable ones.

    Attributes:
        first: the first number; 0 or more.
        last: the last number, which belongs to it.

    Raises:
        InvalidRecord: for a range that ends before it begins.

    Examples:
        >>> from dukcapil.blanko import Serials
        >>> len(Serials(1_001, 1_500))
        500
    """

    first: int
    last: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "first", self.first)
        check_count(self, "last", self.last)
        if self.last < self.first:
            raise_faults("Serials", [("last", Fault.CONTRADICTION, "first")])

    def __len__(self) -> int:
        """Return the number of cards."""
        return self.last - self.first + 1


Numbers = tuple[Serials, ...]
"""Ranges of serial numbers in order."""


def ranges_of(serials: Serials | Numbers | None) -> Numbers:
    """Return one range, several or none as a tuple."""
    if serials is None:
        return ()
    return (serials,) if isinstance(serials, Serials) else serials


def check_serials(owner: object, serials: Numbers, cards: int | None = None) -> None:
    """Raise unless ranges are in order, apart from each other, and as long as there are cards."""
    check_items(owner, "serials", serials, Serials)
    name = type(owner).__name__
    if any(after.first <= before.last for before, after in pairwise(serials)):
        raise_faults(name, [("serials", Fault.OUT_OF_ORDER)])
    if cards is not None and serials and sum(map(len, serials)) != cards:
        raise_faults(name, [("serials", Fault.CONTRADICTION, "cards")])


MOST_CARDS: Final = 10**12  # more than there will ever be


@attrs.frozen(kw_only=True)
class EntryBase(Value):
    """The fields of every entry.

    `needs` names the fields that are required, and `texts` those of text beside the id.
    """

    needs: ClassVar[tuple[str, ...]] = ()
    texts: ClassVar[tuple[str, ...]] = ("document", "lot", "reason", "actor", "note")

    id: str = attrs.field(repr=False)
    on: date
    entered_on: date | None = None
    in_advance: bool = False
    document: str = attrs.field(default="", repr=False)
    lot: str = attrs.field(default="", repr=False)
    reason: str = attrs.field(default="", repr=False)
    actor: str = attrs.field(default="", repr=False)
    note: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        if type(self.id) is not str or type(self.on) is not date:
            check_type(self, "id", self.id, str)
            check_date(self, "on", self.on)
        check_optional_date(self, "entered_on", self.entered_on)
        check_type(self, "in_advance", self.in_advance, bool)
        faults: list[RecordFault] = []
        for field in ("id", *self.texts):
            text = getattr(self, field)
            if type(text) is not str:
                check_type(self, field, text, str)
            fault = text_fault(text)
            if fault is not None:
                faults.append((field, fault))
        faults += [
            (field, Fault.MISSING) for field in ("id", *self.needs) if not getattr(self, field)
        ]
        if self.entered_on is not None and self.entered_on < self.on and not self.in_advance:
            faults.append(("entered_on", Fault.CONTRADICTION, "on"))
        if faults:
            raise_faults(type(self).__name__, faults)
