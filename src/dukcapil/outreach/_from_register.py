"""Venues from a register: whoever of a kelurahan is not recorded yet."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

from dukcapil._shared.checks import check_type
from dukcapil.ages import LeapDay
from dukcapil.coverage import early_recordings, partition
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.regions import Level
from dukcapil.register import Register, Stage
from dukcapil.register._breakdown import AgeBand, AgeBands

__all__ = ["venues_from_register"]

OF_AGE: Final = AgeBand(17, None)


def venues_from_register(
    register: Register,
    *,
    on: date,
    ages: AgeBand = OF_AGE,
    kind: VenueKind = VenueKind.KELURAHAN_OFFICE,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> tuple[Venue, ...]:
    """One venue for each kelurahan, with its people of some ages who are not recorded.

    They are those who are obliged and not recorded on the date and, where the ages begin below 17,
    those who will be obliged and can be recorded early. Married people are obliged at any age, and
    counted where their age is asked for.

    Args:
        register: the register; with a scope, its region alone is looked at.
        on: the date.
        ages: completed years, from 1 on. `AgeBand(16, 18)` are pupils who can be met at school,
            `AgeBand(19, None)` then those to be met elsewhere, so that nobody is counted twice.
        kind: what kind of venue they are met at.
        leap_day: the birthday of those born on 29 February in a common year.

    Returns:
        By region, whose code is the id. Stays in a region wider than a kelurahan make a venue of
        that region. `attrs.evolve` adds opening days and the like.

    Raises:
        TypeError: for a `datetime`.
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
    check_type("venues_from_register", "ages", ages, AgeBand)
    bands = AgeBands([ages.low] if ages.high is None else [ages.low, ages.high + 1])
    by = (Level.DESA_KELURAHAN, bands)
    people: Counter[Any] = Counter()  # by region and age band
    for stage in partition(register, on=on, by=by, leap_day=leap_day):
        people[stage.key] += stage.counts[Stage.NOT_RECORDED]
    early = early_recordings(register, on=on, by=by, from_age=ages.low, leap_day=leap_day)
    for row in early:
        people[row.key] += row.eligible - row.recorded
    return tuple(
        Venue(id=str(region), kind=kind, region=region, expected_people=count)
        for (region, band), count in sorted(people.items())
        if band == ages and count
    )
