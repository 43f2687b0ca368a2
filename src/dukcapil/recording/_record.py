"""Record of one resident on a date: a fold of events."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_optional_date, check_type
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay, birthday
from dukcapil.events import Event, illegal_transition, in_force
from dukcapil.recording._events import (
    ALLOWED,
    Biometric,
    BiometricsCaptured,
    EventOfRecord,
    RecordDeleted,
    as_biometrics,
)
from dukcapil.recording._statuses import RecordingStatus
from dukcapil.residents import Resident

__all__ = ["Recording", "fold", "recordable_from"]


@final
@attrs.frozen(kw_only=True)
class Recording(Value):
    """The record of one resident, as known on a date.

    Attributes:
        status: the status.
        recorded_on: the day on which the biometrics of the present record were taken.
        print_ready_on: the day from which a card can be printed from it.
        deleted_on: the day on which the last record was deleted, if none was made since.
        kinds: the kinds of biometrics taken.
        halted_on: the last day on which a record of the resident was deleted or blocked, this one
            or one before it.

    Examples:
        >>> from dukcapil.recording import Recording
        >>> Recording()
        Recording(status=<RecordingStatus.UNREGISTERED: 'UNREGISTERED'>)
    """

    status: RecordingStatus = RecordingStatus.UNREGISTERED
    recorded_on: date | None = attrs.field(default=None, repr=False)
    print_ready_on: date | None = attrs.field(default=None, repr=False)
    deleted_on: date | None = attrs.field(default=None, repr=False)
    kinds: frozenset[Biometric] = attrs.field(
        default=frozenset(), converter=as_biometrics, repr=False
    )
    halted_on: date | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        check_type(self, "status", self.status, RecordingStatus)
        check_optional_date(self, "recorded_on", self.recorded_on)
        check_optional_date(self, "print_ready_on", self.print_ready_on)
        check_optional_date(self, "deleted_on", self.deleted_on)
        check_optional_date(self, "halted_on", self.halted_on)
        for kind in self.kinds:
            check_type(self, "kinds", kind, Biometric)

    def after(self, event: EventOfRecord) -> "Recording":
        """Return the record after one more event."""
        day, status = event.occurred_on, event.status
        halted_on = day if status.is_halted else self.halted_on
        if isinstance(event, RecordDeleted):
            return Recording(deleted_on=day, halted_on=halted_on)
        if isinstance(event, BiometricsCaptured):
            return Recording(status=status, recorded_on=day, kinds=event.kinds, halted_on=halted_on)
        ready_on = (self.print_ready_on or day) if status.is_print_ready else None
        return attrs.evolve(
            self, status=status, print_ready_on=ready_on, deleted_on=None, halted_on=halted_on
        )


_NO_RECORDING: Final = Recording()


def fold(
    events: Iterable[Event],
    *,
    on: date,
    known_on: date | None = None,
    start: Recording = _NO_RECORDING,
) -> Recording:
    """Fold the events of one resident into the record as known on a date.

    Args:
        events: in any order, events of cards possibly among them; repeated events count once.
        on: the date; later events are left out.
        known_on: the last day of entry that counts; None for all. What was known in the past may
            have gaps, so only the whole history is checked against `ALLOWED`.
        start: the record before the first of the events.

    Returns:
        The record. If all events of `b` are later than a day, and all of `a` are not,
        `fold(b, start=fold(a))` with `a` folded on that day equals `fold(a + b)`, unless `b`
        corrects `a`.

    Raises:
        IllegalTransition: for an event that its status does not allow.
        ValueError: for events of more than one resident.
        TypeError: for a `datetime`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.recording import BiometricsCaptured, PrintReadyRecordMade, fold
        >>> nik = NIK("3275994105030001")
        >>> history = [
        ...     BiometricsCaptured(id="e-1", nik=nik, occurred_on=date(2020, 5, 4)),
        ...     PrintReadyRecordMade(
        ...         id="e-2",
        ...         nik=nik,
        ...         occurred_on=date(2020, 5, 20),
        ...         entered_on=date(2020, 6, 1),
        ...     ),
        ... ]
        >>> print(fold(history, on=date(2020, 5, 31)).status)
        PRINT_READY_RECORD
        >>> print(fold(history, on=date(2020, 5, 31), known_on=date(2020, 5, 31)).status)
        BIO_CAPTURED
    """
    check_type("fold", "start", start, Recording)
    recording = start
    log = in_force(events, on=on, known_on=known_on)
    of_record = (event for event in log if isinstance(event, EventOfRecord))
    for _, tied in groupby(of_record, key=lambda event: (event.occurred_on, event.ordinal)):
        for event in _in_turn(list(tied), recording.status):
            if known_on is None and (recording.status, type(event)) not in ALLOWED:
                raise illegal_transition(ALLOWED, recording.status, type(event))
            recording = recording.after(event)
    return recording


def _in_turn(tied: list[EventOfRecord], status: RecordingStatus) -> Sequence[EventOfRecord]:
    """Return the events of one day and ordinal in turn, given the status before them.

    A deletion comes last by its rank. Where a record stands that nothing but its deletion can
    follow, and a new one is captured that day, the deletion came first.
    """
    deleted = [event for event in tied if isinstance(event, RecordDeleted)]
    others = [event for event in tied if not isinstance(event, RecordDeleted)]
    is_anew = any(isinstance(event, BiometricsCaptured) for event in others)
    has_one_meaning = not any((status, type(event)) in ALLOWED for event in others)
    return [*deleted, *others] if len(deleted) == 1 and is_anew and has_one_meaning else tied


def recordable_from(
    resident: Resident, *, from_age: int = 16, leap_day: LeapDay = LeapDay.MARCH_1
) -> date | None:
    """Return the first day on which a resident may be recorded, before the obligation if allowed.

    Central policy is to record from 16 and to print at 17; in 2013 it was from 15. No article that
    sets the age has been found.

    Args:
        resident: the resident.
        from_age: completed years, 0 or more.
        leap_day: the birthday of those born on 29 February in a common year.

    Returns:
        The birthday of that age, or the first marriage if it is earlier; for a foreigner not
        before the permit or the citizenship, and None if the last of them ends first.

    Raises:
        TypeError: for something that is not a `Resident`, or an age that is not an `int`.
        InvalidRecord: for a negative age.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.recording import recordable_from
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.99"), since=born)],
        ... )
        >>> recordable_from(someone)
        datetime.date(2019, 5, 1)
    """
    check_type("recordable_from", "resident", resident, Resident)
    check_count("recordable_from", "from_age", from_age)
    check_type("recordable_from", "leap_day", leap_day, LeapDay)
    reached = birthday(resident.birth_date, age=from_age, leap_day=leap_day)
    reached = min(reached, resident.first_married_on or reached)
    for period in resident.citizenship.periods:
        if period.until is None or reached < period.until:
            return max(reached, period.since or reached)
    return None
