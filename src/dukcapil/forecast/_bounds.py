"""Bounds that hold for all amounts within their intervals."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import accumulate
from operator import attrgetter
from typing import Final, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_items, check_type
from dukcapil._shared.labels import Language
from dukcapil._shared.markup import Written
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.forecast._projection import MonthEnd, month_ends, refuse_failing_each
from dukcapil.forecast._scenario import FLOWS, LEAVING, STOCKS, Amount, Interval, Scenario, least
from dukcapil.forecast._schedule import Amounts, Schedule, greatest
from dukcapil.forecast._shown import written
from dukcapil.months import Month

__all__ = ["Bounds", "MonthBounds", "bounds", "bounds_of"]


@final
@attrs.frozen(kw_only=True)
class MonthBounds(Value):
    """Guaranteed bounds of the figures at the end of one month.

    Attributes:
        month: the month.
        not_recorded_people: obliged and to be recorded, for the first time or anew.
        waiting_people: recorded or asking for a replacement, and waiting for a card.
        outstanding_people: both together.
        on_hand_cards: blank cards in stock.
        good_cards: good cards printed since the start.
    """

    month: Month
    not_recorded_people: Interval
    waiting_people: Interval
    outstanding_people: Interval
    on_hand_cards: Interval
    good_cards: Interval

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        for field, interval in _intervals(self).items():
            check_type(self, field, interval, Interval)


def _intervals(bound: MonthBounds) -> dict[str, Interval]:
    return {figure: getattr(bound, figure) for figure in _RAISED_BY}


@final
@attrs.frozen(kw_only=True)
class Bounds(Plotted, Tabular, Value):
    """Guaranteed bounds of a scenario whose amounts are known as intervals.

    Every bound is attained by some choice of amounts within their intervals, except those of the
    figures in `loose_figures`, which are valid and may be wider than necessary. Only a print
    capacity, or people who leave, make any figure loose.

    Attributes:
        scenario: the assumptions.
        month_bounds: one a month.
        loose_figures: `waiting_people` where printing is limited and recording capacity is an
            interval; `on_hand_cards` where printing is limited, some prints fail, and the
            allocation or the first stock is an interval; all but `not_recorded_people` where
            people leave unrecorded and recording capacity is an interval, or leave while they
            wait and anything is one.
    """

    scenario: Scenario
    month_bounds: tuple[MonthBounds, ...]
    loose_figures: frozenset[str]

    def __attrs_post_init__(self) -> None:
        check_type(self, "scenario", self.scenario, Scenario)
        check_items(self, "month_bounds", self.month_bounds, MonthBounds)
        check_type(self, "loose_figures", self.loose_figures, frozenset)

    @property
    def cleared_earliest(self) -> Month | None:
        """The first month at whose end nobody may be outstanding; None beyond the horizon."""
        cleared = (m.month for m in self.month_bounds if not m.outstanding_people.low)
        return next(cleared, None)

    @property
    def cleared_latest(self) -> Month | None:
        """The month by whose end the backlog is certainly cleared; None beyond the horizon."""
        cleared = (m.month for m in self.month_bounds if not m.outstanding_people.high)
        return next(cleared, None)

    @property
    def rows(self) -> tuple[MonthBounds, ...]:
        """The months, as in `month_bounds`."""
        return self.month_bounds

    def _content(self) -> Content:
        columns = [
            Column(f"{figure}_{end}", Kind.COUNT)
            for figure in _RAISED_BY
            for end in ("low", "high")
        ]
        return [Column("month"), *columns], [
            [
                bound.month,
                *(
                    number
                    for interval in _intervals(bound).values()
                    for number in (interval.low, interval.high)
                ),
            ]
            for bound in self.month_bounds
        ]

    def _written(self, language: Language) -> Written:
        figures = [figure for figure in _RAISED_BY if figure != "good_cards"]
        rows = [
            [bound.month, *(_intervals(bound)[figure] for figure in figures)]
            for bound in self.month_bounds
        ]
        return written("Bounds", [("month", ""), *((name, "") for name in figures)], rows, language)


_DEMAND: Final = frozenset(
    {"not_recorded_people", "newly_obliged_people", "waiting_people", "replacement_cards"}
)
_ALL: Final = frozenset({*STOCKS, *FLOWS})
_RAISED_BY: Final = {
    "not_recorded_people": frozenset({"not_recorded_people", "newly_obliged_people"}),
    "waiting_people": _DEMAND | {"recording_capacity_people"},
    "outstanding_people": _DEMAND,
    "on_hand_cards": frozenset({"on_hand_cards", "allocation_cards", *LEAVING}),
    "good_cards": _ALL.difference(LEAVING),
}
"""For each figure the inputs in which it is nondecreasing; it is nonincreasing in all others.

