"""Histories of one or several places from the rows of a spreadsheet or a data frame."""

import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, cast, final

import attrs

from dukcapil._cells import REGION_HEADINGS, UnreadableCell, is_nothing, read_count, read_regions
from dukcapil._shared.checks import check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.problems import Problem, Problems
from dukcapil._shared.provenance import Origin, origin_of
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko import StockOut
from dukcapil.demand._history import DemandHistory, days_without
from dukcapil.demand._read_months import fields_of, is_of_sum, read_month
from dukcapil.errors import EmptyTable, Fault, UnknownColumn
from dukcapil.months import Month
from dukcapil.regions import RegionCode

__all__ = ["DemandHistories", "parse_histories"]

_REGION_FIELDS: Final = frozenset({"region", *REGION_HEADINGS})

Place = RegionCode | str
"""A region, or the name of a place; empty for a table of one place."""


@final
@attrs.frozen(kw_only=True)
class DemandHistories(Tabular, Value):
    """The histories of one or several places, with the faults of the rows that were refused.

    As a table, one row for each place and month.

    Attributes:
        histories: pairs of a place and its history, by place: a `RegionCode`, a name, or empty
            text where the table has no places.
        problems: the faults of rows that were refused.

    Raises:
        TypeError: for pairs of anything else.
        InvalidRecord: for a place given twice.
    """

    histories: tuple[tuple[RegionCode | str, DemandHistory], ...]
    problems: Problems = attrs.field(factory=lambda: Problems([]))

    def __attrs_post_init__(self) -> None:
        check_items(self, "histories", self.histories, tuple)
        for _, history in self.histories:
            check_type(self, "histories", history, DemandHistory)
        check_type(self, "problems", self.problems, Problems)
        if len({place for place, _ in self.histories}) < len(self.histories):
            raise_faults("DemandHistories", [("histories", Fault.DUPLICATE)])

    @property
    def places(self) -> tuple[RegionCode | str, ...]:
        """The places, in order."""
        return tuple(place for place, _ in self.histories)

    def __len__(self) -> int:
        """The number of places."""
        return len(self.histories)

    def __getitem__(self, place: RegionCode | str) -> DemandHistory:
        """The history of a place."""
        return dict(self.histories)[place]

    @property
    def only(self) -> DemandHistory:
        """The history of a table of one place.

        Raises:
            InvalidRecord: for none, or more than one.
        """
        if len(self.histories) != 1:
            reason = Fault.DUPLICATE if self.histories else Fault.MISSING
            raise_faults("DemandHistories", [("histories", reason)])
        return self.histories[0][1]

    def together(self) -> DemandHistory:
        """Return the history of all places together.

        The days of a month without blanks are those of the places, each with the share that its
        cards have of all cards on days with blanks: half the city without blanks for a month is
        the city without blanks for half of it.

        Raises:
            InvalidRecord: for no places, or none with a day with blanks.
        """
        rates = {place: _rate(history) for place, history in self.histories}
        whole = sum(rates.values())
        if not whole:
            raise_faults("DemandHistories", [("histories", Fault.MISSING)])
        start = min(history.start for _, history in self.histories)
        stop = max(history.start + len(history) for _, history in self.histories)
        cards, days = [], []
        for month in Month.range(start, stop):
            of_month, seen = 0, 0.0
            for place, history in self.histories:
                at = month - history.start
                if 0 <= at < len(history):
                    of_month += history.cards[at]
                    seen += float(history.stocked_shares[at]) * rates[place] / whole
            full = month.last_day.day
            cards.append(of_month)
            days.append(min(round(full * (1 - seen)), full - bool(of_month)))
        return DemandHistory(start=start, cards=cards, out_of_stock_days=days)

    def _content(self) -> Content:
        keys = KeyColumns(("place",), self.places)
        columns = (
            *keys.columns,
            Column("month"),
            Column("cards", Kind.COUNT),
            Column("out_of_stock_days", Kind.COUNT),
        )
        return columns, [
            (*keys.cells(place), *row)
            for place, history in self.histories
            for row in zip(history.months, history.cards, history.out_of_stock_days, strict=True)
        ]


def _rate(history: DemandHistory) -> float:
    """Return the cards of a month in stock; 0 without one."""
    seen = float(sum(history.stocked_shares))
    return (sum(history.cards) + 0.5) / seen if seen else 0.0


class _Row(NamedTuple):
    """The contents of a row: place, month, cards if they are known, days without blanks."""

    place: Place
    month: Month
    cards: int | None
    days: int
    origin: Origin


