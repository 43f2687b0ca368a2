"""The arguments that the figures have in common, checked once.

`stays`, `by`, `leap_day` and `columns` mean the same in every function that has them; the package's
docstring describes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil._shared.checks import check_type
from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By, Groups
from dukcapil.frames._layout import STAYS
from dukcapil.frames._obligation import is_born_citizen
from dukcapil.frames._stages import events_table
from dukcapil.frames._table import Table
from dukcapil.months import Month, month_list

__all__ = ["Question", "months_asked"]


@final
@attrs.frozen
class Question:
    """A question about people, whose arguments have been checked.

    Attributes:
        function: the function that was called.
        people: the stays.
        groups: the breakdown.
        leap_day: the rule for people born on 29 February.
        columns: the caller's own column names.
    """

    function: str
    people: Table
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
        columns: Mapping[str, str] | None,
    ) -> Question:
        """Check the arguments of a function that needs some columns of the stays."""
        check_type(function, "leap_day", leap_day, LeapDay)
        groups = Groups.of(by, function)
        wanted = groups.needed(needed)
        people = Table.of(stays, STAYS, wanted, columns, name="stays", function=function)
        return cls(function, people, groups, leap_day, columns)

    def log(self, events: IntoFrame) -> Table:
        """Check the events, leave out those superseded, and the printed ends of citizens' cards."""
        table = events_table(events, self.columns, beside=self.people, function=self.function)
        return _without_ends_for_life(table, self.people)


def _without_ends_for_life(events: Table, stays: Table) -> Table:
    """Leave out the ends of cards of citizens for life, which hold whatever is printed on them."""
    for_life = is_born_citizen(stays) & stays["permit_until"].is_null()
    others = (
        stays.frame.filter(~for_life)
        .select(stays["person"].alias("_other"))
        .group_by("_other")
        .agg(nw.len().alias("_other_rows"))
    )
    person, end = events.columns["person"], events.columns["valid_until"]
    is_other = ~nw.col("_other_rows").is_null()
    frame = (
        events.frame.with_columns(events["person"].alias(person))
        .join(others, left_on=person, right_on="_other", how="left")
        .with_columns(nw.when(is_other).then(events["valid_until"]).alias(end))
    )
    return Table(frame, events.name, events.columns, events.dtypes)


def months_asked(function: str, months: Iterable[Month]) -> tuple[Month, ...]:
    """Return the months in order, or raise if there are none."""
    wanted = month_list(function, months)
    if not wanted:
        raise ValueError(f"{function}.months: expected one or more")
    return wanted
