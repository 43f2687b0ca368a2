"""What is likely to become of a scenario: the answer of `outlook`."""

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.forecast._estimates import (
    Estimate,
    Fan,
    surely,
    three_of,
)
from dukcapil.forecast._projection import Binding, coverage_of
from dukcapil.forecast._scenario import Scenario
from dukcapil.months import Month

__all__ = ["Figure", "Method", "MonthOutlook", "Outlook"]


@final
class Method(Enum):
    """How a distribution is computed.

    Attributes:
        EXACT: on every whole number that can be reached.
        LATTICE: on a coarser lattice, rounded down, to both sides and up, which gives a bracket.
        SIMULATION: by random courses.
    """

    EXACT = "exact"
    LATTICE = "lattice"
    SIMULATION = "simulation"


@final
@attrs.frozen(kw_only=True)
class MonthOutlook(Value):
    """What one month may bring.

    Attributes:
        month: the month.
        obliged_people: all who must hold a card at its end; None if the scenario does not tell.
        stock_out_in: the probability that people wait at its end because there are no blanks.
        stock_out_by: the same for its end or the end of any month before.
        cleared_in: the probability that nobody is outstanding at its end.
        cleared_by: the same for its end or the end of any month before.
        binding: what holds up the people outstanding at its end, with its probability.
        not_recorded_people: obliged and not yet recorded.
        waiting_people: recorded or asking for a replacement, and waiting for a card; the mean is
            the expected shortfall.
        outstanding_people: both together.
        on_hand_cards: blank cards in stock.
    """

    month: Month
    obliged_people: int | None
    stock_out_in: Estimate
    stock_out_by: Estimate
    cleared_in: Estimate
    cleared_by: Estimate
    binding: tuple[tuple[Binding, Estimate], ...]
    not_recorded_people: Fan
    waiting_people: Fan
    outstanding_people: Fan
    on_hand_cards: Fan

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        if self.obliged_people is not None:
            check_count(self, "obliged_people", self.obliged_people)
        for field in _PROBABILITIES:
            check_type(self, field, getattr(self, field), Estimate)
        check_items(self, "binding", self.binding, tuple)
        for field in _FIGURES:
            check_type(self, field, getattr(self, field), Fan)

    def binds(self, binding: Binding) -> Estimate:
        """How likely it is that this holds up the people outstanding."""
        return dict(self.binding).get(binding) or Estimate.exactly(Fraction(0))

    def coverage(self, share: Fraction) -> tuple[Coverage, Coverage] | None:
        """The coverage that is reached with this probability, or more.

        Args:
            share: one of the probabilities of the quantiles.

        Returns:
            The least and the greatest that it can be, the same if the quantile is exact; None if
            the scenario does not tell how many are obliged.
        """
        outstanding = self.outstanding_people.quantile(share)
        worst = coverage_of(self.obliged_people, outstanding.high)
        best = coverage_of(self.obliged_people, outstanding.low)
        return None if worst is None or best is None else (worst, best)


_PROBABILITIES: Final = ("stock_out_in", "stock_out_by", "cleared_in", "cleared_by")
_FIGURES: Final = (
    "not_recorded_people",
    "waiting_people",
    "outstanding_people",
    "on_hand_cards",
)


