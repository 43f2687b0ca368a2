"""Decompositions of differences of coverage: by flow, or into rates and composition."""

from collections.abc import Hashable, Iterable
from fractions import Fraction
from typing import Final, TypeVar, final

import attrs

from dukcapil._shared.checks import check_items, check_type, raise_faults
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.keyed_table import named_dimensions, place_of
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.coverage._flow_table import FlowRow
from dukcapil.coverage._revision.late_facts import LateFact
from dukcapil.coverage._revision.table import RevisionRow
from dukcapil.coverage._table import CoverageTable
from dukcapil.errors import Fault
from dukcapil.register._obliged_stays import Flow

__all__ = [
    "Contribution",
    "Decomposition",
    "Kitagawa",
    "decompose",
    "kitagawa",
]

K = TypeVar("K", bound=Hashable)

_ZERO: Final = Fraction(0)
_SHARE: Final = Column("share_points", Kind.NUMBER, digits=3)
_OF_GROUPS: Final = (
    Column("rate_points", Kind.NUMBER, digits=3),
    Column("composition_points", Kind.NUMBER, digits=3),
)


@final
@attrs.frozen(kw_only=True)
class Contribution(Value):
    """The contribution of one cause or one group to a difference of coverage.

    Attributes:
        of: the `Flow`, the `LateFact`, or the key of the group.
        share: the exact contribution, in parts of one; negative where it lowers coverage.
    """

    of: Hashable
    share: Fraction

    def __attrs_post_init__(self) -> None:
        check_type(self, "share", self.share, Fraction)


def _as_contributions(values: Iterable[Contribution]) -> tuple[Contribution, ...]:
    return tuple(values)


@final
@attrs.frozen(kw_only=True)
class Decomposition(Tabular, Value):
    """A change of coverage as the exact sum of the contributions of flows, or of late facts.

    As a table, shares are in percentage points, and the last row is the change.

    Attributes:
        change: coverage after less coverage before, exactly.
        contributions: one for each cause that changed a count; they sum to `change`.

    Raises:
        InvalidRecord: for contributions that do not sum to the change.
    """

    change: Fraction
    contributions: tuple[Contribution, ...] = attrs.field(converter=_as_contributions)

    def __attrs_post_init__(self) -> None:
        check_type(self, "change", self.change, Fraction)
        check_items(self, "contributions", self.contributions, Contribution)
        if sum(part.share for part in self.contributions) != self.change:
            raise_faults("Decomposition", [("contributions", Fault.CONTRADICTION, "change")])

    def __getitem__(self, cause: Flow | LateFact) -> Fraction:
        """Return the contribution of one flow or late fact; 0 if it changed no count."""
        if type(cause) is not LateFact:
            check_type("Decomposition", "cause", cause, Flow, "; or a LateFact")
        return next((part.share for part in self.contributions if part.of is cause), _ZERO)

    def _content(self) -> Content:
        rows = [(part.of, 100 * part.share) for part in self.contributions]
        are_late = any(isinstance(part.of, LateFact) for part in self.contributions)
        cause = Column("late_fact" if are_late else "flow")
        return (cause, _SHARE), [*rows, ("change", 100 * self.change)]


def decompose(row: FlowRow[K] | RevisionRow[K]) -> Decomposition | None:
    """Split a change of coverage exactly between the flows, or the late facts, that made it.

    With the means C of the two coverages and E of the two numbers of obliged, a cause that adds
    *h* to the covered and *e* to the obliged contributes (*h* - C *e*) / E. Arrivals who are
    better covered than the mean raise coverage, whatever their number.

    Args:
        row: a row of `flows` or of `revisions`.

    Returns:
        The contributions, or None if no person was obliged before or none after.

    Raises:
        TypeError: for something that is neither a `FlowRow` nor a `RevisionRow`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Register
        >>> from dukcapil.coverage import decompose, flows
        >>> row = flows(Register.of([]), date(2019, 12, 31), date(2020, 12, 31)).total()
        >>> decompose(row) is None
        True
    """
    counts: list[tuple[Flow | LateFact, int, int]]
    if isinstance(row, RevisionRow):
        counts = [(it.fact, it.obliged, it.covered) for it in row.counts]
    else:
        check_type("decompose", "row", row, FlowRow, "; or a RevisionRow")
        counts = [(it.flow, it.obliged, it.covered) for it in row.counts]
    before, after = row.before.ratio, row.after.ratio
    if before is None or after is None:
        return None
    mean_ratio = (before + after) / 2
    mean_obliged = Fraction(row.before.obliged + row.after.obliged, 2)
    return Decomposition(
        change=after - before,
        contributions=[
            Contribution(of=cause, share=(covered - mean_ratio * obliged) / mean_obliged)
            for cause, obliged, covered in counts
            if obliged or covered
        ],
    )


