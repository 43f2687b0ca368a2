"""Statuses of a record, and the events that may follow them."""

from __future__ import annotations

import itertools
import pickle
import re

import pytest
from support.record_events import (
    EVENTS,
    FAILURES,
    NORMAL_PATH,
    START,
    UPLOADED,
    Kind,
    S,
    after,
    day,
    happened,
    history,
)

from dukcapil.errors import IllegalTransition
from dukcapil.recording import (
    ALLOWED,
    AdjudicationRequired,
    Biometric,
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    EnrollmentFailedAtRegional,
    MissingBiometricNoted,
    PrintReadyRecordMade,
    RecordDeleted,
    Recording,
    RecordingEvent,
    RecordingStatus,
    SentForCardPrinting,
    fold,
)


def test_nobody_is_recorded_without_events() -> None:
    assert fold([], on=START) == Recording()
    assert not Recording().status.is_recorded


def test_the_normal_path_step_by_step() -> None:
    events = history(*NORMAL_PATH)
    assert fold(events, on=day(-1)) == Recording()
    steps = [fold(events, on=day(number)) for number in range(6)]
    assert [step.status.name for step in steps] == [
        "BIO_CAPTURED",
        "PROCESSING",
        "SENT_FOR_ENROLLMENT",
        "RECEIVED_AT_CENTRAL",
        "PRINT_READY_RECORD",
        "SENT_FOR_CARD_PRINTING",
    ]
    assert {step.recorded_on for step in steps} == {day(0)}
    assert [step.print_ready_on for step in steps] == [None] * 4 + [day(4)] * 2
    assert [step.status.is_print_ready for step in steps] == [False] * 4 + [True] * 2


@pytest.mark.parametrize(
    "passed_over", [steps for n in range(4) for steps in itertools.combinations(UPLOADED[1:], n)]
)
def test_an_office_may_log_fewer_steps_than_there_are(passed_over: tuple[Kind, ...]) -> None:
    path = [kind for kind in NORMAL_PATH if kind not in passed_over]
    assert after(*path).status is S.SENT_FOR_CARD_PRINTING


def test_a_record_waits_in_print_ready_for_years() -> None:
    events = history(BiometricsCaptured, PrintReadyRecordMade)
    assert fold(events, on=day(3_000)) == fold(events, on=day(1))


def test_only_the_unregistered_are_not_recorded() -> None:
    assert [status for status in S if not status.is_recorded] == [S.UNREGISTERED]
    ready = {status.name for status in S if status.is_print_ready}
    cards = {"CARD_PRINTED", "CARD_SHIPPED", "CARD_ISSUED"}
    assert ready == {"PRINT_READY_RECORD", "SENT_FOR_CARD_PRINTING", *cards}


@pytest.mark.parametrize("failure", FAILURES)
def test_after_a_failure_the_record_is_deleted_and_the_person_recorded_anew(failure: Kind) -> None:
    kinds = (BiometricsCaptured, failure, RecordDeleted, *UPLOADED, PrintReadyRecordMade)
    events = history(*kinds)
    failed = fold(events, on=day(1))
    assert "FAILURE" in failed.status.name
    assert failed.recorded_on == day(0)
    assert fold(events, on=day(2)) == Recording(deleted_on=day(2), halted_on=day(2))
    anew = fold(events, on=day(3))
    assert (anew.status, anew.recorded_on, anew.deleted_on) == (S.BIO_CAPTURED, day(3), None)
    assert fold(events, on=day(7)).print_ready_on == day(7)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_record_goes_nowhere_but_away(failure: Kind) -> None:
    for kind in EVENTS:
        if kind is not RecordDeleted:
            with pytest.raises(IllegalTransition) as caught:
                after(BiometricsCaptured, failure, kind)
            assert caught.value.allowed == ("RecordDeleted",)


def test_a_record_fails_at_the_region_before_it_has_reached_the_centre_only() -> None:
    assert after(BiometricsCaptured, EnrollmentFailedAtRegional).status.name.endswith("REGIONAL")
    with pytest.raises(IllegalTransition):
        after(*UPLOADED, EnrollmentFailedAtRegional)


def test_a_cleared_duplicate_goes_on() -> None:
    kinds = (*UPLOADED, DuplicateFound, DuplicateCleared, PrintReadyRecordMade)
    statuses = [fold(history(*kinds), on=day(n)).status for n in range(4, 7)]
    assert statuses == [S.DUPLICATE_RECORD, S.RECEIVED_AT_CENTRAL, S.PRINT_READY_RECORD]


def test_a_duplicate_that_is_to_go_is_deleted() -> None:
    assert after(*UPLOADED, DuplicateFound, RecordDeleted) == Recording(
        deleted_on=day(5), halted_on=day(5)
    )


@pytest.mark.parametrize("steps", [5, 6])
def test_a_duplicate_found_late_blocks_printing_until_it_is_cleared(steps: int) -> None:
    found = after(*NORMAL_PATH[:steps], DuplicateFound)
    assert (found.status, found.recorded_on) == (S.DUPLICATE_RECORD, day(0))
    assert (found.status.is_print_ready, found.print_ready_on) == (False, None)
    with pytest.raises(IllegalTransition):
        after(*NORMAL_PATH[:steps], DuplicateFound, SentForCardPrinting)
    kinds = (*NORMAL_PATH[:steps], DuplicateFound, DuplicateCleared, PrintReadyRecordMade)
    assert after(*kinds).print_ready_on == day(steps + 2)


