"""Blanks used and monthly rates, counted from events."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, get_args

import attrs
import pytest
from support.lives import HERE, JANUARY, OLD, QUARTER, THERE, someone
from support.people import person

from dukcapil import InvalidRecord, Month, RegionCode, Register, Resident, Scenario
from dukcapil.cards import (
    CardBroughtIn,
    CardEvent,
    CardHandedOver,
    CardPrinted,
    IssueReason,
    SuketIssued,
    uses_blank,
)
from dukcapil.demand import BlankUse, blanks_used, monthly_rates, newly_obliged
from dukcapil.events import Retracted, in_force
from dukcapil.forecast import project
from dukcapil.recording import BiometricsCaptured, RecordingEvent
from dukcapil.testing import synthetic_city

DAY = timedelta(days=1)
ANA = someone(1, born=OLD)


def printed(number: int, on: date, who: Resident = ANA, **fields: Any) -> CardPrinted:  # noqa: ANN401
    given: dict[str, Any] = {"id": f"p-{number}", "card": f"c-{number}", "reason": IssueReason.NEW}
    return CardPrinted(**{**given, "nik": who.nik, "occurred_on": on, **fields})


def reasons(use: BlankUse) -> dict[IssueReason, tuple[int, ...]]:
    return {reason: use.of(reason) for reason in IssueReason if any(use.of(reason))}


@pytest.mark.parametrize("reason", IssueReason)
def test_a_card_is_counted_by_its_month_and_reason(reason: IssueReason) -> None:
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 31), date(2021, 3, 1)]
    events = [printed(number, on, reason=reason) for number, on in enumerate(days)]
    use = blanks_used(Register.of([ANA], events), QUARTER)
    assert reasons(use) == {reason: (2, 0, 1, 0)}
    assert use.by_month() == (2, 0, 1, 0)
    rates = monthly_rates(Register.of([ANA], events), QUARTER)
    is_new = reason is IssueReason.NEW
    assert (rates.first_cards if is_new else rates.replacement_cards) == (2, 0, 1, 0)
    assert (rates.replacement_cards if is_new else rates.first_cards) == (0, 0, 0, 0)


def test_what_was_corrected_or_taken_back_used_no_blank() -> None:
    wrong, other = printed(1, date(2021, 1, 5)), printed(2, date(2021, 1, 6))
    right = printed(3, date(2021, 2, 5), supersedes="p-1", reason=IssueReason.MOVED_IN)
    back = Retracted(id="r", nik=ANA.nik, occurred_on=date(2021, 2, 6), supersedes="p-2")
    register = Register.of([ANA], [wrong, other, right, back])
    assert reasons(blanks_used(register, QUARTER)) == {IssueReason.MOVED_IN: (0, 1, 0, 0)}
    known = register.known_on(date(2021, 2, 5))
    assert reasons(blanks_used(known, QUARTER)) == {
        IssueReason.NEW: (1, 0, 0, 0),
        IssueReason.MOVED_IN: (0, 1, 0, 0),
    }


def test_cards_and_certificates_that_are_not_printed_here_use_no_blank() -> None:
    day = date(2021, 1, 5)
    events = [
        CardBroughtIn(id="b", nik=ANA.nik, occurred_on=day, card="c-9"),
        SuketIssued(id="s", nik=ANA.nik, occurred_on=day),
        printed(1, day),
        CardHandedOver(id="h", nik=ANA.nik, occurred_on=day, card="c-1"),
    ]
    assert blanks_used(Register.of([ANA], events), [JANUARY]).by_month() == (1,)


def test_a_scope_counts_the_cards_of_those_whose_home_was_in_it_that_day() -> None:
    move = date(2021, 2, 10)
    mover = someone(
        born=OLD, stays=[(HERE, OLD, move), (THERE, move, None)], died=date(2021, 4, 10)
    )
    days = [date(2021, 1, 1), move - DAY, move, date(2021, 4, 9), date(2021, 4, 10)]
    prints = [printed(number, on, mover) for number, on in enumerate(days)]
    recorded = BiometricsCaptured(id="b", nik=mover.nik, occurred_on=move)
    register = Register.of([mover], [*prints, recorded])
    for scope, expected, captured in (
        ("32", (1, 1, 0, 0), (0, 0, 0, 0)),
        (HERE, (1, 1, 0, 0), (0, 0, 0, 0)),
        ("33.74", (0, 1, 0, 2), (0, 1, 0, 0)),
    ):
        part = register.within(RegionCode(scope))
        assert blanks_used(part, QUARTER).by_month() == expected
        assert monthly_rates(part, QUARTER).first_cards == expected
        assert monthly_rates(part, QUARTER).recordings == captured
    assert blanks_used(register, QUARTER).by_month() == (1, 2, 0, 2)


def test_a_scope_counts_no_card_of_those_who_lived_nowhere_that_day() -> None:
    gone = someone(born=OLD, stays=[(HERE, OLD, date(2021, 2, 10))])
    prints = [printed(number, date(2021, number, 9), gone) for number in (2, 3)]
    part = Register.of([gone], prints).within(HERE)
    assert blanks_used(part, QUARTER).by_month() == (0, 1, 0, 0)


YEARS = Month.range(Month(2011, 6), Month(2021, 2))


@cache
def city() -> Register:
    return synthetic_city(800, seed=3)


def test_the_blanks_are_those_of_the_events_in_force() -> None:
    use = blanks_used(city(), YEARS)
    standing = [
        event
        for resident in city()
        for event in in_force(city().history(resident.nik), on=date.max, known_on=None)
        if uses_blank(event)
    ]
    assert sum(use.by_month()) == len(standing) > 700
    assert len(reasons(use)) > 3
    for reason in IssueReason:
        of_reason = [event for event in standing if getattr(event, "reason", None) is reason]
        assert sum(use.of(reason)) == len(of_reason)


def test_monthly_rates_add_up_and_feed_a_scenario() -> None:
    months = YEARS[-13:-1]
    rates, use = monthly_rates(city(), months), blanks_used(city(), months)
    assert rates.months == months
    assert rates.first_cards == use.of(IssueReason.NEW)
    sums = zip(rates.first_cards, rates.replacement_cards, strict=True)
    assert tuple(map(sum, sums)) == use.by_month()
    assert rates.newly_obliged_people == newly_obliged(city(), months).by_month()
    assert sum(rates.recordings) > 0
    scenario = Scenario(
        start=months[-1] + 1,
        months=len(months),
        not_recorded_people=40,
        newly_obliged_people=rates.newly_obliged_people,
        recording_capacity_people=rates.recordings,
        allocation_cards=use.by_month(),
        replacement_cards=rates.replacement_cards,
    )
    assert scenario.replacement_cards == rates.replacement_cards
    assert len(project(scenario).month_ends) == len(months)


@pytest.mark.parametrize("kind", [*get_args(RecordingEvent), *get_args(CardEvent)])
def test_only_biometrics_that_were_taken_are_recorded_people(kind: Any) -> None:  # noqa: ANN401  any class of event
    day = date(2021, 1, 5)
    given: dict[str, Any] = {"id": "x", "nik": ANA.nik, "occurred_on": day}
    names = {field.name for field in attrs.fields(kind)}
    given |= {"card": "c"} if "card" in names else {}
    given |= {"reason": IssueReason.NEW} if "reason" in names else {}
    first = BiometricsCaptured(id="0", nik=ANA.nik, occurred_on=day)
    events = [first, kind(**given, supersedes="0")]
    if kind is not BiometricsCaptured:  # which alone is legal without anything before it
        events.append(Retracted(id="r", nik=ANA.nik, occurred_on=day, supersedes="x"))
    rates = monthly_rates(Register.of([ANA], events), [JANUARY])
    assert rates.recordings == (int(kind is BiometricsCaptured),)


def test_cards_printed_outside_the_domicile_are_counted_beside_their_reason() -> None:
    who = person(1, date(1990, 5, 5))
    prints = [
        CardPrinted(
            id=f"e-{number}",
            nik=who.nik,
            occurred_on=date(2021, 1, 4 + number),
            card=f"c-{number}",
            reason=reason,
            outside_domicile=reason is not IssueReason.NEW,
        )
        for number, reason in enumerate([IssueReason.NEW, IssueReason.LOST, IssueReason.DAMAGED])
    ]
    months = Month.range(Month(2021, 1), Month(2021, 3))
    use = blanks_used(Register.of([who], prints), months)
    assert (use.by_month(), use.outside_domicile) == ((3, 0), (2, 0))
    assert use.of(IssueReason.LOST) == use.of(IssueReason.DAMAGED) == (1, 0)


@pytest.mark.parametrize("outside", [(0,), (2, 0), (-1, 0)])
def test_no_more_cards_than_all_come_from_outside_the_domicile(outside: tuple[int, ...]) -> None:
    cards = ((1, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0))
    with pytest.raises(InvalidRecord) as caught:
        BlankUse(
            months=Month.range(Month(2021, 1), Month(2021, 3)),
            cards=cards,
            outside_domicile=outside,
        )
    assert caught.value.field == "outside_domicile"
