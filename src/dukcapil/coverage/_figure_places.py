"""The region of a row of a published table: its code, checked against its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from dukcapil._cells import REGION_CODES, fold, is_nothing, read_regions
from dukcapil._shared.checks import RecordFault
from dukcapil._shared.sentences import Sentence
from dukcapil.coverage._figure_names import (
    expected_children,
    find_inside,
    is_of_another,
    is_same,
    name_of,
    squeezed,
)
from dukcapil.errors import Fault
from dukcapil.regions import Level, RegionCode

__all__ = ["Place", "read_place"]

_NAMES: Final = {
    "kelurahan_name": Level.DESA_KELURAHAN,
    "kecamatan_name": Level.KECAMATAN,
    "kab_kota_name": Level.KAB_KOTA,
    "province_name": Level.PROVINCE,
}
_SUM: Final = re.compile(r"(?:(?:sub|grand) ?)?(?:total|jumlah|jml)\b")


class Place(NamedTuple):
    """The place of a row.

    Attributes:
        region: the region; None for a sum of other rows, and where it cannot be read.
        faults: faults for which the row is refused.
        remarks: columns and sentences or faults, for a row that is read.
        own_name: the column and the name of the region without spaces, where the library has no
            name of it.
    """

    region: RegionCode | None
    faults: list[RecordFault]
    remarks: list[tuple[str, Fault | str]]
    own_name: tuple[str, str] | None = None


def read_place(cells: Mapping[str, object], within: RegionCode | None) -> Place:
    """Read the region of a row; a row of a sum has none.

    Names are compared with the code of the row; without one, they are looked up inside `within`.
    """
    coded = {field: cell for field, cell in cells.items() if not _is_sum(cell)}
    told, faults = read_regions(coded)
    if not faults and not told:
        if any(map(_is_sum, (cells.get(title) for title in _TITLES))):
            return Place(None, [], [])
        if within is not None:
            return _by_names(cells, within)
    if faults or not told:
        return Place(None, [*faults] or [("region", Fault.MISSING)], [])
    return _by_codes(cells, told, within)


_TITLES: Final = ("name", *_NAMES, *REGION_CODES)


def _is_sum(cell: object) -> bool:
    return isinstance(cell, str) and _SUM.match(fold(cell)) is not None


def _by_codes(
    cells: Mapping[str, object], told: Mapping[str, RegionCode], within: RegionCode | None
) -> Place:
    finest = max(told, key=lambda field: told[field].level)
    region = told[finest]
    faults: list[RecordFault] = [
        (field, Fault.CONTRADICTION, finest) for field, code in told.items() if region not in code
    ]
    if within is not None and region not in within:
        faults.append((finest, Fault.CONTRADICTION, "within"))
    remarks: list[tuple[str, Fault | str]] = []
    known = name_of(region)
    if known is None and not _has_unlisted_names(region):
        remarks.append((finest, Fault.UNKNOWN_REGION))
    own_name = None
    for field, level in (("name", region.level), *_NAMES.items()):
        cell = cells.get(field)
        if level > region.level or is_nothing(cell) or _is_sum(cell):
            continue
        if level == region.level and known is None:
            own_name = (field, squeezed(str(cell)))
        _check_name(region.at(level), field, str(cell), finest, faults, remarks)
    return Place(region, faults, remarks, own_name)


def _check_name(  # noqa: PLR0913, PLR0917  a name, its code, and where to say what is wrong
    code: RegionCode,
    field: str,
    given: str,
    code_field: str,
    faults: list[RecordFault],
    remarks: list[tuple[str, Fault | str]],
) -> None:
    """Compare a name with its code: another region's name is refused, a spelling remarked."""
    known = name_of(code)
    if known is None or is_same(given, known):
        return
    if is_of_another(given, code):
        faults.append((field, Fault.CONTRADICTION, code_field))
    else:
        remarks.append((field, Sentence("spelling", region=str(code), name=known)))


def _by_names(cells: Mapping[str, object], within: RegionCode) -> Place:
    """Look the names of a row up, the widest first, each inside the region of the one before."""
    place = within
    faults: list[RecordFault] = []
    remarks: list[tuple[str, Fault | str]] = []
    has_name = False
    for field, level in (*reversed(_NAMES.items()), ("name", None)):
        if is_nothing(cells.get(field)):
            continue
        has_name = True
        given = str(cells[field])
        if level is not None and level <= place.level:
            _check_name(place.at(level), field, given, "within", faults, remarks)
            continue
        found = find_inside(place, given, level)
        if len(found) == 1:
            place = found[0]
        else:
            faults.append((field, Fault.AMBIGUOUS_NAME if found else Fault.UNKNOWN_NAME))
            break
    if not has_name:
        faults.append(("region", Fault.MISSING))
    return Place(None if faults else place, faults, remarks)


def _has_unlisted_names(code: RegionCode) -> bool:
    """Return whether a kelurahan lies in a known kecamatan whose kelurahan are in no table."""
    if code.level != Level.DESA_KELURAHAN:
        return False
    kecamatan = code.at(Level.KECAMATAN)
    return kecamatan.region_name is not None and not expected_children(kecamatan)
