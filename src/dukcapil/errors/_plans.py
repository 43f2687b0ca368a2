"""Unsound plans of visits."""

from typing import final

from dukcapil.errors._base import DukcapilError

__all__ = ["UnsoundPlan"]


@final
class UnsoundPlan(DukcapilError, ValueError):
    """A plan of visits that cannot be carried out, or lacks its proof.

    Attributes:
        flaws: the flaws, one sentence each.

    Examples:
        >>> from dukcapil.errors import UnsoundPlan
        >>> print(UnsoundPlan(flaws=("2020-03-02, crew 3: 2 stops are too many",)))
        1 flaw, the first: 2020-03-02, crew 3: 2 stops are too many; make the plan anew
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, flaws: tuple[str, ...]) -> None:
        count = f"{len(flaws)} flaw{'s' if len(flaws) > 1 else ''}"
        super().__init__(f"{count}, the first: {next(iter(flaws))}; make the plan anew")
        self.flaws = flaws
