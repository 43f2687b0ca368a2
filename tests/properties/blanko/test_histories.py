"""The ledger against a slow one: whatever is entered, both take it or refuse it alike."""

from __future__ import annotations

import copy
import itertools
import os
import pickle
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.ledger_histories import (
    AT,
    DAY,
    DAYS,
    HOLDS,
    ORANGE,
    PLACES,
    SPOILED_AT,
    check_known,
    check_same,
    days,
    movements,
    table,
)
from support.naive_ledger import OUTSIDE, Illegal, Movement, Naive

from dukcapil.blanko import (
    STORE,
    Allocated,
    Blank,
    Closed,
    Counted,
    Entry,
    Ledger,
    Moment,
    Place,
    Received,
    Reopened,
    Reversed,
    Serials,
)
from dukcapil.errors import LedgerError


class Histories(RuleBasedStateMachine):
    """Whatever is entered, both ledgers take it or refuse it alike, and say the same."""

    keeps_serials = False

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.ledger = Ledger(serials=self.keeps_serials)
        self.model = Naive(serials=self.keeps_serials)
        self.kept: list[tuple[Ledger, Naive]] = []
        self.numbers = itertools.count(1)
        self.steps = 0
        self.luck = 0

    # --- helpers ---------------------------------------------------------------------------

    def new_id(self) -> str:
        return f"e-{next(self.numbers)}"

    def numbered(self, drafts: list[Movement]) -> list[Movement]:
        return [self.with_serials(attrs.evolve(draft, id=self.new_id())) for draft in drafts]

    def with_serials(self, entry: Movement) -> Movement:
        return entry

    def entry(self, pick: int) -> Entry:
        """One that is in the ledger."""
        return self.model.written[pick % len(self.model.written)][0]

    def go_on(self, ledger: Ledger, model: Naive) -> None:
        self.kept.append((self.ledger, self.model))
        del self.kept[:-12:2]
        self.ledger, self.model = ledger, model

    def post(self, *entries: Entry, entered_on: date | None = None) -> bool:
        """Enter a document in both; whether it was legal."""
        try:
            model = self.model.post(*entries, entered_on=entered_on)
        except Illegal as illegal:
            with pytest.raises(LedgerError) as caught:
                self.ledger.post(*entries, entered_on=entered_on)
            illegal.check(caught.value)
            return False
        before, closed_until = table(self.ledger), self.ledger.closed_until
        ledger = self.ledger.post(*entries, entered_on=entered_on)
        if len(self.ledger):
            check_known(ledger, self.ledger, DAYS[self.steps % 8])
        until = min(closed_until or date.min, ledger.closed_until or date.min)
        for day in DAYS:
            for place in ledger.places if day < until else ():
                assert ledger.balance(place, on=day) == before.get((place, day), 0)
        self.go_on(ledger, model)
        return True

    # --- what may be entered ---------------------------------------------------------------

    @initialize(cards=st.integers(0, 30))
    def opening(self, cards: int) -> None:
        fields: dict[str, Any] = {"cards": max(cards, 1), "document": "D-1", "on": DAYS[0]}
        if self.keeps_serials:
            fields["serials"] = Serials(1, fields["cards"])
        assert self.post(Allocated(id="a-0", **fields))
        assert self.post(Received(id="r-0", **fields))
        self.kept = [(self.ledger, self.model)]

    @rule(
        drafts=st.lists(movements(), min_size=1, max_size=3),
        entered_on=st.none() | days,
        luck=st.integers(0, 1_000),
    )
    def document(self, drafts: list[Movement], entered_on: date | None, luck: int) -> None:
        self.luck = luck
        self.post(*self.numbered(drafts), entered_on=entered_on)

    @rule(draft=movements(compensate=False), luck=st.integers(0, 1_000))
    def movement(self, draft: Movement, luck: int) -> None:
        self.luck = luck
        self.post(*self.numbered([draft]))

    @rule(pick=st.integers(0), on=days, wrong=st.sampled_from(["id", "early", "", "", "", ""]))
    def reversal(self, pick: int, on: date, wrong: str) -> None:
        original = self.entry(pick)
        on = original.on - DAY if wrong == "early" else max(on, original.on)
        reverses = "nothing" if wrong == "id" else original.id
        entry = Reversed(id=self.new_id(), on=on, reverses=reverses, reason="wrong")
        before = table(self.ledger)
        if self.post(entry):
            moves = self.model.written[-1][1]
            changed = {place for move in moves for place in move[1:3]}
            after = table(self.ledger)
            assert {key for key in {*before, *after} if before.get(key) != after.get(key)} <= {
                (place, day) for place in changed for day in DAYS if day >= on
            }
            assert not self.post(attrs.evolve(entry, id=self.new_id()))

    @rule(
        at=st.sampled_from([*HOLDS, *SPOILED_AT, *(at.of(ORANGE) for at in AT)]),
        on=days,
        error=st.integers(-3, 3) | st.just(0),
        compensate=st.booleans(),
    )
    def count(self, at: Place, on: date, error: int, compensate: bool) -> None:  # noqa: FBT001
        counted = max(0, self.model.balance(at, on=on) + (0 if self.keeps_serials else error))
        entry = Counted(
            id=self.new_id(), on=on, at=at, counted_cards=counted, compensate=compensate
        )
        if self.post(entry):
            assert self.ledger.balance(at, on=on) == counted

    @rule(until=days, on=days)
    def close(self, until: date, on: date) -> None:
        self.post(Closed(id=self.new_id(), on=on, until=until))

    @rule(until=st.sampled_from([date.min, *DAYS]), on=days)
    def reopen(self, until: date, on: date) -> None:
        if until != (self.model.closed_until or date.min):
            self.post(Reopened(id=self.new_id(), on=on, until=until, reason="a late paper"))

    @rule(
        picks=st.lists(st.integers(0), max_size=2),
        until=days,
        at=st.sampled_from(AT),
        on=days,
        draft=movements(),
        order=st.permutations(range(5)),
    )
    def mixed_document(  # noqa: PLR0913, PLR0917  # one of each
        self,
        picks: list[int],
        until: date,
        at: Place,
        on: date,
        draft: Movement,
        order: list[int],
    ) -> None:
        """Reversals, a closing, a count and a movement: what is refused is taken back whole."""
        counted = self.model.balance(at, on=on)
        parts: list[Entry] = [
            Closed(id=self.new_id(), on=on, until=until),
            Counted(id=self.new_id(), on=on, at=at, counted_cards=counted),
            *self.numbered([draft]),
        ]
        for original in map(self.entry, picks):
            day = max(on, original.on)
            parts.append(Reversed(id=self.new_id(), on=day, reverses=original.id, reason="wrong"))
        self.post(*(parts[place] for place in order if place < len(parts)))

    # --- the same again --------------------------------------------------------------------

    @rule(picks=st.lists(st.integers(0), min_size=1, max_size=3))
    def retry(self, picks: list[int]) -> None:
        again = [copy.deepcopy(self.ledger[self.entry(pick).id]) for pick in picks]
        assert self.ledger.post(*again) is self.ledger

    @rule(pick=st.integers(0), data=st.data())
    def altered_retry(self, pick: int, data: st.DataObject) -> None:
        entry = self.entry(pick)
        other: dict[str, Any] = {
            "note": "other",
            "lot": "L-9",
            "document": f"{entry.document}*",
            "entered_on": entry.on + 20 * DAY,
            "in_advance": not entry.in_advance,
        }
        if isinstance(entry, Movement):
            other |= {"compensate": not entry.compensate}
            other |= {} if entry.serials else {"cards": entry.cards + 1}
        if isinstance(entry, Counted):
            other |= {"counted_cards": entry.counted_cards + 1, "at": Place.point("K-9")}
            other |= {"compensate": not entry.compensate}
        names = data.draw(st.sets(st.sampled_from(sorted(other)), min_size=1))
        assert not self.post(attrs.evolve(entry, **{name: other[name] for name in names}))

    @rule(drafts=st.lists(movements(), min_size=1, max_size=3))
    def submit(self, drafts: list[Movement]) -> None:
        entries = self.numbered(drafts)
        model, illegal = self.model.submit(*entries)
        ledger, error = self.ledger.submit(*entries)
        assert (illegal is None) == (error is None)
        if illegal is not None and error is not None:
            illegal.check(error)
            assert ledger is self.ledger
        self.go_on(ledger, model)

    @rule(pick=st.integers(0))
    def branch(self, pick: int) -> None:
        """Go on from an old ledger as if what came after it had not been entered."""
        ledger, model = self.kept[pick % len(self.kept)]
        self.go_on(ledger, model)

    # --- what always holds -----------------------------------------------------------------

    @precondition(lambda self: self.kept)
    @invariant()
    def same(self) -> None:
        check_same(self.ledger, self.model)
        self.steps += 1
        check_same(*self.kept[self.steps % len(self.kept)])
        on, known_on = DAYS[self.steps % 8], DAYS[self.steps * 3 % 8] + DAY
        entry = self.entry(self.steps * 7)
        for place in [*self.ledger.places, *PLACES[self.steps % 9 :: 9]]:
            assert self.ledger.balance(place, on=on, known_on=known_on) == self.model.balance(
                place, on=on, known_on=known_on
            )
            assert self.ledger.balance(
                place, on=on, moment=Moment.START_OF_DAY
            ) == self.model.balance(place, on=on - DAY)
            assert self.ledger.balance_after(entry.id, place) == self.model.balance_after(
                entry.id, place
            )

    def teardown(self) -> None:
        """At last: old ledgers say what they said, and all can be kept, read and proved."""
        for ledger, model in self.kept:
            check_same(ledger, model)
        digest = self.ledger.digest
        for other in (copy.copy(self.ledger), pickle.loads(pickle.dumps(self.ledger))):
            assert other == self.ledger
            assert hash(other) == hash(self.ledger)
            assert table(other) == table(self.ledger)
            other.verify([digest, *(ledger.digest for ledger, _ in self.kept if ledger == other)])
        self.ledger.verify()
        assert self.ledger.post_all([entry] for entry in list(self.ledger)) is self.ledger


