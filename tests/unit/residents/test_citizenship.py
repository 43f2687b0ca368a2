"""Citizenship with its dates: what is accepted, and who is a citizen when."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest

from dukcapil import Citizen, InvalidRecord, PermanentForeigner, StayPermit
from dukcapil.residents import ChangedCitizenship, CitizenPeriod

OATH, LOSS = date(2019, 8, 17), date(2010, 3, 1)
PERMIT = StayPermit(since=date(2014, 1, 6), until=date(2024, 1, 6))
NATURALISED = ChangedCitizenship([PERMIT, CitizenPeriod(since=OATH)])
LOST = ChangedCitizenship([CitizenPeriod(until=LOSS), PERMIT])


@pytest.mark.parametrize(
    ("citizenship", "on", "is_citizen", "has_permit"),
    [
        (Citizen(), date.min, True, False),
        (PermanentForeigner([PERMIT]), date(2014, 1, 6), False, True),
        (PermanentForeigner([PERMIT]), date(2024, 1, 6), False, False),
        (NATURALISED, date(2014, 1, 5), False, False),
        (NATURALISED, date(2019, 8, 16), False, True),
        (NATURALISED, OATH, True, False),
        (LOST, date(2010, 2, 28), True, False),
        (LOST, LOSS, False, False),
        (LOST, date(2014, 1, 6), False, True),
    ],
)
def test_a_citizen_or_a_permit_or_neither(
    citizenship: Citizen | PermanentForeigner | ChangedCitizenship,
    on: date,
    is_citizen: bool,  # noqa: FBT001
    has_permit: bool,  # noqa: FBT001
) -> None:
    assert citizenship.is_citizen(on=on) is is_citizen
    assert citizenship.has_permit(on=on) is has_permit


def test_citizenship_ends_the_permit_and_a_renewal_does() -> None:
    renewed = StayPermit(since=date(2018, 1, 6), until=date(2028, 1, 6))
    changed = ChangedCitizenship([PERMIT, renewed, CitizenPeriod(since=OATH)])
    assert [one.until for one in changed.periods] == [date(2018, 1, 6), OATH, None]
    assert ChangedCitizenship([StayPermit(since=LOSS), CitizenPeriod(since=OATH)]).periods[
        0
    ] == StayPermit(since=LOSS, until=OATH)


def test_citizenship_may_be_lost_and_regained() -> None:
    back = ChangedCitizenship([CitizenPeriod(until=LOSS), CitizenPeriod(since=OATH)])
    on = [date(2010, 2, 28), LOSS, date(2019, 8, 16), OATH]
    assert [back.is_citizen(on=day) for day in on] == [True, False, False, True]


@pytest.mark.parametrize("value", [NATURALISED, LOST, CitizenPeriod(since=LOSS, until=OATH)])
def test_they_survive_pickling_and_copying(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value


@pytest.mark.parametrize(
    "periods",
    [
        [CitizenPeriod(since=OATH), CitizenPeriod(until=LOSS)],
        [CitizenPeriod(until=OATH), CitizenPeriod(since=LOSS)],
        [CitizenPeriod(), PERMIT],
        [CitizenPeriod(until=OATH), PERMIT],
        [PERMIT, CitizenPeriod()],
        [PERMIT, CitizenPeriod(since=date(2014, 1, 6))],
    ],
)
def test_periods_out_of_order_are_refused(periods: list[CitizenPeriod | StayPermit]) -> None:
    with pytest.raises(InvalidRecord, match=r"ChangedCitizenship\.periods: periods overlap"):
        ChangedCitizenship(periods)


@pytest.mark.parametrize(
    ("periods", "instead"),
    [
        ([], r"PermanentForeigner\(\.\.\.\)"),
        ([PERMIT], r"PermanentForeigner\(\.\.\.\)"),
        ([CitizenPeriod()], r"Citizen\(\)"),
    ],
)
def test_what_never_changed_has_a_class_of_its_own(
    periods: list[CitizenPeriod | StayPermit], instead: str
) -> None:
    with pytest.raises(InvalidRecord, match=f"a change; use {instead}"):
        ChangedCitizenship(periods)


def test_a_time_as_a_citizen_ends_after_it_began() -> None:
    for since in (OATH, None):
        with pytest.raises(InvalidRecord, match=r"CitizenPeriod\.until"):
            CitizenPeriod(since=since, until=since or date.min)


def test_anything_else_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"ChangedCitizenship\.periods\[1\]: expected StayPermit"):
        ChangedCitizenship([CitizenPeriod(until=LOSS), OATH])  # type: ignore[list-item]
