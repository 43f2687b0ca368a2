"""Dependence between the amounts of different months.

A distribution gives the probabilities of one month; it does not say whether a poor month makes
the next one poor. None of these models changes the distribution of a single month.

A model is one class and its case in `memory_of`, which tells all methods of computation what is
shared between months.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never, final

import attrs

from dukcapil._shared.checks import as_share, as_whole, check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions._families import Distribution
from dukcapil.distributions._regimes import Chain, chain_of
from dukcapil.errors import Fault

__all__ = [
    "Blocks",
    "Common",
    "Dependence",
    "Independent",
    "Memory",
    "Regimes",
    "Unknown",
    "memory_of",
]


@final
@attrs.frozen
class Independent(Value):
    """Independent months.

    Examples:
        >>> from dukcapil.distributions import Independent
        >>> Independent()
        Independent()
    """


@final
@attrs.frozen
class Blocks(Value):
    """One draw for the months of a block; blocks are independent.

    Where the distribution differs by month, the months of a block share one quantile level
    (they are comonotone).

    Attributes:
        months: the length of a block, 1 or more, from the first month of the scenario.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for less than 1.

    Examples:
        >>> from dukcapil.distributions import Blocks
        >>> half_a_year = Blocks(6)
    """

    months: int = attrs.field(converter=as_whole)

    def __attrs_post_init__(self) -> None:
        check_count(self, "months", self.months)
        if not self.months:
            raise_faults("Blocks", [("months", Fault.OUT_OF_BOUNDS)])


@final
@attrs.frozen
class Common(Value):
    """One draw for all months, which share one quantile level (they are comonotone).

    Examples:
        >>> from dukcapil.distributions import Common
        >>> Common()
        Common()
    """


@final
@attrs.frozen
class Regimes(Value):
    """Good and bad regimes that persist.

    The distribution is divided into regimes: a `Mixture` into its parts, any other into the
    halves below and above its median. The first regime is drawn by weight. Each following month
    keeps its regime with the probability given, as a mean over the regimes; given the regimes,
    months are independent (a hidden Markov chain whose stationary distribution is that of the
    weights). With `stay=1` one regime is drawn for all months.

    Attributes:
        stay: above 0, at most 1.

    Raises:
        TypeError: for anything but a `Fraction`.
        InvalidRecord: for a probability out of bounds.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil.distributions import Regimes
        >>> persistent = Regimes(Fraction(9, 10))
    """

    stay: Fraction = attrs.field(converter=as_share)

    def __attrs_post_init__(self) -> None:
        check_type(self, "stay", self.stay, Fraction, "; use Fraction(9, 10)")
        if not 0 < self.stay <= 1:
            raise_faults("Regimes", [("stay", Fault.OUT_OF_BOUNDS)])


@final
@attrs.frozen
class Unknown(Value):
    """Unknown dependence between months; results are bounds valid under every dependence.

    Examples:
        Bounds of the probability of a stock-out in the second month:

        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.distributions import Uniform, Unknown
        >>> from dukcapil.forecast import outlook
        >>> scenario = Scenario(
        ...     start=Month(2021, 1),
        ...     months=2,
        ...     not_recorded_people=0,
        ...     on_hand_cards=2_000,
        ...     allocation_cards=Uniform(15_000, 20_000),
        ...     replacement_cards=17_000,
        ...     dependence=Unknown(),
        ... )
        >>> probability = outlook(scenario, compare=False)[Month(2021, 2)].stock_out_in
        >>> round(probability.low, 2), round(probability.high, 2)
        (0.0, 0.4)
    """


Dependence = Independent | Blocks | Common | Regimes | Unknown
"""Dependence between the months of one amount."""


@final
@attrs.frozen
class Memory:
    """The randomness that the months of one amount share; none if they are independent.

    Attributes:
        draw_months: the number of consecutive months that share one quantile level, if any do.
        chain: the hidden Markov chain that the months follow, if there is one.
        is_unknown: whether the dependence is not known, so that only bounds can be given.
    """

    draw_months: int | None = None
    chain: Chain | None = None
    is_unknown: bool = False


def memory_of(dependence: Dependence, distributions: Sequence[Distribution]) -> Memory:
    """Return the randomness that the months of an amount share under a dependence.

    Raises:
        ValueError: where the distributions cannot have this dependence.
    """
    match dependence:
        case Independent():
            return Memory()
        case Blocks(months=months):
            return Memory(draw_months=months)
        case Common():
            return Memory(draw_months=len(distributions))
        case Regimes(stay=stay):
            return Memory(chain=chain_of(distributions, stay))
        case Unknown():
            return Memory(is_unknown=True)
        case _:
            assert_never(dependence)
