"""Movements: the entries that say that cards went from one place to another, a class a kind."""

from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar, Final, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil.blanko._entry_base import MOST_CARDS, EntryBase, Numbers, check_serials, ranges_of
from dukcapil.blanko._places import (
    DESTROYED,
    LOST,
    MINISTRY,
    PRINTED,
    STORE,
    Blank,
    Place,
    PlaceKind,
)
from dukcapil.errors import Fault

__all__ = [
    "Allocated",
    "Borrowed",
    "Destroyed",
    "Distributed",
    "Lent",
    "Lost",
    "Movement",
    "Printed",
    "Received",
    "Returned",
    "Spoiled",
]


@lru_cache(maxsize=256)  # entries of a document come together
def _transit(document: str, blank: Blank) -> Place:
    return Place.transit(document).of(blank)


_MayBe = Mapping[str, tuple[PlaceKind, ...]]
_spoiled: Final = lru_cache(maxsize=256)(Place.spoiled)
_AT: Final = (PlaceKind.STORE, PlaceKind.POINT, PlaceKind.PRINTER, PlaceKind.MOBILE)
_HOLDS: Final = (*_AT, PlaceKind.TRANSIT, PlaceKind.SPOILED, PlaceKind.LENT)
_ABOVE: Final = (PlaceKind.MINISTRY, PlaceKind.PROVINCE)


@attrs.frozen(kw_only=True)
class Movement(EntryBase):
    """Cards that move from one place to another: one debit and one credit.

    `may_be` says which kinds of place a field may name.
    """

    may_be: ClassVar[_MayBe] = {}

    cards: int
    serials: Numbers = attrs.field(default=(), converter=ranges_of)
    compensate: bool = False

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_count(self, "cards", self.cards)
        check_type(self, "compensate", self.compensate, bool)
        if not 1 <= self.cards <= MOST_CARDS:
            raise_faults(type(self).__name__, [("cards", Fault.OUT_OF_BOUNDS)])
        if self.serials:
            check_serials(self, self.serials, self.cards)
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
        entered_on: the day of entry, not before the last one of the ledger; given by the ledger
            (`Ledger.post`) where it is None.
        in_advance: whether it may be entered before it happens.
        cards: the number of cards; 1 to 10**12.
        serials: their numbers, in a ledger that keeps them: one range, or several in order.
        compensate: whether to accept the entry in spite of a count on that day or later; its
            effect is then offset on the day of the count: what it took is `FOUND`, what it brought
            `MISSING`.
        source: `MINISTRY`, or `PROVINCE` where it hands them on. The kind of blank of this place,
            and so in every entry, is that of all its cards: `MINISTRY.of(Blank.FOREIGNER)`.
        document: the number of the document they travel under; required. This and all other
            texts print on one line, are not blank, and are in the normal form NFC of Unicode.
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
        return self.source, _transit(self.document, self.source.blank)


@final
@attrs.frozen(kw_only=True)
class Distributed(Movement):
    """Blanks sent to a point, in transit under a document until received or returned.

    Attributes:
        source: the place they left; the store unless given.
        document: the number of the document they travel under; required.
        recipient: the place for which they are, a store, point, printer or mobile point for the
            same kind of blank; None for any. They are then received there and nowhere else, and
            all cards that travel under the document are for it. Who signs for them is no matter of
            the ledger. Other fields as for `Allocated`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import Distributed, Place
        >>> sent = Distributed(
        ...     id="d-1",
        ...     on=date(2017, 5, 2),
        ...     cards=60,
        ...     document="SJ 1",
        ...     recipient=Place.point("33.22.04"),
        ... )
        >>> print(sent.recipient)
        point 33.22.04
    """

    needs: ClassVar[tuple[str, ...]] = ("document",)

    may_be: ClassVar[_MayBe] = {"source": _AT}

    source: Place = STORE
    recipient: Place | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.recipient is None:
            return
        check_type(self, "recipient", self.recipient, Place)
        if self.recipient.kind not in _AT:
            raise_faults("Distributed", [("recipient", Fault.OUT_OF_BOUNDS)])
        if self.recipient == self.source or self.recipient.blank is not self.source.blank:
            raise_faults("Distributed", [("recipient", Fault.CONTRADICTION, "source")])

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place they left, and transit under the document."""
        return self.source, _transit(self.document, self.source.blank)


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
        return _transit(self.document, self.to.blank), self.to


_BACK: Final = (PlaceKind.STORE, *_ABOVE, PlaceKind.BORROWED)
_BACK_TO: Final = {
    PlaceKind.TRANSIT: (*_AT, *_ABOVE),
    PlaceKind.LENT: _AT,
    PlaceKind.SPOILED: (PlaceKind.SPOILED, *_ABOVE),
}


@final
@attrs.frozen(kw_only=True)
class Returned(Movement):
    """Blanks sent back: from a point to the store, out of transit, or to their sender.

    What was lent comes back from `Place.lent(office)`, and what was borrowed goes back to
    `Place.borrowed(office)`; never more than that. Spoiled blanks that a point hands in go from
    `Place.spoiled(point)` to `SPOILED`, and from there to the province or the ministry where these
    collect them. They never become good ones.

    Attributes:
        source: a point, a printer, the store, what is on the way under a document, spoiled
            blanks of a place, or what was lent.
        to: the store unless given; the ministry or the province for what is sent back; a point
            or printer only for what had left it and did not arrive; `SPOILED` for spoiled blanks.
            Other fields as for `Allocated`.
    """

    may_be: ClassVar[_MayBe] = {"source": _HOLDS, "to": (*_AT, *_BACK, PlaceKind.SPOILED)}

    source: Place
    to: Place = STORE

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.to.kind not in _BACK_TO.get(self.source.kind, _BACK):
            raise_faults("Returned", [("to", Fault.OUT_OF_BOUNDS)])
        if self.source == self.to or self.source.blank is not self.to.blank:
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
        return self.at, PRINTED.of(self.at.blank)


@final
@attrs.frozen(kw_only=True)
class Spoiled(Movement):
    """Blanks spoiled in printing or before, which lie at the place and wait to be destroyed.

    Attributes:
        at: the place; the store unless given. Other fields as for `Allocated`.
    """

    may_be: ClassVar[_MayBe] = {"at": _AT}

    at: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place of spoiling, and the spoiled that lie there."""
        return self.at, _spoiled(self.at)


