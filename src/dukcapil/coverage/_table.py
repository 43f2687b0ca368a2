"""Tables of coverages: by place and date, as published or as measured."""

import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Generic, Literal, TypeVar, final, get_args

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_date, check_items
from dukcapil._shared.coverage import (
    Coverage,
    CoverageChange,
    CoverageRow,
    Disagreement,
    read_printed,
)
from dukcapil._shared.keyed_table import (
    named_dimensions,
    note_of_set_aside,
    place_of,
    set_aside_field,
)
from dukcapil._shared.labels import Language
from dukcapil._shared.tables import Content, KeyColumns, Tabular
from dukcapil._shared.values import Value
from dukcapil.coverage._suppression.complements import Cell, cells_to_blank
from dukcapil.coverage._suppression.tables import (
    COUNTS,
    Group,
    Published,
    SuppressedRow,
    SuppressedTable,
    all_alike,
    coverage_cells,
    coverage_counts,
)
from dukcapil.errors import DuplicateRecord, EmptyTable
from dukcapil.nik import NIK

__all__ = ["CoverageTable", "Part"]

G = TypeVar("G", bound=Hashable)
K = TypeVar("K", bound=Hashable)

Part = Literal["obliged", "covered", "gap"]
"""The people of a figure: all obliged, those of them at the stage, or the others."""

FindMembers = Callable[[K, Part, date], tuple[NIK, ...]]


def _sorted_rows(rows: Iterable[CoverageRow[K]]) -> tuple[CoverageRow[K], ...]:
    rows = tuple(rows)
    check_items("CoverageTable", "rows", rows, CoverageRow)
    # Rows of many dates share their keys, so each is ranked once; identities are faster to look up.
    places = {number: place_of(key) for number, key in {id(r.key): r.key for r in rows}.items()}
    ranks = {place: rank for rank, place in enumerate(sorted(set(places.values())))}
    rank_of = {number: ranks[place] for number, place in places.items()}
    return tuple(sorted(rows, key=lambda row: (row.on, rank_of[id(row.key)])))


def _by_key_and_date(table: "CoverageTable[K]") -> dict[tuple[K, date], Coverage]:
    return {(row.key, row.on): row.coverage for row in table.rows}


