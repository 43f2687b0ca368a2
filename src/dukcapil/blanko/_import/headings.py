"""Headings of stock cards, and the fields and places that they stand for."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, final

from dukcapil._shared.checks import raise_faults
from dukcapil.blanko._import.points import Points
from dukcapil.blanko._import.vocabulary import (
    BLANKS,
    CARDS,
    FIGURES,
    FILLERS,
    FRAME,
    IN_HINTS,
    PARTS_OF_SPOILED,
    WITHDRAWN,
)
from dukcapil.errors import Fault

__all__ = ["ASSERTED", "EXTRA_CELLS", "Column", "Columns"]

EXTRA_CELLS: Final = "(beyond the headings)"
_LEFT_OUT: Final = "(left out)"
ASSERTED: Final = frozenset({"counted", "opening", "balance"})
"""Figures that say what is there, and not what moved."""
_FIELDS: Final = frozenset({*FIGURES, *FRAME})
_SEVERAL: Final = frozenset({"description", "document", "place", "cards", _LEFT_OUT})

_HINT: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_WORD: Final = re.compile(r"[^\W_]+(?:\.[0-9]+)*")


@final
class Column(NamedTuple):
    """The meaning of a column: a field, and the place that its heading names, if any."""

    field: str
    part: str = ""
    place: str = ""


_MEANING_OF: Final = {
    **{
        name: Column(field)
        for names in (FIGURES, FRAME)
        for field, text in names.items()
        for name in text.split()
    },
    **{
        name: Column("spoiled", part)
        for part, text in PARTS_OF_SPOILED.items()
        for name in text.split()
    },
}


@final
class Columns:
    """The columns of a file, learned as its rows bring headings.

    Attributes:
        ignored: the headings that were not understood and that nobody left out.
    """

    def __init__(self, named: Mapping[str, str | tuple[str, str] | None], points: Points) -> None:
        self._points = points
        self._named = {
            heading: self._as_named(heading, what, number)
            for number, (heading, what) in enumerate(named.items(), start=1)
        }
        self._layouts: dict[tuple[object, ...], tuple[Column | None, ...]] = {}
        self.ignored: dict[str, None] = {}

    def _as_named(self, heading: str, what: str | tuple[str, str] | None, number: int) -> Column:
        if what is None:
            return Column(_LEFT_OUT)
        field, place = (what, "") if isinstance(what, str) else what
        if field not in _FIELDS:
            # By its number: a row of data in place of the fields would be shown.
            raise_faults("columns", [(f"field {number}", Fault.UNREADABLE)])
        if not place and field in FIGURES and self._points.is_place(heading):
            place = heading
        return Column(field, place=place)

    def columns_of(self, headings: tuple[object, ...]) -> tuple[Column | None, ...]:
        """Return the columns of a row, None for those that are not read.

        Raises:
            InvalidRecord: for two columns of one field and place.
        """
        columns = self._layouts.get(headings)
        if columns is None:
            columns = tuple(map(self._column_of, headings))
            _check(columns, [heading in self._named for heading in headings])
            for heading, column in zip(headings, columns, strict=True):
                if column is None:
                    self.ignored[str(heading)] = None
                elif column.place:
                    self._points.learn(column.place)
            self._layouts[headings] = columns
        return columns

    def check_required(self, *, is_dated: bool) -> None:
        """Raise unless there are dates and figures where there are headings at all.

        Raises:
            InvalidRecord: for a file without a column of dates, or of figures.
        """
        fields = {column.field for found in self._layouts.values() for column in found if column}
        missing = [] if is_dated or "date" in fields else [("date", Fault.MISSING)]
        if not fields & FIGURES.keys():
            missing.append(("printed", Fault.MISSING))
        raise_faults("columns", missing if any(self._layouts) else [])

    def covered(self) -> set[Column]:
        """Return the columns of figures that the file has, each once."""
        return {
            column._replace(part="")
            for found in self._layouts.values()
            for column in found
            if column is not None and column.field in FIGURES
        }

    def _column_of(self, heading: object) -> Column | None:
        if heading is None:  # csv.DictReader keeps the cells beyond the last heading there
            return Column(EXTRA_CELLS)
        name = str(heading)
        if name in self._named:
            return self._named[name]
        return self._understood(name) or self._understood(_HINT.sub(_without_hint, name))

    def _understood(self, heading: str) -> Column | None:
        all_words = _WORD.findall(heading.casefold())
        words = [word for word in all_words if word not in FILLERS]
        column = self._of_words(words)
        if CARDS.isdisjoint(all_words) or not BLANKS.isdisjoint(all_words):
            return column
        if not WITHDRAWN.isdisjoint(words):
            return Column("cards")
        is_of_cards = column is None or column.field not in FIGURES or _uses_blanks(column)
        return column if is_of_cards else Column("cards")

    def _of_words(self, words: list[str]) -> Column | None:
        """Return the column of a field alone, or of a field before or after a place."""
        whole = _MEANING_OF.get("_".join(words))
        if whole is not None:
            return whole
        for cut in range(len(words) - 1, 0, -1):
            for names, rest in ((words[:cut], words[cut:]), (words[-cut:], words[:-cut])):
                meaning, place = _MEANING_OF.get("_".join(names)), " ".join(rest)
                if meaning and meaning.field in FIGURES and self._points.is_place(place):
                    return meaning._replace(place=place)
        return None


def _uses_blanks(column: Column) -> bool:
    """Return whether a figure of cards is one of blanks: of what was printed, or failed."""
    return column.field == "printed" or bool(column.part)


def _without_hint(match: re.Match[str]) -> str:
    words = _WORD.findall(match[0].casefold())
    is_hint = all(word in IN_HINTS or (len(word) < 3 and "column" in words) for word in words)
    return " " if is_hint else match[0]


_PARTS: Final = {"in": ("received", "returned"), "out": ("distributed", "printed", "spoiled")}
"""Figures that may be parts of a whole, and would be read twice beside it."""


def _check(columns: Sequence[Column | None], are_named: Sequence[bool]) -> None:
    """Raise for columns of which nobody knows which one to read.

    A figure of no place beside the same of places is the sum of them, or that of the office: the
    caller has to name it.
    """
    known = [column for column in columns if column is not None and column.field not in _SEVERAL]
    times = Counter(known)
    whole = {column for column in known if not column.part}
    of_places = {column.field for column in known if column.place} - ASSERTED
    twice = {
        column.field: None
        for column, is_named in zip(columns, are_named, strict=True)
        if column and column.field in of_places and not column.place and not is_named
    } | {
        column.field: None
        for column in known
        if times[column] > 1
        or (column.part and column._replace(part="") in whole)
        or any(Column(parts, place=column.place) in whole for parts in _PARTS.get(column.field, ()))
    }
    raise_faults("columns", [(field, Fault.DUPLICATE) for field in twice])
