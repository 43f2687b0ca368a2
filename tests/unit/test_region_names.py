"""Regions by name, however it is spelled, and the names of villages with and without the extra."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from dukcapil import RegionCode, regions
from dukcapil.errors import MissingExtra
from dukcapil.regions import Level, Region, bundled_kelurahan

DEPOK = "32.76.01"
with_villages = pytest.mark.skipif(
    find_spec("lokal") is None, reason="the extra `villages` is not installed"
)


@pytest.fixture
def without_villages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the adapter one that cannot be imported."""
    regions._all_village_spellings.cache_clear()
    monkeypatch.setitem(sys.modules, "dukcapil._shared.region_names.villages", None)
    yield
    regions._all_village_spellings.cache_clear()


def down_to_kecamatan() -> list[Region]:
    found = [regions.lookup(f"{province}") for province in range(11, 97)]
    provinces = [region for region in found if region is not None]
    kab_kota = [one for province in provinces for one in regions.children(province.code)]
    return [
        *provinces,
        *kab_kota,
        *(one for city in kab_kota for one in regions.children(city.code)),
    ]


def codes(name: str, level: Level | None = None) -> list[RegionCode]:
    return [region.code for region in regions.find(name, level=level)]


def respelled(name: str) -> set[str]:
    """Return other spellings of a name."""
    return {
        name,
        f"  {name.upper()} ",
        name.casefold(),
        name.replace(" ", "-"),
        name.replace(" ", "  "),
        name.replace("'", "\u2019"),
        name.replace("'", ""),
        name.replace("-", " "),
        name.replace("Kabupaten ", "Kab. "),
        name.replace("Kepulauan ", "Kep. "),
        name.replace("Administrasi ", ""),
        name.replace("Administrasi ", "Adm. "),
    }


# --- spellings -------------------------------------------------------------------------------


def test_every_region_is_found_under_every_spelling_of_its_name() -> None:
    for region in down_to_kecamatan():
        for spelling in respelled(region.name):
            assert region in regions.find(spelling, level=region.level), (region, spelling)


def test_a_kecamatan_is_found_whether_its_words_are_joined_or_not() -> None:
    for region in down_to_kecamatan():
        if region.level is Level.KECAMATAN:
            assert region in regions.find(region.name.replace(" ", ""), level=region.level)


@pytest.mark.usefixtures("without_villages")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kota Bekasi", ["32.75"]),
        ("kab bekasi", ["32.16"]),
        ("KAB. BEKASI", ["32.16"]),
        ("Kabupaten Bekasi", ["32.16"]),
        ("Bekasi", ["32.16", "32.75"]),
        ("Prov. Jawa Barat", ["32"]),
        ("PROVINSI JAWA BARAT", ["32"]),
        ("Kec. Pondok Gede", ["32.75.08"]),
        ("kecamatan pondokgede", ["32.75.08"]),
        ("Pondok-Gede", ["32.75.08"]),
        ("DKI Jakarta", ["31"]),
        ("Provinsi DKI Jakarta", ["31"]),
        ("Daerah Khusus Jakarta", ["31"]),
        ("Daerah Khusus Ibu Kota Jakarta", ["31"]),
        ("Jakarta", ["31"]),
        ("DI Yogyakarta", ["34"]),
        ("D.I. Yogyakarta", ["34"]),
        ("Kota Yogyakarta", ["34.71"]),
        ("Yogyakarta", ["34", "34.71"]),
        ("Jakarta Selatan", ["31.74"]),
        ("Kota Jakarta Selatan", ["31.74"]),
        ("Kab. Kep. Seribu", ["31.01"]),
        ("Distrik Merauke", ["93.01.01"]),
        ("Kota Pondok Gede", []),
        ("Kab. Cimahi", []),
        ("Bekasi Tim", []),
        ("Kab.", []),
        ("", []),
        ("?", []),
    ],
)
def test_a_name_finds_all_regions_that_have_it_and_no_other(name: str, expected: list[str]) -> None:
    assert codes(name) == expected


