"""Hypothesis strategies for blank cards: places, entries, ledgers, and claims to a lot."""

from datetime import date, timedelta
from typing import Any, Final, get_args

import attrs
from hypothesis import strategies as st

from dukcapil.allocation import Claim
from dukcapil.blanko import (
    LOST,
    MINISTRY,
    PROVINCE,
    SPOILED,
    STORE,
    Allocated,
    Blank,
    Borrowed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
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
)
from dukcapil.blanko._entry_base import EntryBase

__all__ = ["claims", "documents", "entries", "ledgers", "places", "serials"]

_FIRST: Final = date(2020, 12, 15)
_POINTS: Final = (Place.point("32.75.01"), Place.point("32.75.02"))
_AT: Final = (STORE, *_POINTS, Place.printer("1"))
_BLANKS: Final = (Blank.CITIZEN, Blank.CITIZEN, Blank.FOREIGNER)


def places() -> st.SearchStrategy[Place]:
    """Places of every kind.

    Examples:
        >>> from dukcapil.testing import places
        >>> places().example()  # doctest: +SKIP
        Place(kind=<PlaceKind.STORE: 'store'>, name='')
    """
    documents_ = st.integers(1, 9).map("BAST {}".format).map(Place.transit)
    return st.sampled_from((*_AT, MINISTRY, PROVINCE, SPOILED, LOST)) | documents_


def serials() -> st.SearchStrategy[Serials]:
    """Ranges of serial numbers.

    Examples:
        >>> from dukcapil.testing import serials
        >>> len(serials().example()) >= 1  # doctest: +SKIP
        True
    """
    ends = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted)
    return ends.map(lambda pair: Serials(*pair))


def entries(kind: type[EntryBase]) -> st.SearchStrategy[Any]:
    """Single entries of one class, whether a ledger would take them or not.

    Args:
        kind: a class of entry.

    Examples:
        >>> from dukcapil.blanko import Printed
        >>> from dukcapil.testing import entries
        >>> entries(Printed).example().cards >= 1  # doctest: +SKIP
        True
    """
    days = st.dates(_FIRST, _FIRST + timedelta(days=120))
    made: dict[str, st.SearchStrategy[Any]] = {
        "cards": st.integers(1, 1_000),
        "counted_cards": st.integers(0, 1_000),
        "until": days,
        "reverses": st.integers(0, 9).map(str),
        "document": st.integers(1, 9).map("BAST {}".format),
        "reason": st.just("entered twice"),
        "at": st.sampled_from(_AT),
        "source": st.sampled_from(_AT),
        "to": st.just(Place.point("32.75.03")),
        "office": st.sampled_from(("33.73", "33.74")),
    }
    if kind is Allocated:
        made["source"] = st.sampled_from((MINISTRY, PROVINCE))
    if kind is Returned:
        made |= {"source": st.sampled_from(_POINTS), "to": st.just(STORE)}
    fields = {field.name for field in attrs.fields(kind)}
    return st.builds(
        lambda when, **rest: kind(on=when[0], entered_on=when[0] + timedelta(days=when[1]), **rest),
        st.tuples(days, st.integers(0, 30)),
        id=st.integers(0, 9).map("e-{}".format),
        **{name: strategy for name, strategy in made.items() if name in fields},
    )


@st.composite
def documents(draw: st.DrawFn, *, max_size: int = 12) -> list[tuple[Entry, ...]]:
    """Documents that a ledger takes one after the other, in order of time and entered late.

    Cards of both kinds of blank come, are used, counted, lent and borrowed.

    Args:
        draw: given by Hypothesis.
        max_size: how many documents at most.

    Examples:
        >>> from dukcapil.testing import documents
        >>> len(documents(max_size=3).example()) <= 3  # doctest: +SKIP
        True
    """
    held: dict[Place, int] = {}
    day, made = _FIRST, list[tuple[Entry, ...]]()
    entered_on = day
    for number in range(draw(st.integers(0, max_size))):
        day += timedelta(days=draw(st.integers(0, 9)))
        common: dict[str, Any] = {"on": day, "id": f"{number}"}
        entered_on = max(entered_on, day + timedelta(days=draw(st.integers(0, 20))))
        common["entered_on"] = entered_on
        full = [place for place, cards in held.items() if cards > 0 and place.is_real]
        source = draw(st.sampled_from([None, *full]))
        if source is None:
            to = draw(st.sampled_from(_AT[:3])).of(draw(st.sampled_from(_BLANKS)))
            made.append(draw(_arrivals(common, to)))
        elif draw(st.integers(0, 5)) == 0:
            cards = draw(st.integers(0, held[source] + 5))
            made.append((Counted(at=source, counted_cards=cards, **common),))
            held[source] = cards
            day += timedelta(days=1)  # what was counted at the end of a day is not touched on it
            continue
        else:
            common["cards"] = draw(st.integers(1, held[source]))
            made.append((draw(st.sampled_from(_ways_on(source, held, common))),))
        for movement in made[-1]:
            giver, taker = movement.ends  # type: ignore[union-attr]  # movements, all of them
            cards = movement.cards  # type: ignore[union-attr]
            held[giver] = held.get(giver, 0) - cards
            held[taker] = held.get(taker, 0) + cards
    return made


