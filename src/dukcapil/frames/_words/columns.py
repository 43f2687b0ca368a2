"""Columns as offices write them: regions, sexes and statuses in the words that figures need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._cells import MARITALS, SEXES, Codes, Marital, fold
from dukcapil._shared.checks import check_type
from dukcapil.errors import Fault
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import Column, Kind
from dukcapil.frames._table import Table
from dukcapil.frames._words.region_names import NAME_PARTS, codes_by_name
from dukcapil.recording import STATUS_NAMES
from dukcapil.regions import STRICT_PATTERN, Level, RegionCode, present, retired

__all__ = [
    "has_two_meanings",
    "is_married",
    "knowing_w",
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


def with_region(  # noqa: PLR0913  what is asked for, and options by name
    frame: IntoFrameT,
    *,
    column: str = "region",
    name: str = "region",
    successors: bool = False,
    names: Level | None = None,
    within: RegionCode | None = None,
    replace: bool = False,
) -> IntoFrameT:
    """Add the regions of a column as dotted codes, as the stays need them.

    Codes may be text with or without dots, with spaces around them, or whole numbers. Those of
    the statistics office have other numbers, and are not read. Names are read where `names` says
    of which level they are, in the spellings of `regions.find`: `Kec. Pondok-gede` is 32.75.08. A
    name that several regions have, as *Bekasi* is a kabupaten and a kota, is not read; say
    `within` which region all of them are.

    Args:
        frame: a frame of any engine.
        column: the column of codes.
        name: the column to add; if it is `column`, this is replaced.
        successors: whether a retired region becomes its successor (`regions.present`).
        names: the level of the names in the column, where it has names.
        within: the region within which the names are; all of Indonesia unless given.
        replace: whether columns of these names are replaced; unless it is, they are refused.

    Returns:
        The frame with two more columns: the codes, null where none was read, and `NAME_fault`,
        the text of a `Fault` where that is so: filter by it to see which rows.

    Raises:
        TypeError: for names that are not of a `Level`, or an object that is not a data frame.
        ValueError: for `within` without `names`.
        InvalidTable: for a column that is missing, neither text nor integers, or in the way.

    Examples:
        >>> import polars as pl
        >>> from dukcapil import RegionCode
        >>> from dukcapil.frames import with_region
        >>> from dukcapil.regions import Level
        >>> table = pl.DataFrame({"KODE": ["3275011001", " 32.75.01", "Bekasi"]})
        >>> with_region(table, column="KODE").rows()
        [('3275011001', '32.75.01.1001', None), (' 32.75.01', '32.75.01', None), ('Bekasi', None, \
'not understood')]
        >>> names = pl.DataFrame({"KEC": ["Kec. Pondok-gede", "BEKASI UTARA"]})
        >>> city = RegionCode("32.75")
        >>> read = with_region(names, column="KEC", names=Level.KECAMATAN, within=city)
        >>> read["region"].to_list()
        ['32.75.08', '32.75.03']
    """
    check_type("with_region", "successors", successors, bool)
    if names is not None:
        check_type("with_region", "names", names, Level)
    if within is not None:
        check_type("with_region", "within", within, RegionCode)
        if names is None:
            raise ValueError("with_region.within: expected the level of the names in `names`")
    table = _table(frame, column, name, Kind.KEY, "with_region", replace)
    read = read_region(table, column)
    if names is not None:
        named = _meaning(_name_key(table, column), codes_by_name(names, within))
        read = nw.when(~read.is_null()).then(read).otherwise(named)
    return _added(table, column, name, _succeeded(read) if successors else read, frame)


def with_sex(
    frame: IntoFrameT,
    *,
    column: str = "sex",
    name: str = "sex",
    codes: Codes | None = None,
    replace: bool = False,
) -> IntoFrameT:
    """Add the sexes of a column as `male` and `female`.

    Words are those of `parse_residents`: `L` and `P`, `LAKI-LAKI` and `PEREMPUAN`, and the like.
    `P` is *perempuan*, but in a column that has `W` for *wanita* too it would be *pria*: there
    neither letter is read. Write both words out.

    Args:
        frame: a frame of any engine.
        column: the column of words, or of numbers where `codes` are given.
        name: the column to add; if it is `column`, this is replaced.
        codes: the numbers of the office, such as `residents.SIAK`.
        replace: whether columns of these names are replaced; unless it is, they are refused.

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
    table = knowing_w(_table(frame, column, name, Kind.KEY, "with_sex", replace), column)
    return _added(table, column, name, read_sex(table, column, codes), frame)


