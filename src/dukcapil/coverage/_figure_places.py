"""The region of a row of a published table: its code, checked against its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from dukcapil import regions
from dukcapil._cells import UnreadableCell, fold, is_nothing, read_region
from dukcapil._shared.checks import RecordFault
from dukcapil._shared.sentences import Sentence
from dukcapil.errors import Fault
from dukcapil.regions import Level, RegionCode, bundled_kelurahan

__all__ = ["Place", "expected_children", "read_place"]

# The widest level that each column of codes may hold: a subtotal stands in the columns of its
# parts, but 12 or 1001 within a column of kecamatan or kelurahan are parts of a code.
_CODES: Final = {
    "region": Level.PROVINCE,
    "kelurahan_code": Level.KECAMATAN,
    "kecamatan_code": Level.KECAMATAN,
    "kab_kota_code": Level.KAB_KOTA,
    "province_code": Level.PROVINCE,
}
_NAMES: Final = {
    "kelurahan_name": Level.DESA_KELURAHAN,
    "kecamatan_name": Level.KECAMATAN,
    "kab_kota_name": Level.KAB_KOTA,
    "province_name": Level.PROVINCE,
}
_SUM: Final = re.compile(r"(?:(?:sub|grand) ?)?(?:total|jumlah|jml)\b")
_KINDS: Final = {"kab": "kabupaten", "kabupaten": "kabupaten", "kota": "kota"}
_SAID_BY_LEVEL: Final = frozenset(
    {
        "prov",
        "provinsi",
        "propinsi",
        "kec",
        "kecamatan",
        "distrik",
        "kel",
        "kelurahan",
        "desa",
        "ds",
    }
    | {"adm", "administrasi"}
)


class Place(NamedTuple):
    """The place of a row.

    Attributes:
        region: the region; None for a sum of other rows, and where it cannot be read.
        faults: faults for which the row is refused.
        remarks: columns and sentences or faults, for a row that is read.
    """

    region: RegionCode | None
    faults: list[RecordFault]
    remarks: list[tuple[str, Fault | str]]


def read_place(cells: Mapping[str, object]) -> Place:
    """Read the region of a row; a row of a sum has none."""
    codes: dict[str, RegionCode] = {}
    faults: list[RecordFault] = []
    for field, widest in _CODES.items():
        cell = cells.get(field)
        if is_nothing(cell) or _is_sum(cell):
            continue
        try:
            code = read_region(cell)
        except UnreadableCell as error:
            faults.append((field, error.reason))
            continue
        if code.level < widest:
            faults.append((field, Fault.SHAPE))
        else:
            codes[field] = code
    if faults or not codes:
        if not faults and not any(map(_is_sum, (cells.get(name) for name in _TITLES))):
            faults.append(("region", Fault.MISSING))
        return Place(None, faults, [])
    finest = max(codes, key=lambda field: codes[field].level)
    region = codes[finest]
    faults += [
        (field, Fault.CONTRADICTION, finest) for field, code in codes.items() if region not in code
    ]
    remarks: list[tuple[str, Fault | str]] = []
    if _name_of(region) is None and not _has_unlisted_names(region):
        remarks.append((finest, Fault.UNKNOWN_REGION))
    for field in ("name", *_NAMES):
        level = _NAMES.get(field, region.level)
        if level <= region.level and not is_nothing(cells.get(field)):
            _check_name(region.at(level), field, str(cells[field]), finest, faults, remarks)
    return Place(region, faults, remarks)


_TITLES: Final = ("name", *_NAMES, *_CODES)


def _is_sum(cell: object) -> bool:
    return isinstance(cell, str) and _SUM.match(fold(cell)) is not None


def _check_name(  # noqa: PLR0913, PLR0917  a name, its code, and where to say what is wrong
    code: RegionCode,
    field: str,
    given: str,
    code_field: str,
    faults: list[RecordFault],
    remarks: list[tuple[str, Fault | str]],
) -> None:
    """Compare a name with its code: another region's name is refused, a spelling remarked."""
    known = _name_of(code)
    if known is None or _is_sum(given) or _is_same(given, known):
        return
    if _is_of_another(given, code):
        faults.append((field, Fault.CONTRADICTION, code_field))
    else:
        remarks.append((field, Sentence("spelling", region=str(code), name=known)))


def _words(name: str) -> tuple[str, str]:
    """Return kota or kabupaten, where a name says it, and the words of the name itself."""
    words = [word for word in fold(name).split() if word not in _SAID_BY_LEVEL]
    kind = _KINDS.get(words[0], "") if words else ""
    return kind, " ".join(words[1:] if kind else words)


def _is_same(given: str, known: str) -> bool:
    """Return whether names are the same whatever their spaces and abbreviations."""
    kind, name = _words(given)
    known_kind, known_name = _words(known)
    has_kind = not kind or not known_kind or kind == known_kind
    return has_kind and name.replace(" ", "") == known_name.replace(" ", "")


def _is_of_another(given: str, code: RegionCode) -> bool:
    """Return whether another region of the level has the name."""
    if code.level == Level.DESA_KELURAHAN:
        return any(_is_same(given, one.name) for one in bundled_kelurahan())
    kind, name = _words(given)
    kinds = ("",) if code.level != Level.KAB_KOTA else (kind,) if kind else ("kabupaten", "kota")
    found = [one for kind in kinds for one in regions.find(f"{kind} {name}")]
    return any(one.level == code.level for one in found)


def _name_of(code: RegionCode) -> str | None:
    if code.level == Level.DESA_KELURAHAN:
        return _kelurahan_of(code.at(Level.KECAMATAN)).get(code)
    return code.region_name


@cache
def _kelurahan_by_kecamatan() -> dict[RegionCode, dict[RegionCode, str]]:
    by_kecamatan: dict[RegionCode, dict[RegionCode, str]] = {}
    for one in bundled_kelurahan():
        by_kecamatan.setdefault(one.code.at(Level.KECAMATAN), {})[one.code] = one.name
    return by_kecamatan


def _kelurahan_of(kecamatan: RegionCode) -> dict[RegionCode, str]:
    """Return the names of the kelurahan of a kecamatan; none where the library has none."""
    return _kelurahan_by_kecamatan().get(kecamatan, {})


def _has_unlisted_names(code: RegionCode) -> bool:
    """Return whether a kelurahan lies in a known kecamatan whose kelurahan are in no table."""
    if code.level != Level.DESA_KELURAHAN:
        return False
    kecamatan = code.at(Level.KECAMATAN)
    return kecamatan.region_name is not None and not expected_children(kecamatan)


def expected_children(code: RegionCode) -> tuple[RegionCode, ...]:
    """Return the regions one level down that tables of the library have."""
    if code.level == Level.KECAMATAN:
        return tuple(_kelurahan_of(code))
    return tuple(one.code for one in regions.children(code))
