"""Backlog and blanks, month by month: the exact trajectory, and bounds that are guaranteed.

Each month, in this order: the allocation of blank cards arrives, the newly obliged join, people
are recorded, replacements are asked for, cards are printed. All quantities are whole people and
whole cards. With known inputs there is one trajectory; with inputs known as intervals every
figure moves in one direction with every input, so trajectories at the corners are exact bounds.

The people not yet recorded follow Lindley's recursion (D. V. Lindley, "The theory of queues with
a single server", Proc. Camb. Phil. Soc. 48, 1952); recording and printing are two servers in
tandem (J.-Y. Le Boudec and P. Thiran, Network Calculus, 2001).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Final, Literal, final

import attrs

from dukcapil._checks import Value, check_count, check_items, check_type
from dukcapil._render import Tabular
from dukcapil._scenario import FLOWS, STOCKS, Amount, Interval, Scenario, Schedule
from dukcapil.months import Month

__all__ = [
    "Binding",
    "Bounds",
    "Interval",
    "MonthBounds",
    "MonthEnd",
    "Scenario",
    "Trajectory",
    "bounds",
    "project",
]


@final
class Binding(Enum):
    """What holds up the people outstanding at the end of a month.

    Attributes:
        NOTHING: nobody is outstanding.
        RECORDING: all of them wait to be recorded.
        BLANKS: people wait for a card, and there are no blanks.
        PRINTING: people wait for a card, and there are blanks.
    """

    NOTHING = "nothing"
    RECORDING = "recording"
    BLANKS = "blanks"
    PRINTING = "printing"


@final
@attrs.frozen(kw_only=True)
class MonthEnd(Value):
    """Where things stand at the end of one month.

    Attributes:
        month: the month.
        not_recorded_people: obliged and not yet recorded.
        waiting_people: recorded or asking for a replacement, and waiting for a card.
        on_hand_cards: blank cards in stock.
        good_cards: good cards printed since the start.
        spoiled_cards: blanks spoiled in printing since the start.
        binding: what holds the outstanding up.
    """

    month: Month
    not_recorded_people: int
    waiting_people: int
    on_hand_cards: int
    good_cards: int
    spoiled_cards: int
    binding: Binding

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        check_count(self, "not_recorded_people", self.not_recorded_people)
        check_count(self, "waiting_people", self.waiting_people)
        check_count(self, "on_hand_cards", self.on_hand_cards)
        check_count(self, "good_cards", self.good_cards)
        check_count(self, "spoiled_cards", self.spoiled_cards)
        check_type(self, "binding", self.binding, Binding)

    @property
    def outstanding_people(self) -> int:
        """All who must or want to have a card and do not: not recorded, and waiting."""
        return self.not_recorded_people + self.waiting_people

    @property
    def used_cards(self) -> int:
        """Blanks used since the start: for good cards, and spoiled."""
        return self.good_cards + self.spoiled_cards

    @property
    def arrived_cards(self) -> int:
        """Blanks there have been: in stock at the start, or allocated since."""
        return self.on_hand_cards + self.used_cards


@final
@attrs.frozen(kw_only=True)
class Trajectory(Tabular, Value):
    """The course of a scenario whose amounts are all known.

    Attributes:
        scenario: the assumptions.
        month_ends: one a month.
    """

    scenario: Scenario
    month_ends: tuple[MonthEnd, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self, "scenario", self.scenario, Scenario)
        check_items(self, "month_ends", self.month_ends, MonthEnd)

    @property
    def cleared_in(self) -> Month | None:
        """The first month at whose end nobody is outstanding; None within the horizon."""
        return next((end.month for end in self.month_ends if not end.outstanding_people), None)

    @property
    def stock_out_in(self) -> Month | None:
        """The first month at whose end people wait because there are no blanks."""
        ends = (end.month for end in self.month_ends if end.binding is Binding.BLANKS)
        return next(ends, None)

    def to_dicts(self) -> list[dict[str, object]]:
        """One dictionary a month, for a data frame."""
        return [
            {
                "month": str(end.month),
                "not_recorded_people": end.not_recorded_people,
                "waiting_people": end.waiting_people,
                "outstanding_people": end.outstanding_people,
                "on_hand_cards": end.on_hand_cards,
                "good_cards": end.good_cards,
                "spoiled_cards": end.spoiled_cards,
                "binding": end.binding.value,
            }
            for end in self.month_ends
        ]

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        return _TRAJECTORY_HEADINGS, [_trajectory_cells(end) for end in self.month_ends]


_TRAJECTORY_HEADINGS: Final = (
    "month",
    "not recorded",
    "waiting",
    "outstanding",
    "blanks",
    "held up by",
)


def _trajectory_cells(end: MonthEnd) -> tuple[str, ...]:
    return (
        str(end.month),
        f"{end.not_recorded_people:,}",
        f"{end.waiting_people:,}",
        f"{end.outstanding_people:,}",
        f"{end.on_hand_cards:,}",
        end.binding.value,
    )


def project(scenario: Scenario) -> Trajectory:
    """Follow a scenario whose amounts are all known, month by month.

    Args:
        scenario: the assumptions, without an `Interval`.

    Returns:
        The state at the end of every month.

    Raises:
        TypeError: if an amount is an `Interval`; `bounds` takes those.

    Examples:
        >>> from dukcapil import Month, Scenario, project
        >>> scenario = Scenario(
        ...     start=Month(2020, 12),
        ...     months=4,
        ...     not_recorded_people=20_000,
        ...     newly_obliged_people=3_000,
        ...     recording_capacity_people=10_000,
        ...     allocation_cards=15_000,
        ...     replacement_cards=6_000,
        ... )
        >>> print(project(scenario))
        month    not recorded  waiting  outstanding  blanks  held up by
        2020-12        13,000    1,000       14,000       0  blanks
        2021-01         6,000    2,000        8,000       0  blanks
        2021-02             0    2,000        2,000       0  blanks
        2021-03             0        0            0   4,000  nothing
    """
    check_type("project", "scenario", scenario, Scenario)
    return Trajectory(scenario=scenario, month_ends=tuple(_month_ends(scenario)))


def _month_ends(scenario: Scenario) -> Iterator[MonthEnd]:
    """The recursion; `keep` is the share of blanks that become good cards."""
    not_recorded = _known("not_recorded_people", scenario.not_recorded_people)
    requested = _known("waiting_people", scenario.waiting_people)
    arrived = _known("on_hand_cards", scenario.on_hand_cards)
    used = good = 0
    keep = 1 - scenario.failed_share
    joining = _monthly(scenario, "newly_obliged_people")
    arriving = _monthly(scenario, "allocation_cards")
    replacing = _monthly(scenario, "replacement_cards")
    recordable = _monthly_limit(scenario, "recording_capacity_people")
    printable = _monthly_limit(scenario, "print_capacity_cards")
    for index in range(scenario.months):
        arrived += arriving[index]
        not_recorded += joining[index]
        recorded = _limited(not_recorded, recordable[index])
        not_recorded -= recorded
        requested += recorded + replacing[index]
        possible = arrived * keep.numerator // keep.denominator
        wanted = good + _limited(requested - good, printable[index])
        good = min(wanted, possible)
        needed = -(-good * keep.denominator // keep.numerator)
        used = max(used, arrived if possible < wanted else needed)
        yield MonthEnd(
            month=scenario.start + index,
            not_recorded_people=not_recorded,
            waiting_people=requested - good,
            on_hand_cards=arrived - used,
            good_cards=good,
            spoiled_cards=used - good,
            binding=_binding(not_recorded, requested - good, arrived - used),
        )


def _binding(not_recorded: int, waiting: int, on_hand: int) -> Binding:
    """Whoever waits does so for blanks if there are none, and else for a printer."""
    if waiting:
        return Binding.PRINTING if on_hand else Binding.BLANKS
    return Binding.RECORDING if not_recorded else Binding.NOTHING


def _limited(amount: int, limit: int | None) -> int:
    return amount if limit is None else min(amount, limit)


def _known(field: str, amount: Amount) -> int:
    if isinstance(amount, Interval):
        raise TypeError(f"project.{field}: expected a known amount, found an interval; use bounds")
    return amount


def _monthly(scenario: Scenario, field: str) -> list[int]:
    schedule = getattr(scenario, field)
    amounts = schedule if isinstance(schedule, tuple) else (schedule,) * scenario.months
    return [_known(field, amount) for amount in amounts]


def _monthly_limit(scenario: Scenario, field: str) -> Sequence[int | None]:
    unlimited = getattr(scenario, field) is None
    return (None,) * scenario.months if unlimited else _monthly(scenario, field)


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
    capacity to loosen any.

    Attributes:
        scenario: the assumptions.
        month_bounds: one a month.
        loose_figures: `waiting_people` where printing is limited and recording capacity is an
            interval; `on_hand_cards` where printing is limited, some prints fail, and the
            allocation or the first stock is an interval.
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
_RAISED_BY: Final = {
    "not_recorded_people": frozenset({"not_recorded_people", "newly_obliged_people"}),
    "waiting_people": _DEMAND | {"recording_capacity_people"},
    "outstanding_people": _DEMAND,
    "on_hand_cards": frozenset({"on_hand_cards", "allocation_cards"}),
    "good_cards": frozenset({*STOCKS, *FLOWS}),
}
"""For each figure, the inputs of which more means more; of all other inputs more means no more.

