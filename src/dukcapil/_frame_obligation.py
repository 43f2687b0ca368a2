"""Who is obliged, over tables of stays: `wajib_ktp` in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._checks import check_date, check_type
from dukcapil._frame_days import (
    FAR,
    birthday,
    birthday_month,
    day,
    leap_days_to_17,
    month,
    seventeenth_birthday,
)
from dukcapil._frame_schema import STAYS, Frame, Table, to_native
from dukcapil.ages import LeapDay, latest_birth_date
from dukcapil.law import OBLIGED_AGE

__all__ = [
    "OBLIGATION",
    "begin_day",
    "end_day",
    "is_in_scope",
    "is_obliged",
    "lives_there",
    "obliged_months",
    "reached_day",
    "with_obliged",
    "with_obliged_from",
    "with_renewals",
]

_PERSONAL: Final = (
    *("birth_date", "is_citizen", "permit_since", "permit_until"),
    *("first_married_on", "died_on"),
)
OBLIGATION: Final = (*_PERSONAL, "since", "until")
"""The columns of stays that tell when somebody is obliged."""


def is_in_scope(stays: Table, on: date) -> nw.Expr:
    """Whether the rule applies to the person of a row on a date: alive, resident, entitled."""
    is_alive = (stays["died_on"] > nw.lit(on)).fill_null(value=True)
    has_permit = _covers(stays["permit_since"], stays["permit_until"], on)
    return lives_there(stays, on) & is_alive & (stays["is_citizen"] | has_permit)


def lives_there(stays: Table, on: date) -> nw.Expr:
    """Whether the stay of a row covers a date."""
    return _covers(stays["since"], stays["until"], on)


def _covers(since: nw.Expr, until: nw.Expr, on: date) -> nw.Expr:
    has_begun = (since <= nw.lit(on)).fill_null(value=False)
    return has_begun & (until > nw.lit(on)).fill_null(value=True)


def is_obliged(stays: Table, on: date, leap_day: LeapDay) -> nw.Expr:
    """Whether the person of a row is obliged on a date, by the stay and the permit of the row."""
    is_married = (stays["first_married_on"] <= nw.lit(on)).fill_null(value=False)
    latest = latest_birth_date(age=OBLIGED_AGE, on=on, leap_day=leap_day) or date.min
    return is_in_scope(stays, on) & ((stays["birth_date"] <= nw.lit(latest)) | is_married)


def obliged_months(stays: Table, leap_day: LeapDay) -> tuple[nw.Expr, nw.Expr]:
    """At the ends of which months a row is obliged: numbers of months, half-open."""
    turns = birthday_month(stays["birth_date"], OBLIGED_AGE, leap_day)
    begin = nw.max_horizontal(
        month(stays["since"]),
        nw.min_horizontal(turns, month(stays["first_married_on"])),
        _entitled_from(stays, month),
    )
    return begin, _end(stays, month)


def reached_day(stays: Table, leap_day: LeapDay) -> nw.Expr:
    """The number of the day of the 17th birthday or the first marriage, the earlier of both."""
    turns = birthday(day(stays["birth_date"]), OBLIGED_AGE, leap_day)
    return nw.min_horizontal(turns, day(stays["first_married_on"]))


def begin_day(stays: Table, leap_day: LeapDay) -> nw.Expr:
    """The number of the first day of obligation by the permit of the row, wherever that is."""
    return nw.max_horizontal(reached_day(stays, leap_day), _entitled_from(stays, day))


def end_day(stays: Table) -> nw.Expr:
    """The number of the first day after the obligation of a row."""
    return _end(stays, day)


def with_renewals(rows: Frame, stays: Table) -> Frame:
    """Add `_is_renewal`: whether a permit ends on the day, `_permitted`, that another begins."""
    ended = (
        stays.frame.filter(~stays["is_citizen"] & ~stays["permit_until"].is_null())
        .select(stays["person"].alias("_person"), day(stays["permit_until"]).alias("_permitted"))
        .unique()
        .with_columns(nw.lit(1).alias("_renews"))
    )
    joined = rows.join(ended, on=["_person", "_permitted"], how="left")
    return joined.with_columns((~nw.col("_renews").is_null()).alias("_is_renewal"))


def _entitled_from(stays: Table, number: Callable[[nw.Expr], nw.Expr]) -> nw.Expr:
    since = number(stays["permit_since"])
    return nw.when(stays["is_citizen"]).then(nw.lit(0)).otherwise(since)


def _end(stays: Table, number: Callable[[nw.Expr], nw.Expr]) -> nw.Expr:
    until = number(stays["permit_until"])
    permitted = nw.when(stays["is_citizen"]).then(nw.lit(FAR)).otherwise(until)
    return nw.min_horizontal(number(stays["until"]), number(stays["died_on"]), permitted)


def with_obliged(
    stays: IntoFrameT,
    *,
    on: date,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Add the column `is_obliged`: whether the person of a row must hold a card on a date.

    The twin of `wajib_ktp.assess`, row by row: whoever has several stays or permits is obliged if
    any of the rows says so, and at most one stay does.

    Args:
        stays: a table as `STAYS` describes; the name of the person, the sex and the region are
            not asked for.
        on: the date.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, by those of `STAYS`.

    Returns:
        The same frame with one more column, which has no nulls.

    Raises:
        TypeError: for a `datetime`, or something that is not a data frame.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from datetime import date
        >>> import polars as pl
        >>> from dukcapil.frames import with_obliged
        >>> stays = pl.DataFrame({
        ...     "birth_date": [date(2003, 5, 1), date(2004, 5, 1)],
        ...     "is_citizen": [True, True],
        ...     "since": [date(2003, 5, 1), date(2004, 5, 1)],
        ... }).with_columns(
        ...     pl.lit(None, pl.Date).alias(name)
        ...     for name in ("permit_since", "permit_until", "first_married_on", "died_on", "until")
        ... )
        >>> with_obliged(stays, on=date(2020, 12, 9))["is_obliged"].to_list()
        [True, False]
    """
    check_date("with_obliged", "on", on)
    check_type("with_obliged", "leap_day", leap_day, LeapDay)
    table = Table.of(stays, STAYS, OBLIGATION, columns, name="stays")
    return to_native(
        table.frame.with_columns(is_obliged(table, on, leap_day).alias("is_obliged")), stays
    )


