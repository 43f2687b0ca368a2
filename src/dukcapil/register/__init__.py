"""Residents and their histories as one checked collection.

`Register` holds the people and the dated log of their events, as columns. `Standing` is where one
person stands on one day, `Stage` the rung reached. Everything is a function of the log and a date;
nothing is stored that could go stale.

"""

from __future__ import annotations

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
