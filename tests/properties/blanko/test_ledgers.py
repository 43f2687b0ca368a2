"""The published strategies of ledgers and claims, and laws that hold for whatever they make."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukcapil import Ledger, Month, Scenario, project
from dukcapil.allocation import Claim, Method, share
from dukcapil.blanko import (
    STORE,
    Blank,
    Closed,
    Counted,
    Entry,
    Place,
    PlaceKind,
    Reopened,
    Returned,
    Reversed,
    Serials,
    reconcile,
    trial_balance,
)
from dukcapil.testing import claims, documents, ledgers, places, serials


@given(ledgers())
def test_a_ledger_adds_up_and_is_kept(ledger: Ledger) -> None:
    ledger.verify([ledger.digest] if ledger.digest else [])
    assert pickle.loads(pickle.dumps(ledger)) == ledger
    assert ledger.post(*ledger) is ledger
    for entry in ledger:
        assert trial_balance(ledger, on=entry.on).rows
        for blank in Blank:
            reconcile(ledger, since=entry.on, until=entry.on + timedelta(days=9), blank=blank)


@given(ledgers())
def test_a_forecast_starts_from_the_balance(ledger: Ledger) -> None:
    days = [entry.on for entry in ledger]
    if not days:
        return
    on_hand = ledger.balance(STORE, on=max(days))
    start = Month.of(max(days)) + 1
    scenario = Scenario(
        start=start,
        months=1,
        not_recorded_people=0,
        allocation_cards=0,
        on_hand_cards=on_hand,
    )
    assert project(scenario).month_ends[0].on_hand_cards == on_hand


def test_every_kind_of_entry_comes_up() -> None:
    seen: set[str] = set()
    blanks: set[Blank] = set()
    returned: set[PlaceKind] = set()

    @settings(derandomize=True, max_examples=25 * settings().max_examples, database=None)
    @given(documents())
    def look(made: list[tuple[Entry, ...]]) -> None:
        for entry in (entry for document in made for entry in document):
            seen.add(type(entry).__name__)
            if not isinstance(entry, Counted | Reversed | Closed | Reopened):
                blanks.update(place.blank for place in entry.ends)
            if isinstance(entry, Returned):
                returned.update(place.kind for place in entry.ends)

    look()
    assert seen == {
        *("Allocated", "Received", "Distributed", "Returned", "Printed", "Spoiled"),
        *("Destroyed", "Lost", "Counted", "Lent", "Borrowed"),
    }
    assert blanks == set(Blank)
    assert {PlaceKind.LENT, PlaceKind.BORROWED, PlaceKind.TRANSIT, PlaceKind.POINT} <= returned


@pytest.mark.parametrize("kind", [*get_args(Entry), Ledger, Claim, Place, Serials])
def test_every_value_is_made_by_its_type(kind: type) -> None:
    @settings(derandomize=True, database=None)
    @given(st.from_type(kind))
    def look(value: Any) -> None:  # noqa: ANN401  # of that type
        assert type(value) is kind

    look()


@given(places(), serials())
def test_a_place_says_what_it_is_and_a_range_how_long(place: Place, numbers: Serials) -> None:
    assert str(place).startswith(place.kind.value)
    assert len(numbers) == numbers.last - numbers.first + 1


@given(claims(), st.integers(0, 3_000), st.sampled_from(Method))
def test_claims_can_be_shared(made: list[Claim], cards: int, method: Method) -> None:
    need = sum(cards if claim.cap_cards is None else claim.cap_cards for claim in made)
    assert sum(row.cards for row in share(cards, made, method=method)) == min(cards, need)
