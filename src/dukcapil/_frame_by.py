"""What figures of frames are broken down by: columns of one's own, levels of regions, ages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias, final

import attrs
import narwhals.stable.v2 as nw

from dukcapil._dimensions import AgeBands
from dukcapil._frame_schema import Frame, Table
from dukcapil.errors import InvalidTable
from dukcapil.regions import Level

__all__ = ["AGE_BAND", "By", "Cells"]

Dimension: TypeAlias = str | Level | AgeBands
By: TypeAlias = Dimension | Sequence[Dimension]
"""A column of the stays by its name, a `Level` of regions, `AgeBands` once, or several of these."""

AGE_BAND: Final = "age_band"
_LENGTH: Final = {
    Level.PROVINCE: 2,
    Level.KAB_KOTA: 5,
    Level.KECAMATAN: 8,
    Level.DESA_KELURAHAN: 13,
}
_RESULTS: Final = frozenset(
    {"on", "month", "flow", "stage", "people", "obliged", "covered"}
)


@final
@attrs.frozen(kw_only=True)
class Cells:
    """What `by` asks for, as names and expressions.

    Attributes:
        names: the columns of the answer, in order.
        plain: the expressions of those that do not change with time.
        plain_names: the names of these.
        bands: the bands of age, or None.
        needs_region: whether the column of the region is needed.
    """

    names: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    bands: AgeBands | None

    @classmethod
    def of(cls, by: By) -> Cells:
        """Read what was asked for."""
        single = isinstance(by, str | AgeBands) or isinstance(by, Level)
        dimensions = (by,) if single else tuple(by)
        names = tuple(_name(one) for one in dimensions)
        if len(set(names)) < len(names):
            raise ValueError("by: expected each dimension once, and age bands once")
        bands = next((one for one in dimensions if isinstance(one, AgeBands)), None)
        return cls(names=names, dimensions=dimensions, bands=bands)

    @property
    def plain_names(self) -> tuple[str, ...]:
        """The names of those dimensions that do not change with time."""
        return tuple(name for name in self.names if name != AGE_BAND or self.bands is None)

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns of the layout that are needed."""
        is_regional = any(isinstance(one, Level) for one in self.dimensions)
        return ("region",) if is_regional else ()

    def expressions(self, stays: Table) -> list[nw.Expr]:
        """The dimensions that do not change with time, under their names."""
        return [
            _expression(one, stays).alias(_name(one))
            for one in self.dimensions
            if not isinstance(one, AgeBands)
        ]

    def band_labels(self) -> dict[int, str]:
        """What the bands are called, by their number."""
        assert self.bands is not None
        return {number: str(band) for number, band in enumerate(self.bands.bands)}
