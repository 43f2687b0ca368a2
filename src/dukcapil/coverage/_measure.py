"""Coverage of a register at one date."""

from __future__ import annotations

from datetime import date
from typing import Any

from dukcapil.ages import LeapDay
from dukcapil.coverage._partition import partition
from dukcapil.coverage._table import CoverageTable
from dukcapil.register import Register, Stage
from dukcapil.register._breakdown import By

__all__ = ["measure"]


def measure(
    register: Register,
    *,
    on: date,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> CoverageTable[Any]:
    """Coverage on a date, from the log alone.

    Args:
        register: the register; with a scope, its region alone is counted.
        on: the date.
        by: what to break down by, as for `partition`.
        stage: what counts as covered: this stage or beyond; recorded for recording coverage,
            holding for ownership (*kepemilikan*).
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        One row for each group, as `partition`. `members` names the people, and `roll_up` adds
        exactly.

    Raises:
        TypeError: for a `datetime`, or something that nothing can be broken down by.

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
        place           date  obliged  covered  gap     %
        32.75.01  2020-12-31        1        0    1  0.00
        >>> table.members(RegionCode("32.75.01"), "gap")
        (NIK('327599**********'),)
    """
    return partition(register, on=on, by=by, leap_day=leap_day).coverage(stage)
