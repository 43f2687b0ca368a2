"""Timeliness: how soon people reach a stage once they are obliged, and how long others wait."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import NamedTuple, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import KeyedTable, by_key
from dukcapil._shared.rendering import Tabular, label
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.errors import Fault
from dukcapil.register import Register, Stage
from dukcapil.register._breakdown import By, Groups
from dukcapil.register._register import Columns, columns

__all__ = ["BacklogRow", "BacklogTable", "Timeliness", "TimelinessStep", "backlog", "timeliness"]


@final
@attrs.frozen(kw_only=True)
class TimelinessStep(Value):
    """One day, counted from the first of the obligation, on which somebody reached the stage.

    Attributes:
        days: how long after the first day of obligation; 0 or more.
        at_risk: persons observed on that day who had not reached the stage before it.
        reached: persons who did on it.
        probability: of having reached the stage by then.
        standard_error: by Greenwood's formula.
    """

    days: int
    at_risk: int
    reached: int
    probability: float
    standard_error: float

    def __attrs_post_init__(self) -> None:
        check_count(self, "days", self.days)
        check_count(self, "at_risk", self.at_risk)
        check_count(self, "reached", self.reached)
        check_type(self, "probability", self.probability, float)
        check_type(self, "standard_error", self.standard_error, float)
        if not (self.reached <= self.at_risk and 0 <= self.probability <= 1):
            raise_faults("TimelinessStep", [("probability", Fault.OUT_OF_BOUNDS)])


def _as_steps(steps: Iterable[TimelinessStep]) -> tuple[TimelinessStep, ...]:
    return tuple(steps)


@final
@attrs.frozen(kw_only=True)
class Timeliness(Tabular, Value):
    """The estimated distribution of the time from obligation to a stage.

    Attributes:
        steps: where it rises, in order of time.
        spells: how many unbroken observations it rests on; who leaves and returns may have two.
        observed_days: the longest time that anybody was observed; of a longer one nothing is
            known, and `within` stays what it was.
    """

    steps: tuple[TimelinessStep, ...] = attrs.field(converter=_as_steps)
    spells: int
    observed_days: int

    def __attrs_post_init__(self) -> None:
        check_items(self, "steps", self.steps, TimelinessStep)
        check_count(self, "spells", self.spells)
        check_count(self, "observed_days", self.observed_days)
        if any(one.days >= other.days for one, other in pairwise(self.steps)):
            raise_faults("Timeliness", [("steps", Fault.OUT_OF_ORDER)])

    def within(self, days: int) -> float:
        """The probability of reaching the stage within so many days.

        Raises:
            TypeError: for a number that is not an `int`.
            InvalidRecord: for a negative number.
        """
        step = self._step(days)
        return 0.0 if step is None else step.probability

    def standard_error(self, days: int) -> float:
        """The standard error of `within`, by Greenwood's formula; 0 before the first step."""
        step = self._step(days)
        return 0.0 if step is None else step.standard_error

    @property
    def median_days(self) -> int | None:
        """By when half have reached the stage; None if fewer ever do in what was observed."""
        # Rounded, because products of floats may fall short of a half that is reached exactly.
        halves = (step.days for step in self.steps if round(step.probability, 12) >= 0.5)
        return next(halves, None)

    def _step(self, days: int) -> TimelinessStep | None:
        check_count(self, "days", days)
        place = bisect_right(self.steps, days, key=lambda step: step.days)
        return self.steps[place - 1] if place else None

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [
            (f"{days}", f"{100 * self.within(days):.1f}", f"{100 * self.standard_error(days):.1f}")
            for days in _SHOWN_DAYS
            if days <= self.observed_days
        ]
        return ("within days", "%", "standard error"), rows


_SHOWN_DAYS = (0, 14, 30, 60, 90, 180, 365, 730)


class _Spell(NamedTuple):
    """One unbroken observation of one person; days are counted from the first of obligation."""

    entry: int
    end: int
    reached: bool


