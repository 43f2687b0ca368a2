"""A register as columns: for measures over everybody, for revisions and for files.

The other modules of the library that work on columns ask for them here.
"""

import operator
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from dukcapil._shared.checks import check_type
from dukcapil.ages import LeapDay
from dukcapil.events import Event
from dukcapil.regions import RegionCode
from dukcapil.register._event_columns import EventLog
from dukcapil.register._faults import Faults
from dukcapil.register._obliged_stays import InactiveNIKs, ObligedStays
from dukcapil.register._people import People
from dukcapil.register._register import Register
from dukcapil.register._stage_steps import StageSteps
from dukcapil.register._state import State
from dukcapil.residents import Resident

__all__ = [
    "Columns",
    "Kept",
    "columns",
    "compact",
    "is_same",
    "kept",
    "otherwise_known",
    "restored",
]

_MOST_REPLACED: Final = 4  # of so many people in the columns, one may be there in vain


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


def compact(register: Register) -> Register:
    """Return a register of everybody without the columns of people who are told otherwise since.

    Where these are few, the register is returned as it is.
    """
    state = register._state  # noqa: SLF001  of this package
    if (len(state.people) - len(register)) * _MOST_REPLACED <= len(state.people):
        return register
    entries = register._entries()  # noqa: SLF001
    anew = State.of(entries, register.events(), Faults(), strict=state.strict)
    return restored(anew, scope=register.scope, set_aside=register.set_aside_people)


def is_same(register: Register, other: Register) -> bool:
    """Return whether two registers are equal, and all that was derived from them is.

    Equal registers may have columns in another order, as they grew.
    """
    return register == other and all(map(operator.eq, _derived(register), _derived(other)))


def _derived(register: Register) -> Iterator[object]:
    """Yield what follows from the entries and events: of each person, and then of all."""
    state = register._state  # noqa: SLF001  of this package
    people, log, steps = state.people, state.log, state.steps
    superseded = sorted(log.superseded)
    place = partial(bisect_left, superseded)
    for person in register._order:  # noqa: SLF001
        begin, end = log.first[person], log.first[person + 1]
        of_person = slice(steps.first[person], steps.first[person + 1])
        yield (
            log.checksum[begin:end],
            [row - begin for row in superseded[place(begin) : place(end)]],
            steps.day[of_person],
            steps.part[of_person],
        )
    yield sorted((nik, people.nik(person)) for nik, person in people.former.items())


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
