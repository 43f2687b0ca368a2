"""Drafts: the entries of a document on top of a journal, which are judged by where they end.

What an entry says of others (an id, a reversal, a closing) is checked when it is added; balances,
counts and serial numbers are checked once all are, and at the end of each day of entry. Every
movement is checked alike, so a new kind of movement changes nothing in this module.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date
from itertools import accumulate, groupby
from typing import cast, final

import attrs

from dukcapil.blanko._account import NO_DAY, Account
from dukcapil.blanko._entries import Closed, Counted, Reopened, Reversed
from dukcapil.blanko._entry_base import EntryBase, Numbers
from dukcapil.blanko._journal import (
    FIRST_DAY,
    NO_OPENING,
    Count,
    Journal,
    Posting,
    Written,
)
from dukcapil.blanko._movements import Allocated, Distributed, Movement, Received
from dukcapil.blanko._places import FOUND, MISSING, OPENING, Place, PlaceKind
from dukcapil.blanko._serial_ranges import SerialMove
from dukcapil.errors import ConflictingEntry, CountMismatch, InsufficientBlanko, RefusedEntry

__all__ = ["Draft", "check_same"]


def check_same(known: EntryBase, entry: EntryBase) -> None:
    """Refuse an entry that is not the one known by its id."""
    if type(known) is not type(entry):
        raise ConflictingEntry(field="class")
    for field in attrs.fields(type(entry)):
        value = getattr(entry, field.name)
        is_said = value is not None or field.name != "entered_on"
        if is_said and getattr(known, field.name) != value:
            raise ConflictingEntry(field=field.name)


@final
class Draft:
    """The entries of one document on top of a journal, which stays as it is.

    Attributes:
        written: the entries that are new.
    """

    def __init__(self, journal: Journal, entered: int) -> None:
        """Begin with no entries.

        Args:
            journal: what they are on top of.
            entered: the day of entry of those that do not say theirs.
        """
        self.written: list[Written] = []
        self._journal = journal
        self._entered, self._said_nothing = journal.entered, entered
        self._row_of: dict[str, int] = {}
        self._changes: dict[Place, list[tuple[int, int]]] = {}
        self._accounts: dict[Place, Account] = {}
        self._counts: dict[Place, list[Count]] = {}
        self._serial_moves: list[SerialMove] = []
        self._reversed: set[int] = set()
        self._sent: dict[Place, list[int]] = {}
        self._openings: dict[Place, int] = {}
        self._closed_until = journal.closed_until(journal.length)

    def add(self, entry: EntryBase) -> None:
        """Add an entry unless it is there; raise and leave the draft unusable if it cannot be."""
        row = self._row(entry.id)
        if row is not None:
            check_same(self._entry(row), entry)
            return
        day = entry.on.toordinal()
        if day < self._closed_until and not isinstance(entry, Closed | Reopened):
            open_from = date.fromordinal(self._closed_until)
            raise RefusedEntry(why=f"the books are closed before {open_from}; reopen them first")
        self._check_years(day)
        entered = self._enter(entry, day)
        self._check_years(entered)
        if isinstance(entry, Movement):
            postings = self._moved(entry, day)
        elif isinstance(entry, Counted):
            postings = self._found(entry, day)
        elif isinstance(entry, Reversed):
            postings = self._taken_back(entry, day)
        else:
            postings = ()
            self._close(cast("Closed | Reopened", entry))  # there is no other kind
        serials = self._serials(entry)
        self._move_serials(serials, postings)
        self._move(postings)
        if isinstance(entry, Counted):
            insort(self._counts_of(entry.at), Count(day, entry.counted_cards))
        row = self._row_of[entry.id] = self._journal.length + len(self.written)
        if isinstance(entry, Allocated | Distributed):
            self._sent.setdefault(entry.ends[1], []).append(row)
        self.written.append(Written(entry, entered, postings, serials))

    def check(self) -> None:
        """Raise if the document leaves too few cards, others than counted, or numbers elsewhere."""
        if self._journal.serials is not None:
            for blank, book in self._journal.serials.items():
                book.check([move for move in self._serial_moves if move.source.blank is blank])
        for place, changes in self._changes.items():
            if place.is_never_negative:
                self._check(place, changes)
            elif place.is_never_positive:
                self._check_owed(place, changes)

    # --- the journal and what the document adds to it --------------------------------------

    def _row(self, entry_id: str) -> int | None:
        row = self._row_of.get(entry_id)
        return self._journal.row_of(entry_id, self._journal.length) if row is None else row

    def _entry(self, row: int) -> EntryBase:
        at = row - self._journal.length
        return self._journal.entry(row) if at < 0 else self.written[at].entry

    def _postings(self, row: int) -> tuple[Posting, ...]:
        at = row - self._journal.length
        return self._journal.postings(row) if at < 0 else self.written[at].postings

    def _counts_of(self, place: Place) -> list[Count]:
        """Return the counts of a place that bind; a list of the draft's own."""
        counts = self._counts.get(place)
        if counts is None:
            counts = self._counts[place] = self._journal.counts_of(place).copy()
        return counts

    def _counts_from(self, place: Place, day: int) -> list[Count]:
        counts = self._counts.get(place)
        if counts is None:
            counts = self._journal.counts_of(place)
        return counts[bisect_left(counts, (day, -1)) :] if counts else counts

    def _account(self, place: Place, day: int) -> Account:
        """Return the balances of a place from a day on."""
        changes = self._changes.get(place)
        if not changes:
            return self._journal.account(place, day)
        account = self._accounts.get(place)
        if account is None or day < account.since:
            account = self._journal.account(place, min(day, *(on for on, _ in changes))).copy()
            for on, cards in changes:
                account.add(on, cards)
            self._accounts[place] = account
        return account

    def _check_years(self, day: int) -> None:
        journal = self._journal
        if not journal.first_day <= day <= journal.last_day:
            first, last = journal.terms.years
            raise RefusedEntry(
                why=f"{date.fromordinal(day)} is not of the years {first} to {last} of the ledger; "
                "correct the date, or begin with Ledger(years=...)"
            )

    # --- days of entry ---------------------------------------------------------------------

    def _enter(self, entry: EntryBase, day: int) -> int:
        """Return the day of entry; what is known at the end of an earlier one is legal, too."""
        said = entry.entered_on
        entered = max(self._said_nothing, self._entered) if said is None else said.toordinal()
        if entered < self._entered:
            raise RefusedEntry(
                why=f"entries were made on {date.fromordinal(self._entered)} already, and what was "
                "known before does not change; leave entered_on out, or give that day or a later "
                "one"
            )
        if entered < day and not entry.in_advance:
            raise RefusedEntry(
                why=f"an entry of {entry.on} is not made on {date.fromordinal(entered)}; "
                "enter it on its day, or say in_advance=True"
            )
        if entered > self._entered:
            self.check()
            self._entered = entered
        return entered

    # --- what each kind of entry moves -----------------------------------------------------

    def _moved(self, entry: Movement, day: int) -> tuple[Posting, ...]:
        source, target = entry.ends
        if isinstance(entry, Allocated | Distributed):
            self._check_document(entry, target)
        elif isinstance(entry, Received):
            self._check_recipient(entry.to, source)
        posting = Posting(day, source, target, entry.cards)
        return (posting, *self._compensation(posting)) if entry.compensate else (posting,)

    def _check_document(self, entry: Allocated | Distributed, transit: Place) -> None:
        """Refuse a document under which cards of the other kind travel, or for another place.

        A number is free again when all that was sent under it has been reversed.
        """
        sent = self._sent_under(transit)
        if sent is not None and type(sent) is not type(entry):
            raise RefusedEntry(
                why="under that document other cards were "
                f"{'distributed' if isinstance(sent, Distributed) else 'allocated'}; use another "
                "number"
            )
        if isinstance(sent, Distributed) and sent.recipient != getattr(entry, "recipient", None):
            raise RefusedEntry(
                why=f"under that document cards travel to {sent.recipient or 'any place'}; use "
                "another number"
            )

    def _check_recipient(self, to: Place, transit: Place) -> None:
        """Refuse a receipt elsewhere than at the place for which the cards are."""
        sent = self._sent_under(transit)
        if isinstance(sent, Distributed) and sent.recipient not in {None, to}:
            raise RefusedEntry(
                why=f"the cards of that document are for {sent.recipient}; receive them there, or "
                "return them"
            )

    def _sent_under(self, transit: Place) -> EntryBase | None:
        """Return an entry that stands and sent cards under a document."""
        journal = self._journal
        for row in self._sent.get(transit, ()):
            if row not in self._reversed:
                return self._entry(row)
        history = journal.history(transit)
        row = history.sent_row
        if row in journal.reversals or row in self._reversed:
            sent = (row for row in journal.sent_rows(history) if row not in self._reversed)
            row = next(sent, -1)
        return None if row < 0 else journal.entry(row)

    def _compensation(self, posting: Posting) -> list[Posting]:
        """Return what keeps the counts after a posting as they are."""
        found = []
        for place, back in ((posting.source, False), (posting.target, True)):
            for count in self._counts_from(place, posting.day)[:1]:
                blank = place.blank
                ends = (place, MISSING.of(blank)) if back else (FOUND.of(blank), place)
                found.append(Posting(count.day, *ends, posting.cards))
        return found

    def _check_explained(self, entry: Counted, cards: int) -> None:
        least = self._journal.terms.explain_from_cards
        if least is not None and cards >= least and not (entry.reason and entry.document):
            raise RefusedEntry(
                why=f"{entry.at} on {entry.on}: a difference of {cards:,} cards needs a reason and "
                "the document of the count"
            )

    def _is_opening(self, at: Place, day: int) -> bool:
        """Return whether a place has nothing up to a day but what was reversed."""
        journal = self._journal
        counts = self._counts_from(at, 0)
        if counts and counts[0].day <= day:
            return False
        for change in journal.changes(at, journal.length):
            if change.day <= day and self._stands(change.row):
                return False
        return not any(
            at in {posting.source, posting.target} and posting.day <= day
            for row, written in enumerate(self.written, journal.length)
            if self._stands(row)
            for posting in written.postings
        )

    def _stands(self, row: int) -> bool:
        """Return whether an entry was not reversed, and is no reversal."""
        is_reversed = row in self._reversed or row in self._journal.reversals
        return not is_reversed and not isinstance(self._entry(row), Reversed)

    def _found(self, entry: Counted, day: int) -> tuple[Posting, ...]:
        held = self._account(entry.at, day).balance(day)
        if held < 0:  # what the rest of the document lacks is not found by a count
            raise RefusedEntry(
                why=f"{entry.at} on {entry.on}: a count of fewer cards than none; enter first what "
                "arrived, or look for an entry that is wrong"
            )
        if day < self._opening_of(entry.at):
            raise RefusedEntry(
                why=f"{entry.at} was opened by a count of a later day; reverse that one first"
            )
        found = entry.counted_cards - held
        if found > 0 and self._is_opening(entry.at, day):
            self._openings[entry.at] = day
            return (Posting(day, OPENING.of(entry.at.blank), entry.at, found),)
        if not found:
            return ()
        self._check_explained(entry, abs(found))
        blank = entry.at.blank
        ends = (FOUND.of(blank), entry.at) if found > 0 else (entry.at, MISSING.of(blank))
        posting = Posting(day, *ends, abs(found))
        return (posting, *self._compensation(posting)) if entry.compensate else (posting,)

    def _opening_of(self, at: Place) -> int:
        """Return the day of the count that opened a place, or one before every day."""
        opening = self._openings.get(at)
        return self._journal.opening_of(at) if opening is None else opening

    def _taken_back(self, entry: Reversed, day: int) -> tuple[Posting, ...]:
        row = self._row(entry.reverses)
        if row is None:
            raise RefusedEntry(why="there is no entry of the id that is to be reversed")
        original = self._entry(row)
        if not isinstance(original, Movement | Counted):
            kind = type(original).__name__
            raise RefusedEntry(why=f"an entry of the class {kind} is never reversed")
        if row in self._reversed or self._journal.is_reversed(row, self._journal.length):
            raise RefusedEntry(why="the entry has been reversed already; enter a new one")
        if entry.on < original.on:
            raise RefusedEntry(why="a reversal is never earlier than what it reverses")
        self._reversed.add(row)
        if isinstance(original, Counted):
            count = Count(original.on.toordinal(), original.counted_cards)
            self._counts_of(original.at).remove(count)
            if any(posting.source.kind is PlaceKind.OPENING for posting in self._postings(row)):
                self._openings[original.at] = NO_OPENING
        # What a compensation put back later goes back no earlier.
        return tuple(
            Posting(max(day, posting.day), posting.target, posting.source, posting.cards)
            for posting in self._postings(row)
        )

    def _close(self, entry: Closed | Reopened) -> None:
        until = entry.until.toordinal()
        is_closing = isinstance(entry, Closed)
        if until == self._closed_until or (until > self._closed_until) is not is_closing:
            raise RefusedEntry(
                why=f"the books are closed before {date.fromordinal(self._closed_until)} "
                "already; close up to a later day, or reopen from an earlier one"
                if self._closed_until > FIRST_DAY
                else "no books are closed"
            )
        self._closed_until = until

    # --- serial numbers --------------------------------------------------------------------

    def _serials(self, entry: EntryBase) -> Numbers:
        if isinstance(entry, Reversed):
            row = self._row(entry.reverses)
            return () if row is None else self._serials(self._entry(row))
        return entry.serials if isinstance(entry, Movement | Counted) else ()

    def _move_serials(self, serials: Numbers, postings: tuple[Posting, ...]) -> None:
        """Note the serial numbers that move with the cards, or refuse numbers that do not fit."""
        if self._journal.serials is None:
            if serials:
                raise RefusedEntry(
                    why="this ledger keeps no serials; begin with Ledger(serials=True)"
                )
            return
        if len(postings) > 1:
            raise RefusedEntry(why="a ledger with serials takes no compensation; reverse the count")
        cards = sum(posting.cards for posting in postings)
        if cards != sum(map(len, serials)):
            raise RefusedEntry(why=f"expected the serials of the {cards:,} cards that move")
        row = self._journal.length + len(self.written)
        for posting in postings:
            day, source, target, _ = posting
            self._serial_moves += [
                SerialMove(row, day, source, target, one.first, one.last) for one in serials
            ]

    # --- balances --------------------------------------------------------------------------

    def _move(self, postings: Iterable[Posting]) -> None:
        """Move the cards."""
        changes: dict[Place, list[tuple[int, int]]] = {}
        for day, source, target, cards in postings:
            changes.setdefault(source, []).append((day, -cards))
            changes.setdefault(target, []).append((day, cards))
        for place, found in changes.items():
            self._changes.setdefault(place, []).extend(found)
            account = self._accounts.get(place)
            if account is not None:
                for day, cards in found:
                    if day >= account.since:
                        account.add(day, cards)
                    else:
                        del self._accounts[place]
                        break

    def _check_owed(self, place: Place, changes: list[tuple[int, int]]) -> None:
        """Refuse to give back more than is owed."""
        steps = _steps([(day, -cards) for day, cards in changes])
        found = _first_short(self._journal.account(place, steps[0][0]).mirrored(), steps)
        if found is not None:
            day, needed, owed = found
            raise RefusedEntry(
                why=f"{place} on {date.fromordinal(day)}: {needed:,} cards would go back, and "
                f"{owed:,} are owed"
            )

    def _check(self, place: Place, changes: list[tuple[int, int]]) -> None:
        steps = _steps(changes)
        account = self._journal.account(place, steps[0][0])
        found = _first_short(account, steps)
        if found is not None:
            day, needed, held = found
            raise InsufficientBlanko(
                needed_cards=needed,
                on_hand_cards=held,
                place=str(place),
                on=date.fromordinal(day),
            )
        for count in self._counts_from(place, steps[0][0]):
            change = next(change for day, change in reversed(steps) if day <= count.day)
            balance = account.balance(count.day) + change
            if balance != count.cards:
                raise CountMismatch(
                    place=str(place),
                    on=date.fromordinal(count.day),
                    counted_cards=count.cards,
                    balance_cards=balance,
                )


def _first_short(account: Account, steps: list[tuple[int, int]]) -> tuple[int, int, int] | None:
    """Return the first day on which changes take too much, what they take, and what is there."""
    for at, (day, change) in enumerate(steps):
        if change < 0:
            stop = steps[at + 1][0] if at + 1 < len(steps) else NO_DAY
            found = account.first_below(-change, day, stop)
            if found is not None:
                return found[0], -change, found[1]
    return None


def _steps(changes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the days of changes in order, and the sum of the changes up to the end of each."""
    if len(changes) == 1:
        return changes
    by_day = groupby(sorted(changes), key=lambda change: change[0])
    days, sums = zip(
        *((day, sum(cards for _, cards in found)) for day, found in by_day), strict=True
    )
    return list(zip(days, accumulate(sums), strict=True))
