"""Coverage: who is obliged, who of them is covered, on any date, and why it moved.

Counts are pairs of integers: they are added, percentages never; a percentage is rounded half-up
to the digits asked for, as the offices print it. Published counts go into a `CoverageTable`;
from a `Register`, `measure` gives one for any date and `series` for many, down to the people
behind every figure. Persons are counted, not cards.
"""

from __future__ import annotations

from dukcapil._coverage_table import CoverageTable, SuppressedRow, SuppressedTable
from dukcapil._coverage_values import Coverage, CoverageChange, CoverageRow, Disagreement
from dukcapil._decomposition import (
    Contribution,
    Decomposition,
    Kitagawa,
    decompose,
    kitagawa,
)
from dukcapil._dimensions import AgeBand, AgeBands, By, Cohort, Dimension
from dukcapil._flows import FlowCount, FlowRow, FlowTable, flows
from dukcapil._obligation import Flow
from dukcapil._pipeline import EarlyRow, EarlyTable, early_recordings, year_target
from dukcapil._stocks import StageRow, StageTable, measure, partition, series
from dukcapil._timeliness import (
    BacklogRow,
    BacklogTable,
    Timeliness,
    TimelinessStep,
    backlog,
    timeliness,
)

__all__ = [
    "AgeBand",
    "AgeBands",
    "BacklogRow",
    "BacklogTable",
    "By",
    "Cohort",
    "Contribution",
    "Coverage",
    "CoverageChange",
    "CoverageRow",
    "CoverageTable",
    "Decomposition",
    "Dimension",
    "Disagreement",
    "EarlyRow",
    "EarlyTable",
    "Flow",
    "FlowCount",
    "FlowRow",
    "FlowTable",
    "Kitagawa",
    "StageRow",
    "StageTable",
    "SuppressedRow",
    "SuppressedTable",
    "Timeliness",
    "TimelinessStep",
    "backlog",
    "decompose",
    "early_recordings",
    "flows",
    "kitagawa",
    "measure",
    "partition",
    "series",
    "timeliness",
    "year_target",
]
