"""People: what is known of each person from which day on, in columns."""

from __future__ import annotations

import operator
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Final, NamedTuple, final, overload

from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.nik import NIK
from dukcapil.regions import RegionCode
from dukcapil.register._boundaries import counted_in
from dukcapil.register._faults import Faults, InputFault
from dukcapil.register._records import Records
from dukcapil.residents import Resident, Snapshot

__all__ = ["People", "Residents", "checked_entries"]

_ALWAYS: Final = date.min.toordinal()
_PLAIN: Final = 0
_LAST_DAY: Final = date.max.toordinal()
_DAY_OF_ENTRY: Final = "person and day of entry"


@final
class People:
    """Persons, each with one record or, of snapshots, several by day of entry.

    A person has a position, which stays the same where a register is appended to.

    Attributes:
        records: the records of all persons.
        first: for each position the first record, and at the end the number of records.
        entered: the day of entry of each record, as an ordinal; the first of all days for a
            resident who was known always.
        keys: the key of each person who has one.
        former: the positions of persons by the NIKs that they had before, on record or in an
            earlier record.
        order: the positions of the persons who are in the register, in order of their NIKs.
    """

    __slots__ = ("entered", "first", "former", "keys", "order", "records")

    entered: array[int]
    first: array[int]
    former: dict[int, int]
    keys: dict[int, str]
    order: array[int]
    records: Records

    def __init__(
        self,
        entries: Iterable[object],
        faults: Faults,
        *,
        known: Iterable[Resident | Snapshot] = (),
    ) -> None:
        """Put residents and snapshots together by person, with what was known of them before.

        Raises:
            TypeError: for anything else.
            DuplicateRecord: for a NIK of two residents, former ones included, and for snapshots of
                one person that were entered on one day and differ.
            InvalidRecord: for snapshots of one person with different keys.
        """
        records, entered, keys = Records(), array("i"), dict[int, str]()
        for entry in checked_entries(entries):
            _append(entry, records, entered, keys)
        count = len(records)
        for entry in known:
            _append(entry, records, entered, keys)
        self.records, self.entered, self.keys = records, entered, {}
        self.first = array("I", range(len(records) + 1))
        self.former = {}
        is_simple = not records.has_former_niks and not any(entered)
        if not is_simple or len(set(records.nik)) < len(records):
            self._put_together(_Input(records, entered, keys, count), faults)
        for record, day in enumerate(self.entered):
            if day == _PLAIN:
                self.entered[record] = _ALWAYS
        self.former = self._former_niks()
        self.order = self._in_order(range(len(self)))

    def _put_together(self, given: _Input, faults: Faults) -> None:
        """Give each person the records that share a NIK or a key, by day of entry."""
        lines = _lines(given)
        _check(given, lines, faults)
        rows, self.keys, counts = [], {}, [0]
        for person, line in enumerate(lines):
            found = {given.entered[row]: row for row in line}
            rows += [found[day] for day in sorted(found)]
            counts.append(len(found))
            key = next((given.keys[row] for row in line if row in given.keys), None)
            if key is not None:
                self.keys[person] = key
        self.records = given.records.picked(rows)
        self.entered = array("i", map(given.entered.__getitem__, rows))
        self.first = array("I", accumulate(counts))

    def fill_in(self) -> None:
        """Make the columns that follow from the others, of people in order of their NIKs."""
        self.former = self._former_niks()
        self.order = array("I", range(len(self)))

    def _former_niks(self) -> dict[int, int]:
        former: dict[int, int] = {}
        for person in self._with_past():
            now = self.records.nik[self.last(person)]
            for record in range(self.first[person], self.first[person + 1]):
                former.update((nik, person) for nik in self.records.niks(record) if nik != now)
        return former

    def _with_past(self) -> Iterator[int]:
        """Yield the positions of the people with several records or former NIKs."""
        several = (person for person, (a, b) in enumerate(pairwise(self.first)) if b - a > 1)
        yield from several
        for record in self.records.unusual:
            yield bisect_right(self.first, record) - 1

    def _in_order(self, persons: Iterable[int]) -> array[int]:
        return array("I", sorted(persons, key=self.nik))

    def last(self, person: int) -> int:
        """Return the record as known now."""
        return self.first[person + 1] - 1

    def nik(self, person: int) -> int:
        """Return the present NIK of a person, as a number."""
        return self.records.nik[self.first[person + 1] - 1]

    def born(self, person: int) -> int:
        """Return the birth date of a person as known now, as an ordinal."""
        return self.records.born[self.first[person + 1] - 1]

    def position(self, nik: str) -> int | None:
        """Return the position of the person who has a NIK, or had it before."""
        if not NIK.is_valid(nik):
            return None
        number = int(nik)
        place = bisect_left(self.order, number, key=self.nik)
        if place < len(self.order) and self.nik(self.order[place]) == number:
            return self.order[place]
        return self.former.get(number)

    def known(self, person: int, day: int) -> int | None:
        """Return the record of a person as known on a day, or None if there was none."""
        first = self.first[person]
        after = bisect_right(self.entered, day, first, self.first[person + 1])
        return after - 1 if after > first else None

    def resident(self, person: int) -> Resident:
        """Return the resident as known now."""
        return self.records.resident(self.last(person))

    def place(self, person: int, day: int) -> RegionCode | None:
        """Return the region in which a person lives on a day, or None."""
        records, record = self.records, self.last(person)
        for row in range(records.first_stay[record], records.first_stay[record + 1]):
            if records.since[row] <= day and not 0 < records.until[row] <= day:
                return records.regions[records.place[row]]
        return None

    def sexes(self) -> Sequence[int]:
        """Return the place of the sex of each person in `SEXES`."""
        sex = self.records.sex
        return (
            sex if len(sex) == len(self) else bytes(sex[self.last(one)] for one in range(len(self)))
        )

    def entries(self, person: int, until: int = _LAST_DAY) -> Iterator[Resident | Snapshot]:
        """Yield the input that makes a person again, as entered by a day."""
        first, end = self.first[person], self.first[person + 1]
        key = self.keys.get(person)
        if end - first == 1 and key is None and self.entered[first] == _ALWAYS:
            yield self.records.resident(first)
            return
        for record in range(first, bisect_right(self.entered, until, first, end)):
            yield Snapshot(
                resident=self.records.resident(record),
                entered_on=date.fromordinal(self.entered[record]),
                key=key,
            )

    def with_dated_citizenship(self) -> Iterator[int]:
        """Yield the positions of all who are not citizens from birth, for life."""
        for record, fields in self.records.unusual.items():
            if "citizenship" in fields:
                person = bisect_right(self.first, record) - 1
                if self.last(person) == record:
                    yield person

    def __len__(self) -> int:
        """The number of positions, those of people who are no longer there among them."""
        return len(self.first) - 1

    def joined(self, others: People, gone: Collection[int]) -> People:
        """Return the people with others at the end, and without those at some positions."""
        both = object.__new__(People)
        both.records = self.records.joined(others.records)
        both.entered = self.entered + others.entered
        shift, records = len(self), len(self.records)
        both.first = self.first + array("I", (records + row for row in others.first[1:]))
        both.keys = {person: key for person, key in self.keys.items() if person not in gone}
        both.keys.update((shift + person, key) for person, key in others.keys.items())
        both.former = {nik: person for nik, person in self.former.items() if person not in gone}
        both.former.update((nik, shift + person) for nik, person in others.former.items())
        both.order = both.with_others(self.order, gone, [shift + one for one in others.order])
        return both

    def with_others(
        self, order: array[int], gone: Collection[int], others: Iterable[int]
    ) -> array[int]:
        """Return positions in order of the NIKs without some of them, and with others."""
        # What stays is copied in runs, which is fast.
        left, begin = array("I"), 0
        for place in sorted(bisect_left(order, self.nik(one), key=self.nik) for one in gone):
            left += order[begin:place]
            begin = place + 1
        left += order[begin:]
        both, begin = array("I"), 0
        for one in others:
            place = bisect_left(left, self.nik(one), lo=begin, key=self.nik)
            both += left[begin:place]
            both.append(one)
            begin = place
        return both + left[begin:]

    def inside(self, order: array[int], region: RegionCode) -> array[int]:
        """Return those of some positions whose people, by any record, ever lived in a region."""
        first, records = self.first, self.records
        counted = bytes(map(counted_in(region), records.regions))
        is_inside = bytes(map(counted.__getitem__, records.place))
        first_stay, found = records.first_stay, array("I")
        for person in order:
            begin, end = first_stay[first[person]], first_stay[first[person + 1]]
            if is_inside.find(1, begin, end) >= 0:
                found.append(person)
        return found

    def positions(self, niks: Iterable[str]) -> set[int]:
        """Return the positions of all who have one of these NIKs, or had it before."""
        return {one for nik in set(niks) if (one := self.position(nik)) is not None}

    def persons_of(self, entries: Sequence[Resident | Snapshot]) -> set[int]:
        """Return the positions of those to whom some entries belong."""
        residents = [one.resident if isinstance(one, Snapshot) else one for one in entries]
        found = self.positions(nik for one in residents for nik in (one.nik, *one.former_niks))
        keys = {one.key for one in entries if isinstance(one, Snapshot) and one.key is not None}
        if keys:
            found.update(person for person, key in self.keys.items() if key in keys)
        return found


