"""A person may have any number of cards; the work grows with them, not with their square."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support.people import person

from dukcapil import PermanentForeigner, Register, Stage, StayPermit
from dukcapil.cards import CardHandedOver, CardLost, CardPrinted, IssueReason
from dukcapil.events import Event
from dukcapil.residents import Citizen, Citizenship

CARDS = 2_000
FIRST = date(2000, 1, 1)


@pytest.mark.parametrize(
    "citizenship", [Citizen(), PermanentForeigner([StayPermit(since=FIRST)])], ids=["own", "other"]
)
def test_each_of_many_cards_is_held_until_it_is_lost(citizenship: Citizenship) -> None:
    someone = person(1, date(1973, 5, 1), citizenship=citizenship)
    events: list[Event] = []
    for number in range(CARDS):
        day = FIRST + timedelta(days=2 * number)
        of_card: dict[str, Any] = {"nik": someone.nik, "card": f"c-{number}"}
        events += [
            CardPrinted(id=f"p-{number}", occurred_on=day, reason=IssueReason.NEW, **of_card),
            CardHandedOver(id=f"h-{number}", occurred_on=day, **of_card),
            CardLost(id=f"l-{number}", occurred_on=day + timedelta(days=1), **of_card),
        ]
    register = Register.of([someone], events)
    for number in (0, CARDS // 2, CARDS - 1):
        day = FIRST + timedelta(days=2 * number)
        stages = [register.standing(someone.nik, on=day + timedelta(days=d)).stage for d in (0, 1)]
        assert stages == [Stage.HOLDING, Stage.PRINT_READY]
