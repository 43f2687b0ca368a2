"""Names of regions as keys of a table, in the spellings that `regions.find` takes for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dukcapil._shared.region_names.reading import read_region_name
from dukcapil.regions import Level, Region, RegionCode, children, lookup

__all__ = ["NAME_PARTS", "codes_by_name"]

NAME_PARTS: Final = "[\\s_!-/:-@\\[-`{-~\u2010-\u2015\u2018\u2019]+"
"""Characters that make no difference in a name: spaces, punctuation and apostrophes."""

_SAID: Final = {
    Level.PROVINCE: ("prov", "provinsi", "propinsi"),
    Level.KAB_KOTA: (),
    Level.KECAMATAN: ("kec", "kecamatan", "distrik"),
    Level.DESA_KELURAHAN: ("kel", "kelurahan", "desa", "ds"),
}
_KINDS: Final = {
    "kabupaten": ("kab", "kabupaten", "kabadm", "kabadministrasi", "kabupatenadministrasi"),
    "kota": ("kota", "kotaadm", "kotaadministrasi"),
    "daerahkhususibukota": ("dki", "daerahkhususibukota", "daerahkhusus"),
    "daerahistimewa": ("di", "daerahistimewa"),
}


def codes_by_name(level: Level, within: RegionCode | None) -> dict[str, str]:
    """Return the codes of the regions of a level by their names without spaces, in lower case.

    A name that several regions have is left out.
    """
    found: dict[str, set[str]] = {}
    for region in _regions(level, within):
        for key in _keys(region):
            found.setdefault(key, set()).add(str(region.code))
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def _regions(level: Level, within: RegionCode | None) -> Iterator[Region]:
    if within is None:
        regions = [one for one in map(lookup, map(str, range(11, 97))) if one is not None]
    else:
        regions = [one for one in [lookup(within)] if one is not None]
    while regions and regions[0].code.level < level:
        regions = [part for one in regions for part in children(one.code)]
    yield from (one for one in regions if one.code.level is level and not one.retired)


def _keys(region: Region) -> Iterator[str]:
    name = read_region_name(region.name)
    kinds = _KINDS.get(name.kind, (name.kind,))
    is_kind_open = region.code.level <= Level.KAB_KOTA
    for bare in {name.bare, name.bare.replace("kepulauan", "kep")}:
        names = [kind + bare for kind in kinds]
        names += [bare, f"adm{bare}", f"administrasi{bare}"] if is_kind_open else []
        for one in names:
            yield one
            yield from (said + one for said in _SAID[region.code.level])
