"""Tables of the caller, checked against a layout."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil._shared.checks import check_type, raise_all
from dukcapil.errors import InvalidTable
from dukcapil.frames._engines import Engine, eager, engine_of
from dukcapil.frames._layout import EVENTS, STATUSES, STAYS, Column, Frame, Kind

__all__ = ["REPLACE", "Table", "as_frame", "check_together", "nik_table"]

_NUMBERS_LOSE_DIGITS: Final = (
    "read it as text: floats cannot represent NIKs from province 91 up "
    "(above 2**53 = 9_007_199_254_740_992), and spreadsheets keep 15 digits of a number"
)
_LONGEST: Final = 19  # digits of the largest integer of 64 bits
_WAYS_TO_READ: Final = ("read_all", "to_table")  # of readers of batches, and of datasets of Arrow
REPLACE: Final = "rename it, or give `replace=True`"
"""The advice for a column that is in the way of one to be added."""

_NAME_IT: Final = "name it in `columns`, or add it"
_ADVICE: Final = {
    Kind.KEY: "read identifiers of persons as text or as integers, never as floats",
    Kind.TEXT: "convert the column to text",
    Kind.DATE: "convert the column to dates without a time of day",
    Kind.TRUTH: "convert the column to booleans",
    Kind.NUMBER: "convert the column to integers",
}


@final
@attrs.frozen
class Table:
    """A frame of the caller, whose columns are found by the names of a layout."""

    frame: Frame
    name: str
    columns: Mapping[str, str]
    dtypes: Mapping[str, nw.dtypes.DType]

    @classmethod
    def of(  # noqa: PLR0913  what errors speak of
        cls,
        native: IntoFrame,
        layout: Iterable[Column],
        needed: Iterable[str],
        columns: Mapping[str, str] | None,
        *,
        name: str,
        function: str,
    ) -> Table:
        """Check the needed columns of a frame, and raise all their faults together.

        Args:
            native: a frame of any engine; a lazy one is not collected.
            layout: the columns that there can be.
            needed: names of the layout; those that are optional may be missing.
            columns: the caller's own column names, keyed by those of the layout.
            name: the parameter that gave the frame, `stays` or `events`.
            function: the function that was called.
        """
        frame = as_frame(native, name, function)
        names, schema = _own_names(columns, layout, function), frame.collect_schema()
        by_name = {column.name: column for column in layout}
        spelt = {one.lower(): one for one in schema} if engine_of(frame).ignores_case else {}
        found = {one: names.get(one, one) for one in by_name}
        found = {
            one: own if own in schema else spelt.get(own.lower(), own) for one, own in found.items()
        }
        table = cls(frame, name, found, schema)
        wanted = [one for one in needed if not by_name[one].is_optional or table.has(one)]
        faults = [fault for one in wanted for fault in table._faults(by_name[one])]
        raise_all(name, [*faults, *table._shared(wanted)])
        return table

    @property
    def engine(self) -> Engine:
        """The engine that runs the frame."""
        return engine_of(self.frame)

    def __getitem__(self, name: str) -> nw.Expr:
        """Return a column as an expression of the usual type for its kind.

        Categories become text, moments the day on which they are, and decimals integers.
        """
        column = self.columns[name]
        expression, dtype = nw.col(column), self.dtypes[column]
        if isinstance(dtype, nw.Categorical | nw.Enum):
            text = expression.cast(nw.String)  # in pandas that of a null is not null
            return nw.when(~expression.is_null()).then(text)
        if isinstance(dtype, nw.Datetime):
            return expression.cast(nw.Date)
        if isinstance(dtype, nw.Decimal):
            return expression.cast(nw.Int64)
        return self.engine.join_key(expression, dtype)

    def has(self, name: str) -> bool:
        """Return whether the frame has a column; raise if the caller named it and it is missing."""
        column = self.columns[name]
        if column != name and column not in self.dtypes:
            raise self.missing(name, "a column as named in `columns`")
        return column in self.dtypes

    def present(self, layout: Iterable[Column]) -> list[str]:
        """Return the names of a layout whose columns there are: all but some optional ones."""
        return [one.name for one in layout if not one.is_optional or self.has(one.name)]

    def unused(self, name: str) -> str:
        """Return the name of a column of our own that is none of the caller's."""
        while any(name.lower() == one.lower() for one in self.dtypes):
            name = f"_{name}"
        return name

    def unused_prefix(self, prefix: str) -> str:
        """Return a beginning of names of our own with which none of the caller's begins."""
        while any(one.lower().startswith(prefix.lower()) for one in self.dtypes):
            prefix = f"_{prefix}"
        return prefix

    def renamed(self) -> Table:
        """Return the table with columns of the caller under names that no others have."""
        own = {column: f"own{number}" for number, column in enumerate(self.dtypes)}
        columns = {name: own.get(column, column) for name, column in self.columns.items()}
        dtypes = {own[column]: dtype for column, dtype in self.dtypes.items()}
        return Table(self.frame.rename(own), self.name, columns, dtypes)

    def refuse_present(self, names: Collection[str], advice: str) -> None:
        """Raise for columns to add that the caller has already: nothing is overwritten."""
        present = [one for one in self.dtypes if one in names]
        expected, found = "a name for a column to add", "a column of that name"
        raise_all(self.name, [self._fault(one, expected, found, advice) for one in present])

    def missing(self, column: str, expected: str, advice: str = _NAME_IT) -> InvalidTable:
        """Return the error of a column that the frame lacks.

        It speaks of the name of the layout or of the parameter: a name that is no column may be a
        value, passed in the wrong position.
        """
        return self._fault(column, expected, "no such column", advice)

    def _shared(self, needed: Sequence[str]) -> list[InvalidTable]:
        """Return the faults of columns that stand for two names of the layout."""
        columns = [self.columns[name] for name in needed]
        advice = "name another in `columns`"
        return [
            self._fault(column, "one meaning", f"{columns.count(column)} of them", advice)
            for column in dict.fromkeys(columns)
            if columns.count(column) > 1
        ]

    def _faults(self, column: Column) -> list[InvalidTable]:
        name = self.columns[column.name]
        if name not in self.dtypes:
            return [self.missing(column.name, column.kind.value)]
        dtype = self.dtypes[name]
        if not _holds(dtype, column.kind):
            advice = _ADVICE[column.kind]
            if isinstance(dtype, nw.Decimal):
                advice = "cast the column to integers of 64 bits, if its values fit"
            elif isinstance(dtype, nw.Unknown):
                advice = "give the column that type, even where no row has a value"
            return [self._fault(name, column.kind.value, _class_of(dtype), advice)]
        return self._faults_of_values(name, column)

    def _faults_of_values(self, name: str, column: Column) -> list[InvalidTable]:
        """Return the faults that take a look at the values, which only eager frames have."""
        frame = eager(self.frame)
        if frame is None:
            return []
        values = frame[name]
        faults = []
        if (mixture := self.engine.mixture(values)) is not None:
            faults.append(self._fault(name, column.kind.value, mixture, _ADVICE[column.kind]))
        if column.null is None and (nulls := int(values.is_null().sum())):
            advice = "fill them, or leave the rows out"
            faults.append(self._fault(name, "a value in each row", f"{nulls} nulls", advice))
        if isinstance(values.dtype, nw.Datetime) and (moments := _moments(values)):
            found = f"{moments} with a time of day"
            faults.append(self._fault(name, "dates", found, _ADVICE[Kind.DATE]))
        return faults

    def _fault(self, column: str, expected: str, found: str, advice: str) -> InvalidTable:
        return InvalidTable(
            table=self.name, column=column, expected=expected, found=found, advice=advice
        )


