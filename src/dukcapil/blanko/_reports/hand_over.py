"""The hand-over note of cards that were sent to a place under one document."""

from datetime import date
from typing import Final, cast, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._entry_base import Numbers, Serials
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._movements import Distributed, Movement
from dukcapil.blanko._places import Blank, Place
from dukcapil.blanko._reports.moves import journal_of, place_words
from dukcapil.errors import Fault

__all__ = ["HandOver", "HandOverRow", "hand_over"]


@final
@attrs.frozen(kw_only=True)
class HandOverRow(Value):
    """One hand-over of cards, or what became of them on the way.

    Attributes:
        on: the day.
        id: the id of the entry.
        kind: the class of the entry: `Distributed` where they were handed over, `Received` where
            they arrived, `Returned` or `Lost`.
        source: the place that they left.
        target: the place that they reached; of a hand-over the recipient, where one was named.
        cards: how many; 1 or more.
        serials: their numbers, where the ledger keeps them.
        actor: the person responsible, as a reference.
    """

    on: date
    id: str
    kind: str
    source: Place
    target: Place
    cards: int
    serials: Numbers = ()
    actor: str = ""

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for field in ("id", "kind", "actor"):
            check_type(self, field, getattr(self, field), str)
        check_type(self, "source", self.source, Place)
        check_type(self, "target", self.target, Place)
        check_count(self, "cards", self.cards)
        check_items(self, "serials", self.serials, Serials)


@final
@attrs.frozen(kw_only=True)
class HandOver(Tabular, Value):
    """The hand-over note of one document.

    Attributes:
        document: its number.
        blank: the kind of blank.
        recipient: the place for which the cards are; None where none was named.
        rows: in the order of days, then of writing; what was reversed is left out.

    Raises:
        InvalidRecord: for rows that are out of order.
    """

    document: str
    blank: Blank
    recipient: Place | None
    rows: tuple[HandOverRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_type(self, "document", self.document, str)
        check_type(self, "blank", self.blank, Blank)
        if self.recipient is not None:
            check_type(self, "recipient", self.recipient, Place)
        check_items(self, "rows", self.rows, HandOverRow)
        days = [row.on for row in self.rows]
        if days != sorted(days):
            raise_faults("HandOver", [("rows", Fault.OUT_OF_ORDER)])

    @property
    def handed_over_cards(self) -> int:
        """All cards that were handed over."""
        return sum(row.cards for row in self.rows if row.kind == Distributed.__name__)

    @property
    def on_the_way_cards(self) -> int:
        """Those of them of which nothing is known yet."""
        return 2 * self.handed_over_cards - sum(row.cards for row in self.rows)

    def _content(self) -> Content:
        return _COLUMNS, [
            (
                *(row.on, row.id, row.kind, place_words(row.source), place_words(row.target)),
                *(row.cards, ", ".join(f"{one.first}-{one.last}" for one in row.serials)),
                row.actor,
            )
            for row in self.rows
        ]


_COLUMNS: Final = (
    Column("date", Kind.DATE),
    Column("id"),
    Column("kind"),
    Column("from"),
    Column("to"),
    Column("cards", Kind.COUNT),
    Column("serials"),
    Column("actor"),
)


def hand_over(ledger: Ledger, document: str, *, blank: Blank = Blank.CITIZEN) -> HandOver:
    """Make the hand-over note of cards that were distributed under a document.

    It ties them to their recipient, a place of the office; whoever signs writes a name by hand.

    Args:
        ledger: the ledger.
        document: the number of the document.
        blank: the kind of blank.

    Raises:
        TypeError: for something that is no ledger, text or kind of blank.
        InvalidRecord: for a document under which no cards of that kind were distributed.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import hand_over
        >>> from dukcapil.blanko import STORE, Counted, Distributed, Ledger, Place, Received
        >>> day, point = date(2017, 5, 2), Place.point("33.22.04")
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 1), at=STORE, counted_cards=120),
        ...     Distributed(id="d-1", on=day, cards=60, document="SJ 1", recipient=point),
        ...     Received(id="r-1", on=day, cards=58, document="SJ 1", to=point),
        ... )
        >>> note = hand_over(ledger, "SJ 1")
        >>> print(note.recipient, note.handed_over_cards, note.on_the_way_cards)
        point 33.22.04 60 2
    """
    check_type("hand_over", "ledger", ledger, Ledger)
    check_type("hand_over", "document", document, str)
    check_type("hand_over", "blank", blank, Blank)
    journal, size = journal_of(ledger), len(ledger)
    transit = Place.transit(document).of(blank)
    found = sorted({(change.day, change.row) for change in journal.changes(transit, size)})
    entries = [
        cast("Movement", journal.entry(row))
        for _, row in found
        if not journal.is_reversed(row, size)
        and issubclass(journal.columns.class_of(row), Movement)
    ]
    recipients = [entry.recipient for entry in entries if isinstance(entry, Distributed)]
    if not recipients:
        raise_faults("hand_over", [("document", Fault.MISSING)])
    return HandOver(
        document=document,
        blank=blank,
        recipient=recipients[0],
        rows=tuple(_row(entry, transit) for entry in entries),
    )


def _row(entry: Movement, transit: Place) -> HandOverRow:
    source, target = entry.ends
    if isinstance(entry, Distributed):
        target = entry.recipient or transit
    return HandOverRow(
        on=entry.on,
        id=entry.id,
        kind=type(entry).__name__,
        source=source,
        target=target,
        cards=entry.cards,
        serials=entry.serials,
        actor=entry.actor,
    )
