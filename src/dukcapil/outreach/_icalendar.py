"""Visits as text for calendar programs (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import Visit

__all__ = ["as_icalendar"]

_LINE_OCTETS: Final = 75
_ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})


def as_icalendar(visits: Iterable[Visit], venues: Mapping[str, Venue], stamp: datetime) -> str:
    """Return a calendar with one all-day event per visit, in lines of at most 75 octets."""
    moment = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dukcapil//outreach//EN"]
    for visit in visits:
        lines += _event(visit, venues.get(visit.venue), moment)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(visit: Visit, venue: Venue | None, moment: str) -> list[str]:
    where = "" if venue is None else f"{venue.kind.value}, {venue.region}"
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(visit)}",
        f"DTSTAMP:{moment}",
        f"DTSTART;VALUE=DATE:{visit.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{visit.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(f'Crew {visit.crew}: {visit.venue}, {visit.people:,} people')}",
        f"LOCATION:{_escaped(where)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _uid(visit: Visit) -> str:
    """Return an identifier that depends on day, crew and venue alone."""
    key = f"{visit.on}|{visit.crew}|{visit.venue}"
    # Derived, so that it need not be stored; hashed, since ids of venues may hold any character.
    return f"{sha256(key.encode()).hexdigest()[:32]}@outreach.dukcapil"


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
