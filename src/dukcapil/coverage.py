"""Coverage as pairs of integers: how many are obliged, how many of them are covered.

Counts are added, percentages never; a percentage is rounded half-up to the digits asked for,
as the offices print it.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Generic, Literal, TypeVar, final

import attrs

from dukcapil._checks import Value, check_count, check_date, check_items, check_type
from dukcapil._render import Tabular
from dukcapil.errors import CoverageAboveWhole, DuplicateRecord, EmptyTable

__all__ = [
    "Coverage",
    "CoverageChange",
    "CoverageRow",
    "CoverageTable",
    "Disagreement",
]

K = TypeVar("K", bound=Hashable)
G = TypeVar("G", bound=Hashable)

_PRINTED: Final = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?\s*%?")


@final
@attrs.frozen(kw_only=True)
class Coverage(Value):
    """How many of the obliged are covered: recorded, or holding a card, as the caller says.

    Attributes:
        obliged: persons who must hold a card; 0 or more.
        covered: persons among them at the stage in question; 0 or more. More than `obliged`
            happens in print and is kept, with a warning.

    Raises:
        TypeError: for counts that are not `int`, NaN among them.
        InvalidRecord: for a negative count.

    Warns:
        CoverageAboveWhole: where more are covered than obliged.

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
        """The exact share, or None where nobody is obliged."""
        return Fraction(self.covered, self.obliged) if self.obliged else None

    def percent(self, digits: int = 2) -> Decimal | None:
        """The share in percent, rounded half-up.

        Args:
            digits: decimals to keep, 0 or more.

        Returns:
            The percentage, or None where nobody is obliged.

        Examples:
            >>> Coverage(obliged=1_797_232, covered=1_754_756).percent(digits=1)
            Decimal('97.6')
        """
        check_count(self, "digits", digits)
        if not self.obliged:
            return None
        doubled = 2 * self.covered * 10 ** (digits + 2)
        return Decimal(f"{(doubled + self.obliged) // (2 * self.obliged)}e-{digits}")

    def agrees_with(self, printed: str) -> bool:
        """Whether a printed percentage is the quotient of the counts, to its own digits.

        Args:
            printed: the percentage as printed, such as `97.64`, `97,64` or `97.64 %`. It is
                text, because a float forgets how many digits were printed.

        Returns:
            True if it is; False if not, and where nobody is obliged.

        Raises:
            TypeError: for anything but text.
            ValueError: for a text that is not a percentage.

        Examples:
            >>> Coverage(obliged=938_832, covered=847_000).agrees_with("90.40")
            False
        """
        value, digits = _read_printed(printed)
        return self.percent(digits=digits) == value

    def __add__(self, other: Coverage) -> Coverage:
        """The coverage of two groups of different people together."""
        if type(other) is not Coverage:
            return NotImplemented
        return Coverage(obliged=self.obliged + other.obliged, covered=self.covered + other.covered)

    def __str__(self) -> str:
        """The counts, and the percentage to two digits."""
        percent = self.percent()
        share = "" if percent is None else f" ({percent} %)"
        return f"{self.covered:,} of {self.obliged:,}{share}"


def _read_printed(text: str) -> tuple[Decimal, int]:
    """A printed percentage, and how many decimals were printed."""
    check_type("printed percentage", "text", text, str, "; pass it as printed, not as a number")
    match = _PRINTED.fullmatch(text.strip())
    if match is None:
        raise ValueError("expected a printed percentage such as 97.64")
    whole, decimals = match[1], match[2] or ""
    return Decimal(f"{whole}.{decimals}"), len(decimals)


@final
@attrs.frozen(kw_only=True)
class CoverageRow(Value, Generic[K]):
    """One coverage with its place and date.

    Attributes:
        key: the place, or whatever else the table is by.
        on: the date of the counts.
        coverage: the counts.
    """

    key: K
    on: date
    coverage: Coverage

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "coverage", self.coverage, Coverage)


