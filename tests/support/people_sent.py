"""People of venues, one by one, through closures, re-openings, changes and additions.

A simulation of what `replan` says happens to people, which shares nothing with the library: every
person has a list, a place where they can be met, and is met or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from dukcapil.outreach import Venue, VenueKind, Visit


@attrs.define(eq=False)
class Person:
    """A person on the list of a venue, who attends where they are."""

    home: str
    place: str
    is_met: bool = False


@attrs.define
class Town:
    """All people, and the venues that are closed."""

    venues: dict[str, Venue]
    people: list[Person] = attrs.field(factory=list)
    shut: set[str] = attrs.field(factory=set)

    def add(self, venue: Venue, people: int) -> None:
        """Add people to the list of a venue, which may be new."""
        self.venues[venue.id] = venue
        self.people += [Person(venue.id, venue.id) for _ in range(people)]

    def at(self, place: str) -> list[Person]:
        return [person for person in self.people if person.place == place]

    def shortest_list(self, venue: str) -> int:
        """Return the shortest list that has everybody of it who was met or is away.

        Where people of other lists are, whoever was met may be of this one: it can only grow.
        """
        own = [person for person in self.people if person.home == venue]
        if any(person.home != venue for person in self.at(venue)):
            return len(own)
        return sum(person.is_met or person.place != venue for person in own)

    def resize(self, venue: str, people: int) -> None:
        """Make a list longer, or shorter by people who were neither met nor sent."""
        own = [person for person in self.people if person.home == venue]
        own.sort(key=lambda person: person.place == venue and not person.is_met)
        gone = {id(person) for person in own[people:]}
        self.people = [person for person in self.people if id(person) not in gone]
        self.people += [Person(venue, venue) for _ in range(people - len(own))]

    def meet(self, visits: Iterable[Visit]) -> None:
        """Meet people, anybody who is there: who it was is settled when somebody leaves."""
        for visit in visits:
            waiting = [person for person in self.at(visit.venue) if not person.is_met]
            assert len(waiting) >= visit.people
            for person in waiting[: visit.people]:
                person.is_met = True

    def settle(self, place: str, leaving: Sequence[str]) -> None:
        """Say who was met: people of the own list first, those of the homes that leave last."""
        here = self.at(place)
        met = sum(person.is_met for person in here)
        homes = [place, *sorted({person.home for person in here} - {place, *leaving}, reverse=True)]
        homes += [home for home in reversed(leaving) if home != place]
        here.sort(key=lambda person: homes.index(person.home))
        for number, person in enumerate(here):
            person.is_met = number < met

    def reopen(self, venues: Iterable[str]) -> None:
        """Bring back who is not met."""
        back = sorted(self.shut & set(venues))
        self.shut -= set(back)
        for place in sorted(self.venues):
            self.settle(place, back)
            for person in self.at(place):
                if person.home in back and not person.is_met:
                    person.place = person.home

    def close(self, venues: Iterable[str], share: Fraction) -> None:
        """Send a share of the people who are not met to the office, of each list at each place."""
        newly = set(venues) - self.shut
        self.shut |= newly
        for place in sorted(newly):
            office = self.office_of(place)
            self.settle(place, sorted({person.home for person in self.at(place)}))
            waiting: dict[str, list[Person]] = {}
            for person in self.at(place):
                if not person.is_met:
                    waiting.setdefault(person.home, []).append(person)
            for people in waiting.values():
                for person in people[: int(share * len(people))]:
                    person.place = office or person.place

    def office_of(self, place: str) -> str | None:
        """Return the first open office of the region of a venue."""
        for name in sorted(set(self.venues) - self.shut):
            venue = self.venues[name]
            is_office = venue.kind is VenueKind.KELURAHAN_OFFICE
            if is_office and venue.region == self.venues[place].region:
                return name
        return None

    def counts(self) -> tuple[Counter[str], Counter[str]]:
        """Return the people at each place, and those of them who are met."""
        return (
            Counter(person.place for person in self.people),
            Counter(person.place for person in self.people if person.is_met),
        )
