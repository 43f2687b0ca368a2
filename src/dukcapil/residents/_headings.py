"""Headings of office tables, and the fields that they stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple, final

from dukcapil._cells import REGION_COLUMNS, REGION_HEADINGS, is_nothing
from dukcapil._shared.checks import raise_faults
from dukcapil.errors import Fault

__all__ = ["BIRTHPLACE_AND_DATE", "EXTRA_CELLS", "Headings"]

EXTRA_CELLS: Final = "(beyond the headings)"
BIRTHPLACE_AND_DATE: Final = "birthplace_and_date"

# Names of SIAK, of village systems and of hand-made sheets, without punctuation and brackets.
_HEADINGS: Final[Mapping[str, str]] = {
    "nik": "nik, no nik, nomor nik, nomor induk kependudukan, no induk kependudukan, nik penduduk",
    "former_nik": "former nik, nik lama, nik sebelumnya, nik terdahulu",
    "family_card": "family card, family card number, no kk, nokk, nomor kk, no kartu keluarga, "
    "nomor kartu keluarga",
    "name": "name, full name, nama, nama lengkap, nama lgkp, nama penduduk",
    "birth_date": "birth date, date of birth, tanggal lahir, tgl lahir, tgl lhr, tanggallahir",
    BIRTHPLACE_AND_DATE: "ttl, tempat tanggal lahir, tempat tgl lahir, tempat dan tanggal lahir, "
    "tmp tgl lahir, tmpt tgl lahir",
    "sex": "sex, gender, jenis kelamin, jenis klmin, kelamin, jk, j k, l p, jns kelamin, lp, "
    "jenkel, jns klmin",
    "region": "region, region code, kode wilayah, kode wil",
    **REGION_HEADINGS,
    "resident_since": "resident since, tinggal sejak, tanggal datang, tgl datang",
    "marital_status": "marital status, status kawin, status perkawinan, stat kwn, status kwn, "
    "status nikah, stat kawin, status pernikahan",
    "first_married_on": "first married on, tanggal kawin, tanggal perkawinan, tgl kawin, tgl kwn, "
    "tgl perkawinan, tanggal nikah, tgl nikah, tanggal pernikahan",
    "citizenship": "citizenship, kewarganegaraan, wni wna, warganegara, warga negara",
    "permit_since": "permit since, itap since, itap sejak, tanggal itap, tgl itap",
    "permit_until": "permit until, itap until, itap sampai, tanggal akhir itap, tgl akhir itap",
    "status": "status, status dasar, status penduduk, status hidup, stat hidup",
    "status_since": "status since, tanggal peristiwa, tgl peristiwa",
    "died_on": "died on, tanggal meninggal, tanggal mati, tgl meninggal, tgl mati, "
    "tanggal kematian, tgl kematian",
    "left_on": "left on, tanggal pindah, tgl pindah, tanggal keluar, tgl keluar",
}
_FIELD_OF: Final = {
    heading: field
    for field, headings in _HEADINGS.items()
    for heading in (*headings.split(", "), field.replace("_", " "))
}
# Headings that stand for their field only where no clearer one does: village systems have
# "status" (permanent or not) beside "status dasar".
_WEAK: Final = frozenset({"status", "status penduduk"})
_LEFT_OUT: Final = "(left out)"
_HINT: Final = re.compile(r"[(\[{].*?[)\]}]")
_MONTH_FIRST: Final = re.compile(r"\bm{2,3}\W*d{1,2}\b")
_REQUIRED: Final = {
    "nik": {"nik"},
    "birth_date": {"birth_date", BIRTHPLACE_AND_DATE},
    "sex": {"sex"},
    "region": {*REGION_COLUMNS},
}
"""Required fields, each with the columns that may hold it."""


@final
class _Layout(NamedTuple):
    """The fields of the columns of a row in order, and as a set."""

    fields: tuple[str | None, ...]
    present: frozenset[str]


@final
class Headings:
    """The headings of a table and their fields, learned as rows bring them.

    Attributes:
        read: the number of cells that say something, in columns that are read.
        unread: the same, in columns that are not and that nobody left out.
    """

    def __init__(self, columns: Mapping[str, str | None]) -> None:
        unknown = [
            (f"field {number}", Fault.UNREADABLE)  # a row of data would be shown
            for number, field in enumerate(columns.values(), start=1)
            if field is not None and field not in _HEADINGS
        ]
        raise_faults("columns", unknown)
        self._columns = dict(columns)
        self._layouts: dict[tuple[object, ...], _Layout] = {}
        self._ignored: dict[str, None] = {}
        self.read = 0
        self.unread = 0

    @property
    def ignored(self) -> list[str]:
        """The headings without a field that nobody left out."""
        return list(self._ignored)

    def by_field(
        self, row: Mapping[str, object]
    ) -> tuple[dict[str, object], frozenset[str]] | None:
        """Return the cells of a row that say something, by field, and the fields it has.

        Returns:
            None for a row of which all cells are empty.

        Raises:
            InvalidRecord: for two columns of one field, or a required one that is missing from
                the first row.
        """
        headings = tuple(row)
        layout = self._layouts.get(headings) or self._learn(headings)
        cells: dict[str, object] = {}
        is_empty = True
        for field, cell in zip(layout.fields, row.values(), strict=True):
            if is_nothing(cell):
                continue
            is_empty = False
            if field is None:
                self.unread += 1
            elif field is not _LEFT_OUT:
                cells[field] = cell
        self.read += len(cells)
        return None if is_empty else (cells, layout.present)

    def _learn(self, headings: tuple[object, ...]) -> _Layout:
        clear = {self._field_of(one) for one in headings if not self._is_weak(one)}
        fields = [
            None if self._is_weak(one) and self._field_of(one) in clear else self._field_of(one)
            for one in headings
        ]
        twice = [field for field, count in Counter(fields).items() if count > 1]
        raise_faults(
            "columns",
            [(one, Fault.DUPLICATE) for one in twice if one is not None and one != _LEFT_OUT],
        )
        present = frozenset(field for field in fields if field is not None)
        if not self._layouts:
            missing = [
                (field, Fault.MISSING)
                for field, columns in _REQUIRED.items()
                if not present & columns
            ]
            raise_faults("columns", missing)
        for heading, field in zip(headings, fields, strict=True):
            if field is None:
                self._ignored[str(heading)] = None
        return self._layouts.setdefault(headings, _Layout(tuple(fields), present))

    def _is_weak(self, heading: object) -> bool:
        return str(heading) not in self._columns and _plain(str(heading)) in _WEAK

    def _field_of(self, heading: object) -> str | None:
        if heading is None:  # csv.DictReader keeps the cells beyond the last heading there
            return EXTRA_CELLS
        name = str(heading)
        if name in self._columns:
            return self._columns[name] or _LEFT_OUT
        if _MONTH_FIRST.search(name.casefold()):
            return None  # dates are read with the day first
        return _FIELD_OF.get(_plain(name)) or _FIELD_OF.get(_plain(_HINT.sub(" ", name)))


def _plain(heading: str) -> str:
    """Return a heading as words in lower case, without punctuation."""
    return " ".join(re.findall(r"[^\W_]+", heading.casefold()))
