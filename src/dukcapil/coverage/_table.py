"""Tables of coverages: by place and date, as published or as measured."""

import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Generic, Literal, TypeVar, final, get_args

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items
from dukcapil._shared.coverage import (
    Coverage,
    CoverageChange,
    CoverageRow,
    Disagreement,
    read_printed,
)
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.tables import Content, KeyColumns, Tabular
from dukcapil._shared.values import Value
from dukcapil.coverage._suppression import (
    COUNTS,
    SuppressedRow,
    SuppressedTable,
    coverage_cells,
    rows_to_hide,
)
from dukcapil.errors import DuplicateRecord, EmptyTable
from dukcapil.nik import NIK

__all__ = ["CoverageTable", "Part"]

G = TypeVar("G", bound=Hashable)
K = TypeVar("K", bound=Hashable)

Part = Literal["obliged", "covered", "gap"]
"""Whom a figure counts: all who are obliged, those of them at the stage, or the others."""

FindMembers = Callable[[K, Part, date], tuple[NIK, ...]]


def _sorted_rows(rows: Iterable[CoverageRow[K]]) -> tuple[CoverageRow[K], ...]:
    rows = tuple(rows)
    check_items("CoverageTable", "rows", rows, CoverageRow)
    # Rows of many dates share their keys, and an identity is found faster than a key.
    places = {number: place_of(key) for number, key in {id(r.key): r.key for r in rows}.items()}
    ranks = {place: rank for rank, place in enumerate(sorted(set(places.values())))}
    rank_of = {number: ranks[place] for number, place in places.items()}
    return tuple(sorted(rows, key=lambda row: (row.on, rank_of[id(row.key)])))


def _by_key_and_date(table: "CoverageTable[K]") -> dict[tuple[K, date], Coverage]:
    return {(row.key, row.on): row.coverage for row in table.rows}


