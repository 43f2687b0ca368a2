"""Entries that the ledger of blanks refuses."""

from datetime import date
from typing import final

from dukcapil.errors._base import DukcapilError

__all__ = ["ConflictingEntry", "CountMismatch", "InsufficientBlanko", "LedgerError", "RefusedEntry"]


class LedgerError(DukcapilError, ValueError):
    """An entry that the ledger of blanks refuses; no entry of its document is written.

    Examples:
        >>> from dukcapil.errors import InsufficientBlanko, LedgerError
        >>> issubclass(InsufficientBlanko, LedgerError)
        True
    """

    __module__ = "dukcapil.errors"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        self.__dict__.update(data)


@final
class InsufficientBlanko(LedgerError):
    """A document that would leave a place with a negative stock at the end of a day.

    Attributes:
        needed_cards: the cards that the document takes by then, less those it brings.
        on_hand_cards: the cards at hand at the end of that day without the document.
        place: the place.
        on: the first day of a negative stock.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import Ledger, Printed
        >>> Ledger().post(Printed(id="p-1", on=date(2017, 5, 2), cards=3))
        Traceback (most recent call last):
            ...
        dukcapil.errors.InsufficientBlanko: store on 2017-05-02: 3 cards needed, 0 on hand; enter \
first what arrived, or look for an entry that is wrong
    """

    __module__ = "dukcapil.errors"

    needed_cards: int
    on_hand_cards: int
    place: str
    on: date

    def __init__(self, *, needed_cards: int, on_hand_cards: int, place: str, on: date) -> None:
        super().__init__(
            f"{place} on {on}: {needed_cards:,} cards needed, {on_hand_cards:,} on hand; "
            "enter first what arrived, or look for an entry that is wrong",
            needed_cards=needed_cards,
            on_hand_cards=on_hand_cards,
            place=place,
            on=on,
        )


@final
class CountMismatch(LedgerError):
    """A document that would contradict a count of the stock.

    Attributes:
        place: the place that was counted.
        on: the day of the count.
        counted_cards: the cards that were counted.
        balance_cards: the balance of the ledger with the document.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> may_1, may_2 = date(2017, 5, 1), date(2017, 5, 2)
        >>> ledger = Ledger().post(Counted(id="c-1", on=may_2, at=STORE, counted_cards=9))
        >>> ledger.post(Counted(id="c-2", on=may_2, at=STORE, counted_cards=8))
        Traceback (most recent call last):
            ...
        dukcapil.errors.CountMismatch: store on 2017-05-02: 9 cards were counted, and it would \
say 8; reverse the count if it was wrong; a movement can also be entered with compensate=True
    """

    __module__ = "dukcapil.errors"

    place: str
    on: date
    counted_cards: int
    balance_cards: int

    def __init__(self, *, place: str, on: date, counted_cards: int, balance_cards: int) -> None:
        super().__init__(
            f"{place} on {on}: {counted_cards:,} cards were counted, and it would say "
            f"{balance_cards:,}; reverse the count if it was wrong; "
            "a movement can also be entered with compensate=True",
            place=place,
            on=on,
            counted_cards=counted_cards,
            balance_cards=balance_cards,
        )


@final
class ConflictingEntry(LedgerError):
    """An id that the ledger holds for another entry.

    Attributes:
        field: the first field that differs; `class` for another kind of entry.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Counted, Ledger
        >>> may_2 = date(2017, 5, 2)
        >>> ledger = Ledger().post(Counted(id="c-1", on=may_2, at=STORE, counted_cards=9))
        >>> ledger.post(Counted(id="c-1", on=may_2, at=STORE, counted_cards=8))
        Traceback (most recent call last):
            ...
        dukcapil.errors.ConflictingEntry: the id is in the ledger with another counted_cards; \
give a new entry an id of its own, or reverse the old one
    """

    __module__ = "dukcapil.errors"

    field: str

    def __init__(self, *, field: str) -> None:
        super().__init__(
            f"the id is in the ledger with another {field}; "
            "give a new entry an id of its own, or reverse the old one",
            field=field,
        )


@final
class RefusedEntry(LedgerError):
    """An entry that the ledger cannot take: one into a closed period and the like.

    Attributes:
        why: the obstacle, as a sentence.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import Ledger, Reversed
        >>> Ledger().post(
        ...     Reversed(id="r-1", on=date(2017, 5, 2), reverses="p-1", reason="entered twice")
        ... )
        Traceback (most recent call last):
            ...
        dukcapil.errors.RefusedEntry: there is no entry of the id that is to be reversed
    """

    __module__ = "dukcapil.errors"

    why: str

    def __init__(self, *, why: str) -> None:
        super().__init__(why, why=why)