def timeliness(  # noqa: PLR0913  all but the register and the date have usual values
    register: Register,
    *,
    on: date,
    stage: Stage = Stage.HOLDING,
    since: date = date.min,
    until: date = date.max,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> Timeliness:
    """Estimate how soon people reach a stage once they are obliged.

    The estimator of Kaplan and Meier (Journal of the American Statistical Association 53, 1958)
    with delayed entry and right censoring. Time runs from the first day of obligation, wherever
    the person lived then. Who arrives later is at risk from the day after the arrival, and not at
    all if the stage was reached by then. Who dies, leaves or has not reached it by `on` is
    censored. Who is at the stage when the obligation begins, as one recorded at 16, reached it on
    day 0.

    Args:
        register: the register; with a scope, its region alone is looked at.
        on: the last day that is looked at.
        stage: the stage, reached for the first time since the obligation began.
        since: only obligations that began on that day or later.
        until: only obligations that began before that day.
        leap_day: when somebody born on 29 February turns 17.

    Raises:
        TypeError: for a `datetime`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil import Stage
        >>> from dukcapil.coverage import timeliness
        >>> from dukcapil.recording import BiometricsCaptured
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=date(2003, 5, 1),
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=date(2003, 5, 1))],
        ... )
        >>> taken = BiometricsCaptured(id="e-1", nik=someone.nik, occurred_on=date(2020, 5, 4))
        >>> register = Register.of([someone], [taken])
        >>> timeliness(register, on=date(2020, 12, 31), stage=Stage.RECORDED).median_days
        3
    """
    for field, day in (("on", on), ("since", since), ("until", until)):
        check_date("timeliness", field, day)
    check_type("timeliness", "stage", stage, Stage)
    all_columns = columns(register, leap_day=leap_day)
    begins = range(since.toordinal(), until.toordinal())
    spells = [spell for spell in _spells(all_columns, on, stage, begins) if spell is not None]
    return _kaplan_meier(spells)


def _spells(all_columns: Columns, on: date, stage: Stage, begins: range) -> Iterator[_Spell | None]:
    """The observation of each person; stays that follow each other without a gap are one."""
    stays = all_columns.stays
    day = on.toordinal()
    rows = (
        row
        for row, (since, begin) in enumerate(zip(stays.since, stays.obliged_since, strict=True))
        if since <= day and begin in begins
    )
    begin = end = zero = person = -1
    for row in rows:
        if stays.person[row] == person and stays.since[row] == end:
            end = stays.until[row]
            continue
        if person >= 0:
            yield _spell(all_columns, person, (zero, begin, min(end, day + 1)), stage)
        person, zero = stays.person[row], stays.obliged_since[row]
        begin, end = stays.since[row], stays.until[row]
    if person >= 0:
        yield _spell(all_columns, person, (zero, begin, min(end, day + 1)), stage)


def _spell(
    all_columns: Columns, person: int, days: tuple[int, int, int], stage: Stage
) -> _Spell | None:
    """What was observed from one day until another; None if the stage was reached before."""
    zero, begin, end = days
    reached = _first_day_at(all_columns, person, zero, stage)
    if reached is not None and (reached <= begin > zero):
        return None
    if reached is None or reached >= end:
        return _Spell(begin - zero, end - 1 - zero, reached=False)
    return _Spell(begin - zero, reached - zero, reached=True)


def _first_day_at(all_columns: Columns, person: int, zero: int, stage: Stage) -> int | None:
    """The first day, from a day on, on which somebody is at a stage."""
    steps = all_columns.steps
    if steps.at(person, zero) >= stage:
        return zero
    return next(
        (
            steps.day[step]
            for step in range(steps.first[person], steps.first[person + 1])
            if steps.day[step] > zero and steps.stage[step] >= stage
        ),
        None,
    )


def _kaplan_meier(spells: Sequence[_Spell]) -> Timeliness:
    # Who is there from day 0 is at risk on it, who comes later from the day after.
    came = Counter(spell.entry + 1 if spell.entry else 0 for spell in spells)
    left = Counter(spell.end + 1 for spell in spells)
    reached = Counter(spell.end for spell in spells if spell.reached)
    steps = []
    at_risk, waiting, variance = 0, 1.0, 0.0
    for days in sorted({*came, *left, *reached}):
        at_risk += came[days] - left[days]
        if count := reached[days]:
            waiting *= 1 - count / at_risk
            if count < at_risk:
                variance += count / (at_risk * (at_risk - count))
            steps.append(
                TimelinessStep(
                    days=days,
                    at_risk=at_risk,
                    reached=count,
                    probability=1 - waiting,
                    standard_error=waiting * sqrt(variance),
                )
            )
    longest = max((spell.end for spell in spells), default=0)
    return Timeliness(steps=steps, spells=len(spells), observed_days=longest)


@final
@attrs.frozen(kw_only=True)
class BacklogRow(Value):
    """How long the people of one group have been waiting.

    Attributes:
        key: the group.
        people: how many wait.
        median_days: half of them have waited so long or less.
        ninth_decile_days: nine in ten have waited so long or less.
        longest_days: the longest wait.
    """

    key: Hashable
    people: int
    median_days: int
    ninth_decile_days: int
    longest_days: int

    def __attrs_post_init__(self) -> None:
        for field in ("people", "median_days", "ninth_decile_days", "longest_days"):
            check_count(self, field, getattr(self, field))
        if not self.median_days <= self.ninth_decile_days <= self.longest_days:
            raise_faults("BacklogRow", [("longest_days", Fault.CONTRADICTION)])


def _as_rows(rows: Iterable[BacklogRow]) -> tuple[BacklogRow, ...]:
    return by_key(rows, BacklogRow)


@final
@attrs.frozen
class BacklogTable(KeyedTable[BacklogRow]):
    """How long those have been waiting who are obliged and have not reached a stage.

    Attributes:
        rows: by key; only groups in which somebody waits.
    """

    rows: tuple[BacklogRow, ...] = attrs.field(converter=_as_rows)

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [
            (
                label(row.key),
                f"{row.people:,}",
                f"{row.median_days:,}",
                f"{row.ninth_decile_days:,}",
                f"{row.longest_days:,}",
            )
            for row in self.rows
        ]
        return ("place", "waiting", "median days", "nine in ten", "longest"), rows


def backlog(
    register: Register,
    *,
    on: date,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> BacklogTable:
    """How long the people in the gap have been obliged.

    Args:
        register: the register; with a scope, its region alone is looked at.
        on: the date.
        by: what to break down by, as for `partition`.
        stage: the stage that they have not reached.
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        For each group the quantiles of the days since the obligation began, wherever the person
        lived then; a quantile is the age of one of those who wait (nearest rank).

    Raises:
        TypeError: for a `datetime`, or something that nothing can be broken down by.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import backlog
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> print(backlog(Register.of([someone]), on=date(2020, 6, 30)))
        place  waiting  median days  nine in ten  longest
        all          1           60           60       60
    """
    check_date("backlog", "on", on)
    check_type("backlog", "stage", stage, Stage)
    all_columns = columns(register, leap_day=leap_day)
    groups, stays, steps = (
        Groups(by, all_columns.residents, all_columns.stays),
        all_columns.stays,
        all_columns.steps,
    )
    day, youngest = on.toordinal(), groups.youngest_of(on, leap_day)
    waits: dict[tuple[int, int], list[int]] = {}
    for row, (person, since, until) in enumerate(
        zip(stays.person, stays.since, stays.until, strict=True)
    ):
        if since <= day < until and steps.at(person, day) < stage:
            group = groups.code[row], groups.band(stays.born[person], youngest)
            waits.setdefault(group, []).append(day - stays.obliged_since[row])
    return BacklogTable([_backlog_row(groups.key(*group), days) for group, days in waits.items()])


def _backlog_row(key: Hashable, days: list[int]) -> BacklogRow:
    days.sort()
    return BacklogRow(
        key=key,
        people=len(days),
        median_days=days[(len(days) - 1) // 2],
        ninth_decile_days=days[(9 * len(days) - 1) // 10],
        longest_days=days[-1],
    )