@final
@attrs.frozen
class CoverageTable(Tabular, Value, Generic[K]):
    """Coverages by place and date. The order in which rows are given does not matter.

    Attributes:
        rows: the rows, by date and then by key as text.
        dimensions: names of the dimensions of the keys, as columns of the table.

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
    dimensions: tuple[str, ...] = attrs.field(default=("place",), kw_only=True)
    _coverage_of: Mapping[tuple[K, date], Coverage] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_by_key_and_date, takes_self=True)
    )
    _find_members: FindMembers[K] | None = attrs.field(
        default=None, kw_only=True, eq=False, repr=False, metadata={"is_transient": True}
    )

    def __attrs_post_init__(self) -> None:
        if len(self._coverage_of) < len(self.rows):
            times = Counter((row.key, row.on) for row in self.rows)
            repeated = sum(count > 1 for count in times.values())
            raise DuplicateRecord(kind="place and date", count=repeated)

    def with_members(self, find_members: FindMembers[K] | None) -> "CoverageTable[K]":
        """Return the same figures with a function that finds the people behind them.

        The function is neither pickled nor compared.
        """
        return self._with_rows(self.rows, find_members)

    def _with_rows(
        self, rows: Iterable[CoverageRow[K]], find_members: FindMembers[K] | None
    ) -> "CoverageTable[K]":
        return CoverageTable(rows, dimensions=self.dimensions, find_members=find_members)

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[K, date, Coverage]],
        *,
        dimensions: Sequence[str] = ("place",),
    ) -> "CoverageTable[K]":
        """Make a table of rows of place, date and coverage.

        Args:
            rows: key, date and coverage of each row.
            dimensions: names of the dimensions of the keys, which become columns.

        Raises:
            DuplicateRecord: where a place has two rows for one date.
            TypeError: for a `datetime`, or something that is not a `Coverage`.

        Warns:
            EmptyTable: where there are no rows.
        """
        table = cls(
            [CoverageRow(key=key, on=on, coverage=it) for key, on, it in rows],
            dimensions=tuple(dimensions),
        )
        if not table.rows:
            message = "the table has no rows; check the file, the sheet or the filter"
            warnings.warn(message, EmptyTable, stacklevel=2)
        return table

    def __getitem__(self, place_and_date: tuple[K, date]) -> Coverage:
        """The coverage of one place at one date; `KeyError` if there is none."""
        if place_and_date in self._coverage_of:
            return self._coverage_of[place_and_date]
        raise KeyError("no row for that key and date; the keys are those of `rows`")

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

    def at(self, on: date) -> "CoverageTable[K]":
        """The rows of one date.

        Raises:
            KeyError: if there are none.
        """
        check_date(self, "on", on)
        rows = [row for row in self.rows if row.on == on]
        if not rows:
            raise KeyError(f"no rows on {on}; see `dates`")
        return self._with_rows(rows, self._find_members)

    def history(self, key: K) -> "CoverageTable[K]":
        """The rows of one place.

        Raises:
            KeyError: if there are none.
        """
        rows = [row for row in self.rows if row.key == key]
        if not rows:
            raise KeyError("no rows for that place; the keys are those of `rows`")
        return self._with_rows(rows, self._find_members)

    def members(self, key: K, part: Part = "gap", *, on: date | None = None) -> tuple[NIK, ...]:
        """The people behind a figure, in the order of their NIKs.

        Args:
            key: a key of the table.
            part: `obliged`, `covered` or `gap`.
            on: the date; may be left out in a table of one.

        Raises:
            KeyError: for a key and date that the table does not have.
            LookupError: for a table of counts alone.
            ValueError: for another part, or a date left out.
        """
        if part not in get_args(Part):
            raise ValueError("part: expected 'obliged', 'covered' or 'gap'")
        if on is None:
            if len(self.dates) != 1:
                raise ValueError("on: expected a date, because the table has not exactly one")
            on = self.dates[0]
        if (key, on) not in self._coverage_of:
            raise KeyError("no row for that key and date; the keys are those of `rows`")
        if self._find_members is None:
            raise LookupError(
                "this table has no member lists; use one returned by measure() or series() in "
                "this process"
            )
        return self._find_members(key, part, on)

    def total(self, *, on: date) -> Coverage:
        """All places at one date together; dates are never added.

        Raises:
            KeyError: if no row has the date.
        """
        return _total(row.coverage for row in self.at(on))

    def roll_up(self, group: Callable[[K], G]) -> "CoverageTable[G]":
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
        rolled_up = CoverageTable(
            [
                CoverageRow(key=key, on=on, coverage=_total(parts))
                for (key, on), parts in groups.items()
            ]
        )
        find = self._find_members
        if find is None:
            return rolled_up

        def find_members(wanted: G, part: Part, on: date) -> tuple[NIK, ...]:
            keys = [row.key for row in self.rows if row.on == on and group(row.key) == wanted]
            return tuple(sorted(nik for key in keys for nik in find(key, part, on)))

        return rolled_up.with_members(find_members)

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
                computed=self[key, on].percent(digits=read_printed(text)[1]),
            )
            for (key, on), text in printed.items()
            if not self[key, on].agrees_with(text)
        )

    def suppress(
        self, *, below: int, group: Callable[[K], Hashable] = lambda _key: None
    ) -> SuppressedTable[K]:
        """Blank the rows in which few people could be recognised, and enough others with them.

        A row is blanked where it counts at least one, but fewer than `below`, obliged, covered
        or without. So that nothing can be had back from a published total, rows of the same group
        and date are blanked besides, those of the fewest obliged first, until at least two are
        and together they count no few either. It does not guard against comparing dates.

        Args:
            below: the least number of people that may be shown; 2 or more.
            group: the rows whose total is published, such as
                `lambda code: code.at(Level.KECAMATAN)`; all of one date unless given.

        Raises:
            TypeError: for a number that is not an `int`.
            ValueError: for a number below 2.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import Coverage, CoverageTable
            >>> day = date(2020, 12, 31)
            >>> table = CoverageTable.of([
            ...     ("A", day, Coverage(obliged=900, covered=897)),
            ...     ("B", day, Coverage(obliged=800, covered=700)),
            ...     ("C", day, Coverage(obliged=700, covered=650)),
            ... ])
            >>> print(table.suppress(below=5))
            place        date  obliged  covered  gap      %
            A      2020-12-31
            B      2020-12-31      800      700  100  87.50
            C      2020-12-31
        """
        check_count("suppress", "below", below)
        if below < 2:
            raise ValueError("below: expected 2 or more")
        groups: dict[tuple[date, Hashable], list[CoverageRow[K]]] = {}
        for row in self.rows:
            groups.setdefault((row.on, group(row.key)), []).append(row)
        hidden = {
            (row.key, row.on) for rows in groups.values() for row in rows_to_hide(rows, below)
        }
        return SuppressedTable(
            [
                SuppressedRow(
                    key=row.key,
                    on=row.on,
                    coverage=None if (row.key, row.on) in hidden else row.coverage,
                )
                for row in self.rows
            ],
            dimensions=self.dimensions,
        )

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *COUNTS], [
            [*keys.cells(row.key), *coverage_cells(row.on, row.coverage)] for row in self.rows
        ]


def _total(parts: Iterable[Coverage]) -> Coverage:
    obliged = covered = 0
    for part in parts:
        obliged += part.obliged
        covered += part.covered
    return Coverage(obliged=obliged, covered=covered)
