"""What Spark plans for each question to tables: reads, shuffles, joins, windows, Python workers.

It measures no time. Tables are files of Parquet; plans are those without broadcasts, as for tables
of a nation, and without adaptive execution, which changes a plan while it runs. A shuffle that
serves twice is counted once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from _timing import print_table, print_versions
from pyspark.sql import SparkSession

from dukcapil import Month, frames
from dukcapil.regions import Level
from dukcapil.testing import synthetic_city

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.shuffle.partitions": "2",
}
ON, MONTHS = date(2020, 12, 31), Month.range(Month(2020, 1), Month(2021, 1))
BY = (Level.KECAMATAN, "sex")


def questions(stays: Any, events: Any) -> dict[str, Callable[[], Any]]:  # noqa: ANN401  of Spark
    """Return every question that answers with a plan."""
    return {
        "with_obliged": lambda: frames.with_obliged(stays, on=ON),
        "newly_obliged": lambda: frames.newly_obliged(stays, MONTHS, by=BY),
        "measure": lambda: frames.measure(stays, events, on=ON, by=BY),
        "partition": lambda: frames.partition(stays, events, on=ON, by=BY),
        "standing": lambda: frames.standing(stays, events, on=ON),
        "series": lambda: frames.series(stays, events, MONTHS, by=BY),
        "changes": lambda: frames.changes(stays, events, MONTHS, by=BY),
        "flows": lambda: frames.flows(stays, events, date(2019, 12, 31), ON, by=BY),
        "timeliness": lambda: frames.timeliness(stays, events, on=ON),
        "backlog": lambda: frames.backlog(stays, events, on=ON, by=BY),
        "early_recordings": lambda: frames.early_recordings(stays, events, on=ON, by=BY),
        "year_target": lambda: frames.year_target(stays, events, on=ON, by=BY),
        "stay_problems": lambda: frames.stay_problems(stays, row="row"),
        "event_problems": lambda: frames.event_problems(stays, events, row="row"),
    }


def counts(answer: Any) -> tuple[int, ...]:  # noqa: ANN401  of Spark
    """Count the parts of the plan of an answer."""
    plan = answer._jdf.queryExecution().executedPlan().toString()  # noqa: SLF001  no other way
    parts = ("stays.parquet", "events.parquet", "Exchange hash", "Join [", "Window [", "Python")
    return tuple(plan.count(part) for part in parts)


def main() -> None:
    """Print the table."""
    print_versions("dukcapil", "pyspark")
    if which("java") is None:
        print("Spark needs Java, which is not on the path: nothing is counted")
        return
    builder = SparkSession.builder.master("local[1]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    tables = frames.to_frames(synthetic_city(300, seed=1), backend="polars")
    rows = []
    with TemporaryDirectory() as folder:
        given = []
        for name, table in zip(("stays", "events"), tables, strict=True):
            path = str(Path(folder, f"{name}.parquet"))
            table.with_row_index("row").cast({"row": pl.Int64}).write_parquet(path)
            given.append(spark.read.parquet(path))
        for name, ask in questions(*given).items():
            rows.append((name, *map(str, counts(ask()))))
    spark.stop()
    headings = ("reads of stays", "reads of events", "shuffles", "joins", "windows", "Python")
    print_table(("question", *headings), rows)


if __name__ == "__main__":
    main()
