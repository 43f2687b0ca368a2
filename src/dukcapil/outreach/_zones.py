"""The three time zones of Indonesia, by province.

Keputusan Presiden 41/1987 divides the country: Sumatra, Java, Madura, West and Central Kalimantan
have WIB; the rest of Kalimantan, Bali, Nusa Tenggara and Sulawesi WITA; Maluku and Papua WIT. No
zone changes its clocks. Provinces made since lie where those lay that they were part of.
"""

from datetime import timedelta, timezone
from typing import Final, NamedTuple, final

from dukcapil.regions import RegionCode

__all__ = ["Zone", "zone_of"]


@final
class Zone(NamedTuple):
    """A time zone.

    Attributes:
        name: the name in the database of time zones.
        letters: the abbreviation in use.
        hours: the hours before UTC.
    """

    name: str
    letters: str
    hours: int

    @property
    def offset(self) -> timezone:
        """The zone as a `tzinfo`."""
        return timezone(timedelta(hours=self.hours), self.letters)


_WIB: Final = Zone("Asia/Jakarta", "WIB", 7)
_WITA: Final = Zone("Asia/Makassar", "WITA", 8)
_WIT: Final = Zone("Asia/Jayapura", "WIT", 9)


def zone_of(region: RegionCode) -> Zone:
    """Return the time zone of a region."""
    province = int(str(region)[:2])
    if province < 50 or province in {61, 62}:
        return _WIB
    return _WITA if province < 80 else _WIT
