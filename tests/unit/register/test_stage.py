"""One table decides the stage; folds of objects and steps in columns agree with it.

The two tables are private: frames derive their copy from them, so the tests name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from support.people import person

from dukcapil import Register, Stage, cards, recording
from dukcapil.cards import CardPrinted, CardStatus, Holding, IssueReason
from dukcapil.coverage import partition
from dukcapil.events import Event
from dukcapil.recording import Recording, RecordingStatus
from dukcapil.register._stage import STAGE_OF_CARD, STAGE_OF_RECORDING, stage_of

ANA = person(1, date(1990, 1, 1))
FIRST = date(2020, 1, 1)
LAST = date(2020, 12, 31)

Kind = type[Event]
Path = tuple[Kind, ...]


def shortest_paths(allowed: Mapping[tuple[Any, Kind], Any], start: object) -> dict[Any, Path]:
    """By status, the fewest kinds of events that lead to it; `start` needs none."""
    paths: dict[Any, Path] = {start: ()}
    found = [start]
    for status in found:
        for (source, kind), reached in allowed.items():
            if source is status and reached not in paths:
                paths[reached] = (*paths[status], kind)
                found.append(reached)
    return paths


OF_RECORDS = shortest_paths(recording.ALLOWED, RecordingStatus.UNREGISTERED)
OF_CARDS = shortest_paths(cards.ALLOWED, None)


def events_of(*kinds: Kind) -> list[Event]:
    """One event a day, all those of cards of one card."""
    events = []
    for number, kind in enumerate(kinds):
        given: dict[str, Any] = {"card": "c-1"} if hasattr(kind, "card") else {}
        if kind is CardPrinted:
            given["reason"] = IssueReason.NEW
        on = FIRST + timedelta(days=number)
        events.append(kind(id=f"e-{number}", nik=ANA.nik, occurred_on=on, **given))
    return events


def stage_in_columns(register: Register) -> Stage:
    """The stage of the only resident, from the steps in columns."""
    (row,) = partition(register, on=LAST)
    return Stage(row.counts.index(1))


def test_every_status_has_a_stage() -> None:
    assert list(STAGE_OF_RECORDING) == list(RecordingStatus)
    assert list(STAGE_OF_CARD) == list(CardStatus)
    assert {*STAGE_OF_RECORDING.values(), *STAGE_OF_CARD.values()} == {*Stage}


@pytest.mark.parametrize("status", RecordingStatus)
def test_what_a_status_says_of_itself_agrees_with_its_stage(status: RecordingStatus) -> None:
    stage = STAGE_OF_RECORDING[status]
    assert status.is_recorded == (stage >= Stage.RECORDED)
    assert status.is_print_ready == (stage >= Stage.PRINT_READY)
    assert stage_of(Recording(status=status), Holding()) is stage


@pytest.mark.parametrize("status", CardStatus)
def test_the_cards_that_a_holding_points_out_are_those_of_the_upper_stages(
    status: CardStatus,
) -> None:
    holding = Holding(cards=[cards.Card(id="c-1", status=status)])
    assert (holding.card is not None) == (STAGE_OF_CARD[status] is Stage.HOLDING)
    assert (holding.waiting_card is not None) == (STAGE_OF_CARD[status] is Stage.PRINTED)


@pytest.mark.parametrize("of_card", OF_CARDS.values(), ids=lambda path: f"{len(path)} of a card")
@pytest.mark.parametrize(("status", "of_record"), OF_RECORDS.items())
def test_folds_and_columns_agree_on_every_pair_of_statuses(
    status: RecordingStatus, of_record: Path, of_card: Path
) -> None:
    register = Register.of([ANA], events_of(*of_record, *of_card))
    standing = register.standing(ANA.nik, on=LAST)
    of_cards = [STAGE_OF_CARD[card.status] for card in standing.holding.cards]
    is_recorded_elsewhere = not of_record and bool(of_card)
    by_record = Stage.PRINT_READY if is_recorded_elsewhere else STAGE_OF_RECORDING[status]
    assert standing.stage is max([by_record, *of_cards])
    assert stage_in_columns(register) is standing.stage


def test_stages_print_as_words() -> None:
    words = ["not recorded", "recorded", "print ready", "printed", "holding"]
    assert [str(stage) for stage in Stage] == words
    assert f"{Stage.HOLDING:>8}" == " holding"
