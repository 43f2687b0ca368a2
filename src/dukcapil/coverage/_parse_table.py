"""Tables of figures as offices and portals publish them, read and checked."""

import warnings
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type
from dukcapil._shared.coverage import CoverageRow
from dukcapil._shared.problems import Problem, Problems
from dukcapil._shared.provenance import Origin, origin_of
from dukcapil._shared.sentences import Sentence
from dukcapil._shared.values import Value
from dukcapil.coverage._figure_checks import failed_checks
from dukcapil.coverage._figure_headings import FigureHeadings
from dukcapil.coverage._figure_rows import Line, Reading, Spot, read_row
from dukcapil.coverage._figures import (
    COVERED,
    Figures,
    Group,
    Published,
    figures_of,
    nearest_parents,
)
from dukcapil.coverage._table import CoverageTable
from dukcapil.errors import EmptyTable, Fault, UnknownColumn
from dukcapil.nik import Sex
from dukcapil.regions import RegionCode

__all__ = ["ParsedTable", "parse_table"]

_YEARLY_CHANGE: Final = Fraction(1, 20)


@final
@attrs.frozen(kw_only=True, repr=False)
class ParsedTable(Value):
    """The coverages of a published table, with what is wrong in it; `print` it for a list.

    A region with rows of regions inside it is their sum: it is checked, and the tables have the
    regions inside, so that totals count nobody twice.

    Attributes:
        recorded: the recorded among the obliged, by region.
        holding: the holders of a card among the obliged, by region.
        print_ready: those among the obliged who wait for their card to be printed (PRR), by region.
        recorded_by_sex: the recorded among the obliged, by region and sex.
        holding_by_sex: the holders of a card among the obliged, by region and sex.
        print_ready_by_sex: those who wait for their card to be printed, by region and sex.
        failed_checks: figures that contradict each other, with both numbers; they are kept.
        problems: faults of the rows that were refused.
        remarks: doubts about rows that were read.
        row_count: the number of rows that are not blank.
        ignored_columns: headings that were not recognised, so that their columns were not read.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import coverage
        >>> headings = ("KODE", "KELURAHAN", "WAJIB KTP", "REKAM", "BELUM REKAM")
        >>> row = dict(zip(headings, ("32.75.99.1001", "Contoh", "1.000", "970", "40")))
        >>> parsed = coverage.parse_table([row], on=date(2020, 12, 31))
        >>> parsed
        ParsedTable(rows=1, failed_checks=1, problems=0, remarks=1)
        >>> print(parsed.failed_checks[0].reason)
        recorded 970 + not recorded 40 = 1,010, but obliged is 1,000
    """

    recorded: CoverageTable[RegionCode]
    holding: CoverageTable[RegionCode]
    print_ready: CoverageTable[RegionCode]
    recorded_by_sex: CoverageTable[tuple[RegionCode, Sex]]
    holding_by_sex: CoverageTable[tuple[RegionCode, Sex]]
    print_ready_by_sex: CoverageTable[tuple[RegionCode, Sex]]
    failed_checks: Problems
    problems: Problems
    remarks: Problems
    row_count: int
    ignored_columns: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        for figure in COVERED:
            for field in (figure, f"{figure}_by_sex"):
                check_type(self, field, getattr(self, field), CoverageTable)
        for field in ("failed_checks", "problems", "remarks"):
            check_type(self, field, getattr(self, field), Problems)
        check_count(self, "row_count", self.row_count)
        check_items(self, "ignored_columns", self.ignored_columns, str)

    def __repr__(self) -> str:
        """The counts."""
        return (
            f"ParsedTable(rows={self.row_count}, failed_checks={len(self.failed_checks)}, "
            f"problems={len(self.problems)}, remarks={len(self.remarks)})"
        )

    def __str__(self) -> str:
        """The counts, and every failed check, problem and remark."""
        lines = [f"{self.row_count} rows"]
        for title, found in (
            ("failed checks", self.failed_checks),
            ("problems", self.problems),
            ("remarks", self.remarks),
        ):
            if found:
                lines += [f"{title}:", str(found)]
        return "\n".join(lines)


