"""Names of regions, letters with two meanings, and columns in the way, on every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import pytest
from support.engines import ENGINES, THOROUGH, engines, given_to, nw, pl, rows

from dukcapil import RegionCode, frames
from dukcapil.errors import Fault, InvalidTable
from dukcapil.frames._words.region_names import codes_by_name
from dukcapil.regions import Level, children, find, lookup

every_engine = pytest.mark.parametrize(
    "engine", engines(name for name in THOROUGH if name in ENGINES)
)
BEKASI: Final = RegionCode("32.75")


def read(engine: str, texts: Sequence[str | None], **options: Any) -> list[Any]:  # noqa: ANN401
    table = given_to(engine, pl.DataFrame({"name": texts}, schema={"name": pl.String}))
    answer = frames.with_region(table, column="name", name="code", **options)
    found = {text: code for text, code, _ in rows(engine, answer)}
    return [found[text] for text in texts]


@every_engine
def test_names_of_regions(engine: str) -> None:
    texts = ["Kec. Pondok-gede", "bekasi  UTARA", "32.75.05", "327505", "Kecamatan Mars", None]
    codes = ["32.75.08", "32.75.03", "32.75.05", "32.75.05", None, None]
    assert read(engine, texts, names=Level.KECAMATAN, within=BEKASI) == codes
    texts = ["Kota Bekasi", "Kab Bekasi", "BEKASI", "Kota Adm. Jakarta Timur", "Kep. Seribu"]
    assert read(engine, texts, names=Level.KAB_KOTA) == ["32.75", "32.16", None, "31.75", "31.01"]
    texts = ["DKI Jakarta", "Prov. Jawa Barat", "D.I. Yogyakarta", "Papua"]
    assert read(engine, texts, names=Level.PROVINCE) == ["31", "32", "34", "91"]


def spellings(name: str, word: str) -> list[str]:
    """Return the ways in which offices write the name of a region."""
    short = name.replace("Kabupaten", "Kab.").replace("Administrasi", "Adm.")
    bare = name.removeprefix("Kabupaten ").removeprefix("Kota ")
    ways = [name, name.upper(), short, bare.lower(), name.replace("Kepulauan", "Kep."), f" {name}'"]
    return [*ways, f"{word} {name}".strip(), f"{word.upper()}. {name}" if word else name]


@pytest.mark.parametrize(
    ("level", "word", "within"),
    [
        (Level.PROVINCE, "Provinsi", None),
        (Level.KAB_KOTA, "", None),
        (Level.KECAMATAN, "Kec", RegionCode("32")),
    ],
)
def test_names_are_read_as_find_reads_them(
    level: Level, word: str, within: RegionCode | None
) -> None:
    provinces = [one for one in map(lookup, map(str, range(11, 97))) if one is not None]
    regions = [one for one in provinces if within is None or one.code == within]
    while regions[0].code.level < level:
        regions = [part for one in regions for part in children(one.code)]
    texts = list(dict.fromkeys(text for one in regions for text in spellings(one.name, word)))
    expected = [
        codes[0] if len(codes) == 1 else None
        for text in texts
        for codes in [
            [
                str(one.code)
                for one in find(text, level=level)
                if not one.retired and (within is None or one.code in within)
            ]
        ]
    ]
    found = read("polars", list(texts), names=level, within=within)
    assert [(text, code) for text, code in zip(texts, found, strict=True)] == list(
        zip(texts, expected, strict=True)
    )
    assert sum(code is not None for code in expected) > 2 * len(regions)


def test_every_name_of_a_city_is_read() -> None:
    parts = children(BEKASI)
    texts: list[str | None] = [one.name for one in parts]
    codes = [str(one.code) for one in parts]
    assert read("polars", texts, names=Level.KECAMATAN, within=BEKASI) == codes
    texts = [f"Kec. {one.name.upper()}" for one in parts]
    assert read("polars", texts, names=Level.KECAMATAN, within=BEKASI) == codes


def test_names_are_of_a_level() -> None:
    table = pl.DataFrame({"region": ["x"]})
    with pytest.raises(ValueError, match=r"with_region\.within: expected the level"):
        frames.with_region(table, within=BEKASI)
    with pytest.raises(TypeError, match=r"with_region\.names: expected Level"):
        frames.with_region(table, names="kecamatan")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"with_region\.within: expected RegionCode"):
        frames.with_region(table, names=Level.KECAMATAN, within="32.75")  # type: ignore[arg-type]
    assert codes_by_name(Level.KECAMATAN, RegionCode("32.75.98")) == {}


@every_engine
def test_p_beside_w_is_not_read(engine: str) -> None:
    """It would be *pria* there, and is *perempuan* elsewhere: the column decides."""

    def sexes(*words: str) -> dict[str, tuple[Any, Any]]:
        table = given_to(engine, pl.DataFrame({"JK": words, "_has_w": 1}))
        answer = frames.with_sex(table, column="JK")
        names = list(nw.from_native(answer).collect_schema())
        assert names == ["JK", "_has_w", "sex", "sex_fault"]
        return {word: (sex, fault) for word, _, sex, fault in rows(engine, answer)}

    assert sexes("L", "P") == {"L": ("male", None), "P": ("female", None)}
    assert sexes("p", "W ", "perempuan") == {
        "p": (None, str(Fault.TWO_MEANINGS)),
        "W ": (None, str(Fault.UNREADABLE)),
        "perempuan": ("female", None),
    }


@every_engine
def test_nor_in_current_statuses(engine: str) -> None:
    export = pl.DataFrame(
        {
            "person": [1, 2, 3],
            "birth_date": [date(1990, 5, 1)] * 3,
            "sex": ["P", "W", "Laki-laki"],
            "region": ["32.75.01"] * 3,
            "status": ["PRR"] * 3,
        }
    )
    table = given_to(engine, export)
    found = rows(engine, frames.status_problems(table, row="person"))
    assert sorted(found) == [
        (1, "sex", str(Fault.TWO_MEANINGS)),
        (2, "sex", str(Fault.UNREADABLE)),
    ]
    if isinstance(nw.from_native(table), nw.LazyFrame):
        stays, _ = frames.from_statuses(table, on=date(2021, 3, 1))
        assert [row[0] for row in rows(engine, stays)] == [3]
    else:
        with pytest.raises(InvalidTable, match=r"statuses\.sex: .*found 2 others"):
            frames.from_statuses(table, on=date(2021, 3, 1))


# --- columns in the way -----------------------------------------------------------------------

NIK: Final = "3275994105030001"
NO_DATES: Final = ("permit_since", "permit_until", "first_married_on", "died_on", "until")
ADDED: Final[dict[str, tuple[tuple[str, ...], Callable[..., Any]]]] = {
    "with_is_nik": (("is_nik",), frames.with_is_nik),
    "with_nik_fault": (("nik_fault",), frames.with_nik_fault),
    "with_nik_parts": (
        ("nik_region", "nik_mission", "nik_sex", "nik_birth_date", "nik_serial"),
        lambda table, **terms: frames.with_nik_parts(table, not_after=date(2021, 1, 1), **terms),
    ),
    "with_obliged": (
        ("is_obliged",),
        lambda table, **terms: frames.with_obliged(table, on=date(2021, 1, 1), **terms),
    ),
    "with_obliged_from": (("obliged_from",), frames.with_obliged_from),
    "with_region": (
        ("code", "code_fault"),
        lambda table, **terms: frames.with_region(table, name="code", **terms),
    ),
    "with_sex": (
        ("word", "word_fault"),
        lambda t, **terms: frames.with_sex(t, name="word", **terms),
    ),
    "with_status": (
        ("word", "word_fault"),
        lambda table, **terms: frames.with_status(table, name="word", **terms),
    ),
}
INTERNAL: Final = (
    *("_row", "_person", "_raw", "_two", "_letter", "_obliged_turned", "_obliged_leap_days"),
    *("_nik_text", "_nik_is_valid", "_nik_date", "_nik_hidden", "_nik_masked", "_has_w"),
)


def of_one() -> Any:  # noqa: ANN401
    born = date(2003, 5, 1)
    row = {"nik": NIK, "birth_date": born, "is_citizen": True, "since": born, "sex": "P"}
    given = pl.DataFrame([{**row, "region": "327501", "status": "PRR"}])
    given = given.with_columns(pl.lit(None, pl.Date).alias(name) for name in NO_DATES)
    return given.with_columns(pl.lit("own").alias(name) for name in INTERNAL)


@every_engine
@pytest.mark.parametrize("function", ADDED)
def test_a_column_in_the_way_is_replaced_if_asked_for(engine: str, function: str) -> None:
    names, add = ADDED[function]
    given = of_one()
    plain = add(given_to(engine, given))
    columns = list(nw.from_native(plain).collect_schema())
    assert columns == [*given.columns, *names]
    (row,) = rows(engine, plain)
    expected = dict(zip(columns, row, strict=True))
    assert {expected[name] for name in INTERNAL} == {"own"}
    taken = given.with_columns(pl.lit("own").alias(name) for name in names)
    with pytest.raises(InvalidTable, match=rf"{names[0]}: .*`replace=True`"):
        add(given_to(engine, given.with_columns(taken[names[0]])))
    replaced = add(given_to(engine, taken), replace=True)
    (row,) = rows(engine, replaced)
    assert dict(zip(nw.from_native(replaced).collect_schema(), row, strict=True)) == expected
    with pytest.raises(TypeError, match=rf"{function}\.replace: expected bool"):
        add(given_to(engine, given), replace=1)


@every_engine
def test_masks_leave_the_columns_of_the_caller(engine: str) -> None:
    (row,) = rows(engine, frames.mask_niks(given_to(engine, of_one())))
    assert dict(zip(of_one().columns, row, strict=True))["nik"] == "327599**********"
    assert row.count("own") == len(INTERNAL)