def with_obliged_from(
    stays: IntoFrameT,
    *,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Add the column `obliged_from`: the first day of obligation, wherever the person lives.

    The twin of `wajib_ktp.obliged_from`, by the permit of the row: of a foreigner with several
    permits the earliest day of all rows is the answer.

    Args:
        stays: a table as `STAYS` describes, of which no more is asked for than the birth, the
            citizenship with its permits, the first marriage and the death.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, by those of `STAYS`.

    Returns:
        The same frame with one more column of dates; null where death or the end of the permit
        comes first.

    Raises:
        TypeError: for something that is not a data frame.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from datetime import date
        >>> import polars as pl
        >>> from dukcapil.frames import with_obliged_from
        >>> people = pl.DataFrame(
        ...     {"birth_date": [date(2004, 2, 29)], "is_citizen": [True]}
        ... ).with_columns(
        ...     pl.lit(None, pl.Date).alias(name)
        ...     for name in ("permit_since", "permit_until", "first_married_on", "died_on")
        ... )
        >>> with_obliged_from(people)["obliged_from"].to_list()
        [datetime.date(2021, 3, 1)]
    """
    check_type("with_obliged_from", "leap_day", leap_day, LeapDay)
    table = Table.of(stays, STAYS, _PERSONAL, columns, name="stays")
    married, permitted = table["first_married_on"], table["permit_since"]
    turned, reached, began = nw.col("_turned"), nw.col("_reached"), nw.col("_began")
    is_married_first = (married < turned).fill_null(value=False)
    is_permitted_later = ~table["is_citizen"] & (permitted > reached).fill_null(value=False)
    permit_lasts = (table["permit_until"] > began).fill_null(value=True)
    is_entitled = table["is_citizen"] | (~permitted.is_null() & permit_lasts)
    lives = (table["died_on"] > began).fill_null(value=True)
    # Each step is a column of its own: engines are slow on one deep expression.
    steps = (
        ("_leap_days", leap_days_to_17(table["birth_date"], leap_day)),
        ("_turned", seventeenth_birthday(table["birth_date"], nw.col("_leap_days"))),
        ("_reached", nw.when(is_married_first).then(married).otherwise(turned)),
        ("_began", nw.when(is_permitted_later).then(permitted).otherwise(reached)),
        ("obliged_from", nw.when(is_entitled & lives).then(began)),
    )
    frame = table.frame
    for name, step in steps:
        frame = frame.with_columns(step.alias(name))
    return to_native(frame.drop(*(name for name, _ in steps[:-1])), stays)
