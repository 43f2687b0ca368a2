"""Histories presumed from a current status."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Final

from dukcapil import cards, recording
from dukcapil._shared.checks import check_date, check_type
from dukcapil.events import Event
from dukcapil.nik import NIK, check_number
from dukcapil.recording import RecordingStatus

__all__ = ["presumed_history"]


def presumed_history(
    status: RecordingStatus, *, nik: NIK, on: date, label: str
) -> tuple[Event, ...]:
    """Return the shortest history that leads to a status, with all events on one day.

    For offices that keep one current status a person. Figures are right on that day; of the time
    before, nothing is known. A card held is presumed to be brought from elsewhere, so that no
    blank is counted; a card that waits is presumed to be a first one, printed on that day.

    Args:
        status: the current status.
        nik: the resident.
        on: the day of the table.
        label: the beginning of the ids of the events, different for every resident, such as the
            number of the row. Ids are widely visible, so do not use the NIK.

    Returns:
        Events for `Register.of`; none for `UNREGISTERED`. A foreigner whose permit has ended holds
        no card, whatever the table says.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.recording import RecordingStatus
        >>> from dukcapil.register import presumed_history
        >>> nik = NIK("3275994105030001")
        >>> [type(event).__name__ for event in presumed_history(
        ...     RecordingStatus.CARD_ISSUED, nik=nik, on=date(2020, 12, 31), label="row-1"
        ... )]
        ['BiometricsCaptured', 'PrintReadyRecordMade', 'CardBroughtIn']
    """
    check_type("presumed_history", "status", status, RecordingStatus)
    check_number("presumed_history", "nik", nik, NIK)
    check_date("presumed_history", "on", on)
    check_type("presumed_history", "label", label, str)

    return tuple(
        make(id=f"{label}/{number}", nik=nik, occurred_on=on)
        for number, make in enumerate(_STEPS_TO[status])
    )


_Makers = tuple[Callable[..., Event], ...]
_CAPTURED: Final[_Makers] = (recording.BiometricsCaptured,)
_READY: Final[_Makers] = (*_CAPTURED, recording.PrintReadyRecordMade)
_FIRST_PRINT: Final = partial(cards.CardPrinted, card="1", reason=cards.IssueReason.NEW)
_PRINTED: Final[_Makers] = (*_READY, _FIRST_PRINT)
_STEPS_TO: Final[Mapping[RecordingStatus, _Makers]] = {
    **{
        reached: (*_CAPTURED, kind)
        for (status, kind), reached in recording.ALLOWED.items()
        if status is RecordingStatus.BIO_CAPTURED
    },
    RecordingStatus.UNREGISTERED: (),
    RecordingStatus.BIO_CAPTURED: _CAPTURED,
    RecordingStatus.SENT_FOR_CARD_PRINTING: (*_READY, recording.SentForCardPrinting),
    RecordingStatus.CARD_PRINTED: _PRINTED,
    RecordingStatus.CARD_SHIPPED: (*_PRINTED, partial(cards.CardShipped, card="1")),
    RecordingStatus.CARD_ISSUED: (*_READY, partial(cards.CardBroughtIn, card="1")),
}
