"""All columns of a register together: made and checked at once, and joined person by person."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import Final, NamedTuple, final

from dukcapil.ages import LeapDay
from dukcapil.errors import DukcapilError, DuplicateRecord
from dukcapil.events import Event
from dukcapil.register._event_columns import EventLog
from dukcapil.register._faults import Faults
from dukcapil.register._obliged_stays import InactiveNIKs, ObligedStays
from dukcapil.register._people import People
from dukcapil.register._records import nik_of
from dukcapil.register._stage_steps import StageSteps
from dukcapil.residents import Resident, Snapshot

__all__ = ["NOTHING", "Known", "State"]


class Known(NamedTuple):
    """Entries and events of the people in a batch that are known already."""

    entries: Iterable[Resident | Snapshot] = ()
    events: Iterable[Event] = ()


NOTHING: Final = Known()


@final
class State:
    """People, their events, their steps from stage to stage, and their obliged stays.

    Attributes:
        people: the people.
        log: their events.
        steps: the days on which they changed their stage.
        strict: whether the events were checked against the tables of what may follow what.
    """

    __slots__ = ("_stays", "log", "people", "steps", "strict")

    _stays: dict[tuple[LeapDay, InactiveNIKs], ObligedStays]

    def __init__(self, people: People, log: EventLog, steps: StageSteps, *, strict: bool) -> None:
        """Put columns together that belong together."""
        self.people, self.log, self.steps, self.strict = people, log, steps, strict
        self._stays = {}

    @classmethod
    def of(
        cls,
        entries: Iterable[object],
        events: Iterable[object],
        faults: Faults,
        *,
        strict: bool,
        known: Known = NOTHING,
    ) -> State:
        """Make the columns of residents and events, as `Register.of` states it."""
        people = People(entries, faults, known=known.entries)
        log = EventLog(events, people, faults, strict=strict, known=known.events)
        return cls(people, log, StageSteps(people, log, faults, strict=strict), strict=strict)

    def stays(self, leap_day: LeapDay, inactive: InactiveNIKs) -> ObligedStays:
        """Return the obliged stays by two rules."""
        # A cache: two threads may both fill it, with equal columns.
        key = leap_day, inactive
        if key not in self._stays:
            self._stays[key] = ObligedStays.of_people(self.people, leap_day, inactive)
        return self._stays[key]

    def replaced(self, gone: Collection[int], others: State) -> State:
        """Return the columns without the people at some positions, and with others at the end."""
        both = State(
            self.people.joined(others.people, gone),
            self.log.joined(others.log),
            self.steps.joined(others.steps),
            strict=others.strict,
        )
        both._stays = {
            key: stays.joined(others.stays(*key), gone) for key, stays in self._stays.items()
        }
        return both

    def history(self, person: int) -> Iterator[Event]:
        """Yield the events of a person in order, under the present NIK."""
        return self.log.history(person, nik_of(self.people.nik(person)))

    def extended(
        self, news: Sequence[Resident | Snapshot], events: Sequence[Event], *, strict: bool
    ) -> State:
        """Return the columns with more residents and events; only those concerned are checked."""
        touched = self.people.persons_of(news)
        touched |= self.people.positions(event.nik for event in events)
        self._raise_for_ids_of_others(events, touched)
        told_again = {entry for entry in news if isinstance(entry, Resident)}
        entries = chain.from_iterable(map(self.people.entries, sorted(touched)))
        known = Known(
            [entry for entry in entries if entry not in told_again],
            chain.from_iterable(map(self.history, sorted(touched))),
        )
        others = State.of(news, events, Faults(), strict=strict, known=known)
        return self.replaced(touched, others)

    def _raise_for_ids_of_others(self, events: Iterable[Event], touched: set[int]) -> None:
        rows = self.log.rows_of({event.id for event in events}).values()
        persons = {bisect_right(self.log.first, row) - 1 for row in rows} - touched
        count = len(persons.intersection(self.people.order)) if persons else 0
        if count:
            raise DuplicateRecord(kind="event id", count=count)

    def known_on(self, day: date) -> State:
        """Return the columns as known on a day; those without news since are taken as they are."""
        last = day.toordinal()
        changed = {
            *_after(last, self.people.entered, self.people.first),
            *_after(last, self.log.entered, self.log.first),
        }.intersection(self.people.order)
        return self.replaced(changed, self._as_known(sorted(changed), day))

    def _as_known(self, persons: Iterable[int], day: date) -> State:
        """Return some people as known on a day, as far as they were; their events are unchecked."""
        entries: list[Resident | Snapshot] = []
        events: list[Event] = []
        last = day.toordinal()
        for person in persons:
            record = self.people.known(person, last)
            if record is not None:
                entries += self.people.entries(person, last)
                history = self.log.history(person, nik_of(self.people.records.nik[record]))
                events += (event for event in history if event.entered_on <= day)
        return State.of(entries, events, Faults(), strict=False)

    def legal(self, faults: Faults) -> dict[int, tuple[Event, ...]]:
        """Return the events before the illegal one of those who are valid without the others."""
        at_fault_otherwise = {
            person
            for fault in faults.found
            if fault.legal_events is None
            for person in fault.persons
        }
        kept: dict[int, tuple[Event, ...]] = {}
        for fault in faults.found:
            if fault.legal_events is None or not at_fault_otherwise.isdisjoint(fault.persons):
                continue
            (person,) = fault.persons
            events = tuple(islice(self.history(person), fault.legal_events))
            try:
                State.of(self.people.entries(person), events, Faults(), strict=True)
            except (DukcapilError, ExceptionGroup):
                continue
            kept[person] = events
        return kept


def _after(day: int, entered: Sequence[int], first: array[int]) -> Iterator[int]:
    """Yield the persons of the rows that were entered after a day."""
    for row, one in enumerate(entered):
        if one > day:
            yield bisect_right(first, row) - 1
