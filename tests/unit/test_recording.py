"""The record of one resident: what happens to it, and what was known of it when."""

from __future__ import annotations

import copy
import itertools
import pickle
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import get_args

import attrs
import pytest

from dukcapil import NIK, LeapDay, RegionCode, Residence, Resident, Sex
from dukcapil.cards import CardLost, CardPrinted, IssueReason, SuketIssued
from dukcapil.errors import DuplicateRecord, Fault, IllegalTransition, InvalidRecord
from dukcapil.events import Retracted
from dukcapil.recording import (
    ALLOWED,
    AdjudicationRequired,
    Biometric,
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    EnrollmentFailedAtCentral,
    EnrollmentFailedAtRegional,
    MissingBiometricNoted,
    PrintReadyRecordMade,
    ProcessingStarted,
    ReceivedAtCentral,
    RecordDeleted,
    Recording,
    RecordingEvent,
    RecordingStatus,
    SearchFailedAtCentral,
    SentForCardPrinting,
    SentForEnrollment,
    fold,
    recordable_from,
)

DAY = timedelta(days=1)
START = date(2020, 5, 4)
WOMAN, ANOTHER = NIK("3275994105030001"), NIK("3275994105030002")
Kind = Callable[..., RecordingEvent]
S = RecordingStatus

EVENTS = tuple(kind for kind in get_args(RecordingEvent) if kind is not Retracted)
NORMAL_PATH = (
    BiometricsCaptured,
    ProcessingStarted,
    SentForEnrollment,
    ReceivedAtCentral,
    PrintReadyRecordMade,
    SentForCardPrinting,
)
UPLOADED = NORMAL_PATH[:4]
FAILURES = (EnrollmentFailedAtRegional, EnrollmentFailedAtCentral, SearchFailedAtCentral)


def day(number: int) -> date:
    return START + number * DAY


def happened(kind: Kind, number: int, **fields: object) -> RecordingEvent:
    """An event of the woman on the day of that number, of which its id is made."""
    return kind(**{"id": f"e-{number}", "nik": WOMAN, "occurred_on": day(number), **fields})


def history(*kinds: Kind) -> list[RecordingEvent]:
    """One event a day, from day 0."""
    return [happened(kind, number) for number, kind in enumerate(kinds)]


def after(*kinds: Kind) -> Recording:
    return fold(history(*kinds), on=day(len(kinds)))


# --- the normal path -------------------------------------------------------------------------


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


# --- failures, duplicates, hold-ups ----------------------------------------------------------


@pytest.mark.parametrize("failure", FAILURES)
def test_after_a_failure_the_record_is_deleted_and_the_person_recorded_anew(failure: Kind) -> None:
    kinds = (BiometricsCaptured, failure, RecordDeleted, *UPLOADED, PrintReadyRecordMade)
    events = history(*kinds)
    failed = fold(events, on=day(1))
    assert "FAILURE" in failed.status.name
    assert failed.recorded_on == day(0)
    assert fold(events, on=day(2)) == Recording(deleted_on=day(2))
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
    assert after(*UPLOADED, DuplicateFound, RecordDeleted) == Recording(deleted_on=day(5))


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


# --- every pair of a status and an event -----------------------------------------------------

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
    S.SENT_FOR_CARD_PRINTING: {DuplicateFound, RecordDeleted},
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


# --- which kinds of biometrics ---------------------------------------------------------------


def test_everything_is_taken_unless_told() -> None:
    assert after(BiometricsCaptured).kinds == set(Biometric)


def test_the_kinds_that_were_taken_stay_with_the_record_until_it_is_deleted() -> None:
    kinds = [Biometric.FACE, Biometric.IRIS, Biometric.FACE]
    captured = happened(BiometricsCaptured, -2, kinds=kinds)
    events = [captured, *history(MissingBiometricNoted, PrintReadyRecordMade, RecordDeleted)]
    for number, expected in ((-2, kinds), (0, kinds), (1, kinds), (2, [])):
        assert fold(events, on=day(number)).kinds == frozenset(expected)
    assert captured == happened(BiometricsCaptured, -2, kinds=set(kinds))


# --- order, repetition, company --------------------------------------------------------------


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


def test_an_ordinal_tells_an_unusual_order() -> None:
    deleted, captured = (
        happened(kind, 5, id=kind.__name__) for kind in (RecordDeleted, BiometricsCaptured)
    )
    events = [*history(BiometricsCaptured), captured, deleted]
    with pytest.raises(IllegalTransition):
        fold(events, on=day(5))
    events[1] = attrs.evolve(captured, ordinal=1)
    assert fold(events, on=day(5)).recorded_on == day(5)
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


# --- known when ------------------------------------------------------------------------------

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


# --- corrections -----------------------------------------------------------------------------

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


# --- early recording -------------------------------------------------------------------------

BORN, LEAPLING = date(2003, 5, 1), date(2004, 2, 29)


