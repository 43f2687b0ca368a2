"""What the events of a record and of a card have in common: identity, two dates, correction."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import DuplicateRecord, Fault
from dukcapil.nik import NIK

__all__ = ["Event", "Retracted"]


LAST_ORDINAL: Final = 255  # of the events of one resident on one day


@attrs.frozen(kw_only=True)
class Event(Value):
    """Something that happened to one resident, and when it was written down."""

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
        check_type(self, "nik", self.nik, NIK)
        check_date(self, "occurred_on", self.occurred_on)
        check_date(self, "entered_on", self.entered_on)
        check_count(self, "ordinal", self.ordinal)
        if self.supersedes is not None:
            check_type(self, "supersedes", self.supersedes, str)
        raise_faults(type(self).__name__, self._faults())

    def _faults(self) -> list[tuple[str, Fault]]:
        is_wrong = (
            ("id", Fault.MISSING, not self.id),
            ("ordinal", Fault.OUT_OF_BOUNDS, self.ordinal > LAST_ORDINAL),
            ("entered_on", Fault.CONTRADICTION, self.entered_on < self.occurred_on),
            ("supersedes", Fault.CONTRADICTION, self.id == self.supersedes),
        )
        return [(field, fault) for field, fault, wrong in is_wrong if wrong]

    @property
    def order(self) -> tuple[date, int, int, date, str]:
        """What sorts the events of one resident, whatever order they come in."""
        return self.occurred_on, self.ordinal, self.rank, self.entered_on, self.id


@final
@attrs.frozen(kw_only=True)
class Retracted(Event):
    """An earlier event of the same resident never happened; `supersedes` says which.

    To correct an event, enter the right one with `supersedes`; to take it back, enter this. What
    has been superseded stays so: to restore what was taken back wrongly, enter it anew.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which it was found out.
        entered_on: the day on which it was written down; `occurred_on` unless given.
        supersedes: the id of the event that is taken back.

    Raises:
        InvalidRecord: without `supersedes`, and as for every event.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.recording import Retracted
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
    """The events of one resident that had happened by a date and stood by another, in order.

    An event that was superseded by something entered by `known_on` no longer stands; `known_on`
    None knows everything.
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
