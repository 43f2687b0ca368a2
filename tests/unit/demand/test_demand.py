"""Demand: who becomes obliged, and which blanks were used, by example."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import (
    NIK,
    Citizen,
    InvalidRecord,
    LeapDay,
    Month,
    PermanentForeigner,
    RegionCode,
    Register,
    Residence,
    Resident,
    Scenario,
    Sex,
    StayPermit,
)
from dukcapil.cards import (
    CardBroughtIn,
    CardEvent,
    CardHandedOver,
    CardPrinted,
    IssueReason,
    SuketIssued,
    uses_blank,
)
from dukcapil.coverage import AgeBand, AgeBands, Cohort
from dukcapil.demand import (
    BlankUse,
    MonthlyRates,
    NewlyObliged,
    NewlyObligedRow,
    blanks_used,
    monthly_rates,
    newly_obliged,
    newly_obliged_by_age,
)
from dukcapil.errors import Fault
from dukcapil.events import Retracted, in_force
from dukcapil.forecast import project
from dukcapil.recording import BiometricsCaptured, RecordingEvent
from dukcapil.regions import Level
from dukcapil.residents import EndOfStay
from dukcapil.testing import synthetic_city

DAY = timedelta(days=1)
HERE, THERE = RegionCode("32.75.01.1001"), RegionCode("33.74.01.1002")
NEXT_DOOR = RegionCode("32.75.02.1001")
JANUARY, FEBRUARY, MARCH, APRIL = QUARTER = Month.range(Month(2021, 1), Month(2021, 5))
BORN = date(2004, 2, 15)  # and so 17 in February

Stays = list[tuple[RegionCode, date, date | None]]
Permits = list[tuple[date, date | None]]
Table = Mapping[int | range, int]


def someone(  # noqa: PLR0913  # a life has many parts
    serial: int = 1,
    *,
    born: date = BORN,
    sex: Sex = Sex.FEMALE,
    stays: Stays | None = None,
    permits: Permits | None = None,
    married: date | None = None,
    died: date | None = None,
) -> Resident:
    """A resident of 32.75.01 from birth; a citizen unless there are permits."""
    return Resident(
        nik=NIK.build(region=RegionCode("32.75.99"), birth_date=born, sex=sex, serial=serial),
        birth_date=born,
        sex=sex,
        citizenship=Citizen()
        if permits is None
        else PermanentForeigner(StayPermit(since=s, until=u) for s, u in permits),
        residences=[
            Residence(region=region, since=s, until=u, ended_by=EndOfStay.MOVED if u else None)
            for region, s, u in stays or [(HERE, born, None)]
        ],
        first_married_on=married,
        died_on=died,
    )


def fault(make: Callable[[], object]) -> tuple[str, str, Fault]:
    with pytest.raises(InvalidRecord) as caught:
        make()
    return caught.value.path, caught.value.field, caught.value.reason


# --- who becomes obliged ---------------------------------------------------------------------

OLD, FOREIGN_OLD = date(1980, 1, 1), date(2010, 1, 1)
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


WOMAN, MAN = someone(1), someone(2, sex=Sex.MALE, born=date(2004, 2, 1))
NEIGHBOUR = someone(3, born=date(2004, 4, 1), stays=[(NEXT_DOOR, date(2004, 4, 1), None)])
BRIDE = someone(4, born=date(2005, 1, 1), married=date(2021, 4, 30))
COMER = someone(5, born=OLD, permits=[(date(2021, 1, 1), None)])
AWAY = someone(6, stays=[(THERE, BORN, None)])
PEOPLE = Register.of([WOMAN, MAN, NEIGHBOUR, BRIDE, COMER, AWAY])
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
def test_everybody_is_in_the_cell_of_the_day(by: Any, rows: list[tuple[Any, Month, int]]) -> None:  # noqa: ANN401  # anything to break down by
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
    assert newly_obliged(PEOPLE, []) == NewlyObliged(months=(), rows=[])
    assert newly_obliged(PEOPLE, []).by_month() == ()
    assert newly_obliged(Register.of([]), QUARTER, by=Sex).by_month() == (0, 0, 0, 0)
    assert (blanks_used(PEOPLE, []).by_month(), monthly_rates(PEOPLE, []).months) == ((), ())


def test_the_far_future_is_known_as_far_as_people_are_born() -> None:
    child = someone(born=date(2020, 12, 31))
    assert newly_obliged(Register.of([child]), [Month(2037, 12), Month(9999, 12)]).total() == 1


# --- from a table of ages --------------------------------------------------------------------


def by_hand(people: Table, months: int) -> list[int]:
    """A month of births at a time: its share of the group turns 17 in one month."""
    exact = [Fraction(0)] * (months + 1)
    for ages, count in people.items():
        years = ages if isinstance(ages, range) else range(ages, ages + 1)
        for age_in_months in range(years[0] * 12, (years[-1] + 1) * 12):
            month = 17 * 12 - age_in_months  # the last slice turns 17 in month 1
            if 1 <= month <= months:
                exact[month] += Fraction(count, len(years) * 12)
    sums = [int(sum(exact[: month + 1])) for month in range(months + 1)]
    return [after - before for before, after in pairwise(sums)]


TABLES: list[Table] = [
    {},
    {16: 0},
    {16: 12},
    {16: 7},
    {16: 1},
    {17: 1_000, 18: 1_000},
    {range(15, 20): 202_084},
    {range(18): 18 * 12 * 5 + 1},
    {15: 1_111, 16: 1_009, 14: 17},
    {range(10, 15): 50_001, 15: 9_999, 16: 10_007, range(17, 90): 400_000},
    {range(16, 18): 13, range(14, 16): 17, range(5): 99_999},
]


@pytest.mark.parametrize("people", TABLES)
@pytest.mark.parametrize("months", [0, 1, 3, 12, 13, 250])
def test_birthdays_are_spread_evenly(people: Table, months: int) -> None:
    assert list(newly_obliged_by_age(people, start=JANUARY, months=months)) == by_hand(
        people, months
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    edges = sorted(draw(st.sets(st.integers(0, 30), min_size=2, max_size=8)))
    found: dict[int | range, int] = {}
    for low, high in pairwise(edges):
        if draw(st.booleans()):
            one = high - low == 1 and draw(st.booleans())
            found[low if one else range(low, high)] = draw(st.integers(0, 100_000))
    return found


@given(tables(), st.integers(0, 400))
def test_any_table_is_spread_evenly(people: Table, months: int) -> None:
    turned = newly_obliged_by_age(people, start=JANUARY, months=months)
    assert list(turned) == by_hand(people, months)
    assert newly_obliged_by_age(people, start=APRIL, months=months) == turned
    assert min(turned, default=0) >= 0
    whole_years = newly_obliged_by_age(people, start=JANUARY, months=17 * 12)
    below_17 = sum(
        count * Fraction(len([age for age in years if age < 17]), len(years))
        for ages, count in people.items()
        for years in [ages if isinstance(ages, range) else (ages,)]
    )
    assert sum(whole_years) == int(below_17)


def test_nobody_turns_17_later_than_17_years_ahead() -> None:
    turned = newly_obliged_by_age({range(17): 17 * 12}, start=JANUARY, months=17 * 12 + 5)
    assert turned == (1,) * (17 * 12) + (0,) * 5


CONTRADICTION, OUT_OF_BOUNDS = Fault.CONTRADICTION, Fault.OUT_OF_BOUNDS


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ({16: 1, range(16, 17): 1}, CONTRADICTION),
        ({range(10, 16): 1, range(15, 20): 1}, CONTRADICTION),
        ({range(20): 1, 5: 1}, CONTRADICTION),
        ({5: 1, range(20): 1}, CONTRADICTION),
        ({range(16, 16): 1}, OUT_OF_BOUNDS),
        ({range(17, 15): 1}, OUT_OF_BOUNDS),
        ({range(10, 20, 2): 1}, OUT_OF_BOUNDS),
        ({range(20, 10, -1): 1}, OUT_OF_BOUNDS),
        ({-1: 1}, Fault.NEGATIVE),
        ({range(-1, 5): 1}, Fault.NEGATIVE),
        ({16: -1}, Fault.NEGATIVE),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(people: Table, reason: Fault) -> None:
    found = fault(lambda: newly_obliged_by_age(people, start=JANUARY, months=1))
    assert found == ("newly_obliged_by_age", "people", reason)


def test_a_negative_number_of_months_is_refused() -> None:
    found = fault(lambda: newly_obliged_by_age({}, start=JANUARY, months=-1))
    assert found == ("newly_obliged_by_age", "months", Fault.NEGATIVE)


# --- blanks that were used -------------------------------------------------------------------

ANA = someone(1, born=OLD)


def printed(number: int, on: date, who: Resident = ANA, **fields: Any) -> CardPrinted:  # noqa: ANN401
    given: dict[str, Any] = {"id": f"p-{number}", "card": f"c-{number}", "reason": IssueReason.NEW}
    return CardPrinted(**{**given, "nik": who.nik, "occurred_on": on, **fields})


def reasons(use: BlankUse) -> dict[IssueReason, tuple[int, ...]]:
    return {reason: use.of(reason) for reason in IssueReason if any(use.of(reason))}


@pytest.mark.parametrize("reason", IssueReason)
def test_a_card_is_counted_by_its_month_and_reason(reason: IssueReason) -> None:
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 31), date(2021, 3, 1)]
    events = [printed(number, on, reason=reason) for number, on in enumerate(days)]
    use = blanks_used(Register.of([ANA], events), QUARTER)
    assert reasons(use) == {reason: (2, 0, 1, 0)}
    assert use.by_month() == (2, 0, 1, 0)
    rates = monthly_rates(Register.of([ANA], events), QUARTER)
    is_new = reason is IssueReason.NEW
    assert (rates.first_cards if is_new else rates.replacement_cards) == (2, 0, 1, 0)
    assert (rates.replacement_cards if is_new else rates.first_cards) == (0, 0, 0, 0)


def test_what_was_corrected_or_taken_back_used_no_blank() -> None:
    wrong, other = printed(1, date(2021, 1, 5)), printed(2, date(2021, 1, 6))
    right = printed(3, date(2021, 2, 5), supersedes="p-1", reason=IssueReason.MOVED_IN)
    back = Retracted(id="r", nik=ANA.nik, occurred_on=date(2021, 2, 6), supersedes="p-2")
    register = Register.of([ANA], [wrong, other, right, back])
    assert reasons(blanks_used(register, QUARTER)) == {IssueReason.MOVED_IN: (0, 1, 0, 0)}
    known = register.known_on(date(2021, 2, 5))
    assert reasons(blanks_used(known, QUARTER)) == {
        IssueReason.NEW: (1, 0, 0, 0),
        IssueReason.MOVED_IN: (0, 1, 0, 0),
    }


def test_cards_and_certificates_that_are_not_printed_here_use_no_blank() -> None:
    day = date(2021, 1, 5)
    events = [
        CardBroughtIn(id="b", nik=ANA.nik, occurred_on=day, card="c-9"),
        SuketIssued(id="s", nik=ANA.nik, occurred_on=day),
        printed(1, day),
        CardHandedOver(id="h", nik=ANA.nik, occurred_on=day, card="c-1"),
    ]
    assert blanks_used(Register.of([ANA], events), [JANUARY]).by_month() == (1,)


def test_a_scope_counts_the_cards_of_those_whose_home_was_in_it_that_day() -> None:
    move = date(2021, 2, 10)
    mover = someone(
        born=OLD, stays=[(HERE, OLD, move), (THERE, move, None)], died=date(2021, 4, 10)
    )
    days = [date(2021, 1, 1), move - DAY, move, date(2021, 4, 9), date(2021, 4, 10)]
    prints = [printed(number, on, mover) for number, on in enumerate(days)]
    recorded = BiometricsCaptured(id="b", nik=mover.nik, occurred_on=move)
    register = Register.of([mover], [*prints, recorded])
    for scope, expected, captured in (
        ("32", (1, 1, 0, 0), (0, 0, 0, 0)),
        (HERE, (1, 1, 0, 0), (0, 0, 0, 0)),
        ("33.74", (0, 1, 0, 2), (0, 1, 0, 0)),
    ):
        part = register.within(RegionCode(scope))
        assert blanks_used(part, QUARTER).by_month() == expected
        assert monthly_rates(part, QUARTER).first_cards == expected
        assert monthly_rates(part, QUARTER).recordings == captured
    assert blanks_used(register, QUARTER).by_month() == (1, 2, 0, 2)


# --- a whole city ----------------------------------------------------------------------------

YEARS = Month.range(Month(2011, 6), Month(2021, 2))


@cache
def city() -> Register:
    return synthetic_city(800, seed=3)


def test_the_blanks_are_those_of_the_events_in_force() -> None:
    use = blanks_used(city(), YEARS)
    standing = [
        event
        for resident in city()
        for event in in_force(city().history(resident.nik), on=date.max, known_on=None)
        if uses_blank(event)
    ]
    assert sum(use.by_month()) == len(standing) > 700
    assert len(reasons(use)) > 3
    for reason in IssueReason:
        of_reason = [event for event in standing if getattr(event, "reason", None) is reason]
        assert sum(use.of(reason)) == len(of_reason)


def test_monthly_rates_add_up_and_feed_a_scenario() -> None:
    months = YEARS[-13:-1]
    rates, use = monthly_rates(city(), months), blanks_used(city(), months)
    assert rates.months == months
    assert rates.first_cards == use.of(IssueReason.NEW)
    sums = zip(rates.first_cards, rates.replacement_cards, strict=True)
    assert tuple(map(sum, sums)) == use.by_month()
    assert rates.newly_obliged_people == newly_obliged(city(), months).by_month()
    assert sum(rates.recordings) > 0
    scenario = Scenario(
        start=months[-1] + 1,
        months=len(months),
        not_recorded_people=40,
        newly_obliged_people=rates.newly_obliged_people,
        recording_capacity_people=rates.recordings,
        allocation_cards=use.by_month(),
        replacement_cards=rates.replacement_cards,
    )
    assert scenario.replacement_cards == rates.replacement_cards
    assert len(project(scenario).month_ends) == len(months)


@pytest.mark.parametrize("kind", [*get_args(RecordingEvent), *get_args(CardEvent)])
def test_only_biometrics_that_were_taken_are_recorded_people(kind: Any) -> None:  # noqa: ANN401  # any class of event
    day = date(2021, 1, 5)
    given: dict[str, Any] = {"id": "x", "nik": ANA.nik, "occurred_on": day}
    names = {field.name for field in attrs.fields(kind)}
    given |= {"card": "c"} if "card" in names else {}
    given |= {"reason": IssueReason.NEW} if "reason" in names else {}
    first = BiometricsCaptured(id="0", nik=ANA.nik, occurred_on=day)
    events = [first, kind(**given, supersedes="0")]
    if kind is not BiometricsCaptured:  # which alone is legal without anything before it
        events.append(Retracted(id="r", nik=ANA.nik, occurred_on=day, supersedes="x"))
    rates = monthly_rates(Register.of([ANA], events), [JANUARY])
    assert rates.recordings == (int(kind is BiometricsCaptured),)


# --- answers as values -----------------------------------------------------------------------

ROW = NewlyObligedRow(key=HERE, month=JANUARY, people=1_234)
NEWLY = NewlyObliged(
    months=(JANUARY, FEBRUARY),
    rows=[
        NewlyObligedRow(key="<b>", month=FEBRUARY, people=3),
        NewlyObligedRow(key=Sex.FEMALE, month=JANUARY, people=2),
        ROW,
    ],
)
USE = BlankUse(months=(JANUARY, FEBRUARY), cards=((1_000, 2, 3, 4, 5, 6), (0, 0, 0, 0, 0, 7)))
RATES = MonthlyRates(
    months=(JANUARY, FEBRUARY),
    newly_obliged_people=(1_234, 2),
    recordings=(3, 4),
    first_cards=(5, 6),
    replacement_cards=(7, 8),
)
NOTHING = BlankUse(months=(), cards=())


def test_rows_are_by_month_and_key_whatever_order_they_came_in() -> None:
    assert [row.key for row in NEWLY] == [HERE, Sex.FEMALE, "<b>"]
    assert attrs.evolve(NEWLY, rows=reversed(NEWLY.rows)) == NEWLY
    assert (len(NEWLY), NEWLY.by_month(), NEWLY.total()) == (3, (1_236, 3), 1_239)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (
            NEWLY,
            """\