def parse_table(
    rows: Iterable[Mapping[str, object]],
    *,
    on: date | None = None,
    within: RegionCode | None = None,
    columns: Mapping[str, str | None] | None = None,
    yearly_change: Fraction = _YEARLY_CHANGE,
) -> ParsedTable:
    """Read the coverages of a published table, and check its figures against each other.

    A wide table has a column for each figure (WAJIB KTP, REKAM, BELUM REKAM, PRR, KTP, BELUM KTP),
    each of them for LK, PR and JML, or with a column JENIS KELAMIN; a long one names the figure of
    each row in a column INDIKATOR or URAIAN, beside JUMLAH and SATUAN. A region has a code of the
    ministry (KODE, KODE KECAMATAN, NO_PROP to NO_KEL, KEMENDAGRI KODE ...), and names are checked
    against it, or a name alone, which is looked up inside `within`; columns of the statistics
    office (BPS) are not read. SEMESTER and TAHUN are 30 June and 31 December.

    Figures are kept as printed; one that is not printed and follows from two others, such as the
    recorded from the obliged and the not recorded, is computed. These checks may fail: LK + PR =
    JML; recorded + not recorded = obliged, and holders + others = obliged; the print ready and the
    holders are not more than the recorded; regions add up to the
    wider region, and rows to the row JUMLAH or TOTAL below; percentages follow from counts, to the
    digits printed; nobody is covered who is not obliged; no kecamatan or kelurahan of a region
    with a row is missing, as far as the library has their codes; a region whose name the library
    has not is called the same in all rows, and no two in one region are; the obliged do not change
    by more than people can.

    Args:
        rows: one mapping of heading to cell for each row. Problems number the rows from 1, or
            give the file, the sheet and the row that the rows of `spreadsheets.read` name.
        on: the date of rows that tell none.
        within: the region in which all rows lie; rows without a code are then found by their names
            (KECAMATAN, KELURAHAN ...), and a name that several regions have is refused.
        columns: further headings and their fields, such as `{"JUMLAH": "recorded"}` for a file of
            one figure, `{"PERSEN": "holding_percent"}` or `{"REK L": "recorded_male"}`; a heading
            with None is left out.
        yearly_change: the largest share by which the obliged of a region may change in a year,
            and accordingly in other times. About 2 % of them turn 17 in a year, fewer die, and
            moves explain the rest of the default 5 % in all but new towns.

    Returns:
        The coverages, the failed checks, the problems and the remarks.

    Raises:
        TypeError: for a row that is not a mapping, an `on` that is a `datetime`, a `within` that is
            not a `RegionCode`, or a `yearly_change` that is not a `Fraction`.
        InvalidRecord: for a required column that is missing from the first row, two columns for
            one field, a field in `columns` that does not exist, or columns of sexes beside one
            that names the sex.
        ValueError: for a negative `yearly_change`.

    Warns:
        UnknownColumn: if columns were not read, with their share of the filled cells.
        CoverageAboveWhole: if more are covered than obliged.
        EmptyTable: if there are no rows.

    Examples:
        >>> from dukcapil import coverage
        >>> rows = [
        ...     {"kode": "32.75", "nama": "KOTA BEKASI", "uraian": figure, "jumlah": count,
        ...      "satuan": "ORANG", "semester": "2", "tahun": 2020}
        ...     for figure, count in [("Wajib KTP", "1.811.892"), ("Sudah rekam", "1.767.363")]
        ... ]
        >>> print(coverage.parse_table(rows).recorded)
        region  name               date    obliged    covered     gap      %
        32.75   Kota Bekasi  2020-12-31  1,811,892  1,767,363  44,529  97.54
    """
    if on is not None:
        check_date("parse_table", "on", on)
    if within is not None:
        check_type("parse_table", "within", within, RegionCode)
    check_type("parse_table", "yearly_change", yearly_change, Fraction)
    if yearly_change < 0:
        raise ValueError("parse_table.yearly_change: expected 0 or more")
    headings = FigureHeadings(columns or {}, has_date=on is not None, has_place=within is not None)
    origins: dict[int, Origin] = {}
    readings = list(_readings(rows, headings, on, within, origins))
    # Beside W for *wanita*, P is *pria*, and elsewhere *perempuan*: the column decides.
    has_w = any(reading.sex_letter == "w" for _, reading in readings)
    letters = [row for row, one in readings if has_w and one.sex_letter == "p"]
    repeated = _repeated_rows(line for _, one in readings for line in one.lines)
    problems = [
        *(Problem(row=row, column="region", reason=Fault.DUPLICATE) for row in repeated),
        *(Problem(row=row, column="sex", reason=Fault.TWO_MEANINGS) for row in letters),
        *(
            Problem(row=row, column=field, reason=reason, other=other[0] if other else "")
            for row, reading in readings
            for field, reason, *other in reading.faults
        ),
    ]
    table = _published(readings, frozenset(problem.row for problem in problems))
    leaves = {spot: of for spot, of in table.figures.items() if spot not in table.inside}
    remarks = [
        *(
            Problem(row=row, column=field, reason=reason)
            for row, reading in readings
            for field, reason in reading.remarks
        ),
        *_uncovered(leaves),
    ]
    parsed = ParsedTable(
        recorded=_by_region(leaves, "recorded"),
        holding=_by_region(leaves, "holding"),
        print_ready=_by_region(leaves, "print_ready"),
        recorded_by_sex=_by_sex(leaves, "recorded"),
        holding_by_sex=_by_sex(leaves, "holding"),
        print_ready_by_sex=_by_sex(leaves, "print_ready"),
        failed_checks=_by_row(
            [*failed_checks(table, yearly_change), *_names_of_two(readings, origins)], origins
        ),
        problems=_by_row(problems, origins),
        remarks=_by_row(remarks, origins),
        row_count=len(readings),
        ignored_columns=tuple(headings.ignored),
    )
    _warn(parsed, headings)
    return parsed


