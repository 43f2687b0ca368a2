"""Laws of ledgers: order, parts, reversals, imports and digests."""

from __future__ import annotations

from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ledger_histories import (
    DAY,
    DAYS,
    HOLDS,
    SPOILED_AT,
    days,
    movements,
    table,
)
from support.naive_ledger import Movement

from dukcapil.blanko import (
    Allocated,
    Counted,
    Entry,
    Ledger,
    Received,
    Reversed,
)
from dukcapil.errors import LedgerError

# --- laws ------------------------------------------------------------------------------------


def draft_counts() -> st.SearchStrategy[Counted]:
    return st.builds(
        Counted,
        id=st.just("draft"),
        on=days,
        at=st.sampled_from([*HOLDS, *SPOILED_AT]),
        counted_cards=st.integers(0, 9),
    )


@st.composite
def histories(draw: st.DrawFn, *, compensate: bool | None = False) -> tuple[Ledger, list[Entry]]:
    """A ledger, and its entries: movements, counts, and reversals of movements."""
    opening = Allocated(id="a-0", on=DAYS[0], cards=40, document="D-1")
    entries: list[Entry] = [opening, Received(id="r-0", on=DAYS[0], cards=30, document="D-1")]
    ledger = Ledger().post(*entries)
    drafts = draw(st.lists(movements(compensate=compensate) | draft_counts(), max_size=25))
    for number, draft in enumerate(drafts):
        ledger, _ = _try(ledger, entries, attrs.evolve(draft, id=f"e-{number}"))
    for pick in draw(st.lists(st.integers(0, 30), max_size=3)):
        chosen = entries[pick % len(entries)]
        if isinstance(chosen, Movement):
            reversal = Reversed(
                id=f"v-{chosen.id}", on=DAYS[-1], reverses=chosen.id, reason="wrong"
            )
            ledger, _ = _try(ledger, entries, reversal)
    return ledger, list(ledger)


def _try(ledger: Ledger, entries: list[Entry], entry: Entry) -> tuple[Ledger, bool]:
    """With the entry if it is legal."""
    try:
        after = ledger.post(entry)
    except LedgerError:
        return ledger, False
    if after is not ledger:
        entries.append(entry)
    return after, True


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_writing_changes_no_balance(
    history: tuple[Ledger, list[Entry]], random: Random
) -> None:
    """Whichever order is legal: those that cannot be yet are tried again after the others."""
    ledger, entries = history
    entered_on = entries[-1].entered_on
    waiting = [attrs.evolve(e, entered_on=entered_on) for e in random.sample(entries, len(entries))]
    again = Ledger()
    done: list[Entry] = []
    while waiting:
        tried, waiting, before = waiting, [], len(done)
        for entry in tried:
            again, taken = _try(again, done, entry)
            if not taken:
                waiting.append(entry)
        if len(done) == before:
            return  # a count and what it would change wait for each other
    assert table(again) == table(ledger)


@given(histories(compensate=None), st.data())
def test_a_movement_in_two_parts_changes_no_balance(
    history: tuple[Ledger, list[Entry]], data: st.DataObject
) -> None:
    ledger, entries = history
    kept = {entry.reverses for entry in entries if isinstance(entry, Reversed)}
    movable = [e for e in entries if isinstance(e, Movement) and e.cards > 1 and e.id not in kept]
    if not movable:
        return
    chosen = data.draw(st.sampled_from(movable))
    part = data.draw(st.integers(1, chosen.cards - 1))
    parts = [
        attrs.evolve(chosen, id="part-1", cards=part),
        attrs.evolve(chosen, id="part-2", cards=chosen.cards - part),
    ]
    at = entries.index(chosen)
    again = Ledger().post_all([entries[:at], parts, entries[at + 1 :]])
    assert table(again) == table(ledger)
    assert again != ledger


@given(histories(compensate=None), movements() | draft_counts())
def test_what_is_reversed_on_its_day_leaves_no_trace_in_the_balances(
    history: tuple[Ledger, list[Entry]], draft: Movement | Counted
) -> None:
    ledger, entries = history
    entry = attrs.evolve(draft, id="new", entered_on=None)
    after, taken = _try(ledger, entries, entry)
    if taken:
        restored = after.post(Reversed(id="back", on=entry.on, reverses="new", reason="wrong"))
        assert table(restored) == table(ledger)
        assert len(restored) == len(ledger) + 2


@given(histories(compensate=None))
def test_importing_twice_is_importing_once(history: tuple[Ledger, list[Entry]]) -> None:
    ledger, entries = history
    assert list(ledger) == entries
    once = Ledger().post_all([entries])
    assert once == ledger
    assert once.post_all([entry] for entry in entries) is once
    assert once.post(*entries, *reversed(entries)) is once


@given(histories(compensate=None), st.data())
def test_another_entry_gives_another_digest(
    history: tuple[Ledger, list[Entry]], data: st.DataObject
) -> None:
    """Kept elsewhere, each digest of the past shows that what came before is unchanged."""
    ledger, entries = history
    sizes = [Ledger().post(*entries[:size]).digest for size in range(len(entries) + 1)]
    assert len(set(sizes)) == len(sizes)
    ledger.verify(sizes[1:])
    ledger.verify(size.upper() for size in sizes[1:])
    at = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(["note", "lot", "actor", "entered_on"]))
    if field == "entered_on":
        later = entries[-1].on + 50 * DAY
        changed = [attrs.evolve(entry, entered_on=later) for entry in entries[at:]]
    else:
        changed = [attrs.evolve(entries[at], **{field: "changed"}), *entries[at + 1 :]]  # type: ignore[arg-type]  # a text
    other = Ledger().post(*entries[:at], *changed)
    assert other != ledger
    other.verify(sizes[1 : at + 1])
    for digest in sizes[at + 1 :]:
        with pytest.raises(LedgerError, match="never had that digest"):
            other.verify([digest])
