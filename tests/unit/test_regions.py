"""Region codes and the bundled tables."""

from __future__ import annotations

import copy
import hashlib
import json
import math
import pickle
import re
import sqlite3
from contextlib import closing
from importlib import resources

import attrs
import pytest

from dukcapil import InvalidRegionCode, Region, RegionCode, regions
from dukcapil.errors import Fault
from dukcapil.regions import Level

TABLES = ("regions.tsv", "regions_retired.tsv")


def rows(table: str) -> list[list[str]]:
    text = (resources.files("dukcapil") / "_data" / table).read_bytes().decode("utf-8")
    return [line.split("\t") for line in text.split("\n")[:-1] if not line.startswith("#")]


def reason_of(text: object) -> Fault | None:
    try:
        RegionCode(text)  # type: ignore[arg-type]
    except InvalidRegionCode as error:
        return error.reason
    return None


def retired_kab_kota() -> dict[RegionCode, Region]:
    codes = (
        RegionCode(f"{province}.{number:02}")
        for province in range(11, 97)
        for number in range(1, 100)
    )
    found = ((code, regions.lookup(code)) for code in codes)
    return {code: region for code, region in found if region is not None and region.retired}


# --- codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "level", "parent"),
    [
        ("32", Level.PROVINCE, None),
        ("32.75", Level.KAB_KOTA, "32"),
        ("32.75.01", Level.KECAMATAN, "32.75"),
        ("32.75.01.1001", Level.DESA_KELURAHAN, "32.75.01"),
    ],
)
def test_a_code_has_a_level_and_a_parent(text: str, level: Level, parent: str | None) -> None:
    code = RegionCode(text)
    assert code.level is level
    assert code.parent == parent
    assert code == text
    assert repr(code) == f"RegionCode('{text}')"


def test_the_ancestors_are_the_nearest_first() -> None:
    assert RegionCode("32.75.01.1001").ancestors == ("32.75.01", "32.75", "32")
    assert RegionCode("32").ancestors == ()


def test_a_code_is_cut_to_a_wider_level_and_to_no_finer_one() -> None:
    code = RegionCode("32.75.01")
    assert [code.at(level) for level in (1, 2, 3)] == ["32", "32.75", "32.75.01"]  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected a level of KECAMATAN or wider"):
        code.at(Level.DESA_KELURAHAN)


def test_a_region_lies_in_a_region_and_not_in_a_text_that_contains_it() -> None:
    bekasi = RegionCode("32.75")
    assert RegionCode("32.75") in bekasi
    assert RegionCode("32.75.01.1001") in bekasi
    assert RegionCode("32") not in bekasi
    assert RegionCode("32.76.75") not in bekasi
    assert "75" not in bekasi
    assert "2.7" not in bekasi
    assert None not in bekasi


def test_a_wider_level_is_less_than_a_finer_one() -> None:
    assert Level.PROVINCE < Level.KAB_KOTA < Level.KECAMATAN < Level.DESA_KELURAHAN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("32", "32"),
        ("3275", "32.75"),
        ("327501", "32.75.01"),
        ("3275011001", "32.75.01.1001"),
        ("32.75.01.1001", "32.75.01.1001"),
        (" 32.75 ", "32.75"),
    ],
)
def test_parse_reads_codes_with_and_without_dots(text: str, expected: str) -> None:
    assert RegionCode.parse(text) == expected
    assert type(RegionCode.parse(text)) is RegionCode


@pytest.mark.parametrize(
    "text", ["3275010", "3171010", "3275010001", "32.75.010", "32.75.010.001", "32.75.01.0001"]
)
def test_a_code_of_the_statistics_office_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(
        InvalidRegionCode, match=r"found .* characters; .* Kemendagri two"
    ) as caught:
        RegionCode.parse(text)
    assert caught.value.reason is Fault.BPS_CODE


@pytest.mark.parametrize("text", ["10", "97", "00", "32.00", "32.75.00", "00.75.01", "97.01.01"])
def test_a_province_is_11_to_96_and_no_part_is_00(text: str) -> None:
    assert not RegionCode.is_valid(text)
    assert reason_of(text) is Fault.REGION
    with pytest.raises(InvalidRegionCode):
        RegionCode.parse(text.replace(".", ""))


@pytest.mark.parametrize(
    "text",
    ["3", "327", "3275", "32.7", "32.", ".32", "32..75", "32.75.1", "32.75.01.100", "327501"],
)
def test_another_shape_is_refused(text: str) -> None:
    assert not RegionCode.is_valid(text)
    assert reason_of(text) is Fault.SHAPE


@pytest.mark.parametrize(
    "text",
    ["32.75\n", " 32", "32-75", "32,75", "Kota Bekasi", "\u0663\u0662", "\uff13\uff12", "3\u00b2"],
)
def test_only_ascii_digits_and_dots_make_a_code(text: str) -> None:
    assert not RegionCode.is_valid(text)
    assert reason_of(text) is Fault.NOT_DIGITS


