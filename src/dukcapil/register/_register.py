"""Register: residents with their histories as one checked collection.

The source is a log of dated events. The standing of a resident, and every figure of
`dukcapil.coverage`, is a function of the log and a date; nothing is stored that could go stale.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple, final

import attrs

from dukcapil import cards, recording, wajib_ktp
from dukcapil._shared.checks import check_date, check_items, check_optional_date, check_type
from dukcapil.ages import LeapDay
from dukcapil.errors import DuplicateRecord
from dukcapil.events import Event
from dukcapil.nik import NIK
from dukcapil.regions import RegionCode
from dukcapil.register._boundaries import Reorganisation, by_boundaries_of
from dukcapil.register._event_columns import EventLog
from dukcapil.register._obliged_stays import InactiveNIKs, ObligedStays
from dukcapil.register._scope import counted_in
from dukcapil.register._stage_steps import StageSteps
from dukcapil.register._standing import Standing
from dukcapil.register._vintages import Vintages
from dukcapil.residents import Resident, Snapshot

__all__ = ["Columns", "Register", "columns", "otherwise_known"]


@final
class Register:  # noqa: PLW1641  too large to be a key
    """Residents, each once, and all events of their records and cards.

    An immutable value, made by `Register.of`. Residents are in order of their NIKs and events in
    order of their dates, whatever the order of the input. Events are kept as columns, from which
    objects are made on request.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.recording import BiometricsCaptured
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=date(2003, 5, 1),
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=date(2003, 5, 1))],
        ... )
        >>> taken = BiometricsCaptured(id="e-1", nik=someone.nik, occurred_on=date(2020, 5, 4))
        >>> register = Register.of([someone], [taken])
        >>> register
        Register(residents=1, events=1)
        >>> register.standing(someone.nik, on=date(2020, 5, 4)).stage
        <Stage.RECORDED: 1>
    """

    __slots__ = ("_log", "_scope", "_stays", "_steps", "_strict", "_vintages")

    _log: EventLog
    _scope: RegionCode | None
    _stays: dict[tuple[LeapDay, InactiveNIKs], ObligedStays]
    _steps: StageSteps
    _strict: bool
    _vintages: Vintages

    def __init__(self) -> None:
        """Raise `TypeError`: registers are made by `of`."""
        raise TypeError("expected Register.of(residents, events)")

    @classmethod
    def of(
        cls, residents: Iterable[Resident | Snapshot], events: Iterable[Event] = ()
    ) -> "Register":
        """Make a register of residents and events.

        Args:
            residents: residents, each NIK once, and snapshots of residents, in any order. Two
                snapshots are of one person if they share a NIK, former ones included, or the key.
                A resident is known
                always, and a snapshot from its day of entry until the next one. Somebody without
                a snapshot on a later day is known as before; see `residents.complete_exports`.
            events: in any order, all of these residents, under any of their NIKs; repeated events
                count once. An iterator is read once, so a large log need not be in memory as
                objects.

        Raises:
            TypeError: for anything but residents and events.
            DuplicateRecord: for a NIK of two residents, former ones included, for snapshots of one
                person that were entered on one day and differ, and for one id of two different
                events.
            InvalidRecord: for an event of a resident who is not in the register, an event before
                the birth, and a correction of an event that is missing, is another resident's,
                was entered later or corrects it in turn; the path is the place in the input.
            IllegalTransition: for an event that cannot follow the one before; a note gives its
                place in the input.
            ExceptionGroup: of these, for several.
        """
        return cls._of(residents, events, scope=None, strict=True)

    @classmethod
    def _of(
        cls,
        residents: Iterable[Resident | Snapshot],
        events: Iterable[Event],
        *,
        scope: RegionCode | None,
        strict: bool,
    ) -> "Register":
        register = object.__new__(cls)
        register._fill(residents, events, scope, strict)
        return register

    def _fill(
        self,
        residents: Iterable[Resident | Snapshot],
        events: Iterable[Event],
        scope: RegionCode | None,
        strict: bool,  # noqa: FBT001
    ) -> None:
        self._vintages = Vintages(residents)
        self._scope = scope
        self._strict = strict
        self._log = EventLog(events, self.residents, self._vintages.earlier, strict=strict)
        self._steps = StageSteps(self.residents, self._log, strict=strict)
        self._stays = {}

    @property
    def residents(self) -> tuple[Resident, ...]:
        """All residents as known now, in order of their NIKs."""
        return self._vintages.residents

    @property
    def scope(self) -> RegionCode | None:
        """The only region that figures count, see `within`; None for all regions."""
        return self._scope

    def __reduce__(self) -> tuple[object, ...]:
        again = partial(Register._of, scope=self.scope, strict=self._strict)
        return again, (tuple(self._entries()), tuple(self.events()))

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same residents, snapshots, events and scope."""
        if not isinstance(other, Register):
            return NotImplemented
        return (
            self.scope == other.scope
            and self.residents == other.residents
            and self._vintages.snapshots == other._vintages.snapshots
            and self._log == other._log
        )

    def __len__(self) -> int:
        """The number of residents."""
        return len(self.residents)

    def __iter__(self) -> Iterator[Resident]:
        """Iterate over the residents, in order of their NIKs."""
        return iter(self.residents)

    def __contains__(self, nik: object) -> bool:
        """Return whether a resident has the NIK or had it before."""
        return isinstance(nik, str) and self._position(nik) is not None

    def __getitem__(self, nik: NIK) -> Resident:
        """Return the resident with the NIK, or raise `KeyError`."""
        return self.residents[self._person("Register", nik)]

    def __repr__(self) -> str:
        """Return the numbers of residents and events, and the scope."""
        scope = "" if self.scope is None else f", scope={str(self.scope)!r}"
        return f"Register(residents={len(self)}, events={self.event_count}{scope})"

    @property
    def event_count(self) -> int:
        """The number of events, superseded ones too."""
        return len(self._log)

    def events(self) -> Iterator[Event]:
        """Iterate over all events, resident by resident in order, superseded ones included."""
        histories = (
            self._log.history(person, resident.nik)
            for person, resident in enumerate(self.residents)
        )
        return chain.from_iterable(histories)

    def history(self, nik: NIK) -> tuple[Event, ...]:
        """Return the events of one resident in order, superseded ones included.

        Raises:
            KeyError: if no resident has the NIK.
        """
        person = self._person("history", nik)
        return tuple(self._log.history(person, self.residents[person].nik))

    def standing(
        self,
        nik: NIK,
        *,
        on: date,
        known_on: date | None = None,
        leap_day: LeapDay = LeapDay.MARCH_1,
    ) -> Standing:
        """Return the standing of one resident on a date, inside the scope or not.

        Args:
            nik: the resident, by any of their NIKs.
            on: the date.
            known_on: the last day of entry of the events and snapshots that count; None for all.
            leap_day: the day on which those born on 29 February turn 17.

        Raises:
            KeyError: if no resident has the NIK, or none was known to have it by then.
            TypeError: for a `datetime`.
        """
        check_date("standing", "on", on)
        check_optional_date("standing", "known_on", known_on)
        check_type("standing", "leap_day", leap_day, LeapDay)
        person = self._person("standing", nik)
        resident = self._vintages.known(person, known_on or date.max)
        if resident is None:
            raise KeyError("no resident with that NIK was known on that day; see `known_on`")
        history = tuple(self._log.history(person, resident.nik))
        seen_on = date.max if known_on is None and not self._strict else known_on
        stay = resident.residence(on=on)
        return Standing(
            assessment=wajib_ktp.assess(resident, on=on, leap_day=leap_day),
            region=None if stay is None else stay.region,
            recording=recording.fold(history, on=on, known_on=seen_on),
            holding=cards.fold(history, on=on, known_on=seen_on, citizenship=resident.citizenship),
        )

    def merge(self, other: "Register") -> "Register":
        """Merge two registers; residents and events in both count once.

        Args:
            other: a register of the same scope.

        Raises:
            DuplicateRecord: for a NIK, a person and day of entry, or an event id with different
                content in the other.
            ValueError: for registers of different scopes.

        Examples:
            >>> from dukcapil import Register
            >>> Register.of([]).merge(Register.of([])) == Register.of([])
            True
        """
        check_type("merge", "other", other, Register)
        if other.scope != self.scope:
            raise ValueError(
                "merge.other: expected a register of the same scope; use within() on both"
            )
        snapshots: list[Snapshot] = []
        merged: dict[NIK, Resident] = {}
        altered = 0
        for entry in chain(self._entries(), other._entries()):  # noqa: SLF001  of the same class
            if isinstance(entry, Snapshot):
                snapshots.append(entry)
            else:
                altered += merged.setdefault(entry.nik, entry) != entry
        if altered:
            raise DuplicateRecord(kind="NIK", count=altered)
        return Register._of(
            chain(merged.values(), snapshots),
            chain(self.events(), other.events()),
            scope=self.scope,
            strict=self._strict and other._strict,  # noqa: SLF001  of the same class
        )

    def within(self, region: RegionCode) -> "Register":
        """Return the register of all who ever lived in a region, with all their events.

        Histories stay whole, so people who move in or away stay the same people; but figures
        count the region alone, and people who leave it have moved out. A stay under a retired code
        is in the region that has its territory now (`regions.present`).

        Args:
            region: a region of any level, inside the scope.

        Raises:
            ValueError: for a region outside the scope.

        Examples:
            >>> from dukcapil import Register, RegionCode
            >>> Register.of([]).within(RegionCode("32.75.01"))
            Register(residents=0, events=0, scope='32.75.01')
        """
        check_type("within", "region", region, RegionCode)
        if self.scope is not None and region not in self.scope:
            raise ValueError("within.region: expected a region inside the scope of the register")
        is_counted = counted_in(region)
        inside = [
            person
            for person in range(len(self))
            if any(
                is_counted(stay.region)
                for entry in self._vintages.entries(person)
                for stay in _record(entry).residences
            )
        ]
        histories = (self._log.history(person, self.residents[person].nik) for person in inside)
        return Register._of(
            chain.from_iterable(map(self._vintages.entries, inside)),
            chain.from_iterable(histories),
            scope=region,
            strict=self._strict,
        )

    def by_boundaries_of(self, day: date, reorganisations: Iterable[Reorganisation]) -> "Register":
        """Return the register with every stay under the codes of regions of one day.

        Figures of any date are then by the boundaries of that day, so that two dates compare
        although regions were split or renumbered in between. A stay in a region that was divided
        is where the person's own next stay says (`EndOfStay.REORGANISED`), or where the table
        says; what neither decides is in the narrowest region around all successors, which has a
        line of its own in a breakdown.

        Args:
            day: the day whose boundaries count.
            reorganisations: the changes of codes, in any order.

        Raises:
            ValueError: for a register with a scope; and for stays in a province that was divided,
                stored without their kabupaten or kota.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import Register
            >>> from dukcapil.register import Reorganisation
            >>> change = Reorganisation(
            ...     on=date(2024, 1, 1), successors={"32.75.98.1004": "32.75.99.1001"}
            ... )
            >>> Register.of([]).by_boundaries_of(date(2020, 12, 31), [change])
            Register(residents=0, events=0)
        """
        check_date("by_boundaries_of", "day", day)
        changes = tuple(reorganisations)
        check_items("by_boundaries_of", "reorganisations", changes, Reorganisation)
        if self.scope is not None:
            raise ValueError(
                "by_boundaries_of: expected a register without a scope; call within() after it"
            )
        entries = list(self._entries())
        residents = by_boundaries_of(map(_record, entries), day, changes)
        renamed = (
            attrs.evolve(entry, resident=resident) if isinstance(entry, Snapshot) else resident
            for entry, resident in zip(entries, residents, strict=True)
        )
        return Register._of(renamed, self.events(), scope=None, strict=self._strict)

    def known_on(self, day: date) -> "Register":
        """Return the register as known on a day, without what was entered later.

        Each person is known by the latest snapshot entered by then; who has none is not in it,
        and neither are their events. Residents without snapshots stay as they are. A batch that
        comes late with an earlier day of entry changes what this says of the past.

        Args:
            day: the last day of entry that counts. What was known in the past may have gaps, so
                events are not checked against the tables of what may follow what.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import Register
            >>> Register.of([]).known_on(date(2020, 12, 31))
            Register(residents=0, events=0)
        """
        check_date("known_on", "day", day)
        residents = map(partial(self._vintages.known, day=day), range(len(self)))
        known = {person: one for person, one in enumerate(residents) if one is not None}
        entries = (self._vintages.known_by(person, day) for person in known)
        histories = (self._log.history(person, one.nik) for person, one in known.items())
        events = (event for event in chain.from_iterable(histories) if event.entered_on <= day)
        return Register._of(chain.from_iterable(entries), events, scope=self.scope, strict=False)

    def _entries(self) -> Iterator[Resident | Snapshot]:
        return chain.from_iterable(map(self._vintages.entries, range(len(self))))

    def _position(self, nik: str) -> int | None:
        place = bisect_left(self.residents, nik, key=_nik)
        is_there = place < len(self.residents) and self.residents[place].nik == nik
        return place if is_there else self._vintages.earlier.get(nik)

    def _person(self, function: str, nik: object) -> int:
        if not isinstance(nik, str):
            raise TypeError(f"{function}.nik: expected NIK, found {type(nik).__name__}")
        person = self._position(nik)
        if person is None:
            raise KeyError("no resident of the register has that NIK")
        return person

    def _obliged_stays(self, leap_day: LeapDay, inactive: InactiveNIKs) -> ObligedStays:
        # A cache: two threads may both fill it, with equal columns.
        key = leap_day, inactive
        if key not in self._stays:
            self._stays[key] = ObligedStays(self.residents, self.scope, leap_day, inactive)
        return self._stays[key]


class Columns(NamedTuple):
    """A register as columns, for measures over everybody."""

    residents: tuple[Resident, ...]
    log: EventLog
    steps: StageSteps
    stays: ObligedStays


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
    stays = register._obliged_stays(leap_day, inactive)  # noqa: SLF001  of this module
    return Columns(register.residents, register._log, register._steps, stays)  # noqa: SLF001


def otherwise_known(
    register: Register, day: date
) -> Iterator[tuple[Resident | None, Resident, tuple[Event, ...]]]:
    """Yield whoever was known otherwise on a day: as known then, as now, and all events."""
    vintages, log = register._vintages, register._log  # noqa: SLF001  of this module
    last = day.toordinal()
    for person, now in enumerate(register.residents):
        then = vintages.known(person, day)
        entered = log.entered[log.first[person] : log.first[person + 1]]
        if then != now or any(entry > last for entry in entered):
            yield then, now, tuple(log.history(person, now.nik))


def _nik(resident: Resident) -> NIK:
    return resident.nik


def _record(entry: Resident | Snapshot) -> Resident:
    return entry.resident if isinstance(entry, Snapshot) else entry
