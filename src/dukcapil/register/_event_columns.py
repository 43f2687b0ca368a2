"""Events in columns, which take little memory; objects are made on request."""

from __future__ import annotations

import operator
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain, count, pairwise
from typing import Any, Final, final
from zlib import adler32, crc32

import attrs

from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.events import LAST_ORDINAL, RANKS, Event
from dukcapil.nik import NIK
from dukcapil.recording import Biometric
from dukcapil.register._faults import Faults, InputFault
from dukcapil.register._kinds import KINDS
from dukcapil.register._people import People
from dukcapil.register._texts import Texts

__all__ = ["EventLog", "checked_events", "path"]


_CODE_OF: Final = {kind: code for code, kind in enumerate(KINDS)}
_RANKS: Final = tuple(kind.rank for kind in KINDS)
_PRINTED: Final = _CODE_OF[CardPrinted]
_REASONS: Final = tuple(IssueReason)
_CODE_OF_REASON: Final = {reason: code for code, reason in enumerate(_REASONS)}

# The sort key of an event among those of its person is one integer, from the highest bits to the
# lowest, so that it sorts as the beginning of `Event.order` does:
#
#     day (22 bits) | ordinal (8 bits) | rank (5 bits)
#
# `Event` refuses an ordinal above 255, and ranks are below 32, so that no part overflows.
_RANK_BITS: Final = (RANKS - 1).bit_length()
_ORDINAL_BITS: Final = LAST_ORDINAL.bit_length()

# Fields whose usual value is left out; other values are kept by row.
_USUAL: Final[Mapping[str, object]] = {
    "supersedes": None,
    "kinds": frozenset(Biometric),
    "outside_domicile": False,
    "valid_until": None,
}
_UNUSUAL: Final = {
    kind: tuple(field.name for field in attrs.fields(kind) if field.name in _USUAL)
    for kind in KINDS
}
_COLUMNS: Final = ("card", "entered", "kind", "occurred", "ordinal", "reason")
_NO_CARD: Final = 0
_KNOWN: Final = 2**32 - 1  # the position of an event that was known before