def parse_histories(  # noqa: PLR0913  # all but the first by name
    rows: Iterable[Mapping[str, object]] | object,
    *,
    columns: Mapping[str, str | None] | None = None,
    out_of_stock: Mapping[RegionCode | str, StockOut] | StockOut | None = None,
    leave_out: Collection[Month] = (),
    since: date | None = None,
    until: date | None = None,
) -> DemandHistories:
    """Make the histories of all places from rows of one month each, of a sheet or a data frame.

    A table has a column of months (BULAN or PERIODE: any date in the month, "2024-03",
    "Maret 2024", or a number or name beside a column TAHUN) and one of cards (KEPING, CETAK,
    PERMOHONAN, JUMLAH ...); it may have the days without blanks (HARI TANPA BLANGKO) and places:
    codes (KODE KECAMATAN, NO_PROP to NO_KEL ...) or names (KECAMATAN, TITIK LAYANAN ...). A month
    without a row, or with an empty cell, was not observed and is no month without demand; a 0 is.
    Rows of sums (JUMLAH, TOTAL) are skipped. Rows with a fault are refused, with all their faults,
    and a month given twice is refused in each of its rows.

    Args:
        rows: one mapping of heading to cell for each row, such as those of `spreadsheets.read`, or
            a data frame of Polars, pandas or PyArrow.
        columns: further headings and their fields (`month`, `year`, `cards`, `out_of_stock_days`,
            `region`, `place` ...); a heading with None is left out.
        out_of_stock: the answer of `blanko.stock_out_days` of the only place, or one for each of
            the places; added to the days that the table has.
        leave_out: months that are not to be learnt from, as in `DemandHistory.of_months`.
        since: the first day of the counts, where the first month is not counted in full.
        until: the day after the last day of the counts, where the last month is not over.

    Returns:
        The histories by place, and the problems.

    Raises:
        TypeError: for a row that is not a mapping.
        InvalidRecord: for a column that is missing or doubled, and as `DemandHistory.of_months`.

    Warns:
        UnknownColumn: if columns were not read.
        EmptyTable: if there are no rows.

    Examples:
        >>> from dukcapil.demand import parse_histories
        >>> sheet = [
        ...     {"KECAMATAN": "Contoh", "BULAN": "Agustus 2024", "CETAK": "6.420"},
        ...     {"KECAMATAN": "Contoh", "BULAN": "Oktober 2024", "CETAK": "6.510"},
        ... ]
        >>> print(parse_histories(sheet)["Contoh"])
        month    cards  days without blanks
        2024-08  6,420                    0
        2024-09      0                   30
        2024-10  6,510                    0
    """
    read: list[_Row] = []
    problems: list[Problem] = []
    ignored: dict[str, None] = {}
    for cells, origin, unknown in _cells_of(rows, columns or {}):
        ignored |= dict.fromkeys(unknown)
        row, faults = _read(cells, origin)
        problems += [_problem(origin, field, reason) for field, reason in faults]
        if row is not None:
            read.append(row)
    counts = Counter((row.place, row.month) for row in read)
    repeated = [row for row in read if counts[row.place, row.month] > 1]
    problems += [_problem(row.origin, "month", Fault.DUPLICATE) for row in repeated]
    by_place: dict[Place, list[_Row]] = {}
    for row in read:
        if counts[row.place, row.month] == 1:
            by_place.setdefault(row.place, []).append(row)
    never = [of for of in by_place.values() if all(row.cards is None for row in of)]
    problems += [_problem(of[0].origin, "cards", Fault.MISSING) for of in never]
    _warn(read, problems, ignored)
    seen = {place: of for place, of in by_place.items() if of not in never}
    edges = _edges(seen, since, until)
    return DemandHistories(
        histories=tuple(
            (place, _history(seen[place], _stock_out_of(place, out_of_stock), leave_out, edges))
            for place in sorted(seen, key=place_of)
        ),
        problems=Problems(sorted(problems, key=lambda one: (one.source, one.sheet, one.row))),
    )


def _rows_of(rows: Any) -> Iterable[object]:  # noqa: ANN401  rows, or a frame of any library
    """Return the rows of a data frame as mappings; anything else as it is."""
    if hasattr(rows, "iter_rows"):  # Polars
        return cast("Iterable[object]", rows.iter_rows(named=True))
    if hasattr(rows, "to_pylist"):  # PyArrow
        return cast("Iterable[object]", rows.to_pylist())
    if hasattr(rows, "to_dict") and hasattr(rows, "columns"):  # pandas
        return cast("Iterable[object]", rows.to_dict("records"))
    return cast("Iterable[object]", rows)


