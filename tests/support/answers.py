"""Keys of answers as text, for comparisons of tables with registers; and breakdowns by cohort."""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum
from typing import Any, Final

from dukcapil import Month, Sex
from dukcapil.coverage import AgeBand, Cohort

COHORTS: Final[dict[str, tuple[Any, Any]]] = {
    "months": ((Cohort.OBLIGED_MONTH, Sex), (Cohort.OBLIGED_MONTH, "sex")),
    "years": ((Cohort.BIRTH_YEAR, Cohort.OBLIGED_YEAR), (Cohort.BIRTH_YEAR, Cohort.OBLIGED_YEAR)),
}
"""Breakdowns of a register, and the same of tables."""


def labels(key: Hashable) -> tuple[str, ...]:
    """Return the key of a group as text: months by their first day."""
    parts = key if isinstance(key, tuple) and not isinstance(key, AgeBand) else (key,)
    return tuple(map(_label, parts))


def _label(part: Hashable) -> str:
    if isinstance(part, Month):
        return str(part.first_day)
    return str(part.value if isinstance(part, Enum) else part)
