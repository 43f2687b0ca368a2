"""The record on a date: order, repetition, knowledge, correction, early recording."""

from __future__ import annotations

import copy
import itertools
from datetime import date
from typing import Any

import attrs
import pytest
from support.record_events import (
    ANOTHER,
    BORN,
    DAY,
    FAILURES,
    LEAPLING,
    NORMAL_PATH,
    START,
    UPLOADED,
    WOMAN,
    Kind,
    S,
    after,
    day,
    happened,
    history,
    someone,
)

from dukcapil import LeapDay
from dukcapil.cards import CardLost, CardPrinted, IssueReason, SuketIssued
from dukcapil.errors import DuplicateRecord, IllegalTransition, InvalidRecord
from dukcapil.events import Retracted
from dukcapil.recording import (
    AdjudicationRequired,
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    MissingBiometricNoted,
    PrintReadyRecordMade,
    ReceivedAtCentral,
    RecordDeleted,
    Recording,
    RecordingEvent,
    RecordingStatus,
    fold,
    recordable_from,
)


def test_the_order_of_the_input_does_not_matter() -> None:
    events = history(BiometricsCaptured, DuplicateFound, RecordDeleted, BiometricsCaptured)
    for shuffled in itertools.permutations(events):
        assert fold(iter(shuffled), on=day(9)) == fold(events, on=day(9))


def test_events_of_one_day_happen_in_the_usual_order() -> None:
    today = [
        happened(kind, 0, id=f"e-{9 - n}", entered_on=day(9 - n))
        for n, kind in enumerate(NORMAL_PATH)
    ]
    assert fold(reversed(today), on=START).status is S.SENT_FOR_CARD_PRINTING


@pytest.mark.parametrize(
    "kinds",
    [
        (BiometricsCaptured, DuplicateFound, DuplicateCleared, PrintReadyRecordMade),
        (BiometricsCaptured, AdjudicationRequired, DuplicateFound, RecordDeleted),
        *((BiometricsCaptured, failure, RecordDeleted) for failure in FAILURES),
        (BiometricsCaptured, MissingBiometricNoted, DuplicateFound, RecordDeleted),
    ],
)
def test_a_detour_of_one_day_needs_no_ordinals_either(kinds: tuple[Kind, ...]) -> None:
    today = [happened(kind, 0, id=f"e-{9 - n}") for n, kind in enumerate(kinds)]
    assert fold(today, on=START).status is after(*kinds).status


def today(*kinds: Kind) -> list[Any]:
    return [happened(kind, 5, id=kind.__name__) for kind in kinds]


@pytest.mark.parametrize("more", [(), (PrintReadyRecordMade,), FAILURES[:1]])
@pytest.mark.parametrize(
    "before",
    [
        (BiometricsCaptured, FAILURES[1]),
        (BiometricsCaptured, DuplicateFound),
        (BiometricsCaptured, PrintReadyRecordMade),
    ],
)
def test_a_record_is_deleted_and_made_anew_in_a_day(
    before: tuple[Kind, ...], more: tuple[Kind, ...]
) -> None:
    anew = fold([*history(*before), *today(*more, RecordDeleted, BiometricsCaptured)], on=day(5))
    assert (anew.recorded_on, anew.deleted_on) == (day(5), None)
    assert anew.status is (*more, BiometricsCaptured)[0].status  # type: ignore[attr-defined]
    assert anew.halted_on == day(5)


def test_without_a_record_before_a_deletion_is_the_end_of_its_day() -> None:
    deleted = fold(today(RecordDeleted, BiometricsCaptured, DuplicateFound), on=day(5))
    assert (deleted.status, deleted.deleted_on) == (RecordingStatus.UNREGISTERED, day(5))


def test_an_order_of_two_meanings_is_refused_until_ordinals_tell_it() -> None:
    """The failure may be that of the old record, or of the new one."""
    before = history(BiometricsCaptured)
    failed, deleted, captured = today(FAILURES[1], RecordDeleted, BiometricsCaptured)
    with pytest.raises(IllegalTransition):
        fold([*before, failed, deleted, captured], on=day(5))
    captured = attrs.evolve(captured, ordinal=1)
    anew = fold([*before, failed, deleted, captured], on=day(5))
    assert anew.status is RecordingStatus.BIO_CAPTURED
    assert attrs.evolve(captured, ordinal=255).ordinal == 255


