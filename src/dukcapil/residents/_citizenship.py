"""Citizenship with its dates, and permanent stay permits."""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Final, final

import attrs

from dukcapil._shared.checks import RecordFault, check_items, check_optional_date, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.residents._periods import Period, in_order

__all__ = [
    "ChangedCitizenship",
    "Citizen",
    "CitizenPeriod",
    "Citizenship",
    "PermanentForeigner",
    "StayPermit",
]


@final
@attrs.frozen(kw_only=True)
class CitizenPeriod(Value):
    """A time as an Indonesian citizen (WNI) over the half-open interval `[since, until)`.

    Attributes:
        since: the day of naturalisation or of regaining citizenship; None from birth.
        until: the day on which it was lost, or None while it lasts.

    Raises:
        TypeError: for a `datetime`.
        InvalidRecord: for a period that ends before it began.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.residents import CitizenPeriod
        >>> CitizenPeriod(since=date(2019, 8, 17)).covers(date(2019, 8, 16))
        False
    """

    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        check_optional_date(self, "since", self.since)
        check_optional_date(self, "until", self.until)
        if self.until is not None and self.until <= self._first:
            raise_faults("CitizenPeriod", [("until", Fault.CONTRADICTION, "since")])

    @property
    def _first(self) -> date:
        return self.since or date.min

    def covers(self, day: date) -> bool:
        """Return whether the day lies in the interval."""
        return self._first <= day and (self.until is None or day < self.until)


@final
@attrs.frozen(kw_only=True)
class StayPermit(Period):
    """A permanent stay permit (ITAP) over the half-open interval `[since, until)`.

    Attributes:
        since: first day of validity.
        until: first day after the permit, or None for one without an end.

    Raises:
        TypeError: for a `datetime`.
        InvalidRecord: for a permit that ends before it began.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import StayPermit
        >>> permit = StayPermit(since=date(2018, 1, 1), until=date(2023, 1, 1))
        >>> permit.until - permit.since
        datetime.timedelta(days=1826)
    """

    since: date
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        self.check_period()


class _Dated(Value):
    """A citizenship as periods in which the rule of the card applies, in order of time."""

    __slots__ = ()

    @property
    @abstractmethod
    def periods(self) -> tuple[CitizenPeriod | StayPermit, ...]:
        """The times as a citizen and the permanent permits, in order of time."""

    def is_citizen(self, *, on: date) -> bool:
        """Return whether the person is an Indonesian citizen on the date."""
        return any(isinstance(one, CitizenPeriod) and one.covers(on) for one in self.periods)

    def has_permit(self, *, on: date) -> bool:
        """Return whether a permanent stay permit covers the date."""
        return any(isinstance(one, StayPermit) and one.covers(on) for one in self.periods)


_FOR_LIFE: Final = (CitizenPeriod(),)


@final
@attrs.frozen
class Citizen(_Dated):
    """An Indonesian citizen (WNI) from birth, for life.

    Examples:
        >>> from dukcapil import Citizen
        >>> Citizen()
        Citizen()
    """

    @property
    def periods(self) -> tuple[CitizenPeriod | StayPermit, ...]:
        """One period without bounds."""
        return _FOR_LIFE


def _as_permits(permits: Iterable[StayPermit]) -> tuple[StayPermit, ...]:
    """Return the permits, each ended where a renewal that lasts longer has taken its place."""
    given = tuple(permits)
    check_items("PermanentForeigner", "permits", given, StayPermit)
    if not given:
        return ()
    ended = [
        attrs.evolve(old, until=new.since) if _is_renewed_early(old, new) else old
        for old, new in pairwise(given)
    ]
    return (*ended, given[-1])


def _is_renewed_early(old: StayPermit, new: StayPermit) -> bool:
    if old.until is None or not old.since < new.since < old.until:
        return False
    return new.until is None or old.until <= new.until


