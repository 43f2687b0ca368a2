"""What holds for the answer of every function over frames."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

import pytest
from support.documented import ASKED
from support.engines import nw, pl

from dukcapil import frames
from dukcapil.testing import synthetic_city

DAY: Final = date(2021, 3, 1)
NOON: Final = datetime(2021, 3, 1, 12, tzinfo=UTC)


@cache
def tables() -> tuple[Any, Any]:
    stays, events = (
        table.with_row_index("no").cast({"no": pl.Int64})
        for table in frames.to_frames(synthetic_city(60, seed=5), backend="polars")
    )
    return stays.with_columns(status=pl.lit("Card issued")), events


OF_A_DAY: Final = (
    *("standing", "partition", "measure", "timeliness", "backlog"),
    *("early_recordings", "year_target", "known_on"),
)
"""The functions of both tables that take a day by the name `on`."""


def asked_on(name: str) -> Callable[[Any, Any, Any], object]:
    """Return a function that asks one of these for the answer on a day."""
    return lambda stays, events, day: getattr(frames, name)(stays, events, on=day)


@pytest.mark.parametrize("name", ASKED)
def test_no_column_of_the_computation_is_left_in_an_answer(name: str) -> None:
    found = nw.from_native(ASKED[name](*tables())).columns
    assert not [column for column in found if column.startswith("_")]
    assert len(found) == len(set(found))


Asked = Callable[[Any, Any, Any], object]
MOMENTS: Final[dict[tuple[str, str], Asked]] = {
    ("with_nik_parts", "not_after"): lambda stays, _, noon: frames.with_nik_parts(
        stays, not_after=noon, column="person"
    ),
    ("flows", "since"): lambda stays, events, noon: frames.flows(stays, events, noon, DAY),
    ("flows", "until"): lambda stays, events, noon: frames.flows(stays, events, DAY, noon),
    ("revisions", "on"): lambda stays, events, noon: frames.revisions(
        stays, events, on=noon, published=DAY
    ),
    ("revisions", "published"): lambda stays, events, noon: frames.revisions(
        stays, events, on=DAY, published=noon
    ),
    ("revisions", "now"): lambda stays, events, noon: frames.revisions(
        stays, events, on=DAY, published=DAY, now=noon
    ),
    ("timeliness", "since"): lambda stays, events, noon: frames.timeliness(
        stays, events, on=DAY, since=noon
    ),
    ("timeliness", "until"): lambda stays, events, noon: frames.timeliness(
        stays, events, on=DAY, until=noon
    ),
    ("by_boundaries_of", "day"): lambda stays, _, noon: frames.by_boundaries_of(stays, noon, []),
    ("from_statuses", "on"): lambda stays, _, noon: frames.from_statuses(stays, on=noon),
    ("with_obliged", "on"): lambda stays, _, noon: frames.with_obliged(stays, on=noon),
    ("coverage_table", "on"): lambda stays, events, noon: frames.coverage_table(
        frames.measure(stays, events, on=DAY), on=noon
    ),
    ("stage_table", "on"): lambda stays, events, noon: frames.stage_table(
        frames.partition(stays, events, on=DAY), on=noon
    ),
    ("series", "months"): lambda stays, events, noon: frames.series(stays, events, [noon]),
    ("changes", "months"): lambda stays, events, noon: frames.changes(stays, events, [noon]),
    ("newly_obliged", "months"): lambda stays, _, noon: frames.newly_obliged(stays, [noon]),
} | {(name, "on"): asked_on(name) for name in OF_A_DAY}


@pytest.mark.parametrize(("name", "parameter"), MOMENTS)
def test_a_moment_is_no_day(name: str, parameter: str) -> None:
    with pytest.raises(TypeError, match=r"expected (date|Month), found datetime"):
        MOMENTS[name, parameter](*tables(), NOON)


def test_every_day_and_month_that_is_asked_for_is_tried() -> None:
    taken = {
        (name, parameter.name)
        for name in frames.__all__
        if inspect.isfunction(asked := getattr(frames, name))
        for parameter in inspect.signature(asked).parameters.values()
        if re.search(r"\b(date|Month)\b", str(parameter.annotation))
    }
    assert taken == set(MOMENTS)


def by_sex(stays: Any, events: Any) -> list[tuple[object, ...]]:  # noqa: ANN401
    found = frames.measure(stays, events, on=DAY, by="sex")
    answer = nw.from_native(found).with_columns(nw.col("sex").cast(nw.String))
    return sorted(answer.rows())


def test_categories_and_dictionaries_are_read_as_their_words() -> None:
    stays, events = tables()
    expected = by_sex(stays, events)
    assert by_sex(stays.with_columns(pl.col("sex").cast(pl.Categorical)), events) == expected
    arrow, place = stays.to_arrow(), stays.columns.index("sex")
    encoded = arrow["sex"].cast("string").dictionary_encode()
    assert by_sex(arrow.set_column(place, "sex", encoded), events.to_arrow()) == expected


def test_zones_and_nulls_are_refused_by_the_name_of_their_column() -> None:
    stays, events = tables()
    zoned = stays.with_columns(pl.col("since").cast(pl.Datetime).dt.replace_time_zone("UTC"))
    with pytest.raises(ValueError, match=r"stays\.since: expected dates, found Datetime with"):
        frames.measure(zoned, events, on=DAY)
    with pytest.raises(ValueError, match=r"stays\.birth_date: .* nulls"):
        frames.measure(stays.with_columns(birth_date=pl.lit(None, pl.Date)), events, on=DAY)
