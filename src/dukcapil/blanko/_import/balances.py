"""Balances of a file, compared with the ledger."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate

from dukcapil.blanko._entries import Entry
from dukcapil.blanko._import.claims import Balance, Claim, Rejected
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._movements import Movement
from dukcapil.blanko._places import Place

__all__ = ["differences"]


def differences(
    ledger: Ledger,
    balances: Sequence[Balance],
    written: Iterable[tuple[Claim, Sequence[Entry]]],
) -> Iterator[Rejected]:
    """Yield each balance of the file whose difference from the ledger is new.

    Rows of one day are read from the top: what stands in later rows is not in a balance yet.
    """
    if not balances:
        return
    sums = _sums(written, {balance.at for balance in balances})
    last: defaultdict[Place, int] = defaultdict(int)
    for balance in sorted(balances, key=lambda one: (one.on, one.position, not one.is_before)):
        on, position, origin, at, said, is_before = balance
        positions, totals = sums.get((at, on), ([], [0]))
        bisect = bisect_left if is_before else bisect_right
        held = ledger.balance(at, on=on) - totals[-1] + totals[bisect(positions, position)]
        if said - held not in {0, last[at]}:
            reason = f"the file says {said:,}, the ledger {held:,}"
            yield Rejected.of(origin, "opening" if is_before else "balance", reason)
        last[at] = said - held


def _sums(
    written: Iterable[tuple[Claim, Sequence[Entry]]], places: set[Place]
) -> dict[tuple[Place, date], tuple[list[int], list[int]]]:
    """Return, by place and day, the rows with changes, and the cumulative changes before each."""
    changes: defaultdict[tuple[Place, date], list[tuple[int, int]]] = defaultdict(list)
    for claim, entries in written:
        for entry in entries:
            if isinstance(entry, Movement):
                for place, cards in zip(entry.ends, (-entry.cards, entry.cards), strict=True):
                    if place in places:
                        changes[place, claim.on].append((claim.position, cards))
    sums = {}
    for key, found in changes.items():
        found.sort()
        totals = [0, *accumulate(cards for _, cards in found)]
        sums[key] = [position for position, _ in found], totals
    return sums
