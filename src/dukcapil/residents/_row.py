"""Reading of one row of an office table: its headings and its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar, final

from dukcapil._cells import (
    Marital,
    Nationality,
    UnreadableCell,
    is_blank,
    read_date,
    read_marital,
    read_nationality,
    read_nik,
    read_region,
    read_sex,
    read_text,
)
from dukcapil._shared.checks import raise_faults
from dukcapil.ages import latest_birth_date
from dukcapil.errors import Fault
from dukcapil.law import OBLIGED_AGE
from dukcapil.nik import NIK, Sex
from dukcapil.regions import RegionCode

__all__ = ["FieldFault", "Headings", "Reading", "read_row"]

T = TypeVar("T")

FieldFault = tuple[str, Fault]

_REQUIRED: Final = ("nik", "birth_date", "sex", "region")
_EXTRA_CELLS: Final = "(beyond the headings)"
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "nik": ("nik", "no_nik", "nomor_nik", "nomor_induk_kependudukan"),
    "name": ("name", "full_name", "nama", "nama_lengkap", "nama_lgkp"),
    "birth_date": ("birth_date", "date_of_birth", "tanggal_lahir", "tgl_lahir", "tgl_lhr"),
    "sex": ("sex", "gender", "jenis_kelamin", "jenis_klmin", "kelamin", "jk", "l_p"),
    "region": ("region", "region_code", "kode_wilayah", "kode_kelurahan", "kode_kecamatan"),
    "resident_since": ("resident_since", "tinggal_sejak", "tanggal_datang", "tgl_datang"),
    "marital_status": (
        "marital_status",
        "status_kawin",
        "status_perkawinan",
        "stat_kwn",
        "status_kwn",
    ),
    "first_married_on": (
        "first_married_on",
        "tanggal_kawin",
        "tanggal_perkawinan",
        "tgl_kawin",
        "tgl_kwn",
    ),
    "citizenship": ("citizenship", "kewarganegaraan", "kewarganegaraan_wni_wna"),
    "permit_since": ("permit_since", "itap_since", "itap_sejak", "tanggal_itap", "tgl_itap"),
    "permit_until": ("permit_until", "itap_until", "itap_sampai", "tanggal_akhir_itap"),
    "died_on": ("died_on", "tanggal_meninggal", "tanggal_mati", "tgl_meninggal", "tgl_mati"),
}
"""The fields of a row and their headings, in lower case with underscores."""

_FIELD_OF: Final = {heading: field for field, all_ in _HEADINGS.items() for heading in all_}


@final
class Headings:
    """The headings of a table and their fields, learned row by row."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        unknown = [
            (field, Fault.UNREADABLE) for field in columns.values() if field not in _HEADINGS
        ]
        raise_faults("columns", unknown)
        self._fields: dict[str, str | None] = dict(columns)
        self._checked = False

    @property
    def ignored(self) -> list[str]:
        """The headings without a field."""
        return [heading for heading, field in self._fields.items() if field is None]

    def by_field(self, row: Mapping[str, object]) -> dict[str, object]:
        """Return the cells of a row that have a field, by field.

        Raises:
            InvalidRecord: for two columns of one field, or a required one that is missing from
                the first row.
        """
        cells: dict[str, object] = {}
        for heading, cell in row.items():
            field = self._field_of(heading)
            if field in cells:
                raise_faults("columns", [(field, Fault.DUPLICATE)])
            if field is not None:
                cells[field] = cell
        if not self._checked:
            raise_faults(
                "columns", [(field, Fault.MISSING) for field in _REQUIRED if field not in cells]
            )
            self._checked = True
        return cells

    def _field_of(self, heading: object) -> str | None:
        if heading is None:  # csv.DictReader keeps the cells beyond the last heading there
            return _EXTRA_CELLS
        name = str(heading)
        if name not in self._fields:
            plain = re.sub(r"[\W_]+", "_", name.casefold()).strip("_")
            self._fields[name] = _FIELD_OF.get(plain)
        return self._fields[name]


