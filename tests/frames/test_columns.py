"""Columns of NIKs and of obligation equal the answers for one person, on every engine."""

from __future__ import annotations

import hmac
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.crowd import crowd
from support.engines import ENGINES, THOROUGH, engines, given_to, pl, rows

from dukcapil import (
    NIK,
    Citizen,
    InvalidNIK,
    LeapDay,
    Obliged,
    PermanentForeigner,
    RegionCode,
    Residence,
    Resident,
    Sex,
    StayPermit,
    assess,
    frames,
    obliged_from,
)
from dukcapil.errors import Fault
from dukcapil.residents import ChangedCitizenship, CitizenPeriod, Citizenship, EndOfStay
from dukcapil.testing import niks

every_engine = pytest.mark.parametrize("engine", engines(THOROUGH))
NIK_OF_SITI = "3275994105030001"
REFERENCE = (date(2020, 11, 23), date(1999, 12, 31), date(2123, 5, 1), date(1899, 1, 1))


@cache
def texts() -> tuple[str | None, ...]:
    """Draw NIKs, and texts that fail to be one for every possible reason."""
    drawn: list[str] = []

    @settings(
        max_examples=5 * settings().max_examples,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(niks(), st.integers(0, 15), st.sampled_from("0123456789 .x\u0663"))
    def draw(nik: NIK, place: int, other: str) -> None:
        drawn.extend((str(nik), nik[:place] + other + nik[place + 1 :]))

    draw()
    return (
        *dict.fromkeys(drawn),
        *(f"327599{day:02}0503{number:04}" for day in (29, 69) for number in (0, 1)),
        *(f"327599{day}{year}0001" for day in ("2902", "6902", "2802") for year in ("00", "04")),
        *("", "0", "x", NIK_OF_SITI + "\n", NIK_OF_SITI[:15], NIK_OF_SITI + "1", "\n" * 16),
        *("65" + NIK_OF_SITI[2:], "327500" + NIK_OF_SITI[6:], " " + NIK_OF_SITI[1:], None),
        *(f"{number}{NIK_OF_SITI[6:]}" for number in ("991231", "990000", "981231", "971231")),
    )


def column_of(engine: str) -> Any:  # noqa: ANN401
    return given_to(engine, pl.DataFrame({"no": texts()}, {"no": pl.String}))


def fault_of(text: str | None) -> str | None:
    if text is None:
        return str(Fault.MISSING)
    try:
        NIK(text)
    except InvalidNIK as error:
        return str(error.reason)
    return None


@every_engine
def test_validity_and_its_reason(engine: str) -> None:
    found = rows(engine, frames.with_is_nik(column_of(engine), column="no"))
    assert sorted(found, key=repr) == sorted(
        ((text, NIK.is_valid(text)) for text in texts()), key=repr
    )
    found = rows(engine, frames.with_nik_fault(column_of(engine), column="no"))
    assert sorted(found, key=repr) == sorted(((text, fault_of(text)) for text in texts()), key=repr)


def test_the_texts_above_have_every_fault() -> None:
    phrases = {fault_of(text) for text in texts()}
    assert phrases == {
        None,
        *map(str, (Fault.MISSING, Fault.NOT_DIGITS, Fault.LENGTH)),
        *map(str, (Fault.REGION, Fault.DATE, Fault.SERIAL)),
    }


def parts_of(text: str | None, not_after: date) -> tuple[object, ...]:
    nik = NIK.try_parse(text) if text is not None and NIK.is_valid(text) else None
    if nik is None:
        return text, None, None, None, None, None
    region = None if nik.region is None else str(nik.region)
    birth_date = nik.birth_date(not_after=not_after)
    return text, region, nik.mission, nik.sex.value, birth_date, nik.serial


@every_engine
@pytest.mark.parametrize("not_after", REFERENCE)
def test_parts(engine: str, not_after: date) -> None:
    found = rows(engine, frames.with_nik_parts(column_of(engine), not_after=not_after, column="no"))
    expected = [parts_of(text, not_after) for text in texts()]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


@every_engine
def test_masks(engine: str) -> None:
    found = rows(engine, frames.mask_niks(column_of(engine), column="no"))
    expected = [
        (None if text is None else NIK(text).masked if NIK.is_valid(text) else "*" * 16,)
        for text in texts()
    ]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_other_columns_stay_as_they_are() -> None:
    """Intermediate columns have names that a table of users will hardly have."""
    others = {f"_{word}": [word] * stays().height for word in ("month", "year", "nik", "began")}
    known = stays().with_columns(person=pl.lit("3275994105030001"))
    table = pl.concat([known, pl.DataFrame(others)], how="horizontal")
    for answer in (
        frames.with_is_nik(table, column="person"),
        frames.with_nik_fault(table, column="person"),
        frames.with_nik_parts(table, not_after=DAYS[0], column="person"),
        frames.mask_niks(table, column="person"),
        frames.with_obliged(table, on=DAYS[0]),
        frames.with_obliged_from(table),
    ):
        assert answer.select(*others).to_dict(as_series=False) == others
        assert answer.columns[: table.width] == table.columns


EAGER = [name for name in ENGINES if name in {"polars", "pandas", "pandas, arrow", "pyarrow"}]


@pytest.mark.parametrize("engine", engines(EAGER))
def test_pseudonyms(engine: str) -> None:
    secret = bytes(range(16))
    found = rows(engine, frames.pseudonymise_niks(column_of(engine), secret=secret, column="no"))
    assert found == [
        (None if text is None else hmac.new(secret, text.encode(), "sha256").hexdigest()[:32],)
        for text in texts()
    ]


def test_broken_bytes_have_a_pseudonym() -> None:
    pandas: Any = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"no": ["32\udcff"]}, dtype=object)
    found = frames.pseudonymise_niks(frame, secret=bytes(16), column="no")["no"][0]
    assert found == hmac.new(bytes(16), b"32\xed\xb3\xbf", "sha256").hexdigest()[:32]


