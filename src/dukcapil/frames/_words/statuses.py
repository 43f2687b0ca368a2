"""Tables of current statuses: stays and events from the exports that offices have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._cells import Codes
from dukcapil._shared.checks import check_date, check_type, raise_all
from dukcapil.errors import Fault, InvalidTable
from dukcapil.frames._engines import eager, engine_of, to_native
from dukcapil.frames._layout import STATUSES, Frame
from dukcapil.frames._rows import Wrong, faults_of_rows, numbered, problem_rows
from dukcapil.frames._table import Table
from dukcapil.frames._words.columns import (
    has_two_meanings,
    is_married,
    knowing_w,
    read_region,
    read_sex,
    read_status,
)
from dukcapil.nik import NIK
from dukcapil.recording import RecordingStatus
from dukcapil.register import presumed_history
from dukcapil.register._kinds import CARD_KINDS

__all__ = ["from_statuses", "status_problems"]

_WORDS: Final = ("sex", "region", "status", "marital_status")
_CARD_NAMES: Final = [kind.__name__ for kind in CARD_KINDS]


def from_statuses(
    statuses: IntoFrameT,
    *,
    on: date,
    codes: Codes | None = None,
    unregistered_marriages_count: bool = True,
    columns: Mapping[str, str] | None = None,
) -> tuple[IntoFrameT, IntoFrameT]:
    """Make stays and events of a table with one row a person and the current status.

    The same as `parse_residents` and `presumed_history`: all events are on the day of the table,
    so that its figures are right, and of the time before nothing is known. Regions, sexes,
    statuses and marital statuses are read as offices write them; of `P` beside `W`, see
    `with_sex`. A marriage without a date counts from the day of the table.

    Args:
        statuses: the table; see `STATUSES`. Only `person`, `birth_date`, `sex`, `region` and
            `status` have to be there.
        on: the day of the table.
        codes: the numbers for sexes and marital statuses, such as `residents.SIAK`.
        unregistered_marriages_count: whether a marriage or divorce *belum tercatat* obliges.
        columns: your own column names, keyed by those of `STATUSES`, such as
            `{"person": "NIK", "birth_date": "TGL_LHR"}`.

    Returns:
        The stays and the events, as `STAYS` and `EVENTS` describe them, lazy where the table is.
        Of a lazy table, whose values nobody has seen, people of whom a cell cannot be read, and
        those in several rows, are set aside: in neither table. `status_problems` finds them.

    Raises:
        TypeError: for a `datetime`, codes that are not `Codes`, or an object that is not a data
            frame.
        ValueError: for keys of `columns` that are not in the layout.
        InvalidTable: for a column that is missing or of another kind; in an eager frame also for
            cells that cannot be read, and for persons in several rows.

    Examples:
        >>> from datetime import date
        >>> import polars as pl
        >>> from dukcapil.frames import from_statuses, measure
        >>> from dukcapil.regions import Level
        >>> export = pl.DataFrame({
        ...     "NO": [1, 2, 3],
        ...     "TGL_LHR": [date(2003, 5, 1), date(2003, 5, 9), date(2003, 9, 9)],
        ...     "JK": ["P", "L", "P"],
        ...     "KODE_WILAYAH": [3275011001, 3275011001, 3275021001],
        ...     "STATUS": ["Card issued", "PRR", "UNREGISTERED"],
        ... })
        >>> own = {"person": "NO", "birth_date": "TGL_LHR", "sex": "JK",
        ...        "region": "KODE_WILAYAH", "status": "STATUS"}
        >>> day = date(2020, 12, 31)
        >>> stays, events = from_statuses(export, on=day, columns=own)
        >>> measure(stays, events, on=day, by=Level.KECAMATAN).sort("kecamatan").rows()
        [('32.75.01', 2, 1), ('32.75.02', 1, 0)]
    """
    table = _checked(statuses, on, codes, columns, "from_statuses")
    check_type("from_statuses", "unregistered_marriages_count", unregistered_marriages_count, bool)
    people = _people(table, on, codes, unregistered_marriages_count)
    if eager(table.frame) is None:
        is_read = nw.all_horizontal(
            *(~nw.col(f"_is_unread_{one}") for one in _WORDS), ignore_nulls=False
        )
        people = people.filter(is_read).unique(subset=["person"], keep="none")
    else:
        _raise_for_unread(table, people)
    stays = people.select(
        *("person", "birth_date", "sex", "is_citizen", "permit_since", "permit_until"),
        *("first_married_on", "died_on", "region", "since"),
        nw.lit(None, nw.Date).alias("until"),
        nw.lit(None, nw.String).alias("ended_by"),
    )
    return to_native(stays, statuses), to_native(_events(people, on), statuses)


def status_problems(
    statuses: IntoFrameT,
    *,
    row: str | None = None,
    codes: Codes | None = None,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Find the rows of a table of current statuses that `from_statuses` cannot take.

    Args:
        statuses: the table; see `STATUSES`.
        row: a column that numbers the rows; without it, an eager frame is numbered from 0.
        codes: the numbers for sexes and marital statuses, such as `residents.SIAK`.
        columns: your own column names, keyed by those of `STATUSES`.

    Returns:
        One row per problem, in no order: `row`, `field` and `fault`, the text of a `Fault`:

        * `person`: another row is of the same person.
        * `person`, `birth_date`, `sex`, `region`, `status`: the value is missing. Most columns of
          an eager frame are refused for it.
        * `sex`, `region`, `status`, `marital_status`: the value cannot be read.
        * `sex`: the letter `P`, in a column that has `W` too.

    Raises:
        TypeError: for codes that are not `Codes`, or an object that is not a data frame.
        ValueError: for a lazy frame without `row`, or keys of `columns` that are not in the layout.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> import polars as pl
        >>> from dukcapil.frames import status_problems
        >>> export = pl.DataFrame({
        ...     "person": [1, 2], "birth_date": [date(2003, 5, 1)] * 2, "sex": ["P", "L"],
        ...     "region": ["32.75.01", "Bekasi"], "status": ["PRR", "sudah"],
        ... })
        >>> status_problems(export).sort("field").rows()
        [(1, 'region', 'not understood'), (1, 'status', 'not understood')]
    """
    given = _checked(statuses, date.max, codes, columns, "status_problems")
    table = numbered(given, row, "status_problems")
    words = [one for one in _WORDS if table.has(one)]
    nothing = {one: table[one].is_null() for one in ("person", "birth_date", *words[:3])}
    unread = {one: ~table[one].is_null() & _is_unread(one, table, codes) for one in words}
    two = has_two_meanings(table, "sex")
    unread["sex"] &= ~two
    wrong: Wrong = {
        **{(one, Fault.MISSING): what for one, what in nothing.items()},
        **{(one, Fault.UNREADABLE): what for one, what in unread.items()},
        ("sex", Fault.TWO_MEANINGS): two,
    }
    persons = table.frame.select("_row", table["person"].alias("_person"))
    twice = persons.group_by("_person").agg(nw.len().alias("_rows")).filter(nw.col("_rows") > 1)
    again = persons.join(twice, on="_person", how="semi")
    known = again.filter(~nw.col("_person").is_null())
    found = [faults_of_rows(table.frame, wrong), problem_rows(known, "person", Fault.DUPLICATE)]
    return to_native(nw.concat(found), statuses)


