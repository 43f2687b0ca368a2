"""Faults of the input of a register: raised together, or kept with the people whom they concern."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple, final

from dukcapil._shared.checks import raise_all
from dukcapil._shared.problems import Problem
from dukcapil.errors import Fault

__all__ = ["Faults", "InputFault"]

_SHOWN: Final = 20


class InputFault(NamedTuple):
    """One fault of a resident or an event of the input.

    Attributes:
        source: the argument, `residents` or `events`.
        position: the place in it.
        persons: the positions of the people concerned; none for an event of a stranger.
        error: the error that a checked register raises.
        field: the field at fault; empty for the whole.
        reason: the fault, or a sentence.
        other: the field contradicted, if any.
        legal_events: of an illegal event, the number of events of the person before it.
    """

    source: str
    position: int
    persons: tuple[int, ...]
    error: Exception
    field: str = ""
    reason: Fault | str = ""
    other: str | None = None
    legal_events: int | None = None

    def place(self) -> tuple[str, int]:
        """Return the place in the input, by which faults are sorted."""
        return self.source, self.position

    def problem(self, *, used: Collection[int]) -> Problem:
        """Return the fault as a row of a table, given the people whose legal events are used."""
        reason = self.reason
        if self.legal_events is not None:
            is_used = not set(self.persons).isdisjoint(used)
            kept = "kept" if is_used else "set aside"
            reason = f"{reason}; {kept} (legal events before it: {self.legal_events})"
        return Problem(
            source=self.source,
            row=self.position + 1,
            column=self.field,
            reason=reason,
            other=self.other or "",
        )


@final
class Faults:
    """Faults found so far; the first ones are raised unless they are to be kept.

    Attributes:
        found: the faults kept.
        persons: the positions of the people concerned.
    """

    __slots__ = ("_is_kept", "found", "persons")

    def __init__(self, *, is_kept: bool = False) -> None:
        """Begin without faults."""
        self._is_kept = is_kept
        self.found: list[InputFault] = []
        self.persons: set[int] = set()

    def add(
        self, subject: str, faults: Sequence[InputFault], *, together: Exception | None = None
    ) -> None:
        """Raise the faults of one check, `together` in their place if given, or keep them."""
        if not self._is_kept:
            if faults and together is not None:
                raise together
            raise_all(subject, [one.error for one in faults[:_SHOWN]], total=len(faults))
        self.found += faults
        self.persons.update(person for one in faults for person in one.persons)
