"""What Spark plans for each question to tables: reads, shuffles, joins, windows, Python workers.

It measures no time. Tables are files of Parquet; plans are those without broadcasts, as for tables
of a nation, and without adaptive execution, which changes a plan while it runs. A shuffle that
serves twice is counted once.

With `--cluster`, or `--cluster=1000000`, so many people are counted by executors in processes of
their own, and every question must give the figures that Polars gives.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import polars as pl
from _timing import is_quick, print_table, print_versions
from column_scale import options, write_people
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


def session(master: str, **settings: str) -> SparkSession:
    """Start a session."""
    builder = SparkSession.builder.master(master)
    for name, value in {**SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def rows_of(answer: Any) -> list[str]:  # noqa: ANN401  of either
    """Return the rows of an answer, comparable between engines."""
    if isinstance(answer, pl.LazyFrame):
        table = answer.collect(engine="streaming")
    else:
        table = pl.DataFrame(pl.from_arrow(answer.toArrow()))
    floats = [name for name, dtype in table.schema.items() if dtype.is_float()]
    # Sums of floats depend on their order.
    return sorted(map(str, table.with_columns(pl.col(floats).round(9)).rows()))


def print_cluster(people: int) -> None:
    """Ask every question of two executors, and compare the answers with those of Polars."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_people(folder, 0, people)
        paths = {one: folder / f"{one}-0.parquet" for one in ("stays", "events")}
        no_text = pl.lit(None, pl.String)
        missing = {
            "stays": [
                pl.when(pl.col("until").is_not_null())
                .then(pl.lit("moved within Indonesia"))
                .alias("ended_by")
            ],
            "events": [
                pl.format("e-{}", "row").alias("id"),
                no_text.alias("supersedes"),
                pl.col("occurred_on").alias("entered_on"),
            ],
        }
        for one, path in paths.items():
            rows = pl.read_parquet(path).with_row_index("row").cast({"row": pl.Int64})
            rows.with_columns(missing[one]).write_parquet(path)
        spark = session(
            "local-cluster[2,1,1536]",
            **{"spark.executor.memory": "1536m", "spark.sql.shuffle.partitions": "4"},
        )
        executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1  # noqa: SLF001
        print(f"\n{people:,} people, {executors} executors in processes of their own")
        of_spark = questions(*(spark.read.parquet(str(path)) for path in paths.values()))
        of_polars = questions(*(pl.scan_parquet(path) for path in paths.values()))
        table = []
        for question, ask in of_spark.items():
            begin = perf_counter()
            found = rows_of(ask())
            seconds = perf_counter() - begin
            same = found == rows_of(of_polars[question]())
            table.append((question, f"{seconds:.1f}", f"{len(found):,}", str(same)))
        spark.stop()
    print_table(("question", "s", "rows", "as in Polars"), table)


def main() -> None:
    """Print the table."""
    print_versions("dukcapil", "pyspark")
    if which("java") is None:
        print("Spark needs Java, which is not on the path: nothing is counted")
        return
    spark = session("local[1]")
    tables = frames.to_frames(synthetic_city(300, seed=1), backend="polars")
    rows = []
    with TemporaryDirectory() as folder:
        given = []
        for name, table in zip(("stays", "events"), tables, strict=True):
            path = str(Path(folder, f"{name}.parquet"))
            table.with_row_index("row").cast({"row": pl.Int64}).write_parquet(path)
            given.append(spark.read.parquet(path))
        asked = list(questions(*given).items())
        for name, ask in asked[:3] if is_quick() else asked:
            rows.append((name, *map(str, counts(ask()))))
    spark.stop()
    headings = ("reads of stays", "reads of events", "shuffles", "joins", "windows", "Python")
    print_table(("question", *headings), rows)
    if "--cluster" in sys.argv or "cluster" in options():
        print_cluster(int(options().get("cluster", 1_000_000)))


if __name__ == "__main__":
    main()
