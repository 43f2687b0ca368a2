"""An attack on tables for publication: everything that follows from what is printed.

The attacker knows the counts that are shown, and totals. Each is a linear equation between counts
of people, which are not negative. Nothing here knows how cells were chosen.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

Count = Hashable
CAN_OPTIMIZE: Final = find_spec("scipy") is not None
"""Whether the attack has linear programming, besides elimination."""


class Attack:
    """Equations between the counts of a table, all of them true."""

    def __init__(self, truth: Mapping[Count, int]) -> None:
        """Begin without knowledge; `truth` is used to state true equations, never to solve them."""
        self._truth = truth
        self._shown: set[Count] = set()
        self._equations: list[dict[Count, int]] = []

    def sees(self, count: Count) -> None:
        """Add a count that is shown."""
        self._shown.add(count)

    def knows(self, counts: Iterable[tuple[Count, int]]) -> None:
        """Add the true value of a sum of counts with signs."""
        self._equations.append(dict(counts))

    def knows_totals(self, counts: Iterable[Count], part: int) -> None:
        """Add the totals of all counts that differ in one part of their names."""
        totals: dict[Hashable, list[tuple[Count, int]]] = {}
        for count in counts:
            assert isinstance(count, tuple)
            totals.setdefault((*count[:part], *count[part + 1 :]), []).append((count, 1))
        for total in totals.values():
            self.knows(total)

    def determined(self) -> set[Count]:
        """Return the counts that have one solution of the equations, by exact elimination."""
        places = {count: place for place, count in enumerate(self._truth)}
        rows: list[dict[int, Fraction]] = []  # reduced: each pivot is in its own row alone
        for terms in self._open():
            row = {places[count]: Fraction(sign) for count, sign in terms.items()}
            for other in rows:
                row = _without(row, other)
            if row:
                pivot = min(row)
                row = {place: value / row[pivot] for place, value in row.items()}
                rows = [*(_without(other, row) for other in rows), row]
        alone = {min(row) for row in rows if len(row) == 1}
        return self._shown | {count for count, place in places.items() if place in alone}

    def _open(self) -> list[dict[Count, int]]:
        """Return the equations between what is not shown."""
        left = (
            {count: sign for count, sign in terms.items() if count not in self._shown}
            for terms in self._equations
        )
        return [terms for terms in left if terms]

    def greatest(self, count: Count) -> float:
        """Return the greatest value that a count can have, by linear programming (SciPy)."""
        optimize: Any = import_module("scipy.optimize")
        places = [one for one in self._truth if one not in self._shown]
        equations = self._open()
        left = [[terms.get(one, 0) for one in places] for terms in equations]
        right = [sum(sign * self._truth[one] for one, sign in terms.items()) for terms in equations]
        objective = [-1.0 if one == count else 0.0 for one in places]
        found = optimize.linprog(
            objective, A_eq=left or None, b_eq=right or None, bounds=(0, 10**6)
        )
        assert found.success
        return float(-found.fun)


def _without(row: dict[int, Fraction], other: dict[int, Fraction]) -> dict[int, Fraction]:
    """Subtract a row so that its pivot vanishes."""
    factor = row.get(min(other), Fraction(0))
    sums = {
        place: row.get(place, Fraction(0)) - factor * other.get(place, Fraction(0))
        for place in {*row, *other}
    }
    return {place: value for place, value in sums.items() if value}
