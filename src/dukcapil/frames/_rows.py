"""Rows of tables by their numbers, and what is wrong with them; never their values."""

from __future__ import annotations

from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

from dukcapil.errors import Fault
from dukcapil.frames._engines import eager
from dukcapil.frames._layout import Frame
from dukcapil.frames._table import Table

__all__ = ["Wrong", "faults_of_rows", "numbered", "problem_rows"]

Wrong: TypeAlias = dict[tuple[str, Fault], nw.Expr]
"""The condition of each fault of a field."""


def numbered(table: Table, row: str | None, function: str) -> Table:
    """Return the table with its rows numbered in the column `_row`."""
    table.refuse_our_own("_row")
    given = eager(table.frame)
    if row is not None:
        if row not in table.dtypes:
            advice = "correct the name in `row`"
            raise table.missing("row", "a column that numbers the rows", advice)
        frame = table.frame.with_columns(nw.col(row).alias("_row"))
    elif given is not None:
        numbered: Any = given.with_row_index("_row").with_columns(nw.col("_row").cast(nw.Int64))
        frame = numbered
    else:
        raise ValueError(
            f"{function}.row: expected a column that numbers the rows of {table.name}, "
            "since those of a lazy frame have no order"
        )
    return Table(frame, table.name, table.columns, table.dtypes)


def faults_of_rows(frame: Frame, wrong: Wrong) -> list[Frame]:
    return [problem_rows(frame.filter(which), *what) for what, which in wrong.items()]


def problem_rows(frame: Frame, field: str, fault: Fault) -> Frame:
    return frame.select(
        nw.col("_row").alias("row"),
        nw.lit(field).alias("field"),
        nw.lit(str(fault)).alias("fault"),
    )
