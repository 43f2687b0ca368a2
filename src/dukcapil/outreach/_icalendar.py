"""Visits as text for calendar programs (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Final, NamedTuple, final
from uuid import NAMESPACE_URL, uuid5

from dukcapil._shared.labels import Language, heading, value_label
from dukcapil.outreach._timetable import TimedVisit
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._zones import Zone, zone_of

__all__ = ["CalendarTerms", "as_icalendar", "numbered_promises"]

_LINE_OCTETS: Final = 75
_ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@final
class CalendarTerms(NamedTuple):
    """Terms of a calendar besides its visits.

    Attributes:
        calendar_id: the name of the calendar, unique in the world.
        moment: the time at which it is made.
        sequence: the number of the revision.
        bring: what to bring, by kind of venue.
        language: the language of the words.
    """

    calendar_id: str
    moment: datetime
    sequence: int
    bring: Mapping[VenueKind, str]
    language: Language


Promised = tuple[date, str, int]
"""A visit as it is promised: the day, the venue, and the number among the crews there that day."""


def numbered_promises(rows: Iterable[TimedVisit]) -> dict[Promised, TimedVisit]:
    """Return the visits by what was promised: crews may change, the promise is the same."""
    found: dict[Promised, TimedVisit] = {}
    for row in rows:
        number = 1
        while (row.visit.on, row.venue.id, number) in found:
            number += 1
        found[row.visit.on, row.venue.id, number] = row
    return found


def as_icalendar(
    made: Mapping[Promised, TimedVisit],
    cancelled: Mapping[Promised, TimedVisit],
    terms: CalendarTerms,
) -> str:
    """Return a calendar with an event for each visit, in lines of at most 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dukcapil//outreach//EN", "METHOD:PUBLISH"]
    for zone in sorted(
        {zone_of(row.venue.region) for row in (*made.values(), *cancelled.values())}
    ):
        lines += _zone(zone)
    for promised, row in made.items():
        lines += _event(promised, row, "CONFIRMED", terms)
    for promised, row in cancelled.items():
        lines += _event(promised, row, "CANCELLED", terms)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _zone(zone: Zone) -> list[str]:
    """Return a time zone that never changes its clocks."""
    offset = f"+{zone.hours:02}00"
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{zone.name}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{offset}",
        f"TZOFFSETTO:{offset}",
        f"TZNAME:{zone.letters}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def _event(promised: Promised, row: TimedVisit, status: str, terms: CalendarTerms) -> Iterator[str]:
    """Yield the lines of an event, before they are folded."""
    venue, visit = row.venue, row.visit
    zone = zone_of(venue.region)
    crew, people = (heading(word, terms.language) for word in ("crew", "people"))
    summary = f"{crew.capitalize()} {visit.crew}: {venue.name or venue.id}, {visit.people} {people}"
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(promised, terms.calendar_id)}"
    yield f"DTSTAMP:{terms.moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{terms.sequence}"
    yield f"STATUS:{status}"
    yield f"DTSTART;TZID={zone.name}:{row.begins:%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID={zone.name}:{row.ends:%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{_escaped(summary)}"
    yield f"LOCATION:{_escaped(_location(venue, terms.language))}"
    if venue.point is not None:
        latitude, longitude = venue.point
        yield f"GEO:{latitude:.6f};{longitude:.6f}"
    if bring := terms.bring.get(venue.kind, ""):
        word = heading("bring", terms.language).capitalize()
        yield f"DESCRIPTION:{_escaped(f'{word}: {bring}')}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _location(venue: Venue, language: Language) -> str:
    """Return the place by name and address, or as far as it is known."""
    known = [part for part in (venue.name, venue.address) if part]
    return ", ".join(
        known or [value_label(venue.kind, language), venue.region.region_name or str(venue.region)]
    )


def _uid(promised: Promised, calendar_id: str) -> str:
    """Return an identifier that stays with a promise, whichever crew keeps it."""
    on, venue, number = promised
    # Derived, so that it need not be stored. No part holds a line break.
    return str(uuid5(NAMESPACE_URL, f"{calendar_id}\n{on}\n{venue}\n{number}"))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """Yield the line in pieces of at most 75 octets, continuations after a space."""
    piece, octets = "", 0  # octets are counted by character: RFC 5545 forbids cutting one in two
    for character in line:
        size = len(character.encode())
        if octets + size > _LINE_OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += character
        octets += size
    yield piece
