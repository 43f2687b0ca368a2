"""Reading one row of an office table: the values of its cells, its faults and its remarks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar, final

from dukcapil._cells import (
    CellOptions,
    Marital,
    Nationality,
    UnreadableCell,
    is_nothing,
    read_count,
    read_date,
    read_marital,
    read_nationality,
    read_nik,
    read_region,
    read_sex,
    read_text,
)
from dukcapil.ages import latest_birth_date
from dukcapil.errors import Fault
from dukcapil.law import OBLIGED_AGE
from dukcapil.nik import NIK, Sex
from dukcapil.regions import RegionCode
from dukcapil.residents._headings import BIRTHPLACE_AND_DATE, EXTRA_CELLS, REGION_PARTS
from dukcapil.residents._model import EndOfStay
from dukcapil.residents._options import RowOptions

__all__ = ["FieldFault", "Reading", "read_row"]

T = TypeVar("T")

FieldFault = tuple[str, Fault]

_UNREGISTERED: Final = frozenset({Marital.MARRIED_UNREGISTERED, Marital.DIVORCED_UNREGISTERED})
_HERE: Final = frozenset({"hidup", "aktif", "ada", "tetap", "alive"})
_DEAD: Final = frozenset({"mati", "meninggal", "meninggal dunia", "dead"})
_GONE: Final = {
    **dict.fromkeys(("pindah", "pindah keluar", "pergi", "hilang", "moved"), EndOfStay.MOVED),
    **dict.fromkeys(("pindah luar negeri", "pindah ke luar negeri"), EndOfStay.LEFT_COUNTRY),
}
"""Words for people who live elsewhere, or nobody knows where."""


@final
class Reading(NamedTuple):
    """The values of one row; None for cells that are blank or unreadable."""

    nik: NIK | None
    name: str | None
    birth_date: date | None
    sex: Sex | None
    region: RegionCode | None
    resident_since: date | None
    left: tuple[date, EndOfStay] | None
    first_married_on: date | None
    permit: tuple[date, date | None] | None
    died_on: date | None
    faults: Sequence[FieldFault]
    remarks: Sequence[FieldFault]


def read_row(cells: Mapping[str, object], *, on: date, options: RowOptions) -> Reading:
    """Read the cells of one row, by field, of a table dated `on`."""
    row = _Row(cells, on, options)
    if not row.is_nothing(EXTRA_CELLS):
        row.faults.append((EXTRA_CELLS, Fault.EXTRA_CELLS))
    birth_date = _read_birth_date(row)
    died_on = row.optional("died_on", row.read_past_date)
    left = _read_status(row, died_on)
    return Reading(
        nik=row.required("nik", read_nik, blank=Fault.NO_NIK_YET),
        name=row.optional("name", read_text),
        birth_date=birth_date,
        sex=row.required("sex", row.with_options(read_sex)),
        region=_read_region(row),
        resident_since=row.optional("resident_since", row.read_past_date),
        left=left,
        first_married_on=_read_first_marriage(row, birth_date, died_on),
        permit=_read_permit(row),
        died_on=died_on,
        faults=row.faults,
        remarks=row.remarks,
    )


@final
class _Row:
    """The cells of one row by field, with the faults and remarks found while they are read."""

    def __init__(self, cells: Mapping[str, object], on: date, options: RowOptions) -> None:
        self._cells = cells
        self.on = on
        self.options = options
        self.faults: list[FieldFault] = []
        self.remarks: list[FieldFault] = []

    def __getitem__(self, field: str) -> object:
        return self._cells.get(field)

    def has_column(self, field: str) -> bool:
        """Return whether the table has the column, even if its cell is blank."""
        return field in self._cells

    def is_nothing(self, field: str) -> bool:
        """Return whether the cell is blank, or says so."""
        return is_nothing(self._cells.get(field))

    def with_options(self, read: Callable[[object, CellOptions], T]) -> Callable[[object], T]:
        """Return a reader of cells by the conventions of the office."""
        return lambda cell: read(cell, self.options.cells)

    def optional(self, field: str, read: Callable[[object], T]) -> T | None:
        """Read a cell; return None if it is blank, or unreadable, which is a fault."""
        if self.is_nothing(field):
            return None
        try:
            return read(self._cells[field])
        except UnreadableCell as error:
            self.faults.append((field, error.reason))
            return None

    def required(
        self, field: str, read: Callable[[object], T], *, blank: Fault = Fault.MISSING
    ) -> T | None:
        """Read a cell; return None if it is blank or unreadable, which is a fault."""
        if self.is_nothing(field):
            self.faults.append((field, blank))
        return self.optional(field, read)

    def read_any_date(self, cell: object) -> date:
        """Read a date by the conventions of the office."""
        return read_date(cell, self.options.cells)

    def read_past_date(self, cell: object) -> date:
        """Read a date that is not later than the table."""
        day = self.read_any_date(cell)
        if day > self.on:
            raise UnreadableCell(Fault.IN_FUTURE)
        return day

    def was_of_age(self, birth_date: date, died_on: date | None) -> bool:
        """Return whether the person is 17 or older on the date of the table, or was at death."""
        latest = latest_birth_date(age=OBLIGED_AGE, on=min(self.on, died_on or self.on))
        return latest is not None and birth_date <= latest


_YEAR: Final = re.compile(r"(?:0{1,2}[-/. ]0{1,2}[-/. ])?([0-9]{4})(?:[-/.]00[-/.]00)?")


def _read_birth_date(row: _Row) -> date | None:
    """Read the birth date from its own column, or from that of place and date."""
    field = "birth_date" if row.has_column("birth_date") else BIRTHPLACE_AND_DATE

    def read(cell: object) -> date:
        if field == BIRTHPLACE_AND_DATE:
            cell = read_text(cell).rpartition(",")[2].strip()
        try:
            return row.read_past_date(cell)
        except UnreadableCell as error:
            day = row.options.unknown_birth_day
            year = _YEAR.fullmatch(str(cell).strip())
            if error.reason is not Fault.PARTIAL_DATE or day is None or year is None:
                raise
        row.remarks.append(("birth_date", Fault.PARTIAL_DATE))
        return row.read_past_date(date(int(year[1]), *day.month_and_day))

    found = row.required(field, read)
    row.faults[:] = [("birth_date" if one == field else one, why) for one, why in row.faults]
    return found


def _read_region(row: _Row) -> RegionCode | None:
    """Read the region from its code, or from the numbers of its parts."""
    if row.has_column("region"):
        return row.required("region", read_region)
    digits = []
    for part, width in REGION_PARTS.items():
        if row.is_nothing(part):
            break
        number = row.optional(part, read_count)
        if number is None:
            return None
        digits.append(f"{number:0{width}}")
    if not digits:
        row.faults.append(("region", Fault.MISSING))
        return None
    try:
        return read_region(".".join(digits))
    except UnreadableCell as error:
        row.faults.append(("region", error.reason))
        return None


def _read_status(row: _Row, died_on: date | None) -> tuple[date, EndOfStay] | None:
    """Read when and how a person left; one who is dead or gone without a date is a fault."""
    left_on = row.optional("left_on", row.read_past_date)
    status = row.optional("status", _read_status_word)
    if status in _DEAD and died_on is None and row.is_nothing("died_on"):
        row.faults.append(("died_on", Fault.NOT_HERE))
    if status in _GONE and left_on is None and row.is_nothing("left_on"):
        row.faults.append(("left_on", Fault.NOT_HERE))
    if status in _HERE and not (died_on is None and left_on is None):
        row.faults.append(("status", Fault.CONTRADICTION))
    if left_on is None or (died_on is not None and left_on >= died_on):
        return None
    return left_on, _GONE.get(status or "", EndOfStay.MOVED)


def _read_status_word(cell: object) -> str:
    word = " ".join(re.findall(r"[^\W_]+", read_text(cell).casefold()))
    if word not in _HERE and word not in _DEAD and word not in _GONE:
        raise UnreadableCell(Fault.UNREADABLE)
    return word


def _read_first_marriage(row: _Row, birth_date: date | None, died_on: date | None) -> date | None:
    """Read the date of the first marriage, and check it against the marital status.

    The date matters to persons under 17 alone, who are obliged from that day on. Without one,
    all that is known is that they are married on the date of the table.
    """
    status = row.optional("marital_status", row.with_options(read_marital))
    if status in _UNREGISTERED and not row.options.unregistered_marriages_count:
        status = None
    married_on = row.optional("first_married_on", row.read_past_date)
    if status is Marital.SINGLE and married_on is not None:
        row.faults.append(("marital_status", Fault.CONTRADICTION))
    is_undated = status not in {None, Marital.SINGLE} and row.is_nothing("first_married_on")
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
    if row.has_column("citizenship"):
        nationality = row.required("citizenship", read_nationality)
    if nationality is Nationality.FOREIGNER:
        since = row.required("permit_since", row.read_past_date)
        until = row.optional("permit_until", row.read_any_date)
        if since is not None and until is not None and until <= since:
            row.faults.append(("permit_until", Fault.CONTRADICTION))
        return None if since is None else (since, until)
    has_permit = not (row.is_nothing("permit_since") and row.is_nothing("permit_until"))
    if nationality is Nationality.CITIZEN and has_permit:
        row.faults.append(("citizenship", Fault.CONTRADICTION))
    return None
