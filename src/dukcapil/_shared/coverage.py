"""Coverages as values: counts, percentages as printed, sums and changes."""

import re
import warnings
from collections.abc import Hashable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Generic, TypeVar, final

import attrs

from dukcapil._shared.checks import (
    check_count,
    check_date,
    check_items,
    check_most,
    check_type,
    raise_faults,
)
from dukcapil._shared.values import Value
from dukcapil.errors import CoverageAboveWhole, Fault

__all__ = [
    "Coverage",
    "CoverageChange",
    "CoverageRow",
    "Disagreement",
    "check_changes",
    "read_printed",
]

K = TypeVar("K", bound=Hashable)

_PRINTED: Final = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?\s*%?")


@final
@attrs.frozen(kw_only=True)
class Coverage(Value):
    """A coverage: the obliged, and those of them who are covered.

    Covered means recorded, print ready or holding a card, as the caller counts.

    Attributes:
        obliged: persons who must hold a card; 0 or more.
        covered: persons among them at the stage in question; 0 or more. More than `obliged`
            occurs in printed tables and is kept, with a warning.

    Raises:
        TypeError: for counts that are not `int`, NaN among them.
        InvalidRecord: for a negative count.

    Warns:
        CoverageAboveWhole: if more are covered than obliged.

    Examples:
        >>> from dukcapil import Coverage
        >>> bekasi = Coverage(obliged=1_797_232, covered=1_754_756)
        >>> print(bekasi)
        1,754,756 of 1,797,232 (97.64 %)
        >>> bekasi.gap
        42476
        >>> bekasi.agrees_with("97.64")
        True
    """

    __module__ = "dukcapil.coverage"

    obliged: int
    covered: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "obliged", self.obliged)
        check_count(self, "covered", self.covered)
        if self.covered > self.obliged:
            message = (
                f"{self.covered:,} covered of {self.obliged:,} obliged: the counts are kept; "
                "look for a numerator that is newer than its denominator"
            )
            warnings.warn(message, CoverageAboveWhole, stacklevel=3)

    @property
    def gap(self) -> int:
        """Persons obliged and not covered; negative where more are covered than obliged."""
        return self.obliged - self.covered

    @property
    def ratio(self) -> Fraction | None:
        """The exact share of the covered, or None if nobody is obliged."""
        return Fraction(self.covered, self.obliged) if self.obliged else None

    def percent(self, digits: int = 2) -> Decimal | None:
        """Return the percentage of the covered, rounded half up.

        Args:
            digits: decimals to keep, 0 to 1,000.

        Returns:
            The percentage, or None if nobody is obliged.

        Raises:
            InvalidRecord: for other numbers of decimals.

        Examples:
            >>> Coverage(obliged=1_797_232, covered=1_754_756).percent(digits=1)
            Decimal('97.6')
        """
        check_count(self, "digits", digits)
        check_most(self, "digits", digits, _MOST_DIGITS)
        if not self.obliged:
            return None
        doubled = 2 * self.covered * 10 ** (digits + 2)
        return Decimal(f"{(doubled + self.obliged) // (2 * self.obliged)}e-{digits}")

    def agrees_with(self, printed: str) -> bool:
        """Compare a printed percentage with the quotient of the counts, to its own digits.

        Args:
            printed: the percentage as printed, such as `97.64`, `97,64` or `97.64 %`. It is
                text, because a float forgets how many digits were printed.

        Returns:
            True if they agree; False if they do not, and if nobody is obliged.

        Raises:
            TypeError: for anything but text.
            ValueError: for a text that is not a percentage, or one of more than 1,000 digits.

        Examples:
            >>> Coverage(obliged=938_832, covered=847_000).agrees_with("90.40")
            False
        """
        value, digits = read_printed(printed)
        return self.percent(digits=digits) == value

    def __add__(self, other: "Coverage") -> "Coverage":
        """The coverage of two disjoint groups together."""
        if type(other) is not Coverage:
            return NotImplemented
        return Coverage(obliged=self.obliged + other.obliged, covered=self.covered + other.covered)

    def __str__(self) -> str:
        """The counts, and the percentage to two digits."""
        percent = self.percent()
        share = "" if percent is None else f" ({percent} %)"
        return f"{self.covered:,} of {self.obliged:,}{share}"


