"""Obligation and card of people whose citizenship changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.people import HOME, card, happened, lived, person, register

from dukcapil import Citizen, PermanentForeigner, Resident, Stage, StayPermit, assess, cards
from dukcapil.cards import CardHandedOver, CardPrinted, IssueReason
from dukcapil.coverage import Flow, flows, measure
from dukcapil.demand import newly_obliged
from dukcapil.months import Month
from dukcapil.recording import recordable_from
from dukcapil.residents import ChangedCitizenship, CitizenPeriod, EndOfStay
from dukcapil.wajib_ktp import Ground, NotYetObliged, Obliged, OutOfScope

BORN, CAME, OATH = date(1980, 5, 1), date(2014, 1, 6), date(2019, 8, 17)
LOSS = date(2021, 3, 10)
PERMIT = StayPermit(since=CAME, until=date(2024, 1, 6))
NATURALISED = ChangedCitizenship([PERMIT, CitizenPeriod(since=OATH)])
WITHOUT_PERMIT = ChangedCitizenship([CitizenPeriod(since=OATH)])
LOST = ChangedCitizenship([CitizenPeriod(until=LOSS)])
EVE, DAY_AFTER = date(2019, 8, 16), date(2021, 3, 11)


def who(citizenship: Any, born: date = BORN) -> Resident:  # noqa: ANN401  # any citizenship
    return person(1, born, citizenship=citizenship)


def test_naturalisation_goes_on_with_the_obligation_of_the_permit() -> None:
    before, after = (assess(who(NATURALISED), on=day) for day in (EVE, OATH))
    assert isinstance(before, Obliged)
    assert isinstance(after, Obliged)
    assert before.since == after.since == CAME
    assert before.grounds[0] is Ground.PERMIT
    assert after.grounds[0] is Ground.CITIZEN


def test_without_a_permit_it_begins_on_the_day_of_the_oath() -> None:
    assert isinstance(assess(who(WITHOUT_PERMIT), on=EVE), OutOfScope)
    answer = assess(who(WITHOUT_PERMIT), on=OATH)
    assert isinstance(answer, Obliged)
    assert answer.since == OATH
    child = who(WITHOUT_PERMIT, born=date(2005, 1, 1))
    expected = assess(child, on=OATH)
    assert isinstance(expected, NotYetObliged)
    assert expected.expected_from == date(2022, 1, 1)


def test_loss_ends_it_and_a_permit_afterwards_begins_another() -> None:
    assert isinstance(assess(who(LOST), on=date(2021, 3, 9)), Obliged)
    assert assess(who(LOST), on=LOSS) == OutOfScope(grounds=(Ground.NO_PERMIT,))
    permit = StayPermit(since=date(2021, 6, 1))
    answer = assess(who(ChangedCitizenship([*LOST.periods, permit])), on=date(2021, 6, 2))
    assert isinstance(answer, Obliged)
    assert answer.since == date(2021, 6, 1)


@pytest.mark.parametrize(
    ("citizenship", "span", "flow", "change"),
    [
        (WITHOUT_PERMIT, (EVE, OATH), Flow.CITIZENSHIP_GAINED, 1),
        (LOST, (date(2021, 3, 9), LOSS), Flow.CITIZENSHIP_LOST, -1),
    ],
)
def test_both_are_flows_of_their_own(
    citizenship: ChangedCitizenship, span: tuple[date, date], flow: Flow, change: int
) -> None:
    row = flows(register(who(citizenship)), *span).total()
    assert [count.obliged for count in row.counts if count.flow is flow] == [change]
    assert sum(abs(count.obliged) for count in row.counts) == 1


def test_naturalisation_with_a_permit_moves_nobody() -> None:
    assert not any(
        count.obliged for count in flows(register(who(NATURALISED)), EVE, OATH).total().counts
    )


def test_whoever_becomes_a_citizen_is_newly_obliged() -> None:
    table = newly_obliged(register(who(WITHOUT_PERMIT)), [Month.of(OATH)])
    assert list(table.by_month()) == [1]


def printed(on: date, valid_until: date | None = None) -> list[Any]:
    nik = who(Citizen()).nik
    return [
        CardPrinted(
            id="e-1",
            nik=nik,
            occurred_on=on,
            card="c-1",
            reason=IssueReason.NEW,
            valid_until=valid_until,
        ),
        CardHandedOver(id="e-2", nik=nik, occurred_on=on, card="c-1"),
    ]


@pytest.mark.parametrize(
    ("citizenship", "on", "printed_end", "end"),
    [
        # The card of the permit ends with the oath, whatever is printed on it.
        (NATURALISED, date(2015, 1, 1), None, OATH),
        (NATURALISED, date(2015, 1, 1), date(2024, 1, 6), OATH),
        (NATURALISED, date(2015, 1, 1), date(2018, 1, 6), date(2018, 1, 6)),
        # That of the citizen never ends, also if an end is printed on it.
        (NATURALISED, OATH, date(2024, 1, 6), None),
        # One printed before there was any right is for the next one.
        (WITHOUT_PERMIT, EVE, None, None),
        # A citizen's card ends with the citizenship.
        (LOST, date(2012, 1, 1), date(2017, 1, 1), LOSS),
        (LOST, DAY_AFTER, None, DAY_AFTER),
        (LOST, DAY_AFTER, date(2030, 1, 1), date(2030, 1, 1)),
    ],
)
def test_a_card_ends_with_the_status_on_which_it_rests(
    citizenship: ChangedCitizenship, on: date, printed_end: date | None, end: date | None
) -> None:
    folded = cards.fold(printed(on, printed_end), on=on, citizenship=citizenship)
    assert folded.cards[0].valid_until == end


def test_a_new_citizen_needs_a_new_card() -> None:
    people = register(happened(who(NATURALISED), *card(date(2015, 1, 1))))
    found = [measure(people, on=day).total(on=day).covered for day in (EVE, OATH)]
    assert found == [1, 0]
    row = flows(people, EVE, OATH, stage=Stage.HOLDING).total()
    assert row[Flow.LOST_OR_VOIDED].covered == -1


@pytest.mark.parametrize(
    ("citizenship", "day"),
    [
        (Citizen(), date(1996, 5, 1)),
        (PermanentForeigner([PERMIT]), CAME),
        (NATURALISED, CAME),
        (WITHOUT_PERMIT, OATH),
        (LOST, date(1996, 5, 1)),
        (PermanentForeigner([StayPermit(since=date(1990, 1, 1), until=date(1995, 1, 1))]), None),
        (PermanentForeigner([StayPermit(since=date(1990, 1, 1))]), date(1996, 5, 1)),
    ],
)
def test_a_foreigner_is_recorded_from_the_permit_on(citizenship: Any, day: date | None) -> None:  # noqa: ANN401
    assert recordable_from(who(citizenship)) == day


def test_years_abroad_break_the_obligation_of_whoever_was_naturalised() -> None:
    stays = [
        *lived((HOME, CAME), until=date(2020, 1, 1), ended_by=EndOfStay.LEFT_COUNTRY),
        *lived((HOME, LOSS)),
    ]
    answer = assess(person(1, BORN, citizenship=NATURALISED, residences=stays), on=LOSS)
    assert isinstance(answer, Obliged)
    assert answer.since == LOSS