@final
@attrs.frozen(kw_only=True)
class Kitagawa(Tabular, Value):
    """The difference of two coverages as the exact sum of a rate and a composition effect.

    As a table, effects are in percentage points, and the last row is their sum over the groups.

    Attributes:
        difference: the second coverage less the first, exactly.
        rates: by group, the effect of different coverage within the group.
        composition: by group, the effect of the different share of the group among the obliged.
        dimensions: names of the dimensions of the groups, as columns of the table.

    Raises:
        InvalidRecord: for effects of different groups, or that do not sum to the difference.
    """

    difference: Fraction
    rates: tuple[Contribution, ...] = attrs.field(converter=_as_contributions)
    composition: tuple[Contribution, ...] = attrs.field(converter=_as_contributions)
    dimensions: tuple[str, ...] = named_dimensions("place")

    def __attrs_post_init__(self) -> None:
        check_type(self, "difference", self.difference, Fraction)
        check_items(self, "rates", self.rates, Contribution)
        check_items(self, "composition", self.composition, Contribution)
        if [part.of for part in self.rates] != [part.of for part in self.composition]:
            raise_faults("Kitagawa", [("composition", Fault.CONTRADICTION, "rates")])
        if self.rate_effect + self.composition_effect != self.difference:
            raise_faults("Kitagawa", [("difference", Fault.CONTRADICTION, "rates")])

    @property
    def rate_effect(self) -> Fraction:
        """The sum of `rates`."""
        return sum((part.share for part in self.rates), start=_ZERO)

    @property
    def composition_effect(self) -> Fraction:
        """The sum of `composition`."""
        return sum((part.share for part in self.composition), start=_ZERO)

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [part.of for part in self.rates])
        rows = [
            [*keys.cells(rate.of), 100 * rate.share, 100 * mix.share]
            for rate, mix in zip(self.rates, self.composition, strict=True)
        ]
        # The total has no key: its first cell says so where that is text, and is blank otherwise.
        blank = ["all" if index == 0 else None for index, _ in enumerate(keys.columns)]
        if keys.columns and keys.columns[0].kind is not Kind.TEXT:
            blank[0] = None
        total = [*blank, 100 * self.rate_effect, 100 * self.composition_effect]
        return [*keys.columns, *_OF_GROUPS], [*rows, total]


def kitagawa(one: CoverageTable[K], other: CoverageTable[K]) -> Kitagawa:
    """Split the difference of two coverages into a rate effect and a composition effect.

    The components of a difference between two rates of E. M. Kitagawa (Journal of the American
    Statistical Association 50, 1955), without an interaction term: each effect is weighted with
    the mean of the other factor. A group that is empty on one side has no rate there, so all of
    its difference is composition.

    Args:
        one: a table of one date, such as one city by age band.
        other: a table of one date by the same dimension: another date or another place.

    Returns:
        Both effects for every group of either table; they sum to the difference.

    Raises:
        ValueError: for tables of several dates, or without any person obliged.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Coverage, CoverageTable
        >>> from dukcapil.coverage import kitagawa
        >>> day = date(2020, 12, 31)
        >>> young_city = CoverageTable.of([
        ...     ("17-19", day, Coverage(obliged=50, covered=25)),
        ...     ("20+", day, Coverage(obliged=50, covered=50)),
        ... ])
        >>> old_city = CoverageTable.of([
        ...     ("17-19", day, Coverage(obliged=10, covered=5)),
        ...     ("20+", day, Coverage(obliged=90, covered=90)),
        ... ])
        >>> print(kitagawa(young_city, old_city))
        place  rates, points  composition, points
        17-19          0.000              -20.000
        20+            0.000               40.000
        all            0.000               20.000
    """
    here, there = _of_one_date("one", one), _of_one_date("other", other)
    size_here = sum(coverage.obliged for coverage in here.values())
    size_there = sum(coverage.obliged for coverage in there.values())
    if not (size_here and size_there):
        raise ValueError("kitagawa: expected tables in which anybody is obliged")
    rates, composition = [], []
    nothing = Coverage(obliged=0, covered=0)
    # Each effect is weighted with the mean of the other factor, so no interaction is left over.
    for key in sorted({**here, **there}, key=place_of):
        before, after = here.get(key, nothing), there.get(key, nothing)
        old_rate, new_rate = _rates(before, after)
        old_share = Fraction(before.obliged, size_here)
        new_share = Fraction(after.obliged, size_there)
        rate = (new_rate - old_rate) * (old_share + new_share) / 2
        mix = (new_share - old_share) * (old_rate + new_rate) / 2
        rates.append(Contribution(of=key, share=rate))
        composition.append(Contribution(of=key, share=mix))
    covered_here = sum(coverage.covered for coverage in here.values())
    covered_there = sum(coverage.covered for coverage in there.values())
    difference = Fraction(covered_there, size_there) - Fraction(covered_here, size_here)
    return Kitagawa(
        difference=difference, rates=rates, composition=composition, dimensions=one.dimensions
    )


def _rates(before: Coverage, after: Coverage) -> tuple[Fraction, Fraction]:
    """Return both rates, with a rate that does not exist replaced by the other."""
    old, new = before.ratio, after.ratio
    return (old if old is not None else new or _ZERO), (new if new is not None else old or _ZERO)


def _of_one_date(parameter: str, table: CoverageTable[K]) -> dict[K, Coverage]:
    check_type("kitagawa", parameter, table, CoverageTable)
    if len(table.dates) > 1:
        raise ValueError(f"kitagawa.{parameter}: expected a table of one date; use at()")
    return {row.key: row.coverage for row in table}
