"""Timeliness against lifelines, a second implementation."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

import pytest
from support import oracle
from support.people import BEKASI

from dukcapil import LeapDay, Register, Stage
from dukcapil.ages import birthday
from dukcapil.coverage import timeliness
from dukcapil.testing import synthetic_city

ONE_DAY = timedelta(days=1)
MARCH_1 = LeapDay.MARCH_1


def records(history: oracle.History, on: date, stage: int) -> Iterator[oracle.Record]:
    """Yield the runs of one person in the city, from the days of any change."""
    resident, events = history
    periods: list[Any] = [*resident.residences, *getattr(resident.citizenship, "permits", ())]
    days = {resident.first_married_on, resident.died_on, birthday(resident.birth_date, age=17)}
    days |= {end for period in periods for end in (period.since, period.until)}
    days |= {event.occurred_on for event in events} | {on + ONE_DAY}
    changes = sorted(change for change in days if change is not None and change <= on + ONE_DAY)

    def is_here(span: tuple[date, date]) -> bool:
        place = oracle.place(resident, span[0], MARCH_1)
        return place is not None and place in BEKASI

    for here, group in groupby(pairwise(changes), key=is_here):
        run = list(group)
        if not here:
            continue
        begin, end = run[0][0], run[-1][1] - ONE_DAY
        zero = begin
        for change in reversed([change for change in changes if change < begin]):
            is_obliged = oracle._is_obliged_anywhere(resident, change, MARCH_1)
            if not is_obliged or oracle._is_abroad(resident, change):
                break
            zero = change
        since = [change for change in changes if zero <= change <= end]
        reached = next((d for d in since if oracle.stage(resident, events, d) >= stage), None)
        if reached is None or begin <= zero or begin < reached:
            yield oracle.Record((begin - zero).days, ((reached or end) - zero).days, bool(reached))


@pytest.fixture(scope="module")
def city() -> Register:
    return synthetic_city(1_000, seed=1).within(BEKASI)


@pytest.mark.parametrize("stage", [Stage.RECORDED, Stage.HOLDING])
def test_lifelines_agrees(city: Register, stage: Stage) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lifelines = pytest.importorskip("lifelines")
    on = date(2020, 12, 31)
    found = [
        record
        for resident in city
        for record in records((resident, city.history(resident.nik)), on, stage)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter = lifelines.KaplanMeierFitter().fit(
            [record.duration for record in found],
            [record.observed for record in found],
            entry=[record.entry for record in found],
        )
    estimate = timeliness(city, on=on, stage=stage)
    assert estimate.spells == len(found) > 500
    assert any(record.entry for record in found)
    observed = fitter.event_table.observed
    assert [step.days for step in estimate.steps] == [int(t) for t in observed[observed > 0].index]
    survival = fitter.survival_function_.KM_estimate.to_dict()
    squares = fitter._cumulative_sq_.to_dict()
    bounds = fitter.confidence_interval_.sort_index(axis="columns", ascending=False)
    for step in estimate.steps:
        surviving = survival[step.days]
        assert 1 - step.probability == pytest.approx(surviving, abs=1e-9)
        if step.standard_error is None:
            assert surviving == 0
            continue
        variance = surviving**2 * squares[step.days]
        assert step.standard_error**2 == pytest.approx(variance, abs=1e-9)
        upper, lower = bounds.loc[step.days]
        assert estimate.interval(step.days) == pytest.approx((1 - upper, 1 - lower), abs=1e-9)