def test_an_empty_text_is_no_code() -> None:
    assert not RegionCode.is_valid("")
    with pytest.raises(InvalidRegionCode):
        RegionCode.parse("  ")


@pytest.mark.parametrize(
    "value", [32, 32.75, math.nan, b"32.75", None, True, ["32"]], ids=lambda v: type(v).__name__
)
def test_what_is_not_text_is_refused_and_never_converted(value: object) -> None:
    assert not RegionCode.is_valid(value)
    assert reason_of(value) is Fault.NOT_TEXT
    for read in (RegionCode.parse, regions.lookup, regions.children):
        with pytest.raises(InvalidRegionCode, match=f"found {type(value).__name__};"):
            read(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["31.71.010", "97.01.01", "47.00", "6471010001", "64 71"])
def test_no_error_holds_the_code(text: str) -> None:
    with pytest.raises(InvalidRegionCode) as caught:
        RegionCode.parse(text)
    error = caught.value
    again = pickle.loads(pickle.dumps(error))
    assert (again.reason, again.found, str(again)) == (error.reason, error.found, str(error))
    assert text not in f"{error} {error!r} {vars(error)!r}"


# --- codes as text ---------------------------------------------------------------------------


def test_a_code_is_its_text_everywhere() -> None:
    code = RegionCode("32.75.01")
    assert f"{code}" == str(code) == "32.75.01"
    assert hash(code) == hash("32.75.01")
    assert {code, "32.75.01"} == {"32.75.01"}
    assert json.dumps({code: code}) == '{"32.75.01": "32.75.01"}'
    assert sorted(map(RegionCode, ("32.75", "32", "11.01"))) == ["11.01", "32", "32.75"]
    with closing(sqlite3.connect(":memory:")) as database:
        assert database.execute("select ?, typeof(?)", (code, code)).fetchone() == (code, "text")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_makes_the_code_again_and_checks_it(protocol: int) -> None:
    written = pickle.dumps(RegionCode("32.75.01"), protocol)
    again = pickle.loads(written)
    assert (type(again), again) == (RegionCode, "32.75.01")
    with pytest.raises(InvalidRegionCode):
        pickle.loads(written.replace(b"32.75.01", b"97.75.01"))


def test_a_copy_is_a_code() -> None:
    code = RegionCode("32.75.01")
    for again in (copy.copy(code), copy.deepcopy([code])[0]):
        assert type(again) is RegionCode
        assert again == code


# --- tables ----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_the_hash_in_the_header_is_that_of_the_rows_below_it(table: str) -> None:
    lines = (resources.files("dukcapil") / "_data" / table).read_bytes().splitlines(keepends=True)
    is_header = [line.startswith(b"#") for line in lines]
    height = is_header.index(False)
    header, body = b"".join(lines[:height]).decode(), b"".join(lines[height:])
    assert not any(is_header[height:])
    (stated,) = re.findall(r"SHA-256 of the rows below this header: (\S+)", header)
    assert hashlib.sha256(body).hexdigest() == stated


def test_the_table_has_38_provinces_514_kab_kota_and_7285_kecamatan() -> None:
    codes = [RegionCode(code) for code, _ in rows("regions.tsv")]
    counts = [sum(code.level == level for code in codes) for level in Level]
    assert counts == [38, 514, 7285, 0]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes)


def test_every_code_of_the_table_is_in_use_under_its_name() -> None:
    for code, name in rows("regions.tsv"):
        region = regions.lookup(code)
        assert region == Region(code=RegionCode(code), name=name)
        assert not region.retired
        assert region.successor is None
        assert name == name.strip() != ""


def test_every_region_is_a_child_of_its_parent_and_of_no_other() -> None:
    codes = [code for code, _ in rows("regions.tsv")]
    inner = [code for code in codes if code.count(".") < 2]
    children = [child.code for code in inner for child in regions.children(code)]
    assert sorted(children) == [code for code in codes if "." in code]
    assert all(
        child.code.rpartition(".")[0] == code for code in inner for child in regions.children(code)
    )


def test_kota_bekasi_is_32_75_with_its_12_kecamatan() -> None:
    (bekasi,) = regions.find("kota bekasi")
    assert bekasi == regions.lookup("32.75")
    assert (bekasi.code, bekasi.name, bekasi.level) == ("32.75", "Kota Bekasi", Level.KAB_KOTA)
    kecamatan = regions.children("32.75")
    assert [region.code for region in kecamatan] == [f"32.75.{n:02}" for n in range(1, 13)]
    # Spelled with or without a space, depending on the source.
    assert {region.name.replace(" ", "").lower() for region in kecamatan} == {
        "bekasitimur", "bekasibarat", "bekasiutara", "bekasiselatan", "rawalumbu", "medansatria",
        "bantargebang", "pondokgede", "jatiasih", "jatisampurna", "mustikajaya", "pondokmelati",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("11", "Aceh"),
        ("32", "Jawa Barat"),
        ("65", "Kalimantan Utara"),
        ("91", "Papua"),
        ("92", "Papua Barat"),
        ("93", "Papua Selatan"),
        ("94", "Papua Tengah"),
        ("95", "Papua Pegunungan"),
        ("96", "Papua Barat Daya"),
    ],
)
def test_the_provinces_have_the_numbers_of_the_ministry(code: str, name: str) -> None:
    region = regions.lookup(code)
    assert region is not None
    assert (region.name, region.level, region.retired) == (name, Level.PROVINCE, False)


