"""The parts of a plan: days with crews, and visits."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Final, final

import attrs

from dukcapil._shared.checks import (
    check_count,
    check_date,
    check_items,
    check_most,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = ["MOST_CREWS", "Night", "PlannedDay", "Promise", "Sent", "Visit"]

MOST_CREWS: Final = 10_000
"""Crews on one day; every one has its row in the plan."""


def _check_id(owner: object, field: str, text: str) -> None:
    """Raise unless an id is text that a venue can have."""
    check_type(owner, field, text, str)
    if text_fault(text) is not None:
        raise_faults(type(owner).__name__, [(field, Fault.NOT_PLAIN)])


def _as_prices(prices: Iterable[Fraction]) -> tuple[Fraction, ...]:
    return tuple(prices)


@final
@attrs.frozen(kw_only=True)
class PlannedDay(Value):
    """A day on which crews can go out.

    Attributes:
        on: the day.
        crews: the number of crews; 0 to 10,000.
        price: the price of a crew-day in people, see `Plan`; 0 or more, 0 if crews are idle.
        share: the length of the day, as a share of a full working day above 0, at most 1.
        crew_prices: the price of the day of each of its crews, by number, if the plan has `Crew`
            values; `price` is then the dearest.
    """

    on: date
    crews: int
    price: Fraction = Fraction(0)
    share: Fraction = Fraction(1)
    crew_prices: tuple[Fraction, ...] = attrs.field(default=(), converter=_as_prices)

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_count(self, "crews", self.crews)
        check_most(self, "crews", self.crews, MOST_CREWS)
        check_type(self, "price", self.price, Fraction)
        check_type(self, "share", self.share, Fraction, "; use Fraction(4, 5)")
        if self.price < 0:
            raise_faults("PlannedDay", [("price", Fault.NEGATIVE)])
        if not 0 < self.share <= 1:
            raise_faults("PlannedDay", [("share", Fault.OUT_OF_BOUNDS)])
        check_items(self, "crew_prices", self.crew_prices, Fraction)
        if any(price < 0 for price in self.crew_prices):
            raise_faults("PlannedDay", [("crew_prices", Fault.NEGATIVE)])


@final
@attrs.frozen(kw_only=True)
class Visit(Value):
    """A visit of one crew to one venue on one day.

    Attributes:
        on: the day.
        crew: the number of the crew, from 1.
        stop: the number of the stop in the crew's day, from 1.
        venue: the id of the venue.
        people: the people expected to be recorded.
    """

    on: date
    crew: int
    stop: int = 1
    venue: str = attrs.field(repr=False)
    people: int

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for field in ("crew", "stop", "people"):
            check_count(self, field, getattr(self, field))
        _check_id(self, "venue", self.venue)


@final
@attrs.frozen(kw_only=True)
class Night(Value):
    """A night that a crew stays away: it sleeps at its last venue, and goes on from there.

    Attributes:
        crew: the number of the crew, from 1.
        on: the day after which it stays; it works on the next calendar day.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.outreach import Night
        >>> Night(crew=2, on=date(2020, 3, 24)).on.isoformat()
        '2020-03-24'
    """

    crew: int
    on: date

    def __attrs_post_init__(self) -> None:
        check_count(self, "crew", self.crew)
        check_date(self, "on", self.on)


@final
@attrs.frozen(kw_only=True)
class Promise(Value):
    """A visit of one crew that was promised to a venue for a day, such as by letter.

    Attributes:
        venue: the id of the venue.
        on: the day.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.outreach import Promise
        >>> Promise(venue="SMAN 98", on=date(2020, 3, 24)).on.isoformat()
        '2020-03-24'
    """

    venue: str = attrs.field(repr=False)
    on: date

    def __attrs_post_init__(self) -> None:
        _check_id(self, "venue", self.venue)
        check_date(self, "on", self.on)


@final
@attrs.frozen(kw_only=True)
class Sent(Value):
    """People of a closed venue who are sent to the office of their kelurahan.

    Attributes:
        venue: the id of the closed venue.
        office: the id of the office.
        people: the number of people.
    """

    venue: str = attrs.field(repr=False)
    office: str = attrs.field(repr=False)
    people: int

    def __attrs_post_init__(self) -> None:
        _check_id(self, "venue", self.venue)
        _check_id(self, "office", self.office)
        check_count(self, "people", self.people)