place            month  newly obliged
32.75.01.1001  2021-01          1,234
female         2021-01              2
<b>            2021-02              3""",
        ),
        (
            USE,
            """\
month      new  moved in  data change  permit extension  lost or damaged  outside the domicile    all
2021-01  1,000         2            3                 4                5                     6  1,020
2021-02      0         0            0                 0                0                     7      7""",  # noqa: E501
        ),
        (
            RATES,
            """\
month    newly obliged people  recordings  first cards  replacement cards
2021-01                 1,234           3            5                  7
2021-02                     2           4            6                  8""",
        ),
        (NewlyObliged(months=(JANUARY,), rows=[]), "place  month  newly obliged"),
    ],
)
def test_a_table_is_text_and_html(table: Any, text: str) -> None:  # noqa: ANN401  # any table
    assert str(table) == text
    html = table._repr_html_()
    assert html.startswith("<table>")
    assert html.count("<tr>") == text.count("\n") + 1
    figures = [cell for line in text.splitlines()[1:] for cell in line.split()[2:]]
    assert all(f"<td>{figure}</td>" in html for figure in figures)
    assert "<b>" not in html
    assert ("<td>&lt;b&gt;</td>" in html) == ("<b>" in text)


VALUES = [ROW, NEWLY, USE, RATES, NOTHING]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_an_answer_is_kept_copied_and_never_changed(value: Any) -> None:  # noqa: ANN401  # any answer
    again = pickle.loads(pickle.dumps(value))
    assert again == value == copy.copy(value) == copy.deepcopy(value) == attrs.evolve(value)
    assert len({again, value}) == 1
    assert sum(other == value for other in VALUES) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.months = ()
    with pytest.raises(TypeError, match="positional"):
        type(value)(*[None for _ in attrs.fields(type(value))])


def test_blanks_of_one_reason() -> None:
    assert [USE.of(reason) for reason in IssueReason] == [
        (1_000, 0),
        (2, 0),
        (3, 0),
        (4, 0),
        (5, 0),
        (6, 7),
    ]
    assert USE.by_month() == (1_020, 7)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: attrs.evolve(ROW, people=-1), ("NewlyObligedRow", "people", Fault.NEGATIVE)),
        (
            lambda: attrs.evolve(USE, cards=((0,) * 6, (0, 0, 0, 0, 0, -1))),
            ("BlankUse", "cards", Fault.NEGATIVE),
        ),
        (
            lambda: attrs.evolve(NEWLY, months=(JANUARY, MARCH)),
            ("NewlyObliged", "rows", Fault.CONTRADICTION),
        ),
        (
            lambda: attrs.evolve(RATES, recordings=(1, -1)),
            ("MonthlyRates", "recordings", Fault.NEGATIVE),
        ),
        (lambda: attrs.evolve(USE, cards=((0,) * 6,)), ("BlankUse", "cards", Fault.MONTHS)),
        (lambda: attrs.evolve(USE, months=(JANUARY,)), ("BlankUse", "cards", Fault.MONTHS)),
        (
            lambda: attrs.evolve(USE, cards=((0,) * 6, (0,) * 5)),
            ("BlankUse", "cards", Fault.OUT_OF_BOUNDS),
        ),
        (
            lambda: attrs.evolve(RATES, first_cards=(1,)),
            ("MonthlyRates", "first_cards", Fault.MONTHS),
        ),
    ],
)
def test_figures_that_make_no_sense_are_refused(
    make: Callable[[], object], expected: tuple[str, str, Fault]
) -> None:
    assert fault(make) == expected


def test_every_series_of_the_wrong_length_is_named() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        attrs.evolve(RATES, months=(JANUARY,))
    assert [getattr(error, "field", "") for error in caught.value.exceptions] == [
        "newly_obliged_people",
        "recordings",
        "first_cards",
        "replacement_cards",
    ]


AN_INT: Any = 5
A_TEXT: Any = "2021-01"
WRONG: dict[str, Callable[[], object]] = {
    "NewlyObligedRow.month": lambda: attrs.evolve(ROW, month=A_TEXT),
    "NewlyObligedRow.people": lambda: attrs.evolve(ROW, people=A_TEXT),
    "NewlyObliged.rows": lambda: attrs.evolve(NEWLY, rows=[A_TEXT]),
    "NewlyObliged.months": lambda: attrs.evolve(NEWLY, months=A_TEXT),
    "BlankUse.months": lambda: attrs.evolve(USE, months=(A_TEXT,)),
    "BlankUse.cards": lambda: attrs.evolve(USE, cards=(A_TEXT,)),
    "BlankUse.cards ": lambda: attrs.evolve(USE, cards=((A_TEXT,),)),
    "of.reason": lambda: USE.of(A_TEXT),
    "MonthlyRates.months": lambda: attrs.evolve(RATES, months=A_TEXT),
    "MonthlyRates.recordings": lambda: attrs.evolve(RATES, recordings=(1, A_TEXT)),
    "newly_obliged.months": lambda: newly_obliged(PEOPLE, [A_TEXT]),
    "blanks_used.months": lambda: blanks_used(PEOPLE, [A_TEXT]),
    "monthly_rates.months": lambda: monthly_rates(PEOPLE, [A_TEXT]),
    "newly_obliged.months ": lambda: newly_obliged(PEOPLE, AN_INT),
    "blanks_used.months ": lambda: blanks_used(PEOPLE, AN_INT),
    "monthly_rates.months ": lambda: monthly_rates(PEOPLE, AN_INT),
    "by": lambda: newly_obliged(PEOPLE, QUARTER, by=AN_INT),
    "register.register": lambda: newly_obliged(A_TEXT, QUARTER),
    "register.register ": lambda: blanks_used(A_TEXT, QUARTER),
    "leap_day.leap_day": lambda: newly_obliged(PEOPLE, QUARTER, leap_day=AN_INT),
    "leap_day.leap_day ": lambda: monthly_rates(PEOPLE, QUARTER, leap_day=AN_INT),
    "newly_obliged_by_age.start": lambda: newly_obliged_by_age({}, start=A_TEXT, months=1),
    "newly_obliged_by_age.months": lambda: newly_obliged_by_age({}, start=JANUARY, months=A_TEXT),
    "newly_obliged_by_age.people": lambda: by_age({A_TEXT: 1}),
    "newly_obliged_by_age.people ": lambda: by_age({True: 1}),
    "newly_obliged_by_age.people  ": lambda: by_age({16: A_TEXT}),
    "newly_obliged_by_age.people   ": lambda: by_age({16.5: 1}),
}


def by_age(people: Any) -> object:  # noqa: ANN401  # anything may come
    return newly_obliged_by_age(people, start=JANUARY, months=1)


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    with pytest.raises(TypeError, match=rf"^{argument.strip()}: expected .+, found \w+"):
        WRONG[argument]()
