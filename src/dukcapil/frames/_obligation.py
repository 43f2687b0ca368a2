"""The obligation to hold a card, over tables of stays: `wajib_ktp` in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.ages import LeapDay, latest_birth_date
from dukcapil.frames._calendar import (
    FAR,
    day,
    earlier,
    later,
    leap_days_to_17,
    seventeenth_birthday,
)
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import STAYS, Frame
from dukcapil.frames._table import REPLACE, Table
from dukcapil.law import OBLIGED_AGE

__all__ = [
    "OBLIGATION",
    "is_born_citizen",
    "is_in_scope",
    "is_obliged",
    "lives_there",
    "obligation",
    "with_obliged",
    "with_obliged_from",
    "with_renewals",
]

_PERSONAL: Final = (
    *("birth_date", "is_citizen", "permit_since", "permit_until"),
    *("first_married_on", "died_on"),
)
OBLIGATION: Final = (*_PERSONAL, "since", "until", "nik_since", "nik_until", "is_nik_active")
"""The columns of stays that decide when a person is obliged."""


def is_in_scope(stays: Table, on: date) -> nw.Expr:
    """Return whether the rule applies to a row on a date: alive, resident, with a status."""
    is_alive = (stays["died_on"] > nw.lit(on)).fill_null(value=True)
    since = stays["permit_since"]
    is_entitled = _covers(since, stays["permit_until"], on, else_since=is_born_citizen(stays))
    in_scope = lives_there(stays, on) & is_alive & is_entitled
    if not stays.has("nik_since"):
        return in_scope
    always = stays["nik_since"].is_null()
    return in_scope & _covers(stays["nik_since"], stays["nik_until"], on, else_since=always)


def is_born_citizen(stays: Table) -> nw.Expr:
    """Return whether the row is of a citizenship from birth."""
    return stays["is_citizen"] & stays["permit_since"].is_null()


def lives_there(stays: Table, on: date) -> nw.Expr:
    """Return whether the stay of a row covers a date."""
    return _covers(stays["since"], stays["until"], on)


def _covers(since: nw.Expr, until: nw.Expr, on: date, else_since: nw.Expr | None = None) -> nw.Expr:
    has_begun = (since <= nw.lit(on)).fill_null(value=False)
    if else_since is not None:
        has_begun |= else_since
    return has_begun & (until > nw.lit(on)).fill_null(value=True)


def is_obliged(stays: Table, on: date, leap_day: LeapDay) -> nw.Expr:
    """Return whether a row makes its person obliged on a date."""
    is_married = (stays["first_married_on"] <= nw.lit(on)).fill_null(value=False)
    latest = latest_birth_date(age=OBLIGED_AGE, on=on, leap_day=leap_day) or date.min
    return is_in_scope(stays, on) & ((stays["birth_date"] <= nw.lit(latest)) | is_married)


def obligation(
    stays: Table, number: Callable[[nw.Expr], nw.Expr], turns: nw.Expr, *others: nw.Expr
) -> Frame:
    """Compute the times of obligation of each row, beside other columns.

    `_turns` is the time of the 17th birthday, `_reached` the earlier of this and the first
    marriage, and `_began` the later of that and the permit or the citizenship, wherever the person
    lives. `_since` and `_until` bound the stay, which death, the end of the status and a change of
    the NIK, `_switches`, end as well: `_until` is the earliest of `_left`, `_died`, `_expires` and
    `_switches`. `_from` is the later of `_began`, `_since` and the change before, `_switched`.

    Args:
        stays: the checked table.
        number: makes the time of a column of dates: the number of a day, or of a month.
        turns: the time of the 17th birthday.
        others: further columns to keep.
    """
    # One column per step: engines are slow on deep expressions.
    staged = stays.engine.staged
    from_birth = nw.when(is_born_citizen(stays))
    numbers = {
        "_turns": turns,
        "_married": number(stays["first_married_on"]),
        "_permitted": from_birth.then(nw.lit(0)).otherwise(number(stays["permit_since"])),
        "_since": number(stays["since"]),
        "_left": number(stays["until"]),
        "_died": number(stays["died_on"]),
        "_expires": number(stays["permit_until"]),
        **_times_of_nik(stays, number),
    }
    return (
        staged(stays.frame.select(*others, **numbers))
        .with_columns(
            earlier(nw.col("_turns"), nw.col("_married")).alias("_reached"),
            earlier(nw.col("_left"), nw.col("_died")).alias("_until"),
        )
        .with_columns(
            later(nw.col("_reached"), nw.col("_permitted")).alias("_began"),
            earlier(nw.col("_until"), nw.col("_expires"), nw.col("_switches")).alias("_until"),
        )
        .with_columns(later(nw.col("_began"), nw.col("_since"), nw.col("_switched")).alias("_from"))
    )


def _times_of_nik(stays: Table, number: Callable[[nw.Expr], nw.Expr]) -> dict[str, nw.Expr]:
    """Return the times in which the NIK of a row is, or is not, active."""
    if not stays.has("nik_since"):
        return {"_switched": nw.lit(0), "_switches": nw.lit(FAR)}
    since = stays["nik_since"]
    switched = nw.when(since.is_null()).then(nw.lit(0)).otherwise(number(since))
    return {"_switched": switched, "_switches": number(stays["nik_until"])}


def with_renewals(rows: Frame, stays: Table) -> Frame:
    """Add `_is_renewal`: whether one status ends on the day, `_permitted`, another begins."""
    ended = (
        stays.frame.filter(~stays["permit_until"].is_null())
        .select(stays["person"].alias("_person"), day(stays["permit_until"]).alias("_permitted"))
        .group_by("_person", "_permitted")
        .agg(nw.len().alias("_renews"))
    )
    joined = rows.join(ended, on=["_person", "_permitted"], how="left")
    return joined.with_columns((~nw.col("_renews").is_null()).alias("_is_renewal"))


def with_obliged(
    stays: IntoFrameT,
    *,
    on: date,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
    replace: bool = False,
) -> IntoFrameT:
    """Add the column `is_obliged`: whether the person of a row must hold a card on a date.

    The same as `wajib_ktp.assess`, row by row: a person with several stays or permits is obliged
    if any of the rows is. The columns `person`, `sex` and `region` are not needed.

    Args:
        stays: the table of stays; see `STAYS`.
        on: the date.
        leap_day: the 17th birthday of people born on 29 February.
        columns: your own column names, keyed by those of the layouts.
        replace: whether a column of that name is replaced; unless it is, it is refused.

    Returns:
        The same frame with one more column, which has no nulls.

    Raises:
        TypeError: for a `datetime`, or an object that is not a data frame.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing, of another kind, or in the way.

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
    table = Table.of(stays, STAYS, OBLIGATION, columns, name="stays", function="with_obliged")
    _make_room(table, "is_obliged", "with_obliged", replace)
    return to_native(
        table.frame.with_columns(is_obliged(table, on, leap_day).alias("is_obliged")), stays
    )


