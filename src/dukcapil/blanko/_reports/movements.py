"""Reports of what moved: by month, reconciled, against the prints, and to the province.

Periods are half-open: `since` belongs to them, `until` does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import Final, final

import attrs

from dukcapil._shared.checks import (
    Value,
    check_count,
    check_date,
    check_items,
    check_type,
    raise_faults,
)
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.rendering import Tabular
from dukcapil.blanko._entries import Allocated, EntryBase
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._places import PRINTED, VARIANCE, Place, PlaceKind
from dukcapil.blanko._reports.moves import (
    Move,
    ReportRows,
    Table,
    book_of,
    check_period,
    figures,
    month_by_day,
    moves_of,
    original_of,
    rises,
)
from dukcapil.errors import Fault
from dukcapil.months import Month, month_list

__all__ = [
    "MovementKind",
    "MovementRow",
    "Movements",
    "PrintCheck",
    "ProvincialReport",
    "Reconciliation",
    "against_prints",
    "movements",
    "provincial_report",
    "reconcile",
]


@final
class MovementKind(Enum):
    """Why cards went from one place to another; each as the class of `blanko` of that name.

    Attributes:
        ALLOCATED: the ministry or the province sent them.
        RECEIVED: they arrived.
        DISTRIBUTED: they left for a point.
        RETURNED: they went back.
        PRINTED: they became cards.
        SPOILED: they were spoiled.
        DESTROYED: the spoiled were destroyed.
        LOST: they cannot be found.
        FOUND: a count found more, or what a compensated movement had taken was put back.
        MISSING: a count found fewer, or what a compensated movement had added was taken out.
    """

    ALLOCATED = "allocated"
    RECEIVED = "received"
    DISTRIBUTED = "distributed"
    RETURNED = "returned"
    PRINTED = "printed"
    SPOILED = "spoiled"
    DESTROYED = "destroyed"
    LOST = "lost"
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
    reason: str
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
        """What is left of them; negative where more was taken back."""
        return self.cards - self.reversed_cards


@final
@attrs.frozen(kw_only=True)
class Movements(ReportRows):
    """What moved, by month, kind and reason.

    Attributes:
        months: the months, in order.
        rows: by month, kind and reason; what did not occur is left out.
    """

    months: tuple[Month, ...]
    rows: tuple[MovementRow, ...]

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        check_items(self, "rows", self.rows, MovementRow)
        if not rises(map(_movement_order, self.rows)):
            raise_faults("Movements", [("rows", Fault.OUT_OF_ORDER)])
        if not {row.month for row in self.rows} <= set(self.months):
            raise_faults("Movements", [("rows", Fault.CONTRADICTION)])

    def of(self, kind: MovementKind) -> tuple[int, ...]:
        """The cards of one kind less those taken back, month by month."""
        check_type("of", "kind", kind, MovementKind)
        cards = dict.fromkeys(self.months, 0)
        for row in self.rows:
            cards[row.month] += row.net_cards * (row.kind is kind)
        return tuple(cards.values())

    def _table(self) -> Table:
        rows = [
            (str(row.month), row.kind.value, row.reason, *figures(row.cards, row.reversed_cards))
            for row in self.rows
        ]
        return ("month", "kind", "reason", "cards", "reversed"), rows


def movements(ledger: Ledger, months: Iterable[Month]) -> Movements:
    """What moved in some months, by kind and reason.

    A reversal counts under the kind and the reason of what it reverses, in its own month.

    Args:
        ledger: the ledger.
        months: each once or more.

    Raises:
        TypeError: for something that is no ledger or month.

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
        2017-05  found                  120         0
    """
    check_type("movements", "ledger", ledger, Ledger)
    wanted = month_list("movements", months)
    book, month_of = book_of(ledger), month_by_day(wanted)
    found: dict[tuple[Month, MovementKind, str], list[int]] = {}
    for move in moves_of(ledger):
        if move.day in month_of:
            entry = book.entry(move.row)
            original = original_of(ledger, entry)
            is_reversal = original is not entry
            kind = _kind(original, move.target if is_reversal else move.source, move)
            key = month_of[move.day], kind, original.reason
            found.setdefault(key, [0, 0])[is_reversal] += move.cards
    rows = (
        MovementRow(month=month, kind=kind, reason=reason, cards=cards, reversed_cards=back)
        for (month, kind, reason), (cards, back) in found.items()
    )
    return Movements(months=wanted, rows=tuple(sorted(rows, key=_movement_order)))


def _movement_order(row: MovementRow) -> tuple[Month, int, str]:
    return row.month, _MOVEMENT_KINDS.index(row.kind), row.reason


_MOVEMENT_KINDS: Final = tuple(MovementKind)


def _kind(entry: EntryBase, source: Place, move: Move) -> MovementKind:
    """The kind of what an entry moved away from a place."""
    if VARIANCE in {move.source, move.target}:
        return MovementKind.FOUND if source == VARIANCE else MovementKind.MISSING
    return MovementKind(type(entry).__name__.lower())


@final
@attrs.frozen(kw_only=True)
class Reconciliation(Tabular, Value):
    """Where the blanks of the office went in a period: all of them, or the value does not exist.

    Opening + received = closing + printed + spoiled + lost + sent back + variance. Each is what
    was entered less what reversals took back in the period, and so negative where that is more.

    Attributes:
        since: the first day.
        until: the day after the last.
        opening_cards: on hand before anything happened on `since`; 0 or more. On hand are cards
            in the store, at points and printers, and on the way between them.
        received_cards: arrived under documents of the ministry or the province. What they sent
            and has not arrived, or was lost on the way, does not count.
        printed_cards: became cards.
        spoiled_cards: were spoiled, whether or not they have been destroyed since.
        lost_cards: cannot be found.
        sent_back_cards: went to the ministry or the province.
        variance_cards: what counts found too few, less what they found too many; the first count
            of what was there already is among these.
        closing_cards: on hand before anything happened on `until`; 0 or more.

    Raises:
        InvalidRecord: for figures that do not add up.
    """

    since: date
    until: date
    opening_cards: int
    received_cards: int
    printed_cards: int
    spoiled_cards: int
    lost_cards: int
    sent_back_cards: int
    variance_cards: int
    closing_cards: int

    def __attrs_post_init__(self) -> None:
        check_period("Reconciliation", self.since, self.until)
        check_count(self, "opening_cards", self.opening_cards)
        for field in ("received_cards", *_LEAVING):
            check_type(self, field, getattr(self, field), int)
        check_count(self, "closing_cards", self.closing_cards)
        left = self.closing_cards + sum(getattr(self, field) for field in _LEAVING)
        if self.opening_cards + self.received_cards != left:
            raise_faults("Reconciliation", [("closing_cards", Fault.CONTRADICTION)])

    def _table(self) -> Table:
        fields = ("opening_cards", "received_cards", *_LEAVING, "closing_cards")
        rows = [
            (field.removesuffix("_cards").replace("_", " "), f"{getattr(self, field):,}")
            for field in fields
        ]
        return ("blanks", "cards"), rows


_LEAVING: Final = (
    "printed_cards",
    "spoiled_cards",
    "lost_cards",
    "sent_back_cards",
    "variance_cards",
)
# What is no part of the office, and how cards that go there, or come from there, are called.
_OUTSIDE: Final = {
    PlaceKind.TRANSIT: "received_cards",
    PlaceKind.PRINTED: "printed_cards",
    PlaceKind.SPOILED: "spoiled_cards",
    PlaceKind.LOST: "lost_cards",
    PlaceKind.MINISTRY: "sent_back_cards",
    PlaceKind.PROVINCE: "sent_back_cards",
    PlaceKind.VARIANCE: "variance_cards",
}


def reconcile(ledger: Ledger, *, since: date, until: date) -> Reconciliation:
    """Account for every blank of the office in a period.

    Args:
        ledger: the ledger.
        since: the first day.
        until: the day after the last; not before `since`.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger.
        InvalidRecord: for a period that ends before it begins.

    Examples:
        Kabupaten Semarang, May to October 2017:

        >>> from datetime import date
        >>> from dukcapil.blanko import reconcile
        >>> from dukcapil.blanko import Allocated, Ledger, Printed, Received
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=date(2017, 5, 2), cards=37_000, document="BAST 12"),
        ...     Received(id="r-1", on=date(2017, 5, 2), cards=37_000, document="BAST 12"),
        ...     Printed(id="p-1", on=date(2017, 10, 31), cards=35_000),
        ... )
        >>> half_year = reconcile(ledger, since=date(2017, 5, 1), until=date(2017, 11, 1))
        >>> half_year.received_cards - half_year.printed_cards == half_year.closing_cards == 2_000
        True
    """
    check_type("reconcile", "ledger", ledger, Ledger)
    check_period("reconcile", since, until)
    book, first, stop = book_of(ledger), since.toordinal(), until.toordinal()
    moves = list(moves_of(ledger))
    on_the_way_here = {
        move.target
        for move in moves
        if move.source.kind in _ABOVE and isinstance(book.entry(move.row), Allocated)
    }
    outside = {
        place: _OUTSIDE.get(place.kind, "")
        for place in ledger.places
        if place in on_the_way_here or not place.is_real
    }
    left = dict.fromkeys(_OUTSIDE.values(), 0)
    for move in moves:
        if first <= move.day < stop:
            if move.source not in outside and move.target in outside:
                left[outside[move.target]] += move.cards
            elif move.source in outside and move.target not in outside:
                left[outside[move.source]] -= move.cards
    opening, closing = (
        sum(
            ledger.balance(place, on=day, moment=Moment.START_OF_DAY)
            for place in ledger.places
            if place not in outside
        )
        for day in (since, until)
    )
    left["received_cards"] *= -1
    return Reconciliation(
        since=since, until=until, opening_cards=opening, closing_cards=closing, **left
    )


_ABOVE: Final = {PlaceKind.MINISTRY, PlaceKind.PROVINCE}


@final
@attrs.frozen(kw_only=True)
class PrintCheck(Tabular, Value):
    """Cards printed by the ledger, and by the card events: what the ministry asks to compare.

    Attributes:
        months: the months, in order.
        ledger_cards: for each month the cards printed by the ledger, less those that reversals
            took back in it.
        event_cards: for each month the cards printed by the events; 0 or more.
    """

    months: tuple[Month, ...]
    ledger_cards: tuple[int, ...]
    event_cards: tuple[int, ...]

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        check_items(self, "ledger_cards", self.ledger_cards, int)
        check_items(self, "event_cards", self.event_cards, int)
        for cards in self.event_cards:
            check_count(self, "event_cards", cards)
        fields = ("ledger_cards", "event_cards")
        wrong = [field for field in fields if len(getattr(self, field)) != len(self.months)]
        raise_faults("PrintCheck", [(field, Fault.MONTHS) for field in wrong])

    @property
    def differences(self) -> tuple[int, ...]:
        """By how many cards the ledger has more, month by month; negative where it has fewer."""
        return tuple(
            ledger - events
            for ledger, events in zip(self.ledger_cards, self.event_cards, strict=True)
        )

    def to_dicts(self) -> list[dict[str, object]]:
        """One dictionary a month, for a data frame."""
        headings = ("month", "ledger_cards", "event_cards", "difference")
        return [dict(zip(headings, row, strict=True)) for row in self._rows()]

    def _rows(self) -> Iterator[tuple[Month, int, int, int]]:
        columns = (self.ledger_cards, self.event_cards, self.differences)
        return zip(self.months, *columns, strict=True)

    def _table(self) -> Table:
        rows = [
            (str(month), f"{ledger:,}", f"{events:,}", f"{difference:+,}")
            for month, ledger, events, difference in self._rows()
        ]
        return ("month", "ledger", "events", "difference"), rows


def against_prints(ledger: Ledger, months: Iterable[Month], prints: Sequence[int]) -> PrintCheck:
    """Compare the cards printed by the ledger with those printed by card events.

    Args:
        ledger: the ledger.
        months: each once or more.
        prints: cards printed by events, one number for each month in order, such as
            `demand.blanks_used(register, months).by_month()`.

    Raises:
        TypeError: for something that is no ledger, month or `int`.
        InvalidRecord: for a negative number, or not one for each month.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Month
        >>> from dukcapil.blanko import against_prints
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=120),
        ...     Printed(id="p-1", on=date(2017, 5, 4), cards=20),
        ... )
        >>> print(against_prints(ledger, [Month(2017, 5)], [19]))
        month    ledger  events  difference
        2017-05      20      19          +1
    """
    check_type("against_prints", "ledger", ledger, Ledger)
    wanted = month_list("against_prints", months)
    printed = (
        ledger.balance(PRINTED, on=month.last_day)
        - ledger.balance(PRINTED, on=month.first_day, moment=Moment.START_OF_DAY)
        for month in wanted
    )
    return PrintCheck(months=wanted, ledger_cards=tuple(printed), event_cards=tuple(prints))


@final
@attrs.frozen(kw_only=True)
class ProvincialReport(Tabular, Value):
    """What the province is told twice a month.

    Attributes:
        on: the day of the figures of people.
        recording: how many of the obliged are recorded.
        suket_people: who hold an interim certificate; 0 or more.
        print_ready_people: who wait for print with a record that is ready; 0 or more.
        blanks: the blanks of the half of the month that `on` falls in: its 1st to 15th, or from
            the 16th on. What remains is its `closing_cards`.

    Raises:
        InvalidRecord: for negative numbers, or blanks of another period.
    """

    on: date
    recording: Coverage
    suket_people: int
    print_ready_people: int
    blanks: Reconciliation

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "recording", self.recording, Coverage)
        check_count(self, "suket_people", self.suket_people)
        check_count(self, "print_ready_people", self.print_ready_people)
        check_type(self, "blanks", self.blanks, Reconciliation)
        if (self.blanks.since, self.blanks.until) != _half_of_month(self.on):
            raise_faults("ProvincialReport", [("blanks", Fault.CONTRADICTION)])

    def _table(self) -> Table:
        percent = self.recording.percent()
        figures = {
            "obliged people": self.recording.obliged,
            "recorded people": self.recording.covered,
            "recorded, percent": "" if percent is None else percent,
            "suket people": self.suket_people,
            "print-ready people": self.print_ready_people,
            "blanks received": self.blanks.received_cards,
            "blanks used": self.blanks.printed_cards,
            "blanks spoiled": self.blanks.spoiled_cards,
            "blanks remaining": self.blanks.closing_cards,
        }
        rows = [(name, f"{figure:,}" if figure != "" else "") for name, figure in figures.items()]
        last_day = self.blanks.until - timedelta(days=1)
        return ("", f"{self.blanks.since} to {last_day}"), rows


def provincial_report(  # noqa: PLR0913  the figures the province asks for, by name
    ledger: Ledger,
    *,
    on: date,
    obliged_people: int,
    recorded_people: int,
    print_ready_people: int,
    suket_people: int,
) -> ProvincialReport:
    """The twice-monthly report to the province.

    Args:
        ledger: the ledger; its entries of the whole half of the month count.
        on: the day of the figures of people. The period is that half of its month: the 1st to
            15th, or from the 16th on.
        obliged_people: who must hold a card; 0 or more.
        recorded_people: who of them are recorded; 0 or more.
        print_ready_people: who wait for print with a record that is ready; 0 or more.
        suket_people: who hold an interim certificate; 0 or more.

    Raises:
        TypeError: for a `datetime`, something that is no ledger, or counts that are not `int`.
        InvalidRecord: for a negative count.

    Warns:
        CoverageAboveWhole: where more are recorded than obliged.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import provincial_report
        >>> from dukcapil.blanko import Allocated, Ledger, Printed, Received
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=date(2020, 11, 2), cards=9_000, document="BAST 12"),
        ...     Received(id="r-1", on=date(2020, 11, 2), cards=9_000, document="BAST 12"),
        ...     Printed(id="p-1", on=date(2020, 11, 12), cards=7_100),
        ... )
        >>> report = provincial_report(
        ...     ledger,
        ...     on=date(2020, 11, 15),
        ...     obliged_people=1_797_232,
        ...     recorded_people=1_754_756,
        ...     print_ready_people=12_000,
        ...     suket_people=300,
        ... )
        >>> print(report)
                            2020-11-01 to 2020-11-15
        obliged people                     1,797,232
        recorded people                    1,754,756
        recorded, percent                      97.64
        suket people                             300
        print-ready people                    12,000
        blanks received                        9,000
        blanks used                            7,100
        blanks spoiled                             0
        blanks remaining                       1,900
    """
    check_date("provincial_report", "on", on)
    since, until = _half_of_month(on)
    return ProvincialReport(
        on=on,
        recording=Coverage(obliged=obliged_people, covered=recorded_people),
        suket_people=suket_people,
        print_ready_people=print_ready_people,
        blanks=reconcile(ledger, since=since, until=until),
    )


def _half_of_month(on: date) -> tuple[date, date]:
    middle = on.replace(day=16)
    if on < middle:
        return on.replace(day=1), middle
    return middle, (Month.of(on) + 1).first_day