@pytest.mark.parametrize("code", ["54", "82.99", "32.99", "32.75.99", "32.75.01.1999", "91.01.99"])
def test_a_code_in_no_table_is_unknown_and_no_error(code: str) -> None:
    assert regions.lookup(code) is None
    assert regions.children(code) == ()


def test_a_text_that_cannot_be_a_code_is_an_error() -> None:
    for read in (regions.lookup, regions.children):
        with pytest.raises(InvalidRegionCode):
            read("3275")


# --- retired codes ---------------------------------------------------------------------------


def test_every_retired_kecamatan_is_looked_up_with_its_successor_in_use() -> None:
    retired = rows("regions_retired.tsv")
    for code, name, new in retired:
        region = regions.lookup(code)
        assert region == Region(
            code=RegionCode(code),
            name=name,
            retired=True,
            successor=RegionCode(new) if new else None,
        )
        if new:
            successor = regions.lookup(new)
            assert successor is not None
            assert not successor.retired
            assert successor.name.replace(" ", "") == name.replace(" ", "")
            assert successor.level is region.level is Level.KECAMATAN
    assert len(retired) == len({code for code, _, _ in retired}) == 594
    assert sum(bool(new) for _, _, new in retired) == 589


def test_26_kab_kota_codes_are_retired_all_of_them_in_papua() -> None:
    retired = retired_kab_kota()
    assert len(retired) == 26
    from_91 = {
        code: region.successor for code, region in retired.items() if code in RegionCode("91")
    }
    from_92 = {
        code: region.successor for code, region in retired.items() if code in RegionCode("92")
    }
    assert {new.parent for new in from_91.values() if new} == {"93", "94", "95"}
    assert len(from_91) == 20
    assert sorted(from_92) == ["92.01", "92.04", "92.05", "92.09", "92.10", "92.71"]
    assert {new.parent for new in from_92.values() if new} == {"96"}


def test_a_retired_kab_kota_became_one_region_in_use_that_holds_its_kecamatan() -> None:
    retired = retired_kab_kota()
    for code, region in retired.items():
        assert region.successor is not None
        successor = regions.lookup(region.successor)
        assert successor is not None
        assert (successor.retired, successor.name) == (False, region.name)
        moved = [new for old, _, new in rows("regions_retired.tsv") if old[:5] == code and new]
        assert moved
        assert all(RegionCode(new) in region.successor for new in moved)
    assert len({region.successor for region in retired.values()}) == 26


def test_no_code_is_in_use_and_retired_at_the_same_time() -> None:
    in_use = {code for code, _ in rows("regions.tsv")}
    assert in_use.isdisjoint(code for code, _, _ in rows("regions_retired.tsv"))
    assert in_use.isdisjoint(retired_kab_kota())


def test_a_retired_region_is_neither_found_by_name_nor_a_child() -> None:
    assert [region.code for region in regions.find("Merauke")] == ["93.01", "93.01.01"]
    assert [region.code for region in regions.find("Kota Sorong")] == ["96.71"]
    assert regions.children("92.71") == ()
    assert "91.01" not in [region.code for region in regions.children("91")]


# --- regions as values -----------------------------------------------------------------------


def test_a_region_is_a_frozen_value_that_copies_and_pickles() -> None:
    region = regions.lookup("91.01.01")
    assert region is not None
    for again in (copy.copy(region), copy.deepcopy(region), pickle.loads(pickle.dumps(region))):
        assert again == region
        assert hash(again) == hash(region)
    assert attrs.evolve(region, name="Merauke Kota") != region
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        region.name = "Merauke Kota"  # type: ignore[misc]


def test_the_fields_of_a_region_are_named() -> None:
    with pytest.raises(TypeError, match="positional"):
        Region(RegionCode("32.75"), "Kota Bekasi")  # type: ignore[call-arg]


def test_a_region_has_a_repr_that_makes_it_again() -> None:
    region = regions.lookup("91.01.01")
    assert repr(region) == (
        "Region(code=RegionCode('91.01.01'), name='Merauke', retired=True, "
        "successor=RegionCode('93.01.01'))"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "32.75", "name": "Kota Bekasi"},
        {"code": RegionCode("32.75"), "name": 32},
        {"code": RegionCode("91.01"), "name": "Merauke", "retired": True, "successor": "93.01"},
    ],
)
def test_a_region_exists_only_with_values_of_the_right_type(fields: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Region(**fields)  # type: ignore[arg-type]
