"""The sheet of a stock count: to be filled in, or filled with what was found."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final, cast, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._entries import Counted
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Blank, Place, PlaceKind
from dukcapil.blanko._reports.moves import journal_of, place_order, rises
from dukcapil.errors import Fault

__all__ = ["CountRow", "CountSheet", "count_sheet"]


@final
@attrs.frozen(kw_only=True)
class CountRow(Value):
    """The count of one place.

    Attributes:
        place: the place; spoiled blanks are counted where they lie.
        ledger_cards: what the ledger says without the count; 0 or more, or None on a blind sheet.
        counted_cards: what was counted; 0 or more, or None where it was not.
        document: the number of the minutes.
        reason: the reason of the difference, in the office's words.
    """

    place: Place
    ledger_cards: int | None
    counted_cards: int | None = None
    document: str = ""
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        for field in ("ledger_cards", "counted_cards"):
            if getattr(self, field) is not None:
                check_count(self, field, getattr(self, field))
        for field in ("document", "reason"):
            check_type(self, field, getattr(self, field), str)
        if not self.place.holds_cards:
            raise_faults("CountRow", [("place", Fault.OUT_OF_BOUNDS)])

    @property
    def difference_cards(self) -> int | None:
        """The cards counted less those of the ledger; None where either is not known."""
        if self.counted_cards is None or self.ledger_cards is None:
            return None
        return self.counted_cards - self.ledger_cards


@final
@attrs.frozen(kw_only=True)
class CountSheet(Tabular, Value):
    """The sheet of a stock count, at the end of a day.

    Attributes:
        on: the day.
        blank: the kind of blank.
        rows: by place; columns that are not filled in are empty on paper.

    Raises:
        InvalidRecord: for rows that are out of order.
    """

    on: date
    blank: Blank
    rows: tuple[CountRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "blank", self.blank, Blank)
        check_items(self, "rows", self.rows, CountRow)
        if not rises(place_order(row.place) for row in self.rows):
            raise_faults("CountSheet", [("rows", Fault.OUT_OF_ORDER)])

    @property
    def differences(self) -> tuple[CountRow, ...]:
        """The rows of places where another number was counted than the ledger says."""
        return tuple(row for row in self.rows if row.difference_cards)

    def _content(self) -> Content:
        return _COLUMNS, [
            (
                *(row.place.kind, _code(row.place), row.place.region_name),
                *(row.ledger_cards, row.counted_cards, row.difference_cards),
                *(row.document, row.reason),
            )
            for row in self.rows
        ]


_COLUMNS: Final = (
    Column("place"),
    Column("code"),
    Column("code_name"),
    Column("ledger_cards", Kind.COUNT),
    Column("counted_cards", Kind.COUNT),
    Column("difference_cards", Kind.CHANGE),
    Column("document"),
    Column("reason"),
)


def _code(place: Place) -> str:
    return place.name.removeprefix("point ") if place.kind is PlaceKind.SPOILED else place.name


def count_sheet(
    ledger: Ledger,
    *,
    on: date,
    counted: Mapping[Place, int] | None = None,
    is_blind: bool = False,
    blank: Blank = Blank.CITIZEN,
) -> CountSheet:
    """Make the sheet of a count of every place that holds blanks of one kind.

    Before the count it is to be filled in. Counts of the day that stand in the ledger are on it
    with their differences, and so are those that `counted` has and the ledger not yet.

    Args:
        ledger: the ledger.
        on: the day of the count, at its end.
        counted: cards by place that were counted and not entered.
        is_blind: whether to leave out what the ledger says, so that nobody copies it.
        blank: the kind of blank.

    Raises:
        TypeError: for a `datetime`, something that is no ledger, place or kind of blank, or a count
            that is no `int`.
        InvalidRecord: for a negative count, or that of a place that holds no such blanks.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import count_sheet
        >>> from dukcapil.blanko import STORE, Counted, Ledger
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 1, 2), at=STORE, counted_cards=120)
        ... )
        >>> print(count_sheet(ledger, on=date(2017, 5, 31)))
        place  code  name  ledger  counted  difference  document  reason
        store                 120
        >>> count_sheet(ledger, on=date(2017, 5, 31), counted={STORE: 118}).rows[0].difference_cards
        -2
    """
    check_type("count_sheet", "ledger", ledger, Ledger)
    check_date("count_sheet", "on", on)
    check_type("count_sheet", "is_blind", is_blind, bool)
    check_type("count_sheet", "blank", blank, Blank)
    told = dict(counted or {})
    for place, cards in told.items():
        check_type("count_sheet", "counted", place, Place)
        check_count("count_sheet", "counted", cards)
        if not place.holds_cards or place.blank is not blank:
            raise_faults("count_sheet", [("counted", Fault.OUT_OF_BOUNDS)])
    entered = _counts(ledger, on, blank)
    held = {place: ledger.balance(place, on=on) for place in ledger.places if _is_there(place)}
    places = {place for place, cards in held.items() if cards and place.blank is blank}
    rows = []
    for place in sorted(places | set(told) | set(entered), key=place_order):
        count, found = entered.get(place, (None, 0))
        rows.append(
            CountRow(
                place=place,
                ledger_cards=None if is_blind else held.get(place, 0) - found,
                counted_cards=told.get(place, None if count is None else count.counted_cards),
                document="" if count is None else count.document,
                reason="" if count is None else count.reason,
            )
        )
    return CountSheet(on=on, blank=blank, rows=tuple(rows))


def _is_there(place: Place) -> bool:
    """Return whether blanks lie at a place, and are not on the way."""
    return place.holds_cards and place.kind is not PlaceKind.TRANSIT


def _counts(ledger: Ledger, on: date, blank: Blank) -> dict[Place, tuple[Counted, int]]:
    """Return the counts of a day that bind, by place, and what counts changed there on it.

    What an entry put back that was accepted in spite of the count belongs to its difference.
    """
    journal, size, day = journal_of(ledger), len(ledger), on.toordinal()
    counts: dict[Place, Counted] = {}
    changes: Counter[Place] = Counter()
    for row in journal.rows_between(day, day + 1, size, (blank,)):
        for posting in journal.postings(row):
            if posting.day == day and {posting.source.kind, posting.target.kind} & _BY_COUNTS:
                changes[posting.source] -= posting.cards
                changes[posting.target] += posting.cards
        if journal.columns.class_of(row) is Counted and not journal.is_reversed(row, size):
            entry = cast("Counted", journal.entry(row))
            if entry.on == on:
                counts[entry.at] = entry
    return {place: (count, changes[place]) for place, count in counts.items()}


_BY_COUNTS: Final = frozenset({PlaceKind.OPENING, PlaceKind.FOUND, PlaceKind.MISSING})
