"""Small registers made by hand: people, their stays and their events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dukcapil import NIK, RegionCode, Register, Residence, Resident, Sex
from dukcapil.cards import CardHandedOver, CardPrinted, IssueReason
from dukcapil.events import Event
from dukcapil.residents import EndOfStay

HOME, NEXT_DOOR = RegionCode("32.75.01.1001"), RegionCode("32.75.01.1002")
OTHER_KECAMATAN, OTHER_CITY = RegionCode("32.75.02.1001"), RegionCode("32.16.01.2001")
BEKASI = RegionCode("32.75")

History = tuple[Resident, list[Event]]
Happening = tuple[Callable[..., Event], date, str]


def person(
    serial: int,
    born: date,
    sex: Sex = Sex.FEMALE,
    *,
    home: RegionCode = HOME,
    **fields: Any,  # noqa: ANN401
) -> Resident:
    """Make a resident who has lived at home since birth, unless the fields differ."""
    nik = NIK.build(region=RegionCode("32.75.99"), birth_date=born, sex=sex, serial=serial)
    given: dict[str, Any] = {"residences": [Residence(region=home, since=born)], **fields}
    return Resident(nik=nik, birth_date=born, sex=sex, **given)


def lived(
    *stays: tuple[RegionCode, date],
    until: date | None = None,
    ended_by: EndOfStay = EndOfStay.MOVED,
) -> list[Residence]:
    """Make stays that follow each other, from the day given."""
    ends = [*(since for _, since in stays[1:]), until]
    return [
        Residence(region=region, since=since, until=end, ended_by=ended_by if end else None)
        for (region, since), end in zip(stays, ends, strict=True)
    ]


def card(on: date, name: str = "c-1") -> tuple[Happening, Happening]:
    """Return the events of a card printed and handed over on one day."""
    return (CardPrinted, on, name), (CardHandedOver, on, name)


def happened(
    resident: Resident, *happenings: Happening | tuple[Callable[..., Event], date]
) -> History:
    """Return the resident with their events; cards are `c-1` unless named."""
    events = []
    for number, (kind, on, *names) in enumerate(happenings):
        given: dict[str, Any] = {"id": f"{resident.nik}/{number}", "nik": resident.nik}
        if hasattr(kind, "card"):
            given["card"] = names[0] if names else "c-1"
        if kind is CardPrinted:
            given["reason"] = IssueReason.NEW
        events.append(kind(occurred_on=on, **given))
    return resident, events


def register(*people: Resident | History) -> Register:
    """Make a register of people, with or without events."""
    histories = [one if isinstance(one, tuple) else (one, []) for one in people]
    return Register.of(
        [resident for resident, _ in histories],
        [event for _, events in histories for event in events],
    )
