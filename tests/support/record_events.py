"""Events of the record of one woman, made by hand, one a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import get_args

from dukcapil import NIK, RegionCode, Residence, Resident, Sex
from dukcapil.events import Retracted
from dukcapil.recording import (
    BiometricsCaptured,
    EnrollmentFailedAtCentral,
    EnrollmentFailedAtRegional,
    PrintReadyRecordMade,
    ProcessingStarted,
    ReceivedAtCentral,
    Recording,
    RecordingEvent,
    RecordingStatus,
    SearchFailedAtCentral,
    SentForCardPrinting,
    SentForEnrollment,
    fold,
)

DAY = timedelta(days=1)
START = date(2020, 5, 4)
WOMAN, ANOTHER = NIK("3275994105030001"), NIK("3275994105030002")
Kind = Callable[..., RecordingEvent]
S = RecordingStatus

EVENTS = tuple(kind for kind in get_args(RecordingEvent) if kind is not Retracted)
NORMAL_PATH = (
    BiometricsCaptured,
    ProcessingStarted,
    SentForEnrollment,
    ReceivedAtCentral,
    PrintReadyRecordMade,
    SentForCardPrinting,
)
UPLOADED = NORMAL_PATH[:4]
FAILURES = (EnrollmentFailedAtRegional, EnrollmentFailedAtCentral, SearchFailedAtCentral)


def day(number: int) -> date:
    return START + number * DAY


def happened(kind: Kind, number: int, **fields: object) -> RecordingEvent:
    """Make an event of the woman on the day of that number; the id follows from it."""
    return kind(**{"id": f"e-{number}", "nik": WOMAN, "occurred_on": day(number), **fields})


def history(*kinds: Kind) -> list[RecordingEvent]:
    """Make one event a day, from day 0."""
    return [happened(kind, number) for number, kind in enumerate(kinds)]


def after(*kinds: Kind) -> Recording:
    return fold(history(*kinds), on=day(len(kinds)))


BORN, LEAPLING = date(2003, 5, 1), date(2004, 2, 29)


def someone(*, born: date = BORN, married: date | None = None) -> Resident:
    region, sex = RegionCode("32.75.99"), Sex.FEMALE
    return Resident(
        nik=NIK.build(region=region, birth_date=born, sex=sex, serial=1),
        birth_date=born,
        sex=sex,
        residences=[Residence(region=region, since=born)],
        first_married_on=married,
    )
