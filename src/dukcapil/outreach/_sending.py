"""People of closed venues: who is sent to which office, who returns, and who is away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import Sent
from dukcapil.regions import RegionCode

__all__ = ["after_moving", "first_offices", "returning", "sent_on", "summed"]


def returning(
    venues: Iterable[Venue], open_again: set[str], sent: Iterable[Sent], met: Mapping[str, int]
) -> list[Sent]:
    """Return who was sent from venues that reopen and is not met yet, by the way they came."""
    left = {venue.id: max(0, venue.reachable_people - met[venue.id]) for venue in venues}
    back: list[Sent] = []
    for move in sent:
        if move.venue in open_again:
            people = min(move.people, left[move.office])
            left[move.office] -= people
            back.append(attrs.evolve(move, people=people))
    return back


def sent_on(  # noqa: PLR0913, PLR0917  the state of all people
    venues: Iterable[Venue],
    newly_shut: set[str],
    offices: Mapping[RegionCode, str],
    before: Iterable[Sent],
    met: Mapping[str, int],
    share: Fraction,
) -> tuple[list[Sent], list[Sent]]:
    """Return who leaves an office that closes, by the way they came, and who is sent anywhere.

    People who were sent to an office that closes are sent on from their own venue, so that they
    return to it when it reopens.
    """
    gone: list[Sent] = []
    sent: list[Sent] = []
    came: dict[str, list[Sent]] = {}
    for move in before:
        came.setdefault(move.office, []).append(move)
    for venue in venues:
        left = max(0, venue.reachable_people - met[venue.id])
        if venue.id not in newly_shut or venue.region not in offices or not left:
            continue
        office = offices[venue.region]
        others = min(left, sum(move.people for move in came.get(venue.id, ())))
        sent.append(Sent(venue=venue.id, office=office, people=int(share * (left - others))))
        for move in came.get(venue.id, ()):
            people = int(share * min(move.people, others))
            others -= min(move.people, others)
            if people:
                gone.append(attrs.evolve(move, people=people))
                if move.venue != office:  # who came from there is at home
                    sent.append(Sent(venue=move.venue, office=office, people=people))
    return gone, sent


def summed(before: Iterable[Sent], sent: Iterable[Sent], back: Iterable[Sent]) -> list[Sent]:
    """Return who is away, by venue and office, after people were sent and others returned."""
    people: Counter[tuple[str, str]] = Counter()
    for move in (*before, *sent):
        people[move.venue, move.office] += move.people
    for move in back:
        people[move.venue, move.office] -= move.people
    return [
        Sent(venue=venue, office=office, people=count)
        for (venue, office), count in people.items()
        if count
    ]


def first_offices(venues: Iterable[Venue]) -> dict[RegionCode, str]:
    """Return the first office of each kelurahan."""
    found: dict[RegionCode, str] = {}
    for venue in venues:
        if venue.kind is VenueKind.KELURAHAN_OFFICE:
            found.setdefault(venue.region, venue.id)
    return found


def after_moving(
    venues: Iterable[Venue], moves: Iterable[Sent], direction: int
) -> tuple[Venue, ...]:
    """Return the venues after people moved from venues to offices; or back, if it is -1."""
    away, sent = Counter[str](), Counter[str]()
    for move in moves:
        away[move.venue] += direction * move.people
        sent[move.office] += direction * move.people
    return tuple(
        attrs.evolve(
            venue,
            away_people=venue.away_people + away[venue.id],
            sent_people=venue.sent_people + sent[venue.id],
        )
        for venue in venues
    )
