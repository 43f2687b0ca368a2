"""Distributions of a scenario month by month: the answer of `outlook`."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.labels import Language
from dukcapil._shared.markup import Written
from dukcapil._shared.sentences import Sentence
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.forecast._estimates import (
    Estimate,
    Fan,
    brief,
    difference,
    surely,
    three_of,
    total,
)
from dukcapil.forecast._outlook_note import answer_of, assumptions_of, told
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Interval, Scenario
from dukcapil.forecast._shown import written
from dukcapil.months import Month

__all__ = ["Figure", "Method", "MonthOutlook", "MonthlyOutlook", "Outlook"]


@final
class Method(Worded):
    """Methods of computing a distribution.

    Attributes:
        EXACT: on every whole number that can be reached.
        LATTICE: on a coarser lattice, rounded down, to both sides and up, which gives a bracket.
        SIMULATION: from simulated trajectories.
    """

    EXACT = "exact"
    LATTICE = "lattice"
    SIMULATION = "simulation"


@final
@attrs.frozen(kw_only=True)
class MonthOutlook(Value):
    """Distributions of the figures at the end of one month.

    Attributes:
        month: the month.
        obliged_people: all who must hold a card: an interval that is certain, one number if
            nothing about them is random; None if the scenario does not give them.
        stock_out_in: the probability of a stock-out: people wait, and there are no blanks.
        stock_out_by: the probability of a stock-out at the end of this or any earlier month.
        cleared_in: the probability that nobody is outstanding.
        cleared_by: the probability that nobody is outstanding at the end of this or any earlier
            month.
        binding: each constraint that may bind, with its probability.
        not_recorded_people: obliged and to be recorded, for the first time or anew.
        waiting_people: recorded or asking for a replacement, and waiting for a card; the mean is
            the expected shortfall.
        outstanding_people: both together.
        on_hand_cards: blank cards in stock.
    """

    month: Month
    obliged_people: Interval | None
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
            check_type(self, "obliged_people", self.obliged_people, Interval)
        for field in _PROBABILITIES:
            check_type(self, field, getattr(self, field), Estimate)
        check_items(self, "binding", self.binding, tuple)
        for field in _FIGURES:
            check_type(self, field, getattr(self, field), Fan)

    def binds(self, binding: Binding) -> Estimate:
        """Return the probability that a constraint binds."""
        return dict(self.binding).get(binding) or Estimate.exactly(Fraction(0))

    def coverage(self, share: Fraction) -> tuple[Coverage, Coverage] | None:
        """Return the coverage that is reached with at least this probability.

        Args:
            share: one of the probabilities of the quantiles.

        Returns:
            A lower and an upper bound of the coverage that is reached with this probability, equal
            if the quantile is exact and the obliged are known; None if the scenario does not give
            the number of the obliged. Those who become obliged at random, and those who leave, are
            in both numbers of each pair: the bounds hold for all whom there can be.
        """
        if self.obliged_people is None:
            return None
        obliged, outstanding = self.obliged_people, self.outstanding_people.quantile(share)
        return (
            _covered(obliged.low, outstanding.high),
            _covered(obliged.high, outstanding.low),
        )


def _covered(obliged: int, outstanding: int) -> Coverage:
    return Coverage(obliged=obliged, covered=max(0, obliged - outstanding))


_PROBABILITIES: Final = ("stock_out_in", "stock_out_by", "cleared_in", "cleared_by")
_FIGURES: Final = (
    "not_recorded_people",
    "waiting_people",
    "outstanding_people",
    "on_hand_cards",
)


class MonthlyOutlook(Plotted, Tabular):
    """Distributions month by month: of a scenario, or of a tree of them."""

    __slots__ = ()

    month_outlooks: tuple[MonthOutlook, ...]

    def __getitem__(self, month: Month) -> MonthOutlook:
        """The outlook of one month.

        Raises:
            KeyError: for a month beyond the scenario.
        """
        index = month - self.month_outlooks[0].month
        if not 0 <= index < len(self.month_outlooks):
            raise KeyError(month)
        return self.month_outlooks[index]

    def cleared_with(self, confidence: Fraction) -> Month | None:
        """Return the first month by whose end the backlog is cleared with this probability.

        The lower end of a bracket counts, so the answer is on the safe side; None beyond the
        horizon.
        """
        sure = (one.month for one in self.month_outlooks if surely(one.cleared_by, confidence))
        return next(sure, None)

    def waiting_person_months(self) -> Estimate:
        """Return the expected person-months outstanding: the sum of the monthly means."""
        return total([one.outstanding_people.mean for one in self.month_outlooks])

    @property
    def rows(self) -> tuple[MonthOutlook, ...]:
        """The months, as in `month_outlooks`."""
        return self.month_outlooks

    def _content(self) -> Content:
        shares = self.month_outlooks[0].outstanding_people.shares
        columns = [Column("month"), *_both_ends("obliged_people")]
        for name in _PROBABILITIES:
            columns += [_number(f"{name}{end}") for end in ("", "_low", "_high")]
        columns += [_number(f"held_up_by_{binding.value}") for binding in Binding]
        for figure in _FIGURES:
            columns.append(_number(f"{figure}_mean"))
            for share in shares:
                columns += _both_ends(f"{figure}_{_percentile(share)}")
        compared = self._compared()
        columns += [_number(name) for name, _ in compared]
        return columns, [
            [*_row(one), *(estimates[index].value for _, estimates in compared)]
            for index, one in enumerate(self.month_outlooks)
        ]

    def _compared(self) -> list[tuple[str, tuple[Estimate, ...]]]:
        """Return further probabilities by month, with the names of their columns."""
        return []

    def _written(self, language: Language) -> Written:
        months = self.month_outlooks
        shares = three_of(months[0].outstanding_people.shares)
        percent = ", " + " / ".join(f"{float(100 * share):g}" for share in shares) + " %"
        chances = [
            *((name, [getattr(one, name) for one in months]) for name in _SHOWN),
            *self._compared(),
        ]
        # A column of events that are certain, or impossible, says nothing that the note does not.
        chances = [(name, column) for name, column in chances if not _is_settled(column)]
        has_coverage = months[0].obliged_people is not None
        columns = [
            ("month", ""),
            *([("coverage", percent)] if has_coverage else []),
            ("outstanding_people", percent),
            ("on_hand_cards", percent),
            *((name, "") for name, _ in chances),
        ]
        rows = [
            [
                one.month,
                *([" / ".join(_percents(one, share) for share in shares)] if has_coverage else []),
                one.outstanding_people,
                one.on_hand_cards,
                *(brief(column[index]) for _, column in chances),
            ]
            for index, one in enumerate(months)
        ]
        return written(type(self).__name__, columns, rows, language, self._note(language))

    @abstractmethod
    def _note(self, language: Language) -> str:
        """Return the sentences below the table: the answer first."""


@final
@attrs.frozen(kw_only=True)
class Outlook(MonthlyOutlook, Value):
    """Distributions of a scenario month by month.

    Attributes:
        scenario: the assumptions.
        method: the method of the distributions of each month.
        first_method: the method of first-passage times: `stock_out_by` and `cleared_by`.
        step: the step of the lattice, in the unit of the walk (one part of a card).
        seed: the seed of simulated trajectories; None without simulation.
        paths: the number of simulated trajectories; None without simulation.
        month_outlooks: one a month.
        if_independent: `stock_out_by` under independent months of allocations; empty if
            allocations are known, or without `compare`.
        if_common: the same under one draw for all months.
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

    def first_clearance(self) -> tuple[tuple[Month | None, Estimate], ...]:
        """Return the distribution of the first month at whose end nobody is outstanding.

        The last pair is the probability that is left: not within the horizon.
        """
        return self._first([one.cleared_by for one in self.month_outlooks])

    def first_stock_out(self) -> tuple[tuple[Month | None, Estimate], ...]:
        """Return the distribution of the first month at whose end there is a stock-out."""
        return self._first([one.stock_out_by for one in self.month_outlooks])

    def _first(self, reached: list[Estimate]) -> tuple[tuple[Month | None, Estimate], ...]:
        never, always = (Estimate.exactly(Fraction(number)) for number in (0, 1))
        months = [*(one.month for one in self.month_outlooks), None]
        steps = pairwise([never, *reached, always])
        return tuple(
            (month, difference(after, before, self.paths))
            for month, (before, after) in zip(months, steps, strict=True)
        )

    def _compared(self) -> list[tuple[str, tuple[Estimate, ...]]]:
        """Return the comparisons that were made, with the names of their columns."""
        both = ("if_independent", self.if_independent), ("if_common", self.if_common)
        return [(name, estimates) for name, estimates in both if estimates]

    def _note(self, language: Language) -> str:
        last = self.month_outlooks[-1]
        sentences = [
            answer_of(last.month, cleared=brief(last.cleared_by), out=brief(last.stock_out_by)),
            assumptions_of(self.scenario),
            *self.exactness_told(),
        ]
        return "\n".join(told(sentence, language) for sentence in sentences)

    def exactness_told(self) -> list[Sentence]:
        """Return how exact the numbers are, in sentences."""
        paths = {"paths": self.paths or 0}
        if self.method is Method.SIMULATION and self.paths:
            return [Sentence("forecast simulated", **paths)]
        kind = "forecast lattice" if self.method is Method.LATTICE else "forecast exact"
        rest = self.first_method is not self.method and self.paths
        return [
            Sentence(kind, step=self.step) if self.method is Method.LATTICE else Sentence(kind),
            *([Sentence("forecast simulated by", **paths)] if rest else []),
        ]


