"""What is wrong within tables and between them: row numbers, never the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil.errors import Fault
from dukcapil.frames._calendar import day
from dukcapil.frames._engines import eager, to_native
from dukcapil.frames._layout import EVENTS, STAYS, Frame
from dukcapil.frames._niks import DAY_OF_BIRTH_TENS, WOMANS_TENS, valid_nik
from dukcapil.frames._table import Table, check_together, nik_table
from dukcapil.nik import Sex
from dukcapil.regions import CODE_PATTERN
from dukcapil.register._kinds import KINDS
from dukcapil.residents import EndOfStay

__all__ = ["event_problems", "stay_problems"]

_STAYS: Final = (
    *("person", "birth_date", "sex", "is_citizen", "permit_since", "first_married_on", "died_on"),
    *("region", "since", "until", "ended_by"),
)
_EVENTS: Final = ("person", "kind", "occurred_on", "card", "valid_until", "id", "supersedes")
_ENDS: Final = [one.value for one in EndOfStay]
_KINDS: Final = [kind.__name__ for kind in KINDS]
_LENGTHS: Final = (2, 5, 8, 13)

_Wrong: TypeAlias = dict[tuple[str, Fault], nw.Expr]
"""By field and fault, which rows have it."""


def stay_problems(
    stays: IntoFrameT,
    *,
    row: str | None = None,
    nik: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Find what contradicts itself in a table of stays.

    Args:
        stays: a table as `STAYS` describes.
        row: a column that numbers the rows; without it, an eager frame is numbered from 0.
        nik: a column of NIKs that are to be held against the record.
        columns: your own names of columns, by those of `STAYS`.

    Returns:
        A row for each problem, in no order: `row`, `field` and `fault`, the text of a `Fault`.

        A value is missing, which for most columns only a lazy frame gets as far as this with.
        `sex`, `ended_by` and `region`: not one of those that there are, or no dotted code.
        `since`: the stay begins before the birth, or after the death; `until`: it ends before it
        begins; `ended_by`: it lasts. `region`: two rows are the same stay under the same permit,
        or two stays of a person overlap. `birth_date`, `sex`, `is_citizen`, `first_married_on`
        and `died_on`: two rows of a person contradict each other. `nik`: it is none; `birth_date`
        and `sex`: the NIK says something else, as `Resident.nik_disagreements`, which is no
        error.

    Raises:
        ValueError: for a lazy frame without `row`, since its rows have no numbers, or names in
            `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from dukcapil.frames import stay_problems, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, _ = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> stay_problems(stays.vstack(stays.head(1))).sort("row").rows()
        [(0, 'region', 'duplicate'), (615, 'region', 'duplicate')]
    """
    table = _numbered(Table.of(stays, STAYS, _STAYS, columns, name="stays"), row)
    since, until = day(table["since"]), day(table["until"])
    born, died = day(table["birth_date"]), day(table["died_on"])
    has_stay, is_born = ~table["since"].is_null(), ~table["birth_date"].is_null()
    # Texts that are null cannot be looked into in pandas.
    sex, code = table["sex"].fill_null(Sex.MALE.value), table["region"].fill_null("00")
    ended_by = table["ended_by"].fill_null(_ENDS[0])
    is_code = code.str.contains(f"^(?:{CODE_PATTERN})$") & code.str.len_chars().is_in(_LENGTHS)
    has_region, has_end = ~table["region"].is_null(), ~table["until"].is_null()
    has_reason = ~table["ended_by"].is_null()
    alone = {
        **_missing(table, ("person", "birth_date", "sex", "is_citizen")),
        ("since", Fault.MISSING): ~has_stay & has_region,
        ("region", Fault.MISSING): has_stay & ~has_region,
        ("ended_by", Fault.MISSING): has_end & ~has_reason,
        ("sex", Fault.UNREADABLE): ~sex.is_in([one.value for one in Sex]),
        ("ended_by", Fault.UNREADABLE): ~ended_by.is_in(_ENDS),
        ("region", Fault.SHAPE): ~is_code,
        ("since", Fault.CONTRADICTION): has_stay & ((is_born & (since < born)) | (since > died)),
        ("until", Fault.CONTRADICTION): has_stay & (until <= since),
        ("ended_by", Fault.CONTRADICTION): has_reason & ~has_end,
    }
    if nik is not None:
        nik_table(stays, nik)
        alone |= _of_niks(table, nik)
    return to_native(
        nw.concat([*_found(table.frame, alone), *_of_persons(table), *_of_several(table)]), stays
    )