@final
@attrs.frozen(kw_only=True)
class Destroyed(Movement):
    """Spoiled blanks destroyed, with minutes.

    Attributes:
        at: the place where they lay; the store unless given.
        document: the number of the minutes (*berita acara*); required. Other fields as for
            `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("document",)

    may_be: ClassVar[_MayBe] = {"at": _AT}

    at: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """The spoiled that lay at the place, and the destroyed."""
        return _spoiled(self.at), DESTROYED.of(self.at.blank)


@final
@attrs.frozen(kw_only=True)
class Lost(Movement):
    """Blanks that cannot be found, with a report.

    Attributes:
        at: the place of the loss; the store unless given. Spoiled blanks can be lost, too, and
            what was lent is written off so.
        reason: what is known of the loss; required. Other fields as for `Allocated`.
    """

    needs: ClassVar[tuple[str, ...]] = ("reason",)

    may_be: ClassVar[_MayBe] = {"at": _HOLDS}

    at: Place = STORE

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place of the loss, and the lost."""
        return self.at, LOST.of(self.at.blank)


@final
@attrs.frozen(kw_only=True)
class Lent(Movement):
    """Blanks lent to another office. They are not on hand until they come back, as `Returned`.

    Attributes:
        source: the place they left; the store unless given.
        office: the other office, such as the code of a kabupaten; required.
        document: the number of the agreement; required. Other fields as for `Allocated`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Lent, Place, Returned
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=500),
        ...     Lent(id="l-1", on=date(2017, 5, 3), cards=200, office="33.74", document="BA 5"),
        ...     Returned(id="b-1", on=date(2017, 5, 30), cards=150, source=Place.lent("33.74")),
        ... )
        >>> [ledger.balance(at, on=date(2017, 5, 31)) for at in (STORE, Place.lent("33.74"))]
        [450, 50]
    """

    needs: ClassVar[tuple[str, ...]] = ("office", "document")
    texts: ClassVar[tuple[str, ...]] = ("office", *EntryBase.texts)

    may_be: ClassVar[_MayBe] = {"source": _AT}

    source: Place = STORE
    office: str

    @property
    def ends(self) -> tuple[Place, Place]:
        """The place they left, and what was lent to the office."""
        return self.source, Place.lent(self.office).of(self.source.blank)


@final
@attrs.frozen(kw_only=True)
class Borrowed(Movement):
    """Blanks borrowed from another office, to which they go back as `Returned`.

    Attributes:
        to: the place of arrival; the store unless given.
        office: the other office, such as the code of a kabupaten; required.
        document: the number of the agreement; required. Other fields as for `Allocated`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Borrowed, Ledger, Place, Returned
        >>> owed = Place.borrowed("33.74")
        >>> ledger = Ledger().post(
        ...     Borrowed(id="b-1", on=date(2017, 5, 3), cards=200, office="33.74", document="BA 5"),
        ...     Returned(id="r-1", on=date(2017, 5, 30), cards=150, source=STORE, to=owed),
        ... )
        >>> [ledger.balance(at, on=date(2017, 5, 31)) for at in (STORE, owed)]
        [50, -50]
    """

    needs: ClassVar[tuple[str, ...]] = ("office", "document")
    texts: ClassVar[tuple[str, ...]] = ("office", *EntryBase.texts)

    may_be: ClassVar[_MayBe] = {"to": _AT}

    to: Place = STORE
    office: str

    @property
    def ends(self) -> tuple[Place, Place]:
        """The account of the debt to the office, and the place of arrival."""
        return Place.borrowed(self.office).of(self.to.blank), self.to
