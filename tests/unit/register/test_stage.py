"""One table decides the stage; folds of objects and steps in columns agree with it.

The tables that lead to its rows and columns are private, and frames derive their copies from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from support import oracle
from support.people import person

from dukcapil import Register, Stage, cards, recording
from dukcapil.cards import CardPrinted, CardStatus, Holding, IssueReason
from dukcapil.coverage import partition
from dukcapil.events import Event
from dukcapil.recording import BiometricsCaptured, Recording, RecordingStatus
from dukcapil.register import STAGE_TABLE, CardsState, StagePart
from dukcapil.register._stage import PART_OF_RECORDING, STATE_OF_CARD, part_of

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


def check(events: list[Event]) -> StagePart:
    """Return the part, after a comparison of all that say it."""
    register = Register.of([ANA], events)
    standing = register.standing(ANA.nik, on=LAST)
    (row,) = partition(register, on=LAST)
    assert row.parts.index(1) == standing.part.value
    assert row.counts.index(1) == standing.stage == standing.part.stage
    assert oracle.POSITIONS[standing.part.value] == oracle.position(ANA, events, LAST)
    shown = Stage.PRINTED if standing.status.value.startswith("CARD_") else None
    if standing.status is RecordingStatus.CARD_ISSUED:
        shown = Stage.HOLDING
    assert standing.stage is (shown or PART_OF_RECORDING[standing.status].stage)
    return standing.part


def test_every_status_has_its_place_in_the_table() -> None:
    assert list(PART_OF_RECORDING) == list(RecordingStatus)
    assert list(STATE_OF_CARD) == list(CardStatus)
    rows = set(PART_OF_RECORDING.values())
    assert set(STAGE_TABLE) == {(row, state) for row in rows for state in CardsState}
    assert set(STAGE_TABLE.values()) == {*StagePart}


@pytest.mark.parametrize("status", RecordingStatus)
def test_what_a_status_says_of_itself_agrees_with_its_part(status: RecordingStatus) -> None:
    part = PART_OF_RECORDING[status]
    assert status.is_recorded == (part.stage >= Stage.RECORDED)
    assert status.is_blocked == (part is StagePart.BLOCKED)
    assert status.is_print_ready == (part.stage >= Stage.PRINT_READY)
    assert part_of(Recording(status=status), Holding()) is part


def test_a_better_record_or_better_cards_never_lower_the_part() -> None:
    """On this rests that frames unite the spells of records and cards."""
    for (row, state), part in STAGE_TABLE.items():
        for (other_row, other_state), other in STAGE_TABLE.items():
            is_better = list(CardsState).index(other_state) >= list(CardsState).index(state)
            if other_row.value >= row.value and is_better:
                assert other.value >= part.value
        alone, cards_alone = (
            STAGE_TABLE[row, CardsState.NONE],
            STAGE_TABLE[StagePart.NOT_RECORDED, state],
        )
        assert part.value == max(alone.value, cards_alone.value)


@pytest.mark.parametrize("status", CardStatus)
def test_the_cards_that_a_holding_points_out_are_those_of_the_upper_stages(
    status: CardStatus,
) -> None:
    holding = Holding(cards=[cards.Card(id="c-1", status=status)])
    assert (holding.card is not None) == (STATE_OF_CARD[status] is CardsState.HELD)
    assert (holding.waiting_card is not None) == (STATE_OF_CARD[status] is CardsState.WAITING)


@pytest.mark.parametrize("of_card", OF_CARDS.values(), ids=lambda path: f"{len(path)} of a card")
@pytest.mark.parametrize("of_record", OF_RECORDS.values(), ids=lambda path: f"{len(path)} of it")
def test_all_agree_on_every_pair_of_statuses(of_record: Path, of_card: Path) -> None:
    since = check(events_of(*of_record, *of_card))
    before = check(events_of(*of_card, *of_record))
    assert since.value >= before.value  # a card that came since proves a record


@pytest.mark.parametrize("of_card", [path for path in OF_CARDS.values() if path])
def test_a_card_without_a_recording_proves_one_and_a_recording_does_not_lower_it(
    of_card: Path,
) -> None:
    alone = check(events_of(*of_card))
    assert alone.stage >= Stage.PRINT_READY
    assert check(events_of(*of_card, BiometricsCaptured)) is alone
    assert check(events_of(BiometricsCaptured, *of_card)) is alone


def test_stages_and_parts_print_as_words() -> None:
    words = ["not recorded", "recorded", "print ready", "printed", "holding"]
    assert [str(stage) for stage in Stage] == words
    parts = ["recorded, blocked", "recorded, in process"]
    assert [str(part) for part in StagePart] == [words[0], *parts, *words[2:]]
    assert f"{Stage.HOLDING:>8}" == " holding"
