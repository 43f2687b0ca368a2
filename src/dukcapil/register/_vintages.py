"""Vintages of residents: what was known of each person from which day on."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import raise_all
from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.nik import NIK
from dukcapil.residents import Resident, Snapshot

__all__ = ["Vintages"]

_ALWAYS: Final = date.min


@final
class Vintages:
    """Residents as known on any day; without snapshots nothing but the residents.

    Attributes:
        residents: all residents as known now, in order of their NIKs.
        snapshots: the snapshots by day of entry, of each position that has any.
        earlier: the position of each NIK that a person had before, on record or in an earlier
            snapshot.
    """

    __slots__ = ("earlier", "residents", "snapshots")

    earlier: dict[str, int]
    residents: tuple[Resident, ...]
    snapshots: Mapping[int, tuple[Snapshot, ...]]

    def __init__(self, entries: Iterable[object]) -> None:
        """Put residents and snapshots together by person.

        Raises:
            TypeError: for anything else.
            DuplicateRecord: for a NIK of two residents, former ones included, and for snapshots of
                one person that were entered on one day and differ.
            InvalidRecord: for snapshots of one person with different keys.
        """
        given = tuple(_checked(entries))
        residents = [entry for entry in given if isinstance(entry, Resident)]
        _raise_for_repeated([nik for resident in residents for nik in _niks(resident)])
        lines: dict[str, tuple[Snapshot, ...]] = {}
        if len(residents) < len(given):
            lines = {line[-1].resident.nik: line for line in _lines(_as_snapshots(given))}
            in_lines = {one.resident.nik for line in lines.values() for one in line}
            residents = [resident for resident in residents if resident.nik not in in_lines]
            residents += [line[-1].resident for line in lines.values()]
        self.residents = tuple(sorted(residents, key=lambda resident: resident.nik))
        self.snapshots = {
            person: lines[resident.nik]
            for person, resident in enumerate(self.residents if lines else ())
            if resident.nik in lines
        }
        self.earlier = {
            nik: person for person, one in enumerate(self.residents) for nik in one.former_niks
        }
        self.earlier.update(
            (nik, person)
            for person, line in self.snapshots.items()
            for snapshot in line
            for nik in _niks(snapshot.resident)
            if nik != self.residents[person].nik
        )

    def entries(self, person: int) -> Sequence[Resident | Snapshot]:
        """Return the input that makes one person again."""
        return self.snapshots.get(person, (self.residents[person],))

    def known(self, person: int, day: date) -> Resident | None:
        """Return the record of a person as known on a day, or None if there was none."""
        line = self.snapshots.get(person)
        if line is None:
            return self.residents[person]
        place = bisect_right(line, day, key=lambda snapshot: snapshot.entered_on)
        return line[place - 1].resident if place else None

    def known_by(self, person: int, day: date) -> Iterator[Resident | Snapshot]:
        """Yield what had been entered of a person by a day."""
        for entry in self.entries(person):
            if not isinstance(entry, Snapshot) or entry.entered_on <= day:
                yield entry


def _niks(resident: Resident) -> tuple[NIK, ...]:
    return (resident.nik, *resident.former_niks)


def _raise_for_repeated(niks: Sequence[NIK]) -> None:
    if len(set(niks)) < len(niks):
        repeated = sum(count > 1 for count in Counter(niks).values())
        raise DuplicateRecord(kind="NIK", count=repeated)


def _checked(entries: object) -> Iterator[Resident | Snapshot]:
    if not isinstance(entries, Iterable):
        raise TypeError(f"Register.residents: expected residents, found {type(entries).__name__}")
    for entry in entries:
        if not (isinstance(entry, Resident) or type(entry) is Snapshot):
            raise TypeError(
                "Register.residents: expected residents or snapshots of them, "
                f"found {type(entry).__name__}"
            )
        yield entry


def _as_snapshots(entries: Sequence[Resident | Snapshot]) -> dict[int, Snapshot]:
    """Return the snapshots by their places, and residents who have any as known always."""
    niks = {
        nik for entry in entries if isinstance(entry, Snapshot) for nik in _niks(entry.resident)
    }
    return {
        place: entry
        if isinstance(entry, Snapshot)
        else Snapshot(resident=entry, entered_on=_ALWAYS)
        for place, entry in enumerate(entries)
        if isinstance(entry, Snapshot) or not niks.isdisjoint(_niks(entry))
    }


def _lines(snapshots: Mapping[int, Snapshot]) -> list[tuple[Snapshot, ...]]:
    """Return the snapshots of each person by day of entry.

    Two snapshots are of one person if they share a NIK, former ones included, or the key, directly
    or through others.
    """
    leader: dict[Hashable, Hashable] = {}

    def lead(name: Hashable) -> Hashable:
        above = leader.setdefault(name, name)
        while above != leader[above]:
            leader[name] = above = leader[above]
        return above

    for snapshot in snapshots.values():
        names: list[Hashable] = [*snapshot.resident.former_niks]
        if snapshot.key is not None:
            names.append(("key", snapshot.key))
        for name in names:
            leader[lead(name)] = lead(snapshot.resident.nik)
    found: dict[Hashable, list[int]] = {}
    for place, snapshot in snapshots.items():
        found.setdefault(lead(snapshot.resident.nik), []).append(place)
    lines = [
        _line([snapshots[place] for place in places], key)
        for places, key in zip(found.values(), _keys(snapshots, found.values()), strict=True)
    ]
    repeated = sum(len(line) - len({one.entered_on for one in line}) for line in lines)
    if repeated:
        raise DuplicateRecord(kind="person and day of entry", count=repeated)
    return lines


def _line(snapshots: Iterable[Snapshot], key: str | None) -> tuple[Snapshot, ...]:
    # All get the key: those entered before it was given are of the same person all the same.
    keyed = {one if one.key == key else attrs.evolve(one, key=key) for one in snapshots}
    return tuple(sorted(keyed, key=lambda one: one.entered_on))


def _keys(snapshots: Mapping[int, Snapshot], persons: Iterable[Sequence[int]]) -> list[str | None]:
    """Return the key of each person; raise for snapshots with one NIK and different keys."""
    found: list[str | None] = []
    errors: list[Exception] = []
    for places in persons:
        keys = {key: place for place in places if (key := snapshots[place].key) is not None}
        found.append(next(iter(keys), None))
        if len(keys) > 1:
            path, reason = f"residents[{max(keys.values())}]", Fault.CONTRADICTION
            errors.append(InvalidRecord(path=path, field="key", reason=reason, other="the NIK"))
    raise_all("residents", errors)
    return found
