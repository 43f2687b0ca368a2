"""Demand agrees with a loop over the days, and over the events, of small populations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from support import oracle

from dukcapil import LeapDay, Month, RegionCode, Register, Resident, Sex
from dukcapil.cards import CardPrinted, IssueReason, uses_blank
from dukcapil.coverage import AgeBand, AgeBands, Cohort, Flow, flows
from dukcapil.demand import blanks_used, monthly_rates, newly_obliged
from dukcapil.events import Event, in_force
from dukcapil.recording import BiometricsCaptured
from dukcapil.regions import Level
from dukcapil.testing import populations

History = tuple[Resident, tuple[Event, ...]]
Population = list[History]
Key = Callable[[Resident, RegionCode, date], Hashable]

DAY = timedelta(days=1)
MONTHS = Month.range(Month(2020, 11), Month(2021, 6))
FIRST, LAST = MONTHS[0].first_day, MONTHS[-1].last_day
DAYS = [FIRST + number * DAY for number in range((LAST - FIRST).days + 1)]
BEGINS = {"turned_17", "married_young", "permit_began"}
SCOPES = tuple(map(RegionCode, ("32", "32.75", "32.75.01", "32.75.01.1001")))

policies = st.sampled_from(LeapDay)
months = st.sets(st.sampled_from(MONTHS))
scopes = st.none() | st.sampled_from(SCOPES)


def register_of(population: Population, scope: RegionCode | None) -> Register:
    people = [resident for resident, _ in population]
    events = [event for _, history in population for event in history]
    register = Register.of(people, events)
    return register if scope is None else register.within(scope)


def is_17(resident: Resident, on: date, leap_day: LeapDay) -> bool:
    born = (resident.birth_date.month, resident.birth_date.day)
    if born == (2, 29) and leap_day is LeapDay.FEBRUARY_28:
        born = (2, 28)
    return (on.year - 17, on.month, on.day) >= (resident.birth_date.year, *born)


def dimensions(leap_day: LeapDay) -> list[tuple[object, Key]]:
    """Return breakdowns, each with a function that finds the key of a person directly."""

    def band(one: Resident, on: date) -> AgeBand:
        return AgeBand(17, None) if is_17(one, on, leap_day) else AgeBand(0, 16)

    return [
        ((), lambda _one, _region, _on: ()),
        (Sex, lambda one, _region, _on: one.sex),
        (Level.DESA_KELURAHAN, lambda _one, region, _on: region),
        (AgeBands([17]), lambda one, _region, on: band(one, on)),
        (Cohort.OBLIGED_MONTH, lambda _one, _region, on: Month.of(on)),
        (
            (Sex, AgeBands([17]), Level.KAB_KOTA),
            lambda one, region, on: (one.sex, band(one, on), RegionCode(region[:5])),
        ),
    ]


choices = st.integers(0, len(dimensions(LeapDay.MARCH_1)) - 1)


@given(populations(), months, policies, choices, scopes)
def test_newly_obliged_are_those_of_a_loop_over_days(
    population: Population,
    wanted: set[Month],
    leap_day: LeapDay,
    choice: int,
    scope: RegionCode | None,
) -> None:
    by, key = dimensions(leap_day)[choice]
    expected: Counter[tuple[Hashable, Month]] = Counter()
    for resident, _ in population:
        for on in DAYS:
            before = oracle.place(resident, on - DAY, leap_day)
            after = oracle.place(resident, on, leap_day)
            if (
                after is not None
                and after != before
                and (scope is None or after in scope)
                and Month.of(on) in wanted
                and oracle.entry_reason(resident, on, leap_day) in BEGINS
            ):
                expected[key(resident, after, on), Month.of(on)] += 1
    register = register_of(population, scope)
    table = newly_obliged(register, wanted, by=by, leap_day=leap_day)  # type: ignore[arg-type]
    assert {(row.key, row.month): row.people for row in table} == expected
    assert table.months == tuple(sorted(wanted))
    of_month = [sum(n for (_, m), n in expected.items() if m == month) for month in table.months]
    assert list(table.by_month()) == of_month
    assert table.total() == expected.total()
    rates = monthly_rates(register, wanted, leap_day=leap_day)
    assert list(rates.newly_obliged_people) == of_month


@given(populations(), st.sampled_from(MONTHS), policies, scopes)
def test_newly_obliged_are_the_flows_of_the_month(
    population: Population, month: Month, leap_day: LeapDay, scope: RegionCode | None
) -> None:
    register = register_of(population, scope)
    before = month.first_day - DAY
    row = flows(register, before, month.last_day, leap_day=leap_day).total()
    begins = (Flow.TURNED_17, Flow.MARRIED_YOUNG, Flow.PERMIT_BEGAN)
    found = newly_obliged(register, [month], leap_day=leap_day).total()
    assert found == sum(row[flow].obliged for flow in begins)


def lives_in(resident: Resident, scope: RegionCode, on: date) -> bool:
    return any(
        stay.since <= on and (stay.until is None or stay.until > on) and stay.region in scope
        for stay in resident.residences
    )


@given(populations(), months, scopes)
def test_blanks_and_recordings_are_those_of_a_loop_over_events(
    population: Population, wanted: set[Month], scope: RegionCode | None
) -> None:
    blanks: Counter[tuple[Month, IssueReason]] = Counter()
    recorded: Counter[Month] = Counter()
    for resident, history in population:
        replaced = {event.supersedes for event in history}
        for event in history:
            counts = scope is None or lives_in(resident, scope, event.occurred_on)
            if counts and event.id not in replaced:
                month = Month.of(event.occurred_on)
                if isinstance(event, CardPrinted):
                    blanks[month, event.reason] += 1
                recorded[month] += isinstance(event, BiometricsCaptured)
    register = register_of(population, scope)
    use, rates = blanks_used(register, wanted), monthly_rates(register, wanted)
    assert use.months == rates.months == tuple(sorted(wanted))
    for reason in IssueReason:
        assert list(use.of(reason)) == [blanks[month, reason] for month in use.months]
    assert list(rates.recordings) == [recorded[month] for month in use.months]
    assert rates.first_cards == use.of(IssueReason.NEW)
    replacements = zip(use.by_month(), rates.first_cards, strict=True)
    assert list(rates.replacement_cards) == [every - first for every, first in replacements]


@given(populations())
def test_a_blank_is_used_by_every_print_in_force(population: Population) -> None:
    standing = [
        event
        for _, history in population
        for event in in_force(history, on=date.max, known_on=None)
        if uses_blank(event)
    ]
    wanted = Month.range(Month(2020, 10), Month(2021, 7))
    assert sum(blanks_used(register_of(population, None), wanted).by_month()) == len(standing)
