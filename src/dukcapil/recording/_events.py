"""Events of a record, the status that each leads to, and the table of what may follow what."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.events import Event, Retracted
from dukcapil.recording._statuses import RecordingStatus

__all__ = [
    "ALLOWED",
    "AdjudicationRequired",
    "Biometric",
    "BiometricsCaptured",
    "DuplicateCleared",
    "DuplicateFound",
    "EnrollmentFailedAtCentral",
    "EnrollmentFailedAtRegional",
    "EventOfRecord",
    "MissingBiometricNoted",
    "PrintReadyRecordMade",
    "ProcessingStarted",
    "ReceivedAtCentral",
    "RecordDeleted",
    "RecordingEvent",
    "SearchFailedAtCentral",
    "SentForCardPrinting",
    "SentForEnrollment",
    "as_biometrics",
]


@final
class Biometric(Worded):
    """A kind of biometrics; a person who cannot give one is recorded without it.

    Attributes:
        FACE: a photograph.
        FINGERPRINTS: of ten fingers, or of those that the person has.
        IRIS: of both eyes, or of one.
        SIGNATURE: written on a pad.
    """

    FACE = "face"
    FINGERPRINTS = "fingerprints"
    IRIS = "iris"
    SIGNATURE = "signature"


class EventOfRecord(Event):
    """An event of a record; its class alone decides the status that it leads to."""

    __slots__ = ()

    status: ClassVar[RecordingStatus]


def as_biometrics(kinds: Iterable[Biometric]) -> frozenset[Biometric]:
    """Convert kinds of biometrics to a set, for a field."""
    return frozenset(kinds)


@final
@attrs.frozen(kw_only=True)
class BiometricsCaptured(EventOfRecord):
    """The capture of biometrics, by which the person is recorded.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which it happened.
        entered_on: the day on which it was entered; `occurred_on` unless given.
        ordinal: its place among the events of one day, where the usual order is wrong; 0 to 255.
        supersedes: the id of an earlier event of the same resident that this one replaces.
        kinds: the kinds taken; all of them unless given.

    Raises:
        TypeError: for a field of the wrong type, a `datetime` among them.
        InvalidRecord: for an event entered before it happened, without an id or without kinds.

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
        default=frozenset(Biometric), converter=as_biometrics, repr=False
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for kind in self.kinds:
            check_type(self, "kinds", kind, Biometric)
        if not self.kinds:
            raise_faults("BiometricsCaptured", [("kinds", Fault.MISSING)])


@final
@attrs.frozen(kw_only=True)
class ProcessingStarted(EventOfRecord):
    """The beginning of processing in the office.

    Fields as for every event of a record.
    """

    status = RecordingStatus.PROCESSING
    rank = 2


@final
@attrs.frozen(kw_only=True)
class SentForEnrollment(EventOfRecord):
    """The dispatch of the record to the centre.

    Fields as for every event of a record.
    """

    status = RecordingStatus.SENT_FOR_ENROLLMENT
    rank = 3


@final
@attrs.frozen(kw_only=True)
class ReceivedAtCentral(EventOfRecord):
    """The receipt of the record at the centre.

    Fields as for every event of a record.
    """

    status = RecordingStatus.RECEIVED_AT_CENTRAL
    rank = 4


@final
@attrs.frozen(kw_only=True)
class EnrollmentFailedAtRegional(EventOfRecord):
    """A failure of the record before it left the office.

    Fields as for every event of a record.
    """

    status = RecordingStatus.ENROLL_FAILURE_AT_REGIONAL
    rank = 5


@final
@attrs.frozen(kw_only=True)
class EnrollmentFailedAtCentral(EventOfRecord):
    """A failure of the record at the centre.

    Fields as for every event of a record.
    """

    status = RecordingStatus.ENROLL_FAILURE_AT_CENTRAL
    rank = 5


@final
@attrs.frozen(kw_only=True)
class SearchFailedAtCentral(EventOfRecord):
    """A failure of the search for duplicates.

    Fields as for every event of a record.
    """

    status = RecordingStatus.SEARCH_FAILURE_AT_CENTRAL
    rank = 5


@final
@attrs.frozen(kw_only=True)
class MissingBiometricNoted(EventOfRecord):
    """A note that a kind of biometrics is missing.

    Fields as for every event of a record.
    """

    status = RecordingStatus.MISSING_BIOMETRIC_EXCEPTION
    rank = 5


@final
@attrs.frozen(kw_only=True)
class AdjudicationRequired(EventOfRecord):
    """A close match, for a person to decide.

    Fields as for every event of a record.
    """

    status = RecordingStatus.ADJUDICATE_RECORD
    rank = 6


@final
@attrs.frozen(kw_only=True)
class DuplicateFound(EventOfRecord):
    """The finding that the person had been recorded before; nothing is printed.

    Fields as for every event of a record.
    """

    status = RecordingStatus.DUPLICATE_RECORD
    rank = 7


@final
@attrs.frozen(kw_only=True)
class DuplicateCleared(EventOfRecord):
    """The deletion or move of the other record, after which this one goes on.

    Fields as for every event of a record.
    """

    status = RecordingStatus.RECEIVED_AT_CENTRAL
    rank = 8


@final
@attrs.frozen(kw_only=True)
class PrintReadyRecordMade(EventOfRecord):
    """The making of the print ready record (PRR).

    Fields as for every event of a record.
    """

    status = RecordingStatus.PRINT_READY_RECORD
    rank = 9


@final
@attrs.frozen(kw_only=True)
class SentForCardPrinting(EventOfRecord):
    """The dispatch of the record to a printer.

    Fields as for every event of a record.
    """

    status = RecordingStatus.SENT_FOR_CARD_PRINTING
    rank = 10


@final
@attrs.frozen(kw_only=True)
class RecordDeleted(EventOfRecord):
    """The deletion of the record, so that the person can be recorded anew.

    The recovery from a failure, and from a duplicate of which this is the record to delete.

    Fields as for every event of a record.
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
"""Events of a record, and their correction."""

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

_FROM: Final[Mapping[type[EventOfRecord], tuple[RecordingStatus, ...]]] = {
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
    SentForCardPrinting: _READY,  # once for each card
    RecordDeleted: (*_UNTIL_DECIDED, *_FAILED, _S.DUPLICATE_RECORD, *_READY),
}

ALLOWED: Final[Mapping[tuple[RecordingStatus, type[Event]], RecordingStatus]] = MappingProxyType(
    {(status, event): event.status for event, sources in _FROM.items() for status in sources}
)
"""The status that an event leads to, by status and class of event; all other pairs are illegal.

On the normal path an office may log fewer steps than exist, so steps may be skipped; only
`RecordDeleted` goes back."""
