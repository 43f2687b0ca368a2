"""Periods: half-open intervals of days with a beginning."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from dukcapil._shared.checks import check_date, check_optional_date, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = ["Period", "in_order"]


class Period(Value):
    """A half-open interval of days, `[since, until)`, that lasts while `until` is None."""

    __slots__ = ()

    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Return whether the day lies in the interval."""
        return self.since <= day and (self.until is None or day < self.until)

    def check_period(self) -> None:
        """Raise for bounds that are no dates, and for an end that is not after the beginning."""
        check_date(self, "since", self.since)
        check_optional_date(self, "until", self.until)
        if self.until is not None and self.until <= self.since:
            raise_faults(type(self).__name__, [("until", Fault.CONTRADICTION, "since")])


def in_order(periods: Sequence[Period]) -> bool:
    """Return whether each period ends before the next one begins, or on that day."""
    return all(
        earlier.until is not None and earlier.until <= later.since
        for earlier, later in pairwise(periods)
    )
