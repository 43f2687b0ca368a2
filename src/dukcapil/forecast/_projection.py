"""The trajectory of a scenario whose amounts are all known."""

from collections.abc import Callable, Iterator
from itertools import starmap
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_items, check_type
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.distributions import Distribution
from dukcapil.forecast._scenario import FLOWS, STOCKS, Amount, Scenario
from dukcapil.forecast._schedule import Schedule
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
    "refuse_failing_each",
]


@final
class Binding(Worded):
    """The constraint that binds at the end of a month.

    Attributes:
        NOTHING: nobody is outstanding.
        RECORDING: all who are outstanding wait to be recorded.
        BLANKS: people wait for a card, and there are no blanks.
        PRINTING: people wait for a card, and there are blanks.
    """

    NOTHING = "nothing"
    RECORDING = "recording"
    BLANKS = "blanks"
    PRINTING = "printing"


def coverage_of(obliged: int | None, outstanding: int) -> Coverage | None:
    """Return the coverage; where more are outstanding than obliged, nobody holds a card."""
    if obliged is None:
        return None
    return Coverage(obliged=obliged, covered=max(0, obliged - outstanding))


@final
@attrs.frozen(kw_only=True)
class MonthEnd(Value):
    """The state of a trajectory at the end of one month.

    Attributes:
        month: the month.
        obliged_people: all who must hold a card; None if the scenario does not give them.
        not_recorded_people: obliged and to be recorded, for the first time or anew.
        waiting_people: recorded or asking for a replacement, and waiting for a card.
        on_hand_cards: blank cards in stock.
        good_cards: good cards printed since the start.
        spoiled_cards: blanks spoiled in printing since the start.
        binding: the constraint that binds.
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
        """All who are still to receive a card: not recorded, and waiting."""
        return self.not_recorded_people + self.waiting_people

    @property
    def coverage(self) -> Coverage | None:
        """The coverage with cards; None if the scenario does not give the obliged."""
        return coverage_of(self.obliged_people, self.outstanding_people)

    @property
    def used_cards(self) -> int:
        """Blanks used since the start: good cards and spoiled ones."""
        return self.good_cards + self.spoiled_cards

    @property
    def arrived_cards(self) -> int:
        """Blanks in stock at the start or allocated since."""
        return self.on_hand_cards + self.used_cards


@final
@attrs.frozen(kw_only=True)
class Trajectory(Plotted, Tabular, Value):
    """The trajectory of a scenario whose amounts are all known.

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
        """The first month at whose end nobody is outstanding; None beyond the horizon."""
        return next((end.month for end in self.month_ends if not end.outstanding_people), None)

    @property
    def stock_out_in(self) -> Month | None:
        """The first month with a stock-out at its end; None beyond the horizon."""
        ends = (end.month for end in self.month_ends if end.binding is Binding.BLANKS)
        return next(ends, None)

    @property
    def rows(self) -> tuple[MonthEnd, ...]:
        """The months, as in `month_ends`."""
        return self.month_ends

    def _content(self) -> Content:
        return _COLUMNS, [
            (
                end.month,
                end.obliged_people,
                end.not_recorded_people,
                end.waiting_people,
                end.outstanding_people,
                end.on_hand_cards,
                end.good_cards,
                end.spoiled_cards,
                end.binding,
            )
            for end in self.month_ends
        ]


_COLUMNS: Final = (
    Column("month"),
    Column("obliged_people", Kind.COUNT, is_detail=True),
    Column("not_recorded_people", Kind.COUNT),
    Column("waiting_people", Kind.COUNT),
    Column("outstanding_people", Kind.COUNT),
    Column("on_hand_cards", Kind.COUNT),
    Column("good_cards", Kind.COUNT, is_detail=True),
    Column("spoiled_cards", Kind.COUNT, is_detail=True),
    Column("held_up_by"),
)


