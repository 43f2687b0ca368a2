"""The day on which the present obligation of a row began, wherever the person lived then.

Statuses that follow each other without a gap are one, and a time abroad breaks an obligation, as in
`wajib_ktp.unbroken_spells`. Both are of few people, who alone are looked at.
"""

from __future__ import annotations

from typing import Final

import attrs
import narwhals.stable.v2 as nw

from dukcapil.ages import LeapDay
from dukcapil.frames._calendar import birthday, day, earlier, later
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import OBLIGATION, is_born_citizen, with_renewals
from dukcapil.frames._table import Table
from dukcapil.law import OBLIGED_AGE
from dukcapil.residents import EndOfStay

__all__ = ["UNBROKEN", "with_obliged_since"]

UNBROKEN: Final = (*OBLIGATION, "ended_by")
"""The columns of stays that decide since when a person has been obliged."""


def with_obliged_since(stays: Table, leap_day: LeapDay) -> tuple[Table, nw.Expr]:
    """Return the stays, and the number of the day since when each row may be obliged."""
    own = stays.unused_prefix("_of_")
    person, permitted, since, entitled, back, born, married, turns, zero = (
        f"{own}{name}"
        for name in (
            *("person", "permitted", "since", "entitled", "back"),
            *("born", "married", "turns", "zero"),
        )
    )
    col = nw.col
    numbered = stays.frame.with_columns(
        stays["person"].alias(person),
        _permitted(stays).alias(permitted),
        day(stays["since"]).alias(since),
        day(stays["birth_date"]).alias(born),
        day(stays["first_married_on"]).alias(married),
    )
    joined = numbered.join(
        _entitled(stays).rename({"_person": person, "_permitted": permitted, "_first": entitled}),
        on=[person, permitted],
        how="left",
    ).join(
        _returns(stays).rename({"_person": person, "_since": since, "_back": back}),
        on=[person, since],
        how="left",
    )
    # One column per step: engines are slow on deep expressions.
    steps = (
        (turns, birthday(col(born), OBLIGED_AGE, leap_day)),
        (entitled, col(entitled).fill_null(0)),
        (back, col(back).fill_null(0)),
        (turns, earlier(col(turns), col(married))),
        (entitled, later(col(entitled), col(back))),
        (zero, later(col(turns), col(entitled)).cast(nw.Int64)),
    )
    for name, step in steps:
        joined = joined.with_columns(step.alias(name))
    return attrs.evolve(stays, frame=joined), nw.col(zero)


def _permitted(stays: Table) -> nw.Expr:
    """Return the day on which a status began; 0 for one from birth."""
    from_birth = nw.when(is_born_citizen(stays)).then(nw.lit(0))
    return from_birth.otherwise(day(stays["permit_since"]))


def _entitled(stays: Table) -> Frame:
    """Return the first day, `_first`, of the unbroken statuses that one, `_permitted`, is of."""
    statuses = (
        stays.frame.filter(~stays["permit_since"].is_null() | ~stays["permit_until"].is_null())
        .select(stays["person"].alias("_person"), _permitted(stays).alias("_permitted"))
        .group_by("_person", "_permitted")
        .agg(nw.len().alias("_rows"))
    )
    firsts = (
        with_renewals(statuses, stays)
        .filter(~nw.col("_is_renewal"))
        .select("_person", nw.col("_permitted").alias("_first"))
    )
    return (
        statuses.select("_person", "_permitted")
        .join(firsts, on="_person", how="inner")
        .filter(nw.col("_first") <= nw.col("_permitted"))
        .group_by("_person", "_permitted")
        .agg(nw.col("_first").max())
    )


def _returns(stays: Table) -> Frame:
    """Return the last return from abroad, `_back`, up to the beginning of a stay, `_since`."""
    has_left = stays["ended_by"].fill_null("") == EndOfStay.LEFT_COUNTRY.value
    left = (
        stays.frame.filter(has_left & ~stays["until"].is_null())
        .select(stays["person"].alias("_person"), day(stays["until"]).alias("_left"))
        .group_by("_person", "_left")
        .agg(nw.len().alias("_rows"))
        .select("_person", "_left")
    )
    began = (
        stays.frame.filter(~stays["since"].is_null())
        .select(stays["person"].alias("_person"), day(stays["since"]).alias("_since"))
        .join(left.select("_person"), on="_person", how="semi")
        .group_by("_person", "_since")
        .agg(nw.len().alias("_rows"))
        .select("_person", "_since")
    )
    back = (
        left.join(began, on="_person", how="inner")
        .filter(nw.col("_since") >= nw.col("_left"))
        .group_by("_person", "_left")
        .agg(nw.col("_since").min().alias("_back"))
        .filter(nw.col("_back") > nw.col("_left"))
        .select("_person", "_back")
    )
    return (
        began.join(back, on="_person", how="inner")
        .filter(nw.col("_back") <= nw.col("_since"))
        .group_by("_person", "_since")
        .agg(nw.col("_back").max())
    )
