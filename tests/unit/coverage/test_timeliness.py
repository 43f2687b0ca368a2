"""Timeliness and backlog by hand, and with a known truth."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import sqrt
from random import Random
from typing import Any

import pytest
from support.people import (
    BEKASI,
    HOME,
    NEXT_DOOR,
    OTHER_CITY,
    OTHER_KECAMATAN,
    History,
    card,
    happened,
    lived,
    person,
    register,
)

from dukcapil import (
    InvalidRecord,
    LeapDay,
    PermanentForeigner,
    RegionCode,
    Register,
    Residence,
    Resident,
    Sex,
    Stage,
    StayPermit,
)
from dukcapil.ages import birthday
from dukcapil.coverage import (
    AgeBands,
    BacklogRow,
    BacklogTable,
    Timeliness,
    TimelinessStep,
    backlog,
    timeliness,
)
from dukcapil.errors import Fault
from dukcapil.recording import BiometricsCaptured, RecordDeleted, RecordingStatus
from dukcapil.regions import Level
from dukcapil.register import presumed_history
from dukcapil.residents import EndOfStay

ONE_DAY = timedelta(days=1)
BORN, ZERO = date(2003, 1, 1), date(2020, 1, 1)
MARCH_1 = LeapDay.MARCH_1


def day(number: int) -> date:
    return ZERO + number * ONE_DAY


def one(number: int, reached: int | None = None, **fields: Any) -> History:  # noqa: ANN401
    """Make a person who turns 17 on day 0, and is recorded on the day given."""
    resident = person(number, BORN, **fields)
    return happened(resident, *[] if reached is None else [(BiometricsCaptured, day(reached))])


def arrived(on: int) -> list[Residence]:
    return lived((OTHER_CITY, BORN), (HOME, day(on)))


def steps(estimate: Timeliness) -> list[tuple[int, int, int]]:
    return [(step.days, step.at_risk, step.reached) for step in estimate.steps]


def recorded(
    *people: History,
    on: int = 100,
    since: date = date.min,
    until: date = date.max,
    after: int = -1,
) -> Timeliness:
    return timeliness(
        register(*people).within(BEKASI),
        on=day(on),
        stage=Stage.RECORDED,
        since=since,
        until=until,
        after=after,
    )


CLASS = (
    one(1, 10),
    one(2, 20),
    one(3, 18, died_on=day(15)),  # observed until day 14
    one(4, 30, residences=lived((HOME, BORN), (OTHER_CITY, day(20)))),  # until day 19
    one(5, 20, residences=arrived(12)),  # at risk from day 13
    one(6, 12, residences=arrived(12)),  # recorded by the arrival: not at risk
    one(7, -200),  # early: day 0
    one(8),  # until the end
    one(9, 101),  # after it
)


def test_an_estimate_by_hand() -> None:
    estimate = recorded(*CLASS)
    assert steps(estimate) == [(0, 7, 1), (10, 6, 1), (20, 4, 2)]
    assert estimate.spells == 8
    waiting = [6 / 7, 6 / 7 * 5 / 6, 6 / 7 * 5 / 6 * 2 / 4]
    sums = [1 / (7 * 6), 1 / (7 * 6) + 1 / (6 * 5), 1 / (7 * 6) + 1 / (6 * 5) + 2 / (4 * 2)]
    for step, share, terms in zip(estimate.steps, waiting, sums, strict=True):
        assert step.probability == pytest.approx(1 - share)
        assert step.standard_error == pytest.approx(share * sqrt(terms))
    assert estimate.median_days == 20
    for days, place in ((0, 0), (9, 0), (10, 1), (19, 1), (20, 2), (9999, 2)):
        assert estimate.within(days) == estimate.steps[place].probability
        assert estimate.standard_error(days) == estimate.steps[place].standard_error


@pytest.mark.parametrize(
    ("people", "on", "expected"),
    [
        ([one(1, 5)], 4, []),  # not yet
        ([one(1, 5)], 5, [(5, 1, 1)]),
        ([one(1, 0)], 5, [(0, 1, 1)]),
        ([one(1, 5)], -1, []),
        ([one(1, 5, died_on=day(5))], 9, []),
        ([one(1, 5, died_on=day(6))], 9, [(5, 1, 1)]),
        ([one(1, 5, residences=arrived(4))], 9, [(5, 1, 1)]),
        ([one(1, 5, residences=arrived(6))], 9, []),
        ([one(1, 5), one(2, residences=arrived(5))], 9, [(5, 1, 1)]),  # at risk from day 6
        ([one(1, 5), one(2, residences=arrived(4))], 9, [(5, 2, 1)]),
        ([one(1, 5), one(2, residences=arrived(0))], 9, [(5, 2, 1)]),
        ([one(1, 5, residences=lived((OTHER_KECAMATAN, BORN), (HOME, day(3))))], 9, [(5, 1, 1)]),
        (  # away from day 2 to day 7: once censored, once come back
            [
                one(1, 8, residences=lived((HOME, BORN), (OTHER_CITY, day(2)), (HOME, day(7)))),
                one(2, 1),
            ],
            9,
            [(1, 2, 1), (8, 1, 1)],
        ),
        (  # recorded early and deleted: reached for the first time is what counts
            [
                happened(
                    person(1, BORN),
                    (BiometricsCaptured, day(-50)),
                    (RecordDeleted, day(-20)),
                    (BiometricsCaptured, day(3)),
                    (RecordDeleted, day(4)),
                    (BiometricsCaptured, day(6)),
                )
            ],
            9,
            [(3, 1, 1)],
        ),
        (  # recorded elsewhere, not by the arrival any more
            [
                happened(
                    person(1, BORN, residences=arrived(5)),
                    (BiometricsCaptured, day(1)),
                    (RecordDeleted, day(3)),
                    (BiometricsCaptured, day(7)),
                )
            ],
            9,
            [],
        ),
        ([one(1, 3, first_married_on=day(-7))], 9, [(10, 1, 1)]),
        (  # a permit that begins anew begins anew
            [
                one(
                    1,
                    20,
                    citizenship=PermanentForeigner(
                        [StayPermit(since=BORN, until=day(5)), StayPermit(since=day(15))]
                    ),
                )
            ],
            99,
            [(5, 1, 1)],
        ),
    ],
)
def test_who_is_at_risk_and_when(
    people: list[History], on: int, expected: list[tuple[int, int, int]]
) -> None:
    assert steps(recorded(*people, on=on)) == expected


def test_half_is_half_however_many_there_are() -> None:
    for size in range(2, 60, 2):
        row = [one(number, number) for number in range(1, size + 1)]
        assert recorded(*row).median_days == size // 2


def test_only_obligations_that_began_in_the_period_count() -> None:
    married = one(10, 7, first_married_on=day(-5))
    for since, until, expected in [
        (-5, 0, [(12, 1, 1)]),
        (-4, 1, [(3, 1, 1)]),
        (-5, 1, [(3, 2, 1), (12, 1, 1)]),
        (1, 99, []),
        (0, 0, []),
    ]:
        found = recorded(married, one(1, 3), since=day(since), until=day(until))
        assert steps(found) == expected


def test_without_steps_nothing_is_known() -> None:
    for estimate in (recorded(), recorded(one(1))):
        assert estimate.steps == ()
        assert (estimate.within(99), estimate.standard_error(99)) == (0.0, None)
        assert estimate.trusted_from is None
        assert estimate.median_days is None
    assert (recorded().spells, recorded(one(1)).spells) == (0, 1)
    late = recorded(one(1, 7), one(2, 7))
    assert (late.within(6), late.standard_error(6), late.within(7)) == (0.0, None, 1.0)
    assert (late.standard_error(7), late.median_days) == (None, 7)


def test_neither_0_nor_1_is_certain() -> None:
    nobody, late = recorded(one(1)), recorded(one(1, 7), one(2, 7))
    assert recorded().interval(99) == (0.0, 1.0)  # nobody was observed
    assert nobody.interval(99) == pytest.approx((0.0, 0.95))  # one of one waited
    assert late.interval(6) == pytest.approx((0.0, 1 - 0.05 ** (1 / 2)))
    assert late.interval(7) == pytest.approx((0.05 ** (1 / 2), 1.0))
    assert late.interval(6, confidence=0.5)[1] < late.interval(6)[1]
    row = [one(number, 9) for number in range(1, 4)]
    assert recorded(*row).interval(9)[0] < recorded(*row, one(4, 3)).interval(9)[0] < 1
    assert recorded(one(1, residences=arrived(3)), one(2, 5, residences=arrived(3))).interval(
        4
    ) == (
        0.0,
        1.0,
    )


def test_few_people_at_risk_early_on_are_told_and_left_out() -> None:
    early = one(1, 2)
    later = [one(number, 20 + number, residences=arrived(4)) for number in range(2, 22)]
    estimate = recorded(early, *later)
    assert estimate.within(2) == estimate.within(30) == 1.0  # one person decides for all
    assert estimate.interval(30)[0] == pytest.approx(0.05)
    assert estimate.trusted_from == 3
    among = recorded(early, *later, after=2)
    assert among.within(2) == 0.0
    assert among.trusted_from == 0
    assert among.within(31) == pytest.approx(1 / 2)
    assert (among.spells, estimate.spells) == (20, 21)
    assert recorded(*CLASS).trusted_from is None


def test_whoever_leaves_on_the_day_after_the_arrival_was_never_at_risk() -> None:
    through = lived((OTHER_CITY, BORN), (HOME, day(5)), (OTHER_CITY, day(6)))
    estimate = recorded(one(1, 7), one(2, residences=through))
    assert (estimate.spells, steps(estimate)) == (1, [(7, 1, 1)])


def test_histories_presumed_from_statuses_know_no_times() -> None:
    people = [person(number, BORN) for number in (1, 2)]
    presumed = Register.of(
        people,
        [
            event
            for number, each in enumerate(people)
            for event in presumed_history(
                RecordingStatus.CARD_ISSUED, nik=each.nik, on=day(50), label=str(number)
            )
        ],
    )
    with pytest.raises(ValueError, match="expected histories with the days of their events"):
        timeliness(presumed, on=day(60))


def test_a_card_is_the_usual_stage_and_may_end_with_a_permit() -> None:
    citizenship = PermanentForeigner([StayPermit(since=BORN, until=day(50))])
    people = register(happened(person(1, BORN, citizenship=citizenship), *card(day(9))))
    assert steps(timeliness(people, on=day(99))) == [(9, 1, 1)]


@pytest.mark.parametrize(("leap_day", "days"), [(MARCH_1, 9), (LeapDay.FEBRUARY_28, 10)])
def test_the_policy_for_leap_days_starts_the_clock(leap_day: LeapDay, days: int) -> None:
    leapling = happened(person(1, date(2004, 2, 29)), (BiometricsCaptured, date(2021, 3, 10)))
    estimate = timeliness(
        register(leapling), on=date(2021, 12, 31), stage=Stage.RECORDED, leap_day=leap_day
    )
    assert estimate.median_days == days


def test_an_estimate_shows_itself() -> None:
    estimate = recorded(*CLASS)
    assert str(estimate).splitlines()[:3] == [
        "within days     %  standard error  from %  to %",
        "          0  14.3            13.2     2.1  66.6",
        "         14  28.6            17.1     8.0  74.2",
    ]
    row = {
        "within_days": 14,
        "percent": 28.6,
        "standard_error": pytest.approx(17.07, abs=0.01),
        "percent_low": 8.0,
        "percent_high": 74.2,
    }
    assert estimate.to_dicts()[1] == row
    assert pickle.loads(pickle.dumps(estimate)) == estimate


# --- where the truth is known --------------------------------------------------------------


def test_only_the_estimate_is_right_where_the_truth_is_known() -> None:
    """Of the people of four years, 1 in 5 never comes; the others come within 600 days."""
    random, on = Random(17), date(2020, 12, 31)  # noqa: S311  the same people in every run
    people, waits = [], []
    for number in range(1, 1501):
        begin = on - random.randrange(4 * 365) * ONE_DAY
        wait = random.randrange(600) if random.random() < 0.8 else 10**4
        born = date(begin.year - 17, begin.month, min(begin.day, 28))
        begin = birthday(born, age=17)
        fields: dict[str, Any] = {}
        share = random.random()
        if share < 0.25:  # leaves again
            left = begin + random.randrange(1, 700) * ONE_DAY
            fields["residences"] = lived((HOME, born), (OTHER_CITY, left))
        elif share < 0.5:  # comes later
            came = begin + random.randrange(1, 700) * ONE_DAY
            fields["residences"] = lived((OTHER_CITY, born), (HOME, came))
        events = [(BiometricsCaptured, begin + wait * ONE_DAY)] if wait < 10**4 else []
        people.append(happened(person(number, born, **fields), *events))
        waits.append((begin, wait, fields))
    scope = register(*people).within(BEKASI)
    estimate = timeliness(scope, on=on, stage=Stage.RECORDED)
    truth = 0.8 * 366 / 600
    low, high = estimate.interval(365)
    assert low < truth < high
    assert abs(estimate.within(365) - truth) < 3 * (estimate.standard_error(365) or 0.0) < 0.08

    done = [wait for begin, wait, _ in waits if begin + wait * ONE_DAY <= on and wait < 10**4]
    among_holders = sum(wait <= 365 for wait in done) / len(done)
    naive = sum(wait <= 365 for wait in done) / len(waits)
    assert among_holders > truth + 0.1
    assert naive < truth - 0.04


# --- backlog -------------------------------------------------------------------------------


def waiting(number: int, days: int, home: RegionCode = HOME, sex: Sex = Sex.FEMALE) -> Resident:
    """Make a person who turned 17 a number of days before day 0."""
    turned = day(-days)
    return person(number, turned.replace(year=turned.year - 17), sex, home=home)


def test_the_backlog_by_kelurahan_is_by_nearest_rank() -> None:
    holder = happened(waiting(99, 1000), *card(day(-1)))
    people = register(
        *(waiting(number, number) for number in range(1, 11)),
        *(waiting(20 + days, days, NEXT_DOOR) for days in (7, 0, 4)),
        waiting(40, 5000, OTHER_KECAMATAN),
        waiting(50, -1),  # turns 17 tomorrow
        holder,
    )
    table = backlog(people, on=ZERO, by=Level.DESA_KELURAHAN)
    figures = ("people", "median_days", "ninth_decile_days", "longest_days")
    assert {row.key: tuple(getattr(row, field) for field in figures) for row in table} == {
        HOME: (10, 5, 9, 10),
        NEXT_DOOR: (3, 4, 7, 7),
        OTHER_KECAMATAN: (1, 5000, 5000, 5000),
    }
    assert str(table).splitlines()[1:] == [
        "32.75.01.1001   Bekasijaya       10            5                   9                  10",
        "32.75.01.1002   Margahayu         3            4                   7                   7",
        "32.75.02.1001   Bintara           1        5,000               5,000               5,000",
    ]
    assert table[NEXT_DOOR].people == 3
    assert pickle.loads(pickle.dumps(table)) == table


def test_a_wait_begins_with_the_obligation_wherever_it_was_spent() -> None:
    mover = person(1, BORN, residences=arrived(5))
    (row,) = backlog(register(mover).within(BEKASI), on=day(9), by=AgeBands([17, 18]))
    assert (row.key, row.longest_days) == ((17, 17), 9)
    assert len(backlog(register(mover).within(BEKASI), on=day(4))) == 0
    taken = register(one(1, 3))
    assert len(backlog(taken, on=day(3), stage=Stage.RECORDED)) == 0
    assert len(backlog(taken, on=day(3), stage=Stage.PRINT_READY)) == 1
    assert len(backlog(taken, on=day(3), stage=Stage.NOT_RECORDED)) == 0
    gone = lived((HOME, BORN), until=day(2), ended_by=EndOfStay.LEFT_COUNTRY)
    assert backlog(register(person(1, BORN, residences=gone)), on=day(2)).rows == ()
    assert backlog(register(), on=ZERO) == BacklogTable([], dimensions=())


# --- what is refused -----------------------------------------------------------------------

STEP: dict[str, Any] = {
    "days": 1,
    "at_risk": 2,
    "reached": 1,
    "probability": 0.5,
    "standard_error": 0.1,
}
ROW: dict[str, Any] = {
    "key": "A",
    "people": 1,
    "median_days": 1,
    "ninth_decile_days": 1,
    "longest_days": 1,
}
WRONG: list[Callable[[], object]] = [
    *(lambda f=field: TimelinessStep(**{**STEP, f: "1"}) for field in STEP),
    *(lambda f=field: BacklogRow(**{**ROW, f: 1.5}) for field in list(ROW)[1:]),
    lambda: Timeliness(steps=[1], spells=1, observed_days=1, unreached=0),  # type: ignore[list-item]
    lambda: Timeliness(steps=[], spells=1.0, observed_days=1, unreached=0),  # type: ignore[arg-type]
    lambda: BacklogTable([1]),  # type: ignore[arg-type]
    lambda: Timeliness(steps=[], spells=1, observed_days=1, unreached=None),  # type: ignore[arg-type]
    lambda: recorded().within(1.5),  # type: ignore[arg-type]
    lambda: recorded().interval(1, confidence=1),
    lambda: recorded(after=None),  # type: ignore[arg-type]
    lambda: recorded(until=None),  # type: ignore[arg-type]
    lambda: recorded(since=datetime(2020, 1, 1)),  # noqa: DTZ001
    lambda: timeliness(register(), on=datetime(2020, 1, 1)),  # noqa: DTZ001
    lambda: timeliness(register(), on=ZERO, leap_day=None),  # type: ignore[arg-type]
]


def test_steps_rise_in_time() -> None:
    step = TimelinessStep(**STEP)
    with pytest.raises(InvalidRecord, match=r"Timeliness\.steps: periods overlap"):
        Timeliness(steps=[step, step], spells=2, observed_days=1, unreached=0)


@pytest.mark.parametrize("make", WRONG)
def test_parts_are_checked(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: TimelinessStep(**{**STEP, "days": -1}),
        lambda: Timeliness(steps=[], spells=1, observed_days=-1, unreached=0),
        lambda: BacklogRow(**{**ROW, "people": -1}),
        lambda: recorded().within(-1),
        lambda: recorded().standard_error(-1),
    ],
)
def test_counts_are_not_negative(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidRecord, match="negative"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: TimelinessStep(**{**STEP, "reached": 3}),
        lambda: TimelinessStep(**{**STEP, "probability": 1.5}),
        lambda: recorded().interval(1, confidence=1.0),
        lambda: TimelinessStep(**{**STEP, "probability": float("nan")}),
        lambda: BacklogRow(**{**ROW, "median_days": 2}),
        lambda: BacklogRow(**{**ROW, "ninth_decile_days": 2}),
    ],
)
def test_figures_do_not_contradict_each_other(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidRecord) as caught:
        make()
    assert caught.value.reason in {Fault.OUT_OF_BOUNDS, Fault.CONTRADICTION}
