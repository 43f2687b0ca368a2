"""Single questions in Polars by hand, as fast as their author could make them.

They do what the tables of `column_scale.py` need, as the queries in `_hand_queries.py` do.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

__all__ = ["flows", "is_nik", "measured", "newly_obliged", "standing"]

_HELD: Final = ["CardBroughtIn", "CardHandedOver"]
_ENDED: Final = ["CardLost", "CardDamaged", "CardWithdrawn", "CardVoided"]
_KECAMATAN: Final = pl.col("region").str.slice(0, 8).alias("kecamatan")
_col = pl.col


def _years_before(day: date) -> date:
    return day.replace(year=day.year - 17)


def _birthday() -> pl.Expr:
    born = _col("birth_date")
    day = born.dt.offset_by("17y")
    return pl.when(born.dt.day() == day.dt.day()).then(day).otherwise(day + pl.duration(days=1))


def _is_permitted(on: date) -> pl.Expr:
    is_citizen = _col("is_citizen") & _col("permit_since").is_null()
    has_begun = is_citizen | (_col("permit_since") <= on)
    return has_begun & (_col("permit_until").is_null() | (_col("permit_until") > on))


def _lives_there(on: date) -> pl.Expr:
    return (
        (_col("since") <= on)
        & (_col("until").is_null() | (_col("until") > on))
        & (_col("died_on").is_null() | (_col("died_on") > on))
    )


def _is_obliged(on: date) -> pl.Expr:
    return (_col("birth_date") <= _years_before(on)) | (_col("first_married_on") <= on).fill_null(
        value=False
    )


def _cards(events: pl.LazyFrame) -> pl.LazyFrame:
    is_held = _col("kind").is_in(_HELD)
    day = _col("occurred_on")
    return (
        events.filter(_col("kind").is_in([*_HELD, *_ENDED]))
        .group_by("person", "card")
        .agg(
            day.filter(is_held).min().alias("from"),
            day.filter(~is_held).min().alias("ended"),
            _col("valid_until").min(),
        )
        .select("person", "from", pl.min_horizontal("ended", "valid_until").alias("to"))
    )


def measured(stays: pl.LazyFrame, events: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Return coverage on a date, by kecamatan and sex."""
    is_held = (_col("from") <= on) & (_col("to").is_null() | (_col("to") > on))
    held = (
        _cards(events.filter(_col("occurred_on") <= on)).filter(is_held).select("person").unique()
    )
    return (
        stays.filter(_lives_there(on) & _is_permitted(on) & _is_obliged(on))
        .select("person", _KECAMATAN, "sex")
        .join(held.with_columns(held=1), on="person", how="left")
        .group_by("kecamatan", "sex")
        .agg(
            pl.len().cast(pl.Int64).alias("obliged"),
            _col("held").count().cast(pl.Int64).alias("covered"),
        )
    )


def newly_obliged(stays: pl.LazyFrame, since: date, until: date) -> pl.LazyFrame:
    """Return people who become obliged from one day to another, by kecamatan, sex and month."""
    first, last = _years_before(since), _years_before(until)
    between = [
        _col("birth_date").is_between(first.replace(year=first.year - 1), last),
        _col("first_married_on").is_between(since, until),
        _col("permit_since").is_between(since, until),
    ]
    permit = pl.when(~(_col("is_citizen") & _col("permit_since").is_null())).then(
        _col("permit_since")
    )
    people = (
        stays.filter(pl.any_horizontal(between))
        .with_columns(pl.min_horizontal(_birthday(), "first_married_on").alias("reached"))
        .select(
            "person",
            *(_KECAMATAN, "sex", "since", "reached"),
            permit.alias("permit"),
            pl.min_horizontal("until", "died_on", "permit_until").alias("gone"),
            pl.max_horizontal("reached", permit).alias("begins"),
        )
    )
    renewed = stays.filter(_col("permit_until").is_not_null()).select(
        "person", _col("permit_until").alias("permit"), renewed=True
    )
    is_renewal = _col("renewed").is_not_null() & (_col("permit") > _col("reached"))
    return (
        people.filter(
            _col("begins").is_between(since, until)
            & (_col("begins") >= _col("since"))
            & (_col("gone").is_null() | (_col("begins") < _col("gone")))
        )
        .join(renewed, on=["person", "permit"], how="left")
        .filter(~is_renewal)
        .group_by("kecamatan", "sex", _col("begins").dt.truncate("1mo").alias("month"))
        .agg(pl.len().cast(pl.Int64).alias("people"))
    )


