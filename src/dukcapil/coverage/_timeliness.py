"""Timeliness: the distribution of the time from the obligation to a stage."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, pairwise
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.adapters import Plotted
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
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._columns import Columns, columns
from dukcapil.register._stage import least_part

__all__ = ["Timeliness", "TimelinessStep", "timeliness"]

_SHOWN_DAYS: Final = (0, 14, 30, 60, 90, 180, 365, 730)
_FEW: Final = 10
_COLUMNS: Final = (
    Column("within_days", Kind.INTEGER),
    Column("percent", Kind.PERCENT, digits=1),
    Column("standard_error", Kind.NUMBER, digits=1),
    Column("percent_low", Kind.PERCENT, digits=1),
    Column("percent_high", Kind.PERCENT, digits=1),
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
        standard_error: standard error of the probability, by Greenwood's formula; None where the
            probability is 1, for which the formula has no value.
    """

    days: int
    at_risk: int
    reached: int
    probability: float
    standard_error: float | None

    def __attrs_post_init__(self) -> None:
        check_count(self, "days", self.days)
        check_count(self, "at_risk", self.at_risk)
        check_count(self, "reached", self.reached)
        check_type(self, "probability", self.probability, float)
        if self.standard_error is not None:
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
class Timeliness(Plotted, Tabular, Value):
    """The estimated distribution of the time from obligation to a stage.

    Attributes:
        steps: the steps by which the distribution function rises, in order of time.
        spells: the number of unbroken observations of people at risk; a person who leaves and
            returns may have two.
        observed_days: the longest observation, in days; beyond it nothing is known, and `within`
            stays constant.
        unreached: the people observed without a gap from day 0, all of whom waited until anybody
            reached the stage: the evidence for a probability of 0.
    """

    steps: tuple[TimelinessStep, ...] = attrs.field(converter=_as_steps)
    spells: int
    observed_days: int
    unreached: int

    def __attrs_post_init__(self) -> None:
        check_items(self, "steps", self.steps, TimelinessStep)
        check_count(self, "spells", self.spells)
        check_count(self, "observed_days", self.observed_days)
        check_count(self, "unreached", self.unreached)
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

    def standard_error(self, days: int) -> float | None:
        """Return the standard error of `within` by Greenwood's formula; None where that is 0 or 1.

        A probability of 0 or 1 is not certain: see `interval`.
        """
        step = self._step(days)
        return None if step is None else step.standard_error

    def interval(self, days: int, *, confidence: float = 0.95) -> tuple[float, float]:
        """Return the bounds of a confidence interval of `within`.

        Between 0 and 1 by the log-log transform of survival (J. Kalbfleisch and R. Prentice, "The
        Statistical Analysis of Failure Time Data", 2nd ed. 2002, section 1.4), which stays within
        them. At 0 and at 1 one-sided, after Clopper and Pearson (Biometrika 26, 1934): of n people
        none or all reached the stage.

        Args:
            days: days since the first day of obligation; 0 or more.
            confidence: the level, above 0 and below 1.

        Raises:
            TypeError: for numbers of another type.
            InvalidRecord: for a number out of bounds.
        """
        check_type("interval", "confidence", confidence, float)
        if not 0 < confidence < 1:
            raise_faults("interval", [("confidence", Fault.OUT_OF_BOUNDS)])
        step = self._step(days)
        if step is None:
            return 0.0, _not_excluded(self.unreached, confidence)
        if step.standard_error is not None:
            return _log_log(step, confidence)
        # The last step of those that did not take everybody, and the one that did.
        rising = [one for one in self.steps if one.standard_error is not None]
        waited = 1 - _log_log(rising[-1], confidence)[0] if rising else 1.0
        last = self.steps[len(rising)]
        return 1 - waited * _not_excluded(last.at_risk, confidence), 1.0

    @property
    def trusted_from(self) -> int | None:
        """The first day from which at least 10 people are at risk when anybody reaches the stage.

        People who arrive late are not at risk early on, so that a single one can move the whole
        curve. If it is not 0, ask for those who still waited: `timeliness(..., after=...)` with
        the day before. None if there never are so many. See J. Klein and M. Moeschberger,
        "Survival Analysis", 2nd ed. 2003, section 4.6.
        """
        few = 0
        for step in self.steps:
            if step.at_risk >= _FEW:
                return few
            few = step.days + 1
        return None

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
            (
                days,
                100 * self.within(days),
                None if (error := self.standard_error(days)) is None else 100 * error,
                *(100 * bound for bound in self.interval(days)),
            )
            for days in _SHOWN_DAYS
            if days <= self.observed_days
        ]


def _not_excluded(people: int, confidence: float) -> float:
    """Return the greatest probability of what happened to none of so many people."""
    return 1 - (1 - confidence) ** (1 / people) if people else 1.0


