"""Crews that differ: the venues that they serve, the days on which they work, and their size."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import (
    check_count,
    check_items,
    check_most,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.outreach._open_days import DayRule, as_rule, open_dates
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import MOST_CREWS, PlannedDay
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = [
    "ALIKE",
    "Crew",
    "CrewGroup",
    "Size",
    "crews_by_number",
    "groups_by_day",
    "priced",
    "serves",
    "workday_of",
    "workdays_of",
    "working",
]

_LARGEST: Final = 10
"""A crew of more full crews than this is taken for a slip."""


def _as_rule(rule: DayRule) -> DayRule:
    return as_rule("Crew", "works_on", rule)


def _as_kinds(kinds: Iterable[VenueKind] | None) -> tuple[VenueKind, ...] | None:
    if kinds is None:
        return None
    kinds = tuple(kinds)
    check_items("Crew", "kinds", kinds, VenueKind)
    return tuple(kind for kind in VenueKind if kind in kinds)


def _as_regions(regions: Iterable[RegionCode] | None) -> tuple[RegionCode, ...] | None:
    if regions is None:
        return None
    regions = tuple(regions)
    check_items("Crew", "regions", regions, RegionCode)
    return tuple(sorted(set(regions)))


def _as_skills(skills: Iterable[str]) -> tuple[str, ...]:
    skills = (skills,) if isinstance(skills, str) else tuple(skills)
    check_items("Crew", "skills", skills, str)
    return tuple(sorted(set(skills)))


@final
@attrs.frozen(kw_only=True)
class Crew(Value):
    """A crew that is not like every other one.

    Attributes:
        number: its number in the plan, from 1 to 10,000.
        kinds: the kinds of venues that it serves; None for all.
        regions: the regions in which it works, of any level; None for all.
        skills: what it has or can, such as a boat; it serves venues that need no more, see
            `Venue.needs`.
        works_on: the planned days on which it goes out, see `DayRule`.
        share: the people it records in the same minutes, as a share of those of a full crew: above
            0, at most 10; rounded down at each venue.
        office: the region of the office at which its days begin and end, with a `Workday`; None
            for that of the workday.

    Raises:
        TypeError: for fields of another type.
        InvalidRecord: for a number or a share out of bounds, or controls in a skill.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Crew, Venue, VenueKind, plan
        >>> kelurahan = RegionCode("32.75.01.1001")
        >>> venues = [
        ...     Venue(id="Lapas", kind=VenueKind.PRISON, region=kelurahan, expected_people=90),
        ...     Venue(id="SMAN 98", kind=VenueKind.SCHOOL, region=kelurahan, expected_people=260),
        ...     Venue(id="SMAN 99", kind=VenueKind.SCHOOL, region=kelurahan, expected_people=110),
        ... ]
        >>> crews = [Crew(number=1, kinds=[VenueKind.PRISON]), Crew(number=2)]
        >>> best = plan(venues, crews=crews, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> [(visit.crew, visit.venue, visit.people) for visit in best.visits]
        [(1, 'Lapas', 90), (2, 'SMAN 98', 150)]
        >>> best.upper_bound, best.days[0].crew_prices
        (240, (Fraction(0, 1), Fraction(110, 1)))
    """

    number: int
    kinds: tuple[VenueKind, ...] | None = attrs.field(default=None, converter=_as_kinds)
    regions: tuple[RegionCode, ...] | None = attrs.field(default=None, converter=_as_regions)
    skills: tuple[str, ...] = attrs.field(default=(), converter=_as_skills, repr=False)
    works_on: DayRule = attrs.field(default=None, converter=_as_rule)
    share: Fraction = Fraction(1)
    office: RegionCode | None = None

    def __attrs_post_init__(self) -> None:
        check_count(self, "number", self.number)
        if self.office is not None:
            check_type(self, "office", self.office, RegionCode)
        check_most(self, "number", self.number, MOST_CREWS)
        check_type(self, "share", self.share, Fraction, "; use Fraction(1, 2)")
        faults = []
        if not self.number:
            faults.append(("number", Fault.OUT_OF_BOUNDS))
        if not 0 < self.share <= _LARGEST:
            faults.append(("share", Fault.OUT_OF_BOUNDS))
        faults += [
            ("skills", fault) for text in self.skills if (fault := text_fault(text)) is not None
        ]
        raise_faults("Crew", faults)


def serves(crew: Crew | None, venue: Venue) -> bool:
    """Return whether a crew can go to a venue; None is a crew like every other one."""
    if crew is None:
        return True
    return (
        (crew.kinds is None or venue.kind in crew.kinds)
        and set(venue.needs) <= set(crew.skills)
        and (crew.regions is None or any(venue.region in region for region in crew.regions))
    )


def workday_of(crew: Crew | None, workday: Workday | None) -> Workday | None:
    """Return the working day of a crew, from and to its own office if it has one."""
    if workday is None or crew is None or crew.office is None:
        return workday
    return attrs.evolve(workday, office=crew.office)


def workdays_of(
    crews: Iterable[Crew], workday: Workday | None
) -> dict[RegionCode | None, Workday | None]:
    """Return the working days of crews by their own office; None is the key of the others."""
    return {crew.office: workday_of(crew, workday) for crew in crews} or {None: workday}


@final
class CrewGroup(NamedTuple):
    """Crews of one day that are alike.

    Attributes:
        crew: what they all are; None for crews without a difference.
        numbers: their numbers.
    """

    crew: Crew | None
    numbers: tuple[int, ...]

    @property
    def share(self) -> Fraction:
        """The people they record, as a share of those of a full crew."""
        return Fraction(1) if self.crew is None else self.crew.share

    @property
    def office(self) -> RegionCode | None:
        """The office of their own at which their days begin and end, if they have one."""
        return None if self.crew is None else self.crew.office


@final
class Size(NamedTuple):
    """Crews of one size, from one office, on days that are alike.

    Attributes:
        day: a day of them.
        kind: the number of the kind of day, see `kinds_of_days`.
        of_crew: the people recorded in the same minutes, as a share of those of a full crew.
        office: the office at which the day begins and ends; None for that of the workday.
    """

    day: PlannedDay
    kind: int
    of_crew: Fraction
    office: RegionCode | None


ALIKE: Final = None
"""The kind of all crews if a plan has a number of crews instead of their list."""


def working(crews: Iterable[Crew], days: Sequence[date]) -> dict[date, list[Crew]]:
    """Return the crews that go out on each day, by number."""
    on_day: dict[date, list[Crew]] = {day: [] for day in days}
    for crew in crews:
        for day in open_dates(tuple(days), crew.works_on):
            on_day[day].append(crew)
    return on_day


def groups_by_day(days: Sequence[PlannedDay], crews: Sequence[Crew]) -> list[list[CrewGroup]]:
    """Return the groups of crews that are alike on each day; a day without crews has one too."""
    if not crews:
        return [[CrewGroup(ALIKE, tuple(range(1, day.crews + 1)))] for day in days]
    on_day = working(crews, [day.on for day in days])
    kind_of = {crew: attrs.evolve(crew, number=1, works_on=None) for crew in crews}
    # Of a size that there is, so that a day without crews adds none.
    nobody = CrewGroup(Crew(number=1, share=crews[0].share, office=crews[0].office), ())
    found = []
    for day in days:
        numbers: dict[Crew, list[int]] = {}
        for crew in on_day[day.on]:
            numbers.setdefault(kind_of[crew], []).append(crew.number)
        found.append([CrewGroup(kind, tuple(alike)) for kind, alike in numbers.items()] or [nobody])
    return found


def crews_by_number(
    days: Iterable[PlannedDay], crews: Sequence[Crew]
) -> dict[date, dict[int, Crew | None]]:
    """Return what each crew of each day is, by number."""
    days = tuple(days)
    if not crews:
        return {day.on: dict.fromkeys(range(1, day.crews + 1)) for day in days}
    on_day = working(crews, [day.on for day in days])
    return {on: {crew.number: crew for crew in found} for on, found in on_day.items()}


def priced(day: PlannedDay, groups: Iterable[CrewGroup]) -> list[tuple[CrewGroup, Fraction]]:
    """Return the groups of crews of a day, each with the least price of its crews."""
    if not day.crew_prices:
        return [(group, day.price) for group in groups]
    groups = tuple(groups)
    numbers = sorted(number for group in groups for number in group.numbers)
    price_of = dict(zip(numbers, day.crew_prices, strict=False))
    return [
        (
            group,
            min(
                (price_of.get(number, Fraction(0)) for number in group.numbers), default=Fraction(0)
            ),
        )
        for group in groups
    ]
