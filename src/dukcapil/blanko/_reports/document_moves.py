"""Movements by document: what went where under each number."""

from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Blank, Place
from dukcapil.blanko._reports.movements import MovementKind, kind_of_move
from dukcapil.blanko._reports.moves import (
    check_period,
    moves_between,
    place_order,
    place_words,
    rises,
    rows_from_above,
)
from dukcapil.errors import Fault

__all__ = ["DocumentMoves", "DocumentRow", "document_moves"]


@final
@attrs.frozen(kw_only=True)
class DocumentRow(Value):
    """The cards that went one way under one document.

    Attributes:
        document: its number; empty for entries without one.
        kind: the kind of movement.
        source: the place that the cards left.
        target: the place that they reached.
        since: the first day on which they moved, or were taken back.
        until: the last of those days.
        cards: how many were entered as moved; 0 or more.
        reversed_cards: how many reversals took back; 0 or more.
    """

    document: str
    kind: MovementKind
    source: Place
    target: Place
    since: date
    until: date
    cards: int
    reversed_cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "document", self.document, str)
        check_type(self, "kind", self.kind, MovementKind)
        check_type(self, "source", self.source, Place)
        check_type(self, "target", self.target, Place)
        check_period("DocumentRow", self.since, self.until)
        check_count(self, "cards", self.cards)
        check_count(self, "reversed_cards", self.reversed_cards)


@final
@attrs.frozen(kw_only=True)
class DocumentMoves(Tabular, Value):
    """The movements of a period by document.

    Attributes:
        since: the first day.
        until: the day after the last.
        blank: the kind of blank.
        rows: by document, kind of movement and places.

    Raises:
        InvalidRecord: for rows that are out of order or outside the period.
    """

    since: date
    until: date
    blank: Blank
    rows: tuple[DocumentRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_period("DocumentMoves", self.since, self.until)
        check_type(self, "blank", self.blank, Blank)
        check_items(self, "rows", self.rows, DocumentRow)
        is_inside = all(self.since <= row.since and row.until < self.until for row in self.rows)
        if not is_inside or not rises(map(_order, self.rows)):
            raise_faults("DocumentMoves", [("rows", Fault.OUT_OF_ORDER)])

    def of(self, document: str) -> tuple[DocumentRow, ...]:
        """Return the rows of one document."""
        check_type("of", "document", document, str)
        return tuple(row for row in self.rows if row.document == document)

    def _content(self) -> Content:
        return _COLUMNS, [
            (
                *(row.document, row.kind, place_words(row.source), place_words(row.target)),
                *(row.since, row.until, row.cards, row.reversed_cards),
            )
            for row in self.rows
        ]


_COLUMNS: Final = (
    Column("document"),
    Column("kind"),
    Column("from"),
    Column("to"),
    Column("first_day", Kind.DATE),
    Column("last_day", Kind.DATE),
    Column("cards", Kind.COUNT),
    Column("reversed_cards", Kind.COUNT),
)
_KINDS: Final = tuple(MovementKind)
_Way = tuple[str, MovementKind, Place, Place]


def _order(row: DocumentRow) -> tuple[object, ...]:
    ends = place_order(row.source), place_order(row.target)
    return row.document, _KINDS.index(row.kind), *ends


def document_moves(
    ledger: Ledger, *, since: date, until: date, blank: Blank = Blank.CITIZEN
) -> DocumentMoves:
    """Compute the movements of one kind of blank in a period by document.

    A reversal counts under the document and the way of what it reverses, on its own day.

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
        >>> from dukcapil.blanko import document_moves
        >>> from dukcapil.blanko import Allocated, Ledger, Received
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=date(2017, 5, 2), cards=500, document="BAST 12"),
        ...     Received(id="r-1", on=date(2017, 5, 4), cards=300, document="BAST 12"),
        ...     Received(id="r-2", on=date(2017, 5, 9), cards=180, document="BAST 12"),
        ... )
        >>> may = document_moves(ledger, since=date(2017, 5, 1), until=date(2017, 6, 1))
        >>> for row in may.of("BAST 12"):
        ...     print(row.kind.value, row.since, row.until, row.cards)
        allocated 2017-05-02 2017-05-02 500
        received 2017-05-04 2017-05-09 480
    """
    check_type("document_moves", "ledger", ledger, Ledger)
    check_period("document_moves", since, until)
    check_type("document_moves", "blank", blank, Blank)
    first, stop = since.toordinal(), until.toordinal()
    from_above = rows_from_above(ledger, first, stop, blank)
    days: dict[_Way, set[int]] = {}
    cards: dict[_Way, list[int]] = {}
    for move in moves_between(ledger, first, stop, blank):
        is_reversal = move.taken_back is not None
        ends = (move.target, move.source) if is_reversal else (move.source, move.target)
        way = move.entry.document, kind_of_move(move, from_above), *ends
        days.setdefault(way, set()).add(move.day)
        cards.setdefault(way, [0, 0])[is_reversal] += move.cards
    rows = [
        DocumentRow(
            document=document,
            kind=kind,
            source=source,
            target=target,
            since=date.fromordinal(min(days[document, kind, source, target])),
            until=date.fromordinal(max(days[document, kind, source, target])),
            cards=moved,
            reversed_cards=back,
        )
        for (document, kind, source, target), (moved, back) in cards.items()
    ]
    rows.sort(key=_order)
    return DocumentMoves(since=since, until=until, blank=blank, rows=tuple(rows))