def _log_log(step: TimelinessStep, confidence: float) -> tuple[float, float]:
    waiting, error = 1 - step.probability, step.standard_error or 0.0
    scale = log(waiting)
    spread = NormalDist().inv_cdf((1 + confidence) / 2) * error / waiting / scale
    low, high = sorted(1 - exp(scale * exp(sign * spread)) for sign in (1, -1))
    return low, high


class _Spell(NamedTuple):
    """One unbroken observation of one person at risk, in days since the first day of obligation.

    Observed from day 0, the person is at risk on it; after an arrival, from the day after that.
    """

    at_risk_from: int
    end: int
    reached: bool


def timeliness(  # noqa: PLR0913  all but the register and the date have defaults
    register: Register,
    *,
    on: date,
    stage: Stage | StagePart = Stage.HOLDING,
    since: date = date.min,
    until: date = date.max,
    after: int = -1,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> Timeliness:
    """Estimate the distribution of the time from the obligation to a stage.

    The estimator of Kaplan and Meier (Journal of the American Statistical Association 53, 1958)
    with delayed entry and right censoring. Time runs from the first day of obligation, wherever
    the person lived then. People who arrive later are at risk from the day after the arrival, and
    not at all if they had reached the stage, or had left, by then. People who die, leave or have
    not reached it by `on` are censored. People at the stage when the obligation begins, such as
    those recorded at 16, reached it on day 0.

    Args:
        register: the register; with a scope, only its region is observed.
        on: the last day of observation.
        stage: the stage, reached for the first time since the obligation began.
        since: the first day of the obligations that count.
        until: the first day after them.
        after: the day after which people are at risk, for the distribution among those who still
            waited at its end; -1 for all. See `Timeliness.trusted_from`.
        leap_day: the day on which those born on 29 February turn 17.
        inactive: whether people count while their NIK is inactive.

    Raises:
        TypeError: for a `datetime`.
        ValueError: for a register that knows no times: all events are of one day, as
            `presumed_history` makes them.

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
    check_type("timeliness", "after", after, int)
    all_columns = columns("timeliness", register, leap_day=leap_day, inactive=inactive)
    if _knows_no_times(all_columns):
        raise ValueError(
            "timeliness.register: expected histories with the days of their events; all events are "
            "of one day, as `presumed_history` makes them of current statuses"
        )
    begins = range(since.toordinal(), until.toordinal())
    first = max(after, -1) + 1
    spells = [
        spell._replace(at_risk_from=max(spell.at_risk_from, first))
        for spell in _spells(all_columns, on, least, begins)
        if spell is not None and first <= spell.end >= spell.at_risk_from
    ]
    return _kaplan_meier(spells, first)


def _knows_no_times(all_columns: Columns) -> bool:
    """Return whether all events of several people, some with more than one, are of one day.

    Histories presumed from current statuses do; a log of real days does not.
    """
    log, first = all_columns.log, all_columns.log.first
    rows = [range(first[person], first[person + 1]) for person in all_columns.order]
    is_many = sum(map(bool, rows)) > 1 and max(map(len, rows), default=0) > 1
    days = map(log.occurred.__getitem__, chain.from_iterable(rows))
    first_day = next(days, None) if is_many else None
    return first_day is not None and all(day == first_day for day in days)


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
    at_risk_from = begin - zero + 1 if begin > zero else 0
    if reached is None or reached >= end:
        return _Spell(at_risk_from, end - 1 - zero, reached=False)
    return _Spell(at_risk_from, reached - zero, reached=True)


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


def _kaplan_meier(spells: Sequence[_Spell], first: int) -> Timeliness:
    """Return the estimate from a first day on."""
    came = Counter(spell.at_risk_from for spell in spells)
    left = Counter(spell.end + 1 for spell in spells)
    reached = Counter(spell.end for spell in spells if spell.reached)
    steps = []
    at_risk, waiting, variance = 0, 1.0, 0.0
    for days in sorted({*came, *left, *reached}):
        at_risk += came[days] - left[days]
        if count := reached[days]:
            waiting *= 1 - count / at_risk
            # If all at risk reach the stage, survival is 0 and Greenwood's sum is infinite.
            if count < at_risk:
                variance += count / (at_risk * (at_risk - count))
            steps.append(
                TimelinessStep(
                    days=days,
                    at_risk=at_risk,
                    reached=count,
                    probability=1 - waiting,
                    standard_error=waiting * sqrt(variance) if waiting else None,
                )
            )
    longest = max((spell.end for spell in spells), default=0)
    waited = steps[0].days - 1 if steps else longest
    return Timeliness(
        steps=steps,
        spells=len(spells),
        observed_days=longest,
        unreached=sum(spell.at_risk_from == first and spell.end >= waited for spell in spells),
    )