_MOST_DIGITS: Final = 1_000


def read_printed(text: str) -> tuple[Decimal, int]:
    """Return a printed percentage and its number of decimals."""
    check_type("printed percentage", "text", text, str, "; pass it as printed, not as a number")
    match = _PRINTED.fullmatch(text.strip()) if len(text) <= _MOST_DIGITS else None
    if match is None:
        raise ValueError(
            f"expected a printed percentage such as 97.64, of at most {_MOST_DIGITS:,} characters"
        )
    whole, decimals = match[1], match[2] or ""
    return Decimal(f"{whole}.{decimals}"), len(decimals)


@final
@attrs.frozen(kw_only=True)
class CoverageRow(Value, Generic[K]):
    """One coverage with its place and date.

    Attributes:
        key: the place, or another group.
        on: the date of the counts.
        coverage: the counts.
    """

    __module__ = "dukcapil.coverage"

    key: K
    on: date
    coverage: Coverage

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "coverage", self.coverage, Coverage)


@final
@attrs.frozen(kw_only=True)
class CoverageChange(Value, Generic[K]):
    """The change of the coverage of one place between two dates.

    Attributes:
        key: the place.
        before: the counts at the earlier date.
        after: the counts at the later date.
    """

    __module__ = "dukcapil.coverage"

    key: K
    before: Coverage
    after: Coverage

    def __attrs_post_init__(self) -> None:
        check_type(self, "before", self.before, Coverage)
        check_type(self, "after", self.after, Coverage)

    @property
    def obliged_change(self) -> int:
        """Change of the denominator, in persons."""
        return self.after.obliged - self.before.obliged

    @property
    def covered_change(self) -> int:
        """Change of the numerator, in persons."""
        return self.after.covered - self.before.covered

    @property
    def gap_change(self) -> int:
        """Change of the gap, in persons."""
        return self.after.gap - self.before.gap

    @property
    def ratio_change(self) -> Fraction | None:
        """The exact change of the share; None if nobody is obliged at one of the dates."""
        before, after = self.before.ratio, self.after.ratio
        return None if before is None or after is None else after - before


@final
@attrs.frozen(kw_only=True)
class Disagreement(Value, Generic[K]):
    """A printed percentage that does not follow from its counts.

    Attributes:
        key: the place.
        on: the date.
        printed: the percentage as printed.
        computed: the quotient of the counts to the same number of digits.
    """

    __module__ = "dukcapil.coverage"

    key: K
    on: date
    printed: str
    computed: Decimal | None

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "printed", self.printed, str)


def check_changes(
    row: Any,  # noqa: ANN401  of a table of changes
    count: type,
    cause: str,
    causes: Sequence[object],
) -> None:
    """Raise unless the counts of a row lead from the coverage before to that after.

    Args:
        row: the row, with `before`, `after` and `counts`.
        count: the class of its counts.
        cause: the field of a count that names its cause.
        causes: all causes in order; the row has one count for each.
    """
    check_type(row, "before", row.before, Coverage)
    check_type(row, "after", row.after, Coverage)
    check_items(row, "counts", row.counts, count)
    name = type(row).__name__
    if [getattr(one, cause) for one in row.counts] != [*causes]:
        raise_faults(name, [("counts", Fault.OUT_OF_ORDER)])
    obliged = row.before.obliged + sum(one.obliged for one in row.counts)
    covered = row.before.covered + sum(one.covered for one in row.counts)
    if (obliged, covered) != (row.after.obliged, row.after.covered):
        raise_faults(name, [("counts", Fault.CONTRADICTION, "after")])
