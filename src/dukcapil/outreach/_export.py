"""Visits as text that other programs read: CSV, and calendars after RFC 5545."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import Visit

__all__ = ["as_csv", "as_icalendar"]

_LINE_OCTETS: Final = 75
_ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})


def as_csv(rows: Sequence[Mapping[str, object]], headings: Sequence[str]) -> str:
    """Rows under their headings, after RFC 4180."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_icalendar(visits: Iterable[Visit], venues: Mapping[str, Venue], stamp: datetime) -> str:
    """One all-day event a visit, in lines of at most 75 octets."""
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
    """The same for the same crew at the same venue on the same day, whatever else changes."""
    key = f"{visit.on}|{visit.crew}|{visit.venue}"
    return f"{sha256(key.encode()).hexdigest()[:32]}@outreach.dukcapil"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces, all but the first after a space, without cutting a character."""
    piece, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > _LINE_OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += character
        octets += size
    yield piece
