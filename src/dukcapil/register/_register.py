"""Register: residents with their histories as one checked collection.

The source is a log of dated events. The standing of a resident, and every figure of
`dukcapil.coverage`, is a function of the log and a date; nothing is stored that could go stale.
"""

import operator
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, final

import attrs

from dukcapil import cards, recording, wajib_ktp
from dukcapil._shared.checks import check_date, check_items, check_optional_date, check_type
from dukcapil._shared.problems import Problems
from dukcapil.ages import LeapDay
from dukcapil.errors import DuplicateRecord
from dukcapil.events import Event
from dukcapil.nik import NIK
from dukcapil.regions import RegionCode
from dukcapil.register._boundaries import Reorganisation, by_boundaries_of
from dukcapil.register._event_columns import checked_events
from dukcapil.register._faults import Faults, InputFault
from dukcapil.register._obliged_stays import InactiveNIKs, ObligedStays
from dukcapil.register._parts import put_together, taken_apart
from dukcapil.register._people import Residents, checked_entries
from dukcapil.register._standing import Standing
from dukcapil.register._state import State
from dukcapil.residents import Resident, Snapshot

__all__ = ["Register"]


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

    __slots__ = ("_inside", "_scope", "_set_aside", "_state", "_stays")

    _inside: Sequence[int] | None
    _scope: RegionCode | None
    _set_aside: int
    _state: State
    _stays: dict[tuple[LeapDay, InactiveNIKs], ObligedStays]

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
                A resident is known always, and a snapshot from its day of entry until the next
                one. Somebody without a snapshot on a later day is known as before; see
                `residents.complete_exports`.
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
        return cls._made(State.of(residents, events, Faults(), strict=True))

    @classmethod
    def _made(
        cls,
        state: State,
        *,
        scope: RegionCode | None = None,
        set_aside: int = 0,
    ) -> "Register":
        """Return a view of columns; with a scope, of the people who ever lived in it."""
        register = object.__new__(cls)
        register._state, register._scope, register._stays = state, scope, {}
        register._inside, register._set_aside = None, set_aside
        return register

    @property
    def _order(self) -> Sequence[int]:
        """The positions of the residents, in order of their NIKs."""
        people = self._state.people
        if self._scope is None:
            return people.order
        if self._inside is None:  # a cache: two threads may both fill it, with equal columns
            self._inside = people.inside(people.order, self._scope)
        return self._inside

    @classmethod
    def of_valid(
        cls,
        residents: Iterable[Resident | Snapshot],
        events: Iterable[Event] = (),
        *,
        keep_legal: bool = False,
    ) -> tuple["Register", Problems]:
        """Make a register of all whose records and histories are valid, and set the others aside.

        For the first export of an office, in which some histories are impossible. `of` raises for
        the first of them; this leaves out the people concerned, person by person, and says why.

        Args:
            residents: as for `of`.
            events: as for `of`.
            keep_legal: whether to keep a person with an illegal event, and no other fault, by the
                events before it.

        Returns:
            The register, which says how many people were set aside (`set_aside_people`), and one
            problem for each fault: the argument as its `source`, the place in it from 1 as its
            `row`, the field and the reason.

        Raises:
            TypeError: for anything but residents and events.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
            >>> from dukcapil.recording import PrintReadyRecordMade
            >>> someone = Resident(
            ...     nik=NIK("3275994105030001"),
            ...     birth_date=date(2003, 5, 1),
            ...     sex=Sex.FEMALE,
            ...     residences=[Residence(region=RegionCode("32.75.01"), since=date(2003, 5, 1))],
            ... )
            >>> made = PrintReadyRecordMade(
            ...     id="e-1", nik=someone.nik, occurred_on=date(2020, 5, 4)
            ... )
            >>> register, problems = Register.of_valid([someone], [made])
            >>> register, register.set_aside_people
            (Register(residents=0, events=0, set_aside=1), 1)
            >>> problems[0].source, problems[0].row
            ('events', 1)
        """
        check_type("of_valid", "keep_legal", keep_legal, bool)
        faults = Faults(is_kept=True)
        whole = State.of(residents, events, faults, strict=True)
        kept = whole.legal(faults) if keep_legal else {}
        entries = chain.from_iterable(map(whole.people.entries, sorted(kept)))
        legal = State.of(entries, chain.from_iterable(kept.values()), Faults(), strict=True)
        register = cls._made(
            whole.replaced(faults.persons, legal), set_aside=len(faults.persons) - len(kept)
        )
        in_order = sorted(faults.found, key=InputFault.place)
        return register, Problems(fault.problem(used=kept) for fault in in_order)

    @property
    def residents(self) -> Sequence[Resident]:
        """All residents as known now, in order of their NIKs, made when they are asked for."""
        return Residents(self._state.people, self._order)

    @property
    def scope(self) -> RegionCode | None:
        """The only region that figures count, see `within`; None for all regions."""
        return self._scope

    def __reduce__(self) -> tuple[object, ...]:
        state = self._state
        if self._scope is not None:  # a view is kept without the people whom it does not show
            state = State.of(self._entries(), self.events(), Faults(), strict=state.strict)
        return Register._restored, (taken_apart(state), self._scope, self._set_aside)

    @classmethod
    def _restored(
        cls, columns: Mapping[str, Any], scope: RegionCode | None, set_aside: int
    ) -> "Register":
        return cls._made(put_together(columns), scope=scope, set_aside=set_aside)

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same residents, snapshots, events and scope."""
        if not isinstance(other, Register):
            return NotImplemented
        return (
            self.scope == other.scope
            and len(self) == len(other)
            and all(map(operator.eq, self._entries(), other._entries()))
            and self.event_count == other.event_count
            and all(map(operator.eq, self.events(), other.events()))
        )

    def __len__(self) -> int:
        """The number of residents."""
        return len(self._order)

    def __iter__(self) -> Iterator[Resident]:
        """Iterate over the residents, in order of their NIKs."""
        return map(self._state.people.resident, self._order)

    def __contains__(self, nik: object) -> bool:
        """Return whether a resident has the NIK or had it before."""
        return isinstance(nik, str) and self._position(nik) is not None

    def __getitem__(self, nik: NIK) -> Resident:
        """Return the resident with the NIK, or raise `KeyError`."""
        return self._state.people.resident(self._person("Register", nik))

    def __repr__(self) -> str:
        """Return the numbers of residents and events, the scope, and who was set aside."""
        scope = "" if self.scope is None else f", scope={str(self.scope)!r}"
        aside = f", set_aside={self._set_aside}" if self._set_aside else ""
        return f"Register(residents={len(self)}, events={self.event_count}{scope}{aside})"

    @property
    def is_checked(self) -> bool:
        """Whether the events were checked: False for what was known on a day, see `known_on`."""
        return self._state.strict

    @property
    def set_aside_people(self) -> int:
        """The number of people whom `of_valid` set aside, of the whole input."""
        return self._set_aside

    @property
    def event_count(self) -> int:
        """The number of events, superseded ones too."""
        first = self._state.log.first
        if len(self._order) == len(self._state.people):
            return len(self._state.log)
        return sum(first[person + 1] - first[person] for person in self._order)

    def events(self) -> Iterator[Event]:
        """Iterate over all events, resident by resident in order, superseded ones included."""
        return chain.from_iterable(map(self._state.history, self._order))

    def history(self, nik: NIK) -> tuple[Event, ...]:
        """Return the events of one resident in order, superseded ones included.

        Raises:
            KeyError: if no resident has the NIK.
        """
        return tuple(self._state.history(self._person("history", nik)))

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
        record = self._state.people.known(person, (known_on or date.max).toordinal())
        if record is None:
            raise KeyError("no resident with that NIK was known on that day; see `known_on`")
        resident = self._state.people.records.resident(record)
        events = tuple(self._state.log.history(person, resident.nik))
        seen_on = date.max if known_on is None and not self._state.strict else known_on
        stay = resident.residence(on=on)
        return Standing(
            assessment=wajib_ktp.assess(resident, on=on, leap_day=leap_day),
            region=None if stay is None else stay.region,
            recording=recording.fold(events, on=on, known_on=seen_on),
            holding=cards.fold(events, on=on, known_on=seen_on, citizenship=resident.citizenship),
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
        strict = self._state.strict and other.is_checked
        entries = list(other._entries())  # noqa: SLF001  of the same class
        return self._with(entries, list(other.events()), strict=strict)

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
        return self._made(self._state, scope=region, set_aside=self._set_aside)

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
        strict = self._state.strict
        return self._made(State.of(renamed, self.events(), Faults(), strict=strict))

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
        state = self._state.known_on(day)
        return self._made(state, scope=self._scope, set_aside=self._set_aside)

    def append(
        self,
        residents: Iterable[Resident | Snapshot] = (),
        events: Iterable[Event] = (),
        *,
        entered_on: date | None = None,
    ) -> "Register":
        """Return a register with a batch of residents and events more.

        The same as `of` for everything at once, at the cost of the people in the batch: they alone
        are checked and folded again. The register itself goes on answering as it did. A batch
        that is there already changes nothing, and the order of batches does not matter.

        Args:
            residents: new residents, and newer snapshots of those who are in the register.
            events: of people in the register or in the batch, under any of their NIKs.
            entered_on: the day of entry of the residents who are no snapshots; None for residents
                who were known always, who cannot differ from those in the register.

        Raises:
            TypeError: for anything but residents and events.
            DuplicateRecord: as `of`; for a resident who is in the register and differs, give
                `entered_on`.
            InvalidRecord: as `of`; the path is the place in the batch.
            IllegalTransition: as `of`. A late event can be what makes a later one of the register
                illegal; the note says so then.
            ExceptionGroup: of these, for several.

        Examples:
            >>> from datetime import date
            >>> from attrs import evolve
            >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex, measure
            >>> born = date(1950, 5, 1)
            >>> someone = Resident(
            ...     nik=NIK("3275994105500001"),
            ...     birth_date=born,
            ...     sex=Sex.FEMALE,
            ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
            ... )
            >>> register = Register.of([someone])
            >>> dead = evolve(someone, died_on=date(2021, 3, 1))
            >>> later = register.append([dead], entered_on=date(2021, 3, 4))
            >>> day = date(2021, 3, 31)
            >>> measure(later, on=day).total(on=day).obliged
            0
            >>> measure(register, on=day).total(on=day).obliged
            1
        """
        check_optional_date("append", "entered_on", entered_on)
        news = [_entered(entry, entered_on) for entry in checked_entries(residents)]
        try:
            return self._with(news, list(checked_events(events)), strict=self._state.strict)
        except DuplicateRecord as error:
            if entered_on is None and error.kind == "NIK":
                error.add_note("append: give entered_on= for residents who have changed")
            raise

    def _with(
        self, news: Sequence[Resident | Snapshot], events: Sequence[Event], *, strict: bool
    ) -> "Register":
        """Return the register with more, at the cost of the people concerned."""
        state = self._state.extended(news, events, strict=strict)
        return self._made(state, scope=self._scope, set_aside=self._set_aside)

    def _entries(self) -> Iterator[Resident | Snapshot]:
        return chain.from_iterable(map(self._state.people.entries, self._order))

    def _position(self, nik: str) -> int | None:
        people = self._state.people
        person = people.position(nik)
        if person is None or self._scope is None:
            return person
        place = bisect_left(self._order, people.nik(person), key=people.nik)
        return person if [*self._order[place : place + 1]] == [person] else None

    def _person(self, function: str, nik: object) -> int:
        if not isinstance(nik, str):
            raise TypeError(f"{function}.nik: expected NIK, found {type(nik).__name__}")
        person = self._position(nik)
        if person is None:
            raise KeyError("no resident of the register has that NIK")
        return person

    def _obliged_stays(self, leap_day: LeapDay, inactive: InactiveNIKs) -> ObligedStays:
        stays = self._state.stays(leap_day, inactive)
        if self._scope is None:
            return stays
        key = leap_day, inactive  # a cache, as that of `State`
        if key not in self._stays:
            self._stays[key] = stays.within(self._scope)
        return self._stays[key]


def _entered(entry: Resident | Snapshot, day: date | None) -> Resident | Snapshot:
    if isinstance(entry, Snapshot) or day is None:
        return entry
    return Snapshot(resident=entry, entered_on=day)


def _record(entry: Resident | Snapshot) -> Resident:
    return entry.resident if isinstance(entry, Snapshot) else entry
