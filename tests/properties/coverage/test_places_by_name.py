"""A region that a table names is found or refused, and never taken for another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import RegionCode, regions
from dukcapil.coverage import parse_table
from dukcapil.regions import Level
from dukcapil.testing import kelurahan

pytestmark = pytest.mark.property

DAY = date(2020, 12, 31)
PROVINCES = [
    one.code for number in range(11, 97) if (one := regions.lookup(str(number))) is not None
]
COLUMNS = {Level.KAB_KOTA: "KAB/KOTA", Level.KECAMATAN: "KECAMATAN", Level.DESA_KELURAHAN: "DESA"}
SPELLINGS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, str.upper, str.lower, lambda text: text.replace(" ", "  "), lambda text: f" {text}"]
)


@st.composite
def named_regions(draw: st.DrawFn) -> tuple[RegionCode, dict[str, str], RegionCode]:
    """Draw a region, the names of it and of what it lies in, and a region that contains all."""
    if draw(st.booleans()):
        kab_kota = draw(st.sampled_from(regions.children(draw(st.sampled_from(PROVINCES)))))
        chain = [(kab_kota.code, kab_kota.name)]
        kecamatan = draw(st.sampled_from(regions.children(kab_kota.code)))
        chain.append((kecamatan.code, kecamatan.name))
    else:
        code, name = draw(st.sampled_from([(one.code, one.name) for one in kelurahan()]))
        chain = [(one, one.region_name or "") for one in reversed(code.ancestors[:2])]
        chain.append((code, name))
    chain = chain[: draw(st.integers(1, len(chain)))]
    spell = draw(SPELLINGS)
    names = {COLUMNS[code.level]: spell(name) for code, name in chain}
    return chain[-1][0], names, draw(st.sampled_from(chain[0][0].ancestors or (chain[0][0],)))


@given(named_regions())
def test_a_full_chain_of_names_is_the_region(
    case: tuple[RegionCode, dict[str, str], RegionCode],
) -> None:
    region, names, within = case
    parsed = parse_table([{**names, "WKTP": 2, "REKAM": 1}], on=DAY, within=within)
    assert not parsed.problems
    assert [row.key for row in parsed.recorded] == [region]


@given(named_regions(), st.data())
def test_fewer_names_are_the_region_or_refused(
    case: tuple[RegionCode, dict[str, str], RegionCode], data: st.DataObject
) -> None:
    region, names, within = case
    last = COLUMNS[region.level]
    kept = {
        column: name if column == last or data.draw(st.booleans()) else ""
        for column, name in names.items()
    }
    parsed = parse_table([{**kept, "WKTP": 2, "REKAM": 1}], on=DAY, within=within)
    assert [row.key for row in parsed.recorded] in ([region], [])
    assert len(parsed.problems) + len(parsed.recorded) == 1