def test_an_event_that_is_given_twice_counts_once() -> None:
    events = history(*NORMAL_PATH)
    assert fold(events + copy.deepcopy(events), on=day(9)) == fold(events, on=day(9))


@pytest.mark.parametrize(
    "other",
    [happened(BiometricsCaptured, 1, id="e-0"), happened(BiometricsCaptured, 0, ordinal=1)],
)
def test_an_id_never_means_something_else(other: RecordingEvent) -> None:
    with pytest.raises(DuplicateRecord) as caught:
        fold([*history(BiometricsCaptured), other], on=day(9))
    assert (caught.value.kind, caught.value.count) == ("event id", 1)


def test_the_events_of_two_residents_are_not_mixed() -> None:
    events = [happened(BiometricsCaptured, 0), happened(BiometricsCaptured, 1, nik=ANOTHER)]
    with pytest.raises(ValueError, match="events of one resident"):
        fold(events, on=day(9))


def test_events_of_cards_are_passed_over() -> None:
    cards = [
        CardPrinted(id="c-1", nik=WOMAN, occurred_on=START, card="1", reason=IssueReason.NEW),
        CardLost(id="c-2", nik=WOMAN, occurred_on=START, card="another"),
        SuketIssued(id="c-3", nik=WOMAN, occurred_on=START),
    ]
    events = history(*NORMAL_PATH)
    assert fold([*cards, *events], on=day(9)) == fold(events, on=day(9))


def test_a_history_goes_on_from_where_it_stood() -> None:
    events = history(*UPLOADED, PrintReadyRecordMade)
    before = fold(events[:3], on=day(2))
    assert fold(events[3:], on=day(9), start=before) == fold(events, on=day(9))


LATE = [happened(BiometricsCaptured, 0), happened(PrintReadyRecordMade, 10, entered_on=day(20))]


def test_an_event_is_written_down_when_it_happens_unless_told() -> None:
    event = happened(BiometricsCaptured, 3)
    assert event.entered_on == day(3)
    assert attrs.evolve(event, entered_on=day(4)).entered_on == day(4)


@pytest.mark.parametrize(
    ("on", "known_on", "status"),
    [
        (9, None, S.BIO_CAPTURED),
        (10, None, S.PRINT_READY_RECORD),
        (10, 19, S.BIO_CAPTURED),
        (10, 20, S.PRINT_READY_RECORD),
        (9, 20, S.BIO_CAPTURED),
        (30, -1, S.UNREGISTERED),
    ],
)
def test_what_had_happened_and_what_was_known(
    on: int, known_on: int | None, status: RecordingStatus
) -> None:
    known = None if known_on is None else day(known_on)
    assert fold(LATE, on=day(on), known_on=known).status is status


def test_what_was_known_once_may_have_gaps() -> None:
    late = happened(BiometricsCaptured, 0, entered_on=day(20))
    events = [late, happened(PrintReadyRecordMade, 10)]
    gappy = fold(events, on=day(15), known_on=day(15))
    assert (gappy.status, gappy.recorded_on) == (S.PRINT_READY_RECORD, None)
    assert fold(events, on=day(15)).recorded_on == day(0)


def test_a_record_that_goes_on_is_not_deleted_though_it_is_not_known_when_it_began() -> None:
    anew = happened(BiometricsCaptured, 2, entered_on=day(20))
    events = [*history(BiometricsCaptured, RecordDeleted), anew, happened(ReceivedAtCentral, 3)]
    for known_on, expected in ((2, day(1)), (3, None), (20, None)):
        assert fold(events, on=day(9), known_on=day(known_on)).deleted_on == expected


WRONG_DAY = happened(BiometricsCaptured, 0)
RIGHT_DAY = happened(BiometricsCaptured, 2, entered_on=day(10), supersedes="e-0")


