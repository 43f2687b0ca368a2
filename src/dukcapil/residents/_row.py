"""Reading one row of an office table: the values of its cells, its faults and its remarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar, final

from dukcapil._cells import (
    Marital,
    Nationality,
    UnreadableCell,
    fold,
    known_year,
    read_date,
    read_date_after_place,
    read_family_card,
    read_line,
    read_marital,
    read_nationality,
    read_nik,
    read_regions,
    read_sex,
)
from dukcapil._shared.checks import RecordFault
from dukcapil.ages import latest_birth_date
from dukcapil.errors import Fault
from dukcapil.law import OBLIGED_AGE
from dukcapil.nik import NIK, FamilyCardNumber, Sex
from dukcapil.regions import RegionCode
from dukcapil.residents._headings import BIRTHPLACE_AND_DATE, EXTRA_CELLS
from dukcapil.residents._model import EndOfStay
from dukcapil.residents._options import RowOptions

__all__ = ["Reading", "read_row"]

T = TypeVar("T")

_UNREGISTERED: Final = frozenset({Marital.MARRIED_UNREGISTERED, Marital.DIVORCED_UNREGISTERED})
_HERE: Final = frozenset({"hidup", "aktif", "ada", "tetap", "alive"})
_DEAD: Final = frozenset({"mati", "meninggal", "meninggal dunia", "dead"})
_GONE: Final = {
    **dict.fromkeys(("pindah", "pindah keluar", "moved"), EndOfStay.MOVED),
    **dict.fromkeys(("pindah luar negeri", "pindah ke luar negeri"), EndOfStay.LEFT_COUNTRY),
    **dict.fromkeys(("pergi", "hilang"), EndOfStay.UNKNOWN_DESTINATION),
}


@final
class Reading(NamedTuple):
    """The values of one row; None for cells that are blank or unreadable.

    `is_here` is whether the status says that the person is alive and here; None for an empty one
    beside which nothing tells of an end.
    """

    nik: NIK | None
    former_nik: NIK | None
    family_card: FamilyCardNumber | None
    name: str | None
    birth_date: date | None
    sex: Sex | None
    region: RegionCode | None
    resident_since: date | None
    left: tuple[date, EndOfStay] | None
    first_married_on: date | None
    permit: tuple[date, date | None] | None
    died_on: date | None
    is_here: bool | None
    sex_letter: str
    faults: Sequence[RecordFault]
    remarks: Sequence[RecordFault]


def read_row(
    cells: Mapping[str, object], columns: frozenset[str], *, on: date, options: RowOptions
) -> Reading:
    """Read one row of a table dated `on`: the cells that say something, by field.

    `columns` are the fields of all columns of the row, those of empty cells among them.
    """
    row = _Row(cells, columns, on, options)
    if EXTRA_CELLS in cells:
        row.faults.append((EXTRA_CELLS, Fault.EXTRA_CELLS))
    birth_date = _read_birth_date(row)
    status = row.optional("status", _read_status_word)
    died_on, left = _read_ends(row, status)
    says_nothing = "status" in columns and not _TELL_OF_ENDS & cells.keys()
    return Reading(
        nik=row.required("nik", read_nik, blank=Fault.NO_NIK_YET),
        former_nik=row.optional("former_nik", read_nik),
        family_card=row.optional("family_card", read_family_card),
        name=row.optional("name", read_line),
        birth_date=birth_date,
        sex=row.required("sex", row.read_sex),
        region=_read_region(row),
        resident_since=row.optional("resident_since", row.read_past_date),
        left=left,
        first_married_on=_read_first_marriage(row, birth_date, died_on),
        permit=_read_permit(row),
        died_on=died_on,
        is_here=None if says_nothing else status in _HERE,
        sex_letter=_letter(cells.get("sex")),
        faults=row.faults,
        remarks=row.remarks,
    )


def _letter(cell: object) -> str:
    """Return the one letter of a cell in lower case; nothing of any other cell."""
    return cell.strip().lower() if isinstance(cell, str) and len(cell.strip()) == 1 else ""


@final
class _Row:
    """The cells of one row by field, with the faults and remarks found while they are read."""

    __slots__ = ("cells", "columns", "faults", "on", "options", "remarks")

    def __init__(
        self, cells: Mapping[str, object], columns: frozenset[str], on: date, options: RowOptions
    ) -> None:
        self.cells = cells
        self.columns = columns
        self.on = on
        self.options = options
        self.faults: list[RecordFault] = []
        self.remarks: list[RecordFault] = []

    def optional(self, field: str, read: Callable[[object], T]) -> T | None:
        """Read a cell; return None if it is blank, or unreadable, which is a fault."""
        if field not in self.cells:
            return None
        try:
            return read(self.cells[field])
        except UnreadableCell as error:
            self.faults.append((field, error.reason))
            return None

    def required(
        self, field: str, read: Callable[[object], T], *, blank: Fault = Fault.MISSING
    ) -> T | None:
        """Read a cell; return None if it is blank or unreadable, which is a fault."""
        if field not in self.cells:
            self.faults.append((field, blank))
        return self.optional(field, read)

    def read_sex(self, cell: object) -> Sex:
        """Read a sex by the codes of the office."""
        return read_sex(cell, self.options.cells)

    def read_marital(self, cell: object) -> Marital:
        """Read a marital status by the codes of the office."""
        return read_marital(cell, self.options.cells)

    def read_any_date(self, cell: object) -> date:
        """Read a date by the conventions of the office."""
        return read_date(cell, self.options.cells)

    def read_past_date(self, cell: object) -> date:
        """Read a date that is not later than the table."""
        return self._past(read_date(cell, self.options.cells))

    def read_birth_date(self, cell: object) -> date:
        """Read a birth date, of which the office may know the year alone."""
        try:
            return self.read_past_date(cell)
        except UnreadableCell as error:
            return self._day_by_convention(cell, error)

    def read_birth_date_after_place(self, cell: object) -> date:
        """Read the birth date from the column of place and date."""
        try:
            return self._past(read_date_after_place(cell, self.options.cells))
        except UnreadableCell as error:
            return self._day_by_convention(cell, error)

    def _past(self, day: date) -> date:
        if day > self.on:
            raise UnreadableCell(Fault.IN_FUTURE)
        return day

    def _day_by_convention(self, cell: object, error: UnreadableCell) -> date:
        convention = self.options.unknown_birth_day
        year = known_year(cell, self.options.cells)
        if error.reason is not Fault.YEAR_ALONE or convention is None or not year:
            raise error
        day = self._past(date(year, *convention.month_and_day))
        self.remarks.append(("birth_date", Fault.YEAR_ALONE))
        return day

    def was_of_age(self, birth_date: date, died_on: date | None) -> bool:
        """Return whether the person is 17 or older on the date of the table, or was at death."""
        latest = latest_birth_date(age=OBLIGED_AGE, on=min(self.on, died_on or self.on))
        return latest is not None and birth_date <= latest


def _read_birth_date(row: _Row) -> date | None:
    """Read the birth date from its own column and from that of place and date."""
    if "birth_date" not in row.cells and BIRTHPLACE_AND_DATE not in row.cells:
        row.faults.append(("birth_date", Fault.MISSING))
    own = row.optional("birth_date", row.read_birth_date)
    beside = row.optional(BIRTHPLACE_AND_DATE, row.read_birth_date_after_place)
    if own is not None and beside not in {None, own}:
        row.faults.append(("birth_date", Fault.CONTRADICTION, BIRTHPLACE_AND_DATE))
    return own or beside


def _read_region(row: _Row) -> RegionCode | None:
    """Read the region from all columns that tell of it, the finest of which all must contain."""
    told, faults = read_regions(row.cells)
    row.faults += faults
    if not told:
        if not faults:
            row.faults.append(("region", Fault.MISSING))
        return None
    if len(told) == 1:  # most rows
        return next(iter(told.values()))
    finest, region = max(told.items(), key=lambda one: one[1].level)
    row.faults += [
        (finest, Fault.CONTRADICTION, field) for field, code in told.items() if region not in code
    ]
    return region


_TELL_OF_ENDS: Final = frozenset({"status", "died_on", "left_on", "status_since"})


def _read_ends(row: _Row, status: str | None) -> tuple[date | None, tuple[date, EndOfStay] | None]:
    """Read the death, and when and how the person left.

    A person who is dead or gone without a date is a fault, and so is one alive and here with one.
    """
    died_on = row.optional("died_on", row.read_past_date)
    left_on = row.optional("left_on", row.read_past_date)
    if "status_since" in row.cells and status not in _HERE:
        died_on, left_on = _read_event(row, status, died_on, left_on)
    # A date that is there and cannot be read has a fault of its own.
    if status in _DEAD and row.cells.keys().isdisjoint({"died_on", "status_since"}):
        row.faults.append(("died_on", Fault.NOT_HERE))
    if status in _GONE and row.cells.keys().isdisjoint({"left_on", "status_since"}):
        row.faults.append(("left_on", Fault.NOT_HERE))
    if status in _HERE:
        ends = (("died_on", died_on), ("left_on", left_on))
        row.faults += [
            ("status", Fault.CONTRADICTION, field) for field, day in ends if day is not None
        ]
    if left_on is None:
        return died_on, None
    if died_on is not None and died_on < left_on:
        row.faults.append(("left_on", Fault.CONTRADICTION, "died_on"))
    return died_on, (left_on, _GONE.get(status or "", EndOfStay.MOVED))


def _read_event(
    row: _Row, status: str | None, died_on: date | None, left_on: date | None
) -> tuple[date | None, date | None]:
    """Read the day from which a status holds, and return the death and the leaving with it."""
    since = row.optional("status_since", row.read_past_date)
    if status is None and "status" not in row.cells:
        row.faults.append(("status", Fault.MISSING))
    field, known = ("died_on", died_on) if status in _DEAD else ("left_on", left_on)
    if since is not None and known not in {None, since}:
        row.faults.append(("status_since", Fault.CONTRADICTION, field))
    return (since or died_on, left_on) if status in _DEAD else (died_on, since or left_on)


def _read_status_word(cell: object) -> str:
    word = fold(cell) if isinstance(cell, str) else ""
    if word in _HERE or word in _DEAD or word in _GONE:
        return word
    raise UnreadableCell(Fault.UNREADABLE)


def _read_first_marriage(row: _Row, birth_date: date | None, died_on: date | None) -> date | None:
    """Read the date of the first marriage, and check it against the marital status.

    The date matters to persons under 17 alone, who are obliged from that day on. Without one,
    all that is known is that they are married on the date of the table.
    """
    status = row.optional("marital_status", row.read_marital)
    married_on = row.optional("first_married_on", row.read_past_date)
    if status in _UNREGISTERED and not row.options.unregistered_marriages_count:
        row.remarks.append(("marital_status", Fault.UNREGISTERED_MARRIAGE))
        return None
    if status is Marital.SINGLE and married_on is not None:
        row.faults.append(("marital_status", Fault.CONTRADICTION, "first_married_on"))
    is_undated = status not in {None, Marital.SINGLE} and "first_married_on" not in row.cells
    if not is_undated or birth_date is None:
        return married_on
    if row.was_of_age(birth_date, died_on):
        row.remarks.append(("first_married_on", Fault.UNDATED_MARRIAGE))
        return None
    row.remarks.append(("first_married_on", Fault.MARRIED_BY_THEN))
    return min(row.on, died_on or row.on)


def _read_permit(row: _Row) -> tuple[date, date | None] | None:
    """Read the permanent stay permit of a foreigner; return None for a citizen."""
    nationality: Nationality | None = Nationality.CITIZEN
    if "citizenship" in row.columns:
        nationality = row.required("citizenship", read_nationality)
    if nationality is Nationality.FOREIGNER:
        since = row.required("permit_since", row.read_past_date)
        until = row.optional("permit_until", row.read_any_date)
        if since is not None and until is not None and until <= since:
            row.faults.append(("permit_until", Fault.CONTRADICTION, "permit_since"))
        return None if since is None else (since, until)
    if nationality is Nationality.CITIZEN:
        row.faults += [
            ("citizenship", Fault.CONTRADICTION, field)
            for field in ("permit_since", "permit_until")
            if field in row.cells
        ]
    return None