def _checked(
    statuses: IntoFrameT,
    on: date,
    codes: Codes | None,
    columns: Mapping[str, str] | None,
    function: str,
) -> Table:
    check_date(function, "on", on)
    if codes is not None:
        check_type(function, "codes", codes, Codes)
    needed = [column.name for column in STATUSES]
    table = Table.of(statuses, STATUSES, needed, columns, name="statuses", function=function)
    return knowing_w(table, "sex")


def _read(name: str, table: Table, codes: Codes | None) -> nw.Expr:
    match name:
        case "sex":
            return read_sex(table, name, codes)
        case "region":
            return read_region(table, name)
    return read_status(table, name)


def _is_unread(name: str, table: Table, codes: Codes | None) -> nw.Expr:
    """Return whether a cell says nothing that is understood."""
    if name != "marital_status":
        return _read(name, table, codes).is_null()
    if not table.has(name):
        return nw.lit(value=False)
    return is_married(table, name, codes) < 0


def _people(table: Table, on: date, codes: Codes | None, unregistered: bool) -> Frame:  # noqa: FBT001
    """Return the rows in the columns of the stays, with what could not be read."""

    def optional(name: str, otherwise: nw.Expr) -> nw.Expr:
        return table[name] if table.has(name) else otherwise

    no_date, day = nw.lit(None, nw.Date), nw.lit(on)
    words = {one: _read(one, table, codes).alias(one) for one in ("sex", "region", "status")}
    rows = table.frame.select(
        table["person"].alias("person"),
        table["birth_date"].alias("birth_date"),
        *words.values(),
        optional("is_citizen", nw.lit(value=True)).fill_null(value=True).alias("is_citizen"),
        *(
            optional(one, no_date).alias(one)
            for one in ("permit_since", "permit_until", "first_married_on", "died_on")
        ),
        optional("resident_since", no_date).alias("since"),
        (
            is_married(table, "marital_status", codes, unregistered=unregistered)
            if table.has("marital_status")
            else nw.lit(0)
        ).alias("_is_married"),
        *(_is_unread(one, table, codes).alias(f"_is_unread_{one}") for one in _WORDS),
    )
    died_before = (nw.col("died_on") < day).fill_null(value=False)
    by_then = nw.when(died_before).then(nw.col("died_on")).otherwise(day)
    is_undated = nw.col("first_married_on").is_null() & (nw.col("_is_married") == 1)
    return rows.with_columns(
        nw.when(nw.col("since").is_null()).then(by_then).otherwise(nw.col("since")).alias("since"),
        nw.when(is_undated)
        .then(by_then)
        .otherwise(nw.col("first_married_on"))
        .alias("first_married_on"),
    )


