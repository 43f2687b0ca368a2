"""The converter of cattrs, for classes of one's own."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import attrs
import pytest
from support.json_samples import SITI

from dukcapil import Coverage, Month, RegionCode, Resident
from dukcapil.blanko import Entry, Printed
from dukcapil.coverage import CoverageRow
from dukcapil.errors import InvalidJSON
from dukcapil.events import Event
from dukcapil.serial import converter, to_plain

cattrs = pytest.importorskip("cattrs")
ON = date(2020, 11, 30)


@attrs.frozen
class Desk:
    """A class of an office of its own."""

    month: Month
    waiting: list[Resident]
    entries: tuple[Entry, ...]
    last: Event | None
    row: CoverageRow[RegionCode]
    region: RegionCode | None = None


DESK = Desk(
    month=Month(2020, 11),
    waiting=[SITI],
    entries=(Printed(id="p-1", on=ON, cards=3),),
    last=None,
    row=CoverageRow(key=RegionCode("32.75"), on=ON, coverage=Coverage(obliged=2, covered=1)),
)


def test_values_inside_classes_of_ones_own_have_the_form_of_the_library() -> None:
    made = converter()
    plain = made.unstructure(DESK)
    assert plain["month"] == "2020-11"
    assert plain["waiting"] == [to_plain(SITI)]
    assert plain["last"] is plain["region"] is None
    assert made.structure(json.loads(json.dumps(plain)), Desk) == DESK


def test_values_alone_are_known_as_well() -> None:
    made = converter()
    assert made.structure(made.unstructure(SITI), Resident) == SITI
    assert made.unstructure(RegionCode("32.75")) == "32.75"
    with pytest.raises(InvalidJSON):
        made.structure({"nik": "1"}, Resident)


def test_the_converter_is_ones_own() -> None:
    made = converter()
    made.register_unstructure_hook(Fraction, str)
    assert made.unstructure(Fraction(1, 2)) == "1/2"
    assert converter() is not made
