"""Reading of whole tables: residents, problems and remarks.

A resident is a private person: no `repr`, error or warning of this module shows a number, a name
or a date of theirs.
"""

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import cast, final

import attrs

from dukcapil import regions
from dukcapil._cells import CellOptions, Codes
from dukcapil._shared.checks import RecordFault, check_count, check_date, check_items, check_type
from dukcapil._shared.markup import Written, html_table, text_table
from dukcapil._shared.problems import Problem, Problems
from dukcapil._shared.provenance import Origin, origin_of
from dukcapil._shared.values import Value
from dukcapil.errors import (
    EmptyTable,
    Fault,
    NIKMismatch,
    UnknownColumn,
    UnknownRegion,
)
from dukcapil.law import NIK_AFTER_CORRECTION
from dukcapil.nik import NIK, Sex
from dukcapil.regions import Level, RegionCode
from dukcapil.residents._citizenship import Citizen, PermanentForeigner, StayPermit
from dukcapil.residents._headings import Headings
from dukcapil.residents._model import Residence, Resident, date_faults
from dukcapil.residents._options import RowOptions, UnknownBirthDay
from dukcapil.residents._rounding import sixteen_digits, warn_of_rounding
from dukcapil.residents._row import Reading, read_row

__all__ = ["Parsed", "parse_residents"]


@final
@attrs.frozen(kw_only=True, repr=False)
class Parsed(Value):
    """The residents of a table, and its problems; `print` it for an overview of the problems.

    Attributes:
        residents: one resident for each row without a problem, in the order of the rows.
        problems: all faults of the rows that were refused, as a table: `problems.to_csv()`.
        remarks: faults of rows that were read nevertheless, as a table.
        row_count: the number of rows.
        ignored_columns: headings that were not recognised, so that their columns were not read.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import parse_residents
        >>> headings = ("NIK", "TGL_LHR", "JENIS_KELAMIN", "KODE_WILAYAH")
        >>> rows = [
        ...     dict(zip(headings, ("3275994105030001", "01-05-2003", "P", "32.75.01"))),
        ...     dict(zip(headings, ("3275994105030002", "31-02-2003", "X", "32.75.01"))),
        ... ]
        >>> parsed = parse_residents(rows, on=date(2020, 11, 23))
        >>> parsed
        Parsed(rows=2, residents=1, problems=2, remarks=0)
        >>> print(parsed)
        2 rows: 1 read, 1 refused
        problem                      rows  first in row
        birth_date: impossible date     1             2
        sex: not understood             1             2
    """

    residents: tuple[Resident, ...]
    problems: Problems
    remarks: Problems
    row_count: int
    ignored_columns: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        check_items(self, "residents", self.residents, Resident)
        check_type(self, "problems", self.problems, Problems)
        check_type(self, "remarks", self.remarks, Problems)
        check_count(self, "row_count", self.row_count)
        check_items(self, "ignored_columns", self.ignored_columns, str)

    def __repr__(self) -> str:
        """The counts."""
        return (
            f"Parsed(rows={self.row_count}, residents={len(self.residents)}, "
            f"problems={len(self.problems)}, remarks={len(self.remarks)})"
        )

    def __str__(self) -> str:
        """The counts, and the problems and remarks by kind, most frequent first."""
        lines = [self._headline()]
        for title, found in (("problem", self.problems), ("remark", self.remarks)):
            if found:
                lines.append(text_table(_overview(title, _by_kind(found))))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        kinds = [*_by_kind(self.problems), *_by_kind(self.remarks)]
        table = html_table(_overview("problem or remark", kinds))
        return f"<p>{self._headline()}</p>{table}"

    def _headline(self) -> str:
        read = len(self.residents)
        return f"{self.row_count} rows: {read} read, {self.row_count - read} refused"


_Kind = tuple[str, int, int]
"""Column and reason, the number of rows, the first of them."""


