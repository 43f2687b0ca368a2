"""Names of regions in published tables: compared with codes, and resolved where there are none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from dukcapil import regions
from dukcapil._shared.region_names.reading import read_region_name
from dukcapil.regions import Level, RegionCode, bundled_kelurahan

__all__ = ["expected_children", "find_inside", "is_of_another", "is_same", "name_of", "squeezed"]


def squeezed(name: str) -> str:
    """Return the name itself without spaces, by which its spellings are alike."""
    return read_region_name(name).bare


def is_same(given: str, known: str) -> bool:
    """Return whether names are the same whatever their spaces and abbreviations."""
    return read_region_name(given).is_same(read_region_name(known))


def name_of(code: RegionCode) -> str | None:
    """Return the name of a region in the tables of the library."""
    if code.level == Level.DESA_KELURAHAN:
        return _kelurahan_of(code.at(Level.KECAMATAN)).get(code)
    return code.region_name


def is_of_another(given: str, code: RegionCode) -> bool:
    """Return whether another region of the level has the name."""
    if code.level == Level.DESA_KELURAHAN:
        return any(is_same(given, one.name) for one in bundled_kelurahan())
    return bool(regions.find(given, level=code.level))


def find_inside(within: RegionCode, name: str, level: int | None) -> tuple[RegionCode, ...]:
    """Find the regions of a name inside a region, itself among them.

    Args:
        within: the region.
        name: the name; a word such as "Kec." before it says the level.
        level: the level that the column of the name says; None for any.
    """
    level = level or read_region_name(name).level
    found = _by_name_inside(within).get(squeezed(name), ())
    return tuple(
        code for code, known in found if level in {None, code.level} and is_same(name, known)
    )


@lru_cache(maxsize=64)
def _by_name_inside(within: RegionCode) -> dict[str, list[tuple[RegionCode, str]]]:
    by_name: dict[str, list[tuple[RegionCode, str]]] = {}
    for code in _with_all_inside(within):
        if (known := name_of(code)) is not None:
            by_name.setdefault(squeezed(known), []).append((code, known))
    return by_name


def _with_all_inside(code: RegionCode) -> Iterator[RegionCode]:
    yield code
    for child in expected_children(code):
        yield from _with_all_inside(child)


@cache
def _kelurahan_by_kecamatan() -> dict[RegionCode, dict[RegionCode, str]]:
    by_kecamatan: dict[RegionCode, dict[RegionCode, str]] = {}
    for one in bundled_kelurahan():
        by_kecamatan.setdefault(one.code.at(Level.KECAMATAN), {})[one.code] = one.name
    return by_kecamatan


def _kelurahan_of(kecamatan: RegionCode) -> dict[RegionCode, str]:
    """Return the names of the kelurahan of a kecamatan; none where the library has none."""
    return _kelurahan_by_kecamatan().get(kecamatan, {})


def expected_children(code: RegionCode) -> tuple[RegionCode, ...]:
    """Return the regions one level down that tables of the library have."""
    if code.level == Level.KECAMATAN:
        return tuple(_kelurahan_of(code))
    return tuple(one.code for one in regions.children(code))
