"""The same answers over tables of a city or a nation, on the caller's own engine of data frames.

Every function takes and returns frames of Polars, DuckDB, pandas, PyArrow, PySpark or Dask, eager
or lazy; a lazy frame stays lazy. The package has no engine of its own; it speaks to the caller's
through narwhals, which the extra `frames` brings. `STAYS` and `EVENTS` describe the tables. Each
function has a twin elsewhere in the library that defines the answer, and tests that hold it to the
twin on every engine.

A column of NIKs is personal data, and so is every answer that has one row a person: use numbers of
your own as `person`, or `pseudonymise_niks` before a table leaves the office.

Where a change goes: a column `_layout`; an engine and its peculiarities `_engines`; what a table
must satisfy `_table` and `_problems`; an answer in the module of its name.
"""

from dukcapil._shared.publishing import publish
from dukcapil.errors import MissingExtra

try:
    import narwhals.stable.v2 as _narwhals  # noqa: F401  is it there?
except ModuleNotFoundError as _error:
    raise MissingExtra(extra="frames") from _error

from dukcapil.frames._breakdown import By, Dimension
from dukcapil.frames._flows import flows
from dukcapil.frames._from_frames import from_frames
from dukcapil.frames._layout import EVENTS, STAYS, Column, Kind
from dukcapil.frames._measures import measure, partition
from dukcapil.frames._newly_obliged import newly_obliged
from dukcapil.frames._niks import (
    mask_niks,
    pseudonymise_niks,
    with_is_nik,
    with_nik_fault,
    with_nik_parts,
)
from dukcapil.frames._obligation import with_obliged, with_obliged_from
from dukcapil.frames._problems import event_problems, stay_problems
from dukcapil.frames._series import series
from dukcapil.frames._standing import standing
from dukcapil.frames._to_frames import to_frames

__all__ = [
    "EVENTS",
    "STAYS",
    "By",
    "Column",
    "Dimension",
    "Kind",
    "event_problems",
    "flows",
    "from_frames",
    "mask_niks",
    "measure",
    "newly_obliged",
    "partition",
    "pseudonymise_niks",
    "series",
    "standing",
    "stay_problems",
    "to_frames",
    "with_is_nik",
    "with_nik_fault",
    "with_nik_parts",
    "with_obliged",
    "with_obliged_from",
]

publish(__name__)
