"""Places of the ledger: real ones that hold blank cards, virtual ones that close the books."""

from typing import Final, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults, text_fault
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.regions import RegionCode

__all__ = [
    "DESTROYED",
    "FOUND",
    "LOST",
    "MINISTRY",
    "MISSING",
    "OPENING",
    "PRINTED",
    "PROVINCE",
    "SPOILED",
    "STORE",
    "Blank",
    "Place",
    "PlaceKind",
]


@final
class Blank(Worded):
    """Kinds of blank. They never mix: a place holds each of them in an account of its own.

    Attributes:
        CITIZEN: for citizens.
        FOREIGNER: orange, for foreigners with a permit (Permendagri 72/2022).
    """

    CITIZEN = "citizens"
    FOREIGNER = "foreigners"


@final
class PlaceKind(Worded):
    """Kinds of place. Real places, and the spoiled, hold cards that exist.

    Attributes:
        STORE: the store of the office.
        POINT: a kecamatan or another point of service.
        PRINTER: a printer, in offices that book blanks to printers.
        MOBILE: a mobile point during outreach, one for each outing or crew.
        TRANSIT: in transit, one place for each document.
        SPOILED: spoiled, and waiting to be destroyed; one for each place where they lie.
        LENT: lent to another office, one for each; not on hand.
        BORROWED: owed to another office, one for each.
        MINISTRY: the ministry, from which blanks come.
        PROVINCE: the province, where it hands them on.
        PRINTED: blanks that have become cards.
        DESTROYED: spoiled blanks that were destroyed, with minutes.
        LOST: blanks that cannot be found.
        OPENING: where the stock comes from that a place has when it begins.
        FOUND: where blanks come from that counts find too many.
        MISSING: where blanks go that counts find too few.
    """

    STORE = "store"
    POINT = "point"
    PRINTER = "printer"
    MOBILE = "mobile point"
    TRANSIT = "in transit"
    SPOILED = "spoiled"
    LENT = "lent to"
    BORROWED = "borrowed from"
    MINISTRY = "ministry"
    PROVINCE = "province"
    PRINTED = "printed"
    DESTROYED = "destroyed"
    LOST = "lost"
    OPENING = "opening stock"
    FOUND = "found at counts"
    MISSING = "missing at counts"


_REAL: Final = frozenset(
    {
        *(PlaceKind.STORE, PlaceKind.POINT, PlaceKind.PRINTER, PlaceKind.MOBILE),
        PlaceKind.TRANSIT,
    }
)
_NAMED: Final = _REAL - {PlaceKind.STORE} | {PlaceKind.LENT, PlaceKind.BORROWED}
_SPOILED_AT: Final = tuple(
    f"{kind.value} " for kind in (PlaceKind.POINT, PlaceKind.PRINTER, PlaceKind.MOBILE)
)