@final
class EventLog:
    """Events as columns, by the positions of the people and then in their order.

    Attributes:
        first: for each person the first row, and at the end the number of rows.
        kind: the position of the class in `KINDS`.
        occurred: the day, as an ordinal.
        entered: the day on which it was entered, as an ordinal.
        ordinal: the place among the events of the day, as given.
        reason: for a print, the position of the reason among the members of `IssueReason`.
        card: for an event of a card, the position of its id in `cards`, from 1; 0 for others.
        cards: the ids of the cards.
        ids: the ids of the events.
        checksum: a number by which the row of an id is found; few ids share one.
        unusual: by row, the fields whose value is not the usual one.
        superseded: the rows that another row supersedes.
        position: the place of each event in the input, while the register is being made.
    """

    __slots__ = (
        "cards",
        "checksum",
        "first",
        "ids",
        "position",
        "superseded",
        "unusual",
        *_COLUMNS,
    )

    card: array[int]
    cards: Texts
    checksum: array[int]
    entered: array[int]
    first: array[int]
    ids: Texts
    kind: array[int]
    occurred: array[int]
    ordinal: array[int]
    position: array[int]
    reason: array[int]
    superseded: set[int]
    unusual: dict[int, dict[str, Any]]

    def __init__(
        self,
        events: Iterable[object],
        people: People,
        faults: Faults,
        *,
        strict: bool,
        known: Iterable[Event] = (),
    ) -> None:
        """Collect the events of the people, and those known before; check them together.

        Without `strict`, an event may lie before the birth, as that was known.
        """
        self._begin()
        given = chain(enumerate(checked_events(events)), ((_KNOWN, event) for event in known))
        person = self._append_all(given, people, faults)
        dropped = self._repeated(person, faults)
        corrected = self._corrected(person, faults)
        superseded = set(corrected.values())
        if strict:
            born = list(map(people.born, range(len(people))))
            faults.add(
                "events",
                [
                    self._fault(row, who, "occurred_on", Fault.CONTRADICTION, "the birth date")
                    for row, (who, day) in enumerate(zip(person, self.occurred, strict=True))
                    if day < born[who] and row not in superseded
                ],
            )
        counts = [0] * (len(people) + 1)
        for row, who in enumerate(person):
            counts[who + 1] += row not in dropped
        self.first = array("I", accumulate(counts))
        order = self._order(person, dropped)
        self._arrange(order)
        self.superseded = {row for row, old in enumerate(order) if old in superseded}

    def _begin(self) -> None:
        self.position, self.card = array("I"), array("I")
        self.kind, self.reason, self.ordinal = array("B"), array("B"), array("B")
        self.occurred, self.entered, self.checksum = array("i"), array("i"), array("Q")
        self.cards, self.ids, self.unusual = Texts([None]), Texts(), {}

    def _append_all(
        self, events: Iterable[tuple[int, Event]], people: People, faults: Faults
    ) -> array[int]:
        """Append one row for each event of somebody in the register; return whose they are."""
        person = array("I")
        person_of = dict(people.former)
        person_of.update((people.nik(one), one) for one in range(len(people)))
        place_of: dict[str, int] = {}
        unknown: list[InputFault] = []
        for position, event in events:
            who = person_of.get(int(event.nik))
            if who is None:
                unknown.append(_fault(position, (), "nik", Fault.UNKNOWN_RESIDENT))
                continue
            person.append(who)
            self.position.append(position)
            self._append(_CODE_OF[type(event)], event, place_of)
        faults.add("events", unknown)
        return person

    def _append(self, code: int, event: Any, place_of: dict[str, int]) -> None:  # noqa: ANN401
        fields = {
            name: value
            for name in _UNUSUAL[type(event)]
            if (value := getattr(event, name)) != _USUAL[name]
        }
        if fields:
            self.unusual[len(self.kind)] = fields
        self.kind.append(code)
        self.occurred.append(event.occurred_on.toordinal())
        self.entered.append(event.entered_on.toordinal())
        self.ordinal.append(event.ordinal)
        self.reason.append(_CODE_OF_REASON[event.reason] if code == _PRINTED else 0)
        card = getattr(event, "card", None)
        if card is None:
            self.card.append(_NO_CARD)
        else:
            place = place_of.get(card)
            if place is None:
                place = place_of[card] = len(self.cards)
                self.cards.append(card)
            self.card.append(place)
        self.ids.append(event.id)
        self.checksum.append(_checksum(event.id))

    def _repeated(self, person: array[int], faults: Faults) -> set[int]:
        """Return the rows that say again what an earlier one says; find those that do not."""
        twice = _repeated(self.checksum)
        first_of: dict[str | None, int] = {}
        again: set[int] = set()
        altered: dict[str | None, InputFault] = {}
        for row in self._rows_with(twice):
            name = self.ids[row]
            before = first_of.setdefault(name, row)
            if before == row:
                continue
            again.add(row)
            if person[row] != person[before] or self._told(row) != self._told(before):
                who = person[before], person[row]
                error = DuplicateRecord(kind="event id", count=1)
                altered[name] = InputFault(
                    "events", self.position[row], who, error, "id", Fault.DUPLICATE
                )
        error = DuplicateRecord(kind="event id", count=len(altered))
        faults.add("events", list(altered.values()), together=error)
        return again

    def _told(self, row: int) -> tuple[object, ...]:
        """Return all that an event says, besides whose it is."""
        columns = (getattr(self, name)[row] for name in _COLUMNS)
        return (*columns, self.unusual.get(row))

    def rows_of(self, ids: Collection[str]) -> dict[str | None, int]:
        """Return the first row of each of some ids, where there is one."""
        found: dict[str | None, int] = {}
        for row in self._rows_with(set(map(_checksum, ids))):
            name = self.ids[row]
            if name in ids:
                found.setdefault(name, row)
        return found

    def _rows_with(self, checksums: Collection[int]) -> Iterator[int]:
        """Yield the rows of some checksums."""
        wanted = set(checksums)
        if not wanted.isdisjoint(self.checksum):
            yield from (row for row, one in enumerate(self.checksum) if one in wanted)

    def _corrected(self, person: Sequence[int], faults: Faults) -> dict[int, int]:
        """Return the row that each correction supersedes."""
        corrections = {
            row: fields["supersedes"]
            for row, fields in self.unusual.items()
            if "supersedes" in fields
        }
        row_of = self.rows_of(set(corrections.values()))
        found: list[InputFault] = []
        corrected: dict[int, int] = {}
        for row, name in corrections.items():
            other, who = row_of.get(name), person[row]
            if other is None:
                found.append(self._fault(row, who, "supersedes", Fault.UNKNOWN_EVENT))
            elif person[other] != who:
                found.append(self._contradiction(row, who, other, "nik"))
            elif self.entered[row] < self.entered[other]:
                found.append(self._contradiction(row, who, other, "entered_on"))
            else:
                corrected[row] = other
        found += [
            self._contradiction(row, person[row], corrected[row], "supersedes")
            for row in sorted(_in_circles(corrected))
        ]
        faults.add("events", found)
        return corrected

    def _fault(
        self, row: int, person: int, field: str, reason: Fault, other: str | None = None
    ) -> InputFault:
        return _fault(self.position[row], (person,), field, reason, other)

    def _contradiction(self, row: int, person: int, other: int, field: str) -> InputFault:
        """Return the fault of a correction that contradicts a field of the corrected event."""
        contradicted = f"{path(self.position[other])}.{field}"
        return self._fault(row, person, "supersedes", Fault.CONTRADICTION, contradicted)

    def _order(self, person: array[int], dropped: Collection[int]) -> Sequence[int]:
        """Return the rows by person and then by `Event.order`."""
        # One person at a time, because the keys of all at once would take as much as the columns.
        following = array("I", self.first)
        order = array("I", bytes(following.itemsize * self.first[-1]))
        for row, who in enumerate(person):
            if row not in dropped:
                order[following[who]] = row
                following[who] += 1
        for first, end in pairwise(self.first):
            if end - first > 1:
                order[first:end] = array("I", self._in_turn(order[first:end]))
        is_there = len(order) == len(person) and all(map(operator.eq, order, count()))
        return range(len(order)) if is_there else order

    def _in_turn(self, rows: Sequence[int]) -> list[int]:
        """Return the rows of one person in order; the key is explained above."""
        occurred, ordinal, kind = self.occurred, self.ordinal, self.kind
        keys = {
            row: (occurred[row] << _ORDINAL_BITS | ordinal[row]) << _RANK_BITS | _RANKS[kind[row]]
            for row in rows
        }
        if len(set(keys.values())) == len(keys):
            return sorted(rows, key=keys.__getitem__)
        return sorted(rows, key=lambda row: (keys[row], self.entered[row], self.ids[row] or ""))

    def _arrange(self, order: Sequence[int]) -> None:
        """Sort all columns by that order."""
        if isinstance(order, range):
            return
        for name in ("position", "checksum", *_COLUMNS):
            column = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, order)))
        self.ids = self.ids.picked(order)
        self.unusual = {
            row: self.unusual[old] for row, old in enumerate(order) if old in self.unusual
        }

    def joined(self, other: EventLog) -> EventLog:
        """Return the columns with the events of other people after these."""
        both = object.__new__(EventLog)
        both.position = array("I")
        for name in ("checksum", *_COLUMNS):
            setattr(both, name, getattr(self, name) + getattr(other, name))
        rows, cards = len(self), len(self.cards)
        for row in range(rows, len(both.card)):
            if both.card[row] != _NO_CARD:
                both.card[row] += cards
        both.cards, both.ids = self.cards.joined(other.cards), self.ids.joined(other.ids)
        both.first = self.first + array("I", (rows + row for row in other.first[1:]))
        both.superseded = self.superseded | {rows + row for row in other.superseded}
        both.unusual = dict(self.unusual)
        both.unusual.update((rows + row, fields) for row, fields in other.unusual.items())
        return both

    def fill_in(self, person: Sequence[int]) -> None:
        """Make the columns that follow from the others, given the person of each row.

        Raises:
            InvalidRecord: for a correction that contradicts the corrected event.
        """
        self.position = array("I", range(len(self)))
        self.checksum = array("Q", map(_checksum_of, self.ids.encoded()))
        self.superseded = set(self._corrected(person, Faults()).values())

    def event(self, row: int, nik: NIK) -> Event:
        """Return the event of a row, given the NIK of its resident."""
        kind = KINDS[self.kind[row]]
        fields: dict[str, Any] = dict(self.unusual.get(row, {}))
        if kind is CardPrinted:
            fields["reason"] = _REASONS[self.reason[row]]
        if card := self.card[row]:
            fields["card"] = self.cards[card]
        return kind(
            id=self.ids[row],  # type: ignore[arg-type]  # an event has an id
            nik=nik,
            occurred_on=date.fromordinal(self.occurred[row]),
            entered_on=date.fromordinal(self.entered[row]),
            ordinal=self.ordinal[row],
            **fields,
        )

    def history(self, person: int, nik: NIK) -> Iterator[Event]:
        """Yield all events of one resident in order, superseded ones included."""
        for row in range(self.first[person], self.first[person + 1]):
            yield self.event(row, nik)

    def __len__(self) -> int:
        """The number of events."""
        return len(self.kind)


