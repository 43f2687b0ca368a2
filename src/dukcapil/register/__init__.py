"""Residents and their histories as one checked collection.

`Register` holds the people and the dated log of their events, in columns; `Standing` is the state
of one person on one day, `Stage` the rung reached. Every answer is a function of the log and a
date; nothing is stored that could go stale.

Where a change goes: the stage that a status gives `_stage`; classes of events in the log `_kinds`,
and their columns `_event_columns`; who is who `_people`, and the columns of their records
`_records`; what is wrong with the input `_faults`; all columns together `_state`, folded by
`_stage_steps`, kept by `_parts`; the obligation as periods `_obliged_stays`; dimensions of
breakdowns `_breakdown`; the region that counts, and codes of regions that change, `_boundaries`;
questions to a register `_register` and `_standing`, and its columns for those who ask about
everybody `_columns`; histories from current statuses `_presumed`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.register._boundaries import Reorganisation
from dukcapil.register._obliged_stays import InactiveNIKs
from dukcapil.register._presumed import presumed_history
from dukcapil.register._register import Register
from dukcapil.register._stage import STAGE_TABLE, CardsState, Stage, StagePart
from dukcapil.register._standing import Standing

__all__ = [
    "STAGE_TABLE",
    "CardsState",
    "InactiveNIKs",
    "Register",
    "Reorganisation",
    "Stage",
    "StagePart",
    "Standing",
    "presumed_history",
]

publish(__name__)
