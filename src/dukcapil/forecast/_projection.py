"""The one course that a scenario with known amounts takes, month by month."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from itertools import starmap
from typing import Any, Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.forecast._scenario import (
    FLOWS,
    STOCKS,
    FailedPrints,
    Scenario,
    amounts_of,
    known_amount,
)
from dukcapil.months import Month

__all__ = [
    "Binding",
    "MonthEnd",
    "MonthFlow",
    "Printing",
    "State",
    "Trajectory",
    "coverage_of",
    "month_ends",
    "printing_of_share",
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


def coverage_of(obliged: int | None, outstanding: int) -> Coverage | None:
    """Who holds a card; where more are outstanding than obliged, nobody does."""
    if obliged is None:
        return None
    return Coverage(obliged=obliged, covered=max(0, obliged - outstanding))


@final
@attrs.frozen(kw_only=True)
class MonthEnd(Value):
    """Where things stand at the end of one month.

    Attributes:
        month: the month.
        obliged_people: all who must hold a card; None if the scenario does not tell.
        not_recorded_people: obliged and not yet recorded.
        waiting_people: recorded or asking for a replacement, and waiting for a card.
        on_hand_cards: blank cards in stock.
        good_cards: good cards printed since the start.
        spoiled_cards: blanks spoiled in printing since the start.
        binding: what holds the outstanding up.
    """

    month: Month
    obliged_people: int | None = None
    not_recorded_people: int
    waiting_people: int
    on_hand_cards: int
    good_cards: int
    spoiled_cards: int
    binding: Binding

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        if self.obliged_people is not None:
            check_count(self, "obliged_people", self.obliged_people)
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
    def coverage(self) -> Coverage | None:
        """Those who hold a card of those who must; None if the scenario does not tell."""
        return coverage_of(self.obliged_people, self.outstanding_people)

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
                "obliged_people": end.obliged_people,
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
        scenario: the assumptions, all amounts known.

    Returns:
        The state at the end of every month.

    Raises:
        TypeError: if an amount is an `Interval` or follows a distribution; `bounds` takes intervals, and
            `outlook` distributions.

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
    return Trajectory(scenario=scenario, month_ends=tuple(month_ends(scenario)))


def month_ends(scenario: Scenario) -> Iterator[MonthEnd]:
    """The recursion, from the stocks before the first month on."""
    state = State(*(known_amount("project", field, getattr(scenario, field)) for field in STOCKS))
    obliged = scenario.obliged_people
    flows = zip(*(_monthly(scenario, field) for field in FLOWS), strict=True)
    printing = printing_of_share(scenario)
    for index, flow in enumerate(starmap(MonthFlow, flows)):
        if obliged is not None:
            left = sum(state.leaving(flow, obliged))
            obliged = max(0, obliged + flow.newly_obliged - left)
        state = state.after(flow, printing)
        yield MonthEnd(
            month=scenario.start + index,
            obliged_people=obliged,
            not_recorded_people=state.not_recorded,
            waiting_people=state.waiting,
            on_hand_cards=state.arrived - state.used,
            good_cards=state.good,
            spoiled_cards=state.used - state.good,
            binding=state.binding,
        )


@final
class MonthFlow(NamedTuple):
    """What one month brings, in the order of the fields of a scenario."""

    newly_obliged: int
    allocation: int
    replacements: int
    leaving_not_recorded: int
    leaving_waiting: int
    leaving_holding: int
    recording_capacity: int | None
    print_capacity: int | None


Printing = Callable[[int, int, int, int], tuple[int, int]]
"""From the good cards wanted in all, and those good, blanks used and blanks arrived so far: the
cards that are good, and the blanks that are used, after printing."""


@final
class State(NamedTuple):
    """People and cards between two months; cards counted since the start."""

    not_recorded: int
    waiting: int
    arrived: int
    used: int = 0
    good: int = 0

    def leaving(self, flow: MonthFlow, obliged: int) -> tuple[int, int, int]:
        """Who leaves: not recorded, waiting, and holding a card."""
        holding = max(0, obliged - self.not_recorded - self.waiting)
        return (
            min(self.not_recorded + flow.newly_obliged, flow.leaving_not_recorded),
            min(self.waiting, flow.leaving_waiting),
            min(holding, flow.leaving_holding),
        )

    def after(self, flow: MonthFlow, printing: Printing) -> "State":
        """The state at the end of the month."""
        present = max(0, self.not_recorded + flow.newly_obliged - flow.leaving_not_recorded)
        recorded = _limited(present, flow.recording_capacity)
        still_waiting = max(0, self.waiting - flow.leaving_waiting)
        waiting = still_waiting + recorded + flow.replacements
        arrived = self.arrived + flow.allocation
        wanted = self.good + _limited(waiting, flow.print_capacity)
        good, used = printing(wanted, self.good, self.used, arrived)
        return State(present - recorded, waiting + self.good - good, arrived, used, good)

    @property
    def binding(self) -> Binding:
        """Whoever waits does so for blanks if there are none, and else for a printer."""
        if self.waiting:
            return Binding.PRINTING if self.arrived > self.used else Binding.BLANKS
        return Binding.RECORDING if self.not_recorded else Binding.NOTHING


def printing_of_share(scenario: Scenario) -> Printing:
    """Printing in which just a share of all blanks used is spoiled."""
    if scenario.failed_share and scenario.failed_prints is FailedPrints.EACH:
        raise TypeError(
            "project.failed_prints: expected a known share of failed prints, found a distribution; "
            "use outlook"
        )
    keep = 1 - scenario.failed_share
    numerator, denominator = keep.numerator, keep.denominator

    def printing(wanted: int, _good: int, used: int, arrived: int) -> tuple[int, int]:
        possible = arrived * numerator // denominator
        if possible < wanted:
            return possible, arrived
        return wanted, max(used, -(-wanted * denominator // numerator))

    return printing


def _limited(amount: int, limit: int | None) -> int:
    return amount if limit is None else min(amount, limit)


def _monthly(scenario: Scenario, field: str) -> Sequence[Any]:
    if getattr(scenario, field) is None:
        return (None,) * scenario.months
    return [known_amount("project", field, amount) for amount in amounts_of(scenario, field)]
