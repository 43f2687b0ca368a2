"""Opening days: rules for the days on which a venue can be visited or a crew works."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final, final

import attrs
from dateutil.rrule import rrulebase

from dukcapil._shared.checks import check_count, check_date, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = [
    "DayRule",
    "OpenDays",
    "as_dates",
    "as_plain_days",
    "as_rule",
    "dated",
    "days_between",
    "open_dates",
]

_MOST_DAYS: Final = 10_000
"""A rule that yields more days than this is taken to be endless."""

_YEARS: Final = range(2000, 2051)
"""The years for which a mapping of holidays is asked."""

DayRule = Iterable[date] | Callable[[date], bool] | rrulebase | None
"""A rule for days: dates, a predicate of a date such as an `OpenDays`, or a rule or set of rules of
`dateutil.rrule`; None for all planned days."""


def _as_weekdays(weekdays: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(weekdays)))


def _as_days(days: Iterable[date]) -> tuple[date, ...]:
    if isinstance(days, Mapping):
        # Mappings such as those of the package `holidays` have the days of a year once asked.
        for year in _YEARS:
            date(year, 1, 1) in days  # noqa: B015  asked for what it does, not for the answer
    days = tuple(days)
    for day in days:
        check_date("OpenDays", "holidays", day)
    return tuple(sorted(set(days)))


def _as_terms(terms: Iterable[tuple[date, date]] | None) -> tuple[tuple[date, date], ...] | None:
    return None if terms is None else tuple(sorted((since, until) for since, until in terms))


def _closed_days(rule: "OpenDays") -> frozenset[date]:
    return frozenset(rule.holidays)


@final
@attrs.frozen(kw_only=True)
class OpenDays(Value):
    """The opening days of a school, an office or a crew, as a predicate of a date.

    Holidays are an argument, because they are decreed year by year. A mapping by date, such as
    `holidays.ID(categories=("public", "government"))` of the package `holidays`, is taken as it
    is; one that fills when it is asked is asked for the years 2000 to 2050.

    Attributes:
        weekdays: 0 for Monday to 6 for Sunday; Monday to Friday unless given.
        holidays: dates that are closed although their weekday is open.
        terms: periods such as school terms, outside which it is closed, each as its first day and
            the first day after it; None for open all year.

    Raises:
        TypeError: for anything but dates and weekday numbers.
        InvalidRecord: for a weekday out of bounds, or terms that overlap or end before they begin.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.outreach import OpenDays
        >>> school = OpenDays(
        ...     terms=[(date(2020, 1, 6), date(2020, 6, 20))], holidays=[date(2020, 3, 25)]
        ... )
        >>> school(date(2020, 3, 24)), school(date(2020, 3, 25)), school(date(2020, 7, 1))
        (True, False, False)
        >>> [day.day for day in school.between(date(2020, 3, 20), date(2020, 3, 28))]
        [20, 23, 24, 26, 27]
    """

    weekdays: tuple[int, ...] = attrs.field(default=(0, 1, 2, 3, 4), converter=_as_weekdays)
    holidays: tuple[date, ...] = attrs.field(default=(), converter=_as_days)
    terms: tuple[tuple[date, date], ...] | None = attrs.field(default=None, converter=_as_terms)
    _closed: frozenset[date] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_closed_days, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        for weekday in self.weekdays:
            check_count(self, "weekdays", weekday)
        ends = [day for term in self.terms or () for day in term]
        for day in ends:
            check_date(self, "terms", day)
        faults = []
        if self.weekdays and self.weekdays[-1] > 6:
            faults.append(("weekdays", Fault.OUT_OF_BOUNDS))
        if any(one > other for one, other in pairwise(ends)):
            faults.append(("terms", Fault.OUT_OF_ORDER))
        raise_faults("OpenDays", faults)

    def __call__(self, day: date) -> bool:
        """Return whether the day is open."""
        in_term = self.terms is None or any(since <= day < until for since, until in self.terms)
        return in_term and day.weekday() in self.weekdays and day not in self._closed

    def between(self, since: date, until: date) -> tuple[date, ...]:
        """Return the open days from `since` up to, and without, `until`."""
        return tuple(filter(self, days_between(since, until)))


def days_between(since: date, until: date) -> list[date]:
    """Return all days from `since` up to, and without, `until`."""
    check_date("between", "since", since)
    check_date("between", "until", until)
    return [since + timedelta(days=number) for number in range((until - since).days)]


def as_dates(owner: str, field: str, days: Iterable[date] | rrulebase) -> tuple[date, ...]:
    """Return the given days in the order given; a rule must end."""
    if not isinstance(days, Iterable):
        raise TypeError(f"{owner}.{field}: expected several dates, found {type(days).__name__}")
    found: list[date] = []
    for day in days:
        if isinstance(days, rrulebase) and isinstance(day, datetime):
            day = day.date()  # noqa: PLW2901  rules of dateutil are made of moments
        check_date(owner, field, day)
        found.append(day)
        if len(found) > _MOST_DAYS:
            raise_faults(owner, [(field, Fault.OUT_OF_BOUNDS)])
    return tuple(found)


def as_rule(owner: str, field: str, rule: DayRule) -> DayRule:
    """Return dates sorted, and a predicate or rule unchanged."""
    if rule is None or callable(rule) or isinstance(rule, rrulebase):
        return rule
    return tuple(sorted(set(as_dates(owner, field, rule))))


def as_plain_days(owner: str, field: str, days: DayRule) -> DayRule:
    """Return days that are values, so that a plan with them can be written: no predicates."""
    if days is None or isinstance(days, OpenDays):
        return days
    if callable(days):
        raise TypeError(f"{owner}.{field}: expected dates or OpenDays, found a predicate")
    return tuple(sorted(set(as_dates(owner, field, days))))


def dated(rule: DayRule, days: tuple[date, ...]) -> DayRule:
    """Return the dates among the days that a rule allows; None and `OpenDays` stay.

    They are values, and can say of a day that is added later whether it is open.
    """
    return rule if rule is None or isinstance(rule, OpenDays) else open_dates(days, rule)


def open_dates(days: tuple[date, ...], rule: DayRule) -> tuple[date, ...]:
    """Return the planned days, in their order, that the rule allows."""
    if rule is None or not days:
        return days
    if isinstance(rule, rrulebase):  # which may never end
        moments = takewhile(lambda moment: moment.date() <= max(days), rule)
        open_ = {moment.date() for moment in moments}
    elif isinstance(rule, OpenDays):
        return _open_of(days, rule)
    elif callable(rule):
        return tuple(filter(rule, days))
    else:
        open_ = set(rule)
    return tuple(day for day in days if day in open_)


@lru_cache(maxsize=4_096)
def _open_of(days: tuple[date, ...], rule: OpenDays) -> tuple[date, ...]:
    """Return the open days: plans ask again and again for the same ones."""
    return tuple(filter(rule, days))