There are three exceptions, the first two under a print capacity. More recording now may mean more
or fewer people waiting later. Where prints fail, one more blank now may let one more good card be
printed later, which uses more than one blank. And where people leave before they have a card,
faster service keeps some from leaving.
"""


def bounds(scenario: Scenario) -> Bounds:
    """Compute guaranteed bounds of every figure, for inputs known as intervals.

    Args:
        scenario: the assumptions; the amounts of different months may lie anywhere within their
            intervals, independently of each other.

    Returns:
        For every month and figure the least and the greatest possible value.

    Raises:
        TypeError: if an amount is a distribution; `outlook` takes those.

    Examples:
        >>> from dukcapil import Month, Scenario, bounds
        >>> from dukcapil.forecast import Interval
        >>> scenario = Scenario(
        ...     start=Month(2020, 12),
        ...     months=4,
        ...     not_recorded_people=20_000,
        ...     newly_obliged_people=3_000,
        ...     recording_capacity_people=10_000,
        ...     allocation_cards=Interval(15_000, 20_000),
        ...     replacement_cards=6_000,
        ... )
        >>> print(bounds(scenario))
        month    not recorded     waiting       outstanding           blanks
        2020-12        13,000  0 to 1,000  13,000 to 14,000       0 to 4,000
        2021-01         6,000  0 to 2,000    6,000 to 8,000       0 to 8,000
        2021-02             0  0 to 2,000        0 to 2,000      0 to 13,000
        2021-03             0           0                 0  4,000 to 24,000
        >>> str(bounds(scenario).cleared_earliest), str(bounds(scenario).cleared_latest)
        ('2021-02', '2021-03')
    """
    schedule = Schedule.of("bounds", scenario)
    _refuse_distributions(schedule)
    return Bounds(
        scenario=scenario,
        month_bounds=tuple(bounds_of(schedule)),
        loose_figures=_loose_figures(schedule),
    )


def bounds_of(schedule: Schedule) -> Iterator[MonthBounds]:
    """Yield the bounds of each month; of a distribution its least and its greatest amount count.

    Where each print fails independently, none of them may fail, or all.
    """
    if schedule.fails_each:
        best = attrs.evolve(schedule, failed_share=Fraction(0))
        worst = best.with_flow("allocation_cards", 0)
        worst = attrs.evolve(worst, stocks={**best.stocks, "on_hand_cards": 0})
        for low, high in zip(bounds_of(best), bounds_of(worst), strict=True):
            yield _around(low, high)
        return
    leaving = _leaving_depends(schedule)
    ends = _ends_with_leaving(schedule) if leaving else _all_ends(schedule)
    for index in range(schedule.months):
        yield MonthBounds(
            month=schedule.start + index,
            **{field: Interval(low[index], high[index]) for field, (low, high) in ends.items()},
        )


def _around(best: MonthBounds, worst: MonthBounds) -> MonthBounds:
    """Return bounds that contain those where no print fails, and where all do."""

    def interval(figure: str) -> Interval:
        one, other = getattr(best, figure), getattr(worst, figure)
        return Interval(min(one.low, other.low), max(one.high, other.high))

    return MonthBounds(month=best.month, **{figure: interval(figure) for figure in _RAISED_BY})


_Ends = tuple[list[int], list[int]]
"""The least and the greatest value of one figure, month by month."""


def _ends(
    schedule: Schedule, figure: Callable[[MonthEnd], int], raised_by: frozenset[str]
) -> _Ends:
    """Return a figure at the corner of the inputs that minimises it, and at the opposite one."""
    low = month_ends(_corner(schedule, high=_ALL - raised_by))
    high = month_ends(_corner(schedule, high=raised_by))
    return list(map(figure, low)), list(map(figure, high))


def _all_ends(schedule: Schedule) -> dict[str, _Ends]:
    """Return the bounds of all figures where the numbers that leave do not depend on recording."""
    ends = {
        field: _ends(schedule, attrgetter(field), raised_by)
        for field, raised_by in _RAISED_BY.items()
    }
    loose = _loose_figures(schedule)
    if "waiting_people" in loose:
        ends["waiting_people"] = _difference(
            ends["outstanding_people"], ends["not_recorded_people"]
        )
    if "on_hand_cards" in loose:
        used = _ends(schedule, attrgetter("used_cards"), raised_by=_RAISED_BY["good_cards"])
        ends["on_hand_cards"] = _difference(_arrived(schedule), used)
    return ends


def _arrived(schedule: Schedule) -> _Ends:
    return _ends(schedule, attrgetter("arrived_cards"), raised_by=_ALL)


def _leaving_depends(schedule: Schedule) -> bool:
    """Return whether the numbers that leave depend on an interval, which acts in both directions.

    More recording keeps some from leaving unrecorded, and whatever brings cards sooner, or makes
    people ask sooner, changes the number that leave while they wait.
    """
    uncertain = _uncertain(schedule)
    if schedule.occurs("leaving_waiting_people"):
        return bool(uncertain)
    not_recorded = schedule.occurs("leaving_not_recorded_people")
    return not_recorded and "recording_capacity_people" in uncertain


def _ends_with_leaving(schedule: Schedule) -> dict[str, _Ends]:
    """Widen the bounds without leaving: one person who leaves lowers each figure by at most one."""
    nobody_leaves = schedule
    for flow in LEAVING[:2]:
        nobody_leaves = nobody_leaves.with_flow(flow, 0)
    ends = _all_ends(nobody_leaves)
    months = zip(*(schedule.flows[flow] for flow in LEAVING[:2]), strict=True)
    gone = list(accumulate(sum(map(greatest, month)) for month in months))
    for figure in ("waiting_people", "outstanding_people", "good_cards"):
        low, high = ends[figure]
        ends[figure] = [max(0, a - b) for a, b in zip(low, gone, strict=True)], high
    # People who leave use no blanks: at most all that arrived less the good cards are left.
    left_over = _difference(_arrived(schedule), ends["good_cards"])
    ends["on_hand_cards"] = ends["on_hand_cards"][0], left_over[1]
    figure = "not_recorded_people"
    return ends | {figure: _ends(schedule, attrgetter(figure), _RAISED_BY[figure])}


def _loose_figures(schedule: Schedule) -> frozenset[str]:
    """Return the figures that are not monotone in every uncertain input."""
    if _leaving_depends(schedule):
        return frozenset(_RAISED_BY) - {"not_recorded_people"}
    if "print_capacity_cards" not in schedule.flows:
        return frozenset()
    uncertain = _uncertain(schedule)
    loose = {
        "waiting_people": "recording_capacity_people" in uncertain,
        "on_hand_cards": bool(uncertain & {"allocation_cards", "on_hand_cards"})
        and schedule.failed_share > 0,
    }
    return frozenset(figure for figure, is_loose in loose.items() if is_loose)


def _difference(whole: _Ends, part: _Ends) -> _Ends:
    """Return bounds of a whole less its part, valid whatever the dependence of the two."""
    low = [max(0, w - p) for w, p in zip(whole[0], part[1], strict=True)]
    high = [w - p for w, p in zip(whole[1], part[0], strict=True)]
    return low, high


def _refuse_distributions(schedule: Schedule) -> None:
    refuse_failing_each("bounds", schedule)
    for field, _ in schedule.amounts():
        if field in schedule.random:
            raise TypeError(
                f"bounds.{field}: expected an interval, found a distribution; use outlook"
            )


def _corner(schedule: Schedule, *, high: frozenset[str]) -> Schedule:
    """Return the schedule with each interval replaced by its upper end, or else its lower end."""

    def ends(field: str, amounts: Amounts) -> Amounts:
        end: Callable[[Amount], int] = greatest if field in high else least
        return tuple(map(end, amounts))

    return attrs.evolve(
        schedule,
        stocks={field: ends(field, (stock,))[0] for field, stock in schedule.stocks.items()},
        flows={field: ends(field, amounts) for field, amounts in schedule.flows.items()},
    )


def _uncertain(schedule: Schedule) -> frozenset[str]:
    """Return the stocks and flows that an interval leaves open."""
    return frozenset(
        field
        for field, amounts in schedule.amounts()
        if any(least(amount) < greatest(amount) for amount in amounts)
    )
