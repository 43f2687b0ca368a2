"""Tables of a plan: by venue and by crew."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type
from dukcapil._shared.keyed_table import KeyedTable, by_key
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Visit

__all__ = ["CrewSheet", "VenueRow", "VenueTable"]


HEADINGS: Final = ("date", "crew", "stop", "venue", "kind", "region", "people")


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
    """

    venue: Venue
    visits: int
    kept_visits: int
    people: int
    open_on: tuple[date, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self, "venue", self.venue, Venue)
        for field in ("visits", "kept_visits", "people"):
            check_count(self, field, getattr(self, field))
        check_items(self, "open_on", self.open_on, date)

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

    Attributes:
        rows: by id.
    """

    rows: tuple[VenueRow, ...] = attrs.field(converter=_as_venue_rows)

    @property
    def unserved(self) -> tuple[VenueRow, ...]:
        """The venues with people left that no crew visits."""
        return tuple(row for row in self.rows if row.left_people and not row.visits)

    def to_dicts(self) -> list[dict[str, object]]:
        """One dictionary a venue, for a data frame."""
        return [
            {
                "venue": row.venue.id,
                "kind": row.venue.kind.value,
                "region": row.venue.region,
                "expected_people": row.venue.expected_people,
                "reachable_people": row.venue.reachable_people,
                "visits": row.visits,
                "people": row.people,
                "left_people": row.left_people,
                "why": row.why,
            }
            for row in self.rows
        ]

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        headings = ("venue", "kind", "expected", "visits", "recorded", "left", "why")
        return headings, [
            (
                row.venue.id,
                row.venue.kind.value,
                f"{row.venue.expected_people + row.venue.sent_people:,}",
                row.visits,
                f"{row.people:,}",
                f"{row.left_people:,}",
                row.why,
            )
            for row in self.rows
        ]


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

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        cells: defaultdict[tuple[date, int], list[str]] = defaultdict(list)
        for visit in self.visits:
            cells[visit.on, visit.crew].append(f"{visit.venue} ({visit.people:,})")
        price_of = {day.on: f"{float(day.price):,.0f}" for day in self.days}
        crews = range(1, max((visit.crew for visit in self.visits), default=0) + 1)
        dates = sorted({*price_of, *(visit.on for visit in self.visits)})
        rows = [
            (on, *(" + ".join(cells[on, crew]) for crew in crews), price_of.get(on, ""))
            for on in dates
        ]
        return ("date", *(f"crew {crew}" for crew in crews), "price"), rows
