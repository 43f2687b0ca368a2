"""Names of the statuses of a record."""

from __future__ import annotations

import pytest

from dukcapil.errors import Fault, InvalidRecord
from dukcapil.recording import STATUS_NAMES, RecordingStatus

S = RecordingStatus


@pytest.mark.parametrize("status", RecordingStatus)
def test_every_full_name_is_read_however_it_is_typed(status: RecordingStatus) -> None:
    name = status.value
    for text in (
        name,
        name.lower(),
        f"  {name.replace('_', ' ').title()} ",
        name.replace("_", "-"),
    ):
        assert RecordingStatus.parse(text) is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("PRR", S.PRINT_READY_RECORD),
        ("sfe", S.SENT_FOR_ENROLLMENT),
        ("DUP", S.DUPLICATE_RECORD),
        ("BIO", S.BIO_CAPTURED),
        (" efac", S.ENROLL_FAILURE_AT_CENTRAL),
        ("adjudicate in process", S.ADJUDICATE_RECORD),
    ],
)
def test_short_names_are_read(text: str, status: RecordingStatus) -> None:
    assert RecordingStatus.parse(text) is status


@pytest.mark.parametrize("text", ["", "PRR?", "siap cetak", "PRINT", "PRR DUP"])
def test_other_words_are_not_guessed_and_not_shown(text: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        RecordingStatus.parse(text)
    assert (caught.value.field, caught.value.reason) == ("text", Fault.UNREADABLE)
    assert not text or text not in str(caught.value)


def test_names_are_text() -> None:
    with pytest.raises(TypeError, match=r"RecordingStatus\.parse\.text: expected str"):
        RecordingStatus.parse(3)  # type: ignore[arg-type]
    assert set(STATUS_NAMES.values()) == set(RecordingStatus)