def test_a_level_narrows_the_search_whether_an_argument_or_a_word_says_it() -> None:
    assert codes("Bekasi Barat", Level.KECAMATAN) == codes("Kec. Bekasi Barat") == ["32.75.02"]
    assert codes("Bekasi Barat", Level.KAB_KOTA) == codes("Kec. Bekasi Barat", Level.PROVINCE) == []
    assert codes("Prov. Gorontalo") == ["75"]
    assert codes("Gorontalo", Level.KAB_KOTA) == ["75.01", "75.71"]


def test_a_kecamatan_is_found_by_its_whole_name_alone() -> None:
    (region,) = regions.find("Kota Bangun", level=Level.KECAMATAN)
    assert region.name == "Kota Bangun"
    assert codes("Bangun", Level.KECAMATAN) == []


def test_what_cannot_be_a_name_or_a_level_is_refused() -> None:
    with pytest.raises(TypeError, match=r"find\.name: expected str, found int"):
        regions.find(32)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Level: expected one of 1, 2, 3, 4"):
        regions.find("Bekasi", level=7)  # type: ignore[arg-type]


# --- villages --------------------------------------------------------------------------------


@pytest.mark.usefixtures("without_villages")
def test_the_kelurahan_of_kota_bekasi_need_no_extra() -> None:
    bundled = [
        one for kecamatan in regions.children("32.75") for one in regions.children(kecamatan.code)
    ]
    assert tuple(bundled) == bundled_kelurahan()
    assert len(bundled) == 56
    for one in bundled:
        assert regions.lookup(one.code) == one
        assert one.code.region_name == one.name
        assert one.code in codes(f"Kel. {one.name}")
    assert codes("Marga Hayu", Level.DESA_KELURAHAN) == ["32.75.01.1002"]


@pytest.mark.usefixtures("without_villages")
def test_without_the_extra_other_villages_are_unknown_and_cannot_be_listed() -> None:
    assert regions.lookup(f"{DEPOK}.1006") is None
    assert RegionCode(f"{DEPOK}.1006").region_name is None
    assert codes("Sukamaju", Level.DESA_KELURAHAN) == []
    with pytest.raises(MissingExtra, match=r"run pip install 'dukcapil\[villages\]'") as caught:
        regions.children(DEPOK)
    assert caught.value.extra == "villages"


@pytest.mark.parametrize("code", ["32.75.99", "32.75.01.1001", "91.01.01", "91.99"])
@pytest.mark.usefixtures("without_villages")
def test_what_has_no_regions_inside_needs_no_extra(code: str) -> None:
    assert regions.children(code) == ()


@with_villages
def test_with_the_extra_every_village_has_its_name() -> None:
    depok = regions.lookup(f"{DEPOK}.1006")
    assert depok == Region(code=RegionCode(f"{DEPOK}.1006"), name="Depok")
    assert depok in regions.children(DEPOK)
    assert depok in regions.find("kelurahan DEPOK")
    assert regions.lookup(f"{DEPOK}.1999") is None
    assert codes("Sukamaju", Level.DESA_KELURAHAN) == codes("Desa Suka Maju")
    assert len(codes("Sukamaju")) > len(codes("Desa Sukamaju")) > 100
    assert codes("Sukamaju") == sorted(codes("Sukamaju"))


@with_villages
def test_the_villages_of_all_kecamatan_are_83762() -> None:
    kecamatan = [region for region in down_to_kecamatan() if region.level is Level.KECAMATAN]
    villages = [one for region in kecamatan for one in regions.children(region.code)]
    assert len({one.code for one in villages}) == len(villages) == 83_762
    assert all(one.level is Level.DESA_KELURAHAN for one in villages)


@with_villages
def test_the_bundled_kelurahan_are_those_of_the_extra_and_are_found_once() -> None:
    from dukcapil._shared.region_names.villages import NAMES  # noqa: PLC0415  not without the extra

    assert {one.code: one.name for one in bundled_kelurahan()} == {
        code: name for code, name in NAMES.items() if code.startswith("32.75.")
    }
    assert codes("Bekasijaya") == ["32.75.01.1001"]
