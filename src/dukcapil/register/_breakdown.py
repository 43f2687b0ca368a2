"""Dimensions of breakdowns: regions, sex, age, cohort, or a function of the resident."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple, Protocol, final

import attrs

from dukcapil._shared.checks import check_count, raise_faults
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.ages import LeapDay, anniversary, latest_birth_date
from dukcapil.errors import Fault
from dukcapil.months import Month
from dukcapil.nik import Sex
from dukcapil.regions import Level, RegionCode
from dukcapil.register._records import SEXES
from dukcapil.residents import Resident

__all__ = [
    "AgeBand",
    "AgeBands",
    "By",
    "Cohort",
    "Dimension",
    "Groups",
    "Located",
    "dimension_names",
]


@final
class AgeBand(NamedTuple):
    """An interval of ages in completed years, as a key of a table.

    Attributes:
        low: the lowest age; 0 for the band below all others.
        high: the highest age, or None for all above.

    Examples:
        >>> from dukcapil.coverage import AgeBand
        >>> print(AgeBand(17, 19), AgeBand(65, None), AgeBand(0, 16))
        17-19 65+ 0-16
    """

    low: int
    high: int | None

    def __str__(self) -> str:
        """The band as `17-19`, or `65+` without a highest age."""
        return f"{self.low}+" if self.high is None else f"{self.low}-{self.high}"


def _as_ages(ages: Iterable[int]) -> tuple[int, ...]:
    return tuple(ages)


@final
@attrs.frozen
class AgeBands(Value):
    """Bands of age in completed years, given by the lowest age of each.

    Attributes:
        lows: the lowest ages in rising order, each from 1 to 150; one more band holds all who
            are younger than the first.

    Raises:
        TypeError: for ages that are not `int`.
        InvalidRecord: for no ages, ages that do not rise, or an age out of bounds.

    Examples:
        >>> from dukcapil.coverage import AgeBands
        >>> print(*AgeBands([17, 20, 25]).bands)
        0-16 17-19 20-24 25+
    """

    lows: tuple[int, ...] = attrs.field(converter=_as_ages)

    def __attrs_post_init__(self) -> None:
        for low in self.lows:
            check_count(self, "lows", low)
        if not self.lows:
            raise_faults("AgeBands", [("lows", Fault.MISSING)])
        if not (self.lows[0] >= 1 and self.lows[-1] <= 150):
            raise_faults("AgeBands", [("lows", Fault.OUT_OF_BOUNDS)])
        if any(low >= high for low, high in pairwise(self.lows)):
            raise_faults("AgeBands", [("lows", Fault.OUT_OF_ORDER)])

    @property
    def bands(self) -> tuple[AgeBand, ...]:
        """The bands, youngest first."""
        lows = (0, *self.lows)
        highs = (*(low - 1 for low in self.lows), None)
        return tuple(AgeBand(low, high) for low, high in zip(lows, highs, strict=True))


@final
class Cohort(Worded):
    """The calendar year or month that the people of a cohort share.

    Attributes:
        BIRTH_YEAR: the calendar year of birth.
        OBLIGED_YEAR: the calendar year in which the present obligation began, wherever the person
            lived.
        OBLIGED_MONTH: the same by `Month`. Coverage by it is cohort coverage.

    Examples:
        >>> from dukcapil.coverage import Cohort
        >>> print(Cohort.BIRTH_YEAR)
        year of birth
    """

    BIRTH_YEAR = "year of birth"
    OBLIGED_YEAR = "year in which the obligation began"
    OBLIGED_MONTH = "month in which the obligation began"


Dimension = Level | AgeBands | Cohort | type[Sex] | Callable[[Resident], Hashable]
"""A dimension of a breakdown: a level of regions, `AgeBands`, a `Cohort`, the class `Sex`, or a
function of the resident whose value does not change with time."""

By = Dimension | Sequence[Dimension]
"""A breakdown: one dimension, whose values are then the keys, or several, whose tuples are; `()`
for none."""

_NAMES: Final = {
    Cohort.BIRTH_YEAR: "birth_year",
    Cohort.OBLIGED_YEAR: "obliged_year",
    Cohort.OBLIGED_MONTH: "obliged_month",
}


def dimension_names(by: By) -> tuple[str, ...]:
    """Return the names of the dimensions of a breakdown, as columns of a table.

    A function gives its own name if that is a public one, and `group` otherwise. Names that
    repeat are numbered from the second on.

    Examples:
        >>> from dukcapil import Sex
        >>> from dukcapil.coverage import AgeBands
        >>> from dukcapil.regions import Level
        >>> dimension_names([Level.KECAMATAN, Sex, AgeBands([17, 60]), lambda resident: 1])
        ('kecamatan', 'sex', 'age', 'group')
        >>> dimension_names([len, len])
        ('len', 'len_2')
    """
    names: list[str] = []
    for dimension in by if isinstance(by, Sequence) else (by,):
        first = name = _name_of(dimension)
        number = 1
        while name in names:
            number += 1
            name = f"{first}_{number}"
        names.append(name)
    return tuple(names)


def _name_of(dimension: Dimension) -> str:
    if isinstance(dimension, Level):
        return dimension.name.lower()
    if isinstance(dimension, AgeBands):
        return "age"
    if isinstance(dimension, Cohort):
        return _NAMES[dimension]
    if dimension is Sex:
        return "sex"
    name: str = getattr(dimension, "__name__", "")
    return name if name.isidentifier() and not name.startswith("_") else "group"


_Codes = Sequence[int]


class Located(Protocol):
    """People at places, as columns.

    Attributes:
        person: positions among the residents.
        place: positions in `regions`.
        regions: all regions.
        obliged_since: the first day of obligation, as an ordinal.
    """

    person: "array[int]"
    place: "array[int]"
    regions: Sequence[RegionCode]
    obliged_since: "array[int]"


class Described(Protocol):
    """People by position, as the dimensions of breakdowns see them."""

    def resident(self, person: int, /) -> Resident:
        """Return the resident at a position."""
        ...

    def sexes(self) -> Sequence[int]:
        """Return the place of the sex of each person in `SEXES`."""
        ...


@final
class Groups:
    """The groups of people by all dimensions but the age, which changes with time.

    Attributes:
        code: a number for each row; equal numbers are one group.
        names: the name of each dimension, as a column of a table.
        bands: the bands of age that are asked for, or None.
        is_whole: whether nothing is broken down, so that everybody is in one group.
    """

    __slots__ = (
        "_band_at",
        "_bands",
        "_is_single",
        "_values",
        "_youngest",
        "bands",
        "code",
        "is_whole",
        "names",
    )

    def __init__(self, function: str, by: By, people: Described, rows: Located) -> None:
        """Number the groups of all rows.

        Args:
            function: the public function that was called, for errors.
            by: the breakdown.
            people: all people.
            rows: the people to group.
        """
        dimensions = tuple(by) if isinstance(by, Sequence) else (by,)
        self._is_single = not isinstance(by, Sequence)
        self.is_whole = not dimensions
        ages = [(at, one) for at, one in enumerate(dimensions) if isinstance(one, AgeBands)]
        if len(ages) > 1:
            raise ValueError(f"{function}.by: expected AgeBands at most once")
        self._band_at = ages[0][0] if ages else 0
        self.bands = ages[0][1] if ages else None
        self._bands = () if self.bands is None else self.bands.bands
        self.names = dimension_names(by)
        self._values: list[Sequence[Hashable]] = []
        self._youngest: dict[tuple[date, LeapDay], list[int]] = {}
        # A mixed-radix number: the digit of each dimension is the position of its value. Python's
        # integers are unbounded, so no product of sizes overflows.
        self.code: _Codes = [0] * len(rows.person)
        for dimension in dimensions:
            if not isinstance(dimension, AgeBands):
                codes, values = _column(function, dimension, people, rows)
                size = len(values)
                self.code = [old * size + new for old, new in zip(self.code, codes, strict=True)]
                self._values.append(values)

    def key(self, code: int, band: int) -> Hashable:
        """Return the key of a group, as it stands in the rows of answers."""
        parts: list[Hashable] = []
        for values in reversed(self._values):
            code, place = divmod(code, len(values))
            parts.insert(0, values[place])
        if self._bands:
            parts.insert(self._band_at, self._bands[band])
        return parts[0] if self._is_single else tuple(parts)

    def group(self, row: int, born: int, day: int, leap_day: LeapDay) -> tuple[int, int]:
        """Return the group of a row on one day: its code and its age band."""
        if self.bands is None:
            return self.code[row], 0
        youngest = self.youngest_of(date.fromordinal(day), leap_day)
        return self.code[row], self.band(born, youngest)

    def birthdays(self, born: int, leap_day: LeapDay) -> list[int]:
        """Return the days on which people born on a day enter the next band, as ordinals."""
        if self.bands is None:
            return []
        birth_date = date.fromordinal(born)
        days = (anniversary(birth_date, birth_date.year + low, leap_day) for low in self.bands.lows)
        return [day.toordinal() for day in days]

    def band(self, born: int, youngest: Sequence[int]) -> int:
        """Return the position of the age band, given `youngest_of` the day; 0 without bands."""
        return len(youngest) - bisect_left(youngest, born)

    def youngest_of(self, on: date, leap_day: LeapDay) -> list[int]:
        """Return the latest birth date of each band but the lowest, oldest band first."""
        if self.bands is None:
            return []
        if (on, leap_day) not in self._youngest:
            days = [latest_birth_date(age=low, on=on, leap_day=leap_day) for low in self.bands.lows]
            ordinals = [0 if day is None else day.toordinal() for day in reversed(days)]
            self._youngest[on, leap_day] = ordinals
        return self._youngest[on, leap_day]


def _column(
    function: str, dimension: object, people: Described, rows: Located
) -> tuple[_Codes, Sequence[Hashable]]:
    """Return for each row the position of its value of a dimension, and the values."""
    if isinstance(dimension, Level):
        of_place, regions = _numbered(_at(region, dimension) for region in rows.regions)
        return [of_place[place] for place in rows.place], regions
    if isinstance(dimension, Cohort) and dimension is not Cohort.BIRTH_YEAR:
        begin = map(date.fromordinal, rows.obliged_since)
        is_monthly = dimension is Cohort.OBLIGED_MONTH
        return _numbered(Month.of(day) if is_monthly else day.year for day in begin)
    if dimension is Sex:
        sexes = people.sexes()
        return [sexes[person] for person in rows.person], SEXES
    value_of = _value_of(function, dimension)
    persons = dict.fromkeys(rows.person)
    codes, values = _numbered(value_of(people.resident(person)) for person in persons)
    of_person = dict(zip(persons, codes, strict=True))
    return [of_person[person] for person in rows.person], values


def _at(region: RegionCode, level: Level) -> RegionCode:
    """Return the region of that level; a wider one stays as it is."""
    return region.at(min(level, region.level))


def _value_of(function: str, dimension: object) -> Callable[[Resident], Hashable]:
    if dimension is Cohort.BIRTH_YEAR:
        return lambda resident: resident.birth_date.year
    if callable(dimension) and not isinstance(dimension, type):
        return dimension
    raise TypeError(
        f"{function}.by: expected a Level, AgeBands, a Cohort, Sex or a function of the resident, "
        f"found {type(dimension).__name__}"
    )


def _numbered(values: Iterable[Hashable]) -> tuple[_Codes, Sequence[Hashable]]:
    """Return the positions of values in order of first appearance, and the distinct values."""
    position_of: dict[Hashable, int] = {}
    codes = array("I", (position_of.setdefault(value, len(position_of)) for value in values))
    return codes, tuple(position_of) or (None,)
