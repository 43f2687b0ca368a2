"""Hours of the clock, and the clock of a working day: its begin, its breaks, and what is open.

Breaks are a change of the clock. All that is planned is in *working minutes*, those since the begin
of the day without the breaks. Two functions lead from them to the clock and back, and both never
fall, so that what comes first in working minutes comes first on the clock.
"""

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple, final

import attrs

from dukcapil._shared.checks import RecordFault, check_items, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.outreach._open_days import DayRule, as_plain_days, open_dates

__all__ = [
    "Clock",
    "Hours",
    "OpenHours",
    "Window",
    "as_hours",
    "clock_of",
    "minute_of",
    "shared_hours",
    "time_faults",
]


def _as_days(days: DayRule) -> DayRule:
    return as_plain_days("Hours", "on", days)


@final
@attrs.frozen(kw_only=True)
class Hours(Value):
    """Hours of the clock on some days: those in which a venue is open, or a break of all crews.

    Attributes:
        begins: the first minute, in the time zone of the venue.
        ends: the first minute after; later than `begins`.
        on: the days, as dates or as `OpenDays` for weekdays; None for every day.

    Raises:
        TypeError: for anything but times without a time zone, and dates or `OpenDays`.
        InvalidRecord: for seconds, or an end that is not after the begin.

    Examples:
        >>> from datetime import time
        >>> from dukcapil.outreach import Hours, OpenDays
        >>> noon = Hours(begins=time(11, 30), ends=time(13), on=OpenDays(weekdays=[4]))
        >>> noon.on.weekdays
        (4,)
    """

    begins: time
    ends: time
    on: DayRule = attrs.field(default=None, converter=_as_days)

    def __attrs_post_init__(self) -> None:
        faults: list[RecordFault] = []
        for field in ("begins", "ends"):
            faults += time_faults(self, field, getattr(self, field))
        if not faults and self.begins >= self.ends:
            faults.append(("ends", Fault.OUT_OF_ORDER))
        raise_faults("Hours", faults)


def time_faults(owner: object, field: str, value: time) -> list[RecordFault]:
    """Return the fault of a time that is not a whole minute; raise unless it is a plain time."""
    check_type(owner, field, value, time)
    if value.tzinfo is not None:
        raise TypeError(f"{type(owner).__name__}.{field}: expected a time without a time zone")
    return [(field, Fault.OUT_OF_BOUNDS)] if value.second or value.microsecond else []


def as_hours(owner: str, field: str, hours: Hours | Iterable[Hours]) -> tuple[Hours, ...]:
    """Return hours as a tuple, in order and each once; one value stands for itself."""
    if hours == ():
        return ()
    found = (hours,) if isinstance(hours, Hours) else tuple(hours)
    check_items(owner, field, found, Hours)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.begins, one.ends, repr(one.on))))


def minute_of(at: time) -> int:
    """Return the minutes since midnight."""
    return 60 * at.hour + at.minute


def shared_hours(hours: Iterable[Hours], on: date) -> tuple[int, int] | None:
    """Return the minutes since midnight that lie in all the hours of a day; None for any.

    Where no minute does, the end is not after the begin.
    """
    spans = [
        (minute_of(one.begins), minute_of(one.ends)) for one in hours if open_dates((on,), one.on)
    ]
    if not spans:
        return None
    return max(begin for begin, _ in spans), min(end for _, end in spans)


@final
class Window(NamedTuple):
    """Working minutes of a day in which a venue is open; for none `closes` is not after `opens`."""

    opens: int
    closes: int


@final
class OpenHours:
    """The windows of venues with the same hours, by day."""

    def __init__(self, hours: tuple[Hours, ...], clock: "Clock") -> None:
        self._hours = hours
        self._clock = clock
        self._windows: dict[date, Window | None] = {}

    def window(self, on: date) -> Window | None:
        """Return the window of a day; None if the hours say nothing of it."""
        if on not in self._windows:
            span = shared_hours(self._hours, on)
            self._windows[on] = span and Window(*(self._clock.worked(on, at) for at in span))
        return self._windows[on]


@final
class Clock:
    """The clock of working days that begin at the same time and have the same breaks."""

    def __init__(self, begins_at: time, breaks: tuple[Hours, ...]) -> None:
        self._begins = minute_of(begins_at)
        self._breaks = breaks
        self._breaks_on: dict[date, list[tuple[int, int]]] = {}
        self._open_hours: dict[tuple[Hours, ...], OpenHours] = {}

    def open_hours(self, hours: tuple[Hours, ...]) -> OpenHours:
        """Return the windows of venues with some hours."""
        found = self._open_hours.get(hours)
        if found is None:
            found = self._open_hours[hours] = OpenHours(hours, self)
        return found

    def worked(self, on: date, at: int) -> int:
        """Return the working minutes of a day up to a minute since midnight."""
        breaks = sum(max(0, min(end, at) - begin) for begin, end in self._breaks_of(on))
        return max(0, at - self._begins - breaks)

    def after(self, on: date, worked: int) -> int:
        """Return the minute since midnight at which work goes on after some working minutes."""
        at = self._begins + worked
        for begin, end in self._breaks_of(on):
            at += end - begin if begin <= at else 0
        return at

    def until(self, on: date, worked: int) -> int:
        """Return the minute since midnight at which some working minutes are over."""
        at = self._begins + worked
        for begin, end in self._breaks_of(on):
            at += end - begin if begin < at else 0
        return at

    def _breaks_of(self, on: date) -> list[tuple[int, int]]:
        """Return the breaks of a day after its begin, in order; those that overlap are one."""
        if on not in self._breaks_on:
            found: list[tuple[int, int]] = []
            for one in self._breaks:
                begin, end = max(self._begins, minute_of(one.begins)), minute_of(one.ends)
                if end > begin and open_dates((on,), one.on):
                    if found and begin <= found[-1][1]:
                        begin, end = found[-1][0], max(end, found.pop()[1])
                    found.append((begin, end))
            self._breaks_on[on] = found
        return self._breaks_on[on]


@lru_cache(maxsize=64)
def clock_of(begins_at: time, breaks: tuple[Hours, ...]) -> Clock:
    """Return the clock of working days, the same for the same begin and breaks."""
    return Clock(begins_at, breaks)
