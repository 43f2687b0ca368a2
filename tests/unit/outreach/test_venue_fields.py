"""Texts and points of venues."""

from __future__ import annotations

from typing import Any

import pytest
from support.outreach import planned, venue

from dukcapil.errors import Fault, InvalidRecord


class TestVenue:
    """Places as letters and maps need them."""

    @pytest.mark.parametrize(
        ("fields", "field", "reason"),
        [
            ({"name": "SMA\nNegeri"}, "name", Fault.NOT_PLAIN),
            ({"address": "Jl.\x00"}, "address", Fault.NOT_PLAIN),
            ({"point": (91.0, 0.0)}, "point", Fault.OUT_OF_BOUNDS),
            ({"point": (0.0, 181.0)}, "point", Fault.OUT_OF_BOUNDS),
            ({"point": (0.0,)}, "point", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_mistakes(self, fields: dict[str, Any], field: str, reason: Fault) -> None:
        with pytest.raises(InvalidRecord) as caught:
            venue("A", 9, **fields)
        assert (caught.value.field, caught.value.reason) == (field, reason)

    def test_an_id_is_one_line(self) -> None:
        with pytest.raises(InvalidRecord, match=r"Venue\.id: "):
            venue("A\r\nB", 9)

    def test_coordinates_are_in_the_table(self) -> None:
        row = planned(venue("A", 9, point=(-6.2, 107.0))).by_venue.to_dicts()[0]
        assert (row["latitude"], row["longitude"]) == (-6.2, 107.0)