@final
@attrs.frozen(kw_only=True)
class CoverageChange(Value, Generic[K]):
    """How the coverage of one place differs between two dates.

    Attributes:
        key: the place.
        before: the counts at the earlier date.
        after: the counts at the later date.
    """

    key: K
    before: Coverage
    after: Coverage

    def __attrs_post_init__(self) -> None:
        check_type(self, "before", self.before, Coverage)
        check_type(self, "after", self.after, Coverage)

    @property
    def obliged_change(self) -> int:
        """By how many persons the denominator has moved."""
        return self.after.obliged - self.before.obliged

    @property
    def covered_change(self) -> int:
        """By how many persons the numerator has moved."""
        return self.after.covered - self.before.covered

    @property
    def gap_change(self) -> int:
        """By how many persons the gap has moved."""
        return self.after.gap - self.before.gap

    @property
    def ratio_change(self) -> Fraction | None:
        """The exact change of the share, or None where there was none at one of the dates."""
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

    key: K
    on: date
    printed: str
    computed: Decimal | None

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "printed", self.printed, str)


def _sorted_rows(rows: Iterable[CoverageRow[K]]) -> tuple[CoverageRow[K], ...]:
    rows = tuple(rows)
    check_items("CoverageTable", "rows", rows, CoverageRow)
    return tuple(sorted(rows, key=lambda row: (row.on, str(row.key), repr(type(row.key)))))


