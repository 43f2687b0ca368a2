"""The way of one blank through the places, by its serial number."""

from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Blank, Place
from dukcapil.blanko._reports.moves import journal_of
from dukcapil.errors import Fault

__all__ = ["SerialHistory", "SerialLine", "serial_history"]


@final
@attrs.frozen(kw_only=True)
class SerialLine(Value):
    """One move of a blank.

    Attributes:
        on: the day.
        id: that of the entry.
        kind: the class of the entry, such as `Printed`.
        source: the place that it left.
        target: the place that it reached.
        document: the document of the entry; empty where it has none.
    """

    on: date
    id: str = attrs.field(repr=False)
    kind: str
    source: Place
    target: Place
    document: str = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for field in ("id", "kind", "document"):
            check_type(self, field, getattr(self, field), str)
        check_type(self, "source", self.source, Place)
        check_type(self, "target", self.target, Place)


@final
@attrs.frozen(kw_only=True)
class SerialHistory(Tabular, Value):
    """The way of one blank, by its serial number.

    Attributes:
        number: the serial number; 0 or more.
        rows: its moves by day, and in the order of writing.

    Raises:
        InvalidRecord: for moves that are out of order.
    """

    number: int
    rows: tuple[SerialLine, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_count(self, "number", self.number)
        check_items(self, "rows", self.rows, SerialLine)
        days = [line.on for line in self.rows]
        if days != sorted(days):
            raise_faults("SerialHistory", [("rows", Fault.OUT_OF_ORDER)])

    @property
    def place(self) -> Place | None:
        """The place where it is, by everything that is entered; None for an unknown number."""
        return self.rows[-1].target if self.rows else None

    def _content(self) -> Content:
        return _COLUMNS, [
            (line.on, line.id, line.kind, str(line.source), str(line.target), line.document)
            for line in self.rows
        ]


_COLUMNS: Final = (
    Column("date", Kind.DATE),
    *(Column(name) for name in ("id", "kind", "from", "to", "document")),
)


def serial_history(ledger: Ledger, number: int, *, blank: Blank = Blank.CITIZEN) -> SerialHistory:
    """Follow one blank by its serial number.

    Args:
        ledger: one that keeps serial numbers; others know of no number.
        number: the serial number; 0 or more.
        blank: the kind of blank; each has numbers of its own.

    Raises:
        TypeError: for something that is no ledger, `int` or kind of blank.
        InvalidRecord: for a negative number.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import serial_history
        >>> from dukcapil.blanko import Allocated, Ledger, Printed, Received, Serials
        >>> lot = {"cards": 500, "document": "BAST 12", "serials": Serials(1, 500)}
        >>> ledger = Ledger(serials=True).post(
        ...     Allocated(id="a-1", on=date(2017, 5, 2), **lot),
        ...     Received(id="r-1", on=date(2017, 5, 4), **lot),
        ...     Printed(id="p-1", on=date(2017, 5, 9), cards=1, serials=Serials(77, 77)),
        ... )
        >>> print(serial_history(ledger, 77))
              date  id   kind       from                to                  document
        2017-05-02  a-1  Allocated  ministry            in transit BAST 12  BAST 12
        2017-05-04  r-1  Received   in transit BAST 12  store               BAST 12
        2017-05-09  p-1  Printed    store               printed
    """
    check_type("serial_history", "ledger", ledger, Ledger)
    check_count("serial_history", "number", number)
    check_type("serial_history", "blank", blank, Blank)
    journal = journal_of(ledger)
    books = journal.serials
    moves = [] if books is None else books[blank].of_number(number, len(ledger))
    lines = []
    for row, day, source, target, _, _ in moves:
        entry = journal.entry(row)
        lines.append(
            SerialLine(
                on=date.fromordinal(day),
                id=entry.id,
                kind=type(entry).__name__,
                source=source,
                target=target,
                document=entry.document,
            )
        )
    return SerialHistory(number=number, rows=tuple(lines))