def _holds(dtype: nw.dtypes.DType, kind: Kind) -> bool:
    """Return whether a column of a type can hold values of a kind, each of them exactly."""
    is_text = isinstance(dtype, nw.String | nw.Categorical | nw.Enum)
    match kind:
        case Kind.KEY:
            return is_text or _is_whole(dtype)
        case Kind.TEXT:
            return is_text
        case Kind.TRUTH:
            return isinstance(dtype, nw.Boolean)
        case Kind.NUMBER:
            return _is_whole(dtype)
    is_moment = isinstance(dtype, nw.Datetime) and dtype.time_zone is None
    return isinstance(dtype, nw.Date) or is_moment


def _is_whole(dtype: nw.dtypes.DType) -> bool:
    """Return whether a type is one of whole numbers that fit into 64 bits."""
    if isinstance(dtype, nw.Decimal):
        return not dtype.scale and (dtype.precision or _LONGEST) < _LONGEST
    return dtype.is_integer()


def _class_of(dtype: nw.dtypes.DType) -> str:
    """Name the class of a type alone: its content may be personal.

    The categories of an `Enum` and the fields of a `Struct` can be NIKs.
    """
    name = type(dtype).__name__
    return f"{name} with a time zone" if getattr(dtype, "time_zone", None) else name