def _overview(title: str, kinds: Sequence[_Kind]) -> Written:
    """Return the table of kinds of problems."""
    rows = [(kind, str(count), str(first)) for kind, count, first in kinds]
    return Written((title, "rows", "first in row"), rows, is_figure=(False, True, True))


def _by_kind(found: Iterable[Problem]) -> list[_Kind]:
    first: dict[str, int] = {}
    count: Counter[str] = Counter()
    for problem in found:
        kind = f"{problem.column}: {problem.reason}"
        first.setdefault(kind, problem.row)
        count[kind] += 1
    return sorted(((kind, n, first[kind]) for kind, n in count.items()), key=lambda k: (-k[1], k))


def parse_residents(  # noqa: PLR0913  the rows, and conventions by name
    rows: Iterable[Mapping[str, object]],
    *,
    on: date,
    columns: Mapping[str, str | None] | None = None,
    century: int | None = None,
    has_serial_dates: bool = False,
    codes: Codes | None = None,
    unknown_birth_day: UnknownBirthDay | None = None,
    unregistered_marriages_count: bool = True,
) -> Parsed:
    """Read residents from the rows of an office, such as `csv.DictReader` yields.

    A cell with one meaning is read, however it is typed or spelled; one with two is refused, and
    nothing is guessed. Every fault of every row is reported with row, column and reason; rows
    without a fault are kept. All rows that share a NIK are refused. A blank row is nothing.

    Headings are those of SIAK, of village systems and of hand-made sheets, whatever their case,
    punctuation and hints in brackets: NIK, NAMA, TANGGAL LAHIR or TTL, JENIS KELAMIN, KODE
    WILAYAH or NO_PROP to NO_KEL, STATUS KAWIN, TANGGAL KAWIN, KEWARGANEGARAAN, STATUS DASAR, NO_KK,
    NIK LAMA and the like. NIK, birth date, sex and region are required. Dates are dates and
    midnights of any library, or text with the day first or the year first, or with the name of the
    month.

    Without a column for citizenship, all persons are read as citizens. A stay without a first
    day begins on `on`, the first day for which the table vouches. A marriage without a date is a
    remark: persons of 17 or older are obliged by age, and a younger one is known to be married,
    and so obliged, from the date of the table. A person who is not alive and here counts until
    the date of death or of leaving, without which the row is a problem. An empty status is a
    problem where others say HIDUP or the like; in a column that marks the dead and gone alone it
    is someone alive and here, with a remark. Columns that tell the same, such as two
    codes of regions, must agree.

    Args:
        rows: one mapping of heading to cell for each row; blank cells are empty text, None or
            NaN. Problems number the rows from 1, or give the file, the sheet and the row that
            the rows of `spreadsheets.read` name.
        on: the date of the table; no date in it may be later, except the end of a permit.
        columns: further headings and their fields, such as `{"TGL": "birth_date"}`; a heading
            with None is left out.
        century: the first year of the hundred years that years of two digits lie in, such as
            1940 for 1940 to 2039; None refuses such years.
        has_serial_dates: whether numbers in place of dates are serial dates of a spreadsheet.
        codes: the table of numbers that stand for words, such as `residents.SIAK`; None refuses
            them.
        unknown_birth_day: the day that the office enters for a year of birth alone, with a
            remark; None makes the row a problem.
        unregistered_marriages_count: whether a marriage or divorce *belum tercatat*, which rests
            on a signed statement, makes a person "ever married". Pasal 63 of UU 23/2006 does not
            say.

    Returns:
        The residents, the problems and the remarks.

    Raises:
        TypeError: for a row that is not a mapping, or an `on` that is a `datetime`.
        InvalidRecord: for a required column that is missing from the first row, two columns for
            one field, a field in `columns` that does not exist, or a `century` before 1800 or
            after 2100.

    Warns:
        NIKMismatch: if a NIK disagrees with the record, which is kept.
        UnknownRegion: if no table contains a region; the record is kept.
        UnknownColumn: if columns were not read, with their share of the filled cells.
        RoundedNumbers: if most NIKs, or most numbers of family cards, end in 0: a spreadsheet has
            kept 15 of their 16 digits.
        EmptyTable: if there are no rows.

    Examples:
        >>> from datetime import date
        >>> rows = [
        ...     {"nik": "0", "birth_date": "2003-05-01", "sex": "F", "region": "3275011001"},
        ... ]
        >>> for problem in parse_residents(rows, on=date(2020, 11, 23)).problems:
        ...     print(problem)
        rows[1].nik: no NIK yet; have the person registered first, then read the row again
    """
    check_date("parse_residents", "on", on)
    options = RowOptions(
        cells=CellOptions(
            century=century,
            has_serial_dates=has_serial_dates,
            codes=codes,
            owner="parse_residents",
        ),
        unknown_birth_day=unknown_birth_day,
        unregistered_marriages_count=unregistered_marriages_count,
    )
    headings = Headings(columns or {})
    found: list[tuple[Origin, Reading]] = []
    niks: list[str] = []
    family_cards: set[str] = set()  # each stands in a row for every person on it
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise TypeError(
                f"rows[{number}]: expected a mapping of heading to cell, "
                f"found {type(row).__name__}; csv.DictReader makes them"
            )
        if (filled := headings.by_field(row)) is not None:
            cells, _ = filled
            reading = read_row(*filled, on=on, options=options)
            niks.append(reading.nik or sixteen_digits(cells.get("nik")))
            if "family_card" in cells:
                family_cards.add(reading.family_card or sixteen_digits(cells["family_card"]))
            found.append((origin_of(row, number), reading))
    parsed = _sort_out(found, headings.ignored, on)
    _warn(parsed, headings)
    warn_of_rounding("NIKs", niks)
    warn_of_rounding("family-card numbers", family_cards)
    return parsed


