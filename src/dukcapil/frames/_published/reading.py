"""Answers read into Python: the few rows of figures, keyed as the tables of `coverage` are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final, final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil.errors import DuplicateRecord, InvalidTable
from dukcapil.frames._breakdown import By, Dimension, Groups
from dukcapil.frames._engines import collected
from dukcapil.frames._table import as_frame
from dukcapil.months import Month
from dukcapil.regions import Level, RegionCode
from dukcapil.register._breakdown import AgeBands, Cohort, dimension_names

__all__ = ["Answer", "read", "values_of"]

_Read = Callable[[Any], Hashable]
_COHORTS: Final[dict[Cohort, _Read]] = {
    Cohort.BIRTH_YEAR: int,
    Cohort.OBLIGED_YEAR: int,
    Cohort.OBLIGED_MONTH: Month.of,
}


@final
@attrs.frozen
class Answer:
    """The rows of an answer in memory.

    Attributes:
        frame: the frame, collected if it was lazy.
        names: the names of the dimensions, as tables of `coverage` have them.
        keys: the key of each row.
        figures: the figures of each row.
    """

    frame: nw.DataFrame[Any]
    names: tuple[str, ...]
    keys: tuple[Hashable, ...]
    figures: tuple[tuple[Any, ...], ...]

    def __iter__(self) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        """Iterate over the keys and the figures."""
        return iter(zip(self.keys, self.figures, strict=True))

    def check_unique(self, *others: Sequence[Hashable]) -> None:
        """Raise for two rows of one key, and of the same other values."""
        found = list(zip(self.keys, *others, strict=True))
        if repeated := len(found) - len(set(found)):
            raise DuplicateRecord(kind="key", count=repeated)


def read(
    function: str, native: IntoFrame, by: By, figures: Sequence[str], *, name: str = "answer"
) -> Answer:
    """Read the figures of an answer by the breakdown that was asked for.

    Raises:
        InvalidTable: for a column that is missing.
    """
    groups = Groups.of(by, function)
    frame = collected(as_frame(native, name, function))
    columns = [*groups.names, *figures]
    for column in columns:
        if column not in frame.columns:
            raise InvalidTable(
                table=name,
                column=column,
                expected="a column of the answer",
                found="no such column",
                advice="give `by` as in the question",
            )
    values = [values_of(frame[column]) for column in columns]
    dimensions = groups.dimensions
    parts = [
        [None if value is None else _reader(one)(value) for value in column]
        for one, column in zip(dimensions, values, strict=False)
    ]
    rows: list[tuple[Hashable, ...]] = [()] * len(frame)
    if parts:
        rows = list(zip(*parts, strict=True))
    is_single = isinstance(by, Dimension)
    return Answer(
        frame,
        tuple(dimension_names([one])[0] if not isinstance(one, str) else one for one in dimensions),
        tuple(row[0] for row in rows) if is_single else tuple(rows),
        tuple(zip(*values[len(dimensions) :], strict=True)),
    )


def values_of(column: nw.Series[Any]) -> list[Any]:
    """Return values of Python; engines have nulls, integers and dates of their own."""
    return [
        None if is_null else _plain(value)
        for value, is_null in zip(column.to_list(), column.is_null().to_list(), strict=True)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401  of an engine
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, (bool, str, date)) else int(value)


def _reader(dimension: Dimension) -> _Read:
    if isinstance(dimension, Level):
        return RegionCode
    if isinstance(dimension, AgeBands):
        return {str(band): band for band in dimension.bands}.__getitem__
    return _COHORTS[dimension] if isinstance(dimension, Cohort) else lambda value: value