@final
@attrs.frozen
class CoverageTable(Plotted, Tabular, Value, Generic[K]):
    """Coverages by place and date, whatever the order in which the rows are given.

    Attributes:
        rows: the rows, by date and then by key as text.
        dimensions: names of the dimensions of the keys, as columns of the table.
        set_aside_people: the people whom `Register.of_valid` set aside, and who are in no figure.

    Raises:
        DuplicateRecord: for two rows of one place and date.

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
    dimensions: tuple[str, ...] = named_dimensions("place")
    set_aside_people: int = set_aside_field()
    _coverage_of: Mapping[tuple[K, date], Coverage] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_by_key_and_date, takes_self=True)
    )
    _find_members: FindMembers[K] | None = attrs.field(
        alias="find_members",
        default=None,
        kw_only=True,
        eq=False,
        repr=False,
        metadata={"is_transient": True},
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
        return CoverageTable(
            rows,
            dimensions=self.dimensions,
            find_members=find_members,
            set_aside_people=self.set_aside_people,
        )

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
            DuplicateRecord: for two rows of one place and date.
            TypeError: for a `datetime`, or a value that is not a `Coverage`.

        Warns:
            EmptyTable: for a table without rows.
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
        """Return the coverage of one place at one date, or raise `KeyError`."""
        if place_and_date in self._coverage_of:
            return self._coverage_of[place_and_date]
        raise KeyError("no row for that key and date; the keys are those of `rows`")

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[CoverageRow[K]]:
        """Iterate over the rows, by date and then by key."""
        return iter(self.rows)

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the rows, in order."""
        return tuple(sorted({row.on for row in self.rows}))

    def at(self, on: date) -> "CoverageTable[K]":
        """Return the rows of one date.

        Raises:
            KeyError: if there are none.
        """
        return self._with_rows(self._rows_at("at", "on", on), self._find_members)

    def _rows_at(self, function: str, parameter: str, on: date) -> list[CoverageRow[K]]:
        check_date(function, parameter, on)
        rows = [row for row in self.rows if row.on == on]
        if not rows:
            raise KeyError(f"{function}.{parameter}: no rows on {on}; see `dates`")
        return rows

    def history(self, key: K) -> "CoverageTable[K]":
        """Return the rows of one place.

        Raises:
            KeyError: if there are none.
        """
        rows = [row for row in self.rows if row.key == key]
        if not rows:
            raise KeyError("no rows for that place; the keys are those of `rows`")
        return self._with_rows(rows, self._find_members)

    def members(self, key: K, part: Part = "gap", *, on: date | None = None) -> tuple[NIK, ...]:
        """Return the people of a figure, in order of their NIKs.

        Args:
            key: a key of the table.
            part: `obliged`, `covered` or `gap`.
            on: the date; optional in a table of one date.

        Raises:
            KeyError: for a key and date that the table does not have.
            LookupError: for a table of counts alone.
            ValueError: for another part, or without a date that is needed.
        """
        if part not in get_args(Part):
            raise ValueError("members.part: expected 'obliged', 'covered' or 'gap'")
        if on is None:
            if len(self.dates) != 1:
                raise ValueError(
                    "members.on: expected a date, because the table has several or none"
                )
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
        """Return the sum of all places at one date; dates are never added.

        Raises:
            KeyError: if no row has the date.
        """
        return _total(row.coverage for row in self._rows_at("total", "on", on))

    def roll_up(self, group: Callable[[K], G]) -> "CoverageTable[G]":
        """Add the counts of the places of each group, date by date.

        Args:
            group: a function that gives the group of a place, such as
                `lambda code: code.at(Level.PROVINCE)`.

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
        groups: dict[tuple[G, date], list[CoverageRow[K]]] = {}
        for row in self.rows:
            groups.setdefault((group(row.key), row.on), []).append(row)
        rolled_up = CoverageTable(
            [
                CoverageRow(key=key, on=on, coverage=_total(row.coverage for row in rows))
                for (key, on), rows in groups.items()
            ],
            set_aside_people=self.set_aside_people,
        )
        find = self._find_members
        if find is None:
            return rolled_up

        def find_members(wanted: G, part: Part, on: date) -> tuple[NIK, ...]:
            rows = groups.get((wanted, on), ())
            return tuple(sorted(nik for row in rows for nik in find(row.key, part, on)))

        return rolled_up.with_members(find_members)

    def rank(
        self, *, on: date, by: Literal["ratio", "gap"] = "ratio"
    ) -> tuple[CoverageRow[K], ...]:
        """Return the places at one date, those in greatest need first.

        Args:
            on: the date.
            by: `ratio` for the lowest coverage first, places without any person obliged last;
                `gap` for the largest gap first.

        Raises:
            KeyError: if no row has the date.
            ValueError: for another `by`.
        """
        if by not in {"ratio", "gap"}:
            raise ValueError("rank.by: expected 'ratio' or 'gap'")

        def need(row: CoverageRow[K]) -> tuple[bool, Fraction | int]:
            ratio = row.coverage.ratio
            if by == "gap":
                return False, -row.coverage.gap
            return ratio is None, ratio or 0

        return tuple(sorted(self._rows_at("rank", "on", on), key=need))

    def compare(self, since: date, until: date) -> tuple[CoverageChange[K], ...]:
        """Return the change between two dates of every place with a row at both.

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
        before = self._rows_at("compare", "since", since)
        after = {row.key: row.coverage for row in self._rows_at("compare", "until", until)}
        return tuple(
            CoverageChange(key=row.key, before=row.coverage, after=after[row.key])
            for row in before
            if row.key in after
        )

    def disagreements(self, printed: Mapping[tuple[K, date], str]) -> tuple[Disagreement[K], ...]:
        """Return the printed percentages that do not follow from the counts.

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
        self, *, below: int, group: Group[K] = all_alike, totals: bool = True
    ) -> SuppressedTable[K]:
        """Blank rows with small counts, and further rows that would give them away.

        A row is blanked if its obliged, covered or gap is at least 1 but less than `below`. The
        totals along every dimension of the keys are taken as published: of a table by kecamatan
        and sex, those of each kecamatan, of each sex, and of all. Further rows of the date are
        blanked (complementary suppression), so that by these totals every small count could also
        be `below` or more. Rows of few obliged are preferred.

        Where small counts are too many for that, all rows of the date and group are blanked. Break
        the figures down less, or publish no totals. Each date is protected by itself, and each
        table: see [what it does not protect](../how-to/publish-small-counts.md).

        Args:
            below: the smallest count of people that may be shown; 2 or more.
            group: a function that gives the group of a key within which the totals are published,
                such as `lambda code: code.at(Level.KECAMATAN)`; one group unless given.
            totals: whether totals along the dimensions are published, by anybody; if not, only
                rows with small counts are blanked.

        Raises:
            TypeError: for a number that is not an `int`, or `totals` that is not a `bool`.
            ValueError: for a number less than 2.

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
        published = Published(below, group, totals)
        is_blank = cells_to_blank(
            [
                Cell(
                    *published.spot(row.key, on=row.on),
                    coverage_counts(row.coverage, below),
                )
                for row in self.rows
            ]
        )
        return SuppressedTable(
            [
                SuppressedRow(key=row.key, on=row.on, coverage=None if blank else row.coverage)
                for row, blank in zip(self.rows, is_blank, strict=True)
            ],
            dimensions=self.dimensions,
        )

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *COUNTS], [
            [*keys.cells(row.key), *coverage_cells(row.on, row.coverage)] for row in self.rows
        ]

    def _note(self, language: Language) -> str:
        return note_of_set_aside(self.set_aside_people, language)


def _total(parts: Iterable[Coverage]) -> Coverage:
    obliged = covered = 0
    for part in parts:
        obliged += part.obliged
        covered += part.covered
    return Coverage(obliged=obliged, covered=covered)