def project(scenario: Scenario) -> Trajectory:
    """Compute the trajectory of a scenario whose amounts are all known.

    Args:
        scenario: the assumptions, all amounts known.

    Returns:
        The state at the end of every month.

    Raises:
        TypeError: if an amount is an `Interval` or a distribution; `bounds` takes intervals, and
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
    schedule = Schedule.of("project", scenario)
    refuse_failing_each("project", schedule)
    ends = tuple(month_ends(schedule))
    return Trajectory(scenario=scenario, month_ends=ends)


def month_ends(schedule: Schedule) -> Iterator[MonthEnd]:
    """Yield the state at the end of each month of a schedule whose amounts are all known."""
    state = State(*(_known(field, schedule.stocks[field]) for field in STOCKS))
    obliged = schedule.obliged
    printing = printing_of_share(schedule)
    for index, flow in enumerate(starmap(MonthFlow, _known_months(schedule))):
        if obliged is not None:
            left = sum(state.leaving(flow, obliged))
            obliged = max(0, obliged + flow.newly_obliged - left)
        state = state.after(flow, printing)
        yield MonthEnd(
            month=schedule.start + index,
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
    """The amounts of one month in the order of `FLOWS`, and the number held by blocked records."""

    newly_obliged: int
    allocation: int
    replacements: int
    leaving_not_recorded: int
    leaving_waiting: int
    leaving_holding: int
    recording_capacity: int | None
    print_capacity: int | None
    held: int


Printing = Callable[[int, int, int, int], tuple[int, int]]
"""A function from the cumulative numbers of good cards wanted, good cards, blanks used and blanks
arrived, to those of good cards and of blanks used after printing."""


@final
class State(NamedTuple):
    """Numbers of people and cards between two months; cards are counted since the start."""

    not_recorded: int
    waiting: int
    arrived: int
    used: int = 0
    good: int = 0

    def leaving(self, flow: MonthFlow, obliged: int) -> tuple[int, int, int]:
        """Return the numbers that leave: not recorded, waiting, and holding a card."""
        holding = max(0, obliged - self.not_recorded - self.waiting)
        return (
            min(self.not_recorded + flow.newly_obliged, flow.leaving_not_recorded),
            min(self.waiting, flow.leaving_waiting),
            min(holding, flow.leaving_holding),
        )

    def after(self, flow: MonthFlow, printing: Printing) -> "State":
        """Return the state at the end of the month."""
        present = max(0, self.not_recorded + flow.newly_obliged - flow.leaving_not_recorded)
        recorded = _limited(max(0, present - flow.held), flow.recording_capacity)
        # Only those who waited at the start of the month leave; who joins now may leave later.
        still_waiting = max(0, self.waiting - flow.leaving_waiting)
        waiting = still_waiting + recorded + flow.replacements
        arrived = self.arrived + flow.allocation
        wanted = self.good + _limited(waiting, flow.print_capacity)
        good, used = printing(wanted, self.good, self.used, arrived)
        return State(present - recorded, waiting + self.good - good, arrived, used, good)

    @property
    def binding(self) -> Binding:
        """The constraint that binds: people wait for blanks if there are none, else to print."""
        if self.waiting:
            return Binding.PRINTING if self.arrived > self.used else Binding.BLANKS
        return Binding.RECORDING if self.not_recorded else Binding.NOTHING


def refuse_failing_each(function: str, schedule: Schedule) -> None:
    """Raise `TypeError` where the number of failed prints is random."""
    if schedule.fails_each:
        raise TypeError(
            f"{function}.failed_prints: expected a known share of failed prints, found a "
            "distribution; use outlook"
        )


def printing_of_share(schedule: Schedule) -> Printing:
    """Return the printing in which exactly a share of all blanks used is spoiled."""
    keep = 1 - schedule.failed_share
    numerator, denominator = keep.numerator, keep.denominator

    def printing(wanted: int, _good: int, used: int, arrived: int) -> tuple[int, int]:
        # Cumulative numbers: rounding month by month would break that more blanks mean more cards.
        possible = arrived * numerator // denominator
        if possible < wanted:
            return possible, arrived
        return wanted, max(used, -(-wanted * denominator // numerator))

    return printing


def _limited(amount: int, limit: int | None) -> int:
    return amount if limit is None else min(amount, limit)


def _known_months(schedule: Schedule) -> Iterator[tuple[int | None, ...]]:
    columns = [
        [_known(field, amount) for amount in schedule.flows[field]]
        if field in schedule.flows
        else [None] * schedule.months
        for field in FLOWS
    ]
    return zip(*columns, schedule.held, strict=True)


def _known(field: str, amount: Amount) -> int:
    if isinstance(amount, int):
        return amount
    kind, instead = "an interval", "bounds"
    if isinstance(amount, Distribution):
        kind, instead = "a distribution", "outlook"
    raise TypeError(f"project.{field}: expected a known amount, found {kind}; use {instead}")
