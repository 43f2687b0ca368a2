"""Cells of a month, and the headings of tables with one row a month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from dukcapil._cells import (
    MONTH_OF,
    REGION_HEADINGS,
    UnreadableCell,
    is_nothing,
    read_count,
    read_date,
)
from dukcapil._shared.checks import raise_faults
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["fields_of", "is_of_sum", "read_month"]

_HEADINGS: Final[Mapping[str, str]] = {
    "month": "month, bulan, periode, period, tanggal, date, bulan tahun, tahun bulan, bln",
    "year": "year, tahun, thn",
    "cards": "cards, keping, jumlah, jml, permintaan, permohonan, pemohon, cetak, tercetak, "
    "printed, demand, jumlah cetak, jumlah keping, pemakaian, jumlah permohonan, cetak ktp, "
    "cetak ktp el, ktp el tercetak, kartu",
    "out_of_stock_days": "out of stock days, days without blanks, hari tanpa blangko, hari kosong, "
    "hari blangko kosong, hari tanpa blanko, hari blanko kosong, hari kosong blangko",
    "region": "region, region code, kode, kode wilayah, kode wil, kode kemendagri",
    **REGION_HEADINGS,
    "place": "place, tempat, titik layanan, lokasi, upt, kecamatan, nama kecamatan",
}
_FIELD_OF: Final = {
    heading.strip(): field for field, text in _HEADINGS.items() for heading in text.split(",")
}
_LEFT_OUT: Final = "(left out)"
_WORD: Final = re.compile(r"[^\W_]+")
_YEAR_FIRST: Final = re.compile(r"(?P<year>[0-9]{4})[-/. ](?P<month>[0-9]{1,2})")
_MONTH_FIRST: Final = re.compile(r"(?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})")
_NAMED: Final = re.compile(r"(?P<name>[a-z]+)[ .,/'-]*(?P<year>[0-9]{4})")
_SUMS: Final = frozenset({"jumlah", "total", "jml", "sum"})


def fields_of(
    headings: Iterable[object], columns: Mapping[str, str | None]
) -> tuple[dict[str, object], list[str]]:
    """Return the heading of each field, and the headings that were not understood.

    Raises:
        InvalidRecord: for a field that does not exist, two columns of one field, or no column of
            months or cards.
    """
    unknown = [field for field in columns.values() if field not in {None, *_HEADINGS}]
    raise_faults("columns", [(str(field), Fault.UNREADABLE) for field in unknown])
    found: dict[str, object] = {}
    ignored = []
    for heading in headings:
        name = " ".join(_WORD.findall(str(heading).casefold()))
        field = columns.get(str(heading), _FIELD_OF.get(name)) or (
            _LEFT_OUT if str(heading) in columns else None
        )
        if field is None:
            ignored.append(str(heading))
        elif field in found:
            raise_faults("columns", [(field, Fault.DUPLICATE)])
        elif field != _LEFT_OUT:
            found[field] = heading
    missing = [field for field in ("month", "cards") if field not in found]
    raise_faults("columns", [(field, Fault.MISSING) for field in missing])
    return found, ignored


def is_of_sum(cell: object) -> bool:
    """Return whether the cell of a month says that its row is a sum."""
    return isinstance(cell, str) and cell.strip().casefold() in _SUMS


def read_month(cell: object, year: object = None) -> Month:
    """Read a month: any date in it, "2024-03", "03/2024", "Maret 2024", or its number or name.

    A number or a name alone needs the cell of the year.
    """
    if isinstance(cell, Month):
        return cell
    if not is_nothing(year):
        return _in_year(cell, read_count(year))
    if isinstance(cell, str):
        text = " ".join(cell.casefold().split())
        match = _YEAR_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
        if match is not None:
            return _month(int(match["year"]), int(match["month"]))
        named = _NAMED.fullmatch(text)
        if named is not None and named["name"] in MONTH_OF:
            return _month(int(named["year"]), MONTH_OF[named["name"]])
    return Month.of(read_date(cell))


def _in_year(cell: object, year: int) -> Month:
    if isinstance(cell, str) and cell.strip().casefold() in MONTH_OF:
        return _month(year, MONTH_OF[cell.strip().casefold()])
    return _month(year, read_count(cell))


def _month(year: int, number: int) -> Month:
    try:
        return Month(year, number)
    except ValueError:
        raise UnreadableCell(Fault.DATE) from None
