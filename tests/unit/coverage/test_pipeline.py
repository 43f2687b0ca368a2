"""People in no stock yet: recorded early, or 17 within the year."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import oracle
from support.people import (
    BEKASI,
    HOME,
    NEXT_DOOR,
    OTHER_CITY,
    card,
    happened,
    lived,
    person,
    register,
)

from dukcapil import (
    Coverage,
    InvalidRecord,
    LeapDay,
    Month,
    PermanentForeigner,
    RegionCode,
    Resident,
    Sex,
    Stage,
    StayPermit,
)
from dukcapil.coverage import (
    AgeBands,
    By,
    Cohort,
    EarlyRow,
    EarlyTable,
    early_recordings,
    measure,
    year_target,
)
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.recording import BiometricsCaptured, RecordDeleted
from dukcapil.regions import Level
from dukcapil.testing import populations

DAY, BORN = date(2020, 12, 31), date(2004, 5, 1)  # 16 years old
NIGHT_BEFORE = date(2020, 12, 30)
CAPTURED = BiometricsCaptured, date(2020, 6, 1)
LEFT = lived((HOME, BORN), (OTHER_CITY, DAY))


def foreigner(since: date) -> PermanentForeigner:
    return PermanentForeigner([StayPermit(since=since)])


# --- early recordings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (person(1, BORN), (1, 0)),
        (happened(person(1, BORN), CAPTURED), (1, 1)),
        (happened(person(1, BORN), (BiometricsCaptured, DAY)), (1, 1)),
        (happened(person(1, BORN), (BiometricsCaptured, date(2021, 1, 1))), (1, 0)),
        (happened(person(1, BORN), CAPTURED, (RecordDeleted, DAY)), (1, 0)),
        (happened(person(1, BORN), *card(DAY)), (1, 1)),
        (happened(person(1, BORN, first_married_on=DAY), CAPTURED), None),  # obliged
        (happened(person(1, BORN, first_married_on=date(2021, 1, 1)), CAPTURED), (1, 1)),
        (happened(person(1, date(2003, 12, 31)), CAPTURED), None),  # 17 today
        (happened(person(1, date(2004, 1, 1)), CAPTURED), (1, 1)),  # 17 tomorrow
        (happened(person(1, date(2004, 12, 31)), CAPTURED), (1, 1)),  # 16 today
        (happened(person(1, date(2005, 1, 1)), CAPTURED), None),  # 16 tomorrow
        (happened(person(1, BORN, residences=LEFT), CAPTURED), None),  # moved away
        (happened(person(1, BORN, residences=lived((HOME, DAY))), CAPTURED), (1, 1)),
        (happened(person(1, BORN, residences=()), CAPTURED), None),
        (happened(person(1, BORN, died_on=DAY), CAPTURED), None),
        (happened(person(1, BORN, citizenship=foreigner(DAY)), CAPTURED), (1, 1)),
        (happened(person(1, BORN, citizenship=foreigner(date(2021, 1, 1))), CAPTURED), None),
    ],
)
def test_who_is_recorded_before_being_obliged(
    who: Resident | tuple[Resident, list[Event]], expected: tuple[int, int] | None
) -> None:
    table = early_recordings(register(who).within(BEKASI), on=DAY)
    assert [(row.key, (row.eligible, row.recorded)) for row in table] == (
        [] if expected is None else [((), expected)]
    )


@pytest.mark.parametrize(
    ("from_age", "eligible"), [(0, 3), (14, 3), (15, 2), (16, 1), (17, 0), (99, 0), (9999, 0)]
)
def test_the_office_chooses_from_which_age_it_records(from_age: int, eligible: int) -> None:
    classmates = register(*(person(year, date(year, 7, 1)) for year in (2003, 2004, 2005, 2006)))
    rows = early_recordings(classmates, on=DAY, from_age=from_age).rows
    assert [row.eligible for row in rows] == ([eligible] if eligible else [])


@pytest.mark.parametrize(("leap_day", "eligible"), [(LeapDay.MARCH_1, 0), (LeapDay.FEBRUARY_28, 1)])
def test_16_is_reached_by_the_policy_too(leap_day: LeapDay, eligible: int) -> None:
    leapling = register(person(1, date(2004, 2, 29)))
    on = date(2019, 2, 28)
    assert len(early_recordings(leapling, on=on, from_age=15, leap_day=leap_day)) == eligible
    on_the_17th = date(2021, 2, 28)
    assert len(early_recordings(leapling, on=on_the_17th, leap_day=leap_day)) == 1 - eligible


YOUNG = register(
    happened(person(1, BORN), CAPTURED),
    person(2, date(2005, 5, 1), Sex.MALE, home=NEXT_DOOR),
    person(3, date(2004, 5, 9), Sex.MALE, home=OTHER_CITY, first_married_on=date(2021, 2, 2)),
    person(4, date(1990, 1, 1)),
)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Level.KAB_KOTA, {BEKASI: (2, 1), RegionCode("32.16"): (1, 0)}),
        (Sex, {Sex.FEMALE: (1, 1), Sex.MALE: (2, 0)}),
        (AgeBands([16, 17]), {(0, 15): (1, 0), (16, 16): (2, 1)}),
        (Cohort.BIRTH_YEAR, {2004: (2, 1), 2005: (1, 0)}),
        (
            Cohort.OBLIGED_MONTH,
            {Month(2021, 2): (1, 0), Month(2021, 5): (1, 1), Month(2022, 5): (1, 0)},
        ),
        ((Sex, Level.KECAMATAN), None),
    ],
)
def test_early_recordings_are_broken_down(by: By, expected: dict[Hashable, object] | None) -> None:
    table = early_recordings(YOUNG, on=DAY, by=by, from_age=15)
    found = {row.key: (row.eligible, row.recorded) for row in table}
    assert found == expected or (expected is None and found[Sex.FEMALE, HOME.at(3)] == (1, 1))  # type: ignore[arg-type]


def test_a_table_shows_itself_and_is_looked_up() -> None:
    table = early_recordings(YOUNG, on=DAY, by=Level.KAB_KOTA)
    assert str(table).splitlines() == [
        "kab/kota  name              eligible  recorded early",
        "32.16     Kabupaten Bekasi         1               0",
        "32.75     Kota Bekasi              1               1",
    ]
    assert table.to_dicts()[1] == {
        "kab_kota": "32.75",
        "kab_kota_name": "Kota Bekasi",
        "eligible": 1,
        "recorded_early": 1,
    }
    assert table[BEKASI] == EarlyRow(key=BEKASI, eligible=1, recorded=1)
    assert pickle.loads(pickle.dumps(table)) == table
    assert "1,000" in str(EarlyTable([EarlyRow(key="A", eligible=1000, recorded=0)]))


# --- the target of a year ------------------------------------------------------------------


def target(
    *people: Resident | tuple[Resident, list[Event]], on: date, stage: Stage = Stage.HOLDING
) -> Coverage:
    return year_target(register(*people).within(BEKASI), on=on, stage=stage).total(on=on)


@pytest.mark.parametrize(
    ("who", "obliged"),
    [
        (person(1, date(2003, 12, 31)), 1),  # 17 on the last day of the year
        (person(1, date(2004, 1, 1)), 0),  # on the first of the next
        (person(1, date(2003, 7, 1)), 1),
        (person(1, date(2003, 7, 1), first_married_on=date(2019, 1, 1)), 1),  # once
        (person(1, date(2004, 7, 1), first_married_on=date(2019, 1, 1)), 1),
        (person(1, date(2004, 7, 1), first_married_on=date(2020, 9, 9)), 0),  # not foreseen
        (person(1, date(1990, 7, 1)), 1),
        (person(1, date(2003, 7, 1), died_on=date(2020, 2, 1)), 0),
        (person(1, date(2003, 7, 1), died_on=date(2020, 2, 2)), 1),  # alive on the day
        (person(1, date(2003, 7, 1), home=OTHER_CITY), 0),
        (person(1, date(2003, 7, 1), residences=lived((HOME, date(2020, 2, 2)))), 0),
        (person(1, date(2003, 7, 1), citizenship=foreigner(date(2020, 2, 2))), 0),
        (person(1, date(2003, 7, 1), citizenship=foreigner(date(2020, 2, 1))), 1),
    ],
)
def test_this_years_17_year_olds_count_at_once(who: Resident, obliged: int) -> None:
    assert target(who, on=date(2020, 2, 1)) == Coverage(obliged=obliged, covered=0)


def test_the_numerator_is_that_of_the_date() -> None:
    holder = happened(person(1, date(1990, 1, 1)), *card(date(2015, 1, 1)))
    early = happened(person(2, date(2003, 7, 1)), CAPTURED)
    for stage, on, expected in [
        (Stage.HOLDING, date(2020, 1, 1), (2, 1)),
        (Stage.RECORDED, date(2020, 6, 30), (2, 1)),
        (Stage.RECORDED, date(2020, 7, 1), (2, 2)),
    ]:
        found = target(holder, early, on=on, stage=stage)
        assert (found.obliged, found.covered) == expected


def test_a_year_begins_with_its_target_and_ends_with_the_figure() -> None:
    assert len(year_target(YOUNG, on=NIGHT_BEFORE)) == 1
    on = date(2021, 12, 31)
    assert year_target(YOUNG, on=on) == measure(YOUNG, on=on)
    assert target(on=DAY) == Coverage(obliged=0, covered=0)
    assert len(year_target(register(), on=DAY, by=Sex)) == 0


def test_targets_are_broken_down_and_have_no_members() -> None:
    on = date(2021, 1, 1)
    table = year_target(YOUNG, on=on, by=(Level.KAB_KOTA, AgeBands([17])))
    assert {row.key: row.coverage.obliged for row in table} == {
        (BEKASI, (0, 16)): 1,
        (BEKASI, (17, None)): 1,
        (RegionCode("32.16"), (0, 16)): 1,
    }
    assert year_target(YOUNG, on=on, by=Sex)[Sex.FEMALE, on] == Coverage(obliged=2, covered=0)
    with pytest.raises(LookupError, match="this table has no member lists"):
        table.members((BEKASI, (0, 16)))


# --- a loop over people --------------------------------------------------------------------

days = st.dates(date(2020, 12, 12), date(2021, 4, 18))
scopes = st.sampled_from([None, RegionCode("32"), BEKASI, RegionCode("32.75.01.1001")])


def completed_years(born: date, on: date, leap_day: LeapDay) -> int:
    is_early = leap_day is LeapDay.FEBRUARY_28 and on.year % 4
    day = 28 if (born.month, born.day) == (2, 29) and is_early else born.day
    return on.year - born.year - ((on.month, on.day) < (born.month, day))


@given(populations(), days, st.sampled_from(LeapDay), st.integers(14, 17), scopes)
def test_both_figures_are_those_of_a_loop_over_people(
    population: list[tuple[Resident, tuple[Event, ...]]],
    on: date,
    leap_day: LeapDay,
    from_age: int,
    scope: RegionCode | None,
) -> None:
    whole = register(*((one, list(history)) for one, history in population))
    eligible = recorded = target_of_year = covered = 0
    for one, history in population:
        stay = oracle._stay(one, on)
        lives_here = stay is not None and (scope is None or stay.region in scope)
        if not lives_here or (one.died_on is not None and one.died_on <= on):
            continue
        stage = oracle.stage(one, history, on)
        if oracle.place(one, on, leap_day) is not None:
            target_of_year += 1
            covered += stage == oracle.HOLDING
        elif oracle._status(one, on) is not None:
            target_of_year += one.birth_date.year + 17 <= on.year and one.birth_date <= on
            if completed_years(one.birth_date, on, leap_day) >= from_age:
                eligible += 1
                recorded += stage > oracle.NOT_RECORDED
    inside = whole if scope is None else whole.within(scope)
    early = early_recordings(inside, on=on, from_age=from_age, leap_day=leap_day)
    assert [(row.eligible, row.recorded) for row in early] == [(eligible, recorded)] * bool(
        eligible
    )
    table = year_target(inside, on=on, leap_day=leap_day)
    assert table.total(on=on) == Coverage(obliged=target_of_year, covered=covered)


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "error", "match"),
    [
        (lambda: EarlyRow(key="A", eligible=1.0, recorded=0), TypeError, "eligible"),  # type: ignore[arg-type]
        (lambda: EarlyRow(key="A", eligible=1, recorded=None), TypeError, "recorded"),  # type: ignore[arg-type]
        (lambda: EarlyRow(key="A", eligible=-1, recorded=0), InvalidRecord, Fault.NEGATIVE),
        (
            lambda: EarlyRow(key="A", eligible=1, recorded=2),
            InvalidRecord,
            "contradicts .*eligible",
        ),
        (lambda: EarlyTable([1]), TypeError, "expected EarlyRow"),  # type: ignore[arg-type]
        (lambda: early_recordings(YOUNG, on=DAY, from_age=-1), InvalidRecord, Fault.NEGATIVE),
        (lambda: early_recordings(YOUNG, on=DAY, from_age=16.5), TypeError, "expected int"),  # type: ignore[call-overload]
        (
            lambda: year_target(YOUNG, on=datetime(2021, 1, 1)),  # noqa: DTZ001
            TypeError,
            "found datetime",
        ),
    ],
)
def test_what_is_wrong_is_refused(
    make: Callable[[], object], error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        make()
