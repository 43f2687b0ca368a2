"""Columns that tell of a region: whole codes, and the numbers that make up one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dukcapil._cells._basics import UnreadableCell, is_nothing, read_text, whole
from dukcapil._cells._numbers import read_count
from dukcapil.errors import Fault, InvalidRegionCode
from dukcapil.regions import Level, RegionCode

__all__ = ["REGION_CODES", "REGION_COLUMNS", "REGION_HEADINGS", "read_region", "read_regions"]

REGION_CODES: Final = {
    "region": Level.PROVINCE,
    "kelurahan_code": Level.KECAMATAN,
    "kecamatan_code": Level.KECAMATAN,
    "kab_kota_code": Level.KAB_KOTA,
    "province_code": Level.PROVINCE,
}
"""Columns of whole codes, with the widest level that each may hold.

A subtotal stands in the columns of its parts; but the numbers 12 and 2001 within a column of
kecamatan or kelurahan are parts of a code, and read as whole codes they would be those of a
province and a kab/kota.
"""

_PARTS: Final = {
    "province_number": 2,
    "kab_kota_number": 2,
    "kecamatan_number": 2,
    "kelurahan_number": 4,
}
"""Columns that make up one region code, with the digits of each."""

REGION_HEADINGS: Final[Mapping[str, str]] = {
    "kelurahan_code": "kode kelurahan, kode kel, kode desa, kode desa kelurahan, "
    "kode kelurahan desa",
    "kecamatan_code": "kode kecamatan, kode kec",
    "kab_kota_code": "kode kab, kode kabupaten, kode kota, kode kab kota, kode kabupaten kota",
    "province_code": "kode prop, kode prov, kode provinsi, kode propinsi",
    "province_number": "no prop, no prov, no provinsi, no propinsi",
    "kab_kota_number": "no kab, no kabupaten, no kab kota",
    "kecamatan_number": "no kec, no kecamatan",
    "kelurahan_number": "no kel, no kelurahan, no desa",
}
"""Headings of these columns, without punctuation; those of `region` depend on the table."""


REGION_COLUMNS: Final = frozenset({*REGION_CODES, "province_number"})
"""Columns of which a table needs one, to have regions."""


def read_region(cell: object) -> RegionCode:
    """Read a region code, with or without dots, or as a whole number."""
    number = None if isinstance(cell, str) else whole(cell)
    text = read_text(cell) if number is None else str(number)
    try:
        return RegionCode.parse(text)
    except InvalidRegionCode as error:
        raise UnreadableCell(error.reason) from None


def read_regions(
    cells: Mapping[str, object],
) -> tuple[dict[str, RegionCode], list[tuple[str, Fault]]]:
    """Read all columns of a row that tell of its region, by field, and their faults.

    The numbers that make up one code are told as `province_number`.
    """
    told: dict[str, RegionCode] = {}
    faults: list[tuple[str, Fault]] = []
    for field, widest in REGION_CODES.items():
        if field not in cells or is_nothing(cells[field]):
            continue
        try:
            code = read_region(cells[field])
        except UnreadableCell as error:
            faults.append((field, error.reason))
            continue
        if widest > Level.PROVINCE and code.level < widest:
            faults.append((field, Fault.SHAPE))
        else:
            told[field] = code
    filled = [one for one in _PARTS if one in cells and not is_nothing(cells[one])]
    if filled:
        _read_parts(cells, filled[-1], told, faults)
    return told, faults


def _read_parts(
    cells: Mapping[str, object],
    last: str,
    told: dict[str, RegionCode],
    faults: list[tuple[str, Fault]],
) -> None:
    """Read the numbers of province, kab/kota, kecamatan and kelurahan up to the last filled one."""
    digits: list[str] = []
    field = last
    try:
        for field in _IN_ORDER[: _IN_ORDER.index(last) + 1]:
            digits.append(f"{read_count(cells.get(field)):0{_PARTS[field]}}")
        told["province_number"] = read_region(".".join(digits))
    except UnreadableCell as error:
        is_missing = is_nothing(cells.get(field))
        faults.append((field, Fault.MISSING if is_missing else error.reason))


_IN_ORDER: Final = tuple(_PARTS)