def _sort_out(found: Sequence[tuple[Origin, Reading]], ignored: Sequence[str], on: date) -> Parsed:
    """Divide readings into residents, problems and remarks."""
    # Rows with other faults count, too: their NIK may be the right one.
    times_seen = Counter(reading.nik for _, reading in found)
    # Beside W for *wanita*, P is *pria*, and elsewhere *perempuan*: the column decides. So it does
    # on an empty status: among words for the living it says nothing, among those for the dead and
    # gone alone it means that nothing has happened.
    has_w = any(reading.sex_letter == "w" for _, reading in found)
    names_the_living = any(reading.is_here for _, reading in found)
    residents: list[Resident] = []
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for origin, reading in found:
        faults = [*reading.faults, *_contradictions(reading)]
        if reading.nik is not None and times_seen[reading.nik] > 1:
            faults.append(("nik", Fault.DUPLICATE))
        if has_w and reading.sex_letter == "p":
            faults.append(("sex", Fault.TWO_MEANINGS))
        if names_the_living and reading.is_here is None:
            faults.append(("status", Fault.MISSING))
        if faults:
            problems += _problems(origin, faults)
        else:
            resident = _resident(reading, on)
            residents.append(resident)
            remarks += _problems(origin, [*reading.remarks, *_remarks_on(resident)])
            if reading.is_here is None:
                remarks += _problems(origin, [("status", Fault.NO_STATUS)])
    return Parsed(
        residents=tuple(residents),
        problems=Problems(problems),
        remarks=Problems(remarks),
        row_count=len(found),
        ignored_columns=tuple(ignored),
    )


def _problems(origin: Origin, faults: Iterable[RecordFault]) -> list[Problem]:
    row, source, sheet = origin
    return [
        Problem(
            row=row,
            column=field,
            reason=reason,
            source=source,
            sheet=sheet,
            other=other[0] if other else "",
        )
        for field, reason, *other in faults
    ]


def _contradictions(reading: Reading) -> list[RecordFault]:
    """Return the contradicting dates of a row, by the column to look at."""
    if reading.birth_date is None:
        return []
    since = reading.resident_since
    found = date_faults(
        reading.birth_date,
        reading.first_married_on,
        reading.died_on,
        [] if since is None else [since],
    )
    faults = [_of_column(fault) for fault in found]
    left_on = None if reading.left is None else reading.left[0]
    if left_on is not None and since is not None and left_on <= since:
        faults.append(("left_on", Fault.CONTRADICTION, "resident_since"))
    elif left_on is not None and left_on <= reading.birth_date:
        faults.append(("left_on", Fault.CONTRADICTION, "birth_date"))
    return faults


