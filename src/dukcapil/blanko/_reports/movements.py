"""Movements by month, kind and reason.

Periods are half-open: `since` belongs to them, `until` does not.
"""

from collections.abc import Container, Iterable
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.blanko._entry_base import EntryBase
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._movements import Lost, Received, Returned
from dukcapil.blanko._places import Blank, PlaceKind
from dukcapil.blanko._reports.moves import (
    Move,
    month_by_day,
    moves_between,
    rises,
    rows_from_above,
)
from dukcapil.errors import Fault
from dukcapil.months import Month, month_list

__all__ = ["MovementKind", "MovementRow", "Movements", "kind_of_move", "movements"]


@final
class MovementKind(Worded):
    """Kinds of movement, named as the classes of entry.

    Attributes:
        ALLOCATED: the ministry or the province sent them.
        RECEIVED: they arrived from the ministry or the province.
        ARRIVED: they arrived from another place of the office.
        DISTRIBUTED: they left for a point.
        RETURNED: they went back.
        PRINTED: they became cards.
        SPOILED: they were spoiled.
        DESTROYED: the spoiled were destroyed.
        SPOILED_RETURNED: the spoiled were handed in, or sent to the province or the ministry.
        SPOILED_LOST: of the spoiled, they cannot be found.
        LOST: they cannot be found.
        LENT: they were lent to another office.
        RECOVERED: of those lent, they came back.
        WRITTEN_OFF: of those lent, they will not come back.
        BORROWED: they were borrowed from another office.
        REPAID: of those borrowed, they went back.
        OPENED: the stock of a place that began with a count.
        FOUND: a count found more, or what a compensated movement had taken was put back.
        MISSING: a count found fewer, or what a compensated movement had added was taken out.
    """

    ALLOCATED = "allocated"
    RECEIVED = "received"
    ARRIVED = "arrived"
    DISTRIBUTED = "distributed"
    RETURNED = "returned"
    PRINTED = "printed"
    SPOILED = "spoiled"
    DESTROYED = "destroyed"
    SPOILED_RETURNED = "spoiled, returned"
    SPOILED_LOST = "spoiled, lost"
    LOST = "lost"
    LENT = "lent"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written off"
    BORROWED = "borrowed"
    REPAID = "repaid"
    OPENED = "opened"
    FOUND = "found"
    MISSING = "missing"


@final
@attrs.frozen(kw_only=True)
class MovementRow(Value):
    """The cards of one month that moved for one reason.

    Attributes:
        month: the month.
        kind: the kind of movement.
        reason: the reason of the entries, in the office's words; empty where none was given.
        cards: how many were entered as moved in the month; 0 or more.
        reversed_cards: how many reversals took back in the month, whenever they had been
            entered; 0 or more.
    """

    month: Month
    kind: MovementKind
    reason: str = attrs.field(repr=False)
    cards: int
    reversed_cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        check_type(self, "kind", self.kind, MovementKind)
        check_type(self, "reason", self.reason, str)
        check_count(self, "cards", self.cards)
        check_count(self, "reversed_cards", self.reversed_cards)

    @property
    def net_cards(self) -> int:
        """The cards less those reversed; negative where more was reversed."""
        return self.cards - self.reversed_cards


