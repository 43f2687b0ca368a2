"""Calendar months: the ends of the calendar, other types, and what they do as values."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime

import attrs
import pytest

from dukcapil import Month


@pytest.mark.parametrize(
    ("month", "n", "expected"),
    [
        (Month(2020, 11), 0, "2020-11"),
        (Month(2020, 11), 1, "2020-12"),
        (Month(2020, 11), 2, "2021-01"),
        (Month(2020, 12), 12, "2021-12"),
        (Month(2020, 1), -1, "2019-12"),
        (Month(2020, 11), -11, "2019-12"),
        (Month(1, 1), 9999 * 12 - 1, "9999-12"),
    ],
)
def test_months_are_added_across_the_years(month: Month, n: int, expected: str) -> None:
    assert str(month + n) == expected
    assert str(month - -n) == expected
    assert Month.parse(expected) - month == n


@pytest.mark.parametrize(
    ("month", "last_day"),
    [
        (Month(2020, 2), date(2020, 2, 29)),
        (Month(2021, 2), date(2021, 2, 28)),
        (Month(2000, 2), date(2000, 2, 29)),
        (Month(2100, 2), date(2100, 2, 28)),
        (Month(2020, 11), date(2020, 11, 30)),
        (Month(2020, 12), date(2020, 12, 31)),
        (Month(9999, 12), date(9999, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(month: Month, last_day: date) -> None:
    assert month.last_day == last_day
    assert month.first_day == last_day.replace(day=1)
    assert Month.of(month.last_day) == Month.of(month.first_day) == month


def test_a_range_is_half_open() -> None:
    november = Month(2020, 11)
    assert [str(month) for month in Month.range(november, Month(2021, 2))] == [
        "2020-11",
        "2020-12",
        "2021-01",
    ]
    assert Month.range(november, november) == ()
    assert Month.range(november, Month(2020, 10)) == ()
    assert Month.range(Month(9999, 11), Month(9999, 12)) == (Month(9999, 11),)


@pytest.mark.parametrize(("year", "number"), [(0, 1), (10_000, 1), (2020, 0), (2020, 13), (-1, 6)])
def test_a_month_outside_the_calendar_does_not_exist(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="a year of 1 to 9999 and a month of 1 to 12"):
        Month(year, number)


def test_no_sum_leaves_the_calendar() -> None:
    for month, n in ((Month(9999, 12), 1), (Month(1, 1), -1), (Month(2020, 11), 10**30)):
        with pytest.raises(ValueError, match="9999"):
            _ = month + n


@pytest.mark.parametrize("value", ["11", 11.0, True, None])
def test_a_month_is_made_of_two_ints(value: int) -> None:
    with pytest.raises(TypeError, match=r"^Month\.year: expected int"):
        Month(value, 11)
    with pytest.raises(TypeError, match=r"^Month\.number: expected int"):
        Month(2020, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020",
        "2020-1",
        "2020-00",
        "2020-13",
        "0000-01",
        "20-11",
        "2020-11-01",
        "202011",
        "2020/11",
        "11-2020",
        " 2020-11",
        "2020-11\n",
        "-020-11",
        "\u0662\u0660\u0662\u0660-\u0661\u0661",
        "\uff12\uff10\uff12\uff10-\uff11\uff11",
    ],
)
def test_parse_reads_nothing_but_the_iso_form(text: str) -> None:
    with pytest.raises(ValueError, match="expected a"):
        Month.parse(text)


@pytest.mark.parametrize("value", [202011, None, b"2020-11", date(2020, 11, 1)])
def test_parse_reads_nothing_but_text(value: str) -> None:
    with pytest.raises(TypeError):
        Month.parse(value)


def test_early_years_keep_their_four_digits() -> None:
    assert str(Month(33, 4)) == "0033-04"
    assert Month.parse("0033-04") == Month(33, 4)


@pytest.mark.parametrize(
    "day", [datetime(2020, 11, 23, tzinfo=UTC), "2020-11-23", None], ids=["datetime", "str", "None"]
)
def test_a_month_is_that_of_a_date_and_of_no_datetime(day: date) -> None:
    with pytest.raises(TypeError, match=r"^Month\.of\.day: "):
        Month.of(day)


@pytest.mark.parametrize("other", [1.0, True, "1", None, date(2020, 11, 1)])
def test_only_whole_months_are_added(other: int) -> None:
    with pytest.raises(TypeError):
        _ = Month(2020, 11) + other
    with pytest.raises(TypeError):
        _ = Month(2020, 11) - other


def test_two_months_have_no_sum() -> None:
    with pytest.raises(TypeError):
        _ = Month(2020, 11) + Month(2020, 11)  # type: ignore[operator]


def test_months_are_ordered_among_themselves_only() -> None:
    assert Month(2019, 12) < Month(2020, 1) <= Month(2020, 1) < Month(2020, 2)
    assert max(Month(2020, 2), Month(2019, 12), Month(2020, 1)) == Month(2020, 2)
    for other in ("2020-11", (2020, 11), date(2020, 11, 1), 24_250):
        assert Month(2020, 11) != other
        with pytest.raises(TypeError):
            _ = Month(2020, 11) < other  # type: ignore[operator]


def test_equal_months_are_one_key() -> None:
    assert {Month(2020, 11), Month.parse("2020-11"), Month.of(date(2020, 11, 23))} == {
        Month(2020, 11)
    }


def test_a_month_shows_itself_in_iso_form_and_its_repr_makes_it_again() -> None:
    month = Month(2020, 11)
    assert f"{month}" == str(month) == "2020-11"
    assert repr(month) == "Month(year=2020, number=11)"
    assert Month(year=2020, number=11) == month
    assert json.loads(json.dumps(str(month))) == "2020-11"


def test_a_month_is_frozen() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Month(2020, 11).year = 2021  # type: ignore[misc]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_makes_the_month_again(protocol: int) -> None:
    month = Month(2020, 11)
    assert pickle.loads(pickle.dumps(month, protocol)) == month
    assert copy.copy(month) == copy.deepcopy(month) == month


def test_evolving_and_unpickling_check_the_calendar() -> None:
    month = Month(2020, 11)
    assert attrs.evolve(month, number=12) == Month(2020, 12)
    with pytest.raises(ValueError, match="a month of 1 to 12"):
        attrs.evolve(month, number=13)
    rebuild, arguments = month.__reduce__()[:2]
    assert callable(rebuild)
    assert rebuild(*arguments) == month  # type: ignore[misc]
    forged = pickle.dumps(month, 0).replace(b"I11\n", b"I13\n")
    with pytest.raises(ValueError, match="a month of 1 to 12"):
        pickle.loads(forged)
