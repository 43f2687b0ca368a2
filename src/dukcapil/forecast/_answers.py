"""Answers of the search for an amount: the least that suffices, or why none does."""

from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type
from dukcapil._shared.values import Value
from dukcapil.forecast._estimates import Estimate, may_be
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Interval, Scenario

__all__ = ["Infeasible", "Required"]


@final
@attrs.frozen(kw_only=True)
class Required(Value):
    """The least monthly amount that certainly suffices.

    Where people leave who have no card, more is not always better: with a higher recording
    capacity fewer leave unrecorded, and more are outstanding if blanks are short.

    Attributes:
        amount: cards or people a month.
        probability: the probability of the target with that amount.
        one_less: the probability with one less a month; None if the amount is zero. Where it is
            not certainly below the confidence, because it is a bracket or simulated, a smaller
            amount may suffice.
        up_to: the greatest amount that suffices, if every amount from `amount` to `up_to` does
            and the next does not; None where more is never worse, or greater amounts were not
            tried because printing is limited or people leave while they wait.
        untested: smaller amounts that may suffice as well: the search was stopped at
            `max_points`; empty if it was not.
        scenario: the assumptions, with that amount.
    """

    amount: int
    probability: Estimate
    one_less: Estimate | None
    up_to: int | None = None
    untested: tuple[Interval, ...] = ()
    scenario: Scenario

    def __attrs_post_init__(self) -> None:
        check_count(self, "amount", self.amount)
        check_type(self, "probability", self.probability, Estimate)
        if self.one_less is not None:
            check_type(self, "one_less", self.one_less, Estimate)
        if self.up_to is not None:
            check_count(self, "up_to", self.up_to)
        check_items(self, "untested", self.untested, Interval)
        check_type(self, "scenario", self.scenario, Scenario)

    def __str__(self) -> str:
        """The amount and the probability."""
        too_many = "" if self.up_to is None else f" (not more than {self.up_to:,})"
        return f"{self.amount:,} a month{too_many}, enough with probability {self.probability}"


@final
@attrs.frozen(kw_only=True)
class Infeasible(Value):
    """A target that no amount reaches.

    Attributes:
        reason: the constraint that binds nevertheless.
        short_by: the number of people outstanding beyond the target, at the confidence asked for
            and with the best amount: one number if it is exact, otherwise the interval that
            certainly contains it. A simulated number is the quantile of the trajectories.
        probability: the probability of the target with the best amount.
        confidence: the probability that was asked for.
        untested: amounts that may suffice: the search was stopped at `max_points`; empty if it was
            not.
    """

    reason: Binding
    short_by: Interval
    probability: Estimate
    confidence: Fraction
    untested: tuple[Interval, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_type(self, "reason", self.reason, Binding)
        check_type(self, "short_by", self.short_by, Interval)
        check_type(self, "probability", self.probability, Estimate)
        check_type(self, "confidence", self.confidence, Fraction)
        check_items(self, "untested", self.untested, Interval)

    @property
    def is_certain(self) -> bool:
        """True if no amount reaches the target; False if a finer computation may find one."""
        return not self.untested and not may_be(self.probability, self.confidence)

    def __str__(self) -> str:
        """The constraint that binds, and the number of people beyond the target."""
        if self.is_certain:
            leave = "leave" if self.reason is Binding.BLANKS else "leaves"
            people = "person" if self.short_by.high == 1 else "people"
            return f"impossible: {self.reason.value} {leave} {self.short_by} {people} too many"
        if self.untested:
            amounts = " and ".join(map(str, self.untested[:3]))
            return f"not decided: amounts of {amounts} were not tried; raise max_points"
        raised = "paths" if self.probability.standard_error is not None else "max_points"
        return (
            f"not decided: the probability is {self.probability} at best, too near to "
            f"{float(self.confidence):g} to tell; raise {raised}"
        )
