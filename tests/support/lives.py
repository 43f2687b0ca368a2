"""Lives in three places, for the tests of demand."""

from __future__ import annotations

from datetime import date

from dukcapil import (
    NIK,
    Citizen,
    Month,
    PermanentForeigner,
    RegionCode,
    Register,
    Residence,
    Resident,
    Sex,
    StayPermit,
)
from dukcapil.residents import EndOfStay

HERE, THERE = RegionCode("32.75.01.1001"), RegionCode("33.74.01.1002")
NEXT_DOOR = RegionCode("32.75.02.1001")
JANUARY, FEBRUARY, MARCH, APRIL = QUARTER = Month.range(Month(2021, 1), Month(2021, 5))
BORN = date(2004, 2, 15)  # and so 17 in February
OLD = date(1980, 1, 1)

Stays = list[tuple[RegionCode, date, date | None]]
Permits = list[tuple[date, date | None]]


def someone(  # noqa: PLR0913  a life has many parts
    serial: int = 1,
    *,
    born: date = BORN,
    sex: Sex = Sex.FEMALE,
    stays: Stays | None = None,
    permits: Permits | None = None,
    married: date | None = None,
    died: date | None = None,
) -> Resident:
    """A resident of 32.75.01 from birth; a citizen unless there are permits."""
    return Resident(
        nik=NIK.build(region=RegionCode("32.75.99"), birth_date=born, sex=sex, serial=serial),
        birth_date=born,
        sex=sex,
        citizenship=Citizen()
        if permits is None
        else PermanentForeigner(StayPermit(since=s, until=u) for s, u in permits),
        residences=[
            Residence(region=region, since=s, until=u, ended_by=EndOfStay.MOVED if u else None)
            for region, s, u in stays or [(HERE, born, None)]
        ],
        first_married_on=married,
        died_on=died,
    )


WOMAN, MAN = someone(1), someone(2, sex=Sex.MALE, born=date(2004, 2, 1))
NEIGHBOUR = someone(3, born=date(2004, 4, 1), stays=[(NEXT_DOOR, date(2004, 4, 1), None)])
BRIDE = someone(4, born=date(2005, 1, 1), married=date(2021, 4, 30))
COMER = someone(5, born=OLD, permits=[(date(2021, 1, 1), None)])
AWAY = someone(6, stays=[(THERE, BORN, None)])
PEOPLE = Register.of([WOMAN, MAN, NEIGHBOUR, BRIDE, COMER, AWAY])
