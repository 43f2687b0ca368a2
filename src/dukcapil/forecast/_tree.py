"""Scenario trees: branches of assumptions with their probabilities, and their outlook together."""

from collections.abc import Iterable
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import (
    RecordFault,
    as_share,
    check_items,
    check_type,
    raise_bound,
    raise_faults,
    text_fault,
)
from dukcapil._shared.labels import Language
from dukcapil._shared.sentences import Sentence
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.forecast._estimates import Estimate, brief, weighted
from dukcapil.forecast._outlook import MonthlyOutlook, MonthOutlook, Outlook
from dukcapil.forecast._outlook_note import answer_of, assumptions_of, told
from dukcapil.forecast._scenario import Scenario
from dukcapil.months import Month

__all__ = ["Branch", "ScenarioTree", "TreeOutlook"]


@final
@attrs.frozen
class Branch(Value):
    """One branch of a scenario tree: what may come, and with what probability.

    Attributes:
        name: words for it, such as `shortage`.
        probability: above 0 and at most 1; a `float` stands for its shortest decimal: 0.3 is 3/10.
        scenario: the assumptions if it comes.

    Raises:
        TypeError: for a wrong type, such as text as a probability.
        InvalidRecord: for an empty name, one that does not print, or a probability out of bounds.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.forecast import Branch
        >>> shortage = Scenario(
        ...     start=Month(2021, 1), months=3, not_recorded_people=30_000, allocation_cards=500
        ... )
        >>> Branch("shortage", 0.3, shortage).probability
        Fraction(3, 10)
    """

    name: str
    probability: Fraction = attrs.field(converter=as_share)
    scenario: Scenario

    def __attrs_post_init__(self) -> None:
        check_type(self, "name", self.name, str)
        check_type(self, "probability", self.probability, Fraction, "; use Fraction(3, 10)")
        check_type(self, "scenario", self.scenario, Scenario)
        faults: list[RecordFault] = []
        fault = text_fault(self.name) if self.name else Fault.MISSING
        if fault is not None:
            faults.append(("name", fault))
        if not 0 < self.probability <= 1:
            faults.append(("probability", Fault.OUT_OF_BOUNDS))
        raise_faults("Branch", faults)


def _as_branches(branches: Iterable[Branch]) -> tuple[Branch, ...]:
    """Return the branches by name; anything else as it is, to be checked."""
    these = tuple(branches)
    if all(type(branch) is Branch for branch in these):
        return tuple(sorted(these, key=lambda branch: branch.name))
    return these


@final
@attrs.frozen
class ScenarioTree(Value):
    """Scenarios of which exactly one comes true, each with its probability.

    It makes all flows of a branch depend on each other: a shortage of blanks may come with less
    recording and more lost cards. One level is enough. A deeper tree is its leaves: the probability
    of a leaf is the product of those on the way to it, and its scenario has one amount for each
    month where something changes on the way.

    Attributes:
        branches: by name, whatever the order they are given in. Their probabilities add up to 1,
            and all scenarios have the same months.

    Raises:
        TypeError: for anything but branches.
        InvalidRecord: for a name given twice, probabilities that do not add up to 1, or scenarios
            of different months.

    Examples:
        >>> import attrs
        >>> from fractions import Fraction
        >>> from dukcapil import Month, Scenario, outlook
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.forecast import Branch, ScenarioTree
        >>> as_now = Scenario(
        ...     start=Month(2021, 1),
        ...     months=3,
        ...     not_recorded_people=30_000,
        ...     allocation_cards=Uniform(15_000, 20_000),
        ...     replacement_cards=5_000,
        ... )
        >>> shortage = attrs.evolve(as_now, allocation_cards=Uniform(0, 1_000))
        >>> tree = ScenarioTree([
        ...     Branch("as now", Fraction(7, 10), as_now),
        ...     Branch("shortage", Fraction(3, 10), shortage),
        ... ])
        >>> answer = outlook(tree)
        >>> print(answer[Month(2021, 3)].cleared_by)
        0.7
        >>> print(answer.branch("as now")[Month(2021, 3)].cleared_by)
        1
    """

    branches: tuple[Branch, ...] = attrs.field(converter=_as_branches)

    def __attrs_post_init__(self) -> None:
        check_items(self, "branches", self.branches, Branch)
        if len({branch.name for branch in self.branches}) < len(self.branches):
            raise_faults("ScenarioTree", [("branches", Fault.DUPLICATE)])
        if sum(branch.probability for branch in self.branches) != 1:
            raise_bound(self, "branches", "probabilities that add up to 1")
        spans = {(branch.scenario.start, branch.scenario.months) for branch in self.branches}
        if len(spans) > 1:
            raise_faults("ScenarioTree", [("branches", Fault.MONTHS)])

    @property
    def start(self) -> Month:
        """The first month of all branches."""
        return self.branches[0].scenario.start

    @property
    def months(self) -> int:
        """The number of months of all branches."""
        return self.branches[0].scenario.months

    @property
    def probabilities(self) -> tuple[Fraction, ...]:
        """The probabilities, in the order of `branches`."""
        return tuple(branch.probability for branch in self.branches)


