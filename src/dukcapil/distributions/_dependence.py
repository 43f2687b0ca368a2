"""How the amounts of one month hang together with those of another.

A distribution says what one month may bring; it does not say whether a poor month makes the next one poor.
None of these models changes the distribution of a single month.
"""

from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = ["Blocks", "Common", "Dependence", "Independent", "Regimes", "Unknown"]


@final
@attrs.frozen
class Independent(Value):
    """Every month is drawn for itself.

    Examples:
        >>> from dukcapil.distributions import Independent
        >>> Independent()
        Independent()
    """


@final
@attrs.frozen
class Blocks(Value):
    """One draw holds for several months; blocks are drawn each for itself.

    Where the distribution differs by month, the months of a block stand at the same quantile of theirs.

    Attributes:
        months: how many months a draw holds, 1 or more, from the first month of the scenario.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for less than 1.

    Examples:
        >>> from dukcapil.distributions import Blocks
        >>> half_a_year = Blocks(6)
    """

    months: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "months", self.months)
        if not self.months:
            raise_faults("Blocks", [("months", Fault.OUT_OF_BOUNDS)])


@final
@attrs.frozen
class Common(Value):
    """One draw holds for all months.

    Examples:
        >>> from dukcapil.distributions import Common
        >>> Common()
        Common()
    """


@final
@attrs.frozen
class Regimes(Value):
    """Good and bad times that tend to last.

    The distribution is parted into regimes: a `Mixture` into its parts, any other into a lower and an upper
    half of equal weight. The first regime is drawn by weight. Each following month stays in its
    regime with the probability given, as a mean over the regimes, and months are drawn each for
    itself from the distribution of their regime (a hidden Markov chain whose stationary distribution is that of the
    weights). With `stay=1` a part is drawn once for all months.

    Attributes:
        stay: above 0, at most 1.

    Raises:
        TypeError: for anything but a `Fraction`.
        InvalidRecord: for a probability out of bounds.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil.distributions import Regimes
        >>> lasting = Regimes(Fraction(9, 10))
    """

    stay: Fraction

    def __attrs_post_init__(self) -> None:
        check_type(self, "stay", self.stay, Fraction, "; use Fraction(9, 10)")
        if not 0 < self.stay <= 1:
            raise_faults("Regimes", [("stay", Fault.OUT_OF_BOUNDS)])


@final
@attrs.frozen
class Unknown(Value):
    """Nothing is known of how months hang together: answers are brackets that always hold.

    Examples:
        Of deliveries that follow a distribution it is asked how likely a stock-out can be at most.

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
        >>> likely = outlook(scenario, compare=False)[Month(2021, 2)].stock_out_in
        >>> round(likely.low, 2), round(likely.high, 2)
        (0.0, 0.4)
    """


Dependence = Independent | Blocks | Common | Regimes | Unknown
"""How the months of one amount hang together."""
