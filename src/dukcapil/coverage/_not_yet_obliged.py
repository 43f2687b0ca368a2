"""People who are in no stock yet: recorded early, or to be obliged before the year is out."""

from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, final

import attrs

from dukcapil._shared.checks import check_count, check_date, raise_faults
from dukcapil._shared.coverage import Coverage, CoverageRow
from dukcapil._shared.keyed_table import KeyedTable, by_key
from dukcapil._shared.rendering import label
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay, latest_birth_date
from dukcapil.coverage._measure import measure
from dukcapil.coverage._table import CoverageTable
from dukcapil.errors import Fault
from dukcapil.law import OBLIGED_AGE
from dukcapil.regions import RegionCode
from dukcapil.register import Register, Stage
from dukcapil.register._breakdown import By, Groups
from dukcapil.register._register import columns
from dukcapil.wajib_ktp import NotYetObliged, assess, reached_on

__all__ = ["EarlyRow", "EarlyTable", "early_recordings", "year_target"]


@final
@attrs.frozen(kw_only=True)
class EarlyRow(Value):
    """Early recordings of one group on one date.

    Attributes:
        key: the group.
        eligible: persons old enough to be recorded and not obliged yet.
        recorded: how many of them are recorded.
    """

    key: Hashable
    eligible: int
    recorded: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "eligible", self.eligible)
        check_count(self, "recorded", self.recorded)
        if self.recorded > self.eligible:
            raise_faults("EarlyRow", [("recorded", Fault.CONTRADICTION)])


def _as_rows(rows: Iterable[EarlyRow]) -> tuple[EarlyRow, ...]:
    return by_key(rows, EarlyRow)


@final
@attrs.frozen
class EarlyTable(KeyedTable[EarlyRow]):
    """Early recordings by group.

    Attributes:
        rows: by key; only groups in which somebody is eligible.
    """

    rows: tuple[EarlyRow, ...] = attrs.field(converter=_as_rows)

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [(label(row.key), f"{row.eligible:,}", f"{row.recorded:,}") for row in self.rows]
        return ("place", "eligible", "recorded early"), rows


def early_recordings(
    register: Register,
    *,
    on: date,
    by: By = (),
    from_age: int = 16,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> EarlyTable:
    """Who is recorded ahead of the obligation; they are in no stock until it begins.

    Args:
        register: the register; with a scope, its region alone is looked at.
        on: the date.
        by: what to break down by, as for `partition`.
        from_age: completed years from which the office records.
        leap_day: the birthday of those born on 29 February in a common year.

    Raises:
        TypeError: for a `datetime`, or something that nothing can be broken down by.
        InvalidRecord: for a negative age.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import early_recordings
        >>> born = date(2004, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105040001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> print(early_recordings(Register.of([someone]), on=date(2020, 12, 31)))
        place  eligible  recorded early
        all           1               0
    """
    check_date("early_recordings", "on", on)
    steps = columns(register, leap_day=leap_day).steps
    youngest = latest_birth_date(age=from_age, on=on, leap_day=leap_day)
    rows = _NotYetObliged(register, on, youngest, leap_day)
    day = on.toordinal()
    counts: dict[Hashable, list[int]] = {}
    for person, key in rows.keys(register, by, on, leap_day):
        count = counts.setdefault(key, [0, 0])
        count[0] += 1
        count[1] += steps.at(person, day) >= Stage.RECORDED
    return EarlyTable(
        [EarlyRow(key=key, eligible=old, recorded=new) for key, (old, new) in counts.items()]
    )


def year_target(
    register: Register,
    *,
    on: date,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> CoverageTable[Any]:
    """Coverage by the convention of yearly targets: this year's 17-year-olds count at once.

    Everybody who lives there on the date and turns 17 by 31 December is in the denominator; the
    numerator is that of `measure`. On 1 January 2021 this made 200,426,767 obliged of
    196,394,976 the day before, and 97.12 % of 99.11 % (Ministry of Home Affairs, in the press of
    January 2021): name the convention with the figure.

    Args:
        register: the register; with a scope, its region alone is counted.
        on: the date; the year is its calendar year.
        by: what to break down by, as for `partition`.
        stage: what counts as covered: this stage or beyond.
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        As `measure`, without members.

    Raises:
        TypeError: for a `datetime`, or something that nothing can be broken down by.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import measure, year_target
        >>> born = date(2004, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105040001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> day, register = date(2021, 1, 1), Register.of([someone])
        >>> measure(register, on=day).total(on=day)
        Coverage(obliged=0, covered=0)
        >>> year_target(register, on=day).total(on=day)
        Coverage(obliged=1, covered=0)
    """
    table = measure(register, on=on, by=by, stage=stage, leap_day=leap_day)
    counts = {row.key: row.coverage for row in table}
    youngest = latest_birth_date(age=OBLIGED_AGE, on=date(on.year, 12, 31), leap_day=leap_day)
    coming = _NotYetObliged(register, on, youngest, leap_day)
    one = Coverage(obliged=1, covered=0)
    for _, key in coming.keys(register, by, on, leap_day):
        counts[key] = counts[key] + one if key in counts else one
    return CoverageTable(
        [CoverageRow(key=key, on=on, coverage=coverage) for key, coverage in counts.items()]
    )


@final
class _NotYetObliged:
    """Those in the scope who are born by a date and not obliged yet: see `Located`.

    A death to come is not looked at; it was not known on the date.
    """

    def __init__(
        self, register: Register, on: date, youngest: date | None, leap_day: LeapDay
    ) -> None:
        self.person, self.place, self.obliged_since = array("I"), array("I"), array("i")
        position_of: dict[RegionCode, int] = {}
        oldest = latest_birth_date(age=OBLIGED_AGE, on=on, leap_day=leap_day) or date.min
        for person, resident in enumerate(register):
            if youngest is None or not oldest < resident.birth_date <= youngest:
                continue
            stay = resident.residence(on=on)
            if stay is None or (register.scope is not None and stay.region not in register.scope):
                continue
            answer = assess(resident, on=on, leap_day=leap_day)
            if isinstance(answer, NotYetObliged):
                since = answer.expected_from or reached_on(resident, leap_day)
                self.person.append(person)
                self.place.append(position_of.setdefault(stay.region, len(position_of)))
                self.obliged_since.append(since.toordinal())
        self.regions: Sequence[RegionCode] = tuple(position_of)

    def keys(
        self, register: Register, by: By, on: date, leap_day: LeapDay
    ) -> Iterator[tuple[int, Hashable]]:
        """The position of each, and the key of the group."""
        groups = Groups(by, register.residents, self)
        youngest = groups.youngest_of(on, leap_day)
        for person, code in zip(self.person, groups.code, strict=True):
            born = register.residents[person].birth_date.toordinal()
            yield person, groups.key(code, groups.band(born, youngest))
