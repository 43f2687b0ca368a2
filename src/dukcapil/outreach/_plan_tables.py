"""Tables of a plan: by venue and by crew."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type
from dukcapil._shared.keyed_table import KeyedTable, by_key, named_dimensions, row_index
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Visit

__all__ = [
    "PLACE",
    "CrewSheet",
    "VenueRow",
    "VenueTable",
    "place_cells",
    "visit_content",
]

PLACE: Final = (
    Column("kind", is_detail=True),
    Column("region", is_detail=True),
    Column("region_name", is_detail=True),
)
"""The columns of a place that are left out where a table is read."""


def visit_content(visits: Iterable[Visit], venues: Mapping[str, Venue]) -> Content:
    """Return visits as a table: date, crew, stop, venue and people."""
    columns = (
        Column("date", Kind.DATE),
        Column("crew", Kind.INTEGER),
        Column("stop", Kind.INTEGER),
        Column("venue"),
        *PLACE,
        Column("people", Kind.COUNT),
    )
    return columns, [
        (
            *(visit.on, visit.crew, visit.stop, visit.venue),
            *place_cells(venues.get(visit.venue)),
            visit.people,
        )
        for visit in visits
    ]


def place_cells(venue: Venue | None) -> tuple[object, ...]:
    """Return the cells of `PLACE`."""
    if venue is None:
        return (None,) * len(PLACE)
    return venue.kind, venue.region, venue.region.region_name


@final
@attrs.frozen(kw_only=True)
class VenueRow(Value):
    """The visits of a plan to one venue, and the people left there.

    Attributes:
        venue: the venue.
        visits: the number of visits, kept ones included.
        kept_visits: the visits made before the first planned day.
        people: the people recorded there in all visits.
        open_on: the planned days on which it can be visited.
        has_crew: whether a crew serves it on a day on which it is open.
    """

    venue: Venue
    visits: int
    kept_visits: int
    people: int
    open_on: tuple[date, ...]
    has_crew: bool = True

    def __attrs_post_init__(self) -> None:
        check_type(self, "venue", self.venue, Venue)
        for field in ("visits", "kept_visits", "people"):
            check_count(self, field, getattr(self, field))
        check_items(self, "open_on", self.open_on, date)
        check_type(self, "has_crew", self.has_crew, bool)

    @property
    def key(self) -> Hashable:
        """The id of the venue."""
        return self.venue.id

    @property
    def left_people(self) -> int:
        """The people who attend and are not recorded."""
        return max(0, self.venue.reachable_people - self.people)

    @property
    def why(self) -> str:
        """The reason for people left, in a few words."""
        if not self.left_people:
            return "all met"
        if not self.has_crew:
            return "no crew serves it"
        if not self.open_on:
            return "open on no planned day"
        if self.visits - self.kept_visits == len(self.open_on) * self.venue.crews_per_day:
            return "visited on every open day"
        return "crews record more elsewhere"


def _as_venue_rows(rows: Iterable[VenueRow]) -> tuple[VenueRow, ...]:
    return by_key(rows, VenueRow)


@final
@attrs.frozen
class VenueTable(KeyedTable[VenueRow]):
    """A plan by venue; `table[id]` is the row of a venue.

    The column `expected_people` counts people on the list and people sent there.

    Attributes:
        rows: the rows, by id.
        dimensions: the name of the column of ids.
    """

    rows: tuple[VenueRow, ...] = attrs.field(converter=_as_venue_rows)
    dimensions: tuple[str, ...] = named_dimensions("venue")
    _row_of: Mapping[Hashable, VenueRow] = row_index()

    @property
    def unserved(self) -> tuple[VenueRow, ...]:
        """The venues with people left that no crew visits."""
        return tuple(row for row in self.rows if row.left_people and not row.visits)

    def _content(self) -> Content:
        columns = (
            Column("kind"),
            Column("region", is_detail=True),
            Column("region_name", is_detail=True),
            Column("name", is_detail=True),
            Column("address", is_detail=True),
            Column("latitude", Kind.NUMBER, is_detail=True),
            Column("longitude", Kind.NUMBER, is_detail=True),
            Column("expected_people", Kind.COUNT),
            Column("sent_people", Kind.COUNT, is_detail=True),
            Column("reachable_people", Kind.COUNT, is_detail=True),
            Column("visits", Kind.COUNT),
            Column("recorded_people", Kind.COUNT),
            Column("left_people", Kind.COUNT),
            Column("why"),
        )
        return self._with_keys(columns, _venue_cells)


def _venue_cells(row: VenueRow) -> tuple[object, ...]:
    venue = row.venue
    return (
        *place_cells(venue),
        *(venue.name, venue.address, *(venue.point or (None, None))),
        venue.expected_people + venue.sent_people,
        venue.sent_people,
        venue.reachable_people,
        row.visits,
        row.people,
        row.left_people,
        row.why,
    )


@final
@attrs.frozen(kw_only=True)
class CrewSheet(Tabular, Value):
    """A plan as a roster: a row for each day, a column for each crew.

    The last column is the price of the day in people a crew-day, see `Plan`.

    Attributes:
        days: the planned days, in order.
        visits: all visits, in order.
    """

    days: tuple[PlannedDay, ...]
    visits: tuple[Visit, ...]

    def between(self, since: date, until: date) -> "CrewSheet":
        """Return the rows from `since` up to, and without, `until`."""
        return CrewSheet(
            days=tuple(day for day in self.days if since <= day.on < until),
            visits=tuple(visit for visit in self.visits if since <= visit.on < until),
        )

    def _content(self) -> Content:
        stops: defaultdict[tuple[date, int], list[str]] = defaultdict(list)
        for visit in self.visits:
            stops[visit.on, visit.crew].append(f"{visit.venue} ({visit.people})")
        price_of = {day.on: day.price for day in self.days}
        crews = range(1, max((visit.crew for visit in self.visits), default=0) + 1)
        columns = (
            Column("date", Kind.DATE),
            *(Column(f"crew_{crew}") for crew in crews),
            Column("price_people", Kind.NUMBER, digits=0),
        )
        return columns, [
            (on, *(" + ".join(stops[on, crew]) or None for crew in crews), price_of.get(on))
            for on in sorted({*price_of, *(visit.on for visit in self.visits)})
        ]
