"""Histories of a place against a sum over all changes, at every length and in copies."""

from __future__ import annotations

from random import Random

import pytest

from dukcapil.blanko._history import Change, History  # what a balance is read from

DAYS = range(1, 60)
CHANGES = 700
SIZES = [0, 1, 2, 15, 16, 17, 63, 65, 255, 256, 257, 511, CHANGES - 1, CHANGES]


def some_changes(greatest: int) -> list[Change]:
    """Changes of which nearly all are of an earlier day than one before."""
    rng = Random(2017)  # noqa: S311  the same changes in every run
    return [
        Change(row, rng.choice(DAYS), rng.randint(-greatest, greatest)) for row in range(CHANGES)
    ]


def history_of(changes: list[Change]) -> History:
    history = History(is_never_negative=False)
    for change in changes:
        history.append(*change)
    return history


def slow_balance(changes: list[Change], day: int, size: int) -> int:
    return sum(change.cards for change in changes[:size] if change.day <= day)


@pytest.mark.parametrize("greatest", [9, 10**12])
def test_balances_at_every_length_are_the_sums_of_the_changes(greatest: int) -> None:
    """A length is asked for so often that its changes are put in one run, which says the same."""
    changes = some_changes(greatest)
    history = history_of(changes)
    expected = {day: [slow_balance(changes, day, size) for size in SIZES] for day in DAYS}
    for day in DAYS:
        assert [history.balance(day, size) for size in SIZES] == expected[day]
    for size, at in zip(SIZES, range(len(SIZES)), strict=True):
        for day in (*DAYS, *DAYS):
            assert history.balance(day, size) == expected[day][at]


@pytest.mark.parametrize("size", SIZES)
def test_a_copy_goes_on_by_itself(size: int) -> None:
    changes = some_changes(9)
    history = history_of(changes)
    copied = history.copy(size)
    for row, (_, day, cards) in enumerate(changes[:300], start=size):
        copied.append(row, day, cards)
    gone_on = [*changes[:size], *changes[:300]]
    for day in DAYS:
        assert copied.balance(day, len(gone_on)) == slow_balance(gone_on, day, len(gone_on))
        assert history.balance(day, CHANGES) == slow_balance(changes, day, CHANGES)
    assert copied.latest()[1] == slow_balance(gone_on, DAYS[-1], len(gone_on))


def test_runs_are_made_once_however_many_changes_arrive_late() -> None:
    """Each run is of one, two or three blocks of its level, and no two levels hold the same."""
    late = history_of(some_changes(9)).late
    assert late is not None
    blocks = len(late.days) // 16
    assert [len(level) for level in late.runs] == [
        blocks // width - blocks // (4 * width) for width in (1, 4, 16)
    ]


@pytest.mark.parametrize("size", SIZES)
def test_the_changes_of_some_days_are_those_among_all(size: int) -> None:
    """Changes come nearly in the order of days, so that most blocks have none of a few days."""
    rng = Random(2018)  # noqa: S311  the same changes in every run
    changes = [
        Change(row, 1 + row // 14 + rng.choice([0, 9, -row // 40]), rng.randint(-9, 9))
        for row in range(CHANGES)
    ]
    history = history_of(changes)
    for first, stop in [(0, 80), (1, 2), (20, 20), (20, 23), (44, 60), (59, 70), (90, 99)]:
        found = sorted(history.between(first, stop, size))
        assert found == [change for change in changes[:size] if first <= change.day < stop]