def _append(
    entry: Resident | Snapshot, records: Records, entered: array[int], keys: dict[int, str]
) -> None:
    if isinstance(entry, Snapshot):
        if entry.key is not None:
            keys[len(records)] = entry.key
        entered.append(entry.entered_on.toordinal())
        records.append(entry.resident)
    else:
        entered.append(_PLAIN)
        records.append(entry)


class _Input(NamedTuple):
    """The records as they came, with the day of entry and the key of each.

    Those from `new` on were known before.
    """

    records: Records
    entered: array[int]
    keys: dict[int, str]
    new: int


def _lines(given: _Input) -> list[list[int]]:
    """Return the records of each person.

    Two records are of one person if they share a NIK, former ones included, or the key, directly
    or through others.
    """
    leader = list(range(len(given.records)))

    def lead(record: int) -> int:
        while leader[record] != record:
            leader[record] = record = leader[leader[record]]
        return record

    first_with: dict[Hashable, int] = {}
    for record in range(len(given.records)):
        names: list[Hashable] = list(given.records.niks(record))
        if record in given.keys:
            names.append(given.keys[record])
        for name in names:
            leader[lead(record)] = lead(first_with.setdefault(name, record))
    found: dict[int, list[int]] = {}
    for record in range(len(given.records)):
        found.setdefault(lead(record), []).append(record)
    return list(found.values())


