"""The working day of a crew that makes several stops: minutes of travel, set-up and recording."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise
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
    pairs = tuple(between.items()) if isinstance(between, Mapping) else between
    ordered = {(min(pair), max(pair)): minutes for pair, minutes in pairs}
    return tuple(sorted(ordered.items()))


def _by_pair(travel: "TravelTimes") -> dict[_Pair, int]:
    return dict(travel.between)


@final
@attrs.frozen(kw_only=True)
class TravelTimes(Value):
    """Minutes of travel from the door of one venue to the door of another.

    A pair of regions stands for both directions. If a pair of kelurahan is not in the table, the
    pair of their kecamatan is looked up, and so on; a region paired with itself is a journey within
    it.

    Attributes:
        between: minutes by pair of regions.
        same_region: minutes between venues of one region that the table does not list.
        otherwise: minutes between any other regions; None to require an entry in the table.

    Raises:
        TypeError: for anything but region codes and whole minutes.
        InvalidRecord: for negative minutes.

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

    def __attrs_post_init__(self) -> None:
        for pair, minutes in self.between:
            for region in pair:
                check_type(self, "between", region, RegionCode)
            check_count(self, "between", minutes)
        check_count(self, "same_region", self.same_region)
        if self.otherwise is not None:
            check_count(self, "otherwise", self.otherwise)

    def minutes(self, start: RegionCode, end: RegionCode) -> int:
        """Return the minutes from a venue in one region to a venue in the other.

        Raises:
            InvalidRecord: for regions that the table does not list, if `otherwise` is None.
        """
        return self._look_up(*map(_with_ancestors, sorted((start, end))))

    def table(self, regions: Sequence[RegionCode]) -> list[list[int]]:
        """Return the matrix of `minutes` between regions, in the order of the regions.

        Args:
            regions: the regions of the rows and columns.
        """
        chains = [_with_ancestors(region) for region in regions]
        rows = [[0] * len(chains) for _ in chains]
        for at, other in combinations_with_replacement(range(len(chains)), 2):
            rows[at][other] = rows[other][at] = self._look_up(chains[at], chains[other])
        return rows

    def _look_up(self, starts: Sequence[RegionCode], ends: Sequence[RegionCode]) -> int:
        """Return the minutes of the finest pair in the table, or the default."""
        if self._minutes_of:
            # Aligned at the province, so that codes of one level are paired, the finest first.
            for pair in zip(starts[-len(ends) :], ends[-len(starts) :], strict=True):
                if pair in self._minutes_of:
                    return self._minutes_of[pair]
                if starts[0] == ends[0]:
                    break  # pairs of ancestors are journeys across a larger region
        if starts[0] == ends[0]:
            return self.same_region
        if self.otherwise is None:
            raise_faults("TravelTimes", [(f"between[{starts[0]}, {ends[0]}]", Fault.MISSING)])
        return self.otherwise or 0


def _with_ancestors(region: RegionCode) -> tuple[RegionCode, ...]:
    return (region, *region.ancestors)


@final
@attrs.frozen(kw_only=True)
class Workday(Value):
    """The working day of a crew that makes several stops.

    The minutes begin at the door of the first venue and end at that of the last; deduct the way
    there and back beforehand. The equipment is set up and taken down once at every stop.

    Attributes:
        minutes: working minutes of a day; enough for one person at one stop.
        setup_minutes: minutes to set up and take down at each stop.
        minutes_per_person: minutes to record one person, `int` or `Fraction`, above 0.
        most_stops: the most stops in one day; 1 or more.
        travel: the travel times between venues.

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

    def __attrs_post_init__(self) -> None:
        check_count(self, "minutes", self.minutes)
        check_count(self, "setup_minutes", self.setup_minutes)
        if type(self.minutes_per_person) is not Fraction:
            check_count(self, "minutes_per_person", self.minutes_per_person)
        check_count(self, "most_stops", self.most_stops)
        check_type(self, "travel", self.travel, TravelTimes)
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
        """Return the minutes of travel along the regions, in this order."""
        return sum(self.travel.minutes(here, there) for here, there in pairwise(regions))
