"""Stock cards of offices, posted to a ledger: `import_rows`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from dukcapil._cells import CellOptions, UnreadableCell, read_date
from dukcapil._shared.checks import (
    check_date,
    check_optional_date,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.problems import Problems
from dukcapil._shared.provenance import origin_of
from dukcapil.blanko._entries import Entry
from dukcapil.blanko._import.balances import differences
from dukcapil.blanko._import.books import points_of
from dukcapil.blanko._import.claims import Claim, Rejected
from dukcapil.blanko._import.corrections import Cover, no_longer_in_file, post_correction
from dukcapil.blanko._import.headings import Column, Columns
from dukcapil.blanko._import.outcome import Import
from dukcapil.blanko._import.points import Points
from dukcapil.blanko._import.posting import Poster, Writer
from dukcapil.blanko._import.row import Line
from dukcapil.blanko._import.sheet import Sheet
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import STORE, Place, PlaceKind
from dukcapil.errors import Fault

__all__ = ["import_rows"]


def import_rows(  # noqa: PLR0913  the rows, and facts about them by name
    ledger: Ledger,
    rows: Iterable[Mapping[str, object]],
    *,
    document: str,
    at: Place = STORE,
    columns: Mapping[str, str | tuple[str, str] | None] | None = None,
    covers: tuple[date, date] | None = None,
    century: int | None = None,
    has_serial_dates: bool = False,
    entered_on: date | None = None,
    correct: bool = False,
    dry_run: bool = False,
) -> Import:
    """Post the stock cards of an office, as far as their rows can be read and booked.

    What has one meaning is booked, what has two is refused, and each amount for itself. The
    columns of a stock card (*Masuk*, *Keluar*) say only that cards came or went: what that was is
    taken from the description, and a row whose description does not say it, or contradicts its
    column, is a problem, whatever its running balance says. Headings may name places, so that
    several kecamatan stand side by side; rows may come from several sheets of a workbook. The
    headings and words that are understood stand in "Start from our stock card".

    Within a day, receipts are written before issues, and amounts that are not possible yet after
    all others. Ids follow from the content of the rows, so importing them again changes nothing,
    and importing a longer file posts what is new. What the ledger refuses is told, and can be
    imported again once it is possible.

    At the store, cards received under a document of which nothing is on the way are allocated by
    the ministry, or the province where the description says so, on the same day. Cards distributed
    to a place arrive on the same day; with no place but a document, they stay on the way under it.
    What points received according to the book of the store is sent to them on the same day, unless
    it is on the way or another book says what they received. A count is posted after all else of
    its day. A balance is not posted: it is compared with the ledger, rows of one day read from the
    top, and a difference is a problem of the row where it arises. Rows without a figure are passed
    over, and rows without a date that are sums are listed.

    Where the file has no row any more for what was posted from it, nothing is written unless
    `correct` is true; the outcome has the document that turns the books into the file. Days with a
    row that cannot be read are left as they are.

    Args:
        ledger: what to post into.
        rows: one mapping of heading to cell a row, such as `csv.DictReader` yields, or rows of
            `spreadsheets.read` or `read_all`, which give problems their file, sheet and row.
        document: the name of the book. It stays the same for all imports of that book, and stands
            for the number of a document where a row has none.
        at: whose book it is: the store, a point or a printer.
        columns: further headings and their fields, such as `{"Dipakai": "printed"}`, with a place
            as `{"Loket 2": ("printed", "Mal Pelayanan Publik")}`; a heading with None is left out.
        covers: the first and the last day for which the file is complete; None for those of its
            rows.
        century: the first year of the hundred years that years of two digits lie in; None refuses
            such years.
        has_serial_dates: whether numbers in place of dates are serial dates of a spreadsheet.
        entered_on: the day on which the file is entered; None for the last day of entry of the
            ledger, or the day of the row if that is later.
        correct: whether to post the correction where entries are no longer in the file.
        dry_run: whether to say only what would be posted.

    Raises:
        TypeError: for an argument of the wrong type, or a row that is not a mapping.
        InvalidRecord: for a document without a name, a place that keeps no book, a file without
            a column of dates or of figures, two columns for one field and place, a field in
            `columns` that does not exist, or a `century` or `covers` out of bounds.

    Examples:
        >>> from dukcapil.blanko import Ledger, import_rows
        >>> rows = [
        ...     {"Tgl": "2 Mei 2017", "Uraian": "Terima dari Ditjen", "Masuk": "1.500"},
        ...     {"Tgl": "03/05/2017", "Uraian": "Pencetakan", "Keluar": 320},
        ...     {"Tgl": "Jumlah", "Masuk": "1.500", "Keluar": 320},
        ... ]
        >>> first = import_rows(Ledger(), rows, document="Buku 2017")
        >>> print(first)
        figure         cards  entries
        in the file    1,820
        posted         1,820        3
        posted before      0        0
        rejected           0
        rows that are sums, not read: 3
        >>> import_rows(first.ledger, rows, document="Buku 2017").ledger == first.ledger
        True
    """
    _check_arguments(ledger, document, at, covers)
    check_optional_date("import_rows", "entered_on", entered_on)
    points = Points(at, points_of(ledger, at.blank))
    layouts = Columns(columns or {}, points)
    options = CellOptions(century=century, has_serial_dates=has_serial_dates, owner="import_rows")
    sheet = Sheet(at, points, options)
    lines = _lines(rows, layouts, points, options)
    for line in lines:
        sheet.read(line)
    claims, twice = _without_doubles(sheet.claims)
    writer = Writer(ledger, document.strip(), at)
    items = writer.items(claims)
    cover = Cover.of(sheet, layouts.covered(), points, at, covers)
    gone = no_longer_in_file(ledger, cover, writer.prefix, frozenset(item.key for item in items))
    poster = Poster(ledger, writer, entered_on)
    correction: tuple[Entry, ...] = ()
    refusal = ""
    if gone:
        correction, refusal = post_correction(poster, items, gone)
    else:
        poster.post(items)
    is_written = not dry_run and (not gone or (correct and not refusal))
    found = differences(poster.ledger, sheet.balances, poster.written)
    rejected = _in_order([*sheet.rejected, *twice, *poster.rejected, *found], lines)
    return Import(
        ledger=poster.ledger if is_written else ledger,
        entries=tuple(poster.entries),
        already_there=poster.already_there,
        problems=Problems(one.problem for one in rejected),
        sums=Problems(sheet.sums),
        no_longer_in_file=tuple(entry.id for entry in gone),
        correction=correction,
        refusal=refusal,
        ignored_columns=tuple(layouts.ignored),
        cards_in_file=sheet.cards,
        cards_posted=poster.cards_posted,
        cards_rejected=sum(one.cards for one in rejected),
        cards_already_there=poster.cards_already_there,
        dry_run=not is_written,
    )


def _check_arguments(
    ledger: object, document: object, at: object, covers: tuple[date, date] | None
) -> None:
    check_type("import_rows", "ledger", ledger, Ledger)
    check_type("import_rows", "document", document, str)
    check_type("import_rows", "at", at, Place)
    fault = text_fault(str(document)) if document else Fault.MISSING
    if fault is not None:
        raise_faults("import_rows", [("document", fault)])
    if isinstance(at, Place) and at.kind not in _WITH_BOOK:
        raise_faults("import_rows", [("at", Fault.OUT_OF_BOUNDS)])
    if covers is not None:
        for day in covers:
            check_date("import_rows", "covers", day)
        if covers[0] > covers[1]:
            raise_faults("import_rows", [("covers", Fault.OUT_OF_ORDER)])


def _lines(
    rows: Iterable[Mapping[str, object]], layouts: Columns, points: Points, options: CellOptions
) -> list[Line]:
    """Return rows with their columns, after all codes of places are known."""
    lines: list[Line] = []
    dated_sheets: dict[str, bool] = {}
    for position, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise TypeError(
                f"rows[{position}]: expected a mapping of heading to cell, "
                f"found {type(row).__name__}; csv.DictReader makes them"
            )
        columns = layouts.columns_of(tuple(row))
        cells: Sequence[object] = tuple(row.values())
        origin = origin_of(row, position)
        if _DATE not in columns and origin.sheet:
            # A sheet a day has its date in its name.
            if origin.sheet not in dated_sheets:
                dated_sheets[origin.sheet] = _is_date(origin.sheet, options)
            if dated_sheets[origin.sheet]:
                columns, cells = (*columns, _DATE), (*cells, origin.sheet)
        for column, cell in zip(columns, cells, strict=True):
            if column is not None and column.field in _PLACES:
                points.learn(cell)
        lines.append(Line(position, origin, columns, cells))
    layouts.check_required(is_dated=any(dated_sheets.values()))
    return lines


_WITH_BOOK: Final = frozenset({PlaceKind.STORE, PlaceKind.POINT, PlaceKind.PRINTER})
_DATE: Final = Column("date")
_PLACES: Final = frozenset({"place", "at"})


def _is_date(text: str, options: CellOptions) -> bool:
    try:
        read_date(text, options)
    except UnreadableCell:
        return False
    return True


def _in_order(rejected: Iterable[Rejected], lines: Iterable[Line]) -> list[Rejected]:
    """Return rejections in the order of the sheets and of their rows."""
    sheets = dict.fromkeys(line.origin[1:] for line in lines)
    turns = {sheet: turn for turn, sheet in enumerate(sheets)}

    def turn(one: Rejected) -> tuple[int, int]:
        return turns[one.problem.source, one.problem.sheet], one.problem.row

    return sorted(rejected, key=turn)


def _without_doubles(claims: Iterable[Claim]) -> tuple[list[Claim], list[Rejected]]:
    """Return claims without receipts of points to which the same file distributes."""
    claims = list(claims)
    supplied = {one.place for one in claims if one.field == "distributed" and one.place}
    kept: list[Claim] = []
    twice: list[Rejected] = []
    for claim in claims:
        if claim.field == "received" and claim.at in supplied:
            twice.append(claim.rejected(Fault.DUPLICATE))
        else:
            kept.append(claim)
    return kept, twice
