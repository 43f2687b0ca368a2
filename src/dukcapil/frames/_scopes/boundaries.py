"""Stays under the codes of regions of another day: `Register.by_boundaries_of` in columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._shared.checks import check_date, check_items
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import STAYS, Frame
from dukcapil.frames._table import Table
from dukcapil.regions import RegionCode
from dukcapil.register import Reorganisation
from dukcapil.register._boundaries import steps_to
from dukcapil.residents import EndOfStay

__all__ = ["by_boundaries_of"]

_NEEDED: Final = ("person", "region", "since", "until", "ended_by")
_LENGTHS: Final = (2, 5, 8, 13)
_ITSELF, _NOWHERE = "", "-"
_OLD, _NEW, _BOTH = 1, 2, 3


def by_boundaries_of(
    stays: IntoFrameT,
    day: date,
    reorganisations: Iterable[Reorganisation],
    *,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Return the stays under the codes of regions of one day.

    The same as `Register.by_boundaries_of`: figures of any date are then by the boundaries of that
    day. A stay in a region that was divided is where the person's own next stay says, or where the
    table of the changes says; what neither decides is in the narrowest region around all
    successors.

    Args:
        stays: the table of stays; see `STAYS`.
        day: the day whose boundaries count.
        reorganisations: the changes of codes, in any order.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        The same rows with other regions; `region` is null where only several provinces together
        contain the place, which a register refuses.

    Raises:
        TypeError: for a `datetime`, something that is not a `Reorganisation`, or an object that is
            not a data frame.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import by_boundaries_of, to_frames
        >>> from dukcapil.register import Reorganisation
        >>> from dukcapil.testing import synthetic_city
        >>> stays, _ = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> change = Reorganisation(on=date(2021, 1, 1), successors={"32.75.05": "32.75.98"})
        >>> renamed = by_boundaries_of(stays, date(2021, 12, 31), [change])
        >>> renamed["region"].str.starts_with("32.75.98").sum()
        55
    """
    check_date("by_boundaries_of", "day", day)
    changes = tuple(reorganisations)
    check_items("by_boundaries_of", "reorganisations", changes, Reorganisation)
    table = Table.of(stays, STAYS, _NEEDED, columns, name="stays", function="by_boundaries_of")
    for change, forward in steps_to(day, changes):
        table = attrs.evolve(table, frame=_carried(table, change, forward=forward))
    return to_native(table.frame, stays)


def _carried(stays: Table, change: Reorganisation, *, forward: bool) -> Frame:
    """Return the stays with the codes of after a change, or of before it."""
    person, other = stays.unused("_person"), stays.unused("_other")
    on = nw.lit(change.on)
    ends = (stays["until"] == on) & (stays["ended_by"] == EndOfStay.REORGANISED.value)
    begins = stays["since"] == on
    ends, begins = (one.fill_null(value=False) for one in (ends, begins))
    is_one, is_the_other = (ends, begins) if forward else (begins, ends)
    others = (
        stays.frame.filter(is_the_other)
        .select(stays["person"].alias(person), stays["region"].alias(other))
        .group_by(person)
        .agg(nw.col(other).max())
    )
    image = nw.when(is_one & ~nw.col(other).is_null()).then(nw.col(other))
    moved = nw.when(_is_old(stays, change) if forward else ~_is_old(stays, change)).then(
        image.otherwise(_image(stays, change, forward=forward))
    )
    joined = stays.frame.with_columns(stays["person"].alias(person)).join(
        others, on=person, how="left"
    )
    region = moved.otherwise(stays["region"]).alias(stays.columns["region"])
    return joined.with_columns(region).select(*stays.dtypes)


def _is_old(stays: Table, change: Reorganisation) -> nw.Expr:
    """Return whether the code of a stay is to be read as one of before a change."""
    before = {old for old, _ in change.successors}
    after = {new for _, several in change.successors for new in several}
    kinds = {code: _OLD if code not in after else _BOTH for code in before}
    kinds |= dict.fromkeys(after - before, _NEW)
    kind = nw.lit(_BOTH)
    for length in _LENGTHS:
        of_length = {str(code): kind for code, kind in kinds.items() if len(code) == length}
        if of_length:
            found = stays.engine.looked_up(_code(stays, length), of_length, 0)
            kind = nw.when(found > 0).then(found).otherwise(kind)
    is_before = (stays["since"] < nw.lit(change.on)).fill_null(value=False)
    return (kind == _OLD) | ((kind == _BOTH) & is_before)


def _image(stays: Table, change: Reorganisation, *, forward: bool) -> nw.Expr:
    """Return the region that has the territory of a stay's on the other side of a change."""
    region = stays["region"]
    result, length_of_code = region, region.fill_null("").str.len_chars()
    for prefix, length, images in _images(change, forward=forward):
        found = _code(stays, prefix).replace_strict(images, default=None, return_dtype=nw.String)
        applies = ~found.is_null() & (length_of_code == length)
        itself = nw.when(found == _ITSELF).then(region)
        placed = nw.when(found != _NOWHERE).then(found)
        result = nw.when(applies).then(itself.otherwise(placed)).otherwise(result)
    return result


def _code(stays: Table, length: int) -> nw.Expr:
    return stays["region"].fill_null("").str.slice(0, length)


def _images(change: Reorganisation, *, forward: bool) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield for codes of a length that begin with others of a length what becomes of them.

    The longest of several that fit comes last.
    """
    listed = {code for old, new in change.successors for code in ([old] if forward else new)}
    concerned = listed.union(*(code.ancestors for code in listed))
    become = change.successor if forward else change.predecessor
    for prefix in _LENGTHS:
        for length in _LENGTHS[_LENGTHS.index(prefix) :]:
            codes = {
                code: _unlisted(code, length, listed)
                for code in (concerned if length == prefix else listed)
                if len(code) == prefix
            }
            images = {
                str(code): _ITSELF if (image := become(one)) == one else str(image or _NOWHERE)
                for code, one in codes.items()
            }
            if images:
                yield prefix, length, images


def _unlisted(code: RegionCode, length: int, listed: Collection[RegionCode]) -> RegionCode:
    """Return a code within another that stands for all of its length that are not listed."""
    while len(code) < length:
        numbers = range(9999, 1000, -1) if len(code) == _LENGTHS[-2] else range(99, 0, -1)
        within = (RegionCode(f"{code}.{number:02}") for number in numbers)
        code = next(one for one in within if one not in listed)
    return code
