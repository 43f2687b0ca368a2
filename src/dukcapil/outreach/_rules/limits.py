"""Limits of a plan: people who must be met in a region, and the rupiah of all trips."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import Visit
from dukcapil.regions import RegionCode

__all__ = [
    "Budget",
    "Floor",
    "budget_of",
    "floors_of",
    "missing_of_limits",
    "people_within",
    "trips_rupiah",
    "visit_charge",
    "worth_of_person",
]


@final
@attrs.frozen(kw_only=True)
class Floor(Value):
    """The least number of people to be recorded at the venues of a region.

    Attributes:
        region: the region, of any level.
        people: people recorded there in all visits, kept ones included; 0 or more.
        price: the (weighted) people that the whole plan loses for one person more of the floor;
            0 or more, and 0 if the plan would meet it anyway.

    Examples:
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Floor
        >>> Floor(region=RegionCode("32.75.01"), people=300).price
        Fraction(0, 1)
    """

    region: RegionCode
    people: int
    price: Fraction = Fraction(0)

    def __attrs_post_init__(self) -> None:
        check_type(self, "region", self.region, RegionCode)
        check_count(self, "people", self.people)
        _check_price(self, self.price)


@final
@attrs.frozen(kw_only=True)
class Budget(Value):
    """The most that all visits together may cost.

    Attributes:
        rupiah: the sum of `Venue.trip_rupiah` of all visits, kept ones included; 0 or more.
        price: the (weighted) people that one rupiah more would add; 0 or more, and 0 if the plan
            does not need all of it.

    Examples:
        >>> from dukcapil.outreach import Budget
        >>> Budget(rupiah=25_000_000).price
        Fraction(0, 1)
    """

    rupiah: int
    price: Fraction = Fraction(0)

    def __attrs_post_init__(self) -> None:
        check_count(self, "rupiah", self.rupiah)
        _check_price(self, self.price)


def _check_price(owner: object, price: Fraction) -> None:
    check_type(owner, "price", price, Fraction)
    if price < 0:
        raise_faults(type(owner).__name__, [("price", Fault.NEGATIVE)])


def floors_of(floors: Mapping[RegionCode, int]) -> list[Floor]:
    """Return the floors of regions, without prices."""
    return [Floor(region=region, people=people) for region, people in floors.items()]


def budget_of(rupiah: int | None) -> Budget | None:
    """Return the budget of some rupiah, without a price; None for no limit."""
    return None if rupiah is None else Budget(rupiah=rupiah)


def people_within(visits: Iterable[Visit], venues: Iterable[Venue], region: RegionCode) -> int:
    """Return the people that visits record at the venues of a region."""
    inside = {venue.id for venue in venues if _is_within(venue, region)}
    return sum(visit.people for visit in visits if visit.venue in inside)


def _is_within(venue: Venue, region: RegionCode) -> bool:
    return venue.region in region


def worth_of_person(venue: Venue, floors: Iterable[Floor]) -> Fraction:
    """Return what one person at a venue counts for, at the prices of the floors."""
    return sum(
        (floor.price for floor in floors if _is_within(venue, floor.region)), Fraction(venue.weight)
    )


def visit_charge(venue: Venue, budget: Budget | None) -> Fraction:
    """Return what one visit to a venue costs, in people, at the price of the budget."""
    return Fraction(0) if budget is None else venue.trip_rupiah * budget.price


def trips_rupiah(visits: Iterable[Visit], venues: Iterable[Venue]) -> int:
    """Return the cost of visits in rupiah; those to unknown venues cost nothing."""
    cost_of = {venue.id: venue.trip_rupiah for venue in venues}
    return sum(cost_of.get(visit.venue, 0) for visit in visits)


def missing_of_limits(
    limits: tuple[Iterable[Floor], Budget | None],
    visits: tuple[Iterable[Visit], Iterable[Visit]],
    venues: tuple[Venue, ...],
) -> list[int]:
    """Return the people that each floor misses, then the rupiah above the budget.

    Negative where there is more than a floor asks for, or money left.

    Args:
        limits: the floors and the budget of a plan.
        visits: those made, and those planned. What is spent already counts no more than all there
            is.
        venues: the venues of the plan.
    """
    floors, budget = limits
    kept, planned = (tuple(one) for one in visits)
    found = [
        floor.people - people_within((*kept, *planned), venues, floor.region) for floor in floors
    ]
    if budget is not None:
        left = max(0, budget.rupiah - trips_rupiah(kept, venues))
        found.append(trips_rupiah(planned, venues) - left)
    return found
