"""Laws of completed years, against a walk from birthday to birthday."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import birth_dates, dates, leap_days

from dukcapil.ages import LeapDay, birthday, completed_years, latest_birth_date

DAY = timedelta(days=1)
policies = st.sampled_from(LeapDay)
ages = st.integers(0, 120)


@st.composite
def lives(draw: st.DrawFn) -> tuple[date, date]:
    """A birth date, and a day in or near the month of one of the birthdays."""
    born = draw(birth_dates)
    month = date(draw(st.integers(born.year, born.year + 120)), born.month, 1)
    return born, month + draw(st.integers(-2, 32)) * DAY


def birthday_in(year: int, born: date, leap_day: LeapDay) -> date:
    if (born.month, born.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1) if leap_day is LeapDay.MARCH_1 else date(year, 2, 28)
    return date(year, born.month, born.day)


def walked_years(born: date, on: date, leap_day: LeapDay) -> int:
    """How many birthdays there were from the year after the birth up to the day."""
    return sum(
        birthday_in(year, born, leap_day) <= on for year in range(born.year + 1, on.year + 1)
    )


class TestCompletedYears:
    """Seventeen is reached at the start of the birthday."""

    @given(lives(), policies)
    def test_the_age_is_the_number_of_birthdays_since_birth(
        self, life: tuple[date, date], leap_day: LeapDay
    ) -> None:
        born, on = life
        expected = walked_years(born, on, leap_day) if on >= born else None
        assert completed_years(born, on=on, leap_day=leap_day) == expected

    @given(birth_dates, dates, policies)
    def test_the_same_holds_for_any_two_days(self, born: date, on: date, leap_day: LeapDay) -> None:
        expected = walked_years(born, on, leap_day) if on >= born else None
        assert completed_years(born, on=on, leap_day=leap_day) == expected

    @given(birth_dates, st.integers(1, 120), policies)
    def test_the_age_changes_on_the_birthday_and_on_no_day_before(
        self, born: date, age: int, leap_day: LeapDay
    ) -> None:
        day = birthday(born, age=age, leap_day=leap_day)
        assert completed_years(born, on=day, leap_day=leap_day) == age
        assert completed_years(born, on=day - DAY, leap_day=leap_day) == age - 1

    @given(dates, st.integers(1, 40_000))
    def test_nobody_has_an_age_before_birth(self, born: date, days: int) -> None:
        assert completed_years(born, on=born - days * DAY) is None


class TestLeapDay:
    """`LeapDay.MARCH_1` (default: seventeen years are complete) or `LeapDay.FEBRUARY_28`."""

    @given(lives())
    def test_february_28_is_what_relativedelta_does(self, life: tuple[date, date]) -> None:
        born, on = life
        policy = LeapDay.FEBRUARY_28
        expected = relativedelta(on, born).years if on >= born else None
        assert completed_years(born, on=on, leap_day=policy) == expected

    @given(birth_dates, ages)
    def test_the_birthday_of_february_28_is_that_of_relativedelta(
        self, born: date, age: int
    ) -> None:
        expected = born + relativedelta(years=age)
        assert birthday(born, age=age, leap_day=LeapDay.FEBRUARY_28) == expected

    @given(leap_days, ages)
    def test_march_1_is_the_day_after_february_28_in_common_years(
        self, born: date, age: int
    ) -> None:
        late = birthday(born, age=age, leap_day=LeapDay.MARCH_1)
        early = birthday(born, age=age, leap_day=LeapDay.FEBRUARY_28)
        assert late - early == (timedelta() if isleap(born.year + age) else DAY)

    @given(birth_dates.filter(lambda born: (born.month, born.day) != (2, 29)), ages, dates)
    def test_no_other_birth_date_needs_a_policy(self, born: date, age: int, on: date) -> None:
        assert len({birthday(born, age=age, leap_day=policy) for policy in LeapDay}) == 1
        assert len({completed_years(born, on=on, leap_day=policy) for policy in LeapDay}) == 1

    @given(lives(), ages)
    def test_march_1_is_the_default_everywhere(self, life: tuple[date, date], age: int) -> None:
        born, on = life
        policy = LeapDay.MARCH_1
        assert birthday(born, age=age) == birthday(born, age=age, leap_day=policy)
        assert completed_years(born, on=on) == completed_years(born, on=on, leap_day=policy)
        assert latest_birth_date(age=age, on=on) == latest_birth_date(
            age=age, on=on, leap_day=policy
        )


class TestLatestBirthDate:
    """One comparison with the latest birth date replaces an age computation a person."""

    @given(lives(), ages, policies)
    def test_the_comparison_decides_as_the_age_does(
        self, life: tuple[date, date], age: int, leap_day: LeapDay
    ) -> None:
        born, on = life
        latest = latest_birth_date(age=age, on=on, leap_day=leap_day)
        assert latest is not None
        years = completed_years(born, on=on, leap_day=leap_day)
        assert (born <= latest) is (years is not None and years >= age)

    @given(dates | leap_days | leap_days.map(lambda day: day - DAY), ages, policies)
    def test_it_separates_the_days_around_it(self, on: date, age: int, leap_day: LeapDay) -> None:
        latest = latest_birth_date(age=age, on=on, leap_day=leap_day)
        assert latest is not None
        around = [latest + days * DAY for days in range(-3, 4)]
        old_enough = [
            born for born in around if born <= on and walked_years(born, on, leap_day) >= age
        ]
        assert old_enough == around[:4]

    @given(birth_dates, ages, policies)
    def test_whoever_has_the_birthday_today_is_old_enough_and_was_not_yesterday(
        self, born: date, age: int, leap_day: LeapDay
    ) -> None:
        day = birthday(born, age=age, leap_day=leap_day)
        today = latest_birth_date(age=age, on=day, leap_day=leap_day)
        yesterday = latest_birth_date(age=age, on=day - DAY, leap_day=leap_day)
        assert today is not None
        assert yesterday is not None
        assert yesterday < born <= today
