"""What holds for the answer of every function over frames."""

from __future__ import annotations

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


@pytest.mark.parametrize("name", ASKED)
def test_no_column_of_the_computation_is_left_in_an_answer(name: str) -> None:
    found = nw.from_native(ASKED[name](*tables())).columns
    assert not [column for column in found if column.startswith("_")]
    assert len(found) == len(set(found))


MOMENTS: Final[dict[str, Callable[[Any, Any], object]]] = {
    "with_nik_parts": lambda stays, _: frames.with_nik_parts(
        stays, not_after=NOON, column="person"
    ),
    "with_obliged": lambda stays, _: frames.with_obliged(stays, on=NOON),
    "standing": lambda stays, events: frames.standing(stays, events, on=NOON),
    "partition": lambda stays, events: frames.partition(stays, events, on=NOON),
    "measure": lambda stays, events: frames.measure(stays, events, on=NOON),
    "flows since": lambda stays, events: frames.flows(stays, events, NOON, DAY),
    "flows until": lambda stays, events: frames.flows(stays, events, DAY, NOON),
    "known_on": lambda stays, events: frames.known_on(stays, events, on=NOON),
    "by_boundaries_of": lambda stays, _: frames.by_boundaries_of(stays, NOON, []),
    "from_statuses": lambda stays, _: frames.from_statuses(stays, on=NOON),
    "series": lambda stays, events: frames.series(stays, events, [NOON]),  # type: ignore[list-item]
    "newly_obliged": lambda stays, _: frames.newly_obliged(stays, [NOON]),  # type: ignore[list-item]
}


@pytest.mark.parametrize("name", MOMENTS)
def test_a_moment_is_no_day(name: str) -> None:
    with pytest.raises(TypeError, match=r"expected (date|Month), found datetime"):
        MOMENTS[name](*tables())


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
