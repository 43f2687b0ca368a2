"""What figures of frames are broken down by: columns of one's own, levels of regions, ages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias, final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil._shared.checks import raise_all
from dukcapil.frames._layout import STAYS, Frame
from dukcapil.frames._table import Table
from dukcapil.regions import Level
from dukcapil.register import Stage
from dukcapil.register._breakdown import AgeBands

__all__ = ["By", "Dimension", "Groups", "totals"]

Dimension: TypeAlias = str | Level | AgeBands
"""What to break figures down by: a column of the stays by its name, a level of regions, or ages."""

By: TypeAlias = Dimension | Sequence[Dimension]
"""One dimension, or several, among them `AgeBands` once; `()` for none."""

_LENGTHS: Final = dict(zip(Level, (2, 5, 8, 13), strict=True))
_TAKEN: Final = frozenset(
    {
        *("on", "month", "flow", "people", "obliged", "covered"),
        *(stage.name.lower() for stage in Stage),
    }
)


@final
@attrs.frozen
class Groups:
    """What `by` asks for.

    Attributes:
        dimensions: each of them.
        bands: the bands of age among them, or None.
    """

    dimensions: tuple[Dimension, ...]
    bands: AgeBands | None

    @classmethod
    def of(cls, by: By) -> Groups:
        """Read what was asked for."""
        dimensions = (by,) if isinstance(by, Dimension) else tuple(by)
        for dimension in dimensions:
            if not isinstance(dimension, Dimension):
                raise TypeError(
                    "by: expected a name of a column, a Level or AgeBands, "
                    f"found {type(dimension).__name__}"
                )
        names = [_name(one) for one in dimensions]
        if len(set(names)) < len(names) or _TAKEN.intersection(map(str.lower, names)):
            taken = ", ".join(sorted(_TAKEN))
            raise ValueError(f"by: expected each dimension once, and none called {taken}")
        bands = [one for one in dimensions if isinstance(one, AgeBands)]
        return cls(dimensions, bands[0] if bands else None)

    @property
    def named(self) -> list[nw.Expr]:
        """The columns that tell the groups of an answer, in the order and by the names asked for."""
        return [
            nw.col(f"_by{number}").alias(_name(one)) for number, one in enumerate(self.dimensions)
        ]

    @property
    def lasting(self) -> list[str]:
        """The columns of what does not change with time; a user's names could be anything."""
        return [
            f"_by{number}"
            for number, one in enumerate(self.dimensions)
            if not isinstance(one, AgeBands)
        ]

    @property
    def keys(self) -> list[str]:
        """The columns that tell the groups while bands of age are numbers."""
        return self.lasting if self.bands is None else [*self.lasting, "_band"]

    @property
    def lows(self) -> tuple[int, ...]:
        """The ages at which a band begins."""
        return () if self.bands is None else self.bands.lows

    def table(
        self, stays: IntoFrame, needed: Iterable[str], columns: Mapping[str, str] | None
    ) -> Table:
        """The stays, checked for the columns of the layout that are needed, and for those of groups.

        Whose stays they are is always needed.
        """
        regional = any(isinstance(one, Level) for one in self.dimensions)
        of_groups = ("region", "birth_date") if regional else ("birth_date",)
        wanted = dict.fromkeys(("person", *needed, *of_groups))
        return Table.of(stays, STAYS, wanted, columns, name="stays")

    def expressions(self, stays: Table) -> list[nw.Expr]:
        """The dimensions that do not change with time, as the columns `lasting`."""
        lasting = [one for one in self.dimensions if not isinstance(one, AgeBands)]
        raise_all(
            stays.name,
            [
                stays.missing(one, "a column to break down by", "look at the names of the columns")
                for one in lasting
                if isinstance(one, str) and one not in stays.dtypes
            ],
        )
        return [
            _expression(one, stays).alias(name)
            for one, name in zip(lasting, self.lasting, strict=True)
        ]

    @staticmethod
    def band(has_reached: Sequence[nw.Expr]) -> nw.Expr:
        """`_band`, the number of a band of age, by whether each of the `lows` has been reached."""
        counted = (nw.when(one).then(nw.lit(1)).otherwise(nw.lit(0)) for one in has_reached)
        return sum(counted, nw.lit(0)).alias("_band")

    def with_labels(self, frame: Frame) -> Frame:
        """The frame with the bands of age, so far numbers in `_band`, as text in their place."""
        if self.bands is None:
            return frame
        labels = {number: str(band) for number, band in enumerate(self.bands.bands)}
        label = nw.col("_band").replace_strict(labels, default=None, return_dtype=nw.String)
        return frame.with_columns(label.alias(f"_by{self.dimensions.index(self.bands)}"))


def _name(dimension: Dimension) -> str:
    if isinstance(dimension, Level):
        return dimension.name.lower()
    return "age_band" if isinstance(dimension, AgeBands) else dimension


def _expression(dimension: str | Level, stays: Table) -> nw.Expr:
    """A region that is wider than asked for stands for itself, as its code is shorter."""
    if isinstance(dimension, Level):
        return stays["region"].str.slice(0, _LENGTHS[dimension])
    column, dtype = nw.col(dimension), stays.dtypes[dimension]
    engine = stays.frame.implementation
    if isinstance(dtype, nw.Categorical) and (engine.is_pandas_like() or engine.is_dask()):
        # Grouping by a dictionary of Arrow there would leave out the rows that have none.
        return nw.when(~column.is_null()).then(column.cast(nw.String))
    return column


def totals(frame: Frame, keys: Sequence[str], parts: Mapping[str, nw.Expr]) -> Frame:
    """The sums of some expressions by keys; without keys always one row, and nothing is zero."""
    # Some engines group by nothing but plain sums of plain columns.
    staged = frame.select(*keys, *(part.alias(name) for name, part in parts.items()))
    sums = [nw.col(name).sum() for name in parts]
    if keys:
        counted = staged.group_by(*keys).agg(*sums)
        return counted.with_columns(nw.col(*parts).cast(nw.Int64))
    return staged.select(*(one.fill_null(0).cast(nw.Int64) for one in sums))