@final
@attrs.frozen
class CoverageTable(Tabular, Value, Generic[K]):
    """Coverages by place and date. The order in which rows are given does not matter.

    Attributes:
        rows: the rows, by date and then by key as text.

    Raises:
        DuplicateRecord: where a place has two rows for one date.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Coverage, CoverageTable
        >>> day = date(2019, 6, 30)
        >>> table = CoverageTable.of([
        ...     ("Badung", day, Coverage(obliged=370_244, covered=368_705)),
        ...     ("Kutai Timur", day, Coverage(obliged=289_542, covered=238_379)),
        ... ])
        >>> print(table)
        place              date  obliged  covered     gap      %
        Badung       2019-06-30  370,244  368,705   1,539  99.58
        Kutai Timur  2019-06-30  289,542  238,379  51,163  82.33
        >>> print(table.total(on=day))
        607,084 of 659,786 (92.01 %)
    """

    rows: tuple[CoverageRow[K], ...] = attrs.field(converter=_sorted_rows)
    _index: Mapping[tuple[K, date], Coverage] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        index = {(row.key, row.on): row.coverage for row in self.rows}
        if len(index) < len(self.rows):
            times = Counter((row.key, row.on) for row in self.rows)
            repeated = sum(count > 1 for count in times.values())
            raise DuplicateRecord(kind="place and date", count=repeated)
        object.__setattr__(self, "_index", index)

    @classmethod
    def of(cls, rows: Iterable[tuple[K, date, Coverage]]) -> CoverageTable[K]:
        """Make a table of rows of place, date and coverage.

        Raises:
            DuplicateRecord: where a place has two rows for one date.
            TypeError: for a `datetime`, or something that is not a `Coverage`.

        Warns:
            EmptyTable: where there are no rows.
        """
        table = cls([CoverageRow(key=key, on=on, coverage=it) for key, on, it in rows])
        if not table.rows:
            message = "the table has no rows; check the file, the sheet or the filter"
            warnings.warn(message, EmptyTable, stacklevel=2)
        return table

    def __getitem__(self, place_and_date: tuple[K, date]) -> Coverage:
        """The coverage of one place at one date; `KeyError` if there is none."""
        return self._index[place_and_date]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[CoverageRow[K]]:
        """The rows, by date and then by key."""
        return iter(self.rows)

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates there are, in order."""
        return tuple(sorted({row.on for row in self.rows}))

    def at(self, on: date) -> CoverageTable[K]:
        """The rows of one date.

        Raises:
            KeyError: if there are none.
        """
        check_date(self, "on", on)
        rows = [row for row in self.rows if row.on == on]
        if not rows:
            raise KeyError(f"no rows on {on}; see `dates`")
        return CoverageTable(rows)

    def history(self, key: K) -> CoverageTable[K]:
        """The rows of one place.

        Raises:
            KeyError: if there are none.
        """
        rows = [row for row in self.rows if row.key == key]
        if not rows:
            raise KeyError("no rows for that place; the keys are those of `rows`")
        return CoverageTable(rows)

    def total(self, *, on: date) -> Coverage:
        """All places at one date together; dates are never added.

        Raises:
            KeyError: if no row has the date.
        """
        return _total(row.coverage for row in self.at(on))

    def roll_up(self, group: Callable[[K], G]) -> CoverageTable[G]:
        """Add the counts of the places of each group, date by date.

        Args:
            group: the group of a place, such as `lambda code: code.at(Level.PROVINCE)`.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import Coverage, CoverageTable, RegionCode
            >>> from dukcapil.regions import Level
            >>> day = date(2020, 12, 31)
            >>> table = CoverageTable.of([
            ...     (RegionCode("32.75.01"), day, Coverage(obliged=5, covered=4)),
            ...     (RegionCode("32.75.02"), day, Coverage(obliged=3, covered=3)),
            ... ])
            >>> table.roll_up(lambda code: code.at(Level.KAB_KOTA))[RegionCode("32.75"), day]
            Coverage(obliged=8, covered=7)
        """
        groups: dict[tuple[G, date], list[Coverage]] = {}
        for row in self.rows:
            groups.setdefault((group(row.key), row.on), []).append(row.coverage)
        return CoverageTable(
            [
                CoverageRow(key=key, on=on, coverage=_total(parts))
                for (key, on), parts in groups.items()
            ]
        )

    def rank(
        self, *, on: date, by: Literal["ratio", "gap"] = "ratio"
    ) -> tuple[CoverageRow[K], ...]:
        """The places at one date, those in most need first.

        Args:
            on: the date.
            by: `ratio` for the lowest coverage first, with places where nobody is obliged last;
                `gap` for the most people without first.

        Raises:
            KeyError: if no row has the date.
            ValueError: for another `by`.
        """
        if by not in {"ratio", "gap"}:
            raise ValueError("by: expected 'ratio' or 'gap'")

        def need(row: CoverageRow[K]) -> tuple[bool, Fraction | int]:
            ratio = row.coverage.ratio
            if by == "gap":
                return False, -row.coverage.gap
            return ratio is None, ratio or 0

        return tuple(sorted(self.at(on), key=need))

    def compare(self, since: date, until: date) -> tuple[CoverageChange[K], ...]:
        """The change between two dates of every place that has a row at both.

        Raises:
            KeyError: if no row has one of the dates.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import Coverage, CoverageTable
            >>> table = CoverageTable.of([
            ...     ("Papua", date(2019, 7, 31), Coverage(obliged=10, covered=4)),
            ...     ("Papua", date(2022, 6, 23), Coverage(obliged=12, covered=6)),
            ... ])
            >>> table.compare(date(2019, 7, 31), date(2022, 6, 23))[0].ratio_change
            Fraction(1, 10)
        """
        before = self.at(since)
        after = {row.key: row.coverage for row in self.at(until)}
        return tuple(
            CoverageChange(key=row.key, before=row.coverage, after=after[row.key])
            for row in before
            if row.key in after
        )

    def disagreements(self, printed: Mapping[tuple[K, date], str]) -> tuple[Disagreement[K], ...]:
        """The printed percentages that do not follow from the counts.

        Args:
            printed: percentages as printed, by place and date.

        Raises:
            KeyError: for a place and date that the table does not have.
            ValueError: for a text that is not a percentage.
        """
        return tuple(
            Disagreement(
                key=key,
                on=on,
                printed=text,
                computed=self[key, on].percent(digits=_read_printed(text)[1]),
            )
            for (key, on), text in printed.items()
            if not self[key, on].agrees_with(text)
        )

    def to_dicts(self) -> list[dict[str, object]]:
        """One dictionary a row, for a data frame."""
        return [
            {
                "place": row.key,
                "date": row.on,
                "obliged": row.coverage.obliged,
                "covered": row.coverage.covered,
                "gap": row.coverage.gap,
                "percent": row.coverage.percent(),
            }
            for row in self.rows
        ]

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        return _HEADINGS, [_cells(row) for row in self.rows]


_HEADINGS: Final = ("place", "date", "obliged", "covered", "gap", "%")


def _cells(row: CoverageRow[K]) -> tuple[object, ...]:
    it = row.coverage
    percent = "" if it.obliged == 0 else it.percent()
    return row.key, row.on, f"{it.obliged:,}", f"{it.covered:,}", f"{it.gap:,}", percent


def _total(parts: Iterable[Coverage]) -> Coverage:
    obliged = covered = 0
    for part in parts:
        obliged += part.obliged
        covered += part.covered
    return Coverage(obliged=obliged, covered=covered)
