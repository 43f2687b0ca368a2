"""Coverage of a register at one date."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, TypeVar, overload

from dukcapil.ages import LeapDay
from dukcapil.coverage._partition import stages_of
from dukcapil.coverage._table import CoverageTable
from dukcapil.months import Month
from dukcapil.regions import Level, RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension
from dukcapil.register._stage import least_part
from dukcapil.residents import Resident

__all__ = ["coverage_of", "measure"]

K = TypeVar("K", bound=Hashable)


@overload
def measure(
    register: Register,
    *,
    on: date,
    by: Level,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[RegionCode]: ...
@overload
def measure(
    register: Register,
    *,
    on: date,
    by: AgeBands,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[AgeBand]: ...
@overload
def measure(
    register: Register,
    *,
    on: date,
    by: Cohort,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[Month | int]: ...
@overload
def measure(
    register: Register,
    *,
    on: date,
    by: Callable[[Resident], K],
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[K]: ...
@overload
def measure(
    register: Register,
    *,
    on: date,
    by: Sequence[Dimension] = ...,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[tuple[Hashable, ...]]: ...
def measure(  # noqa: PLR0913  the question, and options by name
    register: Register,
    *,
    on: date,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> CoverageTable[Any]:
    """Compute coverage on a date, from the log alone.

    Args:
        register: the register; with a scope, only its region is counted.
        on: the date.
        by: the breakdown, as for `partition`.
        stage: the stage from which a person counts as covered: recorded for recording coverage,
            as offices publish it, blocked records included; holding for ownership (*kepemilikan*).
            A `StagePart` parts the stage: from `IN_PROCESS` on, blocked records are left out.
        leap_day: the day on which those born on 29 February turn 17.
        inactive: whether people count while their NIK is inactive.

    Returns:
        One row for each group, as `partition`. `members` names the people, and `roll_up` adds
        exactly.

    Raises:
        TypeError: for a `datetime`, or a `by` that is no dimension.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex, measure
        >>> from dukcapil.regions import Level
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> register = Register.of([someone])
        >>> table = measure(register, on=date(2020, 12, 31), by=Level.KECAMATAN)
        >>> print(table)
        kecamatan  name                date  obliged  covered  gap     %
        32.75.01   Bekasi Timur  2020-12-31        1        0    1  0.00
        >>> table.members(RegionCode("32.75.01"), "gap")
        (NIK('327599**********'),)
    """
    return coverage_of("measure", register, on, by, stage, leap_day, inactive)


def coverage_of(  # noqa: PLR0913, PLR0917  those of `measure`
    function: str,
    register: Register,
    on: date,
    by: By,
    stage: Stage | StagePart,
    leap_day: LeapDay,
    inactive: InactiveNIKs,
) -> CoverageTable[Hashable]:
    """Return the coverage of a register for the public function that was called."""
    least_part(function, stage)
    return stages_of(function, register, on, by, leap_day, inactive).coverage(stage)