@final
@attrs.frozen(kw_only=True)
class Movements(Tabular, Value):
    """Movements of cards by month, kind and reason.

    Attributes:
        months: the months, in order.
        rows: by month, kind and reason; what did not occur is left out.
    """

    months: tuple[Month, ...]
    rows: tuple[MovementRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        check_items(self, "rows", self.rows, MovementRow)
        if not rises(map(_movement_order, self.rows)):
            raise_faults("Movements", [("rows", Fault.OUT_OF_ORDER)])
        if not {row.month for row in self.rows} <= set(self.months):
            raise_faults("Movements", [("rows", Fault.CONTRADICTION, "months")])

    def of(self, kind: MovementKind) -> tuple[int, ...]:
        """Return the cards of one kind less those reversed, month by month."""
        check_type("of", "kind", kind, MovementKind)
        cards = dict.fromkeys(self.months, 0)
        for row in self.rows:
            cards[row.month] += row.net_cards * (row.kind is kind)
        return tuple(cards.values())

    def _content(self) -> Content:
        columns = (
            Column("month"),
            Column("kind"),
            Column("reason"),
            Column("cards", Kind.COUNT),
            Column("reversed_cards", Kind.COUNT),
        )
        return columns, [attrs.astuple(row, recurse=False) for row in self.rows]


def movements(
    ledger: Ledger, months: Iterable[Month], *, blank: Blank = Blank.CITIZEN
) -> Movements:
    """Compute the movements of one kind of blank in some months, by kind and reason.

    A reversal counts under the kind and the reason of what it reverses, in its own month.

    Args:
        ledger: the ledger.
        months: each once or more.
        blank: the kind of blank.

    Raises:
        TypeError: for something that is no ledger, month or kind of blank.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Month
        >>> from dukcapil.blanko import movements
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=120),
        ...     Printed(id="p-1", on=date(2017, 5, 4), cards=20, reason="lost cards"),
        ... )
        >>> print(movements(ledger, [Month(2017, 5)]))
        month    kind     reason      cards  reversed
        2017-05  printed  lost cards     20         0
        2017-05  opened                 120         0
    """
    check_type("movements", "ledger", ledger, Ledger)
    check_type("movements", "blank", blank, Blank)
    wanted = month_list("movements", months)
    month_of = month_by_day(wanted)
    found: dict[tuple[Month, MovementKind, str], list[int]] = {}
    first, last = min(month_of, default=0), max(month_of, default=-1)
    from_above = rows_from_above(ledger, first, last + 1, blank)
    for move in moves_between(ledger, first, last + 1, blank):
        if move.day in month_of:
            key = month_of[move.day], kind_of_move(move, from_above), move.entry.reason
            found.setdefault(key, [0, 0])[move.taken_back is not None] += move.cards
    rows = (
        MovementRow(month=month, kind=kind, reason=reason, cards=cards, reversed_cards=back)
        for (month, kind, reason), (cards, back) in found.items()
    )
    return Movements(months=wanted, rows=tuple(sorted(rows, key=_movement_order)))


def _movement_order(row: MovementRow) -> tuple[Month, int, str]:
    return row.month, _MOVEMENT_KINDS.index(row.kind), row.reason


_MOVEMENT_KINDS: Final = tuple(MovementKind)


_KIND_OF: Final = {
    PlaceKind.OPENING: MovementKind.OPENED,
    PlaceKind.FOUND: MovementKind.FOUND,
    PlaceKind.MISSING: MovementKind.MISSING,
}


_OF_OTHERS: Final[dict[tuple[type[EntryBase], PlaceKind], MovementKind]] = {
    (Returned, PlaceKind.SPOILED): MovementKind.SPOILED_RETURNED,
    (Lost, PlaceKind.SPOILED): MovementKind.SPOILED_LOST,
    (Returned, PlaceKind.LENT): MovementKind.RECOVERED,
    (Lost, PlaceKind.LENT): MovementKind.WRITTEN_OFF,
    (Returned, PlaceKind.BORROWED): MovementKind.REPAID,
}


def kind_of_move(move: Move, from_above: Container[int]) -> MovementKind:
    """Return the kind of a move, given the rows that moved what was on the way from above."""
    kind = type(move.entry)
    for place in (move.source, move.target):
        if place.kind in _KIND_OF:
            return _KIND_OF[place.kind]
        if (kind, place.kind) in _OF_OTHERS:
            return _OF_OTHERS[kind, place.kind]
    if kind is Received and move.row not in from_above:
        return MovementKind.ARRIVED
    return MovementKind(kind.__name__.lower())
