"""Entries of the ledger of blanks: one class for each kind of event."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, final

import attrs

from dukcapil._shared.checks import (
    RecordFault,
    check_count,
    check_date,
    check_type,
    raise_faults,
)
from dukcapil._shared.values import Value
from dukcapil.blanko._places import (
    DESTROYED,
    LOST,
    MINISTRY,
    PRINTED,
    SPOILED,
    STORE,
    Place,
    PlaceKind,
)
from dukcapil.errors import Fault

__all__ = [
    "Allocated",
    "Closed",
    "Counted",
    "Destroyed",
    "Distributed",
    "Entry",
    "EntryBase",
    "Lost",
    "Movement",
    "Printed",
    "Received",
    "Refused",
    "Reopened",
    "Returned",
    "Reversed",
    "Serials",
    "Spoiled",
]


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


_MOST_CARDS: Final = 10**12  # more than there will ever be
_TEXTS: Final = ("document", "lot", "reason", "actor", "note")


@attrs.frozen(kw_only=True)
class EntryBase(Value):
    """The fields of every entry."""

    needs: ClassVar[tuple[str, ...]] = ()

    id: str
    on: date
    entered_on: date = attrs.field(default=attrs.Factory(lambda entry: entry.on, takes_self=True))
    document: str = ""
    lot: str = ""
    reason: str = ""
    actor: str = ""
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if type(self.id) is not str or type(self.on) is not date:
            check_type(self, "id", self.id, str)
            check_date(self, "on", self.on)
        check_date(self, "entered_on", self.entered_on)
        for field in _TEXTS:
            if type(getattr(self, field)) is not str:
                check_type(self, field, getattr(self, field), str)
        faults: list[RecordFault] = [
            (field, Fault.MISSING) for field in ("id", *self.needs) if not getattr(self, field)
        ]
        if self.entered_on < self.on:
            faults.append(("entered_on", Fault.CONTRADICTION, "on"))
        if faults:
            raise_faults(type(self).__name__, faults)


_MayBe = Mapping[str, tuple[PlaceKind, ...]]
_AT: Final = (PlaceKind.STORE, PlaceKind.POINT, PlaceKind.PRINTER)
_HOLDS: Final = (*_AT, PlaceKind.TRANSIT)
_ABOVE: Final = (PlaceKind.MINISTRY, PlaceKind.PROVINCE)


@attrs.frozen(kw_only=True)
class Movement(EntryBase):
    """Cards that move from one place to another: one debit and one credit.

    `may_be` says which kinds of place a field may name.
    """

    may_be: ClassVar[_MayBe] = {}

    cards: int
    serials: Serials | None = None
    compensate: bool = False

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_count(self, "cards", self.cards)
        check_type(self, "compensate", self.compensate, bool)
        if not 1 <= self.cards <= _MOST_CARDS:
            raise_faults(type(self).__name__, [("cards", Fault.OUT_OF_BOUNDS)])
        if self.serials is not None:
            check_type(self, "serials", self.serials, Serials)
            if len(self.serials) != self.cards:
                raise_faults(type(self).__name__, [("serials", Fault.CONTRADICTION, "cards")])
        for field, kinds in self.may_be.items():
            place = getattr(self, field)
            check_type(self, field, place, Place)
            if place.kind not in kinds:
                raise_faults(type(self).__name__, [(field, Fault.OUT_OF_BOUNDS)])

    @property
    def ends(self) -> tuple[Place, Place]:
        """The places that the cards leave and reach."""
        raise NotImplementedError


@final
@attrs.frozen(kw_only=True)
class Allocated(Movement):
    """Blanks sent by the ministry or the province, in transit under a document.

    Attributes:
        id: the permanent identifier of the entry; never used for another.
        on: the day of the event.
        entered_on: the day of entry; `on` unless given.
        cards: the number of cards; 1 to 10**12.
        serials: their numbers, in a ledger that keeps them.
        compensate: whether to accept the entry in spite of a count on that day or later; its
            effect is then offset on the day of the count, against `VARIANCE`.
        source: `MINISTRY`, or `PROVINCE` where it hands them on.
        document: the number of the document they travel under; required.
        lot: the lot, if it has a name.
        reason: the reason, in the office's words.
        actor: a reference to the person responsible; not a name.
        note: anything else.

    Raises:
        TypeError: for a field of the wrong type, a `datetime` among them.
        InvalidRecord: for a field that is missing, out of bounds or contradicts another.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import Allocated
        >>> entry = Allocated(id="a-1", on=date(2017, 5, 2), cards=500, document="BAST 12")
        >>> print(*entry.ends, sep=" -> ")
        ministry -> in transit BAST 12
    """

    needs: ClassVar[tuple[str, ...]] = ("document",)

    may_be: ClassVar[_MayBe] = {"source": _ABOVE}

    source: Place = MINISTRY

    @property
    def ends(self) -> tuple[Place, Place]:
        """The sender, and transit under the document."""
        return self.source, Place.transit(self.document)


@final
@attrs.frozen(kw_only=True)
class Distributed(Movement):
    """Blanks sent to a point, in transit under a document until received or returned.

    Attributes:
        source: the place they left; the store unless given.
        document: the number of the document they travel under; required. Other fields as for
            `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("document",)

    may_be: ClassVar[_MayBe] = {"source": _AT}

    source: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place they left, and transit under the document."""
        return self.source, Place.transit(self.document)


@final
@attrs.frozen(kw_only=True)
class Received(Movement):
    """Blanks that arrived from transit, all of a document or a part.

    Attributes:
        to: the place of arrival; the store unless given.
        document: the number of the document they travelled under; required. Other fields as for
            `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("document",)

    may_be: ClassVar[_MayBe] = {"to": _AT}

    to: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """Transit under the document, and the place of arrival."""
        return Place.transit(self.document), self.to


