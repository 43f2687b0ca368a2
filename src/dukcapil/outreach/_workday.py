"""The working day of a crew that makes several stops: minutes of travel, set-up and recording."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, time
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Generic, TypeVar, final

import attrs

from dukcapil._shared.checks import RecordFault, check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.outreach._clock import Hours, as_hours, time_faults
from dukcapil.outreach._open_days import DayRule, as_plain_days, open_dates
from dukcapil.regions import RegionCode

__all__ = ["Ends", "TravelTimes", "Workday"]

_Pair = tuple[RegionCode, RegionCode]
_T = TypeVar("_T")

Ends = tuple[RegionCode | None, RegionCode | None]
"""Where a crew-day begins and ends; None at the door of its first or of its last venue."""


def _as_pairs(entries: Mapping[_Pair, _T] | tuple[tuple[_Pair, _T], ...]) -> list[tuple[_Pair, _T]]:
    """Return the entries of a table, sorted, with the regions of each pair in order."""
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    return sorted(
        (((min(pair), max(pair)), said) for pair, said in pairs), key=lambda entry: entry[0]
    )


def _as_minutes(
    between: Mapping[_Pair, int] | tuple[tuple[_Pair, int], ...],
) -> tuple[tuple[_Pair, int], ...]:
    return tuple(dict.fromkeys(_as_pairs(between)))


def _as_days(
    only_on: Mapping[_Pair, DayRule] | tuple[tuple[_Pair, DayRule], ...],
) -> tuple[tuple[_Pair, DayRule], ...]:
    return tuple(
        dict.fromkeys(
            (pair, as_plain_days("TravelTimes", "only_on", days))
            for pair, days in _as_pairs(only_on)
        )
    )


@final
class _Table(Generic[_T]):
    """What is said of pairs of regions, found by the nearest pair that contains two regions."""

    def __init__(self, entries: Iterable[tuple[_Pair, _T]]) -> None:
        self._said = dict(entries)
        self._partners: dict[RegionCode, list[RegionCode]] = {}
        for one, other in self._said:
            self._partners.setdefault(one, []).append(other)
            if one != other:
                self._partners.setdefault(other, []).append(one)
        self._listed: dict[RegionCode, tuple[tuple[int, RegionCode], ...]] = {}

    def nearest(self, start: RegionCode, end: RegionCode) -> list[_T]:
        """Return what the nearest pairs say, each answer once; nothing if there are none."""
        if start == end:  # pairs of ancestors are journeys across a larger region
            return [self._said[start, end]] if (start, end) in self._said else []
        found: dict[int, list[_T]] = {}
        for up, one in self.listed_above(start):
            for down, other in self.listed_above(end):
                pair = (one, other) if one <= other else (other, one)
                if pair in self._said:
                    found.setdefault(up + down, []).append(self._said[pair])
        return list(dict.fromkeys(found[min(found)])) if found else []

    def listed_above(self, region: RegionCode) -> tuple[tuple[int, RegionCode], ...]:
        """Return the regions of the table that contain a region, with the levels above it."""
        known = self._listed.get(region)
        if known is None:
            above = enumerate((region, *region.ancestors))
            known = tuple((up, one) for up, one in above if one in self._partners)
            self._listed[region] = known
        return known

    def listed_with(self, region: RegionCode) -> set[RegionCode]:
        """Return the regions that the table pairs with a region, or with one that contains it."""
        return {other for _, one in self.listed_above(region) for other in self._partners[one]}


def _minutes_by_pair(travel: "TravelTimes") -> _Table[int]:
    return _Table(travel.between)


def _days_by_pair(travel: "TravelTimes") -> _Table[DayRule]:
    return _Table(travel.only_on)


@final
@attrs.frozen(kw_only=True)
class TravelTimes(Value):
    """Minutes of travel from the door of one venue to the door of another.

    A pair of regions stands for both directions, and for all regions within them: of the pairs
    that contain two venues the nearest counts, the one with the fewest levels above them. So the
    pair of two kelurahan goes before that of a kelurahan and the other's kecamatan, and this
    before that of both kecamatan. Venues of one region travel by the region paired with itself.

    Where a boat does not sail every day, `only_on` names the days: a crew-day goes to both regions
    of a pair, or from an office in one to the other, on these alone, whatever the order of its
    stops. The nearest pair counts here, too, by itself: minutes of a nearer pair lift no days.

    Attributes:
        between: minutes by pair of regions, of any level.
        same_region: minutes between venues of one region that the table does not list.
        otherwise: minutes between any other regions; None to require an entry in the table.
        only_on: the days on which the regions of a pair can be travelled between, of any level, as
            dates or as `OpenDays` for weekdays; None for a pair within a limited one that can be
            travelled on any day.

    Raises:
        TypeError: for anything but region codes, whole minutes, and dates or `OpenDays`.
        InvalidRecord: for negative minutes, or a pair with two different numbers of minutes or
            two different rules for days.

    Examples:
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import TravelTimes
        >>> utara, timur = RegionCode("32.75.03"), RegionCode("32.75.01")
        >>> travel = TravelTimes(between={(utara, timur): 35}, same_region=10, otherwise=50)
        >>> travel.minutes(RegionCode("32.75.01.1001"), RegionCode("32.75.03.1004"))
        35

        The boat to Kepulauan Seribu, on Tuesdays and Fridays:

        >>> from dukcapil.outreach import OpenDays
        >>> harbour, islands = RegionCode("31.72"), RegionCode("31.01")
        >>> boat = TravelTimes(
        ...     between={(harbour, islands): 90},
        ...     only_on={(harbour, islands): OpenDays(weekdays=[1, 4])},
        ... )
        >>> boat.days(RegionCode("31.72.01"), RegionCode("31.01.02")).weekdays
        (1, 4)
    """

    between: tuple[tuple[_Pair, int], ...] = attrs.field(default=(), converter=_as_minutes)
    same_region: int = 0
    otherwise: int | None = None
    only_on: tuple[tuple[_Pair, DayRule], ...] = attrs.field(default=(), converter=_as_days)
    _minutes_of: _Table[int] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_minutes_by_pair, takes_self=True)
    )
    _days_of: _Table[DayRule] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_days_by_pair, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        for pair, minutes in self.between:
            for region in pair:
                check_type(self, "between", region, RegionCode)
            check_count(self, "between", minutes)
        for pair, _ in self.only_on:
            for region in pair:
                check_type(self, "only_on", region, RegionCode)
        check_count(self, "same_region", self.same_region)
        if self.otherwise is not None:
            check_count(self, "otherwise", self.otherwise)
        faults = [
            *_said_twice("between", "minutes", [pair for pair, _ in self.between]),
            *_said_twice("only_on", "days", [pair for pair, _ in self.only_on]),
        ]
        raise_faults("TravelTimes", faults)

    def minutes(self, start: RegionCode, end: RegionCode) -> int:
        """Return the minutes from a venue in one region to a venue in the other.

        Raises:
            InvalidRecord: for regions that the table does not list, if `otherwise` is None; or for
                two pairs that are equally near and say different minutes: add the pair itself.
        """
        nearest = self._minutes_of.nearest(start, end)
        if nearest:
            _check_agree("between", "minutes", (start, end), nearest)
            return nearest[0]
        if start == end:
            return self.same_region
        if self.otherwise is None:
            fault = (f"between[{min(start, end)}, {max(start, end)}]", Fault.MISSING)
            raise_faults("TravelTimes", [fault])
        return self.otherwise or 0

    def days(self, start: RegionCode, end: RegionCode) -> DayRule:
        """Return the days on which one can travel from one region to the other; None for any.

        Raises:
            InvalidRecord: for two pairs that are equally near and say different days: add the pair
                itself.
        """
        nearest = self._days_of.nearest(start, end)
        if not nearest:
            return None
        _check_agree("only_on", "days", (start, end), nearest)
        return nearest[0]

    def listed_with(self, region: RegionCode) -> set[RegionCode]:
        """Return the regions that the table pairs with a region, or with one that contains it."""
        return self._minutes_of.listed_with(region)

    def position_of(self, region: RegionCode) -> Hashable:
        """Return what the minutes from and to other regions depend on, equal for regions alike."""
        return len(region.ancestors), self._minutes_of.listed_above(region)


def _said_twice(field: str, what: str, pairs: Sequence[_Pair]) -> list[RecordFault]:
    """Return a fault for each pair with two entries."""
    return [
        (f"{field}[{one}, {other}]", Fault.CONTRADICTION, f"the same pair with other {what}")
        for (one, other), count in Counter(pairs).items()
        if count > 1
    ]


def _check_agree(field: str, what: str, pair: _Pair, nearest: Sequence[object]) -> None:
    """Refuse different answers of pairs that are as near."""
    if len(nearest) > 1:
        path = f"{field}[{min(pair)}, {max(pair)}]"
        fault = (path, Fault.CONTRADICTION, f"pairs as near with other {what}")
        raise_faults("TravelTimes", [fault])


def _as_breaks(breaks: Hours | Iterable[Hours]) -> tuple[Hours, ...]:
    return as_hours("Workday", "breaks", breaks)


@final
@attrs.frozen(kw_only=True)
class Workday(Value):
    """The working day of a crew that makes several stops.

    With an office, the minutes are those from its door and back to it, so that the way to the
    first venue and that from the last are part of the day. Without one they begin at the door of
    the first venue and end at that of the last. The equipment is set up and taken down once at
    every stop.

    The clock matters where venues have `Venue.hours`, and in the timetable. In a break a crew does
    nothing, and goes on after it with what it did: the minutes of the day are as many as without
    it, and end so much later.

    Attributes:
        minutes: working minutes of a day, without breaks; enough for one person at one stop.
        setup_minutes: minutes to set up and take down at each stop.
        minutes_per_person: minutes to record one person, `int` or `Fraction`, above 0.
        most_stops: the most stops in one day; 1 or more.
        travel: the travel times between venues, and from and to the office.
        office: the region of the office at which every day begins and ends; None if the ways from
            and to it are not part of the minutes.
        begins_at: the time at which the minutes of a day begin, in the time zone of the venues.
        breaks: hours in which no crew works or travels, such as those of Friday prayer. What lies
            before the begin of the day, or after its minutes, changes nothing.
        most_nights: the most nights that a crew stays away in a row, see `Night`. The day after a
            night begins at the region of the last venue, and only the last day of a tour ends at
            the office. Above 0 it needs an `office` and several stops.

    Raises:
        TypeError: for fields of another type.
        InvalidRecord: for a number out of its bounds, a begin with seconds, or nights without an
            office or with one stop a day.

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
    begins_at: time = time(8)
    breaks: tuple[Hours, ...] = attrs.field(default=(), converter=_as_breaks)
    most_nights: int = 0

    def __attrs_post_init__(self) -> None:
        check_count(self, "minutes", self.minutes)
        check_count(self, "setup_minutes", self.setup_minutes)
        if type(self.minutes_per_person) is not Fraction:
            check_count(self, "minutes_per_person", self.minutes_per_person)
        check_count(self, "most_stops", self.most_stops)
        check_count(self, "most_nights", self.most_nights)
        check_type(self, "travel", self.travel, TravelTimes)
        if self.office is not None:
            check_type(self, "office", self.office, RegionCode)
        faults = time_faults(self, "begins_at", self.begins_at)
        if self.minutes_per_person <= 0:
            faults.append(("minutes_per_person", Fault.OUT_OF_BOUNDS))
        elif not self.most_people:
            faults.append(("minutes", Fault.CONTRADICTION, "setup_minutes"))
        if not self.most_stops:
            faults.append(("most_stops", Fault.OUT_OF_BOUNDS))
        if self.most_nights and self.office is None:
            faults.append(("most_nights", Fault.CONTRADICTION, "no office"))
        if self.most_nights and self.most_stops == 1:
            faults.append(("most_nights", Fault.CONTRADICTION, "most_stops=1"))
        raise_faults("Workday", faults)

    @property
    def without_ways(self) -> "Workday":
        """The working day without the ways from and to the office, as between two nights."""
        return attrs.evolve(self, office=None, most_nights=0)

    @property
    def most_people(self) -> int:
        """The most people that a crew records at a single stop."""
        return self.people_within(self.minutes - self.setup_minutes)

    def people_within(self, minutes: int | Fraction) -> int:
        """Return the people that can be recorded in some minutes, set-up not included."""
        return max(0, int(minutes / Fraction(self.minutes_per_person)))

    def travelled(self, regions: Sequence[RegionCode], ends: Ends | None = None) -> int:
        """Return the minutes of travel along regions, in this order.

        Args:
            regions: the regions.
            ends: where the day begins and ends; None for the office.
        """
        if not regions:
            return 0
        begin, end = (self.office, self.office) if ends is None else ends
        places = [at for at in (begin, *regions, end) if at is not None]
        return sum(self.travel.minutes(here, there) for here, there in pairwise(places))

    def way(self, region: RegionCode) -> int:
        """Return the minutes between the office and a region; 0 without an office."""
        return 0 if self.office is None else self.travel.minutes(self.office, region)

    def days_for(
        self, regions: Sequence[RegionCode], days: tuple[date, ...], ends: Ends | None = None
    ) -> tuple[date, ...]:
        """Return the days on which a crew can travel to all of some regions.

        Args:
            regions: the regions.
            days: the days to choose from.
            ends: where the day begins and ends; None for the office.
        """
        if self.travel.only_on:
            begin, end = (self.office, self.office) if ends is None else ends
            places = (begin, *regions) if begin == end else (begin, *regions, end)
            for one, other in combinations([at for at in places if at is not None], 2):
                days = open_dates(days, self.travel.days(one, other))
        return days