def test_a_correction_takes_the_place_of_the_event_from_the_day_it_is_entered() -> None:
    events = [RIGHT_DAY, WRONG_DAY]
    assert fold(events, on=day(1)) == Recording()
    assert fold(events, on=day(2)).recorded_on == day(2)
    assert fold(events, on=day(2), known_on=day(9)).recorded_on == day(0)
    assert fold(events, on=day(2), known_on=day(10)).recorded_on == day(2)


def test_a_correction_may_be_of_another_kind() -> None:
    right = happened(PrintReadyRecordMade, 1, id="e-1b", supersedes="e-1")
    events = [*history(BiometricsCaptured, DuplicateFound), right]
    assert fold(events, on=day(9)).status is S.PRINT_READY_RECORD


def test_a_correction_is_corrected_and_the_first_event_stays_superseded() -> None:
    again = happened(BiometricsCaptured, 3, entered_on=day(12), supersedes="e-2")
    events = [WRONG_DAY, RIGHT_DAY, again]
    for known_on, expected in ((9, 0), (10, 2), (11, 2), (12, 3)):
        known = fold(events, on=day(30), known_on=day(known_on))
        assert known.recorded_on == day(expected)
    assert fold(events, on=day(30)).recorded_on == day(3)


def test_what_is_retracted_never_happened_from_the_day_that_is_entered() -> None:
    retracted = happened(Retracted, 5, entered_on=day(10), supersedes="e-0")
    events = [WRONG_DAY, retracted]
    for on in (0, 5, 30):
        assert fold(events, on=day(on)) == Recording()
        assert fold(events, on=day(on), known_on=day(10)) == Recording()
        assert fold(events, on=day(on), known_on=day(9)).recorded_on == day(0)


def test_to_retract_a_retraction_does_not_bring_the_event_back() -> None:
    first = happened(Retracted, 5, supersedes="e-0")
    second = happened(Retracted, 6, supersedes="e-5")
    assert fold([WRONG_DAY, first, second], on=day(9)) == Recording()


def test_a_correction_makes_an_illegal_history_legal() -> None:
    events = history(BiometricsCaptured, BiometricsCaptured)
    retracted = happened(Retracted, 2, supersedes="e-1")
    assert fold([*events, retracted], on=day(9)).recorded_on == day(0)


def test_a_correction_of_what_is_not_there_changes_nothing_else() -> None:
    retracted = happened(Retracted, 2, supersedes="e-77")
    assert fold([WRONG_DAY, retracted], on=day(9)) == fold([WRONG_DAY], on=day(9))


@pytest.mark.parametrize("age", [0, 15, 16, 17])
def test_recording_begins_on_the_birthday_of_the_age(age: int) -> None:
    assert recordable_from(someone(), from_age=age) == BORN.replace(year=BORN.year + age)


def test_the_age_is_16_unless_told() -> None:
    assert recordable_from(someone()) == date(2019, 5, 1)


@pytest.mark.parametrize("days", [-400, -1, 0, 1, 400])
def test_who_marries_earlier_is_recorded_from_the_wedding(days: int) -> None:
    wedding, sixteen = date(2019, 5, 1) + days * DAY, date(2019, 5, 1)
    assert recordable_from(someone(married=wedding)) == min(wedding, sixteen)


@pytest.mark.parametrize(
    ("age", "march_1", "february_28"),
    [
        (15, date(2019, 3, 1), date(2019, 2, 28)),
        (16, date(2020, 2, 29), date(2020, 2, 29)),
        (17, date(2021, 3, 1), date(2021, 2, 28)),
    ],
)
def test_29_february_comes_by_the_policy(age: int, march_1: date, february_28: date) -> None:
    leapling = someone(born=LEAPLING)
    assert recordable_from(leapling, from_age=age) == march_1
    for policy, expected in ((LeapDay.MARCH_1, march_1), (LeapDay.FEBRUARY_28, february_28)):
        assert recordable_from(leapling, from_age=age, leap_day=policy) == expected


def test_a_negative_age_is_refused() -> None:
    with pytest.raises(InvalidRecord, match=r"recordable_from\.from_age: negative"):
        recordable_from(someone(), from_age=-1)
