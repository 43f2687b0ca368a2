"""The standing of one resident, and histories presumed from a status."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import date

import attrs
import pytest
from support.histories import (
    ANA,
    BEA,
    BORN,
    DAY,
    HERE,
    OF_ANA,
    REGISTER,
    STANDING,
    START,
    WAY,
    day,
    events_of,
    happened,
    presumed,
    someone,
)

from dukcapil import (
    LeapDay,
    Register,
    Stage,
    law,
)
from dukcapil.cards import (
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    Holding,
    IssueReason,
    uses_blank,
)
from dukcapil.recording import (
    Recording,
    RecordingStatus,
)
from dukcapil.register import Standing
from dukcapil.wajib_ktp import Ground, Obliged, OutOfScope


@pytest.mark.parametrize("status", RecordingStatus)
def test_a_presumed_history_leads_to_its_status_in_a_day(status: RecordingStatus) -> None:
    history = presumed(status)
    assert presumed(status) == history
    other = presumed(status, nik=BEA.nik, label="row-2")
    assert Register.of([ANA, BEA], [*history, *other]).event_count == 2 * len(history)
    assert all(event.id.startswith("row-1/") for event in history)
    assert len({event.id for event in history}) == len(history)
    assert {event.occurred_on for event in history} <= {START}
    assert {event.entered_on for event in history} <= {START}
    register = Register.of([ANA], [*history, *history])
    standing = register.standing(ANA.nik, on=START)
    assert standing.status is status
    assert standing.is_in_gap == (status is not RecordingStatus.CARD_ISSUED)
    assert (standing.stage > Stage.RECORDED) == status.is_print_ready
    assert (standing.stage > Stage.NOT_RECORDED) == status.is_recorded
    assert register.standing(ANA.nik, on=day(-1)).status is RecordingStatus.UNREGISTERED
    blanks = {RecordingStatus.CARD_PRINTED, RecordingStatus.CARD_SHIPPED}
    assert sum(map(uses_blank, history)) == (status in blanks)
    assert register.known_on(START) == register
    assert register.known_on(day(-1)) == Register.of([ANA])


@pytest.mark.parametrize("status", RecordingStatus)
@pytest.mark.parametrize("until", [None, 1, 0])
def test_a_foreigner_without_a_permit_holds_no_card_whatever_the_table_says(
    until: int | None, status: RecordingStatus
) -> None:
    person = someone(permits=[(-9, until)])
    register = Register.of([person], presumed(status))
    standing = register.standing(person.nik, on=START)
    has_ended = until == 0 and status.startswith("CARD_")
    expected = RecordingStatus.PRINT_READY_RECORD if has_ended else status
    assert standing.status is expected
    assert register._state.steps.at(0, START.toordinal()) == standing.part.value


def test_a_status_is_that_of_the_card_while_there_is_one() -> None:
    register = Register.of([ANA], events_of(*WAY[:3], CardShipped, CardHandedOver, CardLost))
    statuses = [register.standing(ANA.nik, on=day(number)).status.name for number in range(-1, 7)]
    assert statuses == [
        "UNREGISTERED",
        "BIO_CAPTURED",
        "PRINT_READY_RECORD",
        "CARD_PRINTED",
        "CARD_SHIPPED",
        "CARD_ISSUED",
        "PRINT_READY_RECORD",
        "PRINT_READY_RECORD",
    ]


def test_a_held_card_counts_for_more_than_one_that_waits() -> None:
    again = happened(CardPrinted, 5, card="c-2", reason=IssueReason.DATA_CHANGE)
    standing = Register.of([ANA], [*OF_ANA, again]).standing(ANA.nik, on=day(5))
    assert (standing.status, standing.stage) == (RecordingStatus.CARD_ISSUED, Stage.HOLDING)


@pytest.mark.parametrize("leap_day", LeapDay)
def test_who_must_hold_a_card_and_does_not_is_in_the_gap(leap_day: LeapDay) -> None:
    leapling = someone(born=date(2004, 2, 29))
    eve, birthday = date(2021, 2, 28), date(2021, 3, 1)
    bare, done = Register.of([leapling]), Register.of([leapling], events_of(*WAY, who=leapling))
    for on in (eve, birthday):
        obliged = on == birthday or leap_day is LeapDay.FEBRUARY_28
        standing = bare.standing(leapling.nik, on=on, leap_day=leap_day)
        assert isinstance(standing.assessment, Obliged) == standing.is_in_gap == obliged
        assert not done.standing(leapling.nik, on=on, leap_day=leap_day).is_in_gap


def test_a_standing_says_where_and_what_without_any_date() -> None:
    assert STANDING.region == HERE
    assert STANDING.holding.card is not None
    assert str(STANDING) == (
        f"obliged: is an Indonesian citizen, has turned 17 ({law.WAJIB_KTP}); CARD_ISSUED"
    )
    shown = f"{STANDING!s}{STANDING!r}".replace(str(law.WAJIB_KTP), "")
    assert not re.search(r"2020|2003|, \d", shown)
    gone = REGISTER.standing(ANA.nik, on=BORN - DAY)
    assert (gone.region, gone.recording, gone.holding) == (None, Recording(), Holding())
    assert gone.assessment == OutOfScope(grounds=(Ground.NOT_RESIDENT,))
    assert pickle.loads(pickle.dumps(STANDING)) == copy.copy(STANDING) == STANDING
    assert len({STANDING, gone, attrs.evolve(STANDING)}) == 2
    with pytest.raises(TypeError, match="positional"):
        Standing(STANDING.assessment, HERE, Recording(), Holding())  # type: ignore[call-arg]