@st.composite
def _arrivals(draw: st.DrawFn, common: dict[str, Any], to: Place) -> tuple[Entry, ...]:
    """A lot that was sent and received in one document, or cards of another office."""
    common = {**common, "cards": draw(st.integers(1, 500))}
    if draw(st.integers(0, 3)) == 0:
        return (Borrowed(**common, to=to, office="33.73", document="BA 7"),)
    lot = {**common, "document": f"BAST {common['id']}"}
    source = MINISTRY.of(to.blank)
    sent = Allocated(**{**lot, "id": f"{common['id']}a"}, source=source)
    return sent, Received(**lot, to=to)


def _ways_on(source: Place, held: dict[Place, int], common: dict[str, Any]) -> list[Any]:
    """Return entries for cards that a place holds, and for others that have to do with it."""
    blank = source.blank
    if source.kind is PlaceKind.TRANSIT:
        at_point = Received(to=_POINTS[0].of(blank), document=source.name, **common)
        return [at_point, Returned(source=source, to=STORE.of(blank), **common)]
    ways: list[Any] = [
        Printed(at=source, **common),
        Spoiled(at=source, **common),
        Lost(at=source, reason="not found", **common),
        Distributed(source=source, document=f"SJ {common['id']}", **common),
        Lent(source=source, office="33.74", document="BA 5", **common),
    ]
    if source.kind is not PlaceKind.STORE:
        ways.append(Returned(source=source, to=STORE.of(blank), **common))
    spoiled, lent = Place.spoiled(source), Place.lent("33.74").of(blank)
    owed = Place.borrowed("33.73").of(blank)

    def with_cards(cards: int) -> dict[str, Any]:
        return {**common, "cards": min(common["cards"], cards)}

    if held.get(spoiled, 0) > 0:
        ways.append(Destroyed(at=source, document="BA 1", **with_cards(held[spoiled])))
    if held.get(lent, 0) > 0:
        ways.append(Returned(source=lent, to=source, **with_cards(held[lent])))
    if held.get(owed, 0) < 0:
        ways.append(Returned(source=source, to=owed, **with_cards(-held[owed])))
    return ways


def ledgers(*, max_size: int = 12) -> st.SearchStrategy[Ledger]:
    """Small ledgers.

    Args:
        max_size: how many documents at most.

    Examples:
        >>> from dukcapil.testing import ledgers
        >>> ledgers().example()  # doctest: +SKIP
        Ledger(entries=7)
    """
    return documents(max_size=max_size).map(lambda made: Ledger().post_all(made))


def claims(*, max_size: int = 8) -> st.SearchStrategy[list[Claim]]:
    """Claims of different points to a lot, at least one of which has weight.

    Args:
        max_size: how many at most.

    Examples:
        >>> from dukcapil.testing import claims
        >>> len(claims().example()) >= 1  # doctest: +SKIP
        True
    """
    amounts = st.integers(0, 1_000)

    def claim(key: int, weight: int, on_hand: int, cap: int | None, priority: int) -> Claim:
        return Claim(
            key=key,
            weight=weight + (key == 0),
            on_hand_cards=on_hand,
            cap_cards=cap,
            priority=priority,
        )

    parts = st.tuples(amounts, amounts, st.none() | amounts, st.integers(0, 2))
    return st.lists(parts, min_size=1, max_size=max_size).map(
        lambda found: [claim(key, *part) for key, part in enumerate(found)]
    )


MADE: Final[dict[type, st.SearchStrategy[Any]]] = {
    Place: places(),
    Serials: serials(),
    Ledger: ledgers(),
    Claim: claims().map(lambda found: found[0]),
    **{kind: entries(kind) for kind in get_args(Entry)},
}
"""The strategy of each type, for Hypothesis."""