_SHOWN: Final = ("cleared_by", "stock_out_in", "stock_out_by")


def _is_settled(column: Sequence[Estimate]) -> bool:
    """Return whether an event is impossible in all months, or certain in all."""
    return column[0].fraction in {0, 1} and all(one == column[0] for one in column)


def _percents(one: MonthOutlook, share: Fraction) -> str:
    """Return the coverage reached with a probability, as a percentage or two."""
    worst, best = (
        "-" if bound.percent() is None else str(bound.percent())
        for bound in one.coverage(share) or ()
    )
    return worst if worst == best else f"{worst} to {best}"


def _both_ends(name: str) -> list[Column]:
    return [Column(f"{name}_{end}", Kind.COUNT) for end in ("low", "high")]


def _number(name: str) -> Column:
    return Column(name, Kind.NUMBER, digits=4)


def _percentile(share: Fraction) -> str:
    """Return the name of a quantile: `p05`, `p50`, `p97_5`."""
    whole, _, part = f"{float(100 * share):.6f}".rstrip("0").partition(".")
    return f"p{whole:0>2}" + (f"_{part}" if part else "")


def _row(one: MonthOutlook) -> Iterator[object]:
    obliged = one.obliged_people
    yield from (one.month, *((None, None) if obliged is None else (obliged.low, obliged.high)))
    for name in _PROBABILITIES:
        estimate: Estimate = getattr(one, name)
        yield from (estimate.value, estimate.low, estimate.high)
    yield from (one.binds(binding).value for binding in Binding)
    for figure in _FIGURES:
        fan: Fan = getattr(one, figure)
        yield fan.mean.value
        for quantile in fan.quantiles:
            yield from (quantile.low, quantile.high)


@final
class Figure(Worded):
    """Figures at the end of a month: numbers of people or cards.

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