def with_obliged_from(
    stays: IntoFrameT,
    *,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
    replace: bool = False,
) -> IntoFrameT:
    """Add the column `obliged_from`: the first day of obligation, wherever the person lives.

    The same as `wajib_ktp.obliged_from`, by the permit of the row: for a foreigner with several
    permits, take the earliest day of all rows. Only the columns of birth, citizenship, permits,
    first marriage and death are needed.

    Args:
        stays: the table of stays; see `STAYS`.
        leap_day: the 17th birthday of people born on 29 February.
        columns: your own column names, keyed by those of the layouts.
        replace: whether a column of that name is replaced; unless it is, it is refused.

    Returns:
        The same frame with one more column of dates; null where death or the end of the permit
        comes first.

    Raises:
        TypeError: for an object that is not a data frame.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing, of another kind, or in the way.

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
    table = Table.of(stays, STAYS, _PERSONAL, columns, name="stays", function="with_obliged_from")
    _make_room(table, "obliged_from", "with_obliged_from", replace)
    own = table.unused_prefix("_obliged_")
    married, permitted = table["first_married_on"], table["permit_since"]
    turned, reached, began = (
        nw.col(f"{own}turned"),
        nw.col(f"{own}reached"),
        nw.col(f"{own}began"),
    )
    is_married_first = (married < turned).fill_null(value=False)
    is_permitted_later = (permitted > reached).fill_null(value=False)
    permit_lasts = (table["permit_until"] > began).fill_null(value=True)
    is_entitled = (table["is_citizen"] | ~permitted.is_null()) & permit_lasts
    lives = (table["died_on"] > began).fill_null(value=True)
    # One column per step: engines are slow on deep expressions.
    steps = (
        (f"{own}leap_days", leap_days_to_17(table["birth_date"], leap_day)),
        (
            f"{own}turned",
            seventeenth_birthday(table["birth_date"], nw.col(f"{own}leap_days")),
        ),
        (f"{own}reached", nw.when(is_married_first).then(married).otherwise(turned)),
        (f"{own}began", nw.when(is_permitted_later).then(permitted).otherwise(reached)),
        ("obliged_from", nw.when(is_entitled & lives).then(began)),
    )
    frame = table.frame
    for name, step in steps:
        frame = frame.with_columns(step.alias(name))
    return to_native(frame.drop(*(name for name, _ in steps[:-1])), stays)


def _make_room(table: Table, name: str, function: str, replace: object) -> None:
    """Raise for a column in the way of one to be added, unless it is to be replaced."""
    check_type(function, "replace", replace, bool)
    if not replace:
        table.refuse_present({name}, REPLACE)