def _missing(table: Table, names: Sequence[str]) -> _Wrong:
    return {(name, Fault.MISSING): table[name].is_null() for name in names}


def _of_niks(stays: Table, nik: str) -> _Wrong:
    """What is wrong with NIKs, alone and beside the record."""
    is_nik, text = valid_nik(nik), nw.col(nik)
    digits = nw.when(is_nik).then(text).otherwise(nw.lit("0" * 16))
    tens = digits.str.slice(6, 1)
    ten = tens.replace_strict(DAY_OF_BIRTH_TENS, default="0", return_dtype=nw.String)
    day_ = ten.cast(nw.Int64) * 10 + digits.str.slice(7, 1).cast(nw.Int64)
    month_year = digits.str.slice(8, 2).cast(nw.Int64) * 100 + digits.str.slice(10, 2).cast(
        nw.Int64
    )
    born = stays["birth_date"]
    year = born.dt.year().cast(nw.Int64)
    is_same = (
        (day_ == born.dt.day())
        & (month_year == born.dt.month().cast(nw.Int64) * 100 + year - year // 100 * 100)
        & (year >= 1900)
    )
    is_female = tens.is_in(list(WOMANS_TENS))
    is_same_sex = is_female == (stays["sex"] == Sex.FEMALE.value)
    return {
        ("nik", Fault.UNREADABLE): ~is_nik,
        ("birth_date", Fault.NIK_MISMATCH): is_nik & ~is_same,
        ("sex", Fault.NIK_MISMATCH): is_nik & ~is_same_sex,
    }


def _of_persons(stays: Table) -> list[Frame]:
    """Rows that say something else of a person than others do."""
    numbers = {
        "birth_date": day(stays["birth_date"]),
        "sex": nw.when(stays["sex"].fill_null("") == Sex.FEMALE.value)
        .then(nw.lit(1))
        .otherwise(nw.lit(0)),
        "is_citizen": nw.when(stays["is_citizen"]).then(nw.lit(1)).otherwise(nw.lit(0)),
        "first_married_on": day(stays["first_married_on"]),
        "died_on": day(stays["died_on"]),
    }
    rows = stays.frame.select(
        "_row",
        stays["person"].alias("_person"),
        *(number.alias(name) for name, number in numbers.items()),
    )
    bounds = rows.group_by("_person").agg(
        *(nw.col(name).min().alias(f"_least_{name}") for name in numbers),
        *(nw.col(name).max().alias(f"_most_{name}") for name in numbers),
    )
    held = rows.join(bounds, on="_person", how="inner")
    differs = {name: nw.col(f"_least_{name}") < nw.col(f"_most_{name}") for name in numbers}
    return _found(held, {(one, Fault.CONTRADICTION): wrong for one, wrong in differs.items()})


def _of_several(stays: Table) -> list[Frame]:
    """Rows of one person that stand twice, and stays that overlap."""
    rows = stays.frame.select(
        "_row",
        stays["person"].alias("_person"),
        stays["region"].fill_null("").alias("_region"),
        day(stays["since"]).alias("_since"),
        day(stays["until"]).alias("_until"),
        day(stays["permit_since"]).alias("_permit"),
    )
    key = ["_person", "_region", "_since", "_permit"]
    twice = rows.group_by(*key).agg(nw.len().alias("_rows")).filter(nw.col("_rows") > 1)
    others = rows.select(
        "_person",
        *(nw.col(f"_{one}").alias(f"_other_{one}") for one in ("region", "since", "until")),
    )
    overlapping = rows.join(others, on="_person", how="inner").filter(
        (nw.col("_since") < nw.col("_other_until"))
        & (nw.col("_other_since") < nw.col("_until"))
        & (
            (nw.col("_since") != nw.col("_other_since"))
            | (nw.col("_until") != nw.col("_other_until"))
            | (nw.col("_region") != nw.col("_other_region"))
        )
    )
    each_once = overlapping.group_by("_row").agg(nw.len())
    return [
        _problems(rows.join(twice, on=key, how="semi"), "region", Fault.DUPLICATE),
        _problems(each_once, "region", Fault.OUT_OF_ORDER),
    ]


def event_problems(
    stays: IntoFrame,
    events: IntoFrameT,
    *,
    row: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Find what contradicts itself in a table of events, and what has no place in the stays.

    Args:
        stays: a table as `STAYS` describes, of which the persons are looked at.
        events: a table of the same engine as `EVENTS` describes.
        row: a column that numbers the events; without it, an eager frame is numbered from 0.
        columns: your own names of columns, the same in both tables, by those of `STAYS` and
            `EVENTS`.

    Returns:
        A row for each problem, in no order: `row`, `field` and `fault`, the text of a `Fault`.
        `person`, `kind`, `occurred_on` or `id`: a value is missing, as in `stay_problems`.
        `person`: nobody in the stays; `kind`: no name of an event; `valid_until`: other events of
        the card say something else; `id`: not the only event of that id; `supersedes`: an event
        that is not there.

    Raises:
        TypeError: for events of another engine than the stays.
        ValueError: for a lazy frame without `row`, since its rows have no numbers, or names in
            `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from dukcapil.frames import event_problems, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> event_problems(stays.clear(), events.head(2)).sort("row").rows()
        [(0, 'person', 'no such resident'), (1, 'person', 'no such resident')]
    """
    people = Table.of(stays, STAYS, ("person",), columns, name="stays")
    table = _numbered(Table.of(events, EVENTS, _EVENTS, columns, name="events"), row)
    check_together(people, table)
    alone = {
        **_missing(table, ("person", "kind", "occurred_on", "id")),
        ("kind", Fault.UNREADABLE): ~table["kind"].fill_null(_KINDS[0]).is_in(_KINDS),
    }
    rows = table.frame.select("_row", *(table[one].alias(f"_{one}") for one in _EVENTS))
    known = people.frame.select(people["person"].alias("_person"))
    whose = rows.filter(~nw.col("_person").is_null())
    ids = rows.group_by("_id").agg(nw.len().alias("_rows"))
    twice = ids.filter(nw.col("_rows") > 1).select("_id")
    corrections = rows.filter(~nw.col("_supersedes").is_null())
    corrected = corrections.select(nw.col("_supersedes").alias("_id"))
    cards = (
        rows.filter(~nw.col("_card").is_null())
        .join(corrected, on="_id", how="anti")
        .with_columns(day(nw.col("_valid_until")).alias("_end"))
    )
    ends = (
        cards.group_by("_person", "_card")
        .agg(nw.col("_end").min().alias("_least"), nw.col("_end").max().alias("_most"))
        .filter(nw.col("_least") < nw.col("_most"))
    )
    among = [
        _problems(whose.join(known, on="_person", how="anti"), "person", Fault.UNKNOWN_RESIDENT),
        _problems(
            cards.join(ends, on=["_person", "_card"], how="semi"),
            "valid_until",
            Fault.CONTRADICTION,
        ),
        _problems(rows.join(twice, on="_id", how="semi"), "id", Fault.DUPLICATE),
        _problems(
            corrections.join(ids, left_on="_supersedes", right_on="_id", how="anti"),
            "supersedes",
            Fault.UNKNOWN_EVENT,
        ),
    ]
    return to_native(nw.concat([*_found(table.frame, alone), *among]), events)


def _numbered(table: Table, row: str | None) -> Table:
    """The table with its rows numbered in the column `_row`."""
    given = eager(table.frame)
    if row is not None:
        if row not in table.dtypes:
            advice = "look at the names of the columns"
            raise table.missing(row, "a column that numbers the rows", advice)
        frame = table.frame.with_columns(nw.col(row).alias("_row"))
    elif given is not None:
        numbered: Any = given.with_row_index("_row").with_columns(nw.col("_row").cast(nw.Int64))
        frame = numbered
    else:
        raise ValueError(
            f"row: expected a column that numbers the rows of {table.name}, "
            "since those of a lazy frame have no order"
        )
    return Table(frame, table.name, table.columns, table.dtypes)


def _found(frame: Frame, wrong: _Wrong) -> list[Frame]:
    return [_problems(frame.filter(which), *what) for what, which in wrong.items()]


def _problems(frame: Frame, field: str, fault: Fault) -> Frame:
    return frame.select(
        nw.col("_row").alias("row"),
        nw.lit(field).alias("field"),
        nw.lit(str(fault)).alias("fault"),
    )
