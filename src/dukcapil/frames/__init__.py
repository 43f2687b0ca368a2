"""The same answers over tables of a city or a nation, on the caller's own engine of data frames.

Functions take and return frames of Polars, DuckDB, pandas, PyArrow, PySpark or Dask, eager or lazy;
a lazy frame stays lazy. They run on the caller's engine through narwhals, from the extra `frames`.
The plain function of the same name, elsewhere in the library, defines the answer; tests compare
the two on every engine.

Arguments in common:

* `stays` and `events`: tables with the columns that `STAYS` and `EVENTS` describe, both of one
  engine. Only the columns that the answer needs have to be there.
* `by`: the breakdown: the name of a column of the stays, a `Level` of regions, `AgeBands`, or a
  sequence of these; `()` for none.
* `leap_day`: the 17th birthday of people born on 29 February, a `LeapDay`.
* `columns`: your own column names, such as `{"died_on": "TGL_MATI"}`, keyed by those of the
  layouts; the same for both tables.

A column of NIKs is personal data, and so is every answer with one row per person: use identifiers
of your own as `person`, or `pseudonymise_niks` before a table leaves the office.

Where a change goes: a column `_layout`; an engine and its peculiarities `_engines`; the checks of
tables `_table` and `_problems`; the arguments in common `_question`; the file of a register
`_files`; an answer, the module of its name.
"""

from dukcapil._shared.publishing import publish
from dukcapil.errors import MissingExtra

try:
    import narwhals.stable.v2 as _narwhals  # noqa: F401  is it there?
except ModuleNotFoundError as _error:
    raise MissingExtra(extra="frames") from _error

from dukcapil.frames._answers.backlog import backlog
from dukcapil.frames._answers.flows import flows
from dukcapil.frames._answers.measures import measure, partition
from dukcapil.frames._answers.newly_obliged import newly_obliged
from dukcapil.frames._answers.not_yet_obliged import early_recordings, year_target
from dukcapil.frames._answers.series import changes, series
from dukcapil.frames._answers.standing import standing
from dukcapil.frames._answers.timeliness import timeliness
from dukcapil.frames._breakdown import By, Dimension
from dukcapil.frames._files.registers import open_register, save_register
from dukcapil.frames._layout import EVENTS, STATUSES, STAYS, Column, Kind
from dukcapil.frames._niks import (
    mask_niks,
    pseudonymise_niks,
    with_is_nik,
    with_nik_fault,
    with_nik_parts,
)
from dukcapil.frames._obligation import with_obliged, with_obliged_from
from dukcapil.frames._problems import event_problems, stay_problems
from dukcapil.frames._published.sums import add_up
from dukcapil.frames._published.suppression import suppress
from dukcapil.frames._published.tables import (
    backlog_table,
    coverage_table,
    early_table,
    flow_table,
    stage_table,
)
from dukcapil.frames._registers.from_frames import from_frames
from dukcapil.frames._registers.revisions import revisions
from dukcapil.frames._registers.to_frames import to_frames
from dukcapil.frames._scopes.boundaries import by_boundaries_of
from dukcapil.frames._scopes.known import known_on, within
from dukcapil.frames._scopes.numbers import number_persons
from dukcapil.frames._words.columns import with_region, with_sex, with_status
from dukcapil.frames._words.statuses import from_statuses, status_problems

__all__ = [
    "EVENTS",
    "STATUSES",
    "STAYS",
    "By",
    "Column",
    "Dimension",
    "Kind",
    "add_up",
    "backlog",
    "backlog_table",
    "by_boundaries_of",
    "changes",
    "coverage_table",
    "early_recordings",
    "early_table",
    "event_problems",
    "flow_table",
    "flows",
    "from_frames",
    "from_statuses",
    "known_on",
    "mask_niks",
    "measure",
    "newly_obliged",
    "number_persons",
    "open_register",
    "partition",
    "pseudonymise_niks",
    "revisions",
    "save_register",
    "series",
    "stage_table",
    "standing",
    "status_problems",
    "stay_problems",
    "suppress",
    "timeliness",
    "to_frames",
    "with_is_nik",
    "with_nik_fault",
    "with_nik_parts",
    "with_obliged",
    "with_obliged_from",
    "with_region",
    "with_sex",
    "with_status",
    "within",
    "year_target",
]

publish(__name__)
