"""Events and records are values: faults, types, copies, masked text."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from datetime import datetime

import attrs
import pytest
from support.record_events import (
    EVENTS,
    NORMAL_PATH,
    START,
    WOMAN,
    S,
    after,
    day,
    happened,
    someone,
)

from dukcapil.errors import Fault, InvalidRecord
from dukcapil.events import Retracted
from dukcapil.recording import (
    Biometric,
    BiometricsCaptured,
    ProcessingStarted,
    RecordDeleted,
    Recording,
    RecordingEvent,
    fold,
    recordable_from,
)


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


def test_a_recording_without_any_biometrics_is_refused() -> None:
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


def test_statuses_and_biometrics_print_as_words() -> None:
    assert f"{S.BIO_CAPTURED}" == "BIO_CAPTURED"
    assert f"{Biometric.IRIS}" == "iris"
