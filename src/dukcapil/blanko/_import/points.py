"""Points of service, found by code or by name in any spelling."""

import re
from collections.abc import Iterable
from string import capwords
from typing import Final, final

from dukcapil import regions
from dukcapil._cells import UnreadableCell, read_line, read_region
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.errors import Fault
from dukcapil.regions import Level

__all__ = ["Points"]

_KECAMATAN: Final = re.compile(r"^kec(?:amatan)?(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)


@final
class Points:
    """The points that the ledger and the file know: one place, whether by code or by name."""

    def __init__(self, at: Place, known: Iterable[Place]) -> None:
        places = [place for place in (*known, at) if place.kind is not PlaceKind.STORE]
        self._by_name = {_key(place.name): place for place in places}
        self._by_region: dict[str, set[Place]] = {}
        self._found: dict[str, Place] = {}
        for place in places:
            self._learn(place)

    def learn(self, cell: object) -> None:
        """Note a code that the file has, so that the name of its region means the same place.

        All are to be noted before the first place is read, whatever their order.
        """
        if isinstance(cell, str) and cell[:1].isdigit():
            try:
                self._learn(self._find(read_line(cell)))
            except UnreadableCell:
                return  # told where the row is read

    def _learn(self, place: Place) -> None:
        name = _name_of_region(place.name)
        if name is not None:
            self._by_region.setdefault(_key(name), set()).add(place)

    def is_place(self, text: str) -> bool:
        """Return whether a text is a code, a name that is known here, or that of a kecamatan."""
        name = _without_title(text)
        if name != text or _key(name) in self._by_name or _key(name) in self._by_region:
            return True
        if name[:1].isdigit():
            return _name_of_region(name) is not None
        return bool(regions.find(name, level=Level.KECAMATAN))

    def find(self, cell: object) -> Place:
        """Return the place of a code, or of a name in any capitalisation.

        Raises:
            UnreadableCell: for what is no text, no code, or the name of two places.
        """
        text = read_line(cell)
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._find(text)
        return found

    def _find(self, text: str) -> Place:
        name = str(read_region(text)) if text[0].isdigit() else _without_title(text)
        found = self._by_name.get(_key(name))
        if found is not None:
            return found
        of_region = _name_of_region(name)
        if of_region is not None:
            return self._by_name.get(_key(of_region), Place.point(name))
        places = self._by_region.get(_key(name), set())
        if len(places) > 1:
            raise UnreadableCell(Fault.DUPLICATE)
        return next(iter(places), Place.point(name if name[0].isdigit() else capwords(name)))


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _without_title(text: str) -> str:
    return " ".join(_KECAMATAN.sub("", text).split())


def _name_of_region(code: str) -> str | None:
    """Return the name of a kecamatan by its code; None for anything else."""
    if not code[:1].isdigit():
        return None
    try:
        region = regions.lookup(str(read_region(code)))
    except UnreadableCell:
        return None
    return None if region is None or region.level is not Level.KECAMATAN else region.name
