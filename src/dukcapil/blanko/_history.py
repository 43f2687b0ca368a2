"""The append-only record of one place: every change of its balance, readable as of any length.

A reader names the length of the journal that it knows (`size`) and sees the changes of earlier rows
only. Changes are appended and never altered, so any number of threads may read while one appends.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Final, NamedTuple, final

__all__ = ["ROW_BITS", "Change", "History", "day_of"]

# A change is found by one integer: the ordinal of its day above 32 bits, its row below them. The
# last day of the calendar, 3,652,059, takes 22 bits, so a key has at most 54 of the 63 bits of an
# array of type "q"; 2**32 rows are more than memory holds. A row that is appended later is on the
# same day or a later one, so keys rise, and so do the rows in them.
ROW_BITS: Final = 32
_ROW_MASK: Final = (1 << ROW_BITS) - 1

_NO_KEYS: Final = array("q", (0,))  # before the first day, nothing
_NO_TOTALS: Final = array("i", (0,))

_RUN: Final = 16  # late changes in the shortest sorted run; fewer are scanned
_row_of: Final = _ROW_MASK.__and__  # the row of a key, without a frame of Python for each


def day_of(key: int) -> int:
    """Return the ordinal of the day of a key."""
    return key >> ROW_BITS


@final
class Change(NamedTuple):
    """One change of the balance of a place, negative where cards left it.

    A change of no cards marks a count that found what the ledger said.
    """

    row: int
    day: int
    cards: int


@final
class History:
    """Every change of the balance of one place.

    Changes that arrive in the order of their days have a running total, found by bisection. Those
    that arrive later than a change of a later day are kept apart, in `_LateChanges`; a balance is
    the sum of both. Totals take 4 bytes each until one needs
    8, which hold 9.2e18: nine million entries of the greatest amount, 10**12 cards.

    Attributes:
        is_never_negative: whether the balance of the place is never negative.
        sent_row: the row of the last lot sent here under a document; -1 before there is one.
        is_from_above: whether that lot comes from above.
    """

    __slots__ = (
        *("is_from_above", "is_never_negative", "keys", "last_day", "late", "sent_row", "total"),
        "totals",
    )

    def __init__(self, *, is_never_negative: bool) -> None:
        self.is_never_negative = is_never_negative
        self.keys, self.totals = _NO_KEYS[:], _NO_TOTALS[:]
        self.late: _LateChanges | None = None
        # For the writer: the last day with a change in order, and the balance by those.
        self.last_day = self.total = 0
        self.sent_row = -1
        self.is_from_above = False

    # --- reading, in any thread ------------------------------------------------------------

    def balance(self, day: int, size: int) -> int:
        """Return the balance at the end of a day by the rows before `size`."""
        keys, late = self.keys, self.late
        count = bisect_right(keys, day << ROW_BITS | _ROW_MASK)
        if keys[count - 1] & _ROW_MASK >= size:
            count = self._count(size)
        total = self.totals[count - 1]
        return total if late is None else total + late.sum(day, size)

    def changes(self, size: int) -> Iterator[Change]:
        """Yield the changes of the rows before `size`: those in the order of days, then the others.

        Each of the two parts is in the order of rows.
        """
        before = 0
        count = self._count(size)
        for key, total in zip(
            islice(self.keys, 1, count), islice(self.totals, 1, count), strict=True
        ):
            yield Change(key & _ROW_MASK, key >> ROW_BITS, total - before)
            before = total
        if self.late is not None:
            yield from self.late.changes(size)

    def between(self, first: int, stop: int, size: int) -> Iterator[Change]:
        """Yield the changes of some days by the rows before `size`, in the order of `changes`.

        It takes time for those changes alone.
        """
        start = bisect_left(self.keys, first << ROW_BITS, 1)
        end = min(bisect_left(self.keys, stop << ROW_BITS, start), self._count(size))
        for at in range(start, end):
            key = self.keys[at]
            yield Change(key & _ROW_MASK, key >> ROW_BITS, self.totals[at] - self.totals[at - 1])
        if self.late is not None:
            yield from self.late.between(first, stop, size)

    def first_day(self, size: int) -> int | None:
        """Return the first day with a change; None if there is none."""
        days = [change.day for change in islice(self.changes(size), 1)]
        if self.late is not None:
            days += self.late.days[: bisect_left(self.late.rows, size)]
        return min(days, default=None)

    def has_moved(self, day: int, size: int) -> bool:
        """Return whether cards came or went up to the end of a day."""
        return any(change.cards for change in self.changes(size) if change.day <= day)

    def steps(self, size: int) -> list[tuple[int, int]]:
        """Return the days on which the balance changed, and the balance at their end."""
        days: dict[int, int] = {}
        for change in self.changes(size):
            days[change.day] = days.get(change.day, 0) + change.cards
        changed = [day for day in sorted(days) if days[day]]
        return list(zip(changed, accumulate(days[day] for day in changed), strict=True))

    def _count(self, size: int) -> int:
        """Return one more than the number of changes in order by the rows before `size`."""
        return bisect_left(self.keys, size, 1, key=_row_of)

    # --- for the one writer ----------------------------------------------------------------

    def latest(self) -> tuple[int, int]:
        """Return the last day with a change, or 0, and the balance after all changes."""
        late = self.late
        return self.last_day, self.total if late is None else self.total + late.total

    def lengths(self) -> tuple[int, int]:
        """Return one more than the number of changes in order, and the number of late ones."""
        return len(self.keys), 0 if self.late is None else len(self.late.rows)

    def late_since(self, known: int) -> list[tuple[int, int]]:
        """Return the days and cards of the late changes after the first `known`."""
        late = self.late
        if late is None:
            return []
        return list(zip(late.days[known:], late.cards[known:], strict=True))

    def append(self, row: int, day: int, cards: int) -> None:
        """Append a change; `row` is not before that of any other."""
        if day >= self.last_day:
            total = self.total = self.total + cards
            try:
                self.totals.append(total)
            except OverflowError:  # more than 2**31; a reader has the old array or the new
                self.totals = array("q", self.totals)
                self.totals.append(total)
            self.keys.append(day << ROW_BITS | row)  # last, since readers go by the keys
            self.last_day = day
        else:
            if self.late is None:
                self.late = _LateChanges()
            self.late.append(row, day, cards)

    def copy(self, size: int) -> History:
        """Return a history of the rows before `size` that goes on by itself."""
        history, count = History(is_never_negative=self.is_never_negative), self._count(size)
        history.keys, history.totals = self.keys[:count], self.totals[:count]
        history.last_day, history.total = day_of(history.keys[-1]), history.totals[-1]
        history.late = None if self.late is None else self.late.copy(size)
        history.sent_row = self.sent_row
        return history


@final
class _Run(NamedTuple):
    """Some late changes in the order of days: the days, and the sum of the changes before each.

    The sums begin with 0 and end with that of all: there is one more of them than days.
    """

    days: array[int]
    sums: array[int]

    @classmethod
    def of(cls, days: array[int], cards: array[int]) -> _Run:
        on, change = days.tolist(), cards.tolist()  # which are read faster than arrays
        order = sorted(range(len(on)), key=on.__getitem__)
        sums = list(accumulate(map(change.__getitem__, order), initial=0))
        try:
            narrow = array("i", sums)
        except OverflowError:  # more than 2**31
            narrow = array("q", sums)
        return cls(array("i", map(on.__getitem__, order)), narrow)


@final
class _LateChanges:
    """The changes of a place that arrived after a change of a later day.

    The changes before a row with days up to another are summed by the logarithmic method of Bentley
    and Saxe (1980), with runs that begin together: a block of level k is `_RUN` * 4**k changes, and
    of every four blocks, sorted runs hold the first, the first two and the first three; all four
    are a block of the next level. The first n changes are one run of each level at most, and fewer
    than `_RUN` others: a cost of O(log(n)**2). A run is made of changes that are there, and never
    altered, so each length has its answer. `whole` is a single run for a length that many
    questions were about; it is replaced together with that length.
    """

    __slots__ = ("asked", "cards", "days", "rows", "runs", "total", "whole")

    def __init__(self) -> None:
        self.rows, self.days, self.cards = array("I"), array("i"), array("q")
        self.runs: list[list[_Run]] = []  # by level; three for every four blocks
        self.total = 0  # for the writer: of all changes
        # Of readers: the number of changes last asked about, and how often; the run of so many.
        self.asked = 0, 0
        self.whole = 0, _Run.of(self.days, self.cards)

    def sum(self, day: int, size: int) -> int:
        """Return the sum of the changes up to a day by the rows before `size`."""
        rows = self.rows
        count = len(rows)
        if count and rows[-1] >= size:
            count = bisect_left(rows, size)
        known, (days, sums) = self.whole
        if known == count:
            return sums[bisect_right(days, day)]
        self._ask(count)
        start = total = 0
        for level in range(len(self.runs) - 1, -1, -1):
            length = _RUN << 2 * level
            blocks = (count - start) // length
            if blocks:
                days, sums = self.runs[level][start // length // 4 * 3 + blocks - 1]
                total += sums[bisect_right(days, day)]
                start += blocks * length
        days = self.days
        for at in range(start, count):
            if days[at] <= day:
                total += self.cards[at]
        return total

    def _ask(self, count: int) -> None:
        """Make one run of the first changes when questions about them have cost as much.

        Threads that ask at once may count a question less, or make the same run twice.
        """
        asked, times = self.asked
        times = times + 1 if asked == count else 1
        self.asked = count, times
        if times > _RUN + count // _RUN:
            self.whole = count, _Run.of(self.days[:count], self.cards[:count])

    def changes(self, size: int) -> Iterator[Change]:
        """Yield the changes of the rows before `size`, in the order of rows."""
        count = bisect_left(self.rows, size)
        return islice(map(Change, self.rows, self.days, self.cards), count)

    def between(self, first: int, stop: int, size: int) -> Iterator[Change]:
        """Yield the changes of some days by the rows before `size`, in the order of rows."""
        count = bisect_left(self.rows, size)
        start = 0
        for level in range(len(self.runs) - 1, -1, -1):
            length = _RUN << 2 * level
            for block in range(start // length, count // length):
                yield from self._in_block(level, block, first, stop)
            start = count // length * length
        yield from self._scanned(start, count, first, stop)

    def _in_block(self, level: int, block: int, first: int, stop: int) -> Iterator[Change]:
        """Yield the changes of some days in a block, which is left out where it has none."""
        group, at = divmod(block, 4)
        if at < 3:  # the fourth has no run of its own, nor is it often asked about
            runs = self.runs[level][3 * group : 3 * group + at + 1]
            found = [bisect_left(run.days, stop) - bisect_left(run.days, first) for run in runs]
            if found[-1] == (found[-2] if at else 0):
                return
        if not level:
            yield from self._scanned(block * _RUN, (block + 1) * _RUN, first, stop)
            return
        for part in range(4 * block, 4 * block + 4):
            yield from self._in_block(level - 1, part, first, stop)

    def _scanned(self, start: int, end: int, first: int, stop: int) -> Iterator[Change]:
        days = self.days
        for at in range(start, end):
            if first <= days[at] < stop:
                yield Change(self.rows[at], days[at], self.cards[at])

    def append(self, row: int, day: int, cards: int) -> None:
        """Append a change, and the run that ends with it, if one does."""
        self.days.append(day)
        self.cards.append(cards)
        blocks, others = divmod(len(self.days), _RUN)
        if not others:
            level = 0
            while blocks % 4 == 0:
                blocks, level = blocks // 4, level + 1
            if level == len(self.runs):
                self.runs.append([])
            first = -(blocks % 4) * (_RUN << 2 * level)
            self.runs[level].append(_Run.of(self.days[first:], self.cards[first:]))
        self.total += cards
        self.rows.append(row)  # last, since readers go by the rows

    def copy(self, size: int) -> _LateChanges:
        """Return the changes of the rows before `size`, which go on by themselves."""
        late, count = _LateChanges(), bisect_left(self.rows, size)
        late.rows, late.days = self.rows[:count], self.days[:count]
        late.cards, late.total = self.cards[:count], sum(self.cards[:count])
        for level, runs in enumerate(self.runs):
            groups, blocks = divmod(count // (_RUN << 2 * level), 4)
            if groups or blocks:
                late.runs.append(runs[: 3 * groups + blocks])
        return late
