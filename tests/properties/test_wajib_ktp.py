"""The obligation against an oracle of plain facts, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import dates, niks, regions, residents

from dukcapil import (
    NIK,
    Citizen,
    LeapDay,
    NotYetObliged,
    Obliged,
    OutOfScope,
    RegionCode,
    Residence,
    Resident,
    StayPermit,
    assess,
    obliged_from,
)
from dukcapil.residents import CitizenPeriod, EndOfStay
from dukcapil.wajib_ktp import Assessment, Ground, obliged_among

DAY = timedelta(days=1)
LEFT_COUNTRY = EndOfStay.LEFT_COUNTRY
policies = st.sampled_from(LeapDay)
everybody = residents()
citizens = everybody.map(lambda person: attrs.evolve(person, citizenship=Citizen()))


# --- the facts, as the definition lists them --------------------------------------------------


def birthday_17(born: date, leap_day: LeapDay) -> date:
    year = born.year + 17
    if (born.month, born.day) == (2, 29):  # no leap year is 17 years after another
        return date(year, 3, 1) if leap_day is LeapDay.MARCH_1 else date(year, 2, 28)
    return date(year, born.month, born.day)


def holds(period: Residence | CitizenPeriod | StayPermit, on: date) -> bool:
    begun = period.since is None or period.since <= on
    return begun and (period.until is None or on < period.until)


def is_alive(person: Resident, on: date) -> bool:
    return person.died_on is None or on < person.died_on


def is_entitled(person: Resident, on: date) -> bool:
    return any(holds(period, on) for period in person.citizenship.periods)


def is_citizen_then(person: Resident, on: date) -> bool:
    return any(
        isinstance(period, CitizenPeriod) and holds(period, on)
        for period in person.citizenship.periods
    )


def is_17(person: Resident, on: date, leap_day: LeapDay) -> bool:
    return birthday_17(person.birth_date, leap_day) <= on


def is_ever_married(person: Resident, on: date) -> bool:
    return person.first_married_on is not None and person.first_married_on <= on


def is_obliged_anywhere(person: Resident, on: date, leap_day: LeapDay) -> bool:
    """Return whether all conditions but a residence hold."""
    return (
        is_alive(person, on)
        and is_entitled(person, on)
        and (is_17(person, on, leap_day) or is_ever_married(person, on))
    )


def is_abroad(person: Resident, on: date) -> bool:
    """Return whether the last stay so far ended with leaving the country."""
    past = [stay for stay in person.residences if stay.since <= on]
    return bool(past) and past[-1].ended_by is LEFT_COUNTRY and not holds(past[-1], on)


def is_obliged_somewhere(person: Resident, on: date, leap_day: LeapDay) -> bool:
    """Return whether a person in the country would be obliged at home."""
    return is_obliged_anywhere(person, on, leap_day) and not is_abroad(person, on)


# --- days worth asking about ------------------------------------------------------------------


def turning_points(person: Resident) -> list[date]:
    """Return the days on which a fact may change."""
    periods = (*person.residences, *person.citizenship.periods)
    days = {
        person.birth_date,
        person.first_married_on,
        person.died_on,
        *(birthday_17(person.birth_date, leap_day) for leap_day in LeapDay),
        *(end for period in periods for end in (period.since, period.until)),
    }
    return sorted(day for day in days if day is not None)


def days_near(person: Resident) -> st.SearchStrategy[date]:
    points = turning_points(person)
    beside = st.builds(
        lambda point, days: point + days * DAY, st.sampled_from(points), st.integers(-1, 1)
    )
    return st.one_of(beside, st.dates(points[0] - DAY, points[-1] + DAY))


@st.composite
def people_and_days(
    draw: st.DrawFn, people: st.SearchStrategy[Resident] = everybody
) -> tuple[Resident, date]:
    person = draw(people)
    return person, draw(days_near(person))


def at_home_for_life(person: Resident) -> Resident:
    """Return the same person without any move."""
    stay = Residence(region=RegionCode("32.75.99"), since=person.birth_date)
    return attrs.evolve(person, residences=[stay])


class TestVerdict:
    """A resident is obliged on a date when all conditions hold on that date."""

    @given(people_and_days(), policies)
    def test_there_is_exactly_one_verdict_and_the_facts_decide_which(
        self, case: tuple[Resident, date], leap_day: LeapDay
    ) -> None:
        person, on = case
        answer: Assessment = assess(person, on=on, leap_day=leap_day)
        is_inside = (
            is_alive(person, on)
            and any(holds(stay, on) for stay in person.residences)
            and is_entitled(person, on)
        )
        is_obliged = is_inside and is_obliged_anywhere(person, on, leap_day)
        verdicts = [kind for kind in (Obliged, NotYetObliged, OutOfScope) if type(answer) is kind]
        assert verdicts == [
            Obliged if is_obliged else NotYetObliged if is_inside else OutOfScope,
        ]

    @given(people_and_days(), policies)
    def test_the_grounds_are_the_facts_that_decided(
        self, case: tuple[Resident, date], leap_day: LeapDay
    ) -> None:
        person, on = case
        answer = assess(person, on=on, leap_day=leap_day)
        is_citizen = is_citizen_then(person, on)
        reasons_outside = {
            Ground.DIED: not is_alive(person, on),
            Ground.NOT_RESIDENT: not any(holds(stay, on) for stay in person.residences),
            Ground.NO_PERMIT: not is_entitled(person, on),
        }
        reasons_inside = {
            Ground.CITIZEN: is_citizen,
            Ground.PERMIT: not is_citizen,
            Ground.SEVENTEEN: is_17(person, on, leap_day),
            Ground.EVER_MARRIED: is_ever_married(person, on),
            Ground.UNDER_SEVENTEEN: isinstance(answer, NotYetObliged),
            Ground.NEVER_MARRIED: isinstance(answer, NotYetObliged),
        }
        facts = reasons_outside if isinstance(answer, OutOfScope) else reasons_inside
        assert answer.grounds == tuple(ground for ground, holds in facts.items() if holds)

    @given(people_and_days(), niks, policies)
    def test_the_nik_is_never_asked(
        self, case: tuple[Resident, date], other: NIK, leap_day: LeapDay
    ) -> None:
        person, on = case
        renumbered = attrs.evolve(person, nik=other)
        assert assess(renumbered, on=on, leap_day=leap_day) == assess(
            person, on=on, leap_day=leap_day
        )


class TestSince:
    """The obligation has lasted, without a break, from its first day until the date."""

    @given(people_and_days(), policies)
    def test_going_back_day_by_day_ends_at_since(
        self, case: tuple[Resident, date], leap_day: LeapDay
    ) -> None:
        person, on = case
        answer = assess(person, on=on, leap_day=leap_day)
        if isinstance(answer, Obliged):
            first = on
            while is_obliged_somewhere(person, first - DAY, leap_day):
                first -= DAY
            assert answer.since == first

    @given(people_and_days(), policies)
    def test_since_does_not_ask_where_in_the_country_the_person_lived(
        self, case: tuple[Resident, date], leap_day: LeapDay
    ) -> None:
        person, on = case
        answer = assess(person, on=on, leap_day=leap_day)
        never_left = all(stay.ended_by is not LEFT_COUNTRY for stay in person.residences)
        if isinstance(answer, Obliged) and never_left:
            assert assess(at_home_for_life(person), on=on, leap_day=leap_day) == answer

    @given(people_and_days(), policies)
    def test_it_is_never_before_the_first_day_of_all(
        self, case: tuple[Resident, date], leap_day: LeapDay
    ) -> None:
        person, on = case
        answer = assess(person, on=on, leap_day=leap_day)
        first = obliged_from(person, leap_day=leap_day)
        if isinstance(answer, Obliged):
            assert first is not None
            assert first <= answer.since <= on


class TestObligedFrom:
    """The 17th birthday or the first marriage, and for a foreigner not before the permit."""

    @given(everybody, policies)
    def test_it_is_the_first_obliged_day_of_a_walk_from_birth(
        self, person: Resident, leap_day: LeapDay
    ) -> None:
        day, last = person.birth_date, turning_points(person)[-1]  # nothing changes after it
        while day <= last and not is_obliged_anywhere(person, day, leap_day):
            day += DAY
        assert obliged_from(person, leap_day=leap_day) == (day if day <= last else None)

    @given(people_and_days(), policies)
    def test_people_not_yet_obliged_are_expected_on_that_day(
        self, case: tuple[Resident, date], leap_day: LeapDay
    ) -> None:
        person, on = case
        answer = assess(person, on=on, leap_day=leap_day)
        if isinstance(answer, NotYetObliged):
            assert answer.expected_from == obliged_from(person, leap_day=leap_day)
            assert answer.expected_from is None or answer.expected_from > on

    @given(everybody, regions, policies)
    def test_moving_or_living_nowhere_does_not_change_it(
        self, person: Resident, region: RegionCode, leap_day: LeapDay
    ) -> None:
        moved = [attrs.evolve(stay, region=region) for stay in person.residences]
        expected = obliged_from(person, leap_day=leap_day)
        for stays in (moved, moved[:1], []):
            elsewhere = attrs.evolve(person, residences=stays)
            assert obliged_from(elsewhere, leap_day=leap_day) == expected

    @given(citizens, policies)
    def test_a_citizen_who_lives_to_be_17_has_one(
        self, person: Resident, leap_day: LeapDay
    ) -> None:
        lived_to_17 = is_alive(person, birthday_17(person.birth_date, leap_day))
        if lived_to_17 or person.first_married_on not in {None, person.died_on}:
            assert obliged_from(person, leap_day=leap_day) is not None


class TestNeverEnds:
    """A citizen's obligation ends by death alone; a divorced minor stays obliged."""

    @given(people_and_days(citizens.map(at_home_for_life)), st.integers(0, 40_000), policies)
    def test_a_citizen_once_obliged_stays_so_until_death(
        self, case: tuple[Resident, date], days: int, leap_day: LeapDay
    ) -> None:
        person, on = case
        now, later = on, on + days * DAY
        before = assess(person, on=now, leap_day=leap_day)
        after = assess(person, on=later, leap_day=leap_day)
        if isinstance(before, Obliged):
            if is_alive(person, later):
                assert isinstance(after, Obliged)
                assert after.since == before.since
            else:
                assert after == OutOfScope(grounds=(Ground.DIED,))

    @given(citizens, st.integers(1, 17 * 365), st.data(), policies)
    def test_who_married_as_a_minor_is_obliged_from_then_on(
        self, person: Resident, age_days: int, data: st.DataObject, leap_day: LeapDay
    ) -> None:
        wedding = person.birth_date + age_days * DAY
        alive = attrs.evolve(person, died_on=None, first_married_on=wedding)
        on = data.draw(st.dates(wedding, wedding + 40 * 365 * DAY))
        answer = assess(at_home_for_life(alive), on=on, leap_day=leap_day)
        assert isinstance(answer, Obliged)
        assert answer.since == wedding
        assert Ground.EVER_MARRIED in answer.grounds


