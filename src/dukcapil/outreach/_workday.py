"""The working day of a crew that makes several stops: minutes of travel, set-up and recording."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import final

import attrs

from dukcapil._shared.checks import RecordFault, check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.regions import RegionCode

__all__ = ["TravelTimes", "Workday"]

_Pair = tuple[RegionCode, RegionCode]


def _as_pairs(
    between: Mapping[_Pair, int] | tuple[tuple[_Pair, int], ...],
) -> tuple[tuple[_Pair, int], ...]:
    """Return the minutes, sorted, with the regions of each pair in order."""
    pairs = tuple(between.items()) if isinstance(between, Mapping) else tuple(between)
    return tuple(sorted({((min(pair), max(pair)), minutes) for pair, minutes in pairs}))


def _by_pair(travel: "TravelTimes") -> dict[_Pair, int]:
    return dict(travel.between)


def _partners(travel: "TravelTimes") -> dict[RegionCode, list[RegionCode]]:
    found: dict[RegionCode, list[RegionCode]] = {}
    for (one, other), _ in travel.between:
        found.setdefault(one, []).append(other)
        if one != other:
            found.setdefault(other, []).append(one)
    return found


@final
@attrs.frozen(kw_only=True)
class TravelTimes(Value):
    """Minutes of travel from the door of one venue to the door of another.

    A pair of regions stands for both directions, and for all regions within them: of the pairs
    that contain two venues the nearest counts, the one with the fewest levels above them. So the
    pair of two kelurahan goes before that of a kelurahan and the other's kecamatan, and this
    before that of both kecamatan. Venues of one region travel by the region paired with itself.

    Attributes:
        between: minutes by pair of regions, of any level.
        same_region: minutes between venues of one region that the table does not list.
        otherwise: minutes between any other regions; None to require an entry in the table.

    Raises:
        TypeError: for anything but region codes and whole minutes.
        InvalidRecord: for negative minutes, or a pair with two different numbers of minutes.

    Examples:
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import TravelTimes
        >>> utara, timur = RegionCode("32.75.03"), RegionCode("32.75.01")
        >>> travel = TravelTimes(between={(utara, timur): 35}, same_region=10, otherwise=50)
        >>> travel.minutes(RegionCode("32.75.01.1001"), RegionCode("32.75.03.1004"))
        35
    """

    between: tuple[tuple[_Pair, int], ...] = attrs.field(default=(), converter=_as_pairs)
    same_region: int = 0
    otherwise: int | None = None
    _minutes_of: dict[_Pair, int] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_by_pair, takes_self=True)
    )
    _partners_of: dict[RegionCode, list[RegionCode]] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_partners, takes_self=True)
    )
    _listed_of: dict[RegionCode, tuple[tuple[int, RegionCode], ...]] = attrs.field(
        init=False, eq=False, repr=False, factory=dict
    )

    def __attrs_post_init__(self) -> None:
        for pair, minutes in self.between:
            for region in pair:
                check_type(self, "between", region, RegionCode)
            check_count(self, "between", minutes)
        check_count(self, "same_region", self.same_region)
        if self.otherwise is not None:
            check_count(self, "otherwise", self.otherwise)
        twice = sorted(
            pair for pair, count in Counter(pair for pair, _ in self.between).items() if count > 1
        )
        raise_faults(
            "TravelTimes",
            [
                (
                    f"between[{one}, {other}]",
                    Fault.CONTRADICTION,
                    "the same pair with other minutes",
                )
                for one, other in twice
            ],
        )

    def minutes(self, start: RegionCode, end: RegionCode) -> int:
        """Return the minutes from a venue in one region to a venue in the other.

        Raises:
            InvalidRecord: for regions that the table does not list, if `otherwise` is None; or for
                two pairs that are equally near and say different minutes: add the pair itself.
        """
        if start == end:  # pairs of ancestors are journeys across a larger region
            return self._minutes_of.get((start, end), self.same_region)
        found: dict[int, set[int]] = {}
        for up, one in self._listed_above(start):
            for down, other in self._listed_above(end):
                minutes = self._minutes_of.get((one, other) if one <= other else (other, one))
                if minutes is not None:
                    found.setdefault(up + down, set()).add(minutes)
        path = f"between[{min(start, end)}, {max(start, end)}]"
        if found:
            nearest = found[min(found)]
            if len(nearest) > 1:
                fault = (path, Fault.CONTRADICTION, "pairs as near with other minutes")
                raise_faults("TravelTimes", [fault])
            return min(nearest)
        if self.otherwise is None:
            raise_faults("TravelTimes", [(path, Fault.MISSING)])
        return self.otherwise or 0

    def _listed_above(self, region: RegionCode) -> tuple[tuple[int, RegionCode], ...]:
        """Return the regions of the table that contain a region, with the levels above it."""
        known = self._listed_of.get(region)
        if known is None:
            above = enumerate((region, *region.ancestors))
            known = tuple((up, one) for up, one in above if one in self._partners_of)
            self._listed_of[region] = known
        return known

    def listed_with(self, region: RegionCode) -> set[RegionCode]:
        """Return the regions that the table pairs with a region, or with one that contains it."""
        return {other for _, one in self._listed_above(region) for other in self._partners_of[one]}

    def position_of(self, region: RegionCode) -> Hashable:
        """Return what the minutes from and to other regions depend on, equal for regions alike."""
        return len(region.ancestors), self._listed_above(region)


@final
@attrs.frozen(kw_only=True)
class Workday(Value):
    """The working day of a crew that makes several stops.

    With an office, the minutes are those from its door and back to it, so that the way to the
    first venue and that from the last are part of the day. Without one they begin at the door of
    the first venue and end at that of the last. The equipment is set up and taken down once at
    every stop.

    Attributes:
        minutes: working minutes of a day, without breaks; enough for one person at one stop.
        setup_minutes: minutes to set up and take down at each stop.
        minutes_per_person: minutes to record one person, `int` or `Fraction`, above 0.
        most_stops: the most stops in one day; 1 or more.
        travel: the travel times between venues, and from and to the office.
        office: the region of the office at which every day begins and ends; None if the ways from
            and to it are not part of the minutes.

    Raises:
        TypeError: for fields of another type.
        InvalidRecord: for a number out of its bounds.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil.outreach import TravelTimes, Workday
        >>> workday = Workday(
        ...     minutes=420,
        ...     setup_minutes=45,
        ...     minutes_per_person=Fraction(5, 2),
        ...     most_stops=3,
        ...     travel=TravelTimes(same_region=10, otherwise=25),
        ... )
        >>> workday.most_people
        150
    """

    minutes: int
    setup_minutes: int
    minutes_per_person: int | Fraction
    most_stops: int
    travel: TravelTimes
    office: RegionCode | None = None

    def __attrs_post_init__(self) -> None:
        check_count(self, "minutes", self.minutes)
        check_count(self, "setup_minutes", self.setup_minutes)
        if type(self.minutes_per_person) is not Fraction:
            check_count(self, "minutes_per_person", self.minutes_per_person)
        check_count(self, "most_stops", self.most_stops)
        check_type(self, "travel", self.travel, TravelTimes)
        if self.office is not None:
            check_type(self, "office", self.office, RegionCode)
        faults: list[RecordFault] = []
        if self.minutes_per_person <= 0:
            faults.append(("minutes_per_person", Fault.OUT_OF_BOUNDS))
        elif not self.most_people:
            faults.append(("minutes", Fault.CONTRADICTION, "setup_minutes"))
        if not self.most_stops:
            faults.append(("most_stops", Fault.OUT_OF_BOUNDS))
        raise_faults("Workday", faults)

    @property
    def most_people(self) -> int:
        """The most people that a crew records at a single stop."""
        return self.people_within(self.minutes - self.setup_minutes)

    def people_within(self, minutes: int | Fraction) -> int:
        """Return the people that can be recorded in some minutes, set-up not included."""
        return max(0, int(minutes / Fraction(self.minutes_per_person)))

    def travelled(self, regions: Sequence[RegionCode]) -> int:
        """Return the minutes of travel along regions, in this order, from and to the office."""
        if self.office is not None and regions:
            regions = (self.office, *regions, self.office)
        return sum(self.travel.minutes(here, there) for here, there in pairwise(regions))