class SerialHistories(Histories):
    """The same where each blank has a number."""

    keeps_serials = True

    def __init__(self) -> None:
        """Begin with nothing, and numbers that are new."""
        super().__init__()
        self.unused = itertools.count(100, 100)

    def with_serials(self, entry: Movement) -> Movement:
        """Numbers that are there, as a rule: from an end or the middle of a range."""
        luck, self.luck = self.luck, self.luck + 1
        source = entry.ends[0]
        held = self.ledger.serials_at(source)
        if source.kind in OUTSIDE or luck % 7 == 6:
            first = next(self.unused) if luck % 5 else luck % 100
            return attrs.evolve(entry, serials=Serials(first, first + entry.cards - 1))
        if not held or luck % 11 == 10:
            return entry
        chosen = held[luck % len(held)]
        cards = min(entry.cards, len(chosen))
        middle = (chosen.first + chosen.last) // 2
        first = (chosen.first, chosen.last - cards + 1, middle)[luck % 3]
        if luck % 5 == 4 and cards > 2:
            parts = Serials(chosen.first, chosen.first), Serials(chosen.last, chosen.last)
            return attrs.evolve(entry, cards=2, serials=parts)
        return attrs.evolve(entry, cards=cards, serials=Serials(first, first + cards - 1))

    @rule(at=st.sampled_from(AT), on=days, lost=st.booleans(), fits=st.booleans())
    def count_with_serials(self, at: Place, on: date, lost: bool, fits: bool) -> None:  # noqa: FBT001
        """A count that misses the first number, or finds one more."""
        balance, held = self.model.balance(at, on=on), self.ledger.serials_at(at)
        first = held[0].first if lost and held else next(self.unused)
        counted = max(0, balance + (-1 if lost else 1) * fits)
        serials = Serials(first, first)
        entry = Counted(id=self.new_id(), on=on, at=at, counted_cards=counted, serials=serials)
        self.post(entry)

    @invariant()
    def serials_partition(self) -> None:
        """Each number is in one place; neighbours are one range; as many as there are cards."""
        where: dict[tuple[Blank, int], list[Place]] = {}
        on = DAYS[self.steps % 8] if self.steps % 3 else None
        for place in self.ledger.places:
            ranges = self.ledger.serials_at(place, on=on)
            numbers = [(place.blank, n) for r in ranges for n in range(r.first, r.last + 1)]
            assert len(numbers) == (
                0 if place.kind in OUTSIDE else self.ledger.balance(place, on=on or DAYS[-1])
            )
            assert not where.keys() & set(numbers)
            assert all(a.last + 1 < b.first for a, b in itertools.pairwise(ranges))
            where |= {number: [place] for number in numbers}
        assert where == self.model.serial_numbers(on or DAYS[-1])
        old, _ = self.kept[self.steps % len(self.kept)]
        assert len(old.serials_at(STORE)) <= len(old)


TestHistories = Histories.TestCase
TestSerialHistories = SerialHistories.TestCase

nightly = pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "nightly", reason="long; only in the nightly profile"
)


@nightly
def test_long_histories() -> None:
    """As above, with four times as many steps."""
    run_state_machine_as_test(Histories, settings=settings(stateful_step_count=200))
