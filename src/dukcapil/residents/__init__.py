"""Residents: who lives where since when, as citizen or foreigner, and first married when.

A resident is a private person: no `repr` and no error of this package shows a number, a name or
a date of theirs.

"""

from __future__ import annotations

from dukcapil.residents._model import (
    Citizen,
    EndOfStay,
    PermanentForeigner,
    Residence,
    Resident,
    StayPermit,
)
from dukcapil.residents._parsing import (
    Parsed,
    Problem,
    parse_residents,
)

__all__ = [
    "Citizen",
    "EndOfStay",
    "Parsed",
    "PermanentForeigner",
    "Problem",
    "Residence",
    "Resident",
    "StayPermit",
    "parse_residents",
]
