"""Recording (*perekaman*): the enrolment of one resident, as events and as a status.

A resident is recorded once in a life. The biometrics go to the centre, are searched for
duplicates, and leave a print ready record (PRR), from which cards are printed. Statuses bear the
names of SIAK, the administration's own system. No biometrics are kept here, only which kinds
were taken (Pasal 4 of UU 27/2022).

Where a change goes: statuses and their names `_statuses`; events and the table of what may follow
what `_events`; the record that they add up to `_record`; the stage that a status gives
`register._stage`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.recording._events import (
    ALLOWED,
    AdjudicationRequired,
    Biometric,
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    EnrollmentFailedAtCentral,
    EnrollmentFailedAtRegional,
    MissingBiometricNoted,
    PrintReadyRecordMade,
    ProcessingStarted,
    ReceivedAtCentral,
    RecordDeleted,
    RecordingEvent,
    SearchFailedAtCentral,
    SentForCardPrinting,
    SentForEnrollment,
)
from dukcapil.recording._record import Recording, fold, recordable_from
from dukcapil.recording._statuses import STATUS_NAMES, RecordingStatus

__all__ = [
    "ALLOWED",
    "STATUS_NAMES",
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
    "SearchFailedAtCentral",
    "SentForCardPrinting",
    "SentForEnrollment",
    "fold",
    "recordable_from",
]

publish(__name__)
