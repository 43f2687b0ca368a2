"""Entries that are no movements: counts, corrections, the closing of books; and all entries."""

from datetime import date
from typing import ClassVar, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_type, raise_faults
from dukcapil.blanko._entry_base import MOST_CARDS, EntryBase, Numbers, check_serials, ranges_of
from dukcapil.blanko._movements import (
    Allocated,
    Borrowed,
    Destroyed,
    Distributed,
    Lent,
    Lost,
    Printed,
    Received,
    Returned,
    Spoiled,
)
from dukcapil.blanko._places import Place
from dukcapil.errors import Fault

__all__ = ["Closed", "Counted", "Entry", "Reopened", "Reversed"]


@final
@attrs.frozen(kw_only=True)
class Counted(EntryBase):
    """A physical count of the blanks of a place at the end of a day.

    What is there too many comes from `FOUND` on that day, and what is there too few goes to
    `MISSING`. Where nothing is in the ledger of the place up to that day, the count is the opening
    of the place, and its stock comes from `OPENING`. From then on no entry may change the balance
    at the end of that day.

    Attributes:
        at: the place.
        counted_cards: the number of blanks counted; 0 or more.
        serials: in a ledger that keeps serial numbers, those missing or found, if the count
            differs.
        compensate: whether to accept the count in spite of one of a later day; the difference that
            it finds is then offset on the day of that one. Other fields as for `Allocated`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Counted, Ledger
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 4, 28), at=STORE, counted_cards=120)
        ... )
        >>> ledger.balance(STORE, on=date(2017, 4, 28))
        120
    """

    at: Place
    counted_cards: int
    serials: Numbers = attrs.field(default=(), converter=ranges_of)
    compensate: bool = False

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_type(self, "at", self.at, Place)
        check_type(self, "compensate", self.compensate, bool)
        check_count(self, "counted_cards", self.counted_cards)
        if self.counted_cards > MOST_CARDS:
            raise_faults("Counted", [("counted_cards", Fault.OUT_OF_BOUNDS)])
        if self.serials:
            check_serials(self, self.serials)
        if not self.at.holds_cards:
            raise_faults("Counted", [("at", Fault.OUT_OF_BOUNDS)])


@final
@attrs.frozen(kw_only=True)
class Reversed(EntryBase):
    """The correction of a wrong entry: its cards go back the way they came. The entry stays.

    An entry is reversed once, and a reversal never. The reversal of a count takes its difference
    back and lets the count bind no longer. Where a place has been counted since the entry, the
    count has put right what was wrong: reverse the count, then the entry, and count again.

    Attributes:
        reverses: the id of the entry.
        reason: the reason; required. Other fields as for `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("reverses", "reason")
    texts: ClassVar[tuple[str, ...]] = ("reverses", *EntryBase.texts)

    reverses: str = attrs.field(repr=False)


@final
@attrs.frozen(kw_only=True)
class Closed(EntryBase):
    """The closing of the books: no more entries for days before a date.

    Attributes:
        until: the first day that stays open. Other fields as for `Allocated`.
    """

    until: date

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_date(self, "until", self.until)


@final
@attrs.frozen(kw_only=True)
class Reopened(EntryBase):
    """The reopening of closed books, for a reason.

    Attributes:
        until: the first day that is open now; before it, the books stay closed.
        reason: the reason; required. Other fields as for `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("reason",)

    until: date

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_date(self, "until", self.until)


Entry = (
    Allocated
    | Received
    | Distributed
    | Returned
    | Printed
    | Spoiled
    | Destroyed
    | Lost
    | Lent
    | Borrowed
    | Counted
    | Reversed
    | Closed
    | Reopened
)
"""Any entry of the ledger."""
