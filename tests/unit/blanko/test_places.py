"""Places, serial ranges and moments."""

from __future__ import annotations

from datetime import date

import pytest
from support.small_ledgers import (
    ON_THE_WAY,
    POINT,
    PRINTER,
    in_store,
    may,
    opened,
    printed,
)

from dukcapil.blanko import (
    DESTROYED,
    FOUND,
    LOST,
    MINISTRY,
    MISSING,
    OPENING,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    Moment,
    Place,
    PlaceKind,
    Serials,
)
from dukcapil.errors import (
    Fault,
    InvalidRecord,
)

# --- places ----------------------------------------------------------------------------------


NAMED = (
    *(PlaceKind.POINT, PlaceKind.PRINTER, PlaceKind.MOBILE, PlaceKind.TRANSIT),
    *(PlaceKind.LENT, PlaceKind.BORROWED),
)


@pytest.mark.parametrize(
    ("kind", "is_real", "holds_cards"),
    [
        *((kind, True, True) for kind in list(PlaceKind)[:5]),
        (PlaceKind.SPOILED, False, True),
        *((kind, False, False) for kind in list(PlaceKind)[6:]),
    ],
)
def test_real_places_and_the_spoiled_hold_cards(
    kind: PlaceKind,
    is_real: bool,  # noqa: FBT001
    holds_cards: bool,  # noqa: FBT001
) -> None:
    named = kind in NAMED
    place = Place(kind, "x" * named)
    assert (place.is_real, place.holds_cards) == (is_real, holds_cards)


@pytest.mark.parametrize(
    ("place", "kind", "text"),
    [
        (POINT, PlaceKind.POINT, "point 32.75.99"),
        (PRINTER, PlaceKind.PRINTER, "printer P-1"),
        (ON_THE_WAY, PlaceKind.TRANSIT, "in transit BAST 1"),
        (STORE, PlaceKind.STORE, "store"),
        (MINISTRY, PlaceKind.MINISTRY, "ministry"),
        (PROVINCE, PlaceKind.PROVINCE, "province"),
        (PRINTED, PlaceKind.PRINTED, "printed"),
        (SPOILED, PlaceKind.SPOILED, "spoiled"),
        (DESTROYED, PlaceKind.DESTROYED, "destroyed"),
        (LOST, PlaceKind.LOST, "lost"),
        (OPENING, PlaceKind.OPENING, "opening stock"),
        (FOUND, PlaceKind.FOUND, "found at counts"),
        (MISSING, PlaceKind.MISSING, "missing at counts"),
    ],
)
def test_a_place_says_what_it_is(place: Place, kind: PlaceKind, text: str) -> None:
    assert (place.kind, str(place)) == (kind, text)


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        *((kind, "", Fault.MISSING) for kind in NAMED),
        *((kind, " ", Fault.MISSING) for kind in NAMED),
        *((kind, "x", Fault.CONTRADICTION) for kind in PlaceKind if kind not in NAMED),
    ],
)
def test_some_places_need_a_name_and_others_have_none(
    kind: PlaceKind, name: str, reason: Fault
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        Place(kind, name)
    assert (caught.value.field, caught.value.reason) == ("name", reason)


# --- serials and moments ---------------------------------------------------------------------


def test_a_range_of_serials_includes_its_last() -> None:
    assert [len(Serials(7, 7)), len(Serials(0, 9)), len(Serials(1_001, 1_500))] == [1, 10, 500]


@pytest.mark.parametrize(
    ("first", "last", "field", "reason"),
    [
        (8, 7, "last", Fault.CONTRADICTION),
        (-1, 7, "first", Fault.NEGATIVE),
        (0, -1, "last", Fault.NEGATIVE),
    ],
)
def test_an_impossible_range_is_refused(first: int, last: int, field: str, reason: Fault) -> None:
    with pytest.raises(InvalidRecord) as caught:
        Serials(first, last)
    assert (caught.value.path, caught.value.field, caught.value.reason) == (
        *("Serials", field),
        reason,
    )


def test_a_day_has_a_start_and_an_end() -> None:
    assert [moment.value for moment in Moment] == ["start of day", "end of day"]
    ledger = opened(120).post(printed(2, 20), printed(4, 30))
    starts = [ledger.balance(STORE, on=may(n), moment=Moment.START_OF_DAY) for n in range(1, 6)]
    assert starts == [0, 120, 100, 100, 70]
    assert in_store(ledger, 0, 1, 2, 3, 4, 5, 9_999) == [0, 120, 100, 100, 70, 70, 70]
    assert ledger.balance(STORE, on=date.min, moment=Moment.START_OF_DAY) == 0