def _cells_of(
    rows: object, columns: Mapping[str, str | None]
) -> Iterator[tuple[dict[str, object], Origin, list[str]]]:
    """Yield the cells of each row by field, its place in the file, and the unknown headings."""
    layouts: dict[tuple[object, ...], tuple[dict[str, object], list[str]]] = {}
    for number, row in enumerate(_rows_of(rows), start=1):
        if not isinstance(row, Mapping):
            raise TypeError(
                f"rows[{number}]: expected a mapping of heading to cell, "
                f"found {type(row).__name__}; csv.DictReader makes them"
            )
        headings = tuple(row)
        if headings not in layouts:
            layouts[headings] = fields_of(headings, columns)
        fields, unknown = layouts[headings]
        cells = {field: row[heading] for field, heading in fields.items()}
        if not (all(map(is_nothing, cells.values())) or is_of_sum(cells["month"])):
            yield cells, origin_of(row, number), unknown


def _read(
    cells: Mapping[str, object], origin: Origin
) -> tuple[_Row | None, list[tuple[str, Fault]]]:
    """Return what a row says, or None and its faults."""
    told, faults = read_regions({name: cells[name] for name in cells if name in _REGION_FIELDS})
    place: Place = max(told.values(), key=lambda code: code.level) if told else ""
    if not told and not is_nothing(cells.get("place")):
        place = str(cells["place"]).strip()
    month, cards, days = None, None, 0
    try:
        month = read_month(cells["month"], cells.get("year"))
    except UnreadableCell as error:
        faults.append(("month", error.reason))
    try:
        cards = None if is_nothing(cells["cards"]) else read_count(cells["cards"])
    except UnreadableCell as error:
        faults.append(("cards", error.reason))
    try:
        without = cells.get("out_of_stock_days")
        days = 0 if is_nothing(without) else read_count(without)
    except UnreadableCell as error:
        faults.append(("out_of_stock_days", error.reason))
    if month is None or faults:
        return None, faults
    if days > month.last_day.day:
        return None, [("out_of_stock_days", Fault.OUT_OF_BOUNDS)]
    if cards and days == month.last_day.day:
        return None, [("out_of_stock_days", Fault.CONTRADICTION)]
    return _Row(place, month, cards, days, origin), []


def _problem(origin: Origin, field: str, reason: Fault) -> Problem:
    row, source, sheet = origin
    other = "cards" if reason is Fault.CONTRADICTION else ""
    return Problem(row=row, column=field, reason=reason, source=source, sheet=sheet, other=other)


def _warn(read: Sequence[_Row], problems: Sequence[Problem], ignored: Iterable[str]) -> None:
    unknown = ", ".join(ignored)
    if unknown:
        warnings.warn(
            UnknownColumn(f"parse_histories: columns that were not read: {unknown}"), stacklevel=3
        )
    if not read and not problems:
        warnings.warn(EmptyTable("parse_histories: no rows"), stacklevel=3)


def _stock_out_of(
    place: Place, out_of_stock: Mapping[RegionCode | str, StockOut] | StockOut | None
) -> StockOut | None:
    return out_of_stock.get(place) if isinstance(out_of_stock, Mapping) else out_of_stock


def _edges(
    seen: Mapping[Place, Sequence[_Row]], since: date | None, until: date | None
) -> tuple[date | None, date | None]:
    """Return the edges, which must lie in the first and the last month of all.

    Raises:
        InvalidRecord: for an edge in another month.
    """
    months = [row.month for of in seen.values() for row in of]
    for field, edge, month in (
        ("since", since, min(months, default=None)),
        ("until", until and until - timedelta(days=1), max(months, default=None)),
    ):
        if edge is not None and month != Month.of(edge):
            raise_faults("parse_histories", [(field, Fault.CONTRADICTION, "rows")])
    return since, until


def _history(
    rows: Sequence[_Row],
    stock_out: StockOut | None,
    leave_out: Collection[Month],
    edges: tuple[date | None, date | None],
) -> DemandHistory:
    cards = {row.month: row.cards for row in rows}
    days = {row.month: row.days for row in rows}
    for month, more in (days_without(stock_out, cards) if stock_out else {}).items():
        days[month] = min(days[month] + more, month.last_day.day)
    since, until = edges
    ends_here = until is not None and Month.of(until - timedelta(days=1)) == max(cards)
    return DemandHistory.of_months(
        cards,
        out_of_stock_days=days,
        leave_out=leave_out,
        since=since if since is not None and Month.of(since) == min(cards) else None,
        until=until if ends_here else None,
    )
