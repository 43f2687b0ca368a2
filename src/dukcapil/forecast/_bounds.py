"""Bounds that are guaranteed whatever the amounts turn out to be within their intervals."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final, Literal, final

import attrs

from dukcapil._shared.checks import check_items, check_type
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution
from dukcapil.forecast._projection import month_ends
from dukcapil.forecast._scenario import (
    FLOWS,
    LEAVING,
    STOCKS,
    FailedPrints,
    Interval,
    Scenario,
    Schedule,
    amounts_of,
    end_of,
)
from dukcapil.months import Month

__all__ = ["Bounds", "MonthBounds", "bounds"]


@final
@attrs.frozen(kw_only=True)
class MonthBounds(Value):
    """Between which numbers things stand at the end of one month, whatever the inputs turn out.

    Attributes:
        month: the month.
        not_recorded_people: obliged and not yet recorded.
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
        for field in _RAISED_BY:
            check_type(self, field, getattr(self, field), Interval)


@final
@attrs.frozen(kw_only=True)
class Bounds(Tabular, Value):
    """What is guaranteed of a scenario whose amounts are known as intervals.

    Every bound is reached by some choice of amounts within their intervals, but for those of the
    figures in `loose_figures`, which are valid and may be wider than need be. It takes a print
    capacity, or people who leave, to loosen any.

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
        """The first month at whose end nobody may be outstanding; None within the horizon."""
        cleared = (m.month for m in self.month_bounds if not m.outstanding_people.low)
        return next(cleared, None)

    @property
    def cleared_latest(self) -> Month | None:
        """The month by whose end the backlog has certainly been cleared; None if it need not be."""
        cleared = (m.month for m in self.month_bounds if not m.outstanding_people.high)
        return next(cleared, None)

    def to_dicts(self) -> list[dict[str, object]]:
        """One dictionary a month, with a low and a high figure for each quantity."""
        return [
            {
                "month": str(bound.month),
                **{
                    f"{field}_{end}": getattr(getattr(bound, field), end)
                    for field in _RAISED_BY
                    for end in ("low", "high")
                },
            }
            for bound in self.month_bounds
        ]

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        return _BOUNDS_HEADINGS, [_bounds_cells(bound) for bound in self.month_bounds]


_BOUNDS_HEADINGS: Final = ("month", "not recorded", "waiting", "outstanding", "blanks")


def _bounds_cells(bound: MonthBounds) -> tuple[object, ...]:
    return (
        bound.month,
        bound.not_recorded_people,
        bound.waiting_people,
        bound.outstanding_people,
        bound.on_hand_cards,
    )


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
"""For each figure, the inputs of which more means more; of all other inputs more means no more.

There are three exceptions, the first two under a print capacity. More recording now may mean more
or fewer people waiting later. Where prints fail, one more blank now may let one more good card be
printed later, which uses more than one blank. And where people leave before they have a card, what
brings them their cards sooner keeps some from leaving.
"""


def bounds(scenario: Scenario) -> Bounds:
    """The guaranteed bounds of every figure, for inputs known as intervals.

    Args:
        scenario: the assumptions; every `Interval` may turn out anywhere within it, each month
            on its own.

    Returns:
        For every month and figure the least and the greatest value that is possible.

    Raises:
        TypeError: if an amount follows a distribution; `outlook` takes those.

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
    check_type("bounds", "scenario", scenario, Scenario)
    _refuse_distributions(scenario)
    loose = _loose_figures(scenario)
    ends = _ends_by_leaving(scenario) if _leaving_depends(scenario) else _all_ends(scenario)
    return Bounds(
        scenario=scenario,
        month_bounds=tuple(
            MonthBounds(
                month=scenario.start + index,
                **{field: Interval(low[index], high[index]) for field, (low, high) in ends.items()},
            )
            for index in range(scenario.months)
        ),
        loose_figures=loose,
    )


_Ends = tuple[list[int], list[int]]
"""The least and the greatest value of one figure, month by month."""


def _ends(scenario: Scenario, figure: str, raised_by: frozenset[str]) -> _Ends:
    """The figure in the corner that keeps it down, and in the one that raises it."""
    low = month_ends(_corner(scenario, high=_ALL - raised_by))
    high = month_ends(_corner(scenario, high=raised_by))
    return [getattr(end, figure) for end in low], [getattr(end, figure) for end in high]