@final
@attrs.frozen
class PermanentForeigner(_Dated):
    """A foreigner who has, had or will have a permanent stay permit (ITAP).

    Attributes:
        permits: the permits in order of time. A renewal that begins on the day on which the last
            permit ends leaves no gap; one that begins earlier takes its place, so that the last
            permit ends on that day, and with it a card whose print has no end of its own.

    Raises:
        TypeError: for something other than permits.
        InvalidRecord: without a permit, for permits out of order, and for one within another.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import PermanentForeigner, StayPermit
        >>> len(PermanentForeigner([StayPermit(since=date(2018, 1, 1))]).permits)
        1
    """

    permits: tuple[StayPermit, ...] = attrs.field(converter=_as_permits)

    def __attrs_post_init__(self) -> None:
        if not self.permits:
            raise_faults("PermanentForeigner", [("permits", Fault.MISSING)])
        if not in_order(self.permits):
            raise_faults("PermanentForeigner", [("permits", Fault.OUT_OF_ORDER)])

    @property
    def periods(self) -> tuple[CitizenPeriod | StayPermit, ...]:
        """The permits."""
        return self.permits


def _as_periods(
    periods: Iterable[CitizenPeriod | StayPermit],
) -> tuple[CitizenPeriod | StayPermit, ...]:
    """Return the periods, each permit ended where what follows has taken its place."""
    given = tuple(periods)
    for place, one in enumerate(given):
        if not isinstance(one, CitizenPeriod):
            check_items("ChangedCitizenship", f"periods[{place}]", (one,), StayPermit)
    ended = [
        attrs.evolve(old, until=new.since) if _is_replaced(old, new) else old
        for old, new in pairwise(given)
    ]
    return (*ended, *given[-1:])


def _is_replaced(old: CitizenPeriod | StayPermit, new: CitizenPeriod | StayPermit) -> bool:
    if isinstance(old, CitizenPeriod):
        return False
    if isinstance(new, StayPermit):
        return _is_renewed_early(old, new)
    begins = new.since
    return begins is not None and old.since < begins and (old.until is None or begins < old.until)


@final
@attrs.frozen
class ChangedCitizenship(_Dated):
    """A citizenship that was gained, lost or regained.

    Attributes:
        periods: the times as an Indonesian citizen and the permanent permits outside them, in
            order of time. A permit ends where citizenship begins, if not earlier, and leaves no
            gap in the obligation then; the card of before ends with it.

    Raises:
        TypeError: for something other than periods and permits.
        InvalidRecord: for periods out of order; without a time as a citizen, which is
            `PermanentForeigner`; and for citizenship from birth, for life, which is `Citizen`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.residents import ChangedCitizenship, CitizenPeriod, StayPermit
        >>> naturalised = ChangedCitizenship([
        ...     StayPermit(since=date(2014, 1, 6), until=date(2024, 1, 6)),
        ...     CitizenPeriod(since=date(2019, 8, 17)),
        ... ])
        >>> naturalised.has_permit(on=date(2019, 8, 16))
        True
        >>> naturalised.is_citizen(on=date(2019, 8, 17))
        True
    """

    periods: tuple[CitizenPeriod | StayPermit, ...] = attrs.field(converter=_as_periods)

    def __attrs_post_init__(self) -> None:
        if not any(isinstance(one, CitizenPeriod) for one in self.periods):
            raise_faults("ChangedCitizenship", [_no_change("PermanentForeigner(...)")])
        if self.periods == _FOR_LIFE:
            raise_faults("ChangedCitizenship", [_no_change("Citizen()")])
        if not all(
            old.until is not None and new.since is not None and old.until <= new.since
            for old, new in pairwise(self.periods)
        ):
            raise_faults("ChangedCitizenship", [("periods", Fault.OUT_OF_ORDER)])


def _no_change(simple: str) -> RecordFault:
    return "periods", Fault.CONTRADICTION, f"a change; use {simple}"


Citizenship = Citizen | PermanentForeigner | ChangedCitizenship
"""Whether and when a person is subject to the rule of the card, as a citizen or by a permit."""
