"""Persons as whole numbers, which join faster than texts of sixteen characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import EVENTS, STAYS, Frame
from dukcapil.frames._table import Table, check_together

__all__ = ["number_persons"]


def number_persons(
    stays: IntoFrameT, events: IntoFrameT, *, columns: Mapping[str, str] | None = None
) -> tuple[IntoFrameT, IntoFrameT]:
    """Replace the persons of both tables by numbers, the same in both.

    Numbers go from 0 in the order of the identifiers, so the same people have the same numbers
    on every engine. Questions with joins take about a quarter less time with them: number the
    persons once, and keep the tables. A number is no pseudonym: in the order of NIKs, it tells of
    them.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        Both tables with all their columns, in no order; the column of persons holds the numbers.

    Raises:
        TypeError: for an object that is not a data frame, or tables of two engines.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from dukcapil.frames import number_persons, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> stays, events = number_persons(stays, events)
        >>> stays["person"].min(), stays["person"].max()
        (0, 499)
    """
    function = "number_persons"
    tables = [
        Table.of(given, layout, ("person",), columns, name=name, function=function)
        for given, layout, name in ((stays, STAYS, "stays"), (events, EVENTS, "events"))
    ]
    check_together(tables[0], tables[1], function)
    everybody = nw.concat([one.frame.select(one["person"].alias("_who")) for one in tables])
    persons: Any = everybody.unique(subset=["_who"])
    numbers = persons.with_row_index("_number", order_by="_who")
    of_stays, of_events = (_numbered(table, numbers) for table in tables)
    return to_native(of_stays, stays), to_native(of_events, events)


def _numbered(table: Table, numbers: Frame) -> Frame:
    who, number = table.unused("_who"), table.unused("_number")
    renamed = numbers.select(
        nw.col("_who").alias(who), nw.col("_number").cast(nw.Int64).alias(number)
    )
    column = table.columns["person"]
    joined = table.frame.with_columns(table["person"].alias(who)).join(renamed, on=who, how="inner")
    return joined.with_columns(nw.col(number).alias(column)).select(*table.dtypes)
