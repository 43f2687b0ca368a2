"""Events in columns, which take little memory; objects are made on request."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, groupby
from typing import Any, Final, final

import attrs

from dukcapil._shared.checks import raise_all
from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.events import LAST_ORDINAL, RANKS, Event
from dukcapil.nik import NIK
from dukcapil.recording import Biometric
from dukcapil.register._kinds import KINDS
from dukcapil.residents import Resident

__all__ = ["FAULTS_SHOWN", "EventLog"]


_CODE_OF: Final = {kind: code for code, kind in enumerate(KINDS)}
_RANKS: Final = tuple(kind.rank for kind in KINDS)
_PRINTED: Final = _CODE_OF[CardPrinted]
_REASONS: Final = tuple(IssueReason)
_CODE_OF_REASON: Final = {reason: code for code, reason in enumerate(_REASONS)}
FAULTS_SHOWN: Final = 20

# The sort key of an event is one integer, from the highest bits to the lowest:
#
#     person (32 bits) | day (22 bits) | ordinal (8 bits) | rank (5 bits)
#
# so that it sorts as the person and then `Event.order` do. No part overflows into the next: the
# ordinal of the last day of the calendar is 3,652,059, `Event` refuses an ordinal above 255, ranks
# are below 32, and the array of persons takes no number above 32 bits. The key of 67 bits is an
# integer of Python, which has no bound; below 2**29 persons it fits 64 bits.
_RANK_BITS: Final = (RANKS - 1).bit_length()
_ORDINAL_BITS: Final = LAST_ORDINAL.bit_length()
_DAY_BITS: Final = date.max.toordinal().bit_length()

# Fields whose usual value is left out; other values are kept by row.
_USUAL: Final[Mapping[str, object]] = {
    "ordinal": 0,
    "supersedes": None,
    "kinds": frozenset(Biometric),
    "outside_domicile": False,
    "valid_until": None,
}
_UNUSUAL: Final = {
    kind: tuple(field.name for field in attrs.fields(kind) if field.name in _USUAL)
    for kind in KINDS
}


@final
class EventLog:  # noqa: PLW1641  too large to be a key
    """Events as columns, by resident and then in their order.

    Attributes:
        first: for each resident the first row, and at the end the number of rows.
        position: the place of the event in the input.
        kind: the position of the class in `KINDS`.
        occurred: the day, as an ordinal.
        entered: the day on which it was entered, as an ordinal.
        reason: for a print, the position of the reason among the members of `IssueReason`.
        card: for an event of a card, the id of the card.
        ids: the ids of the events.
        unusual: by row, the fields whose value is not the usual one.
        superseded: the rows that another row supersedes.
    """

    __slots__ = (
        "card",
        "entered",
        "first",
        "ids",
        "kind",
        "occurred",
        "position",
        "reason",
        "superseded",
        "unusual",
    )

    card: list[str | None]
    entered: array[int]
    first: array[int]
    ids: list[str]
    kind: array[int]
    occurred: array[int]
    position: array[int]
    reason: array[int]
    superseded: set[int]
    unusual: dict[int, dict[str, Any]]

    def __init__(self, events: Iterable[object], residents: Sequence[Resident]) -> None:
        """Collect the events of the residents, and check them against each other."""
        self.position, self.kind, self.reason = array("I"), array("B"), array("B")
        self.occurred, self.entered = array("i"), array("i")
        self.card, self.ids, self.unusual = [], [], {}
        person, row_of = self._append_all(events, [resident.nik for resident in residents])
        corrected = self._corrected(person, row_of)
        superseded = set(corrected.values())
        births = [resident.birth_date.toordinal() for resident in residents]
        _raise_for_events(
            [
                (self.position[row], "occurred_on", Fault.CONTRADICTION, "the birth date")
                for row, (who, day) in enumerate(zip(person, self.occurred, strict=True))
                if day < births[who] and row not in superseded
            ]
        )
        order = self._order(person)
        self.superseded = {row for row, old in enumerate(order) if old in superseded}
        self._arrange(order)
        counts = [0] * (len(residents) + 1)
        for one in person:
            counts[one + 1] += 1
        self.first = array("I", accumulate(counts))

    def _append_all(
        self, events: Iterable[object], residents: Sequence[NIK]
    ) -> tuple[array[int], dict[str, int]]:
        """Append one row for each id; return the resident of each row and the row of each id."""
        person_of: dict[NIK, int] = {nik: person for person, nik in enumerate(residents)}
        person, row_of = array("I"), dict[str, int]()
        shared: dict[str, str] = {}
        unknown: list[int] = []
        altered: set[str] = set()
        for position, event in enumerate(events):
            code = _CODE_OF.get(type(event))  # type: ignore[arg-type]  # not checked yet
            if code is None or not isinstance(event, Event):
                raise TypeError(f"Register.events: expected events, found {type(event).__name__}")
            who = person_of.get(event.nik)
            row = row_of.get(event.id)
            if who is None:
                unknown.append(position)
            elif row is not None:
                if self.event(row, residents[person[row]]) != event:
                    altered.add(event.id)
            else:
                row_of[event.id] = len(person)
                person.append(who)
                self.position.append(position)
                self._append(code, event, shared)
        if altered:
            raise DuplicateRecord(kind="event id", count=len(altered))
        _raise_for_events([(at, "nik", Fault.UNKNOWN_RESIDENT, None) for at in unknown])
        return person, row_of

    def _append(self, code: int, event: Any, shared: dict[str, str]) -> None:  # noqa: ANN401
        fields = {
            name: value
            for name in _UNUSUAL[type(event)]
            if (value := getattr(event, name)) != _USUAL[name]
        }
        if fields:
            self.unusual[len(self.ids)] = fields
        self.kind.append(code)
        self.occurred.append(event.occurred_on.toordinal())
        self.entered.append(event.entered_on.toordinal())
        self.reason.append(_CODE_OF_REASON[event.reason] if code == _PRINTED else 0)
        card = getattr(event, "card", None)
        self.card.append(None if card is None else shared.setdefault(card, card))
        self.ids.append(event.id)

    def _corrected(self, person: array[int], row_of: Mapping[str, int]) -> dict[int, int]:
        """Return the row that each correction supersedes."""
        faults: list[_EventFault] = []
        corrected: dict[int, int] = {}
        for row, fields in self.unusual.items():
            if (name := fields.get("supersedes")) is None:
                continue
            other = row_of.get(name)
            if other is None:
                faults.append((self.position[row], "supersedes", Fault.UNKNOWN_EVENT, None))
            elif person[other] != person[row]:
                faults.append(self._contradiction(row, other, "nik"))
            elif self.entered[row] < self.entered[other]:
                faults.append(self._contradiction(row, other, "entered_on"))
            else:
                corrected[row] = other
        faults += [
            self._contradiction(row, other, "supersedes")
            for row, other in corrected.items()
            if _comes_back(corrected, row)
        ]
        _raise_for_events(faults)
        return corrected

    def _contradiction(self, row: int, other: int, field: str) -> _EventFault:
        """Return the fault of a correction that contradicts a field of the corrected event."""
        contradicted = f"events[{self.position[other]}].{field}"
        return self.position[row], "supersedes", Fault.CONTRADICTION, contradicted

    def _order(self, person: array[int]) -> list[int]:
        """Return the rows by resident and then by `Event.order`; the key is explained above."""
        keys = [
            (who << _DAY_BITS | day) << _ORDINAL_BITS + _RANK_BITS | _RANKS[code]
            for who, day, code in zip(person, self.occurred, self.kind, strict=True)
        ]
        for row, fields in self.unusual.items():
            keys[row] |= fields.get("ordinal", 0) << _RANK_BITS
        rows = sorted(range(len(keys)), key=keys.__getitem__)
        ties = (list(tied) for _, tied in groupby(rows, key=keys.__getitem__))
        return [
            row
            for tied in ties
            for row in (tied if len(tied) == 1 else sorted(tied, key=self._by_entry))
        ]

    def _by_entry(self, row: int) -> tuple[int, str]:
        return self.entered[row], self.ids[row]

    def _arrange(self, order: Sequence[int]) -> None:
        """Sort all columns by that order."""
        for name in ("position", "kind", "occurred", "entered", "reason"):
            column = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, order)))
        self.card = [self.card[row] for row in order]
        self.ids = [self.ids[row] for row in order]
        self.unusual = {
            row: self.unusual[old] for row, old in enumerate(order) if old in self.unusual
        }

    def event(self, row: int, nik: NIK) -> Event:
        """Return the event of a row, given the NIK of its resident."""
        kind = KINDS[self.kind[row]]
        fields: dict[str, Any] = dict(self.unusual.get(row, {}))
        if kind is CardPrinted:
            fields["reason"] = _REASONS[self.reason[row]]
        if (card := self.card[row]) is not None:
            fields["card"] = card
        return kind(
            id=self.ids[row],
            nik=nik,
            occurred_on=date.fromordinal(self.occurred[row]),
            entered_on=date.fromordinal(self.entered[row]),
            **fields,
        )

    def history(self, person: int, nik: NIK) -> Iterator[Event]:
        """Yield all events of one resident in order, superseded ones included."""
        for row in range(self.first[person], self.first[person + 1]):
            yield self.event(row, nik)

    def __eq__(self, other: object) -> bool:
        """Return whether both hold the same events of residents at the same positions."""
        if not isinstance(other, EventLog):
            return NotImplemented
        return all(
            getattr(self, name) == getattr(other, name)
            for name in self.__slots__
            if name != "position"
        )

    def __len__(self) -> int:
        """The number of events."""
        return len(self.ids)


def _comes_back(corrected: Mapping[int, int], row: int) -> bool:
    """Return whether corrections lead in a circle from a row to itself."""
    seen = {row}
    after = corrected.get(row)
    while after is not None and after not in seen:
        seen.add(after)
        after = corrected.get(after)
    return after == row


_EventFault = tuple[int, str, Fault, str | None]
"""The place of an event in the input, its field, the fault, and the contradicted field if any."""


def _raise_for_events(faults: Sequence[_EventFault]) -> None:
    """Raise the faults of events, the first of them as errors of their own."""
    errors = [
        InvalidRecord(path=f"events[{position}]", field=field, reason=reason, other=other)
        for position, field, reason, other in faults[:FAULTS_SHOWN]
    ]
    raise_all("events", errors, total=len(faults))
