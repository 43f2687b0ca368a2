"""Files that are made: answers as workbooks, and an office's rows with their faults."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dukcapil._shared.checks import raise_faults
from dukcapil._shared.files import replaced
from dukcapil._shared.labels import Language, check_language, heading, value_label
from dukcapil._shared.problems import Problem
from dukcapil._shared.tables import Column, Kind, Tabular, office_columns
from dukcapil.errors import Fault, MissingExtra
from dukcapil.spreadsheets._page import Page
from dukcapil.spreadsheets._sheet import Row, Sheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["write", "write_problems"]

Path_ = str | PathLike[str]
_MOST_ROWS: Final = 1_048_576
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_DATE_FORMATS: Final = {"en": "yyyy-mm-dd", "id": "dd-mm-yyyy"}


def write(
    path: Path_,
    *tables: Tabular,
    language: Language = "en",
    names: Sequence[str] = (),
    overwrite: bool = False,
) -> None:
    """Write tabular answers to an .xlsx file, one sheet each.

    Headings are labels of the language, numbers and dates are such cells with formats by kind, and
    text is never a formula or a link. Columns that text and HTML leave out are left out. The file
    is made beside the target and renamed when it is whole.

    Args:
        path: the file to make.
        tables: the answers.
        language: `en` or `id`, for headings, words and dates.
        names: the names of the sheets, at most 31 characters each; the kinds of the answers
            unless given.
        overwrite: whether a file that is there already is replaced.

    Raises:
        MissingExtra: if XlsxWriter is not installed.
        FileExistsError: for a file that is there, unless `overwrite`.
        OSError: where the file cannot be written; an old one stays.
        InvalidRecord: for no tables, names that are not one for each table, twice the same or not
            allowed in a workbook, or more rows than a sheet holds.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from datetime import date
        >>> from dukcapil import Coverage, CoverageTable
        >>> from dukcapil.spreadsheets import read, write
        >>> row = ("Bekasi Timur", date(2020, 5, 1), Coverage(obliged=120, covered=90))
        >>> table = CoverageTable.of([row])
        >>> with TemporaryDirectory() as folder:
        ...     write(Path(folder, "Mei.xlsx"), table, names=["Cakupan"], language="id")
        ...     sheet = read(Path(folder, "Mei.xlsx"))
        >>> sheet.name, list(sheet.rows[0].values())[::2]
        ('Cakupan', ['Bekasi Timur', 120, 30])
    """
    check_language("write", language)
    titles = tuple(names) or _names(tables)
    contents = [office_columns(table, language) for table in tables]
    _check(titles, len(tables), [len(columns[0][2]) for columns in contents if columns])

    def fill(workbook: "Workbook") -> None:
        for name, columns in zip(titles, contents, strict=True):
            formats = [_number_format(column) for column, _, _ in columns]
            rows = list(zip(*(values for _, _, values in columns), strict=True))
            page = Page(workbook, name, _DATE_FORMATS[language])
            page.write_headings([text for _, text, _ in columns], rows)
            for number, row in enumerate(rows, start=1):
                page.write_row(number, row, formats)

    _make("write", path, fill, overwrite=overwrite)


def write_problems(
    path: Path_,
    rows: Sheet | Iterable[Sheet],
    problems: Iterable[Problem],
    *,
    language: Language = "en",
    overwrite: bool = False,
) -> None:
    r"""Write the rows of an office with their faults, as an .xlsx file to hand back.

    Every sheet keeps its rows, with the number of each row in the office's file before them and
    its faults behind them, marked by colour; a filter shows the rows at fault. The file holds the
    personal data of the rows, and is to be kept like the office's own.

    Args:
        path: the file to make.
        rows: the sheet that was read, or several.
        problems: problems or remarks of its rows, such as those of `parse_residents`.
        language: `en` or `id`, for faults and dates.
        overwrite: whether a file that is there already is replaced.

    Raises:
        MissingExtra: if XlsxWriter is not installed.
        FileExistsError: for a file that is there, unless `overwrite`.
        OSError: where the file cannot be written; an old one stays.
        InvalidRecord: for no sheet, a problem of none of these rows, or more rows or longer text
            than a sheet holds.

    Examples:
        >>> from datetime import date
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from dukcapil import parse_residents
        >>> from dukcapil.spreadsheets import read, write_problems
        >>> text = "NIK;TGL LAHIR;JK;KODE WILAYAH\n0;01-05-2003;L;32.75.01\n"
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "Mei.csv")
        ...     _ = path.write_text(text)
        ...     sheet = read(path)
        ...     problems = parse_residents(sheet.rows, on=date(2020, 11, 23)).problems
        ...     write_problems(Path(folder, "faults.xlsx"), sheet, problems)
        ...     print(read(Path(folder, "faults.xlsx")).rows[0]["faults"])
        nik: no NIK yet; have the person registered first, then read the row again
    """
    check_language("write_problems", language)
    sheets = (rows,) if isinstance(rows, Sheet) else tuple(rows)
    faults: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
    for problem in problems:
        place = problem.source, problem.sheet, problem.row
        faults[place].append(_sentence(problem, language))
    known = {(row.source, row.sheet, row.number) for sheet in sheets for row in sheet.rows}
    if faults.keys() - known:
        raise_faults("write_problems", [("problems", Fault.CONTRADICTION, "rows")])
    names = _distinct([_sheet_name(one.name or Path(one.source).stem) for one in sheets])
    _check(names, len(sheets), [len(sheet.rows) for sheet in sheets])

    def fill(workbook: "Workbook") -> None:
        for name, sheet in zip(names, sheets, strict=True):
            rows = [_row_with(row, faults) for row in sheet.rows]
            headings = [heading("row", language), *sheet.headings, heading("faults", language)]
            page = Page(workbook, name, _DATE_FORMATS[language])
            page.write_headings(headings, rows)
            for number, row in enumerate(rows, start=1):
                page.write_row(number, row, is_marked=row[-1] is not None)

    _make("write_problems", path, fill, overwrite=overwrite)


def _row_with(row: Row, faults: dict[tuple[str, str, int], list[str]]) -> tuple[object, ...]:
    found = faults.get((row.source, row.sheet, row.number), [])
    return row.number, *row.cells, "\n".join(found) or None


def _sentence(problem: Problem, language: Language) -> str:
    reason = value_label(problem.reason, language)
    advice = problem.advice and value_label(problem.advice, language)
    other = f" ({heading(problem.other, language)})" if problem.other else ""
    column = f"{heading(problem.column, language)}: " if problem.column else ""
    return f"{column}{'; '.join(filter(None, (reason + other, advice)))}"


def _make(owner: str, path: Path_, fill: "Callable[[Workbook], None]", *, overwrite: bool) -> None:
    """Make a workbook, and let it take its place when it is whole."""
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415  of the extra
    except ModuleNotFoundError as error:
        raise MissingExtra(extra="excel") from error
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise ValueError(f"{owner}.path: expected a name that ends in .xlsx")
    if target.exists() and not overwrite:
        raise FileExistsError(f"{owner}.path: {target.name} is there; pass overwrite=True")
    made = BytesIO()
    # Without `in_memory`, parts of the sheets would pass through the system's own folder.
    with Workbook(made, {"in_memory": True}) as workbook:
        fill(workbook)
    with replaced(target, is_private=False) as file:
        file.write(made.getbuffer())


def _number_format(column: Column) -> str:
    # The program that opens the file shows commas and points as its own language has them.
    decimals = f".{'0' * column.digits}" if column.digits else ""
    return {
        Kind.COUNT: "#,##0",
        Kind.CHANGE: "+#,##0;-#,##0;0",
        Kind.INTEGER: "0",
        Kind.NUMBER: f"#,##0{decimals}",
        Kind.PERCENT: f"#,##0{decimals}",
    }.get(column.kind, "")


def _names(tables: Sequence[Tabular]) -> tuple[str, ...]:
    """Return the kinds of the answers in words: `Coverage table`."""
    words = [re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(table).__name__) for table in tables]
    return _distinct([text.capitalize() for text in words])


def _sheet_name(text: str) -> str:
    return _NOT_IN_NAMES.sub("-", text)[:31].strip("'") or "-"


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of sheets of which none occurs twice, whatever its case."""
    seen: Counter[str] = Counter()
    distinct: list[str] = []
    for name in names:
        text = name
        while seen[text.casefold()]:
            seen[name.casefold()] += 1
            ending = f" {seen[name.casefold()]}"
            text = name[: 31 - len(ending)] + ending
        seen[text.casefold()] += 1
        distinct.append(text)
    return tuple(distinct)


def _check(names: Sequence[str], sheets: int, heights: Sequence[int]) -> None:
    """Raise for sheets that a workbook cannot hold."""
    if not sheets:
        raise_faults("write", [("tables", Fault.MISSING)])
    if len(names) != sheets:
        raise_faults("write", [("names", Fault.CONTRADICTION, "tables")])
    if len({name.casefold() for name in names}) < sheets:
        raise_faults("write", [("names", Fault.DUPLICATE)])
    if any(name != _sheet_name(name) for name in names):
        raise_faults("write", [("names", Fault.UNREADABLE)])
    if max(heights, default=0) >= _MOST_ROWS:
        raise_faults("write", [("tables", Fault.OUT_OF_BOUNDS)])
