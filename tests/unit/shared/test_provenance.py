"""Rows that name their place, and rows that do not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dukcapil._shared.provenance import Origin, Sourced, origin_of  # what readers of rows share


def test_a_row_names_its_place() -> None:
    row: Sourced = SimpleNamespace(source="a.xlsx", sheet="Mei", number=7)
    assert origin_of(row, 1) == Origin(7, "a.xlsx", "Mei")


@pytest.mark.parametrize(
    "row",
    [
        {"number": 7},
        SimpleNamespace(number=7),
        SimpleNamespace(number=7, source="a.xlsx"),
        SimpleNamespace(number="7", source="a.xlsx", sheet=""),
    ],
)
def test_any_other_row_has_its_position(row: object) -> None:
    assert origin_of(row, 3) == Origin(3)