def _by_row(problems: Iterable[Problem], origins: Mapping[int, Origin]) -> Problems:
    """Return problems in the order of the rows, each with the place that its row names."""
    return Problems(
        [
            attrs.evolve(problem, row=row, source=source, sheet=sheet)
            for problem in sorted(problems, key=lambda problem: problem.row)
            for row, source, sheet in [origins[problem.row]]
        ]
    )


def _readings(
    rows: Iterable[Mapping[str, object]],
    headings: FigureHeadings,
    on: date | None,
    within: RegionCode | None,
    origins: dict[int, Origin],
) -> Iterator[tuple[int, Reading]]:
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise TypeError(
                f"rows[{number}]: expected a mapping of heading to cell, "
                f"found {type(row).__name__}; csv.DictReader makes them"
            )
        cells = headings.by_field(row)
        if cells is not None:
            origins[number] = origin_of(row, number)
            yield number, read_row(number, cells, on, within)


def _repeated_rows(lines: Iterable[Line]) -> set[int]:
    """Return all rows that tell a figure which another row tells, too."""
    rows: dict[Hashable, list[int]] = {}
    for line in lines:
        if line.region is not None:
            rows.setdefault((line.on, line.region, line.column), []).append(line.row)
    return {row for same in rows.values() if len(same) > 1 for row in same}


def _published(readings: Iterable[tuple[int, Reading]], refused: frozenset[int]) -> Published:
    """Group the figures of the rows that were not refused."""
    lines: list[Line] = []
    seen: dict[tuple[date, RegionCode], int] = {}
    for row, reading in readings:
        if reading.spot is not None:
            seen.setdefault(reading.spot, row)
        if row not in refused:
            lines += reading.lines
    figures = figures_of(lines)
    return Published(lines, figures, nearest_parents(figures), seen, refused)


def _names_of_two(
    readings: Iterable[tuple[int, Reading]], origins: Mapping[int, Origin]
) -> Iterator[Problem]:
    """Compare names that the library does not know with each other: one code has one name."""
    name_of: dict[RegionCode, tuple[str, int]] = {}
    code_of: dict[tuple[RegionCode | None, str], tuple[RegionCode, int]] = {}
    told: set[tuple[RegionCode, str]] = set()
    for row, reading in readings:
        if reading.own_name is None or reading.spot is None:
            continue
        code, (column, name) = reading.spot[1], reading.own_name
        if (code, name) in told:
            continue
        told.add((code, name))
        known, first = name_of.setdefault(code, (name, row))
        if known != name:
            yield Problem(
                row=row, column=column, reason=Sentence("two names", row=str(origins[first].row))
            )
        other, first = code_of.setdefault((code.parent, name), (code, row))
        if other != code:
            reason = Sentence("two codes", row=str(origins[first].row), region=str(other))
            yield Problem(row=row, column=column, reason=reason)


def _uncovered(figures: Figures) -> Iterator[Problem]:
    """Remark regions whose figures are in no coverage."""
    for spot, groups in figures.items():
        counted = [group for group in groups.values() if group.counts]
        is_covered = any(not group.coverage_of.keys().isdisjoint(COVERED) for group in counted)
        if counted and not is_covered and isinstance(spot.place, RegionCode):
            figure = next(iter(counted[0].counts))
            reason = Sentence("no stage" if figure == "obliged" else "no obliged")
            yield Problem(row=counted[0].row(figure), column=figure, reason=reason)


def _covered(figures: Figures, stage: str) -> Iterator[tuple[Spot, RegionCode, Sex | None, Group]]:
    for spot, groups in figures.items():
        for sex, group in groups.items():
            if stage in group.coverage_of and isinstance(spot.place, RegionCode):
                yield spot, spot.place, sex, group


def _by_region(figures: Figures, stage: str) -> CoverageTable[RegionCode]:
    return CoverageTable(
        [
            CoverageRow(key=region, on=spot.on, coverage=group.coverage_of[stage])
            for spot, region, sex, group in _covered(figures, stage)
            if sex is None
        ],
        dimensions=("region",),
    )


def _by_sex(figures: Figures, stage: str) -> CoverageTable[tuple[RegionCode, Sex]]:
    return CoverageTable(
        [
            CoverageRow(key=(region, sex), on=spot.on, coverage=group.coverage_of[stage])
            for spot, region, sex, group in _covered(figures, stage)
            if sex is not None
        ],
        dimensions=("region", "sex"),
    )


def _warn(parsed: ParsedTable, headings: FigureHeadings) -> None:
    if not parsed.row_count:
        message = "the table has no rows; check the file, the sheet or the filter"
        warnings.warn(message, EmptyTable, stacklevel=3)
    if ignored := len(parsed.ignored_columns):
        share = headings.unread / max(1, headings.read + headings.unread)
        message = (
            f"{ignored} columns with {share:.0%} of the filled cells were not read, see "
            "`ignored_columns`; name the fields of those that matter in `columns`, and None for "
            "the others"
        )
        warnings.warn(message, UnknownColumn, stacklevel=3)