LAZY = [name for name in THOROUGH if name not in EAGER]


@pytest.mark.parametrize(
    "engine", engines(dict.fromkeys(["polars, lazy", "polars, streaming", *LAZY]))
)
def test_engines_whose_plans_would_keep_the_secret_are_refused(engine: str) -> None:
    with pytest.raises(TypeError, match="expected an eager frame, since the plan of a lazy one"):
        frames.pseudonymise_niks(column_of(engine), secret=b"0" * 16, column="no")


def test_a_secret_is_long_and_made_of_bytes() -> None:
    with pytest.raises(ValueError, match="expected 16 bytes or more"):
        frames.pseudonymise_niks(column_of("polars"), secret=b"0" * 15, column="no")
    with pytest.raises(TypeError, match="expected bytes"):
        frames.pseudonymise_niks(column_of("polars"), secret="0" * 16, column="no")  # type: ignore[arg-type]


# --- obligation, row by row ------------------------------------------------------------------

DAYS = (date(2021, 2, 28), date(2021, 3, 1), date(2021, 4, 1), date(1, 1, 1))


@cache
def stays() -> Any:  # noqa: ANN401
    table, _ = frames.to_frames(crowd(), backend="polars")
    # People who always lived abroad have a row without a stay.
    table = table.drop(one.name for one in frames.STAYS if one.is_optional)
    return table.with_row_index("row").cast({"row": pl.Int64})


def alone(row: dict[str, Any]) -> Resident:
    """Return the resident that one row describes."""
    status = {"since": row["permit_since"], "until": row["permit_until"]}
    citizenship: Citizenship = Citizen()
    if not row["is_citizen"]:
        citizenship = PermanentForeigner([StayPermit(**status)])
    elif any(status.values()):
        citizenship = ChangedCitizenship([CitizenPeriod(**status)])
    ended_by = None if row["ended_by"] is None else EndOfStay(row["ended_by"])
    stay = (
        []
        if row["since"] is None
        else [
            Residence(
                region=RegionCode(row["region"]),
                since=row["since"],
                until=row["until"],
                ended_by=ended_by,
            )
        ]
    )
    return Resident(
        nik=NIK(row["person"]),
        birth_date=row["birth_date"],
        sex=Sex(row["sex"]),
        citizenship=citizenship,
        residences=stay,
        first_married_on=row["first_married_on"],
        died_on=row["died_on"],
    )


@cache
def residents() -> tuple[Resident, ...]:
    return tuple(alone(row) for row in stays().iter_rows(named=True))


@every_engine
@pytest.mark.parametrize("leap_day", LeapDay)
def test_obligation_row_by_row(engine: str, leap_day: LeapDay) -> None:
    table = given_to(engine, stays())
    # PySpark has no literal for the last of these days, the first of the calendar.
    for on in DAYS[: -1 if engine == "pyspark" else None]:
        frame = frames.with_obliged(table, on=on, leap_day=leap_day)
        found = {row[0]: row[-1] for row in rows(engine, frame)}
        expected = [
            isinstance(assess(one, on=on, leap_day=leap_day), Obliged) for one in residents()
        ]
        assert found == dict(enumerate(expected))


@every_engine
@pytest.mark.parametrize("leap_day", LeapDay)
def test_first_day_of_obligation(engine: str, leap_day: LeapDay) -> None:
    frame = frames.with_obliged_from(given_to(engine, stays()), leap_day=leap_day)
    found = {row[0]: row[-1] for row in rows(engine, frame)}
    assert found == dict(enumerate(obliged_from(one, leap_day=leap_day) for one in residents()))


def test_the_17th_birthday_of_every_birth_date() -> None:
    """Every day of 401 years, and so every position of leap days."""
    born = pl.DataFrame(
        {"birth_date": pl.date_range(date(1700, 1, 1), date(2101, 1, 1), eager=True)}
    )
    missing = ("permit_since", "permit_until", "first_married_on", "died_on")
    people = born.with_columns(
        pl.lit(value=True).alias("is_citizen"), *(pl.lit(None, pl.Date).alias(x) for x in missing)
    )
    for leap_day in LeapDay:
        answer = frames.with_obliged_from(people, leap_day=leap_day)["obliged_from"].to_list()
        for birth_date, turns_17 in zip(born["birth_date"].to_list(), answer, strict=True):
            year = birth_date.year + 17
            if (birth_date.month, birth_date.day) == (2, 29):
                expected = date(year, 3, 1) if leap_day is LeapDay.MARCH_1 else date(year, 2, 28)
            else:
                expected = birth_date.replace(year=year)
            assert turns_17 == expected


def test_a_foreigner_without_a_permit_is_never_obliged() -> None:
    table = (
        stays()
        .head(1)
        .with_columns(
            pl.lit(value=False).alias("is_citizen"),
            pl.lit(date(1950, 1, 1)).alias("birth_date"),
            *(pl.lit(None, pl.Date).alias(name) for name in ("permit_since", "permit_until")),
        )
    )
    assert frames.with_obliged_from(table)["obliged_from"].to_list() == [None]
    assert frames.with_obliged(table, on=DAYS[0])["is_obliged"].to_list() == [False]
