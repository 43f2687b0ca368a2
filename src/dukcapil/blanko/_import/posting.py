"""Stock cards of offices, posted row by row to a ledger."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import escape
from itertools import accumulate, groupby
from typing import Any, Final, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil._shared.problems import Problems
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._entries import Counted, Entry
from dukcapil.blanko._import.claims import Claim, Rejected, Sheet
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._movements import (
    Allocated,
    Destroyed,
    Distributed,
    Movement,
    Printed,
    Received,
    Returned,
    Spoiled,
)
from dukcapil.blanko._places import STORE, Place, PlaceKind
from dukcapil.errors import Fault, LedgerError

__all__ = ["Import", "import_rows"]

_AT_THE_PLACE: Final[dict[str, type[Printed | Spoiled]]] = {"printed": Printed, "spoiled": Spoiled}
_SHOWN: Final = 10


@final
@attrs.frozen(kw_only=True, repr=False)
class Import(Tabular, Value):
    """The outcome of `import_rows`: cards posted and rejected, and problems by row.

    Attributes:
        ledger: the ledger with what was posted and refused; after a dry run, the one given.
        entries: what was posted, or would be.
        already_there: how many entries were in the ledger already.
        problems: what was not posted, and balances that differ, by row.
        dropped: the numbers of the rows that are sums of others.
        no_longer_in_file: ids of entries that came from the same document, but of no row any
            more; where a row was corrected, they are to be reversed.
        ignored_columns: headings that were not understood and so not read.
        cards_in_file: all amounts that could be read.
        cards_posted: of these, those posted, or that would be.
        cards_rejected: those that were not.
        cards_already_there: those posted before.
        dry_run: whether nothing was written.

    Raises:
        InvalidRecord: where the cards in the file are not those posted, rejected and there already.
    """

    ledger: Ledger
    entries: tuple[Entry, ...]
    already_there: int
    problems: Problems
    dropped: tuple[int, ...]
    no_longer_in_file: tuple[str, ...]
    ignored_columns: tuple[str, ...]
    cards_in_file: int
    cards_posted: int
    cards_rejected: int
    cards_already_there: int
    dry_run: bool

    def __attrs_post_init__(self) -> None:
        check_type(self, "problems", self.problems, Problems)
        known = self.cards_posted + self.cards_rejected + self.cards_already_there
        if known != self.cards_in_file:
            raise_faults("Import", [("cards_in_file", Fault.CONTRADICTION, "cards_posted")])

    def __repr__(self) -> str:
        """Return the numbers of entries and problems."""
        return (
            f"Import(entries={len(self.entries)}, already_there={self.already_there}, "
            f"problems={len(self.problems)}, dropped={len(self.dropped)}, dry_run={self.dry_run})"
        )

    def __str__(self) -> str:
        """Return the sums, and remarks on what to check."""
        return "\n".join([super().__str__(), *self._remarks()])

    def _repr_html_(self) -> str:
        remarks = "".join(f"<li>{escape(remark)}</li>" for remark in self._remarks())
        return super()._repr_html_() + (remarks and f"<ul>{remarks}</ul>")

    def _content(self) -> Content:
        columns = (Column("figure"), Column("cards", Kind.COUNT), Column("entries", Kind.COUNT))
        return columns, [
            ("in the file", self.cards_in_file, None),
            ("to be posted" if self.dry_run else "posted", self.cards_posted, len(self.entries)),
            ("posted before", self.cards_already_there, self.already_there),
            ("rejected", self.cards_rejected, None),
        ]

    def _remarks(self) -> list[str]:
        remarks = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            remarks.append(f"and {len(self.problems) - _SHOWN} more, see `problems`")
        for what, found in (
            ("rows that are sums, not read", self.dropped),
            ("headings not understood, not read", self.ignored_columns),
            ("posted before, but of no row any more", self.no_longer_in_file),
        ):
            if found:
                remarks.append(f"{what}: {', '.join(map(str, found))}")
        return remarks


def import_rows(
    ledger: Ledger,
    rows: Iterable[Mapping[str, object]],
    *,
    document: str,
    at: Place = STORE,
    dry_run: bool = False,
) -> Import:
    """Post the stock card of an office, as far as its rows can be read and posted.

    Each amount is posted or refused on its own. Within a day, receipts are written before issues,
    and amounts that are not possible yet after all others. Ids follow from the content of the rows,
    so importing them again changes nothing, and importing a longer file posts what is new. What the
    ledger refused stays refused in it: look at a dry run first, correct the file, and keep the
    outcome when it is as it should be.

    At the store, cards received under a document of which nothing is on the way are allocated by
    the ministry on the same day. Cards distributed to a place arrive on the same day; with no place
    but a document, they stay on the way under it. A count is posted after all else of its day. A
    balance is not posted: it is compared with the ledger, rows of one day read from the top, and a
    difference is a problem of the row where it arises. Rows without a figure are passed over.

    Args:
        ledger: what to post into.
        rows: one mapping of heading to cell a row, such as `csv.DictReader` yields; blank cells
            are empty text, "-", None or NaN. The headings and values that are understood stand in
            "Start from our Excel sheet".
        document: the name of the book. It stays the same for all imports of that book, and stands
            for the number of a document where a row has none.
        at: whose book it is: the store, a point or a printer.
        dry_run: whether to say only what would be posted.

    Raises:
        TypeError: for an argument of the wrong type, or a row that is not a mapping.
        InvalidRecord: for a document without a name, a place that keeps no book, a first row
            without a column of dates or of figures, or two columns for one field.

    Examples:
        >>> from dukcapil.blanko import Ledger, import_rows
        >>> rows = [
        ...     {"Tanggal": "2 Mei 2017", "Diterima": "1.500", "Dicetak": "", "Sisa": "1.500"},
        ...     {"Tanggal": "03/05/2017", "Diterima": "", "Dicetak": 320, "Sisa": "1.180"},
        ...     {"Tanggal": "Jumlah", "Diterima": "1.500", "Dicetak": 320, "Sisa": ""},
        ... ]
        >>> first = import_rows(Ledger(), rows, document="Buku 2017")
        >>> print(first)
        figure         cards  entries
        in the file    1,820
        posted         1,820        3
        posted before      0        0
        rejected           0
        rows that are sums, not read: 3
        >>> import_rows(first.ledger, rows, document="Buku 2017").ledger == first.ledger
        True
    """
    check_type("import_rows", "ledger", ledger, Ledger)
    check_type("import_rows", "document", document, str)
    check_type("import_rows", "at", at, Place)
    if not document.strip():
        raise_faults("import_rows", [("document", Fault.MISSING)])
    if at.kind not in {PlaceKind.STORE, PlaceKind.POINT, PlaceKind.PRINTER}:
        raise_faults("import_rows", [("at", Fault.OUT_OF_BOUNDS)])
    points = [place for place in ledger.places if place.kind is PlaceKind.POINT]
    sheet = Sheet(at, points)
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise TypeError(
                f"rows[{number}]: expected a mapping of heading to cell, "
                f"found {type(row).__name__}; csv.DictReader makes them"
            )
        sheet.read(number, row)
    poster = _Poster(ledger, document.strip(), at)
    claims = sorted(sheet.claims, key=lambda claim: claim.turn)
    for _, claims_of_a_day in groupby(claims, key=lambda claim: claim.on):
        poster.post_day(claims_of_a_day)
    rejected = [*sheet.rejected, *poster.rejected, *poster.differences(sheet.balances)]
    rejected.sort(key=lambda one: one.problem.row)
    return Import(
        ledger=ledger if dry_run else poster.ledger,
        entries=tuple(poster.entries),
        already_there=poster.already_there,
        problems=Problems(one.problem for one in rejected),
        dropped=tuple(sheet.dropped),
        no_longer_in_file=poster.no_longer_in_file(),
        ignored_columns=tuple(name for name, field in sheet.fields.items() if field is None),
        cards_in_file=sheet.cards,
        cards_posted=poster.cards_posted,
        cards_rejected=sum(one.cards for one in rejected),
        cards_already_there=poster.cards_already_there,
        dry_run=dry_run,
    )


@final
class _Poster:
    """The poster of claims, with an account of the outcome of each."""

    def __init__(self, ledger: Ledger, document: str, at: Place) -> None:
        self.ledger = ledger
        self.entries: list[Entry] = []
        self.rejected: list[Rejected] = []
        self.already_there = self.cards_posted = self.cards_already_there = 0
        self._document, self._at = document, at
        self._equals: Counter[Claim] = Counter()
        self._ids: set[str] = set()
        self._changes: defaultdict[date, list[tuple[int, int]]] = defaultdict(list)
        self._sums: dict[date, tuple[list[int], list[int]]] = {}

    def post_day(self, claims: Iterable[Claim]) -> None:
        """Post the claims of a day; what is not possible yet is submitted after the others."""
        late: list[tuple[Claim, list[Entry]]] = []
        for claim in claims:
            entries = self._entries_of(claim)
            self._ids.update(entry.id for entry in entries)
            ledger = None if claim.field == "counted" else self._try(entries)
            if ledger is None:
                late.append((claim, entries))
            else:
                self._take(claim, entries, ledger)
        for claim, entries in late:
            ledger, refusal = self.ledger.submit(*entries)
            if refusal is None:
                self._take(claim, entries, ledger)
            else:
                self.rejected.append(
                    Rejected.of(claim.row, claim.field, str(refusal), claim.amount)
                )

    def _try(self, entries: list[Entry]) -> Ledger | None:
        try:
            return self.ledger.post(*entries)
        except LedgerError:
            return None

    def _take(self, claim: Claim, entries: list[Entry], ledger: Ledger) -> None:
        """Record that a claim is in a ledger, newly or not."""
        if len(ledger) == len(self.ledger):
            self.already_there += len(entries)
            self.cards_already_there += claim.amount
        else:
            self.entries += entries
            self.cards_posted += claim.amount
        self.ledger = ledger
        for entry in entries:
            if isinstance(entry, Movement):
                source, target = entry.ends
                change = entry.cards * ((target == self._at) - (source == self._at))
                self._changes[claim.on].append((claim.row, change))

    def _entries_of(self, claim: Claim) -> list[Entry]:
        """Return the entries of a claim, with ids of its content and its number among equals."""
        alike = claim._replace(row=0)
        place, at = claim.place, self._at
        what = claim.on, claim.field, place or "", claim.number, claim.cards
        shared = self._prefix + " | ".join(filter(None, map(str, what)))
        key = ""
        while not key or (key in self.ledger and self.ledger.is_reversed(key)):
            self._equals[alike] += 1  # an entry that was reversed is of no row any more
            key = f"{shared} | {self._equals[alike]}"
        document = claim.number or f"{self._document} {claim.on}"
        if claim.field == "distributed" and place:
            document = f"{document} / {place.name}"  # no lot travels under the same
        body: dict[str, Any] = {"on": claim.on, "document": document, "cards": claim.cards}
        match claim.field:
            case "received":
                sent = Allocated(id=f"{key} | allocated", **body)
                came = Received(id=key, to=at, **body)
                is_due = sent.id in self.ledger if key in self.ledger else self._is_due(sent)
                return [sent, came] if is_due else [came]
            case "distributed":
                left = Distributed(id=key, source=at, **body)
                arrived = f"{key} | arrived"
                return [left, Received(id=arrived, to=place, **body)] if place else [left]
            case "returned":
                return [Returned(id=key, source=place or at, **body)]
            case "destroyed":
                return [Destroyed(id=key, **body)]
            case "counted":
                counted = body.pop("cards")
                return [Counted(id=key, at=at, counted_cards=counted, **body)]
        return [_AT_THE_PLACE[claim.field](id=key, at=at, **body)]

    def _is_due(self, sent: Allocated) -> bool:
        """Return whether cards that arrived are still to be allocated."""
        return self._at == STORE and not self.ledger.balance(sent.ends[1], on=sent.on)

    @property
    def _prefix(self) -> str:
        return f"{self._document} | {self._at} | "

    def differences(self, balances: Iterable[tuple[date, int, int]]) -> Iterator[Rejected]:
        """Yield each balance of the file whose difference from the ledger is new."""
        last = 0
        for on, row, said in sorted(balances):
            rows, sums = self._sums_of(on)
            later = sums[-1] - sums[bisect_right(rows, row)]
            held = self.ledger.balance(self._at, on=on) - later
            if said - held not in {0, last}:
                reason = f"the file says {said:,}, the ledger {held:,}"
                yield Rejected.of(row, "balance", reason)
            last = said - held

    def _sums_of(self, on: date) -> tuple[list[int], list[int]]:
        """Return the rows of a day with changes, and the cumulative changes before each."""
        if on not in self._sums:
            changes = sorted(self._changes[on])
            self._sums[on] = (
                [row for row, _ in changes],
                [0, *accumulate(change for _, change in changes)],
            )
        return self._sums[on]

    def no_longer_in_file(self) -> tuple[str, ...]:
        """Return ids of entries posted from this stock card before that no row of it has now."""
        return tuple(
            entry.id
            for entry in self.ledger
            if entry.id.startswith(self._prefix)
            and entry.id not in self._ids
            and not self.ledger.is_reversed(entry.id)
        )
