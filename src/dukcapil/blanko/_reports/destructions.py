"""The list of destructions, with their minutes."""

from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import DESTROYED, Blank, Place
from dukcapil.blanko._reports.moves import check_period, moves_between, place_words
from dukcapil.errors import Fault

__all__ = ["DestructionRow", "Destructions", "destructions"]


@final
@attrs.frozen(kw_only=True)
class DestructionRow(Value):
    """Spoiled blanks that were destroyed, or the reversal of such an entry.

    Attributes:
        on: the day.
        document: the number of the minutes.
        place: where the spoiled blanks lay.
        cards: how many were destroyed; 0 for a reversal.
        reversed_cards: how many a reversal took back; 0 for a destruction.
        reason: the reason of the entry, in the office's words.
        actor: the person responsible, as a reference.
    """

    on: date
    document: str = attrs.field(repr=False)
    place: Place
    cards: int
    reversed_cards: int
    reason: str = attrs.field(repr=False)
    actor: str = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for field in ("document", "reason", "actor"):
            check_type(self, field, getattr(self, field), str)
        check_type(self, "place", self.place, Place)
        check_count(self, "cards", self.cards)
        check_count(self, "reversed_cards", self.reversed_cards)


@final
@attrs.frozen(kw_only=True)
class Destructions(Tabular, Value):
    """The destructions of a period, with their minutes.

    Attributes:
        since: the first day.
        until: the day after the last.
        blank: the kind of blank.
        rows: in the order of their days.

    Raises:
        InvalidRecord: for rows outside the period or out of order.
    """

    since: date
    until: date
    blank: Blank
    rows: tuple[DestructionRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field

    def __attrs_post_init__(self) -> None:
        check_period("Destructions", self.since, self.until)
        check_type(self, "blank", self.blank, Blank)
        check_items(self, "rows", self.rows, DestructionRow)
        days = [row.on for row in self.rows]
        if days != sorted(days) or not all(self.since <= day < self.until for day in days):
            raise_faults("Destructions", [("rows", Fault.OUT_OF_ORDER)])

    @property
    def cards(self) -> int:
        """All cards destroyed, less those that reversals took back."""
        return sum(row.cards - row.reversed_cards for row in self.rows)

    def _content(self) -> Content:
        return _COLUMNS, [
            (
                *(row.on, row.document, place_words(row.place), row.cards, row.reversed_cards),
                *(row.reason, row.actor),
            )
            for row in self.rows
        ]


_COLUMNS: Final = (
    Column("date", Kind.DATE),
    Column("document"),
    Column("place"),
    Column("cards", Kind.COUNT),
    Column("reversed_cards", Kind.COUNT),
    Column("reason"),
    Column("actor"),
)


def destructions(
    ledger: Ledger, *, since: date, until: date, blank: Blank = Blank.CITIZEN
) -> Destructions:
    """List the destructions of spoiled blanks in a period, with their minutes.

    Args:
        ledger: the ledger.
        since: the first day.
        until: the day after the last; not before `since`.
        blank: the kind of blank.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger or kind of blank.
        InvalidRecord: for a period that ends before it begins.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, destructions
        >>> from dukcapil.blanko import Counted, Destroyed, Ledger, Spoiled
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=120),
        ...     Spoiled(id="s-1", on=date(2017, 5, 4), cards=6),
        ...     Destroyed(id="x-1", on=date(2017, 5, 9), cards=5, document="BA 3"),
        ... )
        >>> print(destructions(ledger, since=date(2017, 5, 1), until=date(2017, 6, 1)))
              date  document  place    cards  reversed  reason  actor
        2017-05-09  BA 3      spoiled      5         0
    """
    check_type("destructions", "ledger", ledger, Ledger)
    check_period("destructions", since, until)
    check_type("destructions", "blank", blank, Blank)
    gone, rows = DESTROYED.of(blank), []
    for move in moves_between(ledger, since.toordinal(), until.toordinal(), blank):
        if gone in {move.source, move.target}:
            is_reversal = move.source == gone
            rows.append(
                DestructionRow(
                    on=date.fromordinal(move.day),
                    document=move.entry.document,
                    place=move.target if is_reversal else move.source,
                    cards=0 if is_reversal else move.cards,
                    reversed_cards=move.cards if is_reversal else 0,
                    reason=move.entry.reason,
                    actor=move.entry.actor,
                )
            )
    rows.sort(key=lambda row: row.on)
    return Destructions(since=since, until=until, blank=blank, rows=tuple(rows))
