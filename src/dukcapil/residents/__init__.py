"""Residents: citizenship, residences, first marriage and death of one person, and rows of them.

`Resident` is the value; `parse_residents` reads rows of an office into residents and problems.
A resident is a private person: no `repr` and no error of this package shows a number, a name or
a date of theirs.

Where a change goes: a fact about a person `_model`, citizenship and permits `_citizenship`; what
was known when `_snapshots`; the words that an office uses `_row`; how a whole file is read
`_parsing`.
"""

from dukcapil._cells import SIAK, Codes, Marital
from dukcapil._shared.problems import Problem, Problems
from dukcapil._shared.publishing import publish
from dukcapil.residents._citizenship import (
    ChangedCitizenship,
    Citizen,
    CitizenPeriod,
    Citizenship,
    PermanentForeigner,
    StayPermit,
)
from dukcapil.residents._model import EndOfStay, InactiveNIK, Residence, Resident
from dukcapil.residents._options import UnknownBirthDay
from dukcapil.residents._parsing import Parsed, parse_residents
from dukcapil.residents._snapshots import Snapshot, complete_exports

__all__ = [
    "SIAK",
    "ChangedCitizenship",
    "Citizen",
    "CitizenPeriod",
    "Citizenship",
    "Codes",
    "EndOfStay",
    "InactiveNIK",
    "Marital",
    "Parsed",
    "PermanentForeigner",
    "Problem",
    "Problems",
    "Residence",
    "Resident",
    "Snapshot",
    "StayPermit",
    "UnknownBirthDay",
    "complete_exports",
    "parse_residents",
]

publish(__name__)
