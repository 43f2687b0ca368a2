"""One register in which the strategies have put all that can happen to residents."""

from __future__ import annotations

from datetime import date
from functools import cache

import attrs
from hypothesis import HealthCheck, Phase, given, settings

from dukcapil import NIK, RegionCode, Register, Resident
from dukcapil._events import Event
from dukcapil._strategies import History
from dukcapil.testing import populations



@cache
def crowd(examples: int) -> Register:
    """The people of many drawn populations together, each with a number of their own."""
    drawn: list[list[History]] = []

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(populations(max_size=5))
    def draw(population: list[History]) -> None:
        drawn.append(population)

    draw()
    people = [history for population in drawn for history in population]
    renamed = [_renamed(*history, number) for number, history in enumerate(people)]
    return Register.of(
        [resident for resident, _ in renamed],
        [event for _, events in renamed for event in events],
    )


def _renamed(
    resident: Resident, events: tuple[Event, ...], number: int
) -> tuple[Resident, list[Event]]:
    nik = NIK.build(
        region=RegionCode(f"32.75.{90 + number // 9999:02}"),
        birth_date=max(resident.birth_date, date(1900, 1, 1)),
        sex=resident.sex,
        serial=1 + number % 9999,
    )
    return attrs.evolve(resident, nik=nik), [
        attrs.evolve(
            event,
            nik=nik,
            id=f"{number}/{event.id}",
            supersedes=event.supersedes and f"{number}/{event.supersedes}",
        )
        for event in events
    ]
