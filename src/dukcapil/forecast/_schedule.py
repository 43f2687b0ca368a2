"""A scenario month by month: parsed once for each question, and read by all computations."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Final, Self, final

import attrs

from dukcapil._shared.checks import check_type
from dukcapil.distributions import Distribution, Independent, Pmf
from dukcapil.distributions._dependence import Dependence, Memory, memory_of
from dukcapil.forecast._scenario import (
    DEPENDENT,
    FLOWS,
    STOCKS,
    Amount,
    FailedPrints,
    Interval,
    MonthlyAmount,
    Scenario,
)
from dukcapil.months import Month

__all__ = ["Amounts", "Schedule", "as_distribution", "greatest"]

Amounts = tuple[Amount, ...]
"""One amount a month."""

_INDEPENDENT: Final = Independent()


@final
@attrs.frozen(kw_only=True)
class Schedule:
    """The stocks and the monthly flows of a scenario.

    Attributes:
        start: the first month.
        months: their number.
        obliged: all who must hold a card before the first month, if it is known.
        stocks: the amount of each of `STOCKS` before the first month.
        blocked: those of the number not recorded whose record is blocked.
        held: at the end of each month, those of them not to be recorded yet: their record is
            blocked, and they have not come again.
        flows: the amounts of each of `FLOWS`; a limit that does not exist has no entry.
        dependences: the dependence between the months of a flow; of others there is none.
        failed_share: share of blanks that are spoiled in printing.
        failed_prints: the meaning of that share.
        random: the stocks and flows that follow a distribution in some month.
    """

    start: Month
    months: int
    obliged: int | None
    stocks: Mapping[str, Amount]
    blocked: int
    held: tuple[int, ...]
    flows: Mapping[str, Amounts]
    dependences: Mapping[str, Dependence]
    failed_share: Fraction
    failed_prints: FailedPrints
    random: frozenset[str] = attrs.field(
        init=False, default=attrs.Factory(lambda s: s.fields_of(Distribution), takes_self=True)
    )

    @classmethod
    def of(cls, function: str, scenario: Scenario) -> Self:
        """Parse the scenario that a public function was given.

        Raises:
            TypeError: for something that is not a `Scenario`.
        """
        check_type(function, "scenario", scenario, Scenario)
        flows = {}
        for field in FLOWS:
            amounts = getattr(scenario, field)
            if amounts is not None:
                flows[field] = _monthly(amounts, scenario.months)
        return cls(
            start=scenario.start,
            months=scenario.months,
            obliged=scenario.obliged_people,
            stocks={field: getattr(scenario, field) for field in STOCKS},
            blocked=scenario.blocked_people,
            held=tuple(
                max(0, scenario.blocked_people - come_again)
                for come_again in accumulate(scenario.repeats)
            ),
            flows=flows,
            dependences={flow: getattr(scenario, field) for flow, field in DEPENDENT.items()},
            failed_share=scenario.failed_share,
            failed_prints=scenario.failed_prints,
        )

    def with_flow(self, field: str, amounts: MonthlyAmount) -> Self:
        """Return the schedule with other amounts of one flow."""
        monthly = _monthly(amounts, self.months)[: self.months]
        return attrs.evolve(self, flows={**self.flows, field: monthly})

    def first(self, months: int) -> Self:
        """Return the schedule of the first months alone: later ones change nothing in them."""
        return attrs.evolve(
            self,
            months=months,
            held=self.held[:months],
            flows={field: amounts[:months] for field, amounts in self.flows.items()},
        )

    def amounts(self) -> Iterator[tuple[str, Amounts]]:
        """Yield each stock and each flow with its amounts."""
        for field, stock in self.stocks.items():
            yield field, (stock,)
        yield from self.flows.items()

    def fields_of(self, kind: type[Interval | Distribution]) -> frozenset[str]:
        """Return the stocks and flows of which some amount is of a kind."""
        return frozenset(
            field
            for field, amounts in self.amounts()
            if any(isinstance(amount, kind) for amount in amounts)
        )

    def occurs(self, flow: str) -> bool:
        """Return whether a flow is not zero in all months."""
        return any(amount != 0 for amount in self.flows[flow])

    @property
    def records_in_turn(self) -> bool:
        """True if the number not recorded depends on that of the month before."""
        leaves = any(self.held) and self.occurs("leaving_not_recorded_people")
        return leaves or "recording_capacity_people" in self.flows

    @property
    def fails_each(self) -> bool:
        """True if each print fails independently."""
        return self.failed_share > 0 and self.failed_prints is FailedPrints.EACH

    @property
    def is_known(self) -> bool:
        """True if nothing is random."""
        return not self.random and not self.fails_each

    @property
    def has_unknown(self) -> bool:
        """True if the dependence between the months of some random flow is unknown."""
        return any(self.memory(flow).is_unknown for flow in self.dependences)

    @property
    def joins_in_turn(self) -> bool:
        """True if the numbers that become obliged depend on those of other months."""
        return self.memory("newly_obliged_people") != Memory()

    def memory(self, flow: str) -> Memory:
        """Return what the months of a flow share; those of a flow that is known share nothing."""
        if flow not in self.random:
            return memory_of(_INDEPENDENT, ())
        return memory_of(self.dependences.get(flow, _INDEPENDENT), self.distributions(flow))

    def distributions(self, flow: str) -> tuple[Distribution, ...]:
        """Return the distribution of a flow in each month."""
        return tuple(map(as_distribution, self.flows[flow]))

    def refuse_intervals(self, function: str) -> None:
        """Reject intervals: they carry no probabilities.

        Raises:
            TypeError: if an amount is an `Interval`.
        """
        for field, amounts in self.amounts():
            if any(isinstance(amount, Interval) for amount in amounts):
                raise TypeError(
                    f"{function}.{field}: expected a known amount or a distribution, found an "
                    "interval; use bounds, or a distribution such as Uniform"
                )


def _monthly(amounts: MonthlyAmount, months: int) -> Amounts:
    if isinstance(amounts, int | Interval | Distribution):
        return (amounts,) * months
    return tuple(amounts)


def as_distribution(amount: Amount) -> Distribution:
    """Return an amount that is not an interval as a distribution."""
    return amount if isinstance(amount, Distribution) else Pmf({greatest(amount): 1})


def greatest(amount: Amount) -> int:
    """Return the greatest value of an amount."""
    return amount if isinstance(amount, int) else amount.high
