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
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Ledger,
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
from dukcapil.blanko._movements import Movement

__all__ = ["claims", "documents", "entries", "ledgers", "places", "serials"]

_FIRST: Final = date(2020, 12, 15)
_POINTS: Final = (Place.point("32.75.01"), Place.point("32.75.02"))
_AT: Final = (STORE, *_POINTS, Place.printer("1"))


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
        full = [place for place, cards in held.items() if cards and place.is_real]
        source = draw(st.sampled_from([None, *full]))
        if source is None:
            made.append(_arrival(common, draw(st.sampled_from(_AT[:3])), draw(st.integers(1, 500))))
            move: Movement = made[-1][-1]  # type: ignore[assignment]  # what was received
            held[move.ends[1]] = held.get(move.ends[1], 0) + move.cards
            continue
        if draw(st.integers(0, 5)) == 0:
            cards = draw(st.integers(0, held[source] + 5))
            made.append((Counted(at=source, counted_cards=cards, **common),))
            held[source] = cards
            day += timedelta(days=1)  # what was counted at the end of a day is not touched on it
            continue
        common["cards"] = draw(st.integers(1, held[source]))
        movement = draw(st.sampled_from(_ways_on(source, held.get(SPOILED, 0), common)))
        made.append((movement,))
        giver, taker = movement.ends
        held[giver] -= movement.cards
        held[taker] = held.get(taker, 0) + movement.cards
    return made


def _arrival(common: dict[str, Any], to: Place, cards: int) -> tuple[Entry, ...]:
    """A lot that was sent and received, in one document."""
    lot = {**common, "cards": cards, "document": f"BAST {common['id']}"}
    return Allocated(**{**lot, "id": f"{common['id']}a"}), Received(**lot, to=to)


def _ways_on(source: Place, spoiled_cards: int, common: dict[str, Any]) -> list[Any]:
    """Return a strategy of entries for cards that a place holds."""
    if source.kind is PlaceKind.TRANSIT:
        at_point = Received(to=_POINTS[0], document=source.name, **common)
        return [at_point, Returned(source=source, **common)]
    ways = [
        Printed(at=source, **common),
        Spoiled(at=source, **common),
        Lost(at=source, reason="not found", **common),
        Distributed(source=source, document=f"SJ {common['id']}", **common),
    ]
    if source != STORE:
        ways.append(Returned(source=source, **common))
    if spoiled_cards:
        destroyed = {**common, "cards": min(common["cards"], spoiled_cards)}
        ways.append(Destroyed(document="BA 1", **destroyed))
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