def flows(stays: pl.LazyFrame, events: pl.LazyFrame, since: date, until: date) -> pl.LazyFrame:
    """Return the flows between two days, by kecamatan and sex."""
    far = pl.lit(date(9999, 12, 31))
    held = (
        _cards(events)
        .with_columns(_col("to").fill_null(far))
        .filter((_col("from") < _col("to")) & (_col("to") > since) & (_col("from") <= until))
    )
    permit = pl.when(~(_col("is_citizen") & _col("permit_since").is_null())).then(
        _col("permit_since")
    )
    reached = pl.min_horizontal(_birthday(), "first_married_on")
    leaves = _col("until").fill_null(far)
    active = (
        stays.select(
            "person",
            *(_KECAMATAN, "sex"),
            pl.max_horizontal("since", reached, permit).alias("begins"),
            pl.min_horizontal("until", "died_on", "permit_until").fill_null(far).alias("ends"),
            (_col("since") > reached).alias("was_obliged"),
            (_col("died_on") <= leaves).fill_null(value=False).alias("dies"),
        )
        .filter(
            (_col("begins") < _col("ends")) & (_col("begins") <= until) & (_col("ends") > since)
        )
        .join(held, on="person", how="left")
        .with_columns(_col("from").fill_null(far), _col("to").fill_null(far))
    )
    begins, ends, got, lost = map(_col, ("begins", "ends", "from", "to"))
    comes, goes = begins > since, ends <= until
    holds_then, holds_at_last = (got <= begins) & (begins < lost), (got < ends) & (ends <= lost)
    entry = pl.when("was_obliged").then(pl.lit("moved in")).otherwise(pl.lit("turned 17"))
    leave = pl.when("dies").then(pl.lit("died")).otherwise(pl.lit("moved out"))
    person = ["person", "kecamatan", "sex"]
    one, nobody = pl.lit(1, pl.Int64), pl.lit(0, pl.Int64)
    parts = [
        active.filter(comes)
        .group_by(*person, entry.alias("flow"))
        .agg(one.alias("obliged").first(), holds_then.max().cast(pl.Int64).alias("covered")),
        active.filter(goes)
        .group_by(*person, leave.alias("flow"))
        .agg((-one).alias("obliged").first(), -holds_at_last.max().cast(pl.Int64).alias("covered")),
        active.filter((got > since) & (got <= until) & (begins < got) & (got < ends)).select(
            *person, pl.lit("issued").alias("flow"), nobody.alias("obliged"), one.alias("covered")
        ),
        active.filter((lost > since) & (lost <= until) & (begins < lost) & (lost < ends)).select(
            *person,
            pl.lit("lost or voided").alias("flow"),
            nobody.alias("obliged"),
            (-one).alias("covered"),
        ),
    ]
    return (
        pl.concat(parts).group_by("kecamatan", "sex", "flow").agg(_col("obliged", "covered").sum())
    )


def standing(stays: pl.LazyFrame, events: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Return the standing of each person on a date, of people whose records go on to the end."""
    kind = _col("kind")
    is_held = kind.is_in(_HELD)
    reached = (
        events.filter(_col("occurred_on") <= on)
        .group_by("person", "card")
        .agg(
            (kind == "BiometricsCaptured").any().cast(pl.Int64).alias("recorded"),
            (kind == "PrintReadyRecordMade").any().cast(pl.Int64).alias("ready"),
            ((kind == "CardPrinted").any() & ~kind.is_in(_ENDED).any()).alias("printed"),
            (is_held.any() & ~kind.is_in(_ENDED).any()).alias("held"),
            _col("valid_until").min(),
        )
        .select(
            "person",
            pl.when(_col("valid_until").is_null() | (_col("valid_until") > on))
            .then(pl.when("held").then(4).when("printed").then(3).otherwise(0))
            .otherwise(0)
            .alias("of_card"),
            pl.when(_col("ready") > 0).then(2).otherwise("recorded").alias("of_record"),
        )
        .group_by("person")
        .agg(pl.max_horizontal(_col("of_card").max(), _col("of_record").max()).alias("stage"))
    )
    is_there = _lives_there(on)
    scope = is_there & _is_permitted(on)
    return (
        stays.select(
            "person",
            pl.when((_col("since") <= on) & (_col("until").is_null() | (_col("until") > on)))
            .then("region")
            .alias("region"),
            pl.when(scope & _is_obliged(on))
            .then(2)
            .when(scope)
            .then(1)
            .otherwise(0)
            .alias("verdict"),
        )
        .group_by("person")
        .agg(_col("region").max(), _col("verdict").max())
        .join(reached, on="person", how="left")
        .select(
            *("person", "region"),
            _col("verdict")
            .replace_strict({0: "out of scope", 1: "not yet obliged", 2: "obliged"})
            .alias("assessment"),
            _col("stage").fill_null(0).cast(pl.Int64),
            pl.lit(value=False).alias("is_blocked"),
            ((_col("verdict") == 2) & (_col("stage").fill_null(0) < 4)).alias("is_in_gap"),
        )
    )


def is_nik(people: pl.DataFrame) -> pl.DataFrame:
    """Return whether each text is a NIK, by the arithmetic of its number."""
    text, number = _col("person"), _col("_number")
    day, month = number // 10**8 % 100 % 40, number // 10**6 % 100
    province, year = number // 10**14, number // 10**4 % 100
    last = pl.when(month == 2).then(28 + (year % 4 == 0)).otherwise(30 + (month + month // 8) % 2)
    has_region = (province.is_between(11, 96) & (number // 10**12 % 100 > 0)) | (province == 99)
    has_kecamatan = (number // 10**10 % 100 > 0) | (province == 99)
    is_date = month.is_between(1, 12) & (day >= 1) & (day <= last)
    is_whole = (text.str.len_bytes() == 16) & (number % 10**4 > 0)
    is_nik = has_region & has_kecamatan & is_date & is_whole & (number // 10**8 % 100 < 72)
    return people.with_columns(text.cast(pl.Int64, strict=False).alias("_number")).select(
        "person", is_nik.fill_null(value=False).alias("is_nik")
    )
