"""A register as columns: for measures over everybody, for revisions and for files.

The other modules of the library that work on columns ask for them here.
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from dukcapil._shared.checks import check_type
from dukcapil.ages import LeapDay
from dukcapil.events import Event
from dukcapil.regions import RegionCode
from dukcapil.register._event_columns import EventLog
from dukcapil.register._obliged_stays import InactiveNIKs, ObligedStays
from dukcapil.register._people import People
from dukcapil.register._register import Register
from dukcapil.register._stage_steps import StageSteps
from dukcapil.register._state import State
from dukcapil.residents import Resident

__all__ = ["Columns", "Kept", "columns", "kept", "otherwise_known", "restored"]


class Columns(NamedTuple):
    """A register as columns, for measures over everybody."""

    register: Register
    people: People
    log: EventLog
    steps: StageSteps
    stays: ObligedStays

    @property
    def order(self) -> Sequence[int]:
        """The positions of the people who are in the register; there may be others."""
        return self.register._order  # noqa: SLF001  of this package


def columns(
    function: str,
    register: Register,
    *,
    leap_day: LeapDay,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> Columns:
    """Return the columns of the register that a public function was given."""
    check_type(function, "register", register, Register)
    check_type(function, "leap_day", leap_day, LeapDay)
    check_type(function, "inactive", inactive, InactiveNIKs)
    stays = register._obliged_stays(leap_day, inactive)  # noqa: SLF001  of this package
    state = register._state  # noqa: SLF001
    return Columns(register, state.people, state.log, state.steps, stays)


class Kept(NamedTuple):
    """All that makes a register, for files."""

    state: State
    order: "array[int]"
    scope: RegionCode | None
    set_aside: int


def kept(register: Register) -> Kept:
    """Return all that makes a register; of the columns, the people in its order are to be kept."""
    return Kept(
        register._state,  # noqa: SLF001  of this package
        array("I", register._order),  # noqa: SLF001
        register.scope,
        register.set_aside_people,
    )


def restored(state: State, *, scope: RegionCode | None, set_aside: int) -> Register:
    """Return the register of columns that a file kept."""
    return Register._made(state, scope=scope, set_aside=set_aside)  # noqa: SLF001  of this package


def otherwise_known(
    register: Register, day: date
) -> Iterator[tuple[Resident | None, Resident, tuple[Event, ...]]]:
    """Yield whoever was known otherwise on a day: as known then, as now, and all events."""
    people, log = register._state.people, register._state.log  # noqa: SLF001  of this package
    last = day.toordinal()
    for person in register._order:  # noqa: SLF001
        then, now = people.known(person, last), people.last(person)
        entered = log.entered[log.first[person] : log.first[person + 1]]
        if then != now or any(entry > last for entry in entered):
            resident = people.resident(person)
            before = None if then is None else people.records.resident(then)
            if before != resident or any(entry > last for entry in entered):
                yield before, resident, tuple(log.history(person, resident.nik))
