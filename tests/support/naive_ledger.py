"""A slow ledger of blanks, the oracle of the tests: every answer is computed from all entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from dukcapil.blanko import (
    FOUND,
    MISSING,
    OPENING,
    Allocated,
    Blank,
    Borrowed,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Lent,
    Lost,
    Place,
    PlaceKind,
    Printed,
    Received,
    Reopened,
    Returned,
    Reversed,
    Spoiled,
)
from dukcapil.errors import (
    ConflictingEntry,
    CountMismatch,
    InsufficientBlanko,
    LedgerError,
    RefusedEntry,
)

__all__ = ["OUTSIDE", "Illegal", "Movement", "Naive"]

Movement = (
    Allocated
    | Received
    | Distributed
    | Returned
    | Printed
    | Spoiled
    | Destroyed
    | Lost
    | Lent
    | Borrowed
)
Move = tuple[date, Place, Place, int]
OUTSIDE: Final = frozenset(
    {
        *(PlaceKind.MINISTRY, PlaceKind.PROVINCE),
        *(PlaceKind.OPENING, PlaceKind.FOUND, PlaceKind.MISSING),
    }
)


class Illegal(Exception):
    """An entry that cannot be, with every error that says so rightly."""

    def __init__(
        self,
        *errors: type[LedgerError],
        field: str = "",
        below: dict[str, tuple[date, int]] | None = None,
    ) -> None:
        """Keep the errors; what differs; where, since when and how many there were."""
        super().__init__(*errors)
        self.errors = errors
        self.field = field
        self.below = below or {}

    def check(self, error: LedgerError) -> None:
        """Compare with the error that the real ledger raised."""
        assert type(error) in self.errors
        if isinstance(error, ConflictingEntry):
            assert error.field == self.field
        if isinstance(error, InsufficientBlanko):
            assert (error.on, error.on_hand_cards) == self.below[error.place]
            assert error.needed_cards > error.on_hand_cards


@attrs.frozen
class Naive:
    """Entries, each with what it moves: decided when it is written, as a count depends on it."""

    serials: bool = False
    written: tuple[tuple[Entry, tuple[Move, ...]], ...] = ()

    def __attrs_post_init__(self) -> None:
        """Each entry in it says when it was made."""
        assert all(entry.entered_on for entry, _ in self.written)

    # --- questions -------------------------------------------------------------------------

    def balance(self, place: Place, *, on: date, known_on: date = date.max) -> int:
        return sum(
            cards * ((target == place) - (source == place))
            for entry, moves in self.written
            if entry.entered_on is not None and entry.entered_on <= known_on
            for day, source, target, cards in moves
            if day <= on
        )

    def balance_after(self, entry_id: str, place: Place) -> int:
        last = next(n for n, (entry, _) in enumerate(self.written) if entry.id == entry_id)
        on = self.written[last][0].on
        return sum(
            cards * ((target == place) - (source == place))
            for number, (_, moves) in enumerate(self.written)
            for day, source, target, cards in moves
            if day < on or (day == on and number <= last)
        )

    def table(self, days: Iterable[date]) -> dict[tuple[Place, date], int]:
        """The balance of every place at the end of every day, where it is not 0."""
        table: dict[tuple[Place, date], int] = {}
        days = list(days)
        for _, moves in self.written:
            for day, source, target, cards in moves:
                for later in days:
                    if day <= later:
                        table[source, later] = table.get((source, later), 0) - cards
                        table[target, later] = table.get((target, later), 0) + cards
        return {key: balance for key, balance in table.items() if balance}

    def find(self, entry_id: str) -> Entry | None:
        return next((entry for entry, _ in self.written if entry.id == entry_id), None)

    def is_reversed(self, entry_id: str) -> bool:
        return any(isinstance(e, Reversed) and e.reverses == entry_id for e, _ in self.written)

    def counts(self) -> list[Counted]:
        """Those that bind."""
        counts = [entry for entry, _ in self.written if isinstance(entry, Counted)]
        return [count for count in counts if not self.is_reversed(count.id)]

    @property
    def closed_until(self) -> date | None:
        until = [entry.until for entry, _ in self.written if isinstance(entry, Closed | Reopened)]
        return until[-1] if until and until[-1] > date.min else None

    def serial_numbers(self, on: date = date.max) -> dict[tuple[Blank, int], list[Place]]:
        """Return the places of each number at the end of a day; one that lacks it counts, too."""
        held: dict[tuple[Blank, int], dict[Place, int]] = {}
        for entry, moves in self.written:
            for day, source, target, _ in moves:
                for number in self._numbers_of(entry) if day <= on else ():
                    places = held.setdefault((source.blank, number), {})
                    places[source] = places.get(source, 0) - 1
                    places[target] = places.get(target, 0) + 1
        found = {
            number: [
                place
                for place, count in places.items()
                for _ in range(abs(count) if count > 0 else 2 * abs(count))
                if place.kind not in OUTSIDE
            ]
            for number, places in held.items()
        }
        return {number: places for number, places in found.items() if places}

    # --- writing ---------------------------------------------------------------------------

    def post(self, *entries: Entry, entered_on: date | None = None) -> Naive:
        """Entries that do not say when they were entered, were when the last of them was."""
        said_nothing = [e.on for e in entries if e.entered_on is None and not self.find(e.id)]
        entered_on = entered_on or max(said_nothing, default=date.min)
        ledger = self
        for entry in entries:
            ledger = self._with_one_more(ledger, entry, entered_on)
        self._check_balances(ledger)
        return ledger

    def submit(self, *entries: Entry) -> tuple[Naive, Illegal | None]:
        try:
            return self.post(*entries), None
        except Illegal as illegal:
            return self, illegal

    @property
    def last_entered_on(self) -> date:
        return max((e.entered_on for e, _ in self.written if e.entered_on), default=date.min)

    def _with_one_more(self, ledger: Naive, entry: Entry, entered_on: date) -> Naive:
        """Add to a ledger of which this is what was there before the document."""
        known = ledger.find(entry.id)
        if known is not None:
            field = _first_difference(known, entry)
            if field:
                raise Illegal(ConflictingEntry, field=field)
            return ledger
        ledger.check_open(entry)
        last = ledger.last_entered_on
        entered_on = entry.entered_on or max(entered_on, last)
        if entered_on < last or (entered_on < entry.on and not entry.in_advance):
            raise Illegal(RefusedEntry)
        if entered_on > last:
            self._check_balances(ledger)
        return ledger.written_one_more(attrs.evolve(entry, entered_on=entered_on))

    def check_open(self, entry: Entry) -> None:
        bookkeeping = isinstance(entry, Closed | Reopened)
        if self.closed_until is not None and entry.on < self.closed_until and not bookkeeping:
            raise Illegal(RefusedEntry)

    def written_one_more(self, entry: Entry) -> Naive:
        if isinstance(entry, Allocated | Distributed):
            for e, _ in self.written:
                if not isinstance(e, Allocated | Distributed) or self.is_reversed(e.id):
                    continue
                if e.ends[1] == entry.ends[1] and (
                    type(e) is not type(entry)
                    or getattr(e, "recipient", None) != getattr(entry, "recipient", None)
                ):
                    raise Illegal(RefusedEntry)
        if isinstance(entry, Received) and any(
            isinstance(e, Distributed)
            and e.ends[1] == entry.ends[0]
            and e.recipient not in {None, entry.to}
            and not self.is_reversed(e.id)
            for e, _ in self.written
        ):
            raise Illegal(RefusedEntry)
        moves = self._moves_of(entry)
        self._check_serials(entry, moves)
        return attrs.evolve(self, written=(*self.written, (entry, moves)))

    def _moves_of(self, entry: Entry) -> tuple[Move, ...]:
        if isinstance(entry, Counted):
            return self._moves_of_count(entry)
        if isinstance(entry, Reversed):
            return self._moves_back(entry)
        if isinstance(entry, Closed | Reopened):
            closed = self.closed_until or date.min
            if not (entry.until > closed if isinstance(entry, Closed) else entry.until < closed):
                raise Illegal(RefusedEntry)
            return ()
        return self._moves_on(entry)

    def openings(self) -> dict[Place, date]:
        """The days of the counts that opened places."""
        return {
            move[2]: entry.on
            for entry, moves in self.written
            for move in moves
            if move[1].kind is PlaceKind.OPENING and not self.is_reversed(entry.id)
        }

    def _moves_of_count(self, entry: Counted) -> tuple[Move, ...]:
        held = self.balance(entry.at, on=entry.on)
        if held < 0 or entry.on < self.openings().get(entry.at, entry.on):
            raise Illegal(RefusedEntry)
        stands = [
            (known, moves)
            for known, moves in self.written
            if not isinstance(known, Reversed) and not self.is_reversed(known.id)
        ]
        is_known = any(
            (isinstance(known, Counted) and known.at == entry.at and known.on <= entry.on)
            or any(entry.at in move[1:3] and move[0] <= entry.on for move in moves)
            for known, moves in stands
        )
        if held == entry.counted_cards:
            return ()
        if held < entry.counted_cards and not is_known:
            return ((entry.on, OPENING.of(entry.at.blank), entry.at, entry.counted_cards - held),)
        if held < entry.counted_cards:
            ends, cards = (FOUND.of(entry.at.blank), entry.at), entry.counted_cards - held
        else:
            ends, cards = (entry.at, MISSING.of(entry.at.blank)), held - entry.counted_cards
        return self._moves_with_offsets(entry, *ends, cards)

    def _moves_on(self, entry: Movement) -> tuple[Move, ...]:
        return self._moves_with_offsets(entry, *entry.ends, entry.cards)

    def _moves_with_offsets(
        self, entry: Movement | Counted, source: Place, target: Place, cards: int
    ) -> tuple[Move, ...]:
        """Return the move of an entry, and those that offset it on the first count after it."""
        moves = [(entry.on, source, target, cards)]
        if entry.compensate:
            counts = self.counts()
            for place, back in (
                (source, (FOUND.of(source.blank), source, cards)),
                (target, (target, MISSING.of(source.blank), cards)),
            ):
                after = [count.on for count in counts if count.at == place and count.on >= entry.on]
                moves += [(min(after), *back)] if after else []
        return tuple(moves)

    def _moves_back(self, entry: Reversed) -> tuple[Move, ...]:
        """Each move back; none before it was made."""
        for original, moves in self.written:
            if original.id == entry.reverses:
                never = isinstance(original, Reversed | Closed | Reopened)
                if never or self.is_reversed(original.id) or entry.on < original.on:
                    raise Illegal(RefusedEntry)
                return tuple((max(entry.on, m[0]), m[2], m[1], m[3]) for m in moves)
        raise Illegal(RefusedEntry)

    def _numbers_of(self, entry: Entry | None) -> list[int]:
        if isinstance(entry, Reversed):
            return self._numbers_of(self.find(entry.reverses))
        if entry is None or isinstance(entry, Closed | Reopened):
            return []
        return [n for one in entry.serials for n in range(one.first, one.last + 1)]

    def _check_serials(self, entry: Entry, moves: tuple[Move, ...]) -> None:
        """As many numbers as cards; where they are is seen at the end of the document."""
        numbers = self._numbers_of(entry)
        if not self.serials and numbers:
            raise Illegal(RefusedEntry)
        if self.serials and (len(moves) > 1 or len(numbers) != sum(move[3] for move in moves)):
            raise Illegal(RefusedEntry)

    def _check_balances(self, after: Naive) -> None:
        """At the end of no day fewer than none, nor other than counted."""
        days = sorted({move[0] for _, moves in after.written for move in moves})
        table, before = after.table(days), self.table(days)
        below: dict[str, tuple[date, int]] = {}
        refused = False
        for (place, day), balance in sorted(table.items(), key=lambda item: item[0][1]):
            refused = refused or (place.kind is PlaceKind.BORROWED and balance > 0)
            if (place.holds_cards or place.kind is PlaceKind.LENT) and balance < 0:
                below.setdefault(str(place), (day, before.get((place, day), 0)))
        wrong = any(after.balance(c.at, on=c.on) != c.counted_cards for c in after.counts())
        refused = refused or (
            self.serials
            and any(
                len(places) > 1 for day in days for places in after.serial_numbers(day).values()
            )
        )
        if below or wrong or refused:
            errors: list[type[LedgerError]] = [InsufficientBlanko] * bool(below)
            errors += [CountMismatch] * wrong + [RefusedEntry] * refused
            raise Illegal(*errors, below=below)


def _first_difference(known: Entry, entry: Entry) -> str:
    if type(known) is not type(entry):
        return "class"
    names: list[str] = [field.name for field in attrs.fields(type(entry))]
    if entry.entered_on is None:
        names.remove("entered_on")
    return next((name for name in names if getattr(known, name) != getattr(entry, name)), "")
