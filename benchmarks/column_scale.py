"""Tables of a city or a nation: the library compared with the best queries written by hand.

The baselines are in this file: one query in Polars and one in DuckDB, each as fast as its author
could make it, and one query per month. All must give the same sums. Each contender runs in a
process of its own, to measure its peak of memory. With `--nation`, or `--nation=285000000`, tables
of 50 million people, or of another number, are written in parts and counted in bounded memory: by
one query of DuckDB, within `--limit=1GB` or another limit, and by Polars in parts.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import _hand_frames
import _hand_queries
import duckdb
import polars as pl
from _timing import is_quick, print_table, print_versions

from dukcapil import Month, frames
from dukcapil.coverage import AgeBands
from dukcapil.regions import Level

PEOPLE: Final = 5_000 if is_quick() else 2_500_000
NATION: Final = 10_000 if is_quick() else 50_000_000
PART: Final = 4_000 if is_quick() else 2_500_000
ROUNDS: Final = 1 if is_quick() else 3
MONTHS: Final = Month.range(Month(2019, 1), Month(2021, 1))
LOWS: Final = (17, *range(20, 70, 5))
FIRST: Final = 2019 * 12
COUNT: Final = len(MONTHS)
FAR: Final = 999_999
HELD: Final = ["CardBroughtIn", "CardHandedOver"]
ENDED: Final = ["CardLost", "CardDamaged", "CardWithdrawn", "CardVoided"]


# --- people ----------------------------------------------------------------------------------


def _drawn(seed: int, below: int) -> pl.Expr:
    """Return a number for each person, reproducible with one version of Polars."""
    return (pl.col("number").hash(seed) % below).cast(pl.Int64)


def _day(first: date, days: pl.Expr) -> pl.Expr:
    return pl.lit(first) + pl.duration(days=days)


def write_people(folder: Path, start: int, count: int) -> None:
    """Write stays and events of people, 2.4 events each, as in a city."""
    people = pl.DataFrame({"number": pl.int_range(start, start + count, eager=True)}).with_columns(
        pl.format("327599{}", pl.col("number").cast(pl.String).str.zfill(10)).alias("person"),
        _day(date(1945, 1, 1), _drawn(1, 75 * 365)).alias("birth_date"),
    )
    moved = _day(date(2019, 1, 1), _drawn(5, 730))
    no_date = pl.lit(None, pl.Date)
    people.select(
        "person",
        "birth_date",
        pl.format("32.75.{}.1001", (_drawn(2, 56) + 10).cast(pl.String)).alias("region"),
        pl.when(_drawn(3, 2) == 0).then(pl.lit("male")).otherwise(pl.lit("female")).alias("sex"),
        pl.max_horizontal("birth_date", _day(date(2000, 1, 1), _drawn(4, 20 * 365))).alias("since"),
        pl.when((_drawn(6, 20) == 0) & (moved > pl.col("birth_date")))
        .then(pl.max_horizontal(moved, pl.col("birth_date") + pl.duration(days=7_400)))
        .alias("until"),
        pl.lit(value=True).alias("is_citizen"),
        *(
            no_date.alias(name)
            for name in ("permit_since", "permit_until", "first_married_on", "died_on")
        ),
    ).write_parquet(folder / f"stays-{start}.parquet")
    adults = people.filter((pl.col("birth_date") < date(2003, 6, 1)) & (_drawn(7, 100) < 72))
    printed = _day(date(2012, 1, 1), _drawn(8, 9 * 365))
    loses, no_card = _drawn(9, 10) == 0, pl.lit(None, pl.String)
    happened: list[tuple[str, pl.Expr, int, pl.Expr]] = [
        ("BiometricsCaptured", no_card, 0, pl.lit(value=True)),
        ("PrintReadyRecordMade", no_card, 20, pl.lit(value=True)),
        ("CardPrinted", pl.lit("1"), 40, pl.lit(value=True)),
        ("CardHandedOver", pl.lit("1"), 50, pl.lit(value=True)),
        ("CardLost", pl.lit("1"), 300, loses),
        ("CardPrinted", pl.lit("2"), 310, loses),
        ("CardHandedOver", pl.lit("2"), 320, loses),
    ]
    pl.concat(
        adults.filter(condition).select(
            "person",
            pl.lit(kind).alias("kind"),
            (printed + pl.duration(days=later)).alias("occurred_on"),
            card.alias("card"),
            no_date.alias("valid_until"),
        )
        for kind, card, later, condition in happened
    ).sample(fraction=1, shuffle=True, seed=start).write_parquet(folder / f"events-{start}.parquet")


# --- by hand, in Polars ----------------------------------------------------------------------


def _month(column: str) -> pl.Expr:
    number = pl.col(column).dt.year() * 12 + pl.col(column).dt.month() - 1 - FIRST
    return number.fill_null(FAR).clip(0, COUNT).cast(pl.Int32)


def _birthday(low: int) -> pl.Expr:
    """Return the month of a birthday; for people born on 29 February that of 1 March."""
    born, year = pl.col("birth_date"), pl.col("birth_date").dt.year() + low
    leaps = (born.dt.month() == 2) & (born.dt.day() == 29)
    common = (year % 4 != 0) | ((year % 100 == 0) & (year % 400 != 0))
    return born.dt.year() * 12 + born.dt.month() - 1 - FIRST + 12 * low + (leaps & common)


def polars_by_hand(folder: Path) -> pl.DataFrame:
    """Run one pass with changes, as the library does, in Polars expressions."""
    stays = (
        pl.scan_parquet(folder / "stays-*.parquet")
        .with_columns(*(_birthday(low).alias(f"low{low}") for low in LOWS))
        .select(
            *("person", "region", "sex"),
            pl.max_horizontal(_month("since"), pl.col("low17").clip(0, COUNT)).alias("begin"),
            pl.min_horizontal(_month("until"), _month("died_on")).alias("end"),
            pl.sum_horizontal(pl.col(f"low{low}") <= 0 for low in LOWS).alias("band"),
            pl.min_horizontal(
                pl.when(pl.col(f"low{low}") > 0).then(pl.col(f"low{low}")).otherwise(COUNT)
                for low in LOWS
            )
            .clip(0, COUNT)
            .alias("birthday"),
        )
        .filter(pl.col("begin") < pl.col("end"))
    )
    is_held, is_ended = pl.col("kind").is_in(HELD), pl.col("kind").is_in(ENDED)
    cards = (
        pl.scan_parquet(folder / "events-*.parquet")
        .filter(is_held | is_ended)
        .group_by("person", "card")
        .agg(
            pl.col("occurred_on").filter(is_held).min().alias("from"),
            pl.col("occurred_on").filter(is_ended).min().alias("ended"),
            pl.col("valid_until").min(),
        )
        .select(
            "person",
            _month("from").alias("from"),
            pl.min_horizontal(_month("ended"), _month("valid_until")).alias("to"),
        )
        .filter(pl.col("from") < pl.col("to"))
    )
    people = cards.group_by("person").agg(
        pl.len().alias("cards"), pl.col("from").min(), pl.col("to").max()
    )
    several = cards.join(people.filter(pl.col("cards") > 1), on="person", how="semi").unique()
    earlier = (pl.col("from_right") < pl.col("from")) | (
        (pl.col("from_right") == pl.col("from")) & (pl.col("to_right") < pl.col("to"))
    )
    cut = (
        several.join(several, on="person")
        .group_by("person", "from", "to")
        .agg(pl.col("to_right").filter(earlier).max().fill_null(0).alias("cut"))
        .select("person", pl.max_horizontal("from", "cut").alias("from"), "to")
        .filter(pl.col("from") < pl.col("to"))
    )
    held = pl.concat([people.filter(pl.col("cards") == 1).select("person", "from", "to"), cut])
    covered = (
        stays.join(held, on="person")
        .with_columns(
            pl.max_horizontal("begin", "from").alias("begin"),
            pl.min_horizontal("end", "to").alias("end"),
        )
        .filter(pl.col("begin") < pl.col("end"))
    )
    keys = ["region", "sex", "band", "begin", "birthday", "end"]
    within = pl.col("birthday").clip(pl.col("begin"), pl.col("end"))
    counted = pl.concat(
        [
            rows.with_columns(within).group_by(keys).agg(pl.len().alias(name))
            for rows, name in ((stays, "obliged"), (covered, "covered"))
        ],
        how="diagonal",
    ).collect(engine="streaming")
    band, figures = pl.col("band").cast(pl.Int64), pl.col("obliged", "covered").cast(pl.Int64)
    changes = pl.concat(
        counted.select(
            "region", "sex", band + later, pl.col(at).alias("at"), figures.fill_null(0) * sign
        )
        for later, at, sign in (
            (0, "begin", 1),
            (0, "birthday", -1),
            (1, "birthday", 1),
            (1, "end", -1),
        )
    )
    groups = changes.select("region", "sex", "band").unique()
    grid = groups.join(pl.DataFrame({"at": range(COUNT)}, {"at": pl.Int32}), how="cross")
    group = ["region", "sex", "band"]
    return (
        grid.join(changes.group_by(*group, "at").sum(), on=[*group, "at"], how="left")
        .sort(*group, "at")
        .with_columns(pl.col("obliged", "covered").fill_null(0).cum_sum().over(group))
        .filter(pl.col("obliged") > 0)
    )


# --- by hand, in DuckDB ----------------------------------------------------------------------

_SQL_MONTH = "least(greatest(coalesce(year({0}) * 12 + month({0}) - 1 - {1}, {3}), 0), {2})"


def _sql_month(column: str) -> str:
    return _SQL_MONTH.format(column, FIRST, COUNT, FAR)


def _sql_birthday(low: int) -> str:
    year = f"(year(birth_date) + {low})"
    common = f"({year} % 4 <> 0 or ({year} % 100 = 0 and {year} % 400 <> 0))"
    leaps = "month(birth_date) = 2 and day(birth_date) = 29"
    moved = f"({leaps} and {common})::int"
    return f"year(birth_date) * 12 + month(birth_date) - 1 - {FIRST} + {12 * low} + {moved}"


def duckdb_by_hand(folder: Path) -> pl.DataFrame:
    """Run one pass with changes, as one statement."""
    lows = ", ".join(f"{_sql_birthday(low)} as low{low}" for low in LOWS)
    band = " + ".join(f"(low{low} <= 0)::int" for low in LOWS)
    edges = ", ".join(f"case when low{low} > 0 then low{low} else {COUNT} end" for low in LOWS)
    held, ended = (", ".join(f"'{kind}'" for kind in kinds) for kinds in (HELD, ENDED))
    relation: Any = duckdb.sql(f"""
        with stays as materialized (
            select * from (
                select person, region, sex, {band} as band,
                    greatest({_sql_month("since")}, low17) as "begin",
                    least({_sql_month("until")}, {_sql_month("died_on")}) as "end",
                    least({edges}, {COUNT}) as birthday
                from (select *, {lows} from '{folder}/stays-*.parquet')
            ) where "begin" < "end"
        ), cards as (
            select person, {_sql_month("b")} as f,
                least({_sql_month("e")}, {_sql_month("v")}) as t
            from (
                select person, card, min(valid_until) as v,
                    min(occurred_on) filter (kind in ({held})) as b,
                    min(occurred_on) filter (kind in ({ended})) as e
                from '{folder}/events-*.parquet'
                where kind in ({held}, {ended}) group by person, card
            )
        ), held as (
            select person, greatest(f, coalesce(max(t) over (
                partition by person order by f, t rows between unbounded preceding and 1 preceding
            ), 0)) as f, t
            from cards where f < t
        ), covered as (
            select region, sex, band, birthday,
                greatest("begin", f) as "begin", least("end", t) as "end"
            from stays join held using (person) where greatest("begin", f) < least("end", t)
        ), counted as (
            select region, sex, band, "begin", "end", count(*) as e, 0 as h,
                greatest(least(birthday, "end"), "begin") as birthday
            from stays group by all
            union all
            select region, sex, band, "begin", "end", 0, count(*),
                greatest(least(birthday, "end"), "begin")
            from covered group by all
        ), changes as (
            select region, sex, band + later as band, moment, sum(e * sign) as e, sum(h * sign) as h
            from (
                select *, unnest([0, 0, 1, 1]) as later, unnest([1, -1, 1, -1]) as sign,
                    unnest(["begin", birthday, birthday, "end"]) as moment from counted
            ) group by all
        ), grid as (
            select region, sex, band, moment from (select distinct region, sex, band from changes)
            cross join (select unnest(range({COUNT})) as moment)
        )
        select * from (
            select region, sex, band, moment,
                (sum(coalesce(e, 0)) over w)::bigint as obliged,
                (sum(coalesce(h, 0)) over w)::bigint as covered
            from grid left join changes using (region, sex, band, moment)
            window w as (partition by region, sex, band order by moment)
        ) where obliged > 0
    """)  # noqa: S608  of constants alone
    table: pl.DataFrame = relation.pl()
    return table


# --- the library -----------------------------------------------------------------------------

BY: Final = ("region", "sex", AgeBands(LOWS))


def _scans(folder: Path) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    return pl.scan_parquet(folder / "stays-*.parquet"), pl.scan_parquet(folder / "events-*.parquet")


def _relations(folder: Path) -> tuple[Any, Any]:
    return (
        duckdb.read_parquet(f"{folder}/stays-*.parquet"),
        duckdb.read_parquet(f"{folder}/events-*.parquet"),
    )


def polars_by_the_library(folder: Path) -> pl.DataFrame:
    """Run the library in Polars."""
    stays, events = _scans(folder)
    return frames.series(stays, events, MONTHS, by=BY).collect(engine="streaming")


def duckdb_by_the_library(folder: Path) -> pl.DataFrame:
    """Run the library in DuckDB."""
    stays, events = _relations(folder)
    table: pl.DataFrame = frames.series(stays, events, MONTHS, by=BY).pl()
    return table


def polars_month_by_month(folder: Path) -> pl.DataFrame:
    """Run one query per month, each of them efficient."""
    stays, events = _scans(folder)
    tables = [frames.measure(stays, events, on=month.last_day, by=BY) for month in MONTHS]
    return pl.concat(table.collect(engine="streaming") for table in tables)


def duckdb_month_by_month(folder: Path) -> pl.DataFrame:
    """Run one query per month, each of them efficient."""
    stays, events = _relations(folder)
    tables: list[Any] = [
        frames.measure(stays, events, on=month.last_day, by=BY) for month in MONTHS
    ]
    answers: list[pl.DataFrame] = [relation.pl() for relation in tables]
    return pl.concat(answers)


CONTENDERS: Final[dict[str, Callable[[Path], pl.DataFrame]]] = {
    one.__name__: one
    for one in (
        *(polars_by_hand, polars_by_the_library, polars_month_by_month),
        *(duckdb_by_hand, duckdb_by_the_library, duckdb_month_by_month),
    )
}


def options() -> dict[str, str]:
    """Return the options of the command line that have values."""
    return dict(word[2:].split("=", 1) for word in sys.argv[1:] if "=" in word)


def duckdb_within_a_limit(folder: Path) -> pl.DataFrame:
    """Run one query, which writes to disk what exceeds the limit and ignores the order of rows."""
    duckdb.execute(f"set memory_limit = '{options().get('limit', '1GB')}'")
    duckdb.execute(f"set temp_directory = '{folder}/spilled'; set preserve_insertion_order = false")
    return duckdb_by_the_library(folder)


def polars_part_by_part(folder: Path) -> pl.DataFrame:
    """Run one stream per part of the people, and add up the figures."""
    parts = [
        frames.series(pl.scan_parquet(stays), pl.scan_parquet(events), MONTHS, by=BY).collect(
            engine="streaming"
        )
        for stays, events in zip(
            sorted(folder.glob("stays-*")), sorted(folder.glob("events-*")), strict=True
        )
    ]
    return pl.concat(parts).group_by("region", "sex", "age_band", "on").sum()


BOUNDED: Final[dict[str, Callable[[Path], pl.DataFrame]]] = {
    one.__name__: one for one in (duckdb_within_a_limit, polars_part_by_part)
}


def run(name: str, folder: Path) -> None:
    """Run one contender, and print its time, its peak of memory and its sums."""
    begin = perf_counter()
    table = {**CONTENDERS, **BOUNDED}[name](folder)
    seconds = perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    sums = [table.height, int(table["obliged"].sum()), int(table["covered"].sum())]
    print(json.dumps({"seconds": seconds, "peak": peak, "sums": sums}))


def measured(name: str, folder: Path) -> dict[str, Any]:
    """Return the output of a contender in a process of its own."""
    answer: dict[str, Any] = json.loads(_in_a_process(f"--run={name}", f"--folder={folder}"))
    return answer


def written(folder: Path, people: int) -> None:
    """Write tables in other processes: children inherit the peak of memory of this one."""
    for start in range(0, people, PART):
        some = min(PART, people - start)
        _in_a_process(f"--start={start}", f"--people={some}", f"--folder={folder}")


def _in_a_process(*words: str) -> str:
    command = [sys.executable, __file__, *sys.argv[1:], *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def print_races(folder: Path) -> None:
    """Run all contenders, round by round."""
    answers: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for _ in range(ROUNDS):
        for name, found in answers.items():
            found.append(measured(name, folder))
    sums = {json.dumps(answer["sums"]) for found in answers.values() for answer in found}
    print(f"\nthe same rows and sums: {len(sums) == 1}")
    rows = []
    for name, found in answers.items():
        baseline = answers[f"{name.split('_')[0]}_by_hand"]
        ratio = median(
            one["seconds"] / other["seconds"] for one, other in zip(found, baseline, strict=True)
        )
        best, peak = min(one["seconds"] for one in found), max(one["peak"] for one in found)
        rows.append((name.replace("_", " "), f"{best:.2f}", f"{ratio:.2f}x", f"{peak:,.0f}"))
    print_table((f"{PEOPLE:,} people, {COUNT} months", "s", "time of by hand", "peak MiB"), rows)


_SINCE, _UNTIL, _TWO_WAYS = date(2019, 12, 31), date(2020, 12, 31), (Level.KECAMATAN, "sex")
_Ask = Callable[[Any, Any], Any]
QUESTIONS: Final[dict[str, tuple[_Ask, _Ask, str]]] = {
    "measure": (
        lambda stays, events: frames.measure(stays, events, on=_UNTIL, by=_TWO_WAYS),
        lambda stays, events: _hand_frames.measured(stays, events, _UNTIL),
        _hand_queries.measured(str(_UNTIL)),
    ),
    "newly_obliged": (
        lambda stays, _: frames.newly_obliged(stays, MONTHS, by=_TWO_WAYS),
        lambda stays, _: _hand_frames.newly_obliged(stays, MONTHS[0].first_day, _UNTIL),
        _hand_queries.newly_obliged(str(MONTHS[0].first_day), str(_UNTIL)),
    ),
    "flows": (
        lambda stays, events: frames.flows(stays, events, _SINCE, _UNTIL, by=_TWO_WAYS),
        lambda stays, events: _hand_frames.flows(stays, events, _SINCE, _UNTIL),
        _hand_queries.flows(str(_SINCE), str(_UNTIL)),
    ),
    "standing": (
        lambda stays, events: frames.standing(stays, events, on=_UNTIL),
        lambda stays, events: _hand_frames.standing(stays, events, _UNTIL),
        _hand_queries.standing(str(_UNTIL)),
    ),
}
"""Single questions: of the library, and by hand in Polars and in SQL."""


def print_questions(folder: Path) -> None:
    """Race single questions with queries by hand, by the time of all processors."""
    moved = "moved within Indonesia"
    relations: Any = _relations(folder)
    stays = relations[0].project(f"*, case when until is not null then '{moved}' end as ended_by")
    for table, name in ((stays, "stays"), (relations[1], "events")):
        table.create_view(name)
    scans = _scans(folder)
    ended_by = pl.when(pl.col("until").is_not_null()).then(pl.lit(moved)).alias("ended_by")
    frames_ = scans[0].with_columns(ended_by), scans[1]

    def streamed(ask: _Ask) -> list[tuple[Any, ...]]:
        table: pl.DataFrame = ask(*frames_).collect(engine="streaming")
        return table.rows()

    def fetched(ask: _Ask | str) -> list[tuple[Any, ...]]:
        relation: Any = duckdb.sql(ask) if isinstance(ask, str) else ask(stays, relations[1])
        rows: list[tuple[Any, ...]] = relation.fetchall()
        return rows

    rows = []
    for name, (ask, by_hand, query) in QUESTIONS.items():
        for engine, answered, other in (("Polars", streamed, by_hand), ("DuckDB", fetched, query)):
            answer: Callable[[Any], list[Any]] = answered
            contenders = {"library": partial(answer, ask), "by hand": partial(answer, other)}
            seconds, same = _raced(contenders)
            ratio = f"{seconds['library'] / seconds['by hand']:.2f}x"
            times = (f"{one:.2f}" for one in seconds.values())
            rows.append((f"{name}, {engine}", *times, ratio, str(same)))
    print_table(("one question", "s, library", "s, by hand", "time of by hand", "the same"), rows)


def _raced(contenders: Mapping[str, Callable[[], list[Any]]]) -> tuple[dict[str, float], bool]:
    """Return the least time that each contender takes, and whether they answer the same."""
    best = dict.fromkeys(contenders, float("inf"))
    answers: dict[str, list[Any]] = {}
    for _ in range(ROUNDS):
        for who, answer in contenders.items():
            begin = process_time()
            answers[who] = answer()
            best[who] = min(best[who], process_time() - begin)
    first, *others = (sorted(one, key=str) for one in answers.values())
    return best, all(one == first for one in others)


def _two_digits(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.zfill(2)


def made_up_niks(count: int) -> pl.DataFrame:
    """Return valid NIKs of a kecamatan that does not exist."""
    number = pl.col("number")
    day, month, year = (
        _two_digits(part) for part in (number * 7 % 28 + 1, number * 5 % 12 + 1, number * 3 % 100)
    )
    serial = (number % 9_999 + 1).cast(pl.String).str.zfill(4)
    numbers = pl.DataFrame({"number": pl.int_range(count, eager=True)})
    return numbers.select(pl.concat_str(pl.lit("327599"), day, month, year, serial).alias("person"))


def print_niks() -> None:
    """Print the number of NIKs processed per second."""
    people = made_up_niks(PEOPLE)
    asked: dict[str, Callable[[], object]] = {
        "by hand, as with_is_nik": lambda: _hand_frames.is_nik(people),
        "with_is_nik": lambda: frames.with_is_nik(people, column="person"),
        "with_nik_fault": lambda: frames.with_nik_fault(people, column="person"),
        "with_nik_parts": lambda: frames.with_nik_parts(
            people, not_after=date(2020, 12, 31), column="person"
        ),
        "mask_niks": lambda: frames.mask_niks(people, column="person"),
        "pseudonymise_niks": lambda: frames.pseudonymise_niks(
            people, secret=bytes(16), column="person"
        ),
    }
    rows = []
    for name, ask in asked.items():
        begin = perf_counter()
        ask()
        rows.append((name, f"{people.height / (perf_counter() - begin):,.0f}"))
    print_table(("NIKs in Polars", "a second"), rows)


def print_nation(people: int) -> None:
    """Write a nation in parts, and count it within bounded memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(folder, people)
        answers = {one: measured(one, folder) for one in BOUNDED}
        size = sum(file.stat().st_size for file in folder.glob("*.parquet")) / 2**30
    sums = {json.dumps(answer["sums"]) for answer in answers.values()}
    print(f"\n{size:.1f} GiB of Parquet; the same rows and sums: {len(sums) == 1}")
    rows = [
        (one.replace("_", " "), f"{answer['seconds']:.0f}", f"{answer['peak']:,.0f}")
        for one, answer in answers.items()
    ]
    print_table((f"{people:,} people, {COUNT} months", "s", "peak MiB"), rows)


def main() -> None:
    """Write a city, and run all contenders on it."""
    given = options()
    if "run" in given:
        run(given["run"], Path(given["folder"]))
        return
    if "start" in given:
        write_people(Path(given["folder"]), int(given["start"]), int(given["people"]))
        return
    print_versions("dukcapil", "narwhals", "polars", "duckdb")
    with tempfile.TemporaryDirectory() as name:
        written(Path(name), PEOPLE)
        print_races(Path(name))
        print_questions(Path(name))
        print_niks()
    if "--nation" in sys.argv or "nation" in given:
        print_nation(int(given.get("nation", NATION)))


if __name__ == "__main__":
    main()