@pytest.mark.parametrize(
    ("hold_up", "status"),
    [
        (AdjudicationRequired, S.ADJUDICATE_RECORD),
        (MissingBiometricNoted, S.MISSING_BIOMETRIC_EXCEPTION),
    ],
)
@pytest.mark.parametrize("steps", range(1, 5))
def test_what_is_held_up_is_decided_one_way_or_the_other(
    hold_up: Kind, status: RecordingStatus, steps: int
) -> None:
    held_up = (*UPLOADED[:steps], hold_up)
    assert after(*held_up).status is status
    assert after(*held_up, PrintReadyRecordMade).status is S.PRINT_READY_RECORD
    assert after(*held_up, DuplicateFound).status is S.DUPLICATE_RECORD
    assert after(*held_up, RecordDeleted).status is S.UNREGISTERED


def test_nobody_is_recorded_twice() -> None:
    with pytest.raises(IllegalTransition):
        after(*NORMAL_PATH, BiometricsCaptured)


MAY_FAIL: set[object] = {*FAILURES, MissingBiometricNoted, AdjudicationRequired}
MAY_END: set[object] = {DuplicateFound, PrintReadyRecordMade, RecordDeleted}
FOLLOWS: dict[RecordingStatus, set[object]] = {
    **{status: set() for status in S},
    S.UNREGISTERED: {BiometricsCaptured},
    S.BIO_CAPTURED: {*UPLOADED[1:], *MAY_FAIL, *MAY_END},
    S.PROCESSING: {*UPLOADED[2:], *MAY_FAIL, *MAY_END},
    S.SENT_FOR_ENROLLMENT: {*UPLOADED[3:], *MAY_FAIL, *MAY_END},
    S.RECEIVED_AT_CENTRAL: {*MAY_FAIL, *MAY_END} - {EnrollmentFailedAtRegional},
    S.ENROLL_FAILURE_AT_REGIONAL: {RecordDeleted},
    S.ENROLL_FAILURE_AT_CENTRAL: {RecordDeleted},
    S.SEARCH_FAILURE_AT_CENTRAL: {RecordDeleted},
    S.ADJUDICATE_RECORD: MAY_END,
    S.MISSING_BIOMETRIC_EXCEPTION: {*UPLOADED[1:], *MAY_FAIL, *MAY_END} - {MissingBiometricNoted},
    S.DUPLICATE_RECORD: {DuplicateCleared, RecordDeleted},
    S.PRINT_READY_RECORD: {SentForCardPrinting, DuplicateFound, RecordDeleted},
    S.SENT_FOR_CARD_PRINTING: {SentForCardPrinting, DuplicateFound, RecordDeleted},
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_follows_the_statuses_that_allow_it(
    status: RecordingStatus, kind: type[RecordingEvent]
) -> None:
    start, event = Recording(status=status), happened(kind, 0)
    assert ((status, kind) in ALLOWED) == (kind in FOLLOWS[status])
    if (status, kind) in ALLOWED:
        assert fold([event], on=START, start=start).status is ALLOWED[status, kind] is kind.status  # type: ignore[union-attr]
        return
    with pytest.raises(IllegalTransition) as caught:
        fold([event], on=START, start=start)
    error = caught.value
    assert (error.status, error.event) == (status.value, kind.__name__)
    assert error.allowed == tuple(sorted(getattr(k, "__name__", "") for k in FOLLOWS[status]))
    assert all(name in str(error) for name in (status.value, kind.__name__, *error.allowed))
    assert not re.search(r"[0-9]", str(error))
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), vars(again)) == (str(error), vars(error))


def test_where_nothing_may_follow_the_error_says_so() -> None:
    start = Recording(status=S.CARD_ISSUED)
    with pytest.raises(IllegalTransition, match="cannot follow CARD_ISSUED: expected nothing more"):
        fold(history(RecordDeleted), on=START, start=start)


def test_what_is_allowed_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        ALLOWED[S.UNREGISTERED, RecordDeleted] = S.UNREGISTERED  # type: ignore[index]
    assert {kind for _, kind in ALLOWED} == set(EVENTS)


def test_an_illegal_event_is_found_on_its_day_and_not_before() -> None:
    events = history(BiometricsCaptured, BiometricsCaptured)
    assert fold(events, on=day(0)).status is S.BIO_CAPTURED
    with pytest.raises(IllegalTransition):
        fold(events, on=day(1))


def test_everything_is_taken_unless_told() -> None:
    assert after(BiometricsCaptured).kinds == set(Biometric)


def test_the_kinds_that_were_taken_stay_with_the_record_until_it_is_deleted() -> None:
    kinds = [Biometric.FACE, Biometric.IRIS, Biometric.FACE]
    captured = happened(BiometricsCaptured, -2, kinds=kinds)
    events = [captured, *history(MissingBiometricNoted, PrintReadyRecordMade, RecordDeleted)]
    for number, expected in ((-2, kinds), (0, kinds), (1, kinds), (2, [])):
        assert fold(events, on=day(number)).kinds == frozenset(expected)
    assert captured == happened(BiometricsCaptured, -2, kinds=set(kinds))
