"""Venues from a register: the people of each kelurahan who are not recorded."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final, cast

from dukcapil._shared.checks import check_date, check_type, raise_faults
from dukcapil.ages import LeapDay
from dukcapil.coverage import AgeBand, AgeBands, early_recordings, partition
from dukcapil.errors import Fault
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.regions import Level, RegionCode
from dukcapil.register import Register, Stage

__all__ = ["venues_from_register"]

_OF_AGE: Final = AgeBand(17, None)

_OLDEST: Final = 150
"""The highest age at which a band may begin; the bound of `AgeBands`."""


def venues_from_register(  # noqa: PLR0913  the register, and options by name
    register: Register,
    *,
    on: date,
    ages: AgeBand = _OF_AGE,
    kind: VenueKind = VenueKind.KELURAHAN_OFFICE,
    blocked: bool = False,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> tuple[Venue, ...]:
    """Make a venue for each kelurahan, with its people of some ages who are not recorded.

    Counts those obliged and not recorded on the date, with `blocked` those whose record must be
    made anew, and, if the ages begin below 17, those not obliged yet who can be recorded early.
    Married people are obliged at any age, and count in the band of their age.

    Args:
        register: the register; one with a scope counts its region alone.
        on: the date.
        ages: completed years, from 1 on. `AgeBand(16, 18)` are pupils who can be met at school,
            `AgeBand(19, None)` the rest; bands that do not overlap count nobody twice.
        kind: the kind of venue at which they are met.
        blocked: whether those count whose record is blocked (failed, duplicate, under
            adjudication); a crew can make it anew once the old one is deleted.
        leap_day: the birthday of people born on 29 February in a common year.

    Returns:
        Venues by region, whose code is the id. Stays in a region wider than a kelurahan make a
        venue of that region. Use `attrs.evolve` to add opening days or other fields.

    Raises:
        TypeError: for arguments of another type; a `datetime` is not a date.
        InvalidRecord: for ages out of bounds.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import AgeBand
        >>> from dukcapil.outreach import venues_from_register
        >>> born = date(2004, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105040001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01.1001"), since=born)],
        ... )
        >>> venues = venues_from_register(
        ...     Register.of([someone]), on=date(2020, 12, 31), ages=AgeBand(16, None)
        ... )
        >>> [(venue.id, venue.expected_people) for venue in venues]
        [('32.75.01.1001', 1)]
    """
    owner = "venues_from_register"
    check_type(owner, "register", register, Register)
    check_date(owner, "on", on)
    check_type(owner, "kind", kind, VenueKind)
    check_type(owner, "blocked", blocked, bool)
    check_type(owner, "leap_day", leap_day, LeapDay)
    by = (Level.DESA_KELURAHAN, _bands(ages))
    people: Counter[RegionCode] = Counter()
    for row in partition(register, on=on, by=by, leap_day=leap_day):
        region, band = cast("tuple[RegionCode, AgeBand]", row.key)  # one part a dimension of `by`
        if band == ages:
            people[region] += row.counts[Stage.NOT_RECORDED] + blocked * row.blocked
    early = early_recordings(register, on=on, by=by, from_age=ages.low, leap_day=leap_day)
    for eligible in early:
        region, band = cast("tuple[RegionCode, AgeBand]", eligible.key)
        people[region] += eligible.eligible - eligible.recorded if band == ages else 0
    return tuple(
        Venue(id=str(region), kind=kind, region=region, expected_people=count)
        for region, count in sorted(people.items())
        if count
    )


def _bands(ages: AgeBand) -> AgeBands:
    """Return bands of which one is the ages."""
    check_type("venues_from_register", "ages", ages, AgeBand)
    lows = [ages.low] if ages.high is None else [ages.low, ages.high + 1]
    is_empty = ages.high is not None and ages.high < ages.low
    if is_empty or not 1 <= ages.low <= lows[-1] <= _OLDEST:
        raise_faults("venues_from_register", [("ages", Fault.OUT_OF_BOUNDS)])
    return AgeBands(lows)
