"""A table of the caller, checked against its layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil._shared.checks import raise_all
from dukcapil.errors import InvalidTable
from dukcapil.frames._engines import eager, holds
from dukcapil.frames._layout import EVENTS, STAYS, Column, Frame, Kind

__all__ = ["Table", "check_together", "nik_table"]


_NUMBERS_RUIN: Final = (
    "read it as text: a number of 16 digits is above 2^53 and was rounded if it ever was a float"
)


_NAME_IT: Final = "name it in `columns`, or add it"


_ADVICE: Final = {
    Kind.KEY: "read numbers of persons as text or as integers, never as floats",
    Kind.TEXT: "convert the column to text",
    Kind.DATE: "convert the column to dates without a time of day",
    Kind.TRUTH: "convert the column to booleans",
    Kind.NUMBER: "convert the column to integers",
}


@final
@attrs.frozen
class Table:
    """A frame of a user, with its columns found by the names of the layout."""

    frame: Frame
    name: str
    columns: Mapping[str, str]
    dtypes: Mapping[str, nw.dtypes.DType]

    @classmethod
    def of(
        cls,
        native: IntoFrame,
        layout: Iterable[Column],
        needed: Iterable[str],
        columns: Mapping[str, str] | None,
        *,
        name: str,
    ) -> Table:
        """Look at the needed columns of a frame, and raise what is wrong with them.

        Args:
            native: eager or lazy, of any engine; a lazy one is not collected.
            layout: what the columns have to be.
            needed: names of the layout.
            columns: the user's own names, by the names of the layout.
            name: what errors call the table.
        """
        frame = _as_frame(native, name)
        names, schema = _own_names(columns), frame.collect_schema()
        by_name = {column.name: column for column in layout}
        table = cls(frame, name, {one: names.get(one, one) for one in by_name}, schema)
        wanted = list(needed)
        faults = [fault for one in wanted for fault in table._faults(by_name[one])]
        raise_all(name, [*faults, *table._shared(wanted)])
        return table

    def __getitem__(self, name: str) -> nw.Expr:
        """The column as an expression; what stands for a date is one."""
        column = self.columns[name]
        expression, dtype = nw.col(column), self.dtypes[column]
        if isinstance(dtype, nw.Datetime):
            return expression.cast(nw.Date)
        if self.frame.implementation.is_pyarrow():  # which joins nothing but equal types
            if isinstance(dtype, nw.String):
                return expression.cast(nw.String)
            if dtype.is_integer():
                return expression.cast(nw.Int64)
        return expression

    def has(self, name: str) -> bool:
        """Whether the frame has a column; one that is named on purpose must be there."""
        column = self.columns[name]
        if column != name and column not in self.dtypes:
            raise self.missing(column, "a column as named in `columns`")
        return column in self.dtypes

    def missing(self, column: str, expected: str, advice: str = _NAME_IT) -> InvalidTable:
        """The error of a column that the frame does not have."""
        return self._fault(column, expected, "no such column", advice)

    def _shared(self, needed: Sequence[str]) -> list[InvalidTable]:
        """What two names of the layout stand for, which can be right for one of them only."""
        columns = [self.columns[name] for name in needed]
        advice = "name another in `columns`"
        return [
            self._fault(column, "one meaning", f"it named {columns.count(column)} times", advice)
            for column in dict.fromkeys(columns)
            if columns.count(column) > 1
        ]

    def _faults(self, column: Column) -> list[InvalidTable]:
        name = self.columns[column.name]
        if name not in self.dtypes:
            return [self.missing(name, column.kind.value)]
        dtype = self.dtypes[name]
        if not holds(dtype, column.kind, self.frame.implementation):
            advice = _ADVICE[column.kind]
            if isinstance(dtype, nw.Unknown):
                advice = "give the column that type, even where no row has a value"
            return [self._fault(name, column.kind.value, str(dtype), advice)]
        return self._faults_of_values(name, column)

    def _faults_of_values(self, name: str, column: Column) -> list[InvalidTable]:
        """What can be told of an eager frame alone, since it takes a look at the values."""
        frame = eager(self.frame)
        if frame is None:
            return []
        values = frame[name]
        faults = []
        if (mixed := _mixed(values)) is not None:
            faults.append(self._fault(name, column.kind.value, mixed, _ADVICE[column.kind]))
        if column.null is None and (nulls := int(values.is_null().sum())):
            advice = "fill them, or leave the rows out"
            faults.append(self._fault(name, "a value in each row", f"{nulls} without one", advice))
        if isinstance(values.dtype, nw.Datetime):
            time = values.dt
            moments = time.hour() + time.minute() + time.second() + time.nanosecond()
            if times := int((moments.fill_null(0) > 0).sum()):
                found = f"{times} with a time of day"
                faults.append(self._fault(name, "dates", found, _ADVICE[Kind.DATE]))
        return faults

    def _fault(self, column: str, expected: str, found: str, advice: str) -> InvalidTable:
        return InvalidTable(
            table=self.name, column=column, expected=expected, found=found, advice=advice
        )


def _own_names(columns: Mapping[str, str] | None) -> dict[str, str]:
    """The user's own names of columns, by names that a layout has."""
    names = dict(columns or {})
    if not all(isinstance(one, str) for pair in names.items() for one in pair):
        raise TypeError("columns: expected names of columns by names of a layout, all of them text")
    known = dict.fromkeys(column.name for column in (*STAYS, *EVENTS))
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(
            f"columns: expected names of a layout ({', '.join(known)}), found {', '.join(unknown)}"
        )
    return names


