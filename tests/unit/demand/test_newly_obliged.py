"""People who become obliged, one life at a time and by group."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.lives import (
    APRIL,
    BORN,
    FEBRUARY,
    HERE,
    JANUARY,
    MARCH,
    NEXT_DOOR,
    OLD,
    PEOPLE,
    QUARTER,
    THERE,
    someone,
)

from dukcapil import LeapDay, Month, RegionCode, Register, Sex
from dukcapil.coverage import AgeBand, AgeBands, Cohort
from dukcapil.demand import (
    NewlyObliged,
    NewlyObligedRow,
    blanks_used,
    monthly_rates,
    newly_obliged,
)
from dukcapil.regions import Level

FOREIGN_OLD = date(2010, 1, 1)
LEAPLING = date(2004, 2, 29)
BIRTHDAY, MOVE = date(2021, 2, 15), date(2021, 3, 1)


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        ({}, [0, 1, 0, 0]),
        ({"born": date(2003, 12, 31)}, [0, 0, 0, 0]),
        ({"born": date(2004, 1, 1)}, [1, 0, 0, 0]),
        ({"born": date(2004, 1, 31)}, [1, 0, 0, 0]),
        ({"born": date(2004, 4, 30)}, [0, 0, 0, 1]),
        ({"born": date(2004, 5, 1)}, [0, 0, 0, 0]),
        # A marriage before 17, and one after.
        ({"married": date(2021, 1, 31)}, [1, 0, 0, 0]),
        ({"married": date(2021, 3, 1)}, [0, 1, 0, 0]),
        ({"married": date(2020, 12, 1)}, [0, 0, 0, 0]),
        ({"born": date(2006, 1, 1), "married": date(2021, 4, 1)}, [0, 0, 0, 1]),
        # Permits: one that begins, one that was there, a renewal with a gap and without one.
        ({"born": OLD, "permits": [(date(2021, 3, 9), None)]}, [0, 0, 1, 0]),
        ({"permits": [(date(2021, 3, 9), None)]}, [0, 0, 1, 0]),
        ({"permits": [(date(2020, 3, 9), None)]}, [0, 1, 0, 0]),
        (
            {
                "born": OLD,
                "permits": [(FOREIGN_OLD, date(2021, 1, 9)), (date(2021, 1, 10), None)],
            },
            [1, 0, 0, 0],
        ),
        (
            {"born": OLD, "permits": [(FOREIGN_OLD, date(2021, 1, 9)), (date(2021, 1, 9), None)]},
            [0, 0, 0, 0],
        ),
        (
            {
                "born": OLD,
                "permits": [(date(2021, 1, 5), date(2021, 2, 5)), (date(2021, 4, 5), None)],
            },
            [1, 0, 0, 1],
        ),
        # Movers are new only on the day itself; who has not come yet is counted nowhere.
        (
            {"stays": [(HERE, BORN, date(2021, 3, 1)), (THERE, date(2021, 3, 1), None)]},
            [0, 1, 0, 0],
        ),
        ({"stays": [(HERE, date(2021, 3, 1), None)]}, [0, 0, 0, 0]),
        ({"stays": [(HERE, date(2021, 2, 15), None)]}, [0, 1, 0, 0]),
        ({"stays": [(HERE, date(2021, 2, 16), None)]}, [0, 0, 0, 0]),
        ({"stays": [(HERE, BORN, BIRTHDAY), (THERE, BIRTHDAY, None)]}, [0, 1, 0, 0]),
        ({"stays": [(HERE, date(2021, 2, 14), None)]}, [0, 1, 0, 0]),
        ({"stays": [(HERE, BORN, date(2021, 2, 15))]}, [0, 0, 0, 0]),
        ({"born": OLD, "stays": [(HERE, date(2021, 2, 1), None)]}, [0, 0, 0, 0]),
        # The dead.
        ({"died": date(2021, 2, 15)}, [0, 0, 0, 0]),
        ({"died": date(2021, 2, 16)}, [0, 1, 0, 0]),
    ],
)
@pytest.mark.parametrize("leap_day", LeapDay)
def test_one_life(life: dict[str, Any], expected: list[int], leap_day: LeapDay) -> None:
    table = newly_obliged(Register.of([someone(**life)]), QUARTER, leap_day=leap_day)
    assert list(table.by_month()) == expected
    assert table.total() == sum(expected)


@pytest.mark.parametrize(
    ("leap_day", "month"), [(LeapDay.MARCH_1, MARCH), (LeapDay.FEBRUARY_28, FEBRUARY)]
)
def test_29_february_turns_17_by_the_policy(leap_day: LeapDay, month: Month) -> None:
    register = Register.of([someone(born=LEAPLING)])
    (row,) = newly_obliged(register, QUARTER, leap_day=leap_day)
    assert row == NewlyObligedRow(key=(), month=month, people=1)
    rates = monthly_rates(register, [month], leap_day=leap_day)
    assert rates.newly_obliged_people == (1,)


CITY, PLACE = RegionCode("32.75"), RegionCode("32.75.01")


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ((), [((), JANUARY, 1), ((), FEBRUARY, 3), ((), APRIL, 2)]),
        (
            Sex,
            [
                (Sex.FEMALE, JANUARY, 1),
                (Sex.FEMALE, FEBRUARY, 2),
                (Sex.MALE, FEBRUARY, 1),
                (Sex.FEMALE, APRIL, 2),
            ],
        ),
        (
            Level.KECAMATAN,
            [
                (PLACE, JANUARY, 1),
                (PLACE, FEBRUARY, 2),
                (RegionCode("33.74.01"), FEBRUARY, 1),
                (PLACE, APRIL, 1),
                (RegionCode("32.75.02"), APRIL, 1),
            ],
        ),
        (
            AgeBands([17, 40]),
            [
                (AgeBand(40, None), JANUARY, 1),
                (AgeBand(17, 39), FEBRUARY, 3),
                (AgeBand(0, 16), APRIL, 1),
                (AgeBand(17, 39), APRIL, 1),
            ],
        ),
        (
            Cohort.OBLIGED_MONTH,
            [(JANUARY, JANUARY, 1), (FEBRUARY, FEBRUARY, 3), (APRIL, APRIL, 2)],
        ),
        (
            (Level.PROVINCE, Sex),
            [
                ((RegionCode("32"), Sex.FEMALE), JANUARY, 1),
                ((RegionCode("32"), Sex.FEMALE), FEBRUARY, 1),
                ((RegionCode("32"), Sex.MALE), FEBRUARY, 1),
                ((RegionCode("33"), Sex.FEMALE), FEBRUARY, 1),
                ((RegionCode("32"), Sex.FEMALE), APRIL, 2),
            ],
        ),
        (
            lambda resident: resident.first_married_on is not None,
            [(False, JANUARY, 1), (False, FEBRUARY, 3), (False, APRIL, 1), (True, APRIL, 1)],
        ),
    ],
)
def test_everybody_is_in_the_group_of_the_day(by: Any, rows: list[tuple[Any, Month, int]]) -> None:  # noqa: ANN401  anything to break down by
    table = newly_obliged(PEOPLE, QUARTER, by=by)
    assert [(row.key, row.month, row.people) for row in table] == rows
    assert (len(table), table.total(), table.by_month()) == (len(rows), 6, (1, 3, 0, 2))


def test_a_scope_counts_its_region_alone() -> None:
    assert newly_obliged(PEOPLE.within(CITY), QUARTER).by_month() == (1, 2, 0, 2)
    assert newly_obliged(PEOPLE.within(NEXT_DOOR), QUARTER).by_month() == (0, 0, 0, 1)
    moved = someone(stays=[(THERE, BORN, date(2021, 3, 1)), (HERE, date(2021, 3, 1), None)])
    assert newly_obliged(Register.of([moved]).within(CITY), QUARTER).total() == 0


def test_months_are_sorted_and_counted_once_and_those_between_are_left_out() -> None:
    table = newly_obliged(PEOPLE, iter([APRIL, JANUARY, APRIL]))
    assert table.months == (JANUARY, APRIL)
    assert table.by_month() == (1, 2)
    assert blanks_used(PEOPLE, [APRIL, JANUARY, APRIL]).months == (JANUARY, APRIL)
    assert monthly_rates(PEOPLE, [APRIL, JANUARY, APRIL]).newly_obliged_people == (1, 2)


def test_nobody_and_no_month() -> None:
    assert newly_obliged(PEOPLE, []) == NewlyObliged(months=(), rows=[], dimensions=())
    assert newly_obliged(PEOPLE, []).by_month() == ()
    assert newly_obliged(Register.of([]), QUARTER, by=Sex).by_month() == (0, 0, 0, 0)
    assert (blanks_used(PEOPLE, []).by_month(), monthly_rates(PEOPLE, []).months) == ((), ())


def test_the_far_future_is_known_as_far_as_people_are_born() -> None:
    child = someone(born=date(2020, 12, 31))
    assert newly_obliged(Register.of([child]), [Month(2037, 12), Month(9999, 12)]).total() == 1
