"""Completed years at the edges: birthdays, 29 February, the ends of the calendar."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from dukcapil.ages import LeapDay, birthday, completed_years, latest_birth_date

DAY = timedelta(days=1)
NOON = datetime(2020, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2003, 11, 23), date(2020, 11, 22), 16),
        (date(2003, 11, 23), date(2020, 11, 23), 17),
        (date(2003, 11, 23), date(2020, 11, 24), 17),
        (date(2003, 12, 31), date(2020, 1, 1), 16),
        (date(2003, 1, 1), date(2020, 12, 31), 17),
        (date(2020, 11, 23), date(2020, 11, 23), 0),
        (date(2020, 11, 23), date(2020, 11, 22), None),
        (date(2003, 3, 1), date(2020, 2, 29), 16),
        (date(2003, 2, 28), date(2020, 2, 28), 17),
        (date(1, 1, 1), date(9999, 12, 31), 9998),
    ],
)
def test_seventeen_is_reached_at_the_start_of_the_birthday(
    born: date, on: date, years: int | None
) -> None:
    assert completed_years(born, on=on) == years


@pytest.mark.parametrize(
    ("on", "by_march_1", "by_february_28"),
    [
        (date(2021, 2, 27), 16, 16),
        (date(2021, 2, 28), 16, 17),
        (date(2021, 3, 1), 17, 17),
        (date(2024, 2, 28), 19, 19),
        (date(2024, 2, 29), 20, 20),
    ],
)
def test_a_birth_on_29_february_follows_the_policy_in_common_years_only(
    on: date, by_march_1: int, by_february_28: int
) -> None:
    born = date(2004, 2, 29)
    assert completed_years(born, on=on) == by_march_1
    assert completed_years(born, on=on, leap_day=LeapDay.MARCH_1) == by_march_1
    assert completed_years(born, on=on, leap_day=LeapDay.FEBRUARY_28) == by_february_28


def test_the_seventeenth_birthday_of_a_leap_day_is_never_in_a_leap_year() -> None:
    for year in range(1904, 2100, 4):
        born = date(year, 2, 29)
        assert birthday(born, age=17) == date(year + 17, 3, 1)
        assert birthday(born, age=17, leap_day=LeapDay.FEBRUARY_28) == date(year + 17, 2, 28)


def test_2100_is_a_common_year_and_2000_was_not() -> None:
    assert birthday(date(1904, 2, 29), age=96) == date(2000, 2, 29)
    assert birthday(date(2004, 2, 29), age=96) == date(2100, 3, 1)


def test_the_day_of_birth_is_the_birthday_of_age_0() -> None:
    for leap_day in LeapDay:
        assert birthday(date(2004, 2, 29), age=0, leap_day=leap_day) == date(2004, 2, 29)


@pytest.mark.parametrize(
    ("on", "by_march_1", "by_february_28"),
    [
        (date(2021, 2, 27), date(2004, 2, 27), date(2004, 2, 27)),
        (date(2021, 2, 28), date(2004, 2, 28), date(2004, 2, 29)),
        (date(2021, 3, 1), date(2004, 3, 1), date(2004, 3, 1)),
        (date(2020, 2, 28), date(2003, 2, 28), date(2003, 2, 28)),
        (date(2020, 2, 29), date(2003, 2, 28), date(2003, 2, 28)),
        (date(2020, 3, 1), date(2003, 3, 1), date(2003, 3, 1)),
        (date(2020, 11, 23), date(2003, 11, 23), date(2003, 11, 23)),
    ],
)
def test_the_latest_birth_date_of_seventeen_year_olds(
    on: date, by_march_1: date, by_february_28: date
) -> None:
    assert latest_birth_date(age=17, on=on) == by_march_1
    assert latest_birth_date(age=17, on=on, leap_day=LeapDay.FEBRUARY_28) == by_february_28


@pytest.mark.parametrize("leap_day", LeapDay)
def test_the_latest_birth_date_agrees_with_the_age_all_around_february(leap_day: LeapDay) -> None:
    for year in (1999, 2000, 2001, 2020, 2021, 2024, 2100):
        for on in (date(year, 2, 26) + n * DAY for n in range(6)):
            for age in (0, 1, 4, 16, 17, 20, 100):
                latest = latest_birth_date(age=age, on=on, leap_day=leap_day)
                assert latest is not None
                for born in (latest + n * DAY for n in range(-4, 5)):
                    years = completed_years(born, on=on, leap_day=leap_day)
                    assert (born <= latest) is (years is not None and years >= age), (on, born)


def test_february_28_is_relativedelta_on_every_day_of_six_years() -> None:
    for born in (date(2004, 2, 28), date(2004, 2, 29), date(2004, 3, 1), date(2003, 2, 28)):
        for on in (born + n * DAY for n in range(6 * 366)):
            years = completed_years(born, on=on, leap_day=LeapDay.FEBRUARY_28)
            assert years == relativedelta(on, born).years


def test_an_age_reached_after_the_year_9999_is_an_error() -> None:
    assert birthday(date(2000, 1, 1), age=7999) == date(9999, 1, 1)
    assert birthday(date(2000, 2, 29), age=7999) == date(9999, 3, 1)
    for leap_day in LeapDay:
        for born in (date(2000, 1, 1), date(2000, 2, 29)):
            with pytest.raises(ValueError, match="by the year 9999"):
                birthday(born, age=8000, leap_day=leap_day)


def test_an_age_beyond_any_calendar_is_the_same_error() -> None:
    with pytest.raises(ValueError, match="by the year 9999"):
        birthday(date(2000, 1, 1), age=10**30)


def test_nobody_was_born_before_the_year_1() -> None:
    assert latest_birth_date(age=2019, on=date(2020, 11, 23)) == date(1, 11, 23)
    assert latest_birth_date(age=2020, on=date(2020, 11, 23)) is None
    assert latest_birth_date(age=10**30, on=date(2020, 11, 23)) is None
    assert latest_birth_date(age=0, on=date(1, 1, 1)) == date(1, 1, 1)


def test_a_negative_age_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^birthday\.age: "):
        birthday(date(2003, 11, 23), age=-1)
    with pytest.raises(ValueError, match=r"^latest_birth_date\.age: "):
        latest_birth_date(age=-1, on=date(2020, 11, 23))


@pytest.mark.parametrize("age", [17.0, "17", None, True])
def test_an_age_is_an_int(age: int) -> None:
    with pytest.raises(TypeError, match=r"^birthday\.age: "):
        birthday(date(2003, 11, 23), age=age)
    with pytest.raises(TypeError, match=r"^latest_birth_date\.age: "):
        latest_birth_date(age=age, on=date(2020, 11, 23))


@pytest.mark.parametrize(
    "day", [NOON, "2020-11-23", 20201123, None], ids=lambda d: type(d).__name__
)
def test_a_date_is_a_date_and_no_datetime(day: date) -> None:
    with pytest.raises(TypeError, match=r"^completed_years\.birth_date: "):
        completed_years(day, on=date(2020, 11, 23))
    with pytest.raises(TypeError, match=r"^completed_years\.on: "):
        completed_years(date(2003, 11, 23), on=day)
    with pytest.raises(TypeError, match=r"^birthday\.birth_date: "):
        birthday(day, age=17)
    with pytest.raises(TypeError, match=r"^latest_birth_date\.on: "):
        latest_birth_date(age=17, on=day)


@pytest.mark.parametrize("policy", ["1 March", True, None])
def test_a_policy_is_a_leap_day(policy: LeapDay) -> None:
    with pytest.raises(TypeError, match=r"^birthday\.leap_day: "):
        birthday(date(2004, 2, 29), age=17, leap_day=policy)
    with pytest.raises(TypeError, match=r"^completed_years\.leap_day: "):
        completed_years(date(2004, 2, 29), on=date(2021, 2, 28), leap_day=policy)
    with pytest.raises(TypeError, match=r"^latest_birth_date\.leap_day: "):
        latest_birth_date(age=17, on=date(2021, 2, 28), leap_day=policy)


def test_the_errors_do_not_tell_the_birth_date() -> None:
    born = datetime(2003, 11, 23, tzinfo=UTC)
    with pytest.raises(TypeError) as caught:
        completed_years(born, on=date(2020, 11, 23))
    assert "2003" not in f"{caught.value} {caught.value!r}"


def test_the_two_policies_are_themselves_after_copying_and_pickling() -> None:
    assert len(LeapDay) == 2
    for policy in LeapDay:
        assert copy.deepcopy(policy) is copy.copy(policy) is policy
        assert pickle.loads(pickle.dumps(policy)) is policy
        assert LeapDay(policy.value) is policy
