"""Corrected files: what of the books is no longer in them, and the document that corrects it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple, final

from dukcapil._cells import UnreadableCell
from dukcapil.blanko._entries import Counted, Entry, Reversed
from dukcapil.blanko._import.books import entries_of_days
from dukcapil.blanko._import.claims import Claim
from dukcapil.blanko._import.headings import Column
from dukcapil.blanko._import.points import Points
from dukcapil.blanko._import.posting import COMPANIONS, Item, Poster, reason_of
from dukcapil.blanko._import.sheet import Sheet
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._movements import Movement
from dukcapil.blanko._places import STORE, Place
from dukcapil.errors import LedgerError

__all__ = ["Cover", "no_longer_in_file", "post_correction"]

_BOOKED_AS: Final = {
    "in": ("received", "returned"),
    "received": ("received", "returned"),
    "out": ("distributed", "returned", "printed", "spoiled"),
}
_WITH_PLACE: Final = frozenset({"distributed", "returned"})


@final
class Cover(NamedTuple):
    """The coverage of a file: its period, and its figures at places.

    Attributes:
        figures: the place whose book it is, the field, and the place at the other end, or None
            for all.
        hidden: days of rows that cannot be read or booked; what was posted of them before may
            still be in the file.
    """

    first: date
    last: date
    figures: frozenset[tuple[Place, str, Place | None]]
    hidden: frozenset[date | None]

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        columns: Iterable[Column],
        points: Points,
        at: Place,
        period: tuple[date, date] | None,
    ) -> "Cover | None":
        """Return what rows and columns cover; None where there is no day that they do.

        A row that cannot be read and has no date may be of any day.
        """
        hiding = {one.on for one in sheet.rejected if one.hides}
        if None in hiding or not (period or sheet.days):
            return None
        first, last = period or (min(sheet.days), max(sheet.days))
        figures: set[tuple[Place, str, Place | None]] = set()
        for column in columns:
            try:
                place = points.find(column.place) if column.place else None
            except UnreadableCell:
                continue  # told where its figures are
            for field in _BOOKED_AS.get(column.field, (column.field,)):
                if place is not None and column.field in _WITH_PLACE and at == STORE:
                    figures.add((at, field, place))
                elif place is not None:
                    figures.add((place, field, None))
                else:
                    figures |= {(one, field, None) for one in sheet.acting or (at,)}
        return cls(first, last, frozenset(figures), frozenset(hiding))

    def has(self, entry: Entry, prefix: str) -> bool:
        """Return whether an entry of the book is of a figure that the file covers."""
        if not self.first <= entry.on <= self.last or entry.on in self.hidden:
            return False
        for at, field, place in self.figures:
            what = f"{prefix}{at} | {entry.on} | {field} | "
            if entry.id.startswith(what if place is None else f"{what}{place} | "):
                return True
        return False


def no_longer_in_file(
    ledger: Ledger, cover: Cover | None, prefix: str, keys: frozenset[str]
) -> tuple[Entry, ...]:
    """Return the entries of a book that the file covers and has no row of any more."""
    if cover is None:
        return ()
    return tuple(
        entry
        for entry in entries_of_days(ledger, cover.first, cover.last)
        if entry.id.startswith(prefix)
        and isinstance(entry, Movement | Counted)
        and _key_of(entry.id) not in keys
        and cover.has(entry, prefix)
        and not ledger.is_reversed(entry.id)
    )


def _key_of(entry_id: str) -> str:
    for ending in COMPANIONS:
        entry_id = entry_id.removesuffix(ending)
    return entry_id


def post_correction(
    poster: Poster, items: Sequence[Item], gone: Sequence[Entry]
) -> tuple[tuple[Entry, ...], str]:
    """Post the one document that turns the books into the file, or find out why it is refused.

    Counts of the file that are in the books already bind, whatever is corrected before them: where
    they stand in the way, they are reversed and entered anew.

    Returns:
        The document, and the refusal; one of them is empty.
    """
    ledger = poster.ledger
    made = [(item.claim, poster.writer.entries_of(item, ledger)) for item in items]
    refusal = ""
    for counts in ((), _counts_in_the_way(poster, made, gone)):
        again = {entry.id for entry, _, _ in counts}
        kept = [one for one in made if one[1][-1].id not in again]
        anew = [(claim, entries) for _, claim, entries in counts]
        new = [*(one for one in kept if one[1][-1].id not in ledger), *anew]
        document = _document([*gone, *(entry for entry, _, _ in counts)], new)
        try:
            corrected = ledger.post(*document, entered_on=poster.entered_on)
        except LedgerError as error:
            refusal = refusal or reason_of(error)
            continue
        poster.take([*kept, *anew], corrected)
        return document, ""
    for claim, entries in made:
        if entries[-1].id not in ledger:
            poster.rejected.append(claim.rejected(f"with the correction: {refusal}"))
    poster.take([one for one in made if one[1][-1].id in ledger], ledger)
    return (), refusal


def _counts_in_the_way(
    poster: Poster, made: Sequence[tuple[Claim, Sequence[Entry]]], gone: Iterable[Entry]
) -> list[tuple[Entry, Claim, Sequence[Entry]]]:
    """Return the counts of the file from the first change on, and each entered anew."""
    writer, ledger = poster.writer, poster.ledger
    changed = [claim.on for claim, entries in made if entries[-1].id not in ledger]
    first = min([*changed, *(entry.on for entry in gone)])
    return [
        (
            entries[-1],
            claim,
            writer.entries_of(Item(claim, writer.key_of(claim, is_anew=True)), ledger),
        )
        for claim, entries in made
        if claim.field == "counted" and claim.on >= first and entries[-1].id in ledger
    ]


def _document(
    gone: Iterable[Entry], new: Iterable[tuple[Claim, Sequence[Entry]]]
) -> tuple[Entry, ...]:
    """Return reversals and new entries: counts last, since each is of all the rest."""
    entries: list[Entry] = [
        Reversed(
            id=f"{entry.id} | reversed",
            on=entry.on,
            reverses=entry.id,
            document=entry.document,
            reason="no longer in the file",
        )
        for entry in gone
    ]
    entries += [entry for _, found in new for entry in found]
    return tuple(sorted(entries, key=lambda entry: (isinstance(entry, Counted), entry.on)))
