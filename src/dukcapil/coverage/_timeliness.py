"""Timeliness: the distribution of the time from the obligation to a stage."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import (
    RecordFault,
    check_count,
    check_date,
    check_items,
    check_type,
    raise_faults,
)
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.errors import Fault
from dukcapil.register import Register, Stage, StagePart
from dukcapil.register._register import Columns, columns
from dukcapil.register._stage import least_part

__all__ = ["Timeliness", "TimelinessStep", "timeliness"]

_SHOWN_DAYS: Final = (0, 14, 30, 60, 90, 180, 365, 730)
_COLUMNS: Final = (
    Column("within_days", Kind.INTEGER),
    Column("percent", Kind.PERCENT, digits=1),
    Column("standard_error", Kind.NUMBER, digits=1),
)


@final
@attrs.frozen(kw_only=True)
class TimelinessStep(Value):
    """One step of the estimated distribution: a day on which anybody reached the stage.

    Attributes:
        days: days since the first day of obligation; 0 or more.
        at_risk: persons observed on that day who had not reached the stage before it.
        reached: persons who reached the stage on it.
        probability: P(T <= days), in parts of one.
        standard_error: standard error of the probability, by Greenwood's formula.
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
        faults: list[RecordFault] = []
        if self.reached > self.at_risk:
            faults.append(("reached", Fault.CONTRADICTION, "at_risk"))
        if not 0 <= self.probability <= 1:
            faults.append(("probability", Fault.OUT_OF_BOUNDS))
        raise_faults("TimelinessStep", faults)


def _as_steps(steps: Iterable[TimelinessStep]) -> tuple[TimelinessStep, ...]:
    return tuple(steps)


@final
@attrs.frozen(kw_only=True)
class Timeliness(Tabular, Value):
    """The estimated distribution of the time from obligation to a stage.

    Attributes:
        steps: the steps by which the distribution function rises, in order of time.
        spells: the number of unbroken observations; a person who leaves and returns may have two.
        observed_days: the longest observation, in days; beyond it nothing is known, and `within`
            stays constant.
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
        """Return P(T <= days): the probability of reaching the stage within that time.

        Args:
            days: days since the first day of obligation; 0 or more.

        Raises:
            TypeError: for a number that is not an `int`.
            InvalidRecord: for a negative number.
        """
        step = self._step(days)
        return 0.0 if step is None else step.probability

    def standard_error(self, days: int) -> float:
        """Return the standard error of `within` by Greenwood's formula; 0 before any step."""
        step = self._step(days)
        return 0.0 if step is None else step.standard_error

    @property
    def median_days(self) -> int | None:
        """The median of the time to the stage; None if it exceeds what was observed."""
        # Rounded, because products of floats may fall short of a half that is reached exactly.
        halves = (step.days for step in self.steps if round(step.probability, 12) >= 0.5)
        return next(halves, None)

    def _step(self, days: int) -> TimelinessStep | None:
        check_count(self, "days", days)
        place = bisect_right(self.steps, days, key=lambda step: step.days)
        return self.steps[place - 1] if place else None

    def _content(self) -> Content:
        return _COLUMNS, [
            (days, 100 * self.within(days), 100 * self.standard_error(days))
            for days in _SHOWN_DAYS
            if days <= self.observed_days
        ]


class _Spell(NamedTuple):
    """One unbroken observation of one person, in days since the first day of obligation."""

    entry: int
    end: int
    reached: bool


def timeliness(  # noqa: PLR0913  all but the register and the date have defaults
    register: Register,
    *,
    on: date,
    stage: Stage | StagePart = Stage.HOLDING,
    since: date = date.min,
    until: date = date.max,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> Timeliness:
    """Estimate the distribution of the time from the obligation to a stage.

    The estimator of Kaplan and Meier (Journal of the American Statistical Association 53, 1958)
    with delayed entry and right censoring. Time runs from the first day of obligation, wherever
    the person lived then. People who arrive later are at risk from the day after the arrival, and
    not at all if they had reached the stage by then. People who die, leave or have not reached it
    by `on` are censored. People at the stage when the obligation begins, such as those recorded
    at 16, reached it on day 0.

    Args:
        register: the register; with a scope, only its region is observed.
        on: the last day of observation.
        stage: the stage, reached for the first time since the obligation began.
        since: the first day of the obligations that count.
        until: the first day after them.
        leap_day: the day on which those born on 29 February turn 17.

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
    least = least_part("timeliness", stage)
    all_columns = columns("timeliness", register, leap_day=leap_day)
    begins = range(since.toordinal(), until.toordinal())
    spells = [spell for spell in _spells(all_columns, on, least, begins) if spell is not None]
    return _kaplan_meier(spells)


def _spells(all_columns: Columns, on: date, stage: int, begins: range) -> Iterator[_Spell | None]:
    """Yield the observations; stays that follow each other without a gap are one."""
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
    all_columns: Columns, person: int, days: tuple[int, int, int], stage: int
) -> _Spell | None:
    """Return the observation from one day until another; None if the stage came before it."""
    zero, begin, end = days
    reached = _first_day_at(all_columns, person, zero, stage)
    # Reached before the arrival: never at risk here (left truncation), so no observation at all.
    if reached is not None and (reached <= begin > zero):
        return None
    if reached is None or reached >= end:
        return _Spell(begin - zero, end - 1 - zero, reached=False)
    return _Spell(begin - zero, reached - zero, reached=True)


def _first_day_at(all_columns: Columns, person: int, zero: int, stage: int) -> int | None:
    """Return the first day from `zero` on at which a person is at a stage or beyond."""
    steps = all_columns.steps
    if steps.at(person, zero) >= stage:
        return zero
    return next(
        (
            steps.day[step]
            for step in range(steps.first[person], steps.first[person + 1])
            if steps.day[step] > zero and steps.part[step] >= stage
        ),
        None,
    )


def _kaplan_meier(spells: Sequence[_Spell]) -> Timeliness:
    # Observed from day 0: at risk on it. Arrived later: at risk from the day after the arrival.
    came = Counter(spell.entry + 1 if spell.entry else 0 for spell in spells)
    left = Counter(spell.end + 1 for spell in spells)
    reached = Counter(spell.end for spell in spells if spell.reached)
    steps = []
    at_risk, waiting, variance = 0, 1.0, 0.0
    for days in sorted({*came, *left, *reached}):
        at_risk += came[days] - left[days]
        if count := reached[days]:
            waiting *= 1 - count / at_risk
            # If all at risk reach the stage, survival is 0 and so is its error, whatever the sum.
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