@final
@attrs.frozen(kw_only=True)
class Returned(Movement):
    """Blanks sent back: from a point to the store, out of transit, or to their sender.

    Attributes:
        source: a point, a printer, the store, or what is on the way under a document.
        to: the store unless given; the ministry or the province for what is sent back; a point
            or printer only for what had left it and did not arrive. Other fields as for
            `Allocated`.
    """

    may_be: ClassVar[_MayBe] = {"source": _HOLDS, "to": (*_AT, *_ABOVE)}

    source: Place
    to: Place = STORE

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        is_off_the_way = self.to.kind in {PlaceKind.POINT, PlaceKind.PRINTER}
        if is_off_the_way and self.source.kind is not PlaceKind.TRANSIT:
            raise_faults("Returned", [("to", Fault.OUT_OF_BOUNDS)])
        if self.source == self.to:
            raise_faults("Returned", [("to", Fault.CONTRADICTION, "source")])

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place they left, and the place they went back to."""
        return self.source, self.to


@final
@attrs.frozen(kw_only=True)
class Printed(Movement):
    """Blanks that were printed as cards.

    Attributes:
        at: the place; the store unless given. Other fields as for `Allocated`.
    """

    may_be: ClassVar[_MayBe] = {"at": _AT}

    at: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place of printing, and the printed."""
        return self.at, PRINTED


@final
@attrs.frozen(kw_only=True)
class Spoiled(Movement):
    """Blanks spoiled in printing or before, which wait to be destroyed.

    Attributes:
        at: the place; the store unless given. Other fields as for `Allocated`.
    """

    may_be: ClassVar[_MayBe] = {"at": _AT}

    at: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place of spoiling, and the spoiled."""
        return self.at, SPOILED


@final
@attrs.frozen(kw_only=True)
class Destroyed(Movement):
    """Spoiled blanks destroyed, with minutes.

    Attributes:
        document: the number of the minutes (*berita acara*); required. Other fields as for
            `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("document",)

    @property
    def ends(self) -> tuple[Place, Place]:
        """The spoiled, and the destroyed."""
        return SPOILED, DESTROYED


@final
@attrs.frozen(kw_only=True)
class Lost(Movement):
    """Blanks that cannot be found, with a report.

    Attributes:
        at: the place of the loss; the store unless given.
        reason: what is known of the loss; required. Other fields as for `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("reason",)

    may_be: ClassVar[_MayBe] = {"at": _HOLDS}

    at: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place of the loss, and the lost."""
        return self.at, LOST


@final
@attrs.frozen(kw_only=True)
class Counted(EntryBase):
    """A physical count of the blanks of a place at the end of a day.

    A difference from the ledger goes to `VARIANCE` on that day. From then on no entry may change
    the balance at the end of that day.

    Attributes:
        at: the place.
        counted_cards: the number of blanks counted; 0 or more.
        serials: in a ledger that keeps serial numbers, those missing or found, if the count
            differs. Other fields as for `Allocated`.

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
    serials: Serials | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_type(self, "at", self.at, Place)
        check_count(self, "counted_cards", self.counted_cards)
        if self.counted_cards > _MOST_CARDS:
            raise_faults("Counted", [("counted_cards", Fault.OUT_OF_BOUNDS)])
        if self.serials is not None:
            check_type(self, "serials", self.serials, Serials)
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

    reverses: str

    def __attrs_post_init__(self) -> None:
        check_type(self, "reverses", self.reverses, str)
        super().__attrs_post_init__()


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


@final
@attrs.frozen(kw_only=True)
class Refused(EntryBase):
    """The record of an entry that was refused. Its id stays refused, and no cards move.

    Attributes:
        reason: the reason. Other fields as for `Allocated`.
    """


Entry = (
    Allocated
    | Received
    | Distributed
    | Returned
    | Printed
    | Spoiled
    | Destroyed
    | Lost
    | Counted
    | Reversed
    | Closed
    | Reopened
    | Refused
)
"""Any entry of the ledger."""
