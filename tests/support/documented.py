"""The tables in the documentation of frames; run as a script, this module rewrites them."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from support.engines import ALL, given_to, is_installed, pl, rows

from dukcapil import Month, RegionCode, frames
from dukcapil.register import Reorganisation
from dukcapil.testing import synthetic_city

PAGE: Final = Path(__file__).parents[2] / "docs" / "explanation" / "column-scale.md"
DAY: Final = date(2020, 12, 31)
BEGIN: Final = date(2020, 1, 1)
CHANGE: Final = Reorganisation(on=DAY, successors={"32.75.05": ["32.75.05", "32.75.98"]})

Ask = Callable[[Any, Any], Any]
SAMPLE: Final = ("with_nik_fault", "series")
"""The functions that slow engines are tested on in every profile."""

ASKED: Final[dict[str, Ask]] = {
    "with_is_nik": lambda stays, _: frames.with_is_nik(stays, column="person"),
    "with_nik_fault": lambda stays, _: frames.with_nik_fault(stays, column="person"),
    "with_nik_parts": lambda stays, _: frames.with_nik_parts(stays, not_after=DAY, column="person"),
    "mask_niks": lambda stays, _: frames.mask_niks(stays, column="person"),
    "pseudonymise_niks": lambda stays, _: frames.pseudonymise_niks(
        stays, secret=bytes(16), column="person"
    ),
    "with_obliged": lambda stays, _: frames.with_obliged(stays, on=DAY),
    "with_region": lambda stays, _: frames.with_region(stays, name="code"),
    "with_sex": lambda stays, _: frames.with_sex(stays, name="word"),
    "with_status": lambda stays, _: frames.with_status(stays, name="word"),
    "from_statuses": lambda stays, _: frames.from_statuses(stays, on=DAY, columns={"person": "no"})[
        0
    ],
    "status_problems": lambda stays, _: frames.status_problems(
        stays, row="no", columns={"person": "no"}
    ),
    "known_on": lambda stays, events: frames.known_on(stays, events, on=DAY)[0],
    "number_persons": lambda stays, events: frames.number_persons(stays, events)[1],
    "within": lambda stays, _: frames.within(stays, RegionCode("32.75.05")),
    "by_boundaries_of": lambda stays, _: frames.by_boundaries_of(stays, DAY, [CHANGE]),
    "with_obliged_from": lambda stays, _: frames.with_obliged_from(stays),
    "standing": lambda stays, events: frames.standing(stays, events, on=DAY),
    "partition": lambda stays, events: frames.partition(stays, events, on=DAY, by="sex"),
    "measure": lambda stays, events: frames.measure(stays, events, on=DAY, by="sex"),
    "series": lambda stays, events: frames.series(stays, events, [Month(2020, 12)], by="sex"),
    "flows": lambda stays, events: frames.flows(stays, events, BEGIN, DAY, by="sex"),
    "changes": lambda stays, events: frames.changes(stays, events, [Month(2020, 12)], by="sex"),
    "timeliness": lambda stays, events: frames.timeliness(stays, events, on=DAY, by="sex"),
    "backlog": lambda stays, events: frames.backlog(stays, events, on=DAY, by="sex"),
    "early_recordings": lambda stays, events: frames.early_recordings(stays, events, on=DAY),
    "year_target": lambda stays, events: frames.year_target(stays, events, on=DAY, by="sex"),
    "newly_obliged": lambda stays, _: frames.newly_obliged(stays, [Month(2020, 12)], by="sex"),
    "add_up": lambda stays, events: frames.add_up(
        [frames.measure(stays, events, on=DAY, by="sex")] * 2, by="sex"
    ),
    "suppress": lambda stays, events: frames.suppress(
        frames.measure(stays, events, on=DAY, by="sex"), below=5, by="sex"
    ),
    "coverage_table": lambda stays, events: frames.coverage_table(
        frames.measure(stays, events, on=DAY, by="sex"), on=DAY, by="sex"
    ).to_frame("polars"),
    "stage_table": lambda stays, events: frames.stage_table(
        frames.partition(stays, events, on=DAY, by="sex"), on=DAY, by="sex"
    ).to_frame("polars"),
    "flow_table": lambda stays, events: frames.flow_table(
        frames.measure(stays, events, on=BEGIN, by="sex"),
        frames.flows(stays, events, BEGIN, DAY, by="sex"),
        by="sex",
    ).to_frame("polars"),
    "backlog_table": lambda stays, events: frames.backlog_table(
        frames.backlog(stays, events, on=DAY, by="sex"), by="sex"
    ).to_frame("polars"),
    "early_table": lambda stays, events: frames.early_table(
        frames.early_recordings(stays, events, on=DAY)
    ).to_frame("polars"),
    "revisions": lambda stays, events: frames.revisions(
        stays, events, on=DAY, published=BEGIN, by="sex"
    ).to_frame("polars"),
    "stay_problems": lambda stays, _: frames.stay_problems(stays, row="no", nik="person"),
    "event_problems": lambda stays, events: frames.event_problems(stays, events, row="no"),
    "from_frames": lambda stays, events: frames.to_frames(
        frames.from_frames(stays, events), backend="polars"
    )[0],
}


def works(engine: str, names: Iterable[str] = ASKED) -> dict[str, bool]:
    """Return whether functions give the right answer on an engine, by trying."""
    given, expected = _expected()
    tables = [given_to(engine, one) for one in given]
    return {name: _answers(ASKED[name], engine, tables) == expected[name] for name in names}


@cache
def _expected() -> tuple[list[Any], dict[str, list[Any] | None]]:
    given = [
        table.with_row_index("no").cast({"no": pl.Int64})
        for table in frames.to_frames(synthetic_city(150, seed=5), backend="polars")
    ]
    given[0] = given[0].with_columns(status=pl.lit("Card issued"))
    return given, {name: _answers(ask, "polars", given) for name, ask in ASKED.items()}


def _answers(ask: Ask, engine: str, tables: Sequence[Any]) -> list[Any] | None:
    try:
        found = ask(*tables)
        found = rows("polars" if isinstance(found, pl.DataFrame) else engine, found)
    except Exception:  # noqa: BLE001  whatever an engine raises, it cannot answer
        return None
    return sorted(found, key=repr)


def documented(engine: str) -> dict[str, bool]:
    """Return what the page says of an engine, by function."""
    lines = section("support", PAGE.read_text(encoding="utf-8")).splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    column = cells[0].index(engine)
    return {cell[0].strip("`"): cell[column] == "yes" for cell in cells[2:]}


def support() -> list[tuple[str, ...]]:
    """Return the table of functions and engines, by trying."""
    by_engine = [works(engine) for engine in ALL]
    return [
        ("function", *ALL),
        *((f"`{name}`", *("yes" if one[name] else "no" for one in by_engine)) for name in ASKED),
    ]


def layout(columns: Sequence[frames.Column]) -> list[tuple[str, ...]]:
    """Return a layout as a table."""
    return [
        ("column", "holds", "meaning", "null means"),
        *((f"`{one.name}`", one.kind.value, one.meaning, _null(one)) for one in columns),
    ]


def _null(column: frames.Column) -> str:
    meaning = column.null or "(never null)"
    return f"{meaning}; the column may be missing" if column.is_optional else meaning


def markdown(table: list[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [table[0], tuple("---" for _ in table[0]), *table[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def section(name: str, text: str) -> str:
    """Return the text of the page between the marks of a name."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- end -->", text, re.DOTALL)
    assert found is not None
    return found[1]


def main() -> None:
    """Rewrite all tables of the page."""
    warnings.simplefilter("ignore")
    missing = [engine for engine in ALL if not is_installed(engine)]
    if missing:
        raise SystemExit(f"needed: {', '.join(missing)}")
    text = PAGE.read_text(encoding="utf-8")
    for name, table in (
        ("stays", layout(frames.STAYS)),
        ("events", layout(frames.EVENTS)),
        ("statuses", layout(frames.STATUSES)),
        ("support", support()),
    ):
        old = section(name, text)
        marks = f"<!-- {name} -->\n{old}\n<!-- end -->" if old else f"<!-- {name} -->\n<!-- end -->"
        assert marks in text
        text = text.replace(marks, f"<!-- {name} -->\n{markdown(table)}\n<!-- end -->")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
