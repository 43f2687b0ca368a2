"""Balances: cards on the way, never below zero, counts that bind."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import attrs
import pytest
from support.small_ledgers import (
    POINT,
    back,
    counted,
    in_store,
    may,
    numbered,
    opened,
    printed,
    refuses,
)

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    DESTROYED,
    FOUND,
    MISSING,
    OPENING,
    PRINTED,
    SPOILED,
    STORE,
    Allocated,
    Destroyed,
    Distributed,
    Ledger,
    Place,
    Received,
    Returned,
    Serials,
    Spoiled,
)
from dukcapil.errors import (
    CountMismatch,
    InsufficientBlanko,
)

# --- cards on the way ------------------------------------------------------------------------


def sent(cards: int = 50) -> Ledger:
    """Of 120 in the store, some have left for a point."""
    leaving = Distributed(id="d-1", on=may(2), cards=cards, document="SJ 1")
    return opened(120).post(leaving)


def where(ledger: Ledger, *, on: date | None = None) -> list[int]:
    """In the store, on the way, at the point."""
    places = (STORE, Place.transit("SJ 1"), POINT)
    return [ledger.balance(place, on=on or may(31)) for place in places]


def arrived(cards: int, day: int = 4) -> Received:
    return Received(id=f"r-{day}", on=may(day), cards=cards, document="SJ 1", to=POINT)


def test_cards_on_the_way_are_in_no_store() -> None:
    ledger = sent()
    assert where(ledger) == [70, 50, 0]
    assert where(ledger.post(arrived(50))) == [70, 0, 50]
    assert where(ledger.post(arrived(50)), on=may(3)) == [70, 50, 0]


def test_cards_may_arrive_in_parts_and_the_rest_go_back() -> None:
    ledger = sent().post(arrived(30), arrived(15, day=5))
    assert where(ledger) == [70, 5, 45]
    rest = Returned(id="t-1", on=may(6), cards=5, source=Place.transit("SJ 1"))
    assert where(ledger.post(rest)) == [75, 0, 45]
    assert "in transit SJ 1 on 2017-05-06: 6 cards needed, 5 on hand" in refuses(
        ledger, arrived(6, day=6), error=InsufficientBlanko
    )


def test_a_document_that_is_voided_comes_back() -> None:
    void = Returned(id="t-1", on=may(3), cards=50, source=Place.transit("SJ 1"))
    ledger = sent().post(void)
    assert where(ledger) == [120, 0, 0]
    refuses(ledger, arrived(1), error=InsufficientBlanko)


def test_a_document_is_of_the_ministry_or_of_the_office() -> None:
    allocated = Allocated(id="a-1", on=may(3), cards=5, document="SJ 1")
    why = "under that document other cards were {}; use another number"
    assert refuses(sent(), allocated) == why.format("distributed")
    ledger = opened(120).post(allocated, arrived(5, day=3))
    leaving = Distributed(id="d-1", on=may(2), cards=50, document="SJ 1")
    assert refuses(ledger, leaving) == why.format("allocated")
    again = attrs.evolve(allocated, id="a-2")
    assert len(ledger.post(again)) == 4
    assert len(ledger.post(attrs.evolve(leaving, document="SJ 2"))) == 4


def test_a_refused_document_does_not_change_whose_a_number_is() -> None:
    allocated = Allocated(id="a-1", on=may(3), cards=5, document="SJ 1")
    leaving = Distributed(id="d-1", on=may(3), cards=5, document="SJ 1")
    ledger = opened(120)
    too_many = printed(4, 1_000)
    refuses(ledger, allocated, too_many, error=InsufficientBlanko)
    assert len(ledger.post(leaving)) == 2
    ledger = ledger.post(allocated, arrived(5, day=3))
    refuses(ledger, attrs.evolve(allocated, id="a-2"), too_many, error=InsufficientBlanko)
    refuses(ledger, leaving)


def test_an_entry_without_its_serials_does_not_change_whose_a_number_is() -> None:
    ledger = numbered()
    refuses(ledger, Allocated(id="a-2", on=may(3), cards=5, document="SJ 1"))
    taken: dict[str, Any] = {"cards": 5, "document": "SJ 1", "serials": Serials(1, 5)}
    assert len(ledger.post(Distributed(id="d-1", on=may(3), **taken))) == 3


def test_what_is_on_the_way_under_one_document_does_not_arrive_under_another() -> None:
    other = attrs.evolve(arrived(1), document="SJ 2")
    refuses(sent(), other, error=InsufficientBlanko)


# --- never below zero ------------------------------------------------------------------------


def test_a_place_holds_no_fewer_than_none_on_any_later_day() -> None:
    """An entry of an earlier day counts for all days after it."""
    ledger = opened(100).post(printed(10, 80), counted(12, 60, id="found"))
    with pytest.raises(InsufficientBlanko) as caught:
        opened(100).post(printed(10, 80), printed(5, 21))
    error = caught.value
    assert (error.place, error.on, error.needed_cards, error.on_hand_cards) == (
        *("store", may(10)),
        *(101, 100),
    )
    assert in_store(opened(100).post(printed(10, 80), printed(5, 20)), 5, 9, 10) == [80, 80, 0]
    assert in_store(ledger, 10, 12) == [20, 60]


def test_the_first_day_that_would_go_below_is_named() -> None:
    ledger = opened(100).post(printed(8, 60), printed(12, 30))
    message = refuses(ledger, printed(5, 41), error=InsufficientBlanko)
    assert message.startswith("store on 2017-05-08: 41 cards needed, 40 on hand")


def test_a_day_may_go_below_within_the_document() -> None:
    sending = Allocated(id="a-1", on=may(2), cards=500, document="BAST 1")
    arriving = Received(id="r-1", on=may(2), cards=500, document="BAST 1")
    assert len(Ledger().post(sending, arriving, printed(2, 500))) == 3
    assert len(Ledger().post(arriving, sending)) == 2
    refuses(Ledger(), arriving, error=InsufficientBlanko)


def test_no_more_are_destroyed_than_were_spoiled() -> None:
    ledger = opened(9).post(Spoiled(id="s-1", on=may(3), cards=4))
    burned = Destroyed(id="b-1", on=may(3), cards=4, document="BA 1")
    refuses(ledger, attrs.evolve(burned, cards=5), error=InsufficientBlanko)
    refuses(ledger, attrs.evolve(burned, on=may(2)), error=InsufficientBlanko)
    ledger = ledger.post(burned)
    assert [ledger.balance(p, on=may(3)) for p in (STORE, SPOILED, DESTROYED)] == [5, 0, 4]


# --- counts ----------------------------------------------------------------------------------


def aside(ledger: Ledger, *days: int) -> list[tuple[int, ...]]:
    """On some days: opening stock, found, missing."""
    return [
        tuple(ledger.balance(place, on=may(day)) for place in (OPENING, FOUND, MISSING))
        for day in days
    ]


@pytest.mark.parametrize(("cards", "found", "missing"), [(117, 0, 3), (120, 0, 0), (124, 4, 0)])
def test_what_counts_find_and_miss_and_what_was_there_are_kept_apart(
    cards: int, found: int, missing: int
) -> None:
    ledger = opened(120).post(counted(5, cards))
    assert in_store(ledger, 4, 5, 6) == [120, cards, cards]
    assert aside(ledger, 4, 5) == [(-120, 0, 0), (-120, -found, missing)]


def test_the_first_count_of_a_place_opens_it() -> None:
    assert aside(opened(120, at=POINT), 1) == [(-120, 0, 0)]
    corrected = opened(1_200).post(back("c-0", 1), counted(1, 120))
    assert aside(corrected, 1) == [(-120, 0, 0)]
    corrected_later = opened(1_200).post(back("c-0", 3)).post(counted(3, 120))
    assert aside(corrected_later, 1, 3) == [(-1_200, 0, 0), (-120, 0, 0)]
    empty = opened(0).post(counted(5, 9))
    assert aside(empty, 5) == [(0, -9, 0)]
    lot: dict[str, Any] = {"on": may(1), "cards": 5, "document": "BAST 1"}
    arrived = Allocated(id="a", **lot), Received(id="r", **lot)
    for ledger in (Ledger().post(*arrived, counted(1, 9)), Ledger().post(*arrived)):
        assert aside(ledger.post(counted(1, 9)), 1) == [(0, -4, 0)]
    together = Ledger().post(*arrived, back("r", 1), counted(1, 9))
    one_by_one = Ledger().post(*arrived).post(back("r", 1)).post(counted(1, 9))
    assert aside(together, 1) == aside(one_by_one, 1) == [(-9, 0, 0)]


def test_nothing_is_counted_before_a_place_was_opened() -> None:
    ledger = opened(120).post(counted(5, 120))
    why = "store was opened by a count of a later day; reverse that one first"
    early = counted(0, 0, id="early", compensate=True)
    assert refuses(ledger, early) == why
    assert len(opened(120).post(printed(2, 1))) == 2
    assert refuses(opened(120), early) == why
    assert refuses(Ledger(), counted(1, 5), counted(0, 0)) == why
    free = back("c-5", 5), back("c-0", 1)
    assert len(ledger.post(*free, early)) == 5
    assert len(ledger.post(*free).post(early)) == 5
    assert aside(ledger.post(*free, counted(4, 7)), 4) == [(-7, 0, 0)]


def test_a_count_that_comes_in_late_is_offset_on_the_day_of_the_next() -> None:
    ledger = opened(120).post(counted(20, 100))
    late = counted(10, 110)
    refuses(ledger, late, error=CountMismatch)
    after = ledger.post(attrs.evolve(late, compensate=True))
    assert in_store(after, 9, 10, 19, 20, 30) == [120, 110, 110, 100, 100]
    assert aside(after, 10, 20) == [(-120, 0, 10), (-120, -10, 30)]
    refuses(after, printed(10, 1), error=CountMismatch)
    restored = after.post(back("c-10", 25))
    assert in_store(restored, 9, 10, 20, 25) == [120, 110, 100, 100]
    assert aside(restored, 25) == [(-120, 0, 20)]
    assert in_store(ledger.post(counted(10, 125, compensate=True)), 10, 20) == [125, 100]


def test_a_difference_from_a_certain_size_is_explained() -> None:
    ledger = Ledger(explain_from_cards=10).post(counted(1, 120, id="c-0"))
    assert (ledger.explain_from_cards, opened(1).explain_from_cards) == (10, None)
    assert len(ledger.post(counted(5, 111))) == 2
    why = (
        "store on 2017-05-05: a difference of 10 cards needs a reason and the document of the count"
    )
    for cards in (110, 130):
        half: list[dict[str, Any]] = [{}, {"reason": "not found"}, {"document": "BA 7"}]
        for said in half:
            assert refuses(ledger, counted(5, cards, **said)) == why
        explained = counted(5, cards, reason="not found", document="BA 7")
        assert in_store(ledger.post(explained), 5) == [cards]
    assert pickle.loads(pickle.dumps(ledger)) == ledger != Ledger().post(*ledger)
    with pytest.raises(InvalidRecord, match=r"Ledger\.explain_from_cards: out of bounds"):
        Ledger(explain_from_cards=0)


def test_an_earlier_entry_does_not_change_what_was_counted() -> None:
    ledger = opened(120).post(counted(5, 117))
    with pytest.raises(CountMismatch) as caught:
        ledger.post(printed(5, 1))
    error = caught.value
    assert (error.place, error.on, error.counted_cards, error.balance_cards) == (
        *("store", may(5)),
        *(117, 116),
    )
    ledger = ledger.post(printed(3, 10, compensate=True))
    assert in_store(ledger, 2, 3, 4, 5, 6) == [120, 110, 110, 117, 117]
    assert aside(ledger, 4, 5) == [(-120, 0, 0), (-120, -10, 3)]
    assert ledger.balance(PRINTED, on=may(9)) == 10
    assert in_store(ledger.post(printed(6, 7)), 6) == [110]


def test_a_well_known_system_ends_with_42_where_1_was_counted() -> None:
    """Cards that arrived before a count and are entered after it do not count twice."""
    ledger = Ledger().post(
        Allocated(id="a-1", on=may(2), cards=41, document="BAST 1"), counted(10, 1)
    )
    late = Received(id="r-1", on=may(5), entered_on=may(11), cards=41, document="BAST 1")
    assert "1 cards were counted, and it would say 42" in refuses(ledger, late, error=CountMismatch)
    ledger = ledger.post(attrs.evolve(late, compensate=True))
    assert in_store(ledger, 4, 5, 9, 10, 99) == [0, 41, 41, 1, 1]


def test_both_ends_are_put_back_each_on_the_day_of_its_first_count() -> None:
    ledger = opened(120).post(
        counted(5, 120),
        counted(7, 0, at=SPOILED, id="spoiled"),
        counted(9, 0, at=SPOILED, id="spoiled again"),
        Spoiled(id="s-1", on=may(3), cards=4, compensate=True),
    )
    assert in_store(ledger, 3, 4, 5) == [116, 116, 120]
    assert [ledger.balance(SPOILED, on=may(n)) for n in (3, 6, 7, 9)] == [4, 4, 0, 0]
    assert aside(ledger, 3, 5, 7) == [(-120, 0, 0), (-120, -4, 0), (-120, -4, 4)]


def test_nothing_is_compensated_where_nothing_was_counted_later() -> None:
    plain, compensated = (
        opened(120).post(printed(2, 10, compensate=compensate)) for compensate in (False, True)
    )
    assert in_store(plain, 2, 9) == in_store(compensated, 2, 9) == [110, 110]
    assert plain != compensated


def test_compensation_is_no_way_below_zero() -> None:
    ledger = opened(10).post(counted(5, 30))
    refuses(ledger, printed(3, 11, compensate=True), error=InsufficientBlanko)
    assert in_store(ledger.post(printed(3, 10, compensate=True)), 4, 5) == [0, 30]


def test_a_day_is_counted_twice_only_alike() -> None:
    ledger = opened(120).post(counted(5, 117), counted(5, 117, id="again"))
    assert "117 cards were counted, and it would say 116" in refuses(
        ledger, counted(5, 116, id="other"), error=CountMismatch
    )
    ledger = ledger.post(back("again", 5))
    refuses(ledger, printed(5, 1), error=CountMismatch)
    assert in_store(ledger.post(back("c-5", 5), printed(5, 1)), 5) == [119]


def test_an_earlier_count_does_not_change_a_later_one() -> None:
    ledger = opened(120).post(counted(9, 100))
    refuses(ledger, counted(5, 119), error=CountMismatch)
    assert len(ledger.post(counted(5, 120))) == 3
