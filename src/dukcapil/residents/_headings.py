"""Headings of office tables, and the fields that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, final

from dukcapil._cells import is_nothing
from dukcapil._shared.checks import raise_faults
from dukcapil.errors import Fault

__all__ = ["BIRTHPLACE_AND_DATE", "EXTRA_CELLS", "REGION_PARTS", "Headings"]

EXTRA_CELLS: Final = "(beyond the headings)"
BIRTHPLACE_AND_DATE: Final = "birthplace_and_date"
REGION_PARTS: Final = {
    "province_number": 2,
    "kab_kota_number": 2,
    "kecamatan_number": 2,
    "kelurahan_number": 4,
}
"""Columns that make up one region code, with the digits of each."""

# Names of SIAK, of village systems and of hand-made sheets, without punctuation and brackets.
_HEADINGS: Final[Mapping[str, str]] = {
    "nik": "nik, no nik, nomor nik, nomor induk kependudukan, no induk kependudukan, nik penduduk",
    "name": "name, full name, nama, nama lengkap, nama lgkp, nama penduduk",
    "birth_date": "birth date, date of birth, tanggal lahir, tgl lahir, tgl lhr, tanggallahir",
    BIRTHPLACE_AND_DATE: "ttl, tempat tanggal lahir, tempat tgl lahir, tempat dan tanggal lahir",
    "sex": "sex, gender, jenis kelamin, jenis klmin, kelamin, jk, j k, l p, jns kelamin, lp",
    "region": "region, region code, kode wilayah, kode kelurahan, kode kecamatan, kode desa, "
    "kode desa kelurahan, kode kel, kode kec, kode wil",
    "province_number": "no prop, no prov, no provinsi, no propinsi",
    "kab_kota_number": "no kab, no kabupaten, no kab kota",
    "kecamatan_number": "no kec, no kecamatan",
    "kelurahan_number": "no kel, no kelurahan, no desa",
    "resident_since": "resident since, tinggal sejak, tanggal datang, tgl datang",
    "marital_status": "marital status, status kawin, status perkawinan, stat kwn, status kwn, "
    "status nikah, stat kawin, status pernikahan",
    "first_married_on": "first married on, tanggal kawin, tanggal perkawinan, tgl kawin, tgl kwn, "
    "tgl perkawinan, tanggal nikah, tanggal pernikahan",
    "citizenship": "citizenship, kewarganegaraan, wni wna, warganegara, warga negara",
    "permit_since": "permit since, itap since, itap sejak, tanggal itap, tgl itap",
    "permit_until": "permit until, itap until, itap sampai, tanggal akhir itap, tgl akhir itap",
    "status": "status, status dasar, status penduduk, status hidup, stat hidup",
    "died_on": "died on, tanggal meninggal, tanggal mati, tgl meninggal, tgl mati, "
    "tanggal kematian, tgl kematian",
    "left_on": "left on, tanggal pindah, tgl pindah, tanggal keluar, tgl keluar, "
    "tanggal peristiwa, tgl peristiwa",
}
_FIELD_OF: Final = {
    heading: field for field, headings in _HEADINGS.items() for heading in headings.split(", ")
}
_HINT: Final = re.compile(r"[(\[{].*?[)\]}]")
_REQUIRED: Final = {
    "nik": ("nik",),
    "birth_date": ("birth_date", BIRTHPLACE_AND_DATE),
    "sex": ("sex",),
    "region": ("region", "province_number"),
}
"""Required fields, each with the columns that may hold it."""


@final
class Headings:
    """The headings of a table and their fields, learned row by row."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        unknown = [
            (field, Fault.UNREADABLE) for field in columns.values() if field not in _HEADINGS
        ]
        raise_faults("columns", unknown)
        self._fields: dict[str, str | None] = dict(columns)
        self._is_checked = False
        self.filled = 0
        self.unread = 0

    @property
    def ignored(self) -> list[str]:
        """The headings without a field."""
        return [heading for heading, field in self._fields.items() if field is None]

    def by_field(self, row: Mapping[str, object]) -> dict[str, object]:
        """Return the cells of a row that have a field, by field; nothing for a blank row.

        Raises:
            InvalidRecord: for two columns of one field, or a required one that is missing from
                the first row.
        """
        cells: dict[str, object] = {}
        for field, cell in self._filled(row):
            if field in cells:
                raise_faults("columns", [(field, Fault.DUPLICATE)])
            if field is not None:
                cells[field] = cell
        if not self._is_checked:
            missing = [
                (field, Fault.MISSING)
                for field, columns in _REQUIRED.items()
                if not cells.keys() & set(columns)
            ]
            raise_faults("columns", missing)
            self._is_checked = True
        return {} if all(map(is_nothing, row.values())) else cells

    def _filled(self, row: Mapping[str, object]) -> Iterator[tuple[str | None, object]]:
        """Yield the field and the cell of each column, and count the cells that are not read."""
        for heading, cell in row.items():
            field = self._field_of(heading)
            if not is_nothing(cell):
                self.filled += 1
                self.unread += field is None
            yield field, cell

    def _field_of(self, heading: object) -> str | None:
        if heading is None:  # csv.DictReader keeps the cells beyond the last heading there
            return EXTRA_CELLS
        name = str(heading)
        if name not in self._fields:
            self._fields[name] = _FIELD_OF.get(_plain(name)) or _FIELD_OF.get(
                _plain(_HINT.sub(" ", name))
            )
        return self._fields[name]


def _plain(heading: str) -> str:
    """Return a heading as words in lower case, without punctuation."""
    return " ".join(re.findall(r"[^\W_]+", heading.casefold()))