@final
class Reading(NamedTuple):
    """The values of one row; None for cells that are blank or unreadable."""

    nik: NIK | None
    name: str | None
    birth_date: date | None
    sex: Sex | None
    region: RegionCode | None
    resident_since: date | None
    first_married_on: date | None
    permit: tuple[date, date | None] | None
    died_on: date | None
    faults: Sequence[FieldFault]
    remarks: Sequence[FieldFault]


def read_row(cells: Mapping[str, object], *, on: date) -> Reading:
    """Read the cells of one row, by field, of a table dated `on`."""
    row = _Row(cells, on)
    if not row.is_blank(_EXTRA_CELLS):
        row.faults.append((_EXTRA_CELLS, Fault.EXTRA_CELLS))
    birth_date = row.required("birth_date", row.read_past_date)
    died_on = row.optional("died_on", row.read_past_date)
    return Reading(
        nik=row.required("nik", read_nik, blank=Fault.NO_NIK_YET),
        name=row.optional("name", read_text),
        birth_date=birth_date,
        sex=row.required("sex", read_sex),
        region=row.required("region", read_region),
        resident_since=row.optional("resident_since", row.read_past_date),
        first_married_on=_read_first_marriage(row, birth_date, died_on),
        permit=_read_permit(row),
        died_on=died_on,
        faults=row.faults,
        remarks=row.remarks,
    )


@final
class _Row:
    """One row's cells by field, with the faults and remarks found while they are read."""

    def __init__(self, cells: Mapping[str, object], on: date) -> None:
        self._cells = cells
        self._on = on
        self.faults: list[FieldFault] = []
        self.remarks: list[FieldFault] = []

    def has_column(self, field: str) -> bool:
        """Return whether the table has the column, even if its cell is blank."""
        return field in self._cells

    def is_blank(self, field: str) -> bool:
        """Return whether the cell is blank."""
        return is_blank(self._cells.get(field))

    def optional(self, field: str, read: Callable[[object], T]) -> T | None:
        """Read a cell; return None if it is blank, or unreadable, which is a fault."""
        if self.is_blank(field):
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
        if self.is_blank(field):
            self.faults.append((field, blank))
        return self.optional(field, read)

    def read_past_date(self, cell: object) -> date:
        """Read a date that is not later than the table."""
        day = read_date(cell)
        if day > self._on:
            raise UnreadableCell(Fault.IN_FUTURE)
        return day

    def was_of_age(self, birth_date: date, died_on: date | None) -> bool:
        """Return whether the person is 17 or older on the date of the table, or was at death."""
        latest = latest_birth_date(age=OBLIGED_AGE, on=min(self._on, died_on or self._on))
        return latest is not None and birth_date <= latest


def _read_first_marriage(row: _Row, birth_date: date | None, died_on: date | None) -> date | None:
    """Read the date of the first marriage, and check it against the marital status.

    The date is needed only for persons under 17, who are obliged from that day on.
    """
    status = row.optional("marital_status", read_marital)
    married_on = row.optional("first_married_on", row.read_past_date)
    if status is Marital.SINGLE and married_on is not None:
        row.faults.append(("marital_status", Fault.CONTRADICTION))
    undated = status not in {None, Marital.SINGLE} and row.is_blank("first_married_on")
    if undated and birth_date is not None:
        if row.was_of_age(birth_date, died_on):
            row.remarks.append(("first_married_on", Fault.UNDATED_MARRIAGE))
        else:
            row.faults.append(("first_married_on", Fault.MISSING))
    return married_on


def _read_permit(row: _Row) -> tuple[date, date | None] | None:
    """Read the permanent stay permit of a foreigner; return None for a citizen."""
    nationality: Nationality | None = Nationality.CITIZEN
    if row.has_column("citizenship"):
        nationality = row.required("citizenship", read_nationality)
    if nationality is Nationality.FOREIGNER:
        since = row.required("permit_since", row.read_past_date)
        until = row.optional("permit_until", read_date)
        if since is not None and until is not None and until <= since:
            row.faults.append(("permit_until", Fault.CONTRADICTION))
        return None if since is None else (since, until)
    has_permit = not (row.is_blank("permit_since") and row.is_blank("permit_until"))
    if nationality is Nationality.CITIZEN and has_permit:
        row.faults.append(("citizenship", Fault.CONTRADICTION))
    return None
