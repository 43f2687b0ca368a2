"""A change of codes told by four offices in four ways is one change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import RegionCode, Register, Residence, Resident
from dukcapil.coverage import flows, measure
from dukcapil.regions import Level
from dukcapil.register import Reorganisation
from dukcapil.residents import EndOfStay
from dukcapil.testing import registers, residents

WINDOW: Final = date(2020, 1, 1), date(2021, 12, 31)
DAY: Final = date(2021, 1, 1)
_OLD: Final = [RegionCode(f"32.75.98.10{number:02}") for number in range(1, 7)]
_NEW: Final = [RegionCode(f"32.75.99.10{number:02}") for number in range(1, 4)]
# Three of six kelurahan become a kecamatan of their own.
_RENUMBERED: Final = dict(zip(_OLD, _NEW, strict=False))
NEW_CODE: Final = {code: _RENUMBERED.get(code, code) for code in _OLD}
SPLIT: Final = Reorganisation(
    on=DAY,
    successors=(("32.75.98", ["32.75.98", "32.75.99"]), *_RENUMBERED.items()),
)


@st.composite
def truths(draw: st.DrawFn) -> Resident:
    """Generate people whose stays are all under the old codes."""
    resident = draw(residents(window=WINDOW))
    stays = [
        attrs.evolve(
            stay,
            region=draw(st.sampled_from(_OLD)),
            ended_by=EndOfStay.MOVED if stay.until else None,
        )
        for stay in resident.residences
    ]
    return attrs.evolve(resident, residences=stays)


def _in_place(stay: Residence) -> list[Residence]:
    return [attrs.evolve(stay, region=NEW_CODE[stay.region])]


def _never(stay: Residence) -> list[Residence]:
    return [stay]


def _from_then_on(stay: Residence) -> list[Residence]:
    return _in_place(stay) if stay.since >= DAY else _never(stay)


def _ended(stay: Residence) -> list[Residence]:
    """End the stay under the old code, and begin one under the new."""
    new = NEW_CODE[stay.region]
    if new == stay.region or not (stay.since < DAY and (stay.until is None or stay.until > DAY)):
        return _from_then_on(stay)
    return [
        attrs.evolve(stay, until=DAY, ended_by=EndOfStay.REORGANISED),
        attrs.evolve(stay, since=DAY, region=new),
    ]


WAYS: Final = [_in_place, _never, _from_then_on, _ended]


def _told(truth: Resident, way: Callable[[Residence], list[Residence]]) -> Resident:
    if way is _ended and truth.died_on is not None and truth.died_on < DAY:
        way = _from_then_on  # no stay begins after a death
    told = [later for stay in truth.residences for later in way(stay)]
    return attrs.evolve(truth, residences=told)


@pytest.mark.property
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@given(truth=truths())
def test_every_office_tells_the_same_by_the_boundaries_of_one_day(
    truth: Resident, way: Callable[[Residence], list[Residence]]
) -> None:
    register = Register.of([_told(truth, way)])
    (before,) = register.by_boundaries_of(date(2020, 6, 1), [SPLIT])
    (after,) = register.by_boundaries_of(DAY, [SPLIT])
    assert before == truth
    assert after == _told(truth, _in_place)


@pytest.mark.property
@given(registers(), st.dates(*WINDOW))
def test_boundaries_move_nobody_into_or_out_of_what_contains_them(
    register: Register, day: date
) -> None:
    finest = {
        stay.region
        for one in register
        for stay in one.residences
        if stay.region.level > Level.KAB_KOTA
    }
    change = Reorganisation(
        on=DAY,
        successors={"32.75": "32.75"}
        | {
            code: [code, f"{code[:-1]}{9 - int(code[-1])}"]
            for code in finest
            if code[-1] not in "09"
        },
    )
    recoded = register.by_boundaries_of(day, [change])
    for on in (WINDOW[0], DAY, WINDOW[1]):
        assert measure(recoded, on=on, by=Level.KAB_KOTA) == measure(
            register, on=on, by=Level.KAB_KOTA
        )
    assert flows(recoded, *WINDOW, by=Level.KAB_KOTA) == flows(register, *WINDOW, by=Level.KAB_KOTA)
