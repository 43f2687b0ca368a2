"""Events of records and cards: identity, two dates, order and correction."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Final, TypeVar, final

import attrs

from dukcapil._shared.checks import (
    RecordFault,
    check_count,
    check_date,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.values import Value
from dukcapil.errors import DuplicateRecord, Fault, IllegalTransition
from dukcapil.nik import NIK, check_number

__all__ = ["Event", "Retracted"]


# Bounds of the parts of `Event.order`, for those who pack it into one number.
LAST_ORDINAL: Final = 255
RANKS: Final = 32


@attrs.frozen(kw_only=True)
class Event(Value):
    """An event of one resident, with the days on which it happened and was entered."""

    rank: ClassVar[int] = 0

    id: str = attrs.field(repr=False)
    nik: NIK
    occurred_on: date = attrs.field(repr=False)
    entered_on: date = attrs.field(
        default=attrs.Factory(lambda event: event.occurred_on, takes_self=True), repr=False
    )
    ordinal: int = attrs.field(default=0, repr=False)
    supersedes: str | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        check_type(self, "id", self.id, str)
        check_number(self, "nik", self.nik, NIK)
        check_date(self, "occurred_on", self.occurred_on)
        check_date(self, "entered_on", self.entered_on)
        check_count(self, "ordinal", self.ordinal)
        if self.supersedes is not None:
            check_type(self, "supersedes", self.supersedes, str)
        raise_faults(type(self).__name__, self._faults())

    def _faults(self) -> list[RecordFault]:
        found: list[RecordFault] = []
        if not self.id:
            found.append(("id", Fault.MISSING))
        if self.ordinal > LAST_ORDINAL:
            found.append(("ordinal", Fault.OUT_OF_BOUNDS))
        if self.entered_on < self.occurred_on:
            found.append(("entered_on", Fault.CONTRADICTION, "occurred_on"))
        if self.id == self.supersedes:
            found.append(("supersedes", Fault.CONTRADICTION, "id"))
        if fault := text_fault(self.id):
            found.append(("id", fault))
        if self.supersedes and (fault := text_fault(self.supersedes)):
            found.append(("supersedes", fault))
        return found

    @property
    def order(self) -> tuple[date, int, int, date, str]:
        """The sort key of the events of one resident."""
        return self.occurred_on, self.ordinal, self.rank, self.entered_on, self.id


@final
@attrs.frozen(kw_only=True)
class Retracted(Event):
    """The retraction of an earlier event of the same resident, which never happened.

    To correct an event, enter the right one with `supersedes`; to take it back, enter this. A
    superseded event stays superseded: to restore one retracted by mistake, enter it anew.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which the mistake was found.
        entered_on: the day on which it was entered; `occurred_on` unless given.
        supersedes: the id of the event to retract.

    Raises:
        InvalidRecord: without `supersedes`, and as for every event.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.events import Retracted
        >>> Retracted(
        ...     id="e-2",
        ...     nik=NIK("3275994105030001"),
        ...     occurred_on=date(2020, 6, 2),
        ...     supersedes="e-1",
        ... )
        Retracted(nik=NIK('327599**********'))
    """

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.supersedes is None:
            raise_faults("Retracted", [("supersedes", Fault.MISSING)])


def in_force(events: Iterable[object], *, on: date, known_on: date | None) -> list[Event]:
    """Return the events of one resident that happened by a date and are in force, in order.

    An event superseded by one entered by `known_on` is not in force; None is all entries.
    """
    check_date("fold", "on", on)
    if known_on is not None:
        check_date("fold", "known_on", known_on)
    given: dict[str, Event] = {}
    for event in events:
        if not isinstance(event, Event):
            raise TypeError(f"fold.events: expected events, found {type(event).__name__}")
        if given.setdefault(event.id, event) != event:
            raise DuplicateRecord(kind="event id", count=1)
    if len({event.nik for event in given.values()}) > 1:
        raise ValueError("fold: expected the events of one resident; use a Register for many")
    known = [e for e in given.values() if known_on is None or e.entered_on <= known_on]
    superseded = {event.supersedes for event in known}
    standing = (e for e in known if e.id not in superseded and e.occurred_on <= on)
    return sorted(standing, key=lambda event: event.order)


S = TypeVar("S")


def illegal_transition(
    allowed: Mapping[tuple[S, type[Event]], object], status: S, event: type[Event]
) -> IllegalTransition:
    """Return the error for a class of event that may not follow a status.

    Args:
        allowed: the table `ALLOWED` of `recording` or `cards`.
        status: the status; None for a card before its first event.
        event: the class of the event.
    """
    expected = tuple(sorted(kind.__name__ for source, kind in allowed if source is status))
    name = "no card" if status is None else str(status)
    return IllegalTransition(status=name, event=event.__name__, allowed=expected)
