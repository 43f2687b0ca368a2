"""Registration of the types of the library with Hypothesis.

Hypothesis calls `register` while it is being imported itself, possibly by a module of strategies
that is half loaded then. So no such module is imported here before a strategy is asked for.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, get_args

from dukcapil._shared.coverage import Coverage
from dukcapil.allocation import Claim
from dukcapil.blanko import Entry, Ledger, Place, Serials
from dukcapil.cards import CardEvent
from dukcapil.coverage import CoverageTable
from dukcapil.distributions import (
    Binomial,
    Blocks,
    Common,
    Distribution,
    Empirical,
    Independent,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Regimes,
    Sum,
    Uniform,
    Unknown,
)
from dukcapil.forecast import Branch, Interval, Scenario, ScenarioTree
from dukcapil.months import Month
from dukcapil.nik import NIK, FamilyCardNumber
from dukcapil.outreach import (
    Budget,
    Crew,
    Floor,
    Hours,
    Night,
    OpenDays,
    Plan,
    PlannedDay,
    Promise,
    TravelTimes,
    Venue,
    Visit,
    Workday,
)
from dukcapil.recording import RecordingEvent
from dukcapil.regions import RegionCode
from dukcapil.register import Register
from dukcapil.residents import PermanentForeigner, Residence, Resident, StayPermit

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["KINDS", "register"]

KINDS: Final[dict[str, tuple[Any, ...]]] = {
    "_codes": (NIK, FamilyCardNumber, RegionCode, Month),
    "_population": (
        *(StayPermit, PermanentForeigner, Residence, Resident),
        *(Coverage, CoverageTable, Register),
        *get_args(RecordingEvent | CardEvent),
    ),
    "_ledgers": (Place, Serials, Ledger, Claim, *get_args(Entry)),
    "_outreach": (
        *(Budget, Crew, Floor, Hours, Night, OpenDays, Plan, PlannedDay, Promise, TravelTimes),
        *(Venue, Visit, Workday),
    ),
    "_forecasts": (
        *(Interval, Scenario, Branch, ScenarioTree, Distribution, Binomial, Empirical, Mixture),
        *(NegativeBinomial, Pmf, Poisson, Sum, Uniform),
        *(Independent, Common, Blocks, Regimes, Unknown),
    ),
}
"""The types whose strategies each module makes."""


def register() -> None:
    """Register the types with Hypothesis; called by its entry point."""
    from hypothesis.strategies import register_type_strategy  # noqa: PLC0415  see above

    for module, kinds in KINDS.items():
        for kind in kinds:
            register_type_strategy(kind, partial(_strategy, module, kind))


def _strategy(module: str, kind: object, _: object) -> SearchStrategy[Any]:
    made: dict[object, SearchStrategy[Any]] = import_module(f"dukcapil.testing.{module}").MADE
    return made[kind]