def _moments(values: nw.Series[Any]) -> int:
    """Count the values that have a time of day."""
    time = values.dt
    parts = time.hour() + time.minute() + time.second() + time.nanosecond()
    return int((parts.fill_null(0) > 0).sum())


def _own_names(
    columns: Mapping[str, str] | None, layout: Iterable[Column], function: str
) -> dict[str, str]:
    """Return the caller's own names of columns, keyed by those of the layouts."""
    names = dict(columns or {})
    if not all(isinstance(one, str) for pair in names.items() for one in pair):
        raise TypeError(
            f"{function}.columns: expected names of columns keyed by names of a layout, all text"
        )
    together = layout if layout is STATUSES else (*STAYS, *EVENTS)  # asked about in one call
    known = dict.fromkeys(column.name for column in together)
    if unknown := [place for place, name in enumerate(names, start=1) if name not in known]:
        # By its place: a row of data in place of the names would be shown.
        raise ValueError(
            f"{function}.columns: expected keys among the names of the layouts "
            f"({', '.join(known)}), found another as key {unknown[0]}"
        )
    return names


def nik_table(  # noqa: PLR0913  what errors speak of
    native: IntoFrame,
    column: str,
    *,
    function: str,
    name: str = "frame",
    parameter: str = "column",
    adds: Sequence[str] = (),
    replace: bool = False,
) -> Table:
    """Check a frame with a column of NIKs, which must be text.

    Args:
        native: a frame of any engine.
        column: the column of NIKs.
        function: the function that was called.
        name: the parameter that gave the frame.
        parameter: the parameter that gave `column`.
        adds: the columns that will be added; the NIKs must not go by one of their names.
        replace: whether those that are there already are replaced.
    """
    check_type(function, "replace", replace, bool)
    frame = as_frame(native, name, function)
    table = Table(frame, name, {"nik": column}, frame.collect_schema())
    fault = _nik_fault(table, column, parameter, adds)
    if fault is None:
        if not replace:
            table.refuse_present(adds, REPLACE)
        return table
    found, advice = fault
    column = column if column in table.dtypes else parameter
    raise InvalidTable(
        table=name, column=column, expected="NIKs as text", found=found, advice=advice
    )


def _nik_fault(
    table: Table, column: str, parameter: str, adds: Sequence[str]
) -> tuple[str, str] | None:
    """Return what was found instead of a column of NIKs, and the advice."""
    if column not in table.dtypes:
        return "no such column", f"give its name in `{parameter}`"
    dtype, frame = table.dtypes[column], eager(table.frame)
    if not isinstance(dtype, nw.String):
        advice = _NUMBERS_LOSE_DIGITS if dtype.is_numeric() else _ADVICE[Kind.TEXT]
        return _class_of(dtype), advice
    if frame is not None and (mixture := table.engine.mixture(frame[column])) is not None:
        return mixture, _NUMBERS_LOSE_DIGITS
    return ("the name of a column that is added", "rename it") if column in adds else None


def check_together(stays: Table, events: Table, function: str) -> None:
    """Raise unless two tables can be joined by person: of one engine, and of one kind of key."""
    if stays.engine != events.engine:
        raise TypeError(
            f"{function}.events: expected a frame of the same engine as the stays "
            f"({stays.engine.name}), found one of another ({events.engine.name})"
        )
    kinds = [
        Kind.NUMBER if _is_whole(one.dtypes[one.columns["person"]]) else Kind.TEXT
        for one in (stays, events)
    ]
    if kinds[0] is not kinds[1]:
        raise InvalidTable(
            table="events",
            column=events.columns["person"],
            expected=f"{kinds[0].value}, as in the stays",
            found=kinds[1].value,
            advice="convert one of the two; NIKs are text",
        )


def as_frame(native: IntoFrame, name: str, function: str) -> Frame:
    """Return the frame of an engine, or raise for anything else."""
    try:
        frame: Any = nw.from_native(native)
    except TypeError:
        ways = [way for way in _WAYS_TO_READ if callable(getattr(native, way, None))]
        advice = "".join(f"; give what its `{way}()` returns" for way in ways[:1])
        raise TypeError(
            f"{function}.{name}: expected a data frame of a supported engine, found "
            f"{type(native).__name__}{advice}"
        ) from None
    return engine_of(frame).prepared(frame)
