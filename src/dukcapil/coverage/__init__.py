"""Coverage: the obliged and the covered on any date, and the causes of their changes.

Counts are pairs of integers, and counts alone are added, never percentages; a percentage is
rounded half-up to the digits asked for, as the offices print it. Published counts go into a
`CoverageTable`, by hand or by `parse_table`, which checks them; from a `Register`, `measure` gives
one for any date and `series` for many, down to the people of every figure. Persons are counted, not
cards.

Where a change goes: one date `_measure` and `_partition`; many dates `_series`; changes between
dates `_flows`, with their table in `_flow_table`, between what was known then and now `_revision`,
both as shares `_decomposition`; waiting times `_timeliness` and `_backlog`; people not obliged yet
`_not_yet_obliged`; tables of coverages `_table`; small counts `_suppression`; published tables
`_parse_table`, with headings in `_figure_headings`, cells in `_figure_rows`, codes and names in
`_figure_places`, checks in `_figure_checks`; dimensions of breakdowns `register._breakdown`.
"""

from dukcapil._shared.coverage import Coverage, CoverageChange, CoverageRow, Disagreement
from dukcapil._shared.publishing import publish
from dukcapil.coverage._backlog import BacklogRow, BacklogTable, backlog
from dukcapil.coverage._decomposition import (
    Contribution,
    Decomposition,
    Kitagawa,
    decompose,
    kitagawa,
)
from dukcapil.coverage._flow_table import FlowCount, FlowRow, FlowTable
from dukcapil.coverage._flows import flows
from dukcapil.coverage._measure import measure
from dukcapil.coverage._not_yet_obliged import EarlyRow, EarlyTable, early_recordings, year_target
from dukcapil.coverage._parse_table import ParsedTable, parse_table
from dukcapil.coverage._partition import StageRow, StageTable, partition
from dukcapil.coverage._revision.late_facts import LateFact
from dukcapil.coverage._revision.revisions import revisions
from dukcapil.coverage._revision.table import RevisionCount, RevisionRow, RevisionTable
from dukcapil.coverage._series import series
from dukcapil.coverage._suppression.tables import (
    SuppressedCounts,
    SuppressedCountsRow,
    SuppressedRow,
    SuppressedTable,
)
from dukcapil.coverage._table import CoverageTable
from dukcapil.coverage._timeliness import Timeliness, TimelinessStep, timeliness
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension
from dukcapil.register._obliged_stays import Flow

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
    "LateFact",
    "ParsedTable",
    "RevisionCount",
    "RevisionRow",
    "RevisionTable",
    "StageRow",
    "StageTable",
    "SuppressedCounts",
    "SuppressedCountsRow",
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
    "parse_table",
    "partition",
    "revisions",
    "series",
    "timeliness",
    "year_target",
]

publish(__name__)
