"""Cards by the day on which they came, where those that came first leave first."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, final

from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Place
from dukcapil.blanko._reports.moves import journal_of

__all__ = ["Layer", "layers"]


@final
class Layer(NamedTuple):
    """The cards of a place that came on one day and are still there."""

    since: date
    cards: int


def layers(ledger: Ledger, place: Place, on: date) -> Iterator[Layer]:
    """Yield what a place holds at the end of a day, the youngest first.

    The cards that are there are the last that came: going back, the days on which as many had come.
    """
    history, size, last = journal_of(ledger).history(place), len(ledger), on.toordinal()
    left = history.balance(last, size)
    came = sorted(
        (change.day, change.cards)
        for change in history.between(0, last + 1, size)
        if change.cards > 0
    )
    while left > 0:
        day, cards = came.pop()
        yield Layer(date.fromordinal(day), min(cards, left))
        left -= cards
