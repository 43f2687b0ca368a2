"""Rows of tables by their numbers, and what is wrong with them; never their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import attrs
import narwhals.stable.v2 as nw

from dukcapil.errors import Fault
from dukcapil.frames._engines import eager, engine_of
from dukcapil.frames._layout import Frame
from dukcapil.frames._table import Table

__all__ = ["Wrong", "faults_of_rows", "numbered", "problem_rows", "together"]

Wrong: TypeAlias = dict[tuple[str, Fault], nw.Expr]
"""The condition of each fault of a field."""


def numbered(table: Table, row: str | None, function: str) -> Table:
    """Return the table with its rows numbered in the column `_row`, and no column called so."""
    given = eager(table.frame)
    if row is not None:
        if row not in table.dtypes:
            advice = "correct the name in `row`"
            raise table.missing("row", "a column that numbers the rows", advice)
    elif given is None:
        raise ValueError(
            f"{function}.row: expected a column that numbers the rows of {table.name}, "
            "since those of a lazy frame have no order"
        )
    renamed = table.renamed()
    if row is not None:
        number = nw.col(list(renamed.dtypes)[list(table.dtypes).index(row)])
        frame: Any = renamed.frame.with_columns(number.alias("_row"))
    else:
        rows: Any = renamed.frame
        frame = rows.with_row_index("_row").with_columns(nw.col("_row").cast(nw.Int64))
    return attrs.evolve(renamed, frame=frame)


def faults_of_rows(frame: Frame, wrong: Wrong) -> Frame:
    """Return the faults of all fields of each row, found in one pass."""
    flags = {f"_is{number}": which for number, which in enumerate(wrong.values())}
    one_if = {
        name: nw.when(which).then(nw.lit(1)).otherwise(nw.lit(0)) for name, which in flags.items()
    }
    marked = frame.select("_row", **one_if)
    some = marked.filter(
        nw.any_horizontal(*(nw.col(name) == 1 for name in flags), ignore_nulls=False)
    )
    long = engine_of(some).unpivot(some, list(flags), ["_row"], "_what", "_is_wrong")
    fields, faults = (dict(zip(flags, part, strict=True)) for part in zip(*wrong, strict=True))
    what = nw.col("_what")
    return long.filter(nw.col("_is_wrong") == 1).select(
        nw.col("_row").alias("row"),
        what.replace_strict(fields, default=None, return_dtype=nw.String).alias("field"),
        what.replace_strict(
            {name: str(fault) for name, fault in faults.items()},
            default=None,
            return_dtype=nw.String,
        ).alias("fault"),
    )


def problem_rows(frame: Frame, field: str, fault: Fault) -> Frame:
    """Return one fault of each row."""
    return frame.select(
        nw.col("_row").alias("row"),
        nw.lit(field).alias("field"),
        nw.lit(str(fault)).alias("fault"),
    )


def together(found: Sequence[Frame]) -> Frame:
    """Return the problems of several checks; pandas gives those of each a type of text its own."""
    some = [one for one in found if (rows := eager(one)) is None or len(rows)]
    return nw.concat(some or found[:1])
