"""Laws of calendar months, against the calendar of the standard library and of dateutil."""

from __future__ import annotations

import copy
import pickle
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import dates

from dukcapil import Month

months = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))
near_months = st.builds(Month, st.integers(1990, 2050), st.integers(1, 12))
steps = st.integers(-600, 600)


class TestParse:
    """`parse` and `__str__` are inverses."""

    @given(months)
    def test_parse_reads_what_str_writes(self, month: Month) -> None:
        assert Month.parse(str(month)) == month

    @given(st.integers(1, 9999), st.integers(1, 12))
    def test_str_writes_what_parse_reads(self, year: int, number: int) -> None:
        text = f"{year:04}-{number:02}"
        assert str(Month.parse(text)) == text

    @given(st.text() | st.from_regex(r"\A\d{4}-\d{2}\Z") | st.text("0123456789-", max_size=8))
    def test_a_text_is_read_exactly_if_the_calendar_has_its_first_day(self, text: str) -> None:
        try:
            expected = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
        except ValueError:
            expected = None
        if not text.isascii():
            expected = None
        try:
            found = Month.parse(text)
        except ValueError:
            assert expected is None
        else:
            assert found.first_day == expected


class TestArithmetic:
    """Months count like integers: `+ n` is n months later, a difference is a number of months."""

    @given(near_months, steps)
    def test_adding_months_is_what_the_calendar_does(self, month: Month, n: int) -> None:
        assert (month + n).first_day == month.first_day + relativedelta(months=n)

    @given(near_months, steps)
    def test_the_difference_undoes_the_sum(self, month: Month, n: int) -> None:
        assert (month + n) - month == n
        assert (month + n) - n == month
        assert month - n == month + -n

    @given(near_months, steps, steps)
    def test_sums_of_months_add_up(self, month: Month, first: int, second: int) -> None:
        assert month + first + second == month + (first + second)

    @given(months, months)
    def test_the_difference_of_any_two_leads_from_one_to_the_other(
        self, start: Month, stop: Month
    ) -> None:
        assert start + (stop - start) == stop
        assert stop - start == -(start - stop)


class TestDays:
    """A month has a `.first_day` and a `.last_day`, and `Month.of(date)` is the one of a day."""

    @given(months)
    def test_the_last_day_is_that_of_the_calendar(self, month: Month) -> None:
        length = monthrange(month.year, month.number)[1]
        assert month.first_day == date(month.year, month.number, 1)
        assert month.last_day == date(month.year, month.number, length)

    @given(near_months)
    def test_the_next_month_begins_the_day_after(self, month: Month) -> None:
        assert month.last_day + timedelta(days=1) == (month + 1).first_day

    @given(dates)
    def test_the_month_of_a_day_holds_the_day(self, day: date) -> None:
        month = Month.of(day)
        assert month.first_day <= day <= month.last_day
        assert (month.year, month.number) == (day.year, day.month)


class TestOrder:
    """Months are ordered."""

    @given(months, months)
    def test_the_order_is_that_of_their_first_days(self, one: Month, other: Month) -> None:
        assert (one < other) is (one.first_day < other.first_day)
        assert (one <= other) is (one.first_day <= other.first_day)
        assert (one > other) is (other < one)
        assert (one >= other) is (other <= one)

    @given(months, months)
    def test_equal_months_have_one_hash(self, one: Month, other: Month) -> None:
        assert (one == other) is ((one.year, one.number) == (other.year, other.number))
        assert hash(one) == hash(Month(one.year, one.number))


class TestRange:
    """`Month.range(start, stop)` is half-open: `[start, stop)`."""

    @given(near_months, near_months)
    def test_it_holds_exactly_the_months_from_start_to_before_stop(
        self, start: Month, stop: Month
    ) -> None:
        found = Month.range(start, stop)
        assert len(found) == max(0, stop - start)
        assert found[:1] == ((start,) if start < stop else ())
        assert all(later - earlier == 1 for earlier, later in pairwise(found))

    @given(near_months, st.integers(0, 60), st.integers(0, 60))
    def test_two_ranges_that_meet_are_one(self, start: Month, first: int, second: int) -> None:
        middle, stop = start + first, start + first + second
        assert Month.range(start, middle) + Month.range(middle, stop) == Month.range(start, stop)


class TestValue:
    """A value that exists is valid, however it was made."""

    @given(st.integers(-5, 10_010), st.integers(-5, 20))
    def test_a_month_exists_exactly_if_the_calendar_has_it(self, year: int, number: int) -> None:
        try:
            date(year, number, 1)
        except ValueError:
            expected = False
        else:
            expected = True
        try:
            Month(year, number)
        except ValueError:
            assert not expected
        else:
            assert expected

    @given(months, st.integers(0, pickle.HIGHEST_PROTOCOL))
    def test_copies_are_equal(self, month: Month, protocol: int) -> None:
        assert pickle.loads(pickle.dumps(month, protocol)) == month
        assert copy.copy(month) == copy.deepcopy(month) == month
