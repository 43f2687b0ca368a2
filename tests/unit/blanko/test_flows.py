"""What offices do with blanks: each flow with its entry, its place and its line in the reports."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest
from support.report_ledgers import MAY
from support.small_ledgers import POINT, back, counted, may, opened, printed, refuses

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    FOUND,
    LOST,
    MINISTRY,
    MISSING,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    Allocated,
    Blank,
    Borrowed,
    Destroyed,
    Distributed,
    Ledger,
    Lent,
    Lost,
    Place,
    PlaceKind,
    Printed,
    Received,
    Returned,
    Serials,
    Spoiled,
    destructions,
    in_transit,
    movements,
    reconcile,
    serial_history,
    stock_card,
    trial_balance,
)
from dukcapil.errors import InsufficientBlanko, RefusedEntry

OTHER = Place.point("32.75.98")
JEBOL = Place.mobile("SMAN 1")


def lines(ledger: Ledger) -> dict[str, int]:
    """The movements of May by kind."""
    return {row.kind.value: row.cards for row in movements(ledger, [MAY]).rows}


def held(ledger: Ledger, *places: Place) -> list[int]:
    return [ledger.balance(place, on=may(31)) for place in places]


# --- spoiled blanks --------------------------------------------------------------------------


def spoiled_at(point: Place, cards: int) -> Ledger:
    return opened(100, at=point).post(Spoiled(id="s", on=may(2), at=point, cards=cards))


def test_spoiled_blanks_lie_where_they_were_spoiled_until_they_are_handed_in() -> None:
    there, ledger = Place.spoiled(POINT), spoiled_at(POINT, 8)
    assert held(ledger, there, SPOILED) == [8, 0]
    burned: dict[str, Any] = {"on": may(9), "cards": 5, "document": "BA 1"}
    assert "spoiled on 2017-05-09: 5 cards needed, 0 on hand" in refuses(
        ledger, Destroyed(id="x", **burned), error=InsufficientBlanko
    )
    in_the_store = ledger.post(
        Returned(id="b", on=may(5), source=there, to=SPOILED, cards=6),
        Destroyed(id="x", **burned),
        Destroyed(id="y", at=POINT, **{**burned, "cards": 2}),
    )
    assert held(in_the_store, there, SPOILED) == [0, 1]
    assert lines(in_the_store) == {
        "opened": 100,
        "spoiled": 8,
        "spoiled, returned": 6,
        "destroyed": 7,
    }
    report = reconcile(in_the_store, since=may(1), until=may(32))
    assert (report.spoiled_cards, report.closing_cards) == (8, 92)


def test_spoiled_blanks_are_counted_lost_and_sent_up() -> None:
    there, ledger = Place.spoiled(POINT), spoiled_at(POINT, 8)
    ledger = ledger.post(
        counted(3, 7, at=there),
        Lost(id="l", on=may(4), at=there, cards=1, reason="not found"),
        Returned(id="b", on=may(5), source=there, to=PROVINCE, cards=4),
    )
    assert held(ledger, there, LOST, PROVINCE) == [2, 1, 4]
    assert lines(ledger) == {
        "opened": 100,
        "spoiled": 8,
        "missing": 1,
        "spoiled, lost": 1,
        "spoiled, returned": 4,
    }
    report = reconcile(ledger, since=may(1), until=may(32))
    assert (report.spoiled_cards, report.lost_cards, report.sent_back_cards) == (8, 0, 0)
    assert report.closing_cards == 92


@pytest.mark.parametrize("name", ["32.75.01", "store", "in transit X", "point"])
def test_spoiled_blanks_lie_at_a_place_that_holds_blanks(name: str) -> None:
    with pytest.raises(InvalidRecord):
        Place(PlaceKind.SPOILED, name)
    assert str(Place.spoiled(JEBOL)) == "spoiled at mobile point SMAN 1"
    assert Place.spoiled(JEBOL).region_name is None
    assert Place.spoiled(STORE) == SPOILED


# --- from point to point ---------------------------------------------------------------------


def test_blanks_go_from_one_kecamatan_to_another() -> None:
    ledger = opened(100, at=POINT).post(
        Distributed(id="d", on=may(2), source=POINT, cards=30, document="SJ 1"),
        Received(id="r", on=may(3), to=OTHER, cards=30, document="SJ 1"),
    )
    assert held(ledger, POINT, OTHER) == [70, 30]
    assert lines(ledger) == {"opened": 100, "distributed": 30, "arrived": 30}
    report = reconcile(ledger, since=may(2), until=may(32))
    assert (report.opening_cards, report.received_cards, report.closing_cards) == (100, 0, 100)


def test_a_mobile_point_prints_and_gives_back_what_is_left() -> None:
    ledger = opened(100).post(
        Distributed(id="d", on=may(2), cards=30, document="SJ 1"),
        Received(id="r", on=may(2), to=JEBOL, cards=30, document="SJ 1"),
        Printed(id="p", on=may(2), at=JEBOL, cards=22),
        Spoiled(id="s", on=may(2), at=JEBOL, cards=1),
    )
    assert held(ledger, JEBOL, Place.spoiled(JEBOL)) == [7, 1]
    refuses(ledger, printed(3, 8, at=JEBOL), error=InsufficientBlanko)
    home = ledger.post(
        Returned(id="b", on=may(3), source=JEBOL, cards=7),
        Returned(id="c", on=may(3), source=Place.spoiled(JEBOL), to=SPOILED, cards=1),
    )
    assert held(home, JEBOL, Place.spoiled(JEBOL), SPOILED, STORE) == [0, 0, 1, 77]


# --- loans -----------------------------------------------------------------------------------

THEIRS, OURS = Place.lent("33.74"), Place.borrowed("33.74")
LOAN: dict[str, Any] = {"office": "33.74", "document": "BA 5"}


def test_what_was_lent_is_not_on_hand_and_comes_back_or_is_written_off() -> None:
    """Lent = returned + outstanding + written off."""
    ledger = opened(100).post(Lent(id="l", on=may(2), cards=40, **LOAN))
    assert held(ledger, STORE, THEIRS) == [60, 40]
    refuses(ledger, printed(3, 61), error=InsufficientBlanko)
    too_many = Returned(id="b", on=may(4), source=THEIRS, cards=41)
    assert "lent to 33.74 on 2017-05-04: 41 cards needed, 40 on hand" in refuses(
        ledger, too_many, error=InsufficientBlanko
    )
    ledger = ledger.post(
        Returned(id="b", on=may(4), source=THEIRS, to=POINT, cards=25),
        Lost(id="w", on=may(9), at=THEIRS, cards=5, reason="never came back"),
    )
    assert held(ledger, STORE, POINT, THEIRS, LOST) == [60, 25, 10, 5]
    assert lines(ledger) == {"opened": 100, "lent": 40, "recovered": 25, "written off": 5}
    report = reconcile(ledger, since=may(2), until=may(32))
    assert (report.lent_cards, report.recovered_cards, report.lost_cards) == (40, 25, 0)
    assert (report.opening_cards, report.closing_cards) == (100, 85)


def test_no_more_goes_back_than_was_borrowed() -> None:
    ledger = opened(100).post(Borrowed(id="b", on=may(5), cards=40, **LOAN))
    assert held(ledger, STORE, OURS) == [140, -40]
    why = "borrowed from 33.74 on 2017-05-{}: {} cards would go back, and {} are owed"
    back_ = Returned(id="r", on=may(6), source=STORE, to=OURS, cards=41)
    assert refuses(ledger, back_) == why.format("06", 41, 40)
    early = Returned(id="r", on=may(4), source=STORE, to=OURS, cards=10)
    assert refuses(ledger, early) == why.format("04", 10, 0)
    assert refuses(ledger, back("b", 3)) == "a reversal is never earlier than what it reverses"
    ledger = ledger.post(Returned(id="r", on=may(6), source=STORE, to=OURS, cards=30))
    assert refuses(ledger, back("b", 7)) == why.format("07", 40, 10)
    assert held(ledger, STORE, OURS) == [110, -10]
    assert lines(ledger) == {"opened": 100, "borrowed": 40, "repaid": 30}
    report = reconcile(ledger, since=may(2), until=may(32))
    assert (report.borrowed_cards, report.repaid_cards, report.closing_cards) == (40, 30, 110)
    undone = ledger.post(back("r", 7), back("b", 7))
    report = reconcile(undone, since=may(2), until=may(32))
    assert (report.borrowed_cards, report.repaid_cards, report.closing_cards) == (0, 0, 100)
    assert pickle.loads(pickle.dumps(ledger)) == ledger
    again, entries = ledger.__reduce__()
    with pytest.raises(RefusedEntry, match="fewer cards than none"):
        again((*entries[0], attrs.evolve(back_, id="again", entered_on=may(6))))  # type: ignore[operator, index]


@pytest.mark.parametrize("at", [THEIRS, OURS])
def test_what_is_not_here_is_not_counted(at: Place) -> None:
    with pytest.raises(InvalidRecord, match=r"Counted\.at: out of bounds"):
        counted(2, 5, at=at)


# --- blanks for foreigners -------------------------------------------------------------------

ORANGE = STORE.of(Blank.FOREIGNER)


def two_kinds() -> Ledger:
    """A hundred of each under one document."""
    lot: dict[str, Any] = {"on": may(2), "cards": 100, "document": "BAST 1"}
    return Ledger().post(
        Allocated(id="a", **lot),
        Allocated(id="b", source=MINISTRY.of(Blank.FOREIGNER), **lot),
        Received(id="c", **lot),
        Received(id="d", to=ORANGE, **lot),
    )


def test_kinds_of_blank_never_mix() -> None:
    ledger = two_kinds().post(printed(3, 90), printed(3, 4, "o", at=ORANGE))
    assert held(ledger, STORE, ORANGE, PRINTED, PRINTED.of(Blank.FOREIGNER)) == [10, 96, 90, 4]
    message = refuses(ledger, printed(4, 97, at=ORANGE), error=InsufficientBlanko)
    assert message.startswith("store (foreigners) on 2017-05-04: 97 cards needed, 96 on hand")
    with pytest.raises(InvalidRecord, match=r"Returned\.to: contradicts"):
        Returned(id="r", on=may(4), source=POINT.of(Blank.FOREIGNER), cards=1)
    counts = counted(5, 9), counted(5, 97, at=ORANGE, id="co")
    ledger = ledger.post(*counts, printed(4, 1, "p", at=ORANGE, compensate=True))
    assert held(ledger, MISSING, FOUND, FOUND.of(Blank.FOREIGNER)) == [1, 0, -2]
    again: Ledger = pickle.loads(pickle.dumps(ledger))
    assert (again, again.places) == (ledger, ledger.places)
    assert [place.blank for place in ledger.places] == sorted(
        (place.blank for place in ledger.places), key=list(Blank).index
    )


def test_each_kind_of_blank_has_its_reports() -> None:
    ledger = two_kinds().post(printed(3, 90), printed(3, 4, "o", at=ORANGE))
    orange = movements(ledger, [MAY], blank=Blank.FOREIGNER)
    assert {row.kind.value: row.cards for row in orange.rows} == {
        "allocated": 100,
        "received": 100,
        "printed": 4,
    }
    assert lines(ledger)["printed"] == 90
    report = reconcile(ledger, since=may(1), until=may(32), blank=Blank.FOREIGNER)
    assert (report.received_cards, report.printed_cards, report.closing_cards) == (100, 4, 96)
    rows = trial_balance(ledger, on=may(31)).rows
    assert [str(row.place) for row in rows][3:5] == ["store (foreigners)", "ministry (foreigners)"]


def test_each_kind_of_blank_has_numbers_of_its_own() -> None:
    lot: dict[str, Any] = {"on": may(2), "cards": 5, "document": "B", "serials": Serials(1, 5)}
    ledger = Ledger(serials=True).post(
        Allocated(id="a", **lot),
        Allocated(id="b", source=MINISTRY.of(Blank.FOREIGNER), **lot),
        Received(id="c", to=ORANGE, **lot),
    )
    assert ledger.serials_at(ORANGE) == ledger.serials_at(Place.transit("B")) == (Serials(1, 5),)
    assert [line.id for line in serial_history(ledger, 3).rows] == ["a"]
    way = serial_history(ledger, 3, blank=Blank.FOREIGNER)
    assert ([line.id for line in way.rows], way.place) == (["b", "c"], ORANGE)
    assert pickle.loads(pickle.dumps(ledger)) == ledger


def test_a_place_of_another_kind_of_blank_has_another_digest() -> None:
    white, orange = (Ledger().post(counted(1, 5, at=STORE.of(blank), id="c")) for blank in Blank)
    assert white.digest != orange.digest
    assert STORE.of(Blank.CITIZEN) is STORE


# --- what the auditor asks for ---------------------------------------------------------------


def test_a_stock_card_says_who_was_at_the_other_end_and_why() -> None:
    said: dict[str, Any] = {"lot": "L-1", "reason": "first cards", "actor": "A-1"}
    ledger = opened(100).post(
        printed(2, 5, document="BA 1", **said),
        counted(3, 90),
        printed(3, 2, "late", compensate=True),
        counted(4, 90),
    )
    card = stock_card(ledger, STORE, since=may(1), until=may(32))
    assert [(line.id, line.counterparty) for line in card.rows] == [
        ("c-0", "opening stock"),
        ("p-2", "printed"),
        ("c-3", "missing at counts"),
        ("late", "found at counts, printed"),
        ("c-4", ""),
    ]
    first = card.rows[1]
    assert (first.document, first.lot, first.reason, first.actor) == ("BA 1", *said.values())


def test_how_long_cards_are_on_the_way() -> None:
    """Those that left first arrive first."""
    lot: dict[str, Any] = {"document": "SJ 1"}
    ledger = opened(100).post(
        Distributed(id="d1", on=may(2), cards=30, **lot),
        Distributed(id="d2", on=may(5), cards=20, **lot),
        Distributed(id="d3", on=may(4), cards=5, document="SJ 2"),
        Received(id="r1", on=may(6), cards=30, to=POINT, **lot),
        Distributed(id="d4", on=may(7), cards=5, document="SJ 3"),
        Received(id="r2", on=may(7), cards=5, to=POINT, document="SJ 3"),
    )

    def waiting(day: int) -> list[tuple[str, int, int]]:
        rows = in_transit(ledger, on=may(day)).rows
        return [(row.place.name, row.days, row.cards) for row in rows]

    assert waiting(5) == [("SJ 1", 3, 50), ("SJ 2", 1, 5)]
    assert waiting(6) == [("SJ 2", 2, 5), ("SJ 1", 1, 20)]
    assert waiting(31) == [("SJ 2", 27, 5), ("SJ 1", 26, 20)]
    assert waiting(1) == []


def test_the_list_of_destructions_has_the_minutes() -> None:
    burned: dict[str, Any] = {"reason": "failed encoding", "actor": "A-1"}
    ledger = spoiled_at(POINT, 8).post(
        Destroyed(id="x", on=may(9), at=POINT, cards=5, document="BA 1", **burned),
        Destroyed(id="y", on=may(5), at=POINT, cards=2, document="BA 2"),
        back("x", 10),
    )
    listed = destructions(ledger, since=may(1), until=may(32))
    assert [(row.on, row.document, row.cards, row.reversed_cards) for row in listed.rows] == [
        (may(5), "BA 2", 2, 0),
        (may(9), "BA 1", 5, 0),
        (may(10), "BA 1", 0, 5),
    ]
    assert {row.place for row in listed.rows} == {Place.spoiled(POINT)}
    assert (listed.cards, listed.rows[1].reason, listed.rows[1].actor) == (2, *burned.values())
    assert destructions(ledger, since=may(11), until=may(32)).rows == ()
