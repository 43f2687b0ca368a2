"""Breakdowns of figures: by the caller's columns, by levels of regions, and by age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias, final

import attrs
import narwhals.stable.v2 as nw

from dukcapil._shared.checks import raise_all
from dukcapil.frames._engines import engine_of
from dukcapil.frames._layout import Frame
from dukcapil.frames._table import Table
from dukcapil.frames._unbroken import UNBROKEN
from dukcapil.regions import Level
from dukcapil.register import Stage
from dukcapil.register._breakdown import AgeBands, Cohort, dimension_names

__all__ = ["By", "Dimension", "Groups", "totals"]

Dimension: TypeAlias = str | Level | AgeBands | Cohort
"""One dimension of a breakdown: a column of the stays by its name, a level of regions, ages, or the
cohorts of a year or month."""

By: TypeAlias = Dimension | Sequence[Dimension]
"""A breakdown: one dimension, or several, `AgeBands` at most once among them; `()` for none."""

_LENGTHS: Final = dict(zip(Level, (2, 5, 8, 13), strict=True))
_YEAR, _MONTH = 10_000, 100  # what a day as a number is divided by
_TAKEN: Final = frozenset(
    {
        *("on", "month", "flow", "people", "obliged", "covered"),
        *(stage.name.lower() for stage in Stage),
    }
)


@final
@attrs.frozen
class Groups:
    """A breakdown, checked.

    Attributes:
        dimensions: its dimensions in order.
        bands: the age bands among them, or None.
        obliged_since: the number of the day on which the present obligation began; 0 unless a
            cohort asks for it.
    """

    dimensions: tuple[Dimension, ...]
    bands: AgeBands | None
    obliged_since: nw.Expr = attrs.field(factory=lambda: nw.lit(0), eq=False)

    @classmethod
    def of(cls, by: By, function: str, figures: Iterable[str] = ()) -> Groups:
        """Check the breakdown that a function was given, whose answer has other figures too."""
        dimensions = (by,) if isinstance(by, Dimension) else tuple(by)
        for dimension in dimensions:
            if not isinstance(dimension, Dimension):
                raise TypeError(
                    f"{function}.by: expected a name of a column, a Level, AgeBands or a Cohort, "
                    f"found {type(dimension).__name__}"
                )
        names, all_taken = [_name(one) for one in dimensions], _TAKEN.union(figures)
        if len(set(names)) < len(names) or all_taken.intersection(map(str.lower, names)):
            taken = ", ".join(sorted(all_taken))
            raise ValueError(
                f"{function}.by: expected each dimension once, and none called {taken}"
            )
        bands = [one for one in dimensions if isinstance(one, AgeBands)]
        return cls(dimensions, bands[0] if bands else None)

    @property
    def names(self) -> list[str]:
        """The names of the dimensions, as columns of an answer."""
        return [_name(one) for one in self.dimensions]

    @property
    def named(self) -> list[nw.Expr]:
        """The columns of the breakdown in an answer, in the order and by the names asked for."""
        return [nw.col(f"_by{number}").alias(name) for number, name in enumerate(self.names)]

    @property
    def lasting(self) -> list[str]:
        """The columns that do not change with time.

        They are numbered, since the caller's own names could be those of intermediate columns.
        """
        return [
            f"_by{number}"
            for number, one in enumerate(self.dimensions)
            if not isinstance(one, AgeBands)
        ]

    @property
    def keys(self) -> list[str]:
        """The columns that identify a group while age bands are numbers."""
        return self.lasting if self.bands is None else [*self.lasting, "_band"]

    @property
    def is_by_obligation(self) -> bool:
        """True if a dimension is a cohort of those who became obliged together."""
        return any(
            isinstance(one, Cohort) and one is not Cohort.BIRTH_YEAR for one in self.dimensions
        )

    @property
    def lows(self) -> tuple[int, ...]:
        """The ages at which a band begins."""
        return () if self.bands is None else self.bands.lows

    def needed(self, names: Iterable[str]) -> list[str]:
        """Return the names of a layout that are needed for an answer and for its groups."""
        regional = any(isinstance(one, Level) for one in self.dimensions)
        of_groups = ("region", "birth_date") if regional else ("birth_date",)
        if self.is_by_obligation:
            of_groups = (*of_groups, *UNBROKEN)
        return list(dict.fromkeys(("person", *names, *of_groups)))

    def expressions(self, stays: Table) -> list[nw.Expr]:
        """Return the dimensions that do not change with time, as the columns `lasting`."""
        lasting = [one for one in self.dimensions if not isinstance(one, AgeBands)]
        raise_all(
            stays.name,
            [
                stays.missing("by", "a column to break down by", "correct the name in `by`")
                for one in lasting
                if isinstance(one, str) and one not in stays.dtypes
            ],
        )
        return [
            self._expression(one, stays).alias(name)
            for one, name in zip(lasting, self.lasting, strict=True)
        ]

    @staticmethod
    def band(has_reached: Sequence[nw.Expr]) -> nw.Expr:
        """Return the number of an age band, `_band`, from whether each of `lows` is reached."""
        counted = (nw.when(one).then(nw.lit(1)).otherwise(nw.lit(0)) for one in has_reached)
        return sum(counted, nw.lit(0)).alias("_band")

    def with_labels(self, frame: Frame) -> Frame:
        """Add the age bands as text, from their numbers in `_band`, and months as first days."""
        if Cohort.OBLIGED_MONTH in self.dimensions:
            month = f"_by{self.dimensions.index(Cohort.OBLIGED_MONTH)}"
            text = (nw.col(month) * _MONTH + 1).cast(nw.String)
            parts = [text.str.slice(start, length) for start, length in ((0, 4), (4, 2), (6, 2))]
            frame = frame.with_columns(nw.concat_str(parts, separator="-").alias(month))
            frame = frame.with_columns(engine_of(frame).to_date(nw.col(month)).alias(month))
        if self.bands is None:
            return frame
        labels = {number: str(band) for number, band in enumerate(self.bands.bands)}
        label = nw.col("_band").replace_strict(labels, default=None, return_dtype=nw.String)
        return frame.with_columns(label.alias(f"_by{self.dimensions.index(self.bands)}"))

    def _expression(self, dimension: str | Level | Cohort, stays: Table) -> nw.Expr:
        """Return a dimension of the stays; a region above the level keeps its own, shorter code."""
        if isinstance(dimension, Level):
            return stays["region"].str.slice(0, _LENGTHS[dimension])
        if dimension is Cohort.BIRTH_YEAR:
            return stays["birth_date"].dt.year().cast(nw.Int64)
        if isinstance(dimension, Cohort):
            unit = _MONTH if dimension is Cohort.OBLIGED_MONTH else _YEAR
            return (self.obliged_since // unit).cast(nw.Int64)
        return stays.engine.group_key(nw.col(dimension), stays.dtypes[dimension])


def _name(dimension: Dimension) -> str:
    if isinstance(dimension, Level):
        return dimension.name.lower()
    if isinstance(dimension, Cohort):
        return dimension_names(dimension)[0]
    return "age_band" if isinstance(dimension, AgeBands) else dimension


def totals(frame: Frame, keys: Sequence[str], parts: Mapping[str, nw.Expr]) -> Frame:
    """Sum expressions by keys; without keys the answer is always one row, 0 where nothing is."""
    # Some engines aggregate nothing but plain sums of plain columns.
    staged = frame.select(*keys, *(part.alias(name) for name, part in parts.items()))
    sums = [nw.col(name).sum() for name in parts]
    if keys:
        counted = staged.group_by(*keys).agg(*sums)
        return counted.with_columns(nw.col(*parts).cast(nw.Int64))
    return staged.select(*(one.fill_null(0).cast(nw.Int64) for one in sums))
