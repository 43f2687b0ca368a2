"""Movements of a few days and places, and the balances that every ledger must have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from support.naive_ledger import Movement, Naive

from dukcapil.blanko import (
    DESTROYED,
    FOUND,
    LOST,
    MINISTRY,
    MISSING,
    OPENING,
    PRINTED,
    PROVINCE,
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
    Spoiled,
)

DAY = timedelta(days=1)
DAYS = [date(2017, 5, 1) + n * DAY for n in range(8)]
DOCUMENTS = ["D-1", "D-2", "D-3"]
AT = [
    STORE,
    *(Place.point(f"K-{n}") for n in range(2)),
    Place.printer("P-1"),
    Place.mobile("SMA 1"),
]
SPOILED_AT = [Place.spoiled(at) for at in AT]
HOLDS = [*AT, *map(Place.transit, DOCUMENTS)]
ABOVE = [MINISTRY, PROVINCE]
OFFICES = ["33.74", "33.73"]
LENT, BORROWED = list(map(Place.lent, OFFICES)), list(map(Place.borrowed, OFFICES))
WHITE = [
    *HOLDS,
    *SPOILED_AT,
    *LENT,
    *BORROWED,
    *ABOVE,
    PRINTED,
    DESTROYED,
    LOST,
    OPENING,
    FOUND,
    MISSING,
]
PLACES = [place.of(blank) for blank in Blank for place in WHITE]
FIELDS: dict[type[Movement], dict[str, list[Any]]] = {
    Allocated: {"source": ABOVE, "document": DOCUMENTS},
    Received: {"to": AT, "document": DOCUMENTS},
    Distributed: {"source": AT, "document": DOCUMENTS, "recipient": [None, None, *AT[1:3]]},
    Returned: {"source": [*HOLDS, *SPOILED_AT, *LENT], "to": [*AT, *AT, *ABOVE]},
    Printed: {"at": AT},
    Spoiled: {"at": AT},
    Destroyed: {"document": ["BA 1"], "at": AT},
    Lent: {"source": AT, "office": OFFICES, "document": ["BA 9"]},
    Borrowed: {"to": AT, "office": OFFICES, "document": ["BA 9"]},
    Lost: {"at": [*HOLDS, *HOLDS, *SPOILED_AT, *LENT], "reason": ["not found"]},
}
ORANGE = Blank.FOREIGNER
"""Some movements are of the blanks for foreigners, at the same places."""
Table = dict[tuple[Place, date], int]

days = st.sampled_from(DAYS)


@st.composite
def movements(draw: st.DrawFn, *, compensate: bool | None = None) -> Movement:
    """One that has no id of its own yet."""
    kind = draw(st.sampled_from(list(FIELDS)))
    fields = {name: draw(st.sampled_from(values)) for name, values in FIELDS[kind].items()}
    if kind is Returned and fields["source"].kind is PlaceKind.SPOILED:
        ways = [place for place in (*SPOILED_AT, *ABOVE) if place != fields["source"]]
        fields["to"] = draw(st.sampled_from(ways))
    elif kind is Returned and fields["source"].kind is PlaceKind.LENT:
        fields["to"] = draw(st.sampled_from(AT))
    elif kind is Returned and fields["source"].kind is not PlaceKind.TRANSIT:
        back = [*ABOVE, *BORROWED, *BORROWED]
        fields["to"] = draw(st.sampled_from(back if fields["source"] == STORE else [STORE, *back]))
    elif kind is Distributed and fields["recipient"] == fields["source"]:
        fields["recipient"] = None
    if draw(st.integers(0, 4)) == 0:
        fields = {
            name: value.of(ORANGE) if isinstance(value, Place) else value
            for name, value in fields.items()
        }
        ends: dict[type[Movement], str] = {Allocated: "source", Received: "to"}
        default = ends.get(kind)
        if default is not None and default not in fields:
            fields[default] = STORE.of(ORANGE)
    on = draw(days)
    delay = draw(st.none() | st.none() | st.integers(-1, 5))
    return kind(
        id="draft",
        on=on,
        entered_on=None if delay is None else on + DAY * delay,
        in_advance=delay is not None and delay < 0,
        cards=draw(st.integers(1, 6)),
        compensate=draw(st.booleans()) if compensate is None else compensate,
        **fields,
    )


def table(ledger: Ledger) -> Table:
    """The balance of every place at the end of every day, where it is not 0."""
    balances = {
        (place, day): ledger.balance(place, on=day) for place in ledger.places for day in DAYS
    }
    return {key: balance for key, balance in balances.items() if balance}


def check_laws(ledger: Ledger) -> Table:
    """Assert the laws of every ledger, and return its balances."""
    balances = table(ledger)
    for day in DAYS:
        for blank in Blank:  # which never mix
            assert sum(balances.get((place.of(blank), day), 0) for place in WHITE) == 0
    for (place, _), cards in balances.items():
        assert not (place.is_never_negative and cards < 0)
        assert not (place.is_never_positive and cards > 0)
    return balances


def check_known(ledger: Ledger, before: Ledger, known_on: date) -> None:
    """Assert that what is known on a day is legal, and was not changed since an earlier ledger."""
    check_laws(ledger.known_on(known_on))
    last = list(before)[-1].entered_on
    if last is not None and known_on < last:
        assert ledger.known_on(known_on) == before.known_on(known_on)


def check_same(ledger: Ledger, model: Naive) -> None:
    """As the slow ledger has it: balances, entries and what became of them."""
    assert check_laws(ledger) == model.table(DAYS)
    assert len(ledger) == len(model.written)
    assert ledger.closed_until == model.closed_until
    for entry, (told, _) in zip(ledger, model.written, strict=True):
        assert entry == told
        assert ledger.is_reversed(entry.id) == model.is_reversed(entry.id)
    assert {move[n] for _, moves in model.written for move in moves for n in (1, 2)} <= set(
        ledger.places
    )
