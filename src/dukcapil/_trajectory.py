"""The one course that a scenario with known amounts takes, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, final

import attrs

from dukcapil._checks import Value, check_count, check_items, check_type
from dukcapil._render import Tabular
from dukcapil._scenario import Amount, Interval, Scenario
from dukcapil.months import Month

__all__ = ["Binding", "MonthEnd", "Trajectory", "month_ends", "project"]


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
    return Trajectory(scenario=scenario, month_ends=tuple(month_ends(scenario)))


def month_ends(scenario: Scenario) -> Iterator[MonthEnd]:
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