def _repeated(numbers: Sequence[int]) -> set[int]:
    """Return the numbers that occur more than once."""
    twice: set[int] = set()
    parts = 1 + len(numbers) // 1_000_000  # a set of all would take several columns' memory
    for part in range(parts):
        seen: set[int] = set()
        for number in (one for one in numbers if one % parts == part):
            (twice if number in seen else seen).add(number)
    return twice


def _checksum(name: str) -> int:
    return _checksum_of(name.encode(errors="surrogatepass"))


def _checksum_of(name: bytes) -> int:
    return crc32(name) << 32 | adler32(name)


def checked_events(events: object) -> Iterator[Event]:
    """Yield events; raise `TypeError` for anything else."""
    if not isinstance(events, Iterable):
        raise TypeError(f"Register.events: expected events, found {type(events).__name__}")
    for event in events:
        if type(event) not in _CODE_OF or not isinstance(event, Event):
            raise TypeError(f"Register.events: expected events, found {type(event).__name__}")
        yield event


def path(position: int) -> str:
    """Return where an event stands in the input, in words."""
    return "the register" if position == _KNOWN else f"events[{position}]"


def _in_circles(corrected: Mapping[int, int]) -> set[int]:
    """Return the rows from which corrections lead back to themselves."""
    found: set[int] = set()
    seen: set[int] = set()
    for first in corrected:
        row, place_of = first, dict[int, int]()
        while row in corrected and row not in seen:  # a row leads on to one other
            seen.add(row)
            place_of[row] = len(place_of)
            row = corrected[row]
        if row in place_of:
            found.update(one for one, place in place_of.items() if place >= place_of[row])
    return found


def _fault(
    position: int,
    persons: tuple[int, ...],
    field: str,
    reason: Fault,
    other: str | None = None,
) -> InputFault:
    error = InvalidRecord(path=path(position), field=field, reason=reason, other=other)
    return InputFault("events", position, persons, error, field, reason, other)
