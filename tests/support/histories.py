"""Residents and events made by hand, one event a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, get_args

import attrs

from dukcapil import (
    NIK,
    Citizen,
    PermanentForeigner,
    RegionCode,
    Register,
    Residence,
    Resident,
    Sex,
    StayPermit,
)
from dukcapil.cards import (
    CardEvent,
    CardHandedOver,
    CardPrinted,
    IssueReason,
    SuketIssued,
)
from dukcapil.events import Event, Retracted
from dukcapil.recording import (
    BiometricsCaptured,
    PrintReadyRecordMade,
    RecordingEvent,
    RecordingStatus,
)
from dukcapil.register import presumed_history

DAY = timedelta(days=1)
BORN, START = date(2003, 5, 1), date(2020, 6, 1)
HERE, THERE = RegionCode("32.75.01.1001"), RegionCode("33.74.01.1002")
KINDS = tuple(dict.fromkeys((*get_args(RecordingEvent), *get_args(CardEvent))))
OF_A_CARD = tuple(k for k in get_args(CardEvent) if k not in {SuketIssued, Retracted})
Kind = Callable[..., Any]
Permits = list[tuple[int, int | None]] | None
NOON = datetime(2020, 6, 1, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have


def day(number: int) -> date:
    return START + number * DAY


def someone(
    serial: int = 1,
    *,
    born: date = BORN,
    permits: Permits = None,
    stays: list[Residence] | None = None,
) -> Resident:
    """Make a resident of 32.75.01 from birth; a citizen unless there are permits."""
    sex = Sex.FEMALE
    citizenship: Citizen | PermanentForeigner = Citizen()
    if permits is not None:
        citizenship = PermanentForeigner(
            StayPermit(since=day(since), until=None if until is None else day(until))
            for since, until in permits
        )
    return Resident(
        nik=NIK.build(region=RegionCode("32.75.99"), birth_date=born, sex=sex, serial=serial),
        birth_date=born,
        sex=sex,
        citizenship=citizenship,
        residences=[Residence(region=HERE, since=born)] if stays is None else stays,
    )


ANA, BEA, CID = someone(1), someone(2), someone(3)


def happened(kind: Kind, number: int, who: Resident = ANA, **fields: object) -> Any:  # noqa: ANN401  # any class of event
    """Make an event on the day of that number; the id follows from resident and number."""
    given: dict[str, object] = {"id": f"e-{who.nik.serial}-{number}", "nik": who.nik}
    given |= {"card": "c-1"} if kind in OF_A_CARD else {}
    given |= {"reason": IssueReason.NEW} if kind is CardPrinted else {}
    return kind(**{**given, "occurred_on": day(number), **fields})


def events_of(*kinds: Kind, who: Resident = ANA) -> list[Any]:
    """Make one event a day."""
    return [happened(kind, number, who) for number, kind in enumerate(kinds)]


WAY = (BiometricsCaptured, PrintReadyRecordMade, CardPrinted, CardHandedOver)
OF_ANA, OF_BEA = events_of(*WAY), events_of(*WAY[:2], who=BEA)


def gappy() -> Register:
    """Make a register as known on day 1: a record print ready, with no biometrics entered."""
    late = [attrs.evolve(OF_ANA[0], entered_on=day(30)), *OF_ANA[1:]]
    return Register.of([ANA], late).known_on(day(1))


def presumed(status: object = RecordingStatus.CARD_ISSUED, **fields: object) -> tuple[Event, ...]:
    given: dict[str, Any] = {"nik": ANA.nik, "on": START, "label": "row-1", **fields}
    return presumed_history(status, **given)  # type: ignore[arg-type]  # anything may come


REGISTER = Register.of([ANA, BEA], [*OF_ANA, *OF_BEA])
STANDING = REGISTER.standing(ANA.nik, on=day(9))
