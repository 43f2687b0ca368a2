"""Everything public is called with personal data in every position: nothing of it is shown.

One rule: what a caller's data may contain never stands in a message, what a caller's code contains
may. The few messages that show more are listed with the reason. The default profile tries a
sample, the same each time; the profiles of `.ci/run` try every call.
"""

from __future__ import annotations

import logging
import re
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zlib import crc32

import pytest
from support.hostile_calls import (
    COUNTS_AND_DAYS,
    KK_TEXT,
    NAME,
    NIK_TEXT,
    Call,
    calls,
    methods,
    public,
    values,
)
from support.profiles import IS_THOROUGH

SAMPLED: Final = 1 if IS_THOROUGH else 50
"""One call of so many is made."""

ALLOWED: Final[dict[str, str]] = {
    r"dukcapil\.(spreadsheets\.(read|read_all|write|write_problems)|frames\.\w+_register)\b": (
        "the name of a file is what the call names: a file that is not there is named"
    ),
    r"dukcapil\.spreadsheets\.(Row|Sheet)$": "a row says in which file and sheet it stands",
    r"dukcapil\.blanko\.Place|dukcapil\.blanko\.(Lent|Borrowed)$": (
        "a place of the ledger is an office, a point or a document: the accounts are named by it"
    ),
    r"dukcapil\.coverage\.(AgeBand|Disagreement|SuppressedCountsRow)$": (
        "the key of a row is the group that the caller's `by` has made"
    ),
    r"dukcapil\.demand\.Occasion\b": "the caller's code names an occasion, such as an election",
    r"CoverageTable\(\)\.(at|compare|rank|total)$": "the day is the one that the call asks about",
    r"dukcapil\.(outreach\.CrewSheet|store\.Checkpoint)$": "part of an answer, made by it alone",
}
"""Callables whose reprs or messages show what they are given, each with the reason."""


def runs_of_7(digits: str) -> set[str]:
    return {digits[start : start + 7] for start in range(len(digits) - 6)}


SECRETS: Final = sorted(
    runs_of_7(NIK_TEXT) | runs_of_7(KK_TEXT) | {*NAME.split(), "2003-05-01", "2003, 5, 1"}
)
_NUMBERS: Final = re.compile("|".join(map(re.escape, SECRETS)))


def leaks(text: str) -> bool:
    return _NUMBERS.search(text) is not None


def chained(error: BaseException | None) -> Iterator[BaseException]:
    """The error, the members of a group, and all that came before, suppressed or not."""
    if error is not None:
        yield error
        yield from chained(error.__cause__)
        yield from chained(error.__context__)
        for member in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            yield from chained(member)


def texts_of(error: BaseException) -> Iterator[str]:
    """What a handler, a log or a crash report shows of an error."""
    for one in chained(error):
        yield from (str(one), repr(one), repr(vars(one)), repr(getattr(one, "__notes__", ())))
    yield "".join(traceback.TracebackException.from_exception(error).format_exception_only())


def shown(call: Call) -> Iterator[str]:
    """Make a call, and yield all that is shown of it: error, warnings and logs, or the repr."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            answer = call.make()
        except Exception as error:  # noqa: BLE001  whichever it is
            yield from texts_of(error)
        else:
            is_ours = type(answer).__module__.startswith("dukcapil")
            if is_ours and call.value not in COUNTS_AND_DAYS:
                yield repr(answer)
    for one in warned:
        yield f"{one.message} {one.message!r}"


def is_allowed(name: str) -> bool:
    return any(re.match(pattern, name) for pattern in ALLOWED)


def is_in_sample(call: Call) -> bool:
    return crc32(f"{call.name} {call.position} {call.value}".encode()) % SAMPLED == 0


def check(every: Iterator[Call]) -> int:
    """Return the number of calls that were made."""
    found: list[str] = []
    made = 0
    for call in filter(is_in_sample, every):
        made += 1
        found += [
            f"{call.name}({call.position}={call.value}): {text[:200]}"
            for text in shown(call)
            if leaks(text) and not is_allowed(call.name)
        ]
    assert found == []
    return made


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own: some of what is called writes files by the names it is given."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("text", [NIK_TEXT, f"x{KK_TEXT[3:11]}", "Nama: Aminah", "2003-05-01"])
def test_the_search_finds_what_it_is_meant_to_find(text: str) -> None:
    assert leaks(text)
    assert not leaks("NIK('327599**********'), 32.75.99, 2003")


def test_no_public_callable_shows_what_it_is_given(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = check(call for name, function in public() for call in calls(name, function))
    assert made > 30_000 / SAMPLED / 2
    assert not leaks(caplog.text)


def test_no_method_shows_what_it_is_given(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    every = [pair for value in values() for pair in methods(value)]
    assert check(call for name, function in every for call in calls(name, function))
    assert not leaks(caplog.text)


def test_no_value_shows_what_is_in_it() -> None:
    assert not [repr(value) for value in values() if leaks(repr(value))]