def _raise_for_unread(table: Table, people: Frame) -> None:
    """Raise for the cells of an eager frame that were not read."""
    held: Any = people
    faults = [
        InvalidTable(
            table=table.name,
            column=table.columns[name],
            expected="a word or number that is known in each row",
            found=f"{count} others",
            advice=f"see which rows with status_problems(), and map the words of {name} first",
        )
        for name in _WORDS
        if (count := int(held[f"_is_unread_{name}"].sum()))
    ]
    several = len(held) - int(held["person"].n_unique())
    if several:
        faults.append(
            InvalidTable(
                table=table.name,
                column=table.columns["person"],
                expected="one row a person",
                found=f"{several} rows more",
                advice="see which rows with status_problems(), and leave one of each",
            )
        )
    raise_all(table.name, faults)


def _events(people: Frame, on: date) -> Frame:
    """Return the shortest history that leads to the status of each person."""
    steps = _steps()
    # A foreigner whose permit has ended holds no card, whatever the table says.
    until = nw.col("permit_until")
    has_ended = (until <= nw.lit(on)).fill_null(value=False)
    end = nw.when(has_ended).then(nw.lit(on)).otherwise(until)
    wide = people.select(
        "person",
        nw.when(~nw.col("is_citizen")).then(end).alias("_end"),
        *(
            nw.col("status")
            .replace_strict(kinds, default=None, return_dtype=nw.String)
            .alias(f"_step{number}")
            for number, kinds in enumerate(steps)
        ),
    )
    engine = engine_of(wide)
    names = [f"_step{number}" for number in range(len(steps))]
    long = engine.unpivot(wide, names, ["person", "_end"], "_name", "kind")
    is_of_card = engine.is_in(nw.col("kind"), _CARD_NAMES)
    return long.filter(~nw.col("kind").is_null()).select(
        "person",
        "kind",
        # pandas would make objects of days.
        nw.lit(on).cast(nw.Date).alias("occurred_on"),
        nw.lit(0).alias("ordinal"),
        nw.when(is_of_card).then(nw.lit("1")).alias("card"),
        nw.when(is_of_card).then(nw.col("_end")).cast(nw.Date).alias("valid_until"),
        nw.lit(on).cast(nw.Date).alias("entered_on"),
    )


def _steps() -> list[dict[str, str]]:
    """Return the kinds of events by status, for the first, second, … step to it."""
    nobody, day = NIK("3275990101000001"), date(2000, 1, 1)
    histories = {
        status.value: [
            type(event).__name__ for event in presumed_history(status, nik=nobody, on=day, label="")
        ]
        for status in RecordingStatus
    }
    longest = max(map(len, histories.values()))
    return [
        {status: kinds[number] for status, kinds in histories.items() if number < len(kinds)}
        for number in range(longest)
    ]
