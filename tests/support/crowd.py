"""One register with everything that the strategies can make happen to residents."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from support.people import (
    HOME,
    NEXT_DOOR,
    OTHER_CITY,
    OTHER_KECAMATAN,
    card,
    happened,
    lived,
    person,
)

from dukcapil import NIK, RegionCode, Register, Residence, Resident, Sex
from dukcapil.cards import (
    CardBroughtIn,
    CardDamaged,
    CardFound,
    CardLost,
    CardPrinted,
    CardWithdrawn,
)
from dukcapil.events import Event
from dukcapil.recording import (
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    EnrollmentFailedAtCentral,
    PrintReadyRecordMade,
    RecordDeleted,
)
from dukcapil.residents import ChangedCitizenship, CitizenPeriod, EndOfStay, StayPermit
from dukcapil.testing import populations
from dukcapil.testing._population import History


@cache
def crowd() -> Register:
    """Return the people of many drawn populations, renumbered; more in the larger profiles."""
    drawn: list[list[History]] = []

    @settings(
        # A profile's budget is one of examples; each of these is tried on every engine.
        max_examples=100 + 2 * settings().max_examples,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(populations(max_size=5))
    def draw(population: list[History]) -> None:
        drawn.append(population)

    draw()
    people = [history for population in drawn for history in population]
    people += [(resident, tuple(events)) for resident, events in _ON_PURPOSE]
    renamed = [_renamed(*history, number) for number, history in enumerate(people)]
    return Register.of(
        [resident for resident, _ in renamed],
        [event for _, events in renamed for event in events],
    )


MARCH = date(2021, 3, 10)
OTHER_PROVINCE = RegionCode("36.75.01")
_CHANGED = [
    ChangedCitizenship([CitizenPeriod(until=MARCH)]),
    ChangedCitizenship([StayPermit(since=date(2015, 1, 1)), CitizenPeriod(since=MARCH)]),
    ChangedCitizenship([CitizenPeriod(since=MARCH)]),
    ChangedCitizenship(
        [CitizenPeriod(until=MARCH), StayPermit(since=MARCH, until=date(2021, 4, 1))]
    ),
    ChangedCitizenship([CitizenPeriod(until=date(2021, 2, 1)), CitizenPeriod(since=MARCH)]),
]
_ON_PURPOSE = [
    # Married young.
    happened(person(1, date(2004, 11, 1), first_married_on=MARCH)),
    # Left, and came back.
    happened(
        person(
            2,
            date(1980, 2, 29),
            residences=[
                *lived((HOME, date(1980, 2, 29)), until=date(2021, 1, 5)),
                Residence(region=HOME, since=MARCH),
            ],
        ),
        *card(date(2015, 1, 1)),
    ),
    # Two cards at once after a move; when one is withdrawn the other is still held.
    happened(
        person(3, date(1990, 5, 5)),
        *card(date(2015, 1, 1)),
        *card(date(2020, 12, 20), "c-2"),
        (CardWithdrawn, MARCH, "c-1"),
    ),
    # One card for another on one day.
    happened(
        person(4, date(1990, 5, 5)),
        *card(date(2015, 1, 1)),
        (CardWithdrawn, MARCH, "c-1"),
        *card(MARCH, "c-2"),
    ),
    # A record that failed is deleted and made anew on one day.
    happened(
        person(5, date(1990, 5, 5)),
        (BiometricsCaptured, date(2020, 12, 1)),
        (EnrollmentFailedAtCentral, date(2021, 2, 1)),
        (RecordDeleted, MARCH),
        (BiometricsCaptured, MARCH),
        (PrintReadyRecordMade, MARCH),
    ),
    # The same, and a day later the new one is deleted on the day on which it was made.
    happened(
        person(6, date(1990, 5, 5)),
        (BiometricsCaptured, date(2020, 12, 1)),
        (PrintReadyRecordMade, date(2020, 12, 1)),
        (RecordDeleted, date(2021, 2, 10)),
        (BiometricsCaptured, date(2021, 2, 10)),
        (RecordDeleted, MARCH),
        (BiometricsCaptured, date(2021, 4, 1)),
        (RecordDeleted, date(2021, 4, 1)),
    ),
    # A card from elsewhere that is lost twice and found once; no record here until later.
    happened(
        person(7, date(1990, 5, 5)),
        (CardBroughtIn, date(2020, 12, 1), "c-1"),
        (CardLost, date(2021, 2, 1), "c-1"),
        (CardFound, date(2021, 3, 1), "c-1"),
        (CardLost, MARCH, "c-1"),
        (BiometricsCaptured, date(2021, 4, 1)),
        (DuplicateFound, date(2021, 4, 10)),
    ),
    # On the way, after a duplicate was cleared.
    happened(
        person(9, date(1990, 5, 5)),
        (BiometricsCaptured, date(2021, 1, 1)),
        (DuplicateFound, date(2021, 2, 1)),
        (DuplicateCleared, MARCH),
    ),
    # A card that waits is withdrawn; one lost in the office turns up at its owner's.
    happened(
        person(8, date(1990, 5, 5)),
        (CardPrinted, date(2020, 12, 1), "c-1"),
        (CardWithdrawn, date(2021, 2, 1), "c-1"),
        (CardPrinted, date(2021, 2, 28), "c-2"),
        (CardLost, date(2021, 3, 1), "c-2"),
        (CardFound, date(2021, 3, 1), "c-2"),
        (CardDamaged, date(2021, 4, 2), "c-2"),
    ),
    # The region gets another code, and its people move nowhere; for one on the 17th birthday.
    *(
        happened(
            person(
                serial,
                born,
                residences=lived(
                    (HOME, born), (OTHER_PROVINCE, MARCH), ended_by=EndOfStay.REORGANISED
                ),
            ),
            *card(date(2021, 4, 1)),
        )
        for serial, born in ((10, date(1990, 5, 5)), (11, date(2004, 3, 10)))
    ),
    # Citizenship lost, gained with a permit and without, and lost for a permit on one day.
    *(
        happened(
            person(20 + number, date(1990, 5, 5), citizenship=changed), *card(date(2020, 12, 1))
        )
        for number, changed in enumerate(_CHANGED)
    ),
    # A birthday and a move, or the correction of one, on one day.
    *(
        happened(
            person(
                5,
                MARCH.replace(year=MARCH.year - age),
                residences=lived(
                    (HOME, MARCH.replace(year=MARCH.year - age)), until=MARCH, ended_by=by
                )
                + lived((region, MARCH)),
            ),
            *card(date(2021, 3, 5)),
        )
        for age in (17, 18, 40)
        for region in (HOME, NEXT_DOOR, OTHER_KECAMATAN, OTHER_CITY)
        for by in (EndOfStay.MOVED, EndOfStay.CORRECTED)
    ),
]


def _renamed(
    resident: Resident, events: tuple[Event, ...], number: int
) -> tuple[Resident, list[Event]]:
    nik = NIK.build(
        region=RegionCode(f"32.75.{90 + number // 9999:02}"),
        birth_date=max(resident.birth_date, date(1900, 1, 1)) + timedelta(days=number % 11 == 0),
        sex=Sex.MALE if number % 7 == 0 else resident.sex,
        serial=1 + number % 9999,
    )
    # Tables have no room for former NIKs.
    return attrs.evolve(resident, nik=nik, former_niks=()), [
        attrs.evolve(
            event,
            nik=nik,
            id=f"{number}/{event.id}",
            supersedes=event.supersedes and f"{number}/{event.supersedes}",
        )
        for event in events
    ]