@final
@attrs.frozen(kw_only=True)
class Outlook(Tabular, Value):
    """What is likely to become of a scenario.

    Attributes:
        scenario: the assumptions.
        method: how the distributions of each month were computed.
        first_method: how "by" was computed: the first month of a stock-out, and of clearance.
        step: the distance of two places on the walk that can be told apart, in parts of a card.
        seed: of the random courses, and `paths` their number; None without any.
        paths: see `seed`.
        month_outlooks: one a month.
        if_independent: `stock_out_by` if the deliveries of the months were independent; empty if
            they are known, or if the comparison was not asked for.
        if_common: the same if one draw held for all months.
    """

    scenario: Scenario
    method: Method
    first_method: Method
    step: int
    seed: int | None
    paths: int | None
    month_outlooks: tuple[MonthOutlook, ...]
    if_independent: tuple[Estimate, ...] = ()
    if_common: tuple[Estimate, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_type(self, "scenario", self.scenario, Scenario)
        check_type(self, "method", self.method, Method)
        check_type(self, "first_method", self.first_method, Method)
        check_count(self, "step", self.step)
        check_items(self, "month_outlooks", self.month_outlooks, MonthOutlook)
        check_items(self, "if_independent", self.if_independent, Estimate)
        check_items(self, "if_common", self.if_common, Estimate)
        if len(self.month_outlooks) != self.scenario.months:
            raise_faults("Outlook", [("month_outlooks", Fault.MONTHS)])

    def __getitem__(self, month: Month) -> MonthOutlook:
        """One month.

        Raises:
            KeyError: for a month beyond the scenario.
        """
        index = month - self.scenario.start
        if not 0 <= index < self.scenario.months:
            raise KeyError(month)
        return self.month_outlooks[index]

    def cleared_with(self, confidence: Fraction) -> Month | None:
        """The first month by whose end the backlog has been cleared with this probability.

        The lower end of a bracket counts, so the answer is on the safe side; None within the
        horizon.
        """
        sure = (one.month for one in self.month_outlooks if surely(one.cleared_by, confidence))
        return next(sure, None)

    def first_clearance(self) -> tuple[tuple[Month | None, float], ...]:
        """How likely each month is the first at whose end nobody is outstanding.

        The last pair is what is left: not within the horizon.
        """
        return self._first("cleared_by")

    def first_stock_out(self) -> tuple[tuple[Month | None, float], ...]:
        """How likely each month is the first at whose end people wait for want of blanks."""
        return self._first("stock_out_by")

    def _first(self, field: str) -> tuple[tuple[Month | None, float], ...]:
        pairs: list[tuple[Month | None, float]] = []
        before = 0.0
        for one in self.month_outlooks:
            reached = getattr(one, field).value
            pairs.append((one.month, max(0.0, reached - before)))
            before = reached
        return (*pairs, (None, max(0.0, 1 - before)))

    def waiting_person_months(self) -> float:
        """The expected number of months that all people together are outstanding."""
        return sum(one.outstanding_people.mean.value for one in self.month_outlooks)

    def to_dicts(self) -> list[dict[str, object]]:
        """One dictionary a month, for a data frame."""
        return [_row(one) for one in self.month_outlooks]

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [list(_cells(one)) for one in self.month_outlooks]
        shares = three_of(self.month_outlooks[0].outstanding_people.shares)
        percent = " / ".join(f"{float(100 * share):g}" for share in shares)
        headings = ["month", *(f"{figure}, {percent} %" for figure in _SHOWN), *_HEADINGS]
        for heading, estimates in (
            ("if independent", self.if_independent),
            ("if one draw", self.if_common),
        ):
            if estimates:
                headings.append(heading)
                for row, estimate in zip(rows, estimates, strict=True):
                    row.append(f"{estimate.value:.4f}")
        return headings, rows


_SHOWN: Final = ("outstanding", "blanks")
_HEADINGS: Final = ("cleared by", "out of blanks in", "out of blanks by")


def _cells(one: MonthOutlook) -> tuple[str, ...]:
    return (
        str(one.month),
        str(one.outstanding_people),
        str(one.on_hand_cards),
        *(
            f"{estimate.value:.4f}"
            for estimate in (one.cleared_by, one.stock_out_in, one.stock_out_by)
        ),
    )


def _row(one: MonthOutlook) -> dict[str, object]:
    row: dict[str, object] = {"month": str(one.month), "obliged_people": one.obliged_people}
    for field in _PROBABILITIES:
        estimate: Estimate = getattr(one, field)
        row |= {
            field: estimate.value,
            f"{field}_low": estimate.low,
            f"{field}_high": estimate.high,
        }
    row |= {f"held_up_by_{binding.value}": one.binds(binding).value for binding in Binding}
    for field in _FIGURES:
        fan: Fan = getattr(one, field)
        row[f"{field}_mean"] = fan.mean.value
        for share, quantile in zip(fan.shares, fan.quantiles, strict=True):
            row[f"{field}_{float(share):g}_low"] = quantile.low
            row[f"{field}_{float(share):g}_high"] = quantile.high
    return row


@final
class Figure(Enum):
    """A number of people or cards at the end of a month.

    Attributes:
        NOT_RECORDED: people who are obliged and not yet recorded.
        WAITING: people recorded or asking for a replacement, and waiting for a card.
        OUTSTANDING: both together.
        ON_HAND: blank cards in stock.
    """

    NOT_RECORDED = "not_recorded_people"
    WAITING = "waiting_people"
    OUTSTANDING = "outstanding_people"
    ON_HAND = "on_hand_cards"