There are two exceptions, both under a print capacity. More recording now may mean more or fewer
people waiting later. And where prints fail, one more blank now may let one more good card be
printed later, which uses more than one blank.
"""


def bounds(scenario: Scenario) -> Bounds:
    """The guaranteed bounds of every figure, for inputs known as intervals.

    Args:
        scenario: the assumptions; every `Interval` may turn out anywhere within it, each month
            on its own.

    Returns:
        For every month and figure the least and the greatest value that is possible.

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
    ends = {field: _ends(scenario, field, raised_by) for field, raised_by in _RAISED_BY.items()}
    loose = _loose_figures(scenario)
    if "waiting_people" in loose:
        ends["waiting_people"] = _difference(
            ends["outstanding_people"], ends["not_recorded_people"]
        )
    if "on_hand_cards" in loose:
        arrived = _ends(scenario, "arrived_cards", raised_by=_ALL)
        used = _ends(scenario, "used_cards", raised_by=_ALL)
        ends["on_hand_cards"] = _difference(arrived, used)
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


_ALL: Final = frozenset({*STOCKS, *FLOWS})


_Ends = tuple[list[int], list[int]]
"""The least and the greatest value of one figure, month by month."""


def _ends(scenario: Scenario, figure: str, raised_by: frozenset[str]) -> _Ends:
    """The figure in the corner that keeps it down, and in the one that raises it."""
    low = _month_ends(_corner(scenario, high=_ALL - raised_by))
    high = _month_ends(_corner(scenario, high=raised_by))
    return [getattr(end, figure) for end in low], [getattr(end, figure) for end in high]


def _loose_figures(scenario: Scenario) -> frozenset[str]:
    """The figures that do not move in one direction with every uncertain input."""
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


def _corner(scenario: Scenario, *, high: frozenset[str]) -> Scenario:
    """The scenario with every interval replaced by its upper end, or else its lower end."""
    ends: dict[str, Any] = {}
    for field in _ALL:
        end: Literal["low", "high"] = "high" if field in high else "low"
        schedule = getattr(scenario, field)
        if isinstance(schedule, tuple):
            ends[field] = tuple(_end(amount, end) for amount in schedule)
        elif isinstance(schedule, Interval):
            ends[field] = _end(schedule, end)
    return attrs.evolve(scenario, **ends)


def _end(amount: Amount, end: Literal["low", "high"]) -> int:
    return amount if isinstance(amount, int) else getattr(amount, end)


def _is_uncertain(schedule: Schedule | None) -> bool:
    amounts = schedule if isinstance(schedule, tuple) else (schedule,)
    return any(isinstance(amount, Interval) and amount.low < amount.high for amount in amounts)