def with_status(
    frame: IntoFrameT, *, column: str = "status", name: str = "status", replace: bool = False
) -> IntoFrameT:
    """Add the statuses of a column in the words of SIAK, as `RecordingStatus` has them.

    Names are those that `RecordingStatus.parse` reads: full and short ones in any case. Words of
    an office's own are for the office to map.

    Args:
        frame: a frame of any engine.
        column: the column of statuses.
        name: the column to add; if it is `column`, this is replaced.
        replace: whether columns of these names are replaced; unless it is, they are refused.

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
    table = _table(frame, column, name, Kind.TEXT, "with_status", replace)
    return _added(table, column, name, read_status(table, column), frame)


def _table(  # noqa: PLR0913, PLR0917  what errors speak of
    frame: IntoFrameT, column: str, name: str, kind: Kind, function: str, replace: object
) -> Table:
    """Check a frame with a column to read, and that the columns to add may be added."""
    check_type(function, "replace", replace, bool)
    check_type(function, "column", column, str)
    check_type(function, "name", name, str)
    layout = (Column(name=column, kind=kind, meaning="to read", null="nothing"),)
    table = Table.of(frame, layout, (column,), None, name="frame", function=function)
    if not replace:
        advice = "give another in `name`, or `replace=True`"
        table.refuse_present({name, f"{name}_fault"} - {column}, advice)
    return table


def _added(table: Table, column: str, name: str, read: nw.Expr, frame: IntoFrameT) -> IntoFrameT:
    """Return the frame with what was read, and the faults of what was not."""
    raw, two, fault = table.unused("_raw"), table.unused("_two"), f"{name}_fault"
    missing = nw.when(nw.col(raw).is_null()).then(nw.lit(str(Fault.MISSING)))
    doubtful = nw.when(nw.col(two)).then(nw.lit(str(Fault.TWO_MEANINGS)))
    reason = missing.otherwise(doubtful.otherwise(nw.lit(str(Fault.UNREADABLE))))
    unread = nw.when(nw.col(name).is_null()).then(reason)
    own = [raw, two, *([table.columns[_HAS_W]] if _HAS_W in table.columns else [])]
    answer = (
        table.frame.with_columns(
            table[column].alias(raw),
            has_two_meanings(table, column).alias(two),
            read.alias(name),
        )
        .with_columns(unread.alias(fault))
        .drop(*own)
    )
    return to_native(answer, frame)


_HAS_W: Final = "has_w"


def knowing_w(table: Table, column: str) -> Table:
    """Return the table with the number of `W` in a column of sexes, the same on each row."""
    letter, count = table.unused("_letter"), table.unused("_has_w")
    is_w = nw.when(_folded(table, column) == "w").then(nw.lit(1)).otherwise(nw.lit(0))
    counted = table.frame.select(is_w.alias(letter)).select(
        nw.col(letter).sum().fill_null(0).alias(count)
    )
    return attrs.evolve(
        table,
        frame=table.frame.join(counted, how="cross"),
        columns={**table.columns, _HAS_W: count},
        dtypes={**table.dtypes, count: nw.Int64()},
    )


def has_two_meanings(table: Table, column: str) -> nw.Expr:
    """Return whether a letter is a `P` beside `W`, which is *pria*, and elsewhere *perempuan*."""
    if _HAS_W not in table.columns:
        return nw.lit(value=False)
    return (nw.col(table.columns[_HAS_W]) > 0) & (_folded(table, column) == "p")


def _text(table: Table, column: str) -> nw.Expr:
    """Return a column as text without spaces around it; nulls are empty."""
    return table[column].cast(nw.String).fill_null("").str.strip_chars()


def _folded(table: Table, column: str) -> nw.Expr:
    """Return the words of a column as `fold` does."""
    text = _text(table, column).str.to_lowercase()
    return text.str.replace_all(r"[\s\-_.–—]+", " ").str.strip_chars()  # noqa: RUF001


def _name_key(table: Table, column: str) -> nw.Expr:
    """Return the names of a column as `codes_by_name` has them."""
    return _text(table, column).str.to_lowercase().str.replace_all(NAME_PARTS, "")


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
    read = _meaning(_folded(table, column), {**_SEXES, **numbers})
    return nw.when(~has_two_meanings(table, column)).then(read)


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