def _all_ends(scenario: Scenario) -> dict[str, _Ends]:
    """The bounds of all figures, where those who leave do not hang on recording."""
    ends = {field: _ends(scenario, field, raised_by) for field, raised_by in _RAISED_BY.items()}
    loose = _loose_figures(scenario)
    if "waiting_people" in loose:
        ends["waiting_people"] = _difference(
            ends["outstanding_people"], ends["not_recorded_people"]
        )
    if "on_hand_cards" in loose:
        used = _ends(scenario, "used_cards", raised_by=_RAISED_BY["good_cards"])
        ends["on_hand_cards"] = _difference(_arrived(scenario), used)
    return ends


def _arrived(scenario: Scenario) -> _Ends:
    return _ends(scenario, "arrived_cards", raised_by=_ALL)


def _leaving_depends(scenario: Scenario) -> bool:
    """Whether it hangs on an interval how many leave from where, which works both ways.

    More recording keeps some from leaving unrecorded, and whatever brings people their cards
    sooner, or has them ask sooner, changes how many of those who wait leave.
    """
    not_recorded, waiting = (
        any(amount != 0 for amount in amounts_of(scenario, field)) for field in LEAVING[:2]
    )
    return (not_recorded and _is_uncertain(scenario.recording_capacity_people)) or (
        waiting and any(_is_uncertain(getattr(scenario, field)) for field in _ALL)
    )


def _ends_by_leaving(scenario: Scenario) -> dict[str, _Ends]:
    """Bounds from those without anybody leaving: each who leaves makes at most one less of each."""
    stay = attrs.evolve(scenario, leaving_not_recorded_people=0, leaving_waiting_people=0)
    ends = _all_ends(stay)
    months = zip(*(amounts_of(scenario, field) for field in LEAVING[:2]), strict=True)
    gone = list(accumulate(sum(end_of(one, "high") for one in month) for month in months))
    for figure in ("waiting_people", "outstanding_people", "good_cards"):
        low, high = ends[figure]
        ends[figure] = [max(0, a - b) for a, b in zip(low, gone, strict=True)], high
    left_over = _difference(_arrived(scenario), ends["good_cards"])
    ends["on_hand_cards"] = ends["on_hand_cards"][0], left_over[1]
    raised_by = _RAISED_BY["not_recorded_people"]
    return ends | {"not_recorded_people": _ends(scenario, "not_recorded_people", raised_by)}


def _loose_figures(scenario: Scenario) -> frozenset[str]:
    """The figures that do not move in one direction with every uncertain input."""
    if _leaving_depends(scenario):
        return frozenset(_RAISED_BY) - {"not_recorded_people"}
    if scenario.print_capacity_cards is None:
        return frozenset()
    recording = _is_uncertain(scenario.recording_capacity_people)
    supply = _is_uncertain(scenario.allocation_cards) or _is_uncertain(scenario.on_hand_cards)
    loose = {"waiting_people": recording, "on_hand_cards": supply and scenario.failed_share > 0}
    return frozenset(figure for figure, is_loose in loose.items() if is_loose)


def _difference(whole: _Ends, part: _Ends) -> _Ends:
    """Bounds of what is left of a whole without its part, whichever way the two go together."""
    low = [max(0, w - p) for w, p in zip(whole[0], part[1], strict=True)]
    high = [w - p for w, p in zip(whole[1], part[0], strict=True)]
    return low, high


def _refuse_distributions(scenario: Scenario) -> None:
    """A distribution can take any value of its support, and is not a bound of anything else."""
    if scenario.failed_share and scenario.failed_prints is FailedPrints.EACH:
        raise TypeError(
            "bounds.failed_prints: expected a known share of failed prints, found a distribution; "
            "use outlook"
        )
    for field in _ALL:
        if any(isinstance(amount, Distribution) for amount in amounts_of(scenario, field)):
            raise TypeError(
                f"bounds.{field}: expected an interval, found a distribution; use outlook"
            )


def _corner(scenario: Scenario, *, high: frozenset[str]) -> Scenario:
    """The scenario with every interval replaced by its upper end, or else its lower end."""
    ends: dict[str, Any] = {}
    for field in _ALL:
        end: Literal["low", "high"] = "high" if field in high else "low"
        schedule = getattr(scenario, field)
        if isinstance(schedule, tuple):
            ends[field] = tuple(end_of(amount, end) for amount in schedule)
        elif isinstance(schedule, Interval):
            ends[field] = end_of(schedule, end)
    return attrs.evolve(scenario, **ends)


def _is_uncertain(schedule: Schedule | None) -> bool:
    amounts = schedule if isinstance(schedule, tuple) else (schedule,)
    return any(isinstance(amount, Interval) and amount.low < amount.high for amount in amounts)
