"""Numbers of an outlook beside those of all trajectories."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple, final

import attrs
from support.forecast_oracle import Oracle, Table, quantile

from dukcapil import Scenario
from dukcapil.forecast import Binding, Estimate, Figure, Interval, Outlook, outlook

SHARES = tuple(
    Fraction(*share) for share in ((0, 1), (1, 4), (1, 3), (2, 5), (1, 2), (2, 3), (11, 12), (1, 1))
)


def changed(scenario: Scenario, **fields: Any) -> Scenario:  # noqa: ANN401
    return attrs.evolve(scenario, **fields)


def outlook_of(scenario: Scenario, **options: Any) -> Outlook:  # noqa: ANN401
    """Compute an outlook without the comparison, and with few simulated trajectories."""
    usual: dict[str, Any] = {"compare": False, "paths": 2, "quantiles": SHARES}
    return outlook(scenario, **(usual | options))


@final
class Answer(NamedTuple):
    """One number of an outlook, and the truth."""

    name: str
    month: int
    estimate: Estimate
    truth: Fraction

    @property
    def holds(self) -> bool:
        """True if the truth is within the estimate."""
        if self.estimate.fraction is not None:
            return self.estimate.fraction == self.truth
        return self.estimate.low <= self.truth <= self.estimate.high


def answers(ahead: Outlook, oracle: Oracle, *, by: bool = True) -> Iterator[Answer]:
    """Yield every probability and every mean of every month."""
    for month, one in enumerate(ahead.month_outlooks):
        for event, binding in (("stock_out", Binding.BLANKS), ("cleared", Binding.NOTHING)):
            within = getattr(one, f"{event}_in")
            yield Answer(f"{event}_in", month, within, oracle.is_in(month, binding))
            if by:
                reached = getattr(one, f"{event}_by")
                yield Answer(f"{event}_by", month, reached, oracle.has_been(month, binding))
        for binding in Binding:
            truth = oracle.is_in(month, binding)
            yield Answer(f"binding {binding.value}", month, one.binds(binding), truth)
        for figure in Figure:
            distribution = oracle.distribution(month, figure.value)
            yield Answer(figure.value, month, getattr(one, figure.value).mean, mean(distribution))


def quantiles(ahead: Outlook, oracle: Oracle) -> Iterator[tuple[str, int, Interval, int]]:
    """Yield every quantile of every figure and month, and the truth."""
    for month, one in enumerate(ahead.month_outlooks):
        for figure in Figure:
            distribution = oracle.distribution(month, figure.value)
            for share, found in zip(SHARES, getattr(one, figure.value).quantiles, strict=True):
                yield f"{figure.value} {share}", month, found, quantile(distribution, share)


def mean(distribution: Table) -> Fraction:
    return sum((value * chance for value, chance in distribution.items()), Fraction(0))


def check_bracket(ahead: Outlook, oracle: Oracle, *, by: bool = True) -> None:
    """Assert that every number and every quantile of an outlook holds the truth."""
    for answer in answers(ahead, oracle, by=by):
        assert answer.holds, answer
    for name, month, found, truth in quantiles(ahead, oracle):
        assert truth in found, (name, month, found, truth)