def _check(given: _Input, lines: Sequence[Sequence[int]], faults: Faults) -> None:
    """Find NIKs of two residents, persons with two keys, and two records of one day."""
    repeated: list[InputFault] = []
    contradicted: list[InputFault] = []
    altered: list[InputFault] = []
    for person, line in enumerate(lines):
        days: dict[int, int] = {}
        keys: dict[str, int] = {}
        for row in line:
            day = given.entered[row]
            before = days.setdefault(day, row)
            if before != row and day == _PLAIN:
                repeated.append(_duplicate(person, row, "nik", "NIK"))
            elif before != row and given.records.resident(row) != given.records.resident(before):
                altered.append(_duplicate(person, row, "entered_on", _DAY_OF_ENTRY))
            if row in given.keys:
                keys[given.keys[row]] = row
        if len(keys) > 1:
            row = max((one for one in keys.values() if one < given.new), default=min(line))
            error = InvalidRecord(
                path=f"residents[{row}]", field="key", reason=Fault.CONTRADICTION, other="the NIK"
            )
            contradicted.append(
                InputFault(
                    "residents", row, (person,), error, "key", Fault.CONTRADICTION, "the NIK"
                )
            )
    niks = len({fault.persons for fault in repeated})
    faults.add("residents", repeated, together=DuplicateRecord(kind="NIK", count=niks))
    faults.add("residents", contradicted)
    error_of_days = DuplicateRecord(kind=_DAY_OF_ENTRY, count=len(altered))
    faults.add("residents", altered, together=error_of_days)


def _duplicate(person: int, row: int, field: str, kind: str) -> InputFault:
    error = DuplicateRecord(kind=kind, count=1)
    return InputFault("residents", row, (person,), error, field, Fault.DUPLICATE)


def checked_entries(entries: object) -> Iterator[Resident | Snapshot]:
    """Yield residents and snapshots; raise `TypeError` for anything else."""
    if not isinstance(entries, Iterable):
        raise TypeError(f"Register.residents: expected residents, found {type(entries).__name__}")
    for entry in entries:
        if not (isinstance(entry, Resident) or type(entry) is Snapshot):
            raise TypeError(
                "Register.residents: expected residents or snapshots of them, "
                f"found {type(entry).__name__}"
            )
        yield entry


@final
class Residents(Sequence[Resident]):
    """Residents as known now, in order of their NIKs, made when they are asked for."""

    __slots__ = ("_order", "_people")

    def __init__(self, people: People, order: Sequence[int]) -> None:
        """View the people at some positions."""
        self._people, self._order = people, order

    @overload
    def __getitem__(self, place: int) -> Resident: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Resident, ...]: ...
    def __getitem__(self, place: int | slice) -> Resident | tuple[Resident, ...]:
        """Return the resident at a place, or those of a slice."""
        if isinstance(place, slice):
            return tuple(map(self._people.resident, self._order[place]))
        return self._people.resident(self._order[place])

    def __len__(self) -> int:
        """The number of residents."""
        return len(self._order)

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence has the same residents in the same order."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(operator.eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list

    def __repr__(self) -> str:
        """Return the number of residents."""
        return f"Residents({len(self)})"
