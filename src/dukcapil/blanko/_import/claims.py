"""Claims of a file: one movement or count for each of its figures."""

from datetime import date
from typing import Final, NamedTuple, final

from dukcapil._shared.problems import Problem
from dukcapil._shared.provenance import Origin
from dukcapil.blanko._places import Place
from dukcapil.errors import Fault

__all__ = ["Balance", "Claim", "Rejected"]

_ORDER: Final = (
    *("received", "returned", "distributed", "printed", "spoiled", "destroyed", "counted"),
)
"""The order in which a day is written."""


@final
class Rejected(NamedTuple):
    """Something of a row that was not posted, and the cards that were not posted for it.

    Attributes:
        on: the day of the row; None if it is not known.
        hides: whether the row may be one that was posted before, so that it is not known what of
            its day is no longer in the file.
    """

    problem: Problem
    cards: int
    on: date | None = None
    hides: bool = False

    @classmethod
    def of(
        cls,
        origin: Origin,
        column: str,
        reason: Fault | str,
        cards: int = 0,
        *,
        is_of_description: bool = False,
    ) -> "Rejected":
        """Return a rejection, with the problem of its row."""
        row, source, sheet = origin
        problem = Problem(
            row=row,
            column=column,
            reason=reason,
            source=source,
            sheet=sheet,
            other="description" if is_of_description and reason is Fault.CONTRADICTION else "",
        )
        return cls(problem, cards)


@final
class Claim(NamedTuple):
    """One figure of one row that is to be posted.

    Attributes:
        position: the position of the row in the file, from 1; what is told about it has `origin`.
        field: what it is booked as.
        at: the place whose book it is in.
        place: the place at the other end, where one is named.
        column: the field of its column.
    """

    on: date
    position: int
    origin: Origin
    field: str
    cards: int
    number: str
    at: Place
    place: Place | None
    column: str

    @property
    def turn(self) -> tuple[date, int, int]:
        """The sort key of the order of writing."""
        return self.on, _ORDER.index(self.field), self.position

    @property
    def amount(self) -> int:
        """The number of cards that move; 0 for a count."""
        return 0 if self.field == "counted" else self.cards

    def rejected(self, reason: Fault | str) -> Rejected:
        """Return the rejection of the claim."""
        return Rejected.of(self.origin, self.column, reason, self.amount)._replace(on=self.on)


@final
class Balance(NamedTuple):
    """A balance of the file, to be compared with the ledger; `is_before` its row or after it."""

    on: date
    position: int
    origin: Origin
    at: Place
    cards: int
    is_before: bool
