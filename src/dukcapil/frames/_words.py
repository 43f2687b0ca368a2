"""Columns as offices write them: regions, sexes and statuses in the words that figures need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._cells import MARITALS, SEXES, Codes, Marital, fold
from dukcapil._shared.checks import check_type
from dukcapil.errors import Fault
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import Column, Kind
from dukcapil.frames._table import Table
from dukcapil.recording import STATUS_NAMES
from dukcapil.regions import STRICT_PATTERN, present, retired

__all__ = [
    "is_married",
    "read_region",
    "read_sex",
    "read_status",
    "with_region",
    "with_sex",
    "with_status",
]

_UNREGISTERED: Final = (Marital.MARRIED_UNREGISTERED, Marital.DIVORCED_UNREGISTERED)
_STATUSES: Final = {fold(name): status.value for name, status in STATUS_NAMES.items()}
_SEXES: Final = {word: sex.value for word, sex in SEXES.items()}
_UNDOTTED: Final = {4: (0, 2), 6: (0, 2, 4), 10: (0, 2, 4, 6)}
_KAB_KOTA, _KECAMATAN = 5, 8  # the lengths of codes


def with_region(
    frame: IntoFrameT, *, column: str = "region", name: str = "region", successors: bool = False
) -> IntoFrameT:
    """Add the regions of a column as dotted codes, as the stays need them.

    Codes may be text with or without dots, with spaces around them, or whole numbers. Those of
    the statistics office have other numbers, and are not read.

    Args:
        frame: a frame of any engine.
        column: the column of codes.
        name: the column to add; if it is `column`, this is replaced.
        successors: whether a retired region becomes its successor (`regions.present`).

    Returns:
        The frame with two more columns: the codes, null where none was read, and `NAME_fault`,
        the text of a `Fault` where that is so: filter by it to see which rows.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing, neither text nor integers, or in the way.

    Examples:
        >>> import polars as pl
        >>> from dukcapil.frames import with_region
        >>> table = pl.DataFrame({"KODE": ["3275011001", " 32.75.01", "Bekasi"]})
        >>> with_region(table, column="KODE").rows()
        [('3275011001', '32.75.01.1001', None), (' 32.75.01', '32.75.01', None), ('Bekasi', None, \
'not understood')]
    """
    check_type("with_region", "successors", successors, bool)
    table = _table(frame, column, name, Kind.KEY, "with_region")
    read = read_region(table, column)
    return _added(table, column, name, _succeeded(read) if successors else read, frame)


def with_sex(
    frame: IntoFrameT,
    *,
    column: str = "sex",
    name: str = "sex",
    codes: Codes | None = None,
) -> IntoFrameT:
    """Add the sexes of a column as `male` and `female`.

    Words are those of `parse_residents`: `L` and `P`, `LAKI-LAKI` and `PEREMPUAN`, and the like.
    `P` is *perempuan*. In a column that has `W` for *wanita*, which is not read, `P` means *pria*:
    map both letters first.

    Args:
        frame: a frame of any engine.
        column: the column of words, or of numbers where `codes` are given.
        name: the column to add; if it is `column`, this is replaced.
        codes: the numbers of the office, such as `residents.SIAK`.

    Returns:
        As `with_region`.

    Raises:
        TypeError: for codes that are not `Codes`, or an object that is not a data frame.
        InvalidTable: for a column that is missing, neither text nor integers, or in the way.

    Examples:
        >>> import polars as pl
        >>> from dukcapil.frames import with_sex
        >>> table = pl.DataFrame({"JK": ["L", "Perempuan", "?"]})
        >>> with_sex(table, column="JK")["sex"].to_list()
        ['male', 'female', None]
    """
    if codes is not None:
        check_type("with_sex", "codes", codes, Codes)
    table = _table(frame, column, name, Kind.KEY, "with_sex")
    return _added(table, column, name, read_sex(table, column, codes), frame)


def with_status(frame: IntoFrameT, *, column: str = "status", name: str = "status") -> IntoFrameT:
    """Add the statuses of a column in the words of SIAK, as `RecordingStatus` has them.

    Names are those that `RecordingStatus.parse` reads: full and short ones in any case. Words of
    an office's own are for the office to map.

    Args:
        frame: a frame of any engine.
        column: the column of statuses.
        name: the column to add; if it is `column`, this is replaced.

    Returns:
        As `with_region`.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing, not text, or in the way.

    Examples:
        >>> import polars as pl
        >>> from dukcapil.frames import with_status
        >>> table = pl.DataFrame({"STATUS": ["PRR", "Card issued", "sudah"]})
        >>> with_status(table, column="STATUS")["status"].to_list()
        ['PRINT_READY_RECORD', 'CARD_ISSUED', None]
    """
    table = _table(frame, column, name, Kind.TEXT, "with_status")
    return _added(table, column, name, read_status(table, column), frame)


def _table(frame: IntoFrameT, column: str, name: str, kind: Kind, function: str) -> Table:
    """Check a frame with a column to read, and that the columns to add are not there."""
    check_type(function, "column", column, str)
    check_type(function, "name", name, str)
    layout = (Column(name=column, kind=kind, meaning="to read", null="nothing"),)
    table = Table.of(frame, layout, (column,), None, name="frame", function=function)
    table.refuse_present({name, f"{name}_fault"} - {column}, "give another in `name`")
    return table


def _added(table: Table, column: str, name: str, read: nw.Expr, frame: IntoFrameT) -> IntoFrameT:
    """Return the frame with what was read, and the faults of what was not."""
    raw, fault = table.unused("_raw"), f"{name}_fault"
    found = nw.when(nw.col(raw).is_null()).then(nw.lit(str(Fault.MISSING)))
    unread = nw.when(nw.col(name).is_null()).then(found.otherwise(nw.lit(str(Fault.UNREADABLE))))
    answer = (
        table.frame.with_columns(table[column].alias(raw), read.alias(name))
        .with_columns(unread.alias(fault))
        .drop(raw)
    )
    return to_native(answer, frame)


def _text(table: Table, column: str) -> nw.Expr:
    """Return a column as text without spaces around it; nulls are empty."""
    return table[column].cast(nw.String).fill_null("").str.strip_chars()


def _folded(table: Table, column: str) -> nw.Expr:
    """Return the words of a column as `fold` does."""
    text = _text(table, column).str.to_lowercase()
    return text.str.replace_all(r"[\s\-_.–—]+", " ").str.strip_chars()  # noqa: RUF001


def _meaning(text: nw.Expr, meaning_of: Mapping[str, str]) -> nw.Expr:
    return text.replace_strict(meaning_of, default=None, return_dtype=nw.String)


def read_region(table: Table, column: str) -> nw.Expr:
    """Return the regions of a column as dotted codes; null where there is none."""
    text = _text(table, column)
    length = text.str.len_chars()
    dotted = text
    for digits, starts in _UNDOTTED.items():
        ends = (*starts[1:], digits)
        parts = [
            text.str.slice(start, end - start) for start, end in zip(starts, ends, strict=True)
        ]
        is_undotted = (length == digits) & ~text.str.contains(".", literal=True)
        dotted = nw.when(is_undotted).then(nw.concat_str(parts, separator=".")).otherwise(dotted)
    return nw.when(dotted.str.contains(f"^(?:{STRICT_PATTERN})$")).then(dotted)


def _succeeded(region: nw.Expr) -> nw.Expr:
    """Return regions with the retired ones replaced by their successors."""
    result = region
    for length in (_KAB_KOTA, _KECAMATAN):
        new = {
            str(one.code): str(present(one.code))
            for one in retired()
            if one.successor is not None and len(one.code) == length
        }
        found = _meaning(region.fill_null("").str.slice(0, length), new)
        result = nw.when(~found.is_null()).then(found).otherwise(result)
    return result


def read_sex(table: Table, column: str, codes: Codes | None = None) -> nw.Expr:
    """Return the sexes of a column in words of the stays; null where there is none."""
    numbers = {} if codes is None else {code: sex.value for code, sex in codes.sex.items()}
    return _meaning(_folded(table, column), {**_SEXES, **numbers})


def read_status(table: Table, column: str) -> nw.Expr:
    """Return the statuses of a column in the words of SIAK; null where there is none."""
    return _meaning(_folded(table, column), _STATUSES)


def is_married(
    table: Table, column: str, codes: Codes | None = None, *, unregistered: bool = True
) -> nw.Expr:
    """Return 1 for a person who is or was married, 0 for others, -1 for a word not understood."""
    single = {Marital.SINGLE} if unregistered else {Marital.SINGLE, *_UNREGISTERED}
    words: dict[str, Marital] = {**MARITALS, **({} if codes is None else codes.marital)}
    counts = {word: int(status not in single) for word, status in words.items()}
    return table.engine.looked_up(_folded(table, column), {**counts, "": 0}, -1)