@final
@attrs.frozen(kw_only=True)
class TreeOutlook(MonthlyOutlook, Value):
    """Distributions of a scenario tree month by month: those of its branches, mixed.

    A probability or a mean is the sum of those of the branches, each times the probability of its
    branch; the ends of a bracket likewise. Simulated branches have the same draws, so standard
    errors are added in the same way: more than that they cannot be. A quantile is that of the mixed
    distribution.

    Attributes:
        tree: the branches.
        outlooks: the outlook of each branch, in the order of the branches.
        month_outlooks: one a month; who is obliged is an interval that contains those of all
            branches.
    """

    tree: ScenarioTree
    outlooks: tuple[Outlook, ...]
    month_outlooks: tuple[MonthOutlook, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self, "tree", self.tree, ScenarioTree)
        check_items(self, "outlooks", self.outlooks, Outlook)
        check_items(self, "month_outlooks", self.month_outlooks, MonthOutlook)
        if [one.scenario for one in self.outlooks] != [one.scenario for one in self.tree.branches]:
            raise_faults("TreeOutlook", [("outlooks", Fault.CONTRADICTION, "tree")])
        if len(self.month_outlooks) != self.tree.months:
            raise_faults("TreeOutlook", [("month_outlooks", Fault.MONTHS)])

    def branch(self, name: str) -> Outlook:
        """Return the outlook of the branch of a name.

        Raises:
            KeyError: for any other name.
        """
        names = [branch.name for branch in self.tree.branches]
        if name not in names:
            raise KeyError(name)
        return self.outlooks[names.index(name)]

    def first_clearance(self) -> tuple[tuple[Month | None, Estimate], ...]:
        """Return the distribution of the first month at whose end nobody is outstanding.

        The last pair is the probability that is left: not within the horizon.
        """
        return self._mixed([one.first_clearance() for one in self.outlooks])

    def first_stock_out(self) -> tuple[tuple[Month | None, Estimate], ...]:
        """Return the distribution of the first month at whose end there is a stock-out."""
        return self._mixed([one.first_stock_out() for one in self.outlooks])

    def _mixed(
        self, branches: list[tuple[tuple[Month | None, Estimate], ...]]
    ) -> tuple[tuple[Month | None, Estimate], ...]:
        return tuple(
            (pairs[0][0], weighted(self.tree.probabilities, [chance for _, chance in pairs]))
            for pairs in zip(*branches, strict=True)
        )

    def _note(self, language: Language) -> str:
        last = self.month_outlooks[-1]
        exactness = [said for one in self.outlooks for said in one.exactness_told()]
        answer = answer_of(last.month, cleared=brief(last.cleared_by), out=brief(last.stock_out_by))
        sentences = [answer, Sentence("forecast by branch")]
        return "\n".join(
            [
                *(told(sentence, language) for sentence in sentences),
                *self._branches_told(language),
                *(told(sentence, language) for sentence in dict.fromkeys(exactness)),
            ]
        )

    def _branches_told(self, language: Language) -> list[str]:
        """Return a line for each branch: its name, probability, answer and assumptions."""
        lines = []
        for branch, ahead in zip(self.tree.branches, self.outlooks, strict=True):
            last = ahead.month_outlooks[-1]
            sentences = (
                Sentence(
                    "forecast branch",
                    chance=brief(Estimate.exactly(branch.probability)),
                    month=str(last.month),
                    cleared=brief(last.cleared_by),
                    out=brief(last.stock_out_by),
                ),
                assumptions_of(branch.scenario),
            )
            told_of = " ".join(told(sentence, language) for sentence in sentences)
            lines.append(f"{branch.name}: {told_of}")
        return lines