def _of_column(fault: RecordFault) -> RecordFault:
    """Return a fault of a resident under the name of the column to look at."""
    field, *rest = fault
    name = "resident_since" if field == "residences" else field
    return cast("RecordFault", (name, *rest))


def _resident(reading: Reading, on: date) -> Resident:
    """Return the resident of a row without a fault."""
    return Resident(
        nik=cast("NIK", reading.nik),
        birth_date=cast("date", reading.birth_date),
        sex=cast("Sex", reading.sex),
        citizenship=_citizenship(reading.permit),
        residences=[_residence(reading, on)],
        first_married_on=reading.first_married_on,
        died_on=reading.died_on,
        name=reading.name,
        family_card=reading.family_card,
        former_niks=_former_niks(reading),
    )


def _former_niks(reading: Reading) -> list[NIK]:
    """Return the NIK before, if there was one; some systems repeat the present one."""
    former = reading.former_nik
    return [] if former is None or former == reading.nik else [former]


def _residence(reading: Reading, on: date) -> Residence:
    """Make the one stay that a row tells of; it ends on the day on which the person has left.

    Without a first day, the table vouches for its own date, or for the death or the last day
    before it.
    """
    region = cast("RegionCode", reading.region)
    if reading.left is None:
        since = reading.resident_since or min(on, reading.died_on or on)
        return Residence(region=region, since=since)
    left_on, ended_by = reading.left
    since = reading.resident_since or left_on - timedelta(days=1)
    return Residence(region=region, since=since, until=left_on, ended_by=ended_by)


def _citizenship(permit: tuple[date, date | None] | None) -> Citizen | PermanentForeigner:
    if permit is None:
        return Citizen()
    since, until = permit
    return PermanentForeigner([StayPermit(since=since, until=until)])


def _remarks_on(resident: Resident) -> list[RecordFault]:
    remarks: list[RecordFault] = [
        (field, Fault.NIK_MISMATCH) for field in resident.nik_disagreements()
    ]
    code = resident.residences[0].region
    if regions.lookup(code.at(min(code.level, Level.KECAMATAN))) is None:
        remarks.append(("region", Fault.UNKNOWN_REGION))
    return remarks


def _warn(parsed: Parsed, headings: Headings) -> None:
    """Warn, once for each kind, of what the residents alone do not show."""
    rows_with = Counter(
        reason for *_, reason in {(r.source, r.sheet, r.row, r.reason) for r in parsed.remarks}
    )
    if not parsed.row_count:
        message = "the table has no rows; check the file, the sheet or the filter"
        warnings.warn(message, EmptyTable, stacklevel=3)
    if mismatches := rows_with[Fault.NIK_MISMATCH]:
        message = (
            f"{mismatches} of {parsed.row_count} rows have a NIK that disagrees with the birth "
            "date or the sex; they were read, since a correction leaves the NIK as it is "
            f"({NIK_AFTER_CORRECTION}), see `remarks`"
        )
        warnings.warn(message, NIKMismatch, stacklevel=3)
    if unknown := rows_with[Fault.UNKNOWN_REGION]:
        message = (
            f"{unknown} of {parsed.row_count} rows have a region that no table contains; "
            f"they were read, see `remarks`"
        )
        warnings.warn(message, UnknownRegion, stacklevel=3)
    if ignored := len(parsed.ignored_columns):
        share = headings.unread / max(1, headings.read + headings.unread)
        message = (
            f"{ignored} columns with {share:.0%} of the filled cells were not read, see "
            "`ignored_columns`; name the fields of those that matter in `columns`, and None for "
            "the others"
        )
        warnings.warn(message, UnknownColumn, stacklevel=3)
