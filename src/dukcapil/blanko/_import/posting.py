"""Claims, posted day by day, or as one correcting document."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple, final

from dukcapil.blanko._entries import Counted, Entry
from dukcapil.blanko._import.books import receipts_at
from dukcapil.blanko._import.claims import Claim, Rejected
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._movements import (
    Allocated,
    Destroyed,
    Distributed,
    Printed,
    Received,
    Returned,
    Spoiled,
)
from dukcapil.blanko._places import MINISTRY, STORE, Place, PlaceKind
from dukcapil.errors import ConflictingEntry, CountMismatch, LedgerError

__all__ = ["COMPANIONS", "Item", "Poster", "Writer", "reason_of"]

COMPANIONS: Final = (" | allocated", " | sent", " | arrived")
"""Endings, after the id of a claim, of the ids of the entries that go with it."""

_HERE: Final[dict[str, type[Printed | Spoiled]]] = {"printed": Printed, "spoiled": Spoiled}


@final
class Item(NamedTuple):
    """A claim, and the id of its entry."""

    claim: Claim
    key: str


@final
class Writer:
    """The writer of the entries of one book: their ids and their bodies.

    Ids follow from the content of the rows and the number among equal ones, so they do not depend
    on the order of files. An entry that was reversed is of no row any more.
    """

    def __init__(self, ledger: Ledger, document: str, at: Place) -> None:
        self.prefix = f"{document} | "
        self._ledger, self._document, self._at = ledger, document, at
        self._equals: Counter[str] = Counter()
        self._is_supplied = cache(self._has_another_book)

    def items(self, claims: Iterable[Claim]) -> list[Item]:
        """Return claims with their ids, in the order of writing."""
        return [Item(claim, self.key_of(claim)) for claim in sorted(claims, key=_turn)]

    def key_of(self, claim: Claim, *, is_anew: bool = False) -> str:
        """Return the next id of a claim, another one each time; one not in use if `is_anew`."""
        place = "" if claim.field == "received" and claim.place == MINISTRY else claim.place or ""
        what = (claim.at, claim.on, claim.field, place, claim.number, claim.cards)
        shared = self.prefix + " | ".join(filter(None, map(str, what)))
        key = ""
        while not key or (key in self._ledger and (is_anew or self._ledger.is_reversed(key))):
            self._equals[shared] += 1
            key = f"{shared} | {self._equals[shared]}"
        return key

    def entries_of(self, item: Item, ledger: Ledger) -> list[Entry]:
        """Return the entries of a claim on top of a ledger."""
        claim, key = item
        place, at = claim.place, claim.at
        document = claim.number or f"{self._document} {claim.on}"
        other = place if claim.field == "distributed" else at if at != self._at else None
        if other is not None:
            document = f"{document} / {other.name}"  # no lot travels under the same
        body: dict[str, Any] = {"on": claim.on, "document": document, "cards": claim.cards}
        match claim.field:
            case "received":
                return self._receipt(key, at, place or MINISTRY, body, ledger)
            case "distributed":
                entries: list[Entry] = [Distributed(id=key, source=at, **body)]
                if place is not None:
                    entries.append(Received(id=f"{key} | arrived", to=place, **body))
                return entries
            case "returned":
                is_above = place is not None and place.kind is not PlaceKind.POINT
                ends = {"source": at, "to": place} if is_above else {"source": place or at}
                return [Returned(id=key, **ends, **body)]
            case "counted":
                return [Counted(id=key, at=at, counted_cards=body.pop("cards"), **body)]
            case "destroyed":
                return [Destroyed(id=key, at=at, **body)]
            case field:
                return [_HERE[field](id=key, at=at, **body)]

    def _receipt(
        self, key: str, at: Place, source: Place, body: dict[str, Any], ledger: Ledger
    ) -> list[Entry]:
        """Return the entries of cards that came, with what sent them if nothing is on the way."""
        came = Received(id=key, to=at, **body)
        sent: Entry
        if at == STORE:
            sent = Allocated(id=f"{key} | allocated", source=source, **body)
        elif self._at == STORE and not self._is_supplied(at):
            sent = Distributed(id=f"{key} | sent", **body)
        else:
            return [came]
        is_on_the_way = ledger.balance(came.ends[0], on=came.on) > 0
        is_due = sent.id in ledger if key in ledger else not is_on_the_way
        return [sent, came] if is_due else [came]

    def _has_another_book(self, point: Place) -> bool:
        """Return whether another book says what a point received."""
        return any(
            not entry_id.startswith(self.prefix) for entry_id in receipts_at(self._ledger, point)
        )


def _turn(claim: Claim) -> tuple[object, ...]:
    return claim.turn


@final
class Poster:
    """The poster of claims, with an account of the outcome of each."""

    def __init__(self, ledger: Ledger, writer: Writer, entered_on: date | None) -> None:
        self.ledger = ledger
        self.entered_on = entered_on
        self.entries: list[Entry] = []
        self.written: list[tuple[Claim, Sequence[Entry]]] = []
        self.rejected: list[Rejected] = []
        self.already_there = self.cards_posted = self.cards_already_there = 0
        self.writer = writer

    def post(self, items: Iterable[Item]) -> None:
        """Post claims day by day; those of a day as one document if the ledger takes it."""
        for _, of_day in groupby(items, key=lambda item: item.claim.on):
            made = [(item.claim, self.writer.entries_of(item, self.ledger)) for item in of_day]
            if self._post(made) is not None:
                counts = [one for one in made if one[0].field == "counted"]
                self._post_each([one for one in made if one[0].field != "counted"])
                self._post_each(counts)

    def _post_each(self, waiting: list[tuple[Claim, list[Entry]]]) -> None:
        """Post claims one by one, as long as one makes another possible."""
        while waiting:
            refusals = [self._post([one]) for one in waiting]
            late = [one for one, why in zip(waiting, refusals, strict=True) if why is not None]
            if len(late) == len(waiting):
                self.rejected += [
                    claim.rejected(reason_of(why))
                    for (claim, _), why in zip(waiting, refusals, strict=True)
                    if why is not None
                ]
                return
            waiting = late

    def _post(self, made: Sequence[tuple[Claim, Sequence[Entry]]]) -> LedgerError | None:
        """Post claims as one document, or return why the ledger refuses it."""
        try:
            document = [entry for _, entries in made for entry in entries]
            ledger = self.ledger.post(*document, entered_on=self.entered_on)
        except LedgerError as error:
            return error
        self.take(made, ledger)
        return None

    def take(self, made: Iterable[tuple[Claim, Sequence[Entry]]], ledger: Ledger) -> None:
        """Record that claims are in a ledger, newly or not."""
        for claim, entries in made:
            self.written.append((claim, entries))
            if entries[-1].id in self.ledger:
                self.already_there += len(entries)
                self.cards_already_there += claim.amount
            else:
                self.entries += entries
                self.cards_posted += claim.amount
        self.ledger = ledger


def reason_of(error: LedgerError) -> str:
    """Return why the ledger refuses something, and what to do in an import."""
    if isinstance(error, CountMismatch):
        return (
            f"{error.place} on {error.on}: {error.counted_cards:,} cards were counted, and it "
            f"would say {error.balance_cards:,}; import what came before the count first, or "
            "correct the count"
        )
    if isinstance(error, ConflictingEntry):
        return (
            f"the ledger has the row with another {error.field}; give the book another name in "
            "`document`"
        )
    return str(error)
