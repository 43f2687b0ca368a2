"""The parts of a plan: days with crews, and visits."""

from datetime import date
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = ["PlannedDay", "Promise", "Sent", "Visit"]


@final
@attrs.frozen(kw_only=True)
class PlannedDay(Value):
    """A day on which crews can go out.

    Attributes:
        on: the day.
        crews: the number of crews; 0 or more.
        price: the price of a crew-day in people, see `Plan`; 0 or more, 0 if crews are idle.
        share: the length of the day, as a share of a full working day above 0, at most 1.
    """

    on: date
    crews: int
    price: Fraction = Fraction(0)
    share: Fraction = Fraction(1)

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_count(self, "crews", self.crews)
        check_type(self, "price", self.price, Fraction)
        check_type(self, "share", self.share, Fraction, "; use Fraction(4, 5)")
        if self.price < 0:
            raise_faults("PlannedDay", [("price", Fault.NEGATIVE)])
        if not 0 < self.share <= 1:
            raise_faults("PlannedDay", [("share", Fault.OUT_OF_BOUNDS)])


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
    venue: str
    people: int

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for field in ("crew", "stop", "people"):
            check_count(self, field, getattr(self, field))
        check_type(self, "venue", self.venue, str)


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

    venue: str
    on: date

    def __attrs_post_init__(self) -> None:
        check_type(self, "venue", self.venue, str)
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

    venue: str
    office: str
    people: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "venue", self.venue, str)
        check_type(self, "office", self.office, str)
        check_count(self, "people", self.people)