def _mixed(values: nw.Series[Any]) -> str | None:
    """What a column of pandas holds that is called text for its first rows, if it is not text."""
    if not (values.implementation.is_pandas() and isinstance(values.dtype, nw.String)):
        return None
    native = values.to_native()
    if native.dtype != object:
        return None
    inferred: str = values.implementation.to_native_namespace().api.types.infer_dtype(native)
    return None if inferred in {"string", "empty"} else f"{inferred} values"


def nik_table(native: IntoFrame, column: str, adds: Sequence[str] = ()) -> Table:
    """A frame with a column of NIKs; one of numbers is refused, since numbers may be ruined.

    So is one that goes by the name of a column which is to be added.
    """
    frame = _as_frame(native, "frame")
    schema = frame.collect_schema()
    dtype = schema.get(column)
    if dtype is None:
        found, advice = "no such column", "say in `column` what it is called"
    elif not isinstance(dtype, nw.String):
        found, advice = str(dtype), _NUMBERS_RUIN
    elif (given := eager(frame)) is not None and (mixed := _mixed(given[column])) is not None:
        found, advice = mixed, _NUMBERS_RUIN
    elif column in adds:
        found, advice = "the name of a column that is added", "rename it"
    else:
        return Table(frame, "frame", {"nik": column}, schema)
    raise InvalidTable(
        table="frame", column=column, expected="NIKs as text", found=found, advice=advice
    )


def check_together(stays: Table, events: Table) -> None:
    """Raise where two tables cannot be joined by person: of other engines, or other types."""
    engines = [
        f"{one.frame.implementation.value}{'' if eager(one.frame) is None else ', eager'}"
        for one in (stays, events)
    ]
    if engines[0] != engines[1]:
        raise TypeError(
            f"events: expected a frame of the same engine as the stays ({engines[0]}), "
            f"found one of another ({engines[1]})"
        )
    kinds = [
        Kind.TEXT if isinstance(one.dtypes[one.columns["person"]], nw.String) else Kind.NUMBER
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


def _as_frame(native: IntoFrame, name: str) -> Frame:
    try:
        return nw.from_native(native)
    except TypeError:
        found = type(native).__name__
        raise TypeError(
            f"{name}: expected a data frame of a supported engine, found {found}"
        ) from None
