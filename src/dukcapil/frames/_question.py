"""The arguments that the figures have in common, checked once.

`stays`, `by`, `leap_day` and `columns` mean the same in every function that has them; the package's
docstring describes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import final

import attrs
from narwhals.stable.v2.typing import IntoFrame

from dukcapil._shared.checks import check_type
from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By, Groups
from dukcapil.frames._layout import STAYS
from dukcapil.frames._log import Log
from dukcapil.frames._table import Table
from dukcapil.frames._unbroken import with_obliged_since
from dukcapil.months import Month, month_list
from dukcapil.register import InactiveNIKs

__all__ = ["Question", "months_asked"]


@final
@attrs.frozen
class Question:
    """A question about people, whose arguments have been checked.

    Attributes:
        function: the function that was called.
        people: the stays.
        counted: those that count, by the rule for inactive NIKs.
        inactive: that rule.
        groups: the breakdown.
        leap_day: the rule for people born on 29 February.
        columns: the caller's own column names.
    """

    function: str
    people: Table
    counted: Table
    inactive: InactiveNIKs
    groups: Groups
    leap_day: LeapDay
    columns: Mapping[str, str] | None

    @classmethod
    def of(  # noqa: PLR0913  the arguments in common
        cls,
        function: str,
        stays: IntoFrame,
        needed: Iterable[str],
        *,
        by: By = (),
        leap_day: LeapDay,
        inactive: InactiveNIKs = InactiveNIKs.COUNTED,
        columns: Mapping[str, str] | None,
        figures: Iterable[str] = (),
    ) -> Question:
        """Check the arguments of a function that needs some columns of the stays.

        `figures` are those of its answer that no other function has.
        """
        check_type(function, "leap_day", leap_day, LeapDay)
        check_type(function, "inactive", inactive, InactiveNIKs)
        groups = Groups.of(by, function, figures)
        wanted = groups.needed(needed)
        people = Table.of(stays, STAYS, wanted, columns, name="stays", function=function)
        if groups.is_by_obligation:
            people, since = with_obliged_since(people, leap_day)
            groups = attrs.evolve(groups, obliged_since=since)
        counted = _counted(people, inactive)
        return cls(function, people, counted, inactive, groups, leap_day, columns)

    def log(self, events: IntoFrame) -> Log:
        """Check the events of these people."""
        return Log.of(events, self.columns, stays=self.people, function=self.function)


def _counted(people: Table, inactive: InactiveNIKs) -> Table:
    if inactive is InactiveNIKs.COUNTED or not people.has("is_nik_active"):
        return people
    is_active = people["is_nik_active"].fill_null(value=True)
    return attrs.evolve(people, frame=people.frame.filter(is_active))


def months_asked(function: str, months: Iterable[Month]) -> tuple[Month, ...]:
    """Return the months in order, or raise if there are none."""
    wanted = month_list(function, months)
    if not wanted:
        raise ValueError(f"{function}.months: expected one or more")
    return wanted
