"""Residents and their histories as one checked collection.

`Register` holds the people and the dated log of their events, in columns; `Standing` is the state
of one person on one day, `Stage` the rung reached. Every answer is a function of the log and a
date; nothing is stored that could go stale.

Where a change goes: which events may be in the log `_kinds`; how events are kept `_event_columns`;
the stage that a status gives `_stage`; the obligation as periods `_obliged_stays`; dimensions to
break figures down by `_breakdown`; what a register can be asked `_register` and `_standing`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.events import (
    Event,
)
from dukcapil.register._register import Register, presumed_history
from dukcapil.register._stage import (
    Stage,
)
from dukcapil.register._standing import Standing

__all__ = [
    "Event",
    "Register",
    "Stage",
    "Standing",
    "presumed_history",
]

publish(__name__)
