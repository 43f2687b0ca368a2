"""Statuses of a record: their names, and what they say of it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self, final

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil._shared.worded import not_a_member
from dukcapil.errors import Fault

__all__ = ["STATUS_NAMES", "RecordingStatus"]


@final
class RecordingStatus(StrEnum):
    """Statuses of a record, in the words and the spelling of SIAK; `parse` reads short names too.

    No event of a record leads to the last three: events of a card do (`dukcapil.cards`), and
    `Standing.status` of the register shows them. The exact meaning of the statuses of a card, of
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

    @classmethod
    def _missing_(cls, value: object) -> Self:
        raise not_a_member(cls, value)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a status by any of its names in SIAK.

        Args:
            text: a full or a short name, see `STATUS_NAMES`, in upper or lower case; spaces and
                hyphens count as underscores.

        Raises:
            TypeError: for anything but text.
            InvalidRecord: for any other text. Words of an office's own are for the office to map.

        Examples:
            >>> from dukcapil.recording import RecordingStatus
            >>> print(RecordingStatus.parse("PRR"), RecordingStatus.parse("Card shipped"))
            PRINT_READY_RECORD CARD_SHIPPED
        """
        check_type("RecordingStatus.parse", "text", text, str)
        name = "_".join(text.upper().replace("-", " ").replace("_", " ").split())
        if name not in STATUS_NAMES:
            raise_faults("RecordingStatus.parse", [("text", Fault.UNREADABLE)])
        return cls(STATUS_NAMES[name])

    @property
    def is_blocked(self) -> bool:
        """True if the record has failed, is a duplicate or is under adjudication (*bermasalah*).

        Nothing is printed from it: it waits for a decision, or to be deleted and made anew.
        """
        return self in _BLOCKED

    @property
    def is_halted(self) -> bool:
        """True if the record is deleted or blocked: no card printed before proves it any more."""
        return self.is_blocked or not self.is_recorded

    @property
    def is_recorded(self) -> bool:
        """True if biometrics have been taken and the record has not been deleted."""
        return self is not RecordingStatus.UNREGISTERED

    @property
    def is_print_ready(self) -> bool:
        """True if a card can be, or has been, printed from the record."""
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

_BLOCKED: Final = frozenset(
    {
        RecordingStatus.ENROLL_FAILURE_AT_CENTRAL,
        RecordingStatus.ENROLL_FAILURE_AT_REGIONAL,
        RecordingStatus.SEARCH_FAILURE_AT_CENTRAL,
        RecordingStatus.ADJUDICATE_RECORD,
        RecordingStatus.DUPLICATE_RECORD,
    }
)

STATUS_NAMES: Final[Mapping[str, RecordingStatus]] = MappingProxyType(
    {
        **{status.value: status for status in RecordingStatus},
        "BIO": RecordingStatus.BIO_CAPTURED,
        "SFE": RecordingStatus.SENT_FOR_ENROLLMENT,
        "EFAC": RecordingStatus.ENROLL_FAILURE_AT_CENTRAL,
        "ADJUDICATE_IN_PROCESS": RecordingStatus.ADJUDICATE_RECORD,
        "DUP": RecordingStatus.DUPLICATE_RECORD,
        "PRR": RecordingStatus.PRINT_READY_RECORD,
    }
)
"""The status of each name in SIAK: the full names, and the short ones that offices write."""