class TestObligedAmong:
    """The function for many gives the answer of the function for one."""

    @given(st.lists(everybody, max_size=5), st.data(), policies)
    def test_it_keeps_those_whom_assess_calls_obliged_in_their_order(
        self, people: list[Resident], data: st.DataObject, leap_day: LeapDay
    ) -> None:
        people = [*people, *map(at_home_for_life, people)]
        on = data.draw(days_near(people[0]) if people else dates)
        expected = [
            person
            for person in people
            if isinstance(assess(person, on=on, leap_day=leap_day), Obliged)
        ]
        assert obliged_among(iter(people), on=on, leap_day=leap_day) == expected


class TestLeapDay:
    """Births on 29 February need a policy, and no other birth does."""

    @given(people_and_days())
    def test_the_policies_differ_for_nobody_else_and_by_one_day_at_most(
        self, case: tuple[Resident, date]
    ) -> None:
        person, on = case
        late, early = (
            type(assess(person, on=on, leap_day=policy))
            for policy in (LeapDay.MARCH_1, LeapDay.FEBRUARY_28)
        )
        if late is not early:
            assert (person.birth_date.month, person.birth_date.day) == (2, 29)
            assert on == date(person.birth_date.year + 17, 2, 28)
            assert (late, early) == (NotYetObliged, Obliged)

    @given(people_and_days())
    def test_1_march_is_the_default(self, case: tuple[Resident, date]) -> None:
        person, on = case
        policy = LeapDay.MARCH_1
        assert assess(person, on=on) == assess(person, on=on, leap_day=policy)
        assert obliged_from(person) == obliged_from(person, leap_day=policy)
        assert obliged_among([person], on=on) == obliged_among([person], on=on, leap_day=policy)