def someone(*, born: date = BORN, married: date | None = None) -> Resident:
    region, sex = RegionCode("32.75.99"), Sex.FEMALE
    return Resident(
        nik=NIK.build(region=region, birth_date=born, sex=sex, serial=1),
        birth_date=born,
        sex=sex,
        residences=[Residence(region=region, since=born)],
        first_married_on=married,
    )


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


# --- faults and wrong types ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "", Fault.MISSING),
        ("entered_on", day(-1), Fault.CONTRADICTION),
        ("ordinal", 256, Fault.OUT_OF_BOUNDS),
        ("ordinal", -1, Fault.NEGATIVE),
        ("supersedes", "e-0", Fault.CONTRADICTION),
    ],
)
@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_with_a_fault_is_refused(
    kind: type[RecordingEvent], field: str, value: object, reason: Fault
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        happened(kind, 0, **{field: value})
    error = caught.value
    assert (error.path, error.field, error.reason) == (kind.__name__, field, reason)


def test_several_faults_are_told_together() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        happened(RecordDeleted, 0, id="", ordinal=256)
    assert caught.group_contains(InvalidRecord, match="id")
    assert caught.group_contains(InvalidRecord, match="ordinal")


def test_a_retraction_says_of_what() -> None:
    with pytest.raises(InvalidRecord, match=r"Retracted\.supersedes: missing"):
        happened(Retracted, 0)


def test_somebody_of_whom_nothing_was_taken_is_not_recorded() -> None:
    with pytest.raises(InvalidRecord, match=r"BiometricsCaptured\.kinds: missing"):
        happened(BiometricsCaptured, 0, kinds=())


NOON = datetime(2020, 5, 4, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have
WRONG: dict[str, Callable[[], object]] = {
    "ProcessingStarted.id": lambda: happened(ProcessingStarted, 0, id=1),
    "ProcessingStarted.nik": lambda: happened(ProcessingStarted, 0, nik=str(WOMAN)),
    "ProcessingStarted.occurred_on": lambda: happened(ProcessingStarted, 0, occurred_on=NOON),
    "ProcessingStarted.entered_on": lambda: happened(ProcessingStarted, 0, entered_on=NOON),
    "ProcessingStarted.ordinal": lambda: happened(ProcessingStarted, 0, ordinal=True),
    "ProcessingStarted.supersedes": lambda: happened(ProcessingStarted, 0, supersedes=1),
    "Retracted.supersedes": lambda: happened(Retracted, 0, supersedes=1),
    "BiometricsCaptured.kinds": lambda: happened(BiometricsCaptured, 0, kinds="face"),
    "Recording.status": lambda: Recording(status="PROCESSING"),  # type: ignore[arg-type]
    "Recording.recorded_on": lambda: Recording(recorded_on=NOON),
    "Recording.print_ready_on": lambda: Recording(print_ready_on=NOON),
    "Recording.deleted_on": lambda: Recording(deleted_on=NOON),
    "Recording.kinds": lambda: Recording(kinds=["face"]),  # type: ignore[list-item]
    "fold.events": lambda: fold(["e-0"], on=START),  # type: ignore[list-item]
    "fold.on": lambda: fold([], on=NOON),
    "fold.known_on": lambda: fold([], on=START, known_on=NOON),
    "fold.start": lambda: fold([], on=START, start=None),  # type: ignore[arg-type]
    "recordable_from.resident": lambda: recordable_from(WOMAN),  # type: ignore[arg-type]
    "recordable_from.from_age": lambda: recordable_from(someone(), from_age="16"),  # type: ignore[arg-type]
    "leap_day": lambda: recordable_from(someone(), leap_day="1 March"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    with pytest.raises(TypeError, match=rf"{re.escape(argument)}: expected \w+, found \w+"):
        WRONG[argument]()


def test_the_date_has_no_default() -> None:
    with pytest.raises(TypeError, match="'on'"):
        fold([])  # type: ignore[call-arg]


# --- values ----------------------------------------------------------------------------------

VALUES: list[RecordingEvent | Recording] = [
    *(happened(kind, 0, entered_on=day(1), ordinal=3, supersedes="e-9") for kind in EVENTS),
    happened(Retracted, 0, supersedes="e-9"),
    happened(BiometricsCaptured, 0, kinds=[Biometric.IRIS]),
    Recording(),
    Recording(deleted_on=START),
    after(*NORMAL_PATH),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_can_be_kept_and_never_changed(value: RecordingEvent | Recording) -> None:
    copies = (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value)))
    assert {value, *copies, attrs.evolve(value)} == {value}
    assert all(type(other) is type(value) for other in copies)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(type(value))[0].name, None)


def test_events_of_different_classes_are_different() -> None:
    assert len({happened(kind, 0) for kind in EVENTS}) == len(EVENTS) == 14


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_shows_no_number_and_no_date(value: RecordingEvent | Recording) -> None:
    region = [] if isinstance(value, Recording) else ["327599"]
    assert re.findall(r"[0-9]+", repr(value)) == region
    assert "date" not in repr(value).removeprefix(type(value).__name__)