@final
@attrs.frozen(cache_hash=True)
class Place(Value):
    """One place of the ledger.

    Attributes:
        kind: the kind of place.
        name: the name within its kind, such as the code of a kecamatan or the number of a
            document; of spoiled blanks the place where they lie, see `spoiled`; empty for the
            store and for kinds with a single place.
        blank: the kind of blank; those for citizens unless given.

    Raises:
        TypeError: for a name that is not text.
        InvalidRecord: for a point, a printer or a document without a name, another place with
            one, or a name that is blank or does not print.

    Examples:
        >>> from dukcapil.blanko import STORE, Place
        >>> print(Place.point("32.75.01"), STORE, sep=", ")
        point 32.75.01, store
        >>> Place.point("32.75.01").region_name
        'Bekasi Timur'
    """

    kind: PlaceKind
    name: str = ""
    blank: Blank = Blank.CITIZEN

    def __attrs_post_init__(self) -> None:
        check_type(self, "kind", self.kind, PlaceKind)
        check_type(self, "name", self.name, str)
        check_type(self, "blank", self.blank, Blank)
        fault = text_fault(self.name)
        if fault is None and self.kind in _NAMED and not self.name:
            fault = Fault.MISSING
        if fault is not None:
            raise_faults("Place", [("name", fault)])
        if self.kind is PlaceKind.SPOILED and self.name.startswith(_SPOILED_AT):
            return
        if self.kind not in _NAMED and self.name:
            raise_faults("Place", [("name", Fault.CONTRADICTION, "kind")])

    def of(self, blank: Blank) -> "Place":
        """Return the same place for another kind of blank.

        Examples:
            >>> from dukcapil.blanko import STORE, Blank
            >>> print(STORE.of(Blank.FOREIGNER))
            store (foreigners)
        """
        return self if blank is self.blank else Place(self.kind, self.name, blank)

    @classmethod
    def point(cls, name: str) -> "Place":
        """Return the place of a kecamatan or another point of service."""
        return cls(PlaceKind.POINT, name)

    @classmethod
    def printer(cls, name: str) -> "Place":
        """Return the place of a printer."""
        return cls(PlaceKind.PRINTER, name)

    @classmethod
    def mobile(cls, name: str) -> "Place":
        """Return the place of a mobile point during outreach."""
        return cls(PlaceKind.MOBILE, name)

    @classmethod
    def spoiled(cls, at: "Place") -> "Place":
        """Return the place of blanks that were spoiled at a place and lie there.

        Examples:
            >>> from dukcapil.blanko import SPOILED, STORE, Place
            >>> print(Place.spoiled(Place.point("32.75.01")))
            spoiled at point 32.75.01
            >>> Place.spoiled(STORE) == SPOILED
            True
        """
        name = "" if at.kind is PlaceKind.STORE else f"{at.kind.value} {at.name}"
        return cls(PlaceKind.SPOILED, name, at.blank)

    @classmethod
    def lent(cls, office: str) -> "Place":
        """Return the place of what was lent to another office."""
        return cls(PlaceKind.LENT, office)

    @classmethod
    def borrowed(cls, office: str) -> "Place":
        """Return the place of what is owed to another office."""
        return cls(PlaceKind.BORROWED, office)

    @classmethod
    def transit(cls, document: str) -> "Place":
        """Return the place of cards in transit under a document."""
        return cls(PlaceKind.TRANSIT, document)

    @property
    def is_real(self) -> bool:
        """True where blanks can still be printed or sent on."""
        return self.kind in _REAL

    @property
    def holds_cards(self) -> bool:
        """True where cards of the office exist, so that they can be counted."""
        return self.is_real or self.kind is PlaceKind.SPOILED

    @property
    def is_never_negative(self) -> bool:
        """True where the balance is never negative: no more comes back than was lent."""
        return self.holds_cards or self.kind is PlaceKind.LENT

    @property
    def is_never_positive(self) -> bool:
        """True where the balance is never positive: no more goes back than was borrowed."""
        return self.kind is PlaceKind.BORROWED

    @property
    def region_name(self) -> str | None:
        """The name of the region of a point that has a code for its name; None for others.

        Spoiled blanks at a point have it, too.
        """
        name = self.name.removeprefix("point ") if self.kind is PlaceKind.SPOILED else self.name
        is_region = self.kind in {PlaceKind.POINT, PlaceKind.SPOILED} and RegionCode.is_valid(name)
        return RegionCode(name).region_name if is_region else None

    def __str__(self) -> str:
        """Return the kind and the name, and the kind of blank unless it is for citizens."""
        link = " at" if self.name and self.kind is PlaceKind.SPOILED else ""
        blank = "" if self.blank is Blank.CITIZEN else f" ({self.blank.value})"
        return f"{self.kind.value}{link} {self.name}".rstrip() + blank


STORE: Final = Place(PlaceKind.STORE)
"""The store of the office."""
MINISTRY: Final = Place(PlaceKind.MINISTRY)
"""The ministry, from which blanks come."""
PROVINCE: Final = Place(PlaceKind.PROVINCE)
"""The province, where it hands them on."""
PRINTED: Final = Place(PlaceKind.PRINTED)
"""Blanks that have become cards."""
SPOILED: Final = Place(PlaceKind.SPOILED)
"""Blanks that were spoiled and lie in the store, where they wait to be destroyed."""
DESTROYED: Final = Place(PlaceKind.DESTROYED)
"""Spoiled blanks that were destroyed, with minutes."""
LOST: Final = Place(PlaceKind.LOST)
"""Blanks that cannot be found."""
OPENING: Final = Place(PlaceKind.OPENING)
"""The stock that places had when they began, as their first counts found it."""
FOUND: Final = Place(PlaceKind.FOUND)
"""Cards that counts found too many."""
MISSING: Final = Place(PlaceKind.MISSING)
"""Cards that counts found too few."""
