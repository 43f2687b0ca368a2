"""Recording (*perekaman*): the enrolment of one resident, as events and as a status.

A resident is recorded once in a life. The biometrics go to the centre, are searched for
duplicates, and leave a print ready record (PRR), from which cards are printed. Statuses bear the
names of SIAK, the administration's own system. No biometrics are kept here, only which kinds
were taken (UU 27/2022 Pasal 4).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs

from dukcapil._shared.checks import check_count, check_optional_date, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay, birthday
from dukcapil.errors import Fault, IllegalTransition
from dukcapil.events import Event, Retracted, in_force
from dukcapil.residents import Resident

__all__ = [
    "ALLOWED",
    "AdjudicationRequired",
    "Biometric",
    "BiometricsCaptured",
    "DuplicateCleared",
    "DuplicateFound",
    "EnrollmentFailedAtCentral",
    "EnrollmentFailedAtRegional",
    "MissingBiometricNoted",
    "PrintReadyRecordMade",
    "ProcessingStarted",
    "ReceivedAtCentral",
    "RecordDeleted",
    "Recording",
    "RecordingEvent",
    "RecordingStatus",
    "Retracted",
    "SearchFailedAtCentral",
    "SentForCardPrinting",
    "SentForEnrollment",
    "fold",
    "recordable_from",
]


@final
class RecordingStatus(StrEnum):
    """Where a record stands, in the words of SIAK, misspelling and all.

    The last three are reached by the events of a card (`dukcapil.cards`), and shown by
    `Standing.status` of the register. The exact meaning of the statuses of a card, of
    `ADJUDICATE_RECORD` and of `MISSING_BIOMETRIC_EXCEPTION` has not been confirmed.

    Examples:
        >>> from dukcapil.recording import RecordingStatus
        >>> RecordingStatus("PRINT_READY_RECORD").is_print_ready
        True
        >>> RecordingStatus.DUPLICATE_RECORD.is_recorded
        True
    """

    UNREGISTERED = "UNREGISTERED"
    BIO_CAPTURED = "BIO_CAPTURED"
    PROCESSING = "PROCESSING"
    SENT_FOR_ENROLLMENT = "SENT_FOR_ENROLLMENT"
    RECEIVED_AT_CENTRAL = "RECEIVED_AT_CENTRAL"
    ENROLL_FAILURE_AT_CENTRAL = "ENROLL_FAILURE_AT_CENTRAL"
    ENROLL_FAILURE_AT_REGIONAL = "ENROLL_FAILURE_AT_REGIONAL"
    SEARCH_FAILURE_AT_CENTRAL = "SEARCH_FAILURE_AT_CENTRAL"
    ADJUDICATE_RECORD = "ADJUDICATE_RECORD"
    DUPLICATE_RECORD = "DUPLICATE_RECORD"
    MISSING_BIOMETRIC_EXCEPTION = "MISSING_BIOMETRIC_EXCEPTION"
    PRINT_READY_RECORD = "PRINT_READY_RECORD"
    SENT_FOR_CARD_PRINTING = "SENT_FOR_CARD_PRINTING"
    CARD_PRINTED = "CARD_PRINTED"
    CARD_SHIPPED = "CARD_SHIPPED"
    CARD_ISSUED = "CARD_ISSUED"

    @property
    def is_recorded(self) -> bool:
        """Whether biometrics have been taken and the record has not been deleted."""
        return self is not RecordingStatus.UNREGISTERED

    @property
    def is_print_ready(self) -> bool:
        """Whether a card can be, or has been, printed from the record."""
        return self in _PRINT_READY


_PRINT_READY: Final = frozenset(
    {
        RecordingStatus.PRINT_READY_RECORD,
        RecordingStatus.SENT_FOR_CARD_PRINTING,
        RecordingStatus.CARD_PRINTED,
        RecordingStatus.CARD_SHIPPED,
        RecordingStatus.CARD_ISSUED,
    }
)


@final
class Biometric(Enum):
    """A kind of biometrics; who cannot give one is recorded without it.

    Attributes:
        FACE: a photograph.
        FINGERPRINTS: of ten fingers, or those there are.
        IRIS: of both eyes, or the one there is.
        SIGNATURE: written on a pad.
    """

    FACE = "face"
    FINGERPRINTS = "fingerprints"
    IRIS = "iris"
    SIGNATURE = "signature"


class _RecordingEvent(Event):
    """An event of a record. Its class alone decides which status it leads to."""

    __slots__ = ()

    status: ClassVar[RecordingStatus]


def _as_kinds(kinds: Iterable[Biometric]) -> frozenset[Biometric]:
    return frozenset(kinds)


@final
@attrs.frozen(kw_only=True)
class BiometricsCaptured(_RecordingEvent):
    """Biometrics were taken: the person is recorded.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which it happened.
        entered_on: the day on which it was written down; `occurred_on` unless given.
        ordinal: its place among the events of one day, where the usual order is not meant;
            0 to 255.
        supersedes: the id of an earlier event of the same resident that this one replaces.
        kinds: what was taken; everything unless given.

    Raises:
        TypeError: for a field of the wrong type, a `datetime` among them.
        InvalidRecord: for an event written down before it happened, without an id or any kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.recording import BiometricsCaptured
        >>> BiometricsCaptured(
        ...     id="e-1", nik=NIK("3275994105030001"), occurred_on=date(2020, 5, 4)
        ... )
        BiometricsCaptured(nik=NIK('327599**********'))
    """

    status = RecordingStatus.BIO_CAPTURED
    rank = 1

    kinds: frozenset[Biometric] = attrs.field(
        default=frozenset(Biometric), converter=_as_kinds, repr=False
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for kind in self.kinds:
            check_type(self, "kinds", kind, Biometric)
        if not self.kinds:
            raise_faults("BiometricsCaptured", [("kinds", Fault.MISSING)])


@final
@attrs.frozen(kw_only=True)
class ProcessingStarted(_RecordingEvent):
    """The office works on the record. Fields as for every event of a record."""

    status = RecordingStatus.PROCESSING
    rank = 2


@final
@attrs.frozen(kw_only=True)
class SentForEnrollment(_RecordingEvent):
    """The record was sent to the centre. Fields as for every event of a record."""

    status = RecordingStatus.SENT_FOR_ENROLLMENT
    rank = 3


@final
@attrs.frozen(kw_only=True)
class ReceivedAtCentral(_RecordingEvent):
    """The centre has the record. Fields as for every event of a record."""

    status = RecordingStatus.RECEIVED_AT_CENTRAL
    rank = 4


@final
@attrs.frozen(kw_only=True)
class EnrollmentFailedAtRegional(_RecordingEvent):
    """The record failed before it left. Fields as for every event of a record."""

    status = RecordingStatus.ENROLL_FAILURE_AT_REGIONAL
    rank = 5


@final
@attrs.frozen(kw_only=True)
class EnrollmentFailedAtCentral(_RecordingEvent):
    """The record failed at the centre. Fields as for every event of a record."""

    status = RecordingStatus.ENROLL_FAILURE_AT_CENTRAL
    rank = 5


@final
@attrs.frozen(kw_only=True)
class SearchFailedAtCentral(_RecordingEvent):
    """The search for duplicates failed. Fields as for every event of a record."""

    status = RecordingStatus.SEARCH_FAILURE_AT_CENTRAL
    rank = 5


@final
@attrs.frozen(kw_only=True)
class MissingBiometricNoted(_RecordingEvent):
    """A kind of biometrics is missing. Fields as for every event of a record."""

    status = RecordingStatus.MISSING_BIOMETRIC_EXCEPTION
    rank = 5


@final
@attrs.frozen(kw_only=True)
class AdjudicationRequired(_RecordingEvent):
    """A close match: somebody has to decide. Fields as for every event of a record."""

    status = RecordingStatus.ADJUDICATE_RECORD
    rank = 6


@final
@attrs.frozen(kw_only=True)
class DuplicateFound(_RecordingEvent):
    """The person had been recorded before, so nothing is printed. Fields as for every event."""

    status = RecordingStatus.DUPLICATE_RECORD
    rank = 7


@final
@attrs.frozen(kw_only=True)
class DuplicateCleared(_RecordingEvent):
    """The other record was deleted or moved, and this one goes on. Fields as for every event."""

    status = RecordingStatus.RECEIVED_AT_CENTRAL
    rank = 8


@final
@attrs.frozen(kw_only=True)
class PrintReadyRecordMade(_RecordingEvent):
    """A card can be printed from the record (PRR). Fields as for every event of a record."""

    status = RecordingStatus.PRINT_READY_RECORD
    rank = 9


@final
@attrs.frozen(kw_only=True)
class SentForCardPrinting(_RecordingEvent):
    """The record was handed to a printer. Fields as for every event of a record."""

    status = RecordingStatus.SENT_FOR_CARD_PRINTING
    rank = 10


@final
@attrs.frozen(kw_only=True)
class RecordDeleted(_RecordingEvent):
    """The record was deleted, so that the person can be recorded anew. Fields as for every event.

    Recovery from a failure, and from a duplicate of which this is the record to go.
    """

    status = RecordingStatus.UNREGISTERED
    rank = 11


RecordingEvent = (
    BiometricsCaptured
    | ProcessingStarted
    | SentForEnrollment
    | ReceivedAtCentral
    | EnrollmentFailedAtRegional
    | EnrollmentFailedAtCentral
    | SearchFailedAtCentral
    | MissingBiometricNoted
    | AdjudicationRequired
    | DuplicateFound
    | DuplicateCleared
    | PrintReadyRecordMade
    | SentForCardPrinting
    | RecordDeleted
    | Retracted
)
"""Everything that can happen to a record, and the correction of it."""

_S: Final = RecordingStatus
_ON_THE_WAY: Final = (
    _S.BIO_CAPTURED,
    _S.PROCESSING,
    _S.SENT_FOR_ENROLLMENT,
    _S.RECEIVED_AT_CENTRAL,
)
_FAILED: Final = (
    _S.ENROLL_FAILURE_AT_REGIONAL,
    _S.ENROLL_FAILURE_AT_CENTRAL,
    _S.SEARCH_FAILURE_AT_CENTRAL,
)
_READY: Final = (_S.PRINT_READY_RECORD, _S.SENT_FOR_CARD_PRINTING)
# A record that lacks a kind of biometrics goes on like any other.
_UNTIL_SENT: Final = (*_ON_THE_WAY[:2], _S.MISSING_BIOMETRIC_EXCEPTION)
_UNTIL_RECEIVED: Final = (*_ON_THE_WAY[:3], _S.MISSING_BIOMETRIC_EXCEPTION)
_UNTIL_SEARCHED: Final = (*_ON_THE_WAY, _S.MISSING_BIOMETRIC_EXCEPTION)
_UNTIL_DECIDED: Final = (*_UNTIL_SEARCHED, _S.ADJUDICATE_RECORD)

_FROM: Final[Mapping[type[_RecordingEvent], tuple[RecordingStatus, ...]]] = {
    BiometricsCaptured: (_S.UNREGISTERED,),
    ProcessingStarted: (_S.BIO_CAPTURED, _S.MISSING_BIOMETRIC_EXCEPTION),
    SentForEnrollment: _UNTIL_SENT,
    ReceivedAtCentral: _UNTIL_RECEIVED,
    EnrollmentFailedAtRegional: _UNTIL_RECEIVED,
    EnrollmentFailedAtCentral: _UNTIL_SEARCHED,
    SearchFailedAtCentral: _UNTIL_SEARCHED,
    MissingBiometricNoted: _ON_THE_WAY,
    AdjudicationRequired: _UNTIL_SEARCHED,
    DuplicateFound: (*_UNTIL_DECIDED, *_READY),
    DuplicateCleared: (_S.DUPLICATE_RECORD,),
    PrintReadyRecordMade: _UNTIL_DECIDED,
    SentForCardPrinting: (_S.PRINT_READY_RECORD,),
    RecordDeleted: (*_UNTIL_DECIDED, *_FAILED, _S.DUPLICATE_RECORD, *_READY),
}

ALLOWED: Final[Mapping[tuple[RecordingStatus, type[Event]], RecordingStatus]] = MappingProxyType(
    {(status, event): event.status for event, sources in _FROM.items() for status in sources}
)
"""The status that an event leads to, by status and class of event. What is not here is illegal.

