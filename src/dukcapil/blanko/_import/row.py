"""One row of a stock card: its figures, and what the rest of it makes of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar, cast, final

from dukcapil._cells import CellOptions, UnreadableCell, read_count, read_date, read_line, whole
from dukcapil._shared.provenance import Origin
from dukcapil.blanko._import.claims import Balance, Claim, Rejected
from dukcapil.blanko._import.descriptions import (
    Booking,
    Said,
    booking_of_incoming,
    booking_of_outgoing,
    contradicts,
)
from dukcapil.blanko._import.headings import ASSERTED, EXTRA_CELLS, Column
from dukcapil.blanko._import.points import Points
from dukcapil.blanko._import.sums import is_sum
from dukcapil.blanko._places import MINISTRY, PROVINCE, STORE, Place
from dukcapil.errors import Fault

__all__ = ["Book", "Line", "Row"]

T = TypeVar("T")

_WITH_PLACE: Final = frozenset({"distributed", "returned"})
_ABOVE: Final = {"ministry": MINISTRY, "province": PROVINCE}


@final
class Line(NamedTuple):
    """A row and its columns, before anything in it is read."""

    position: int
    origin: Origin
    columns: tuple[Column | None, ...]
    cells: Sequence[object]


@final
class Book(NamedTuple):
    """Whose book the rows are of, and how they are read."""

    at: Place
    points: Points
    options: CellOptions
    said_by: Callable[[str], Said]


@final
class _Figure(NamedTuple):
    """A number of a row; None for one that cannot be read."""

    column: Column
    cards: int | None

    @property
    def moves(self) -> bool:
        """True if cards move, or may move."""
        return self.cards != 0 and self.column.field not in ASSERTED


@final
class Row:
    """A row that is read.

    Attributes:
        on: its day; None if that cannot be read.
        acts_at: the place that it says it is of; None where it does not.
        cards: its amounts.
        claims, balances, rejected: as in a `Sheet`.
    """

    def __init__(self, line: Line, frame: Mapping[str, Sequence[object]], book: Book) -> None:
        self.cards = 0
        self.claims: list[Claim] = []
        self.balances: list[Balance] = []
        self.rejected: list[Rejected] = []
        self._line = line
        self._at, self._points, options, said_by = book
        self._faults: list[tuple[str, Fault]] = []
        if EXTRA_CELLS in frame:
            self._faults.append((EXTRA_CELLS, Fault.EXTRA_CELLS))
        dates = frame.get("date", (None,))
        self.on = self._read("date", dates, lambda cell: read_date(cell, options))
        self._number = self._read("document", frame.get("document"), _read_number) or ""
        self._place = self._read("place", frame.get("place"), self._points.find)
        self.acts_at = self._read("at", frame.get("at"), self._points.find)
        texts = frame.get("description", ())
        self._said = said_by("; ".join([cell for cell in texts if isinstance(cell, str)]))

    def _read(
        self, field: str, cells: Sequence[object] | None, reader: Callable[[object], T]
    ) -> T | None:
        """Read the cells of a field, which have to agree."""
        if not cells:
            return None
        try:
            first, *others = map(reader, cells)
        except UnreadableCell as error:
            self._faults.append((field, error.reason))
            return None
        if any(other != first for other in others):
            self._faults.append((field, Fault.CONTRADICTION))
        return first

    def read(self, cells: Iterable[tuple[Column, object]], others: Iterable[object]) -> None:
        """Read the figures; `others` are all other cells of the row."""
        figures = [_Figure(column, self._count(column, cell)) for column, cell in cells]
        self.cards = sum(one.cards or 0 for one in figures if one.column.field not in ASSERTED)
        names = [one.column.place for one in figures if one.column.place]
        place_of = {name: self._point_of_heading(name) for name in names}
        bookings = {one.column: self._booking(one.column) for one in figures if one.moves}
        if not self._faults:
            self._faults = self._faults_together(bookings, others)
        for index, (field, reason) in enumerate(self._faults):
            self._reject(field, reason, 0 if index else self.cards)
        for column, cards in () if self._faults else figures:
            if cards is not None:
                self._take(column, cards, place_of.get(column.place), bookings.get(column))

    def _count(self, column: Column, cell: object) -> int | None:
        try:
            return read_count(cell)
        except UnreadableCell as error:
            self._reject(column.field, error.reason)
            return None

    def _point_of_heading(self, name: str) -> Place | None:
        try:
            return self._points.find(name)
        except UnreadableCell as error:
            self._faults.append(("place", error.reason))
            return None

    def _booking(self, column: Column) -> Booking | Fault:
        """Return what cards of a column are booked as, or why they are not."""
        field, said, place = column.field, self._said, None
        is_store = self._at == STORE and self.acts_at is None and not column.place
        came_back = "returned" in said.kinds or (said.is_from and said.points)
        if field == "in" or (field == "received" and is_store and came_back):
            return booking_of_incoming(said, self._points, is_store=is_store)
        if field == "out":
            return booking_of_outgoing(said, self._points, is_store=is_store)
        if field == "cards" or (field == "distributed" and said.party == "other"):
            return Fault.NOT_BLANKS if field == "cards" else Fault.LENT
        if field == "received":
            place = PROVINCE if said.party == "province" else MINISTRY
        elif field == "returned" and said.is_to:
            place = _ABOVE.get(said.party)
        is_named = field in _WITH_PLACE and place is None and len(said.points) == 1
        is_named = is_named and self._points.is_place(said.points[0])
        return Booking(field, place, said.points[0] if is_named else "")

    def _faults_together(
        self, bookings: Mapping[Column, Booking | Fault], others: Iterable[object]
    ) -> list[tuple[str, Fault]]:
        """Return why nothing of a row is booked of which each part can be read."""
        fields = [one.field for one in bookings.values() if isinstance(one, Booking)]
        column = next(iter(bookings), _NO_COLUMN).field
        if bookings and any(map(is_sum, others)):
            return [("", Fault.SUM_WITH_DATE)]
        if fields and self._said.fault is not None:
            return [(column, self._said.fault)]
        if len(fields) == len(bookings):
            if contradicts(self._said, fields):
                return [(column, Fault.CONTRADICTION)]
            goes_there = not _WITH_PLACE.isdisjoint(fields)
            if self._place not in {None, self.acts_at or self._at} and not goes_there:
                return [("place", Fault.CONTRADICTION)]
        return []

    def _take(
        self, column: Column, cards: int, in_heading: Place | None, booking: Booking | Fault | None
    ) -> None:
        """Take a figure into the claims or the balances, or reject it."""
        field = column.field if booking is None or isinstance(booking, Fault) else booking.field
        at, other = self.acts_at or self._at, self._place
        if in_heading is not None and not (column.field in _WITH_PLACE and at == STORE):
            if self.acts_at not in {None, in_heading}:
                self._reject("place", Fault.CONTRADICTION, cards)
                return
            at, in_heading = in_heading, None
        if field in {"opening", "balance"}:
            self._balance(at, cards, is_before=field == "opening")
        elif field == "counted":
            self._claim(column, field, cards, at, None)
        elif isinstance(booking, Fault):
            self._reject(column.field, booking, cards)
        elif booking is not None and field == "received":
            self._claim(column, field, cards, at, booking.place)
        elif booking is not None and field in _WITH_PLACE:
            named = self._points.find(booking.point) if booking.point else None
            ends = {place for place in (other, in_heading, booking.place, named) if place}
            self._claim_with_place(column, field, cards, at, ends)
        elif booking is not None:
            self._claim(column, field, cards, at, None)

    def _claim_with_place(
        self, column: Column, field: str, cards: int, at: Place, ends: set[Place]
    ) -> None:
        """Take cards that went to another place or came back from one."""
        place = next(iter(ends), None)
        is_sent = field == "distributed"
        if field == "returned" and at != STORE:
            self._claim(column, field, cards, at, None)
        elif len(ends) > 1 or place == at:
            self._reject("place", Fault.CONTRADICTION, cards)
        elif place is None and not (is_sent and self._number):
            self._reject("place", Fault.MISSING, cards)
        else:
            self._claim(column, field, cards, at, place)

    def _claim(
        self, column: Column, field: str, cards: int, at: Place, place: Place | None
    ) -> None:
        position, origin, _, _ = self._line
        on = cast("date", self.on)  # or it would be a fault of the row
        self.claims.append(
            Claim(on, position, origin, field, cards, self._number, at, place, column.field)
        )

    def _balance(self, at: Place, cards: int, *, is_before: bool) -> None:
        position, origin, _, _ = self._line
        on = cast("date", self.on)
        self.balances.append(Balance(on, position, origin, at, cards, is_before))

    def _reject(self, column: str, reason: Fault, cards: int = 0) -> None:
        is_of_figure = column not in {"place", "at", "document"}
        one = Rejected.of(self._line.origin, column, reason, cards, is_of_description=is_of_figure)
        self.rejected.append(one._replace(on=self.on, hides=column != "cards"))


_NO_COLUMN: Final = Column("")


def _read_number(cell: object) -> str:
    """Read the number of a document."""
    number = whole(cell) if type(cell) is int else None
    return read_line(cell) if number is None else str(number)
