"""Tables of what was known on a day, and of one region: tables in, tables out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.frames._calendar import day
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import EVENTS, STAYS, Frame
from dukcapil.frames._table import Table, check_together
from dukcapil.regions import RegionCode, retired

__all__ = ["known", "known_on", "within"]

_KAB_KOTA, _KECAMATAN = 5, 8  # the lengths of codes


def known_on(
    stays: IntoFrameT,
    events: IntoFrameT,
    *,
    on: date,
    columns: Mapping[str, str] | None = None,
) -> tuple[IntoFrameT, IntoFrameT]:
    """Return both tables as known on a day, without what was entered later.

    The same as `Register.known_on`. Each person is known by the rows of the latest snapshot
    entered by then; who has none is in neither table. Give the day of the latest snapshot to read
    a table of snapshots as it stands: all other functions take each row for a stay of its own.

    Args:
        stays: the table of stays, with the column `entered_on` where people are known by
            snapshots; `person` is a key that outlives a change of NIK. See `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the last day of entry that counts.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        The rows of both tables that were known, with all their columns, in no order.

    Raises:
        TypeError: for a `datetime`, an object that is not a data frame, or tables of two engines.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import known_on, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> stays, events = known_on(stays, events, on=date(2015, 12, 31))
        >>> events.height
        1481
    """
    function = "known_on"
    check_date(function, "on", on)
    people = Table.of(
        stays, STAYS, ("person", "entered_on"), columns, name="stays", function=function
    )
    log = Table.of(
        events, EVENTS, ("person", "entered_on"), columns, name="events", function=function
    )
    check_together(people, log, function)
    known_people, known_log = known(people, log, on)
    return to_native(known_people, stays), to_native(known_log, events)


def known(people: Table, log: Table, on: date | None) -> tuple[Frame, Frame]:
    """Return the rows that were known on a day, or, without one, those that are known now."""
    entered = log.frame if on is None else log.frame.filter(log["entered_on"] <= nw.lit(on))
    if not people.has("entered_on"):
        return people.frame, entered
    rows = people.frame
    if on is not None:
        is_always = people["entered_on"].is_null()
        rows = rows.filter(is_always | (people["entered_on"] <= nw.lit(on)))
    person, entry, latest = map(people.unused, ("_person", "_entry", "_latest"))
    numbered = rows.with_columns(
        people["person"].alias(person),
        nw.when(people["entered_on"].is_null())
        .then(nw.lit(0))
        .otherwise(day(people["entered_on"]))
        .alias(entry),
    )
    snapshots = numbered.group_by(person).agg(nw.col(entry).max().alias(latest))
    last = numbered.join(snapshots, on=person, how="inner").filter(nw.col(entry) == nw.col(latest))
    who = log.unused("_person")
    of_known = entered.with_columns(log["person"].alias(who)).join(
        snapshots.select(nw.col(person).alias(who)), on=who, how="semi"
    )
    return last.select(*people.dtypes), of_known.select(*log.dtypes)


def within(
    stays: IntoFrameT, region: RegionCode, *, columns: Mapping[str, str] | None = None
) -> IntoFrameT:
    """Return the stays with those outside of a region taken away, so that figures are its own.

    The same as `Register.within`: people are kept whole, so that those who come and go are flows,
    and a region that was renumbered counts under its old codes too (`regions.present`).

    Args:
        stays: the table of stays; see `STAYS`.
        region: the region.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        The same rows; where the stay is not in the region, `region` and `since` are null, which
        means no stay.

    Raises:
        TypeError: for a region that is not a `RegionCode`, or an object that is not a data frame.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.frames import measure, to_frames, within
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> inside = within(stays, RegionCode("32.75.05"))
        >>> measure(inside, events, on=date(2020, 12, 31)).rows()
        [(37, 36)]
    """
    check_type("within", "region", region, RegionCode)
    table = Table.of(stays, STAYS, ("region", "since"), columns, name="stays", function="within")
    code = table["region"].fill_null("")  # pandas cannot search null texts
    is_inside = code.str.slice(0, len(region)) == str(region)
    for length in (_KAB_KOTA, _KECAMATAN):
        old = [one.code for one in retired() if one.successor in region and len(one.code) == length]
        if old:
            is_inside |= table.engine.is_in(code.str.slice(0, length), list(map(str, old)))
    kept = {
        table.columns[name]: nw.when(is_inside).then(table[name]) for name in ("region", "since")
    }
    return to_native(
        table.frame.with_columns(*(one.alias(name) for name, one in kept.items())), stays
    )