On the normal path an office may log fewer steps than there are, so a step may be passed over;
nothing goes back but by `RecordDeleted`."""


@final
@attrs.frozen(kw_only=True)
class Recording(Value):
    """What is known of the record of one resident on a date.

    Attributes:
        status: where it stands.
        recorded_on: when the biometrics of the present record were taken.
        print_ready_on: since when a card can be printed from it.
        deleted_on: when the last record was deleted, if there is none since.
        kinds: which biometrics were taken.

    Examples:
        >>> from dukcapil.recording import Recording
        >>> Recording()
        Recording(status=<RecordingStatus.UNREGISTERED: 'UNREGISTERED'>)
    """

    status: RecordingStatus = RecordingStatus.UNREGISTERED
    recorded_on: date | None = attrs.field(default=None, repr=False)
    print_ready_on: date | None = attrs.field(default=None, repr=False)
    deleted_on: date | None = attrs.field(default=None, repr=False)
    kinds: frozenset[Biometric] = attrs.field(default=frozenset(), converter=_as_kinds, repr=False)

    def __attrs_post_init__(self) -> None:
        check_type(self, "status", self.status, RecordingStatus)
        check_optional_date(self, "recorded_on", self.recorded_on)
        check_optional_date(self, "print_ready_on", self.print_ready_on)
        check_optional_date(self, "deleted_on", self.deleted_on)
        for kind in self.kinds:
            check_type(self, "kinds", kind, Biometric)

    def after(self, event: _RecordingEvent) -> "Recording":
        """The record after one more event."""
        day, status = event.occurred_on, event.status
        if isinstance(event, RecordDeleted):
            return Recording(deleted_on=day)
        if isinstance(event, BiometricsCaptured):
            return Recording(status=status, recorded_on=day, kinds=event.kinds)
        ready_on = (self.print_ready_on or day) if status.is_print_ready else None
        return attrs.evolve(self, status=status, print_ready_on=ready_on, deleted_on=None)


_NO_RECORDING: Final = Recording()


def fold(
    events: Iterable[Event],
    *,
    on: date,
    known_on: date | None = None,
    start: Recording = _NO_RECORDING,
) -> Recording:
    """What is known of a record on a date, from the events of one resident.

    Args:
        events: any order, and events of cards may be among them; an event that is given twice
            counts once.
        on: only what had happened by that date.
        known_on: only what had been written down by that date; None for everything. What was
            known once may have gaps, so only the whole history is held against `ALLOWED`.
        start: where the record stood before the first of the events.

    Returns:
        The record. If all of `b` is later than a day, and all of `a` not,
        `fold(b, start=fold(a))` with `a` folded on that day is `fold(a + b)`, unless `b`
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
    for event in in_force(events, on=on, known_on=known_on):
        if isinstance(event, _RecordingEvent):
            if known_on is None and (recording.status, type(event)) not in ALLOWED:
                raise illegal(recording.status, type(event))
            recording = recording.after(event)
    return recording


def illegal(status: RecordingStatus, event: type[Event]) -> IllegalTransition:
    """The error for an event that a status does not allow."""
    allowed = tuple(sorted(kind.__name__ for source, kind in ALLOWED if source is status))
    return IllegalTransition(status=status.value, event=event.__name__, allowed=allowed)


def recordable_from(
    resident: Resident, *, from_age: int = 16, leap_day: LeapDay = LeapDay.MARCH_1
) -> date:
    """The first day on which a resident may be recorded, early if need be.

    Central policy records from 16 and prints at 17; in 2013 it was from 15. No article that sets
    the age has been found.

    Args:
        resident: the resident.
        from_age: completed years, 0 or more.
        leap_day: the birthday of those born on 29 February in a common year.

    Returns:
        The birthday of that age, or the first marriage if it is earlier.

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
    reached = birthday(resident.birth_date, age=from_age, leap_day=leap_day)
    return min(reached, resident.first_married_on or reached)
