"""Indonesian population administration: who must hold a KTP-el, who does, and when all can.

The names below are the everyday ones; the modules hold the rest. Everything is loaded on first
use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dukcapil import (
        ages,
        allocation,
        blanko,
        cards,
        coverage,
        demand,
        errors,
        forecast,
        law,
        months,
        nik,
        outreach,
        recording,
        regions,
        register,
        residents,
        testing,
        wajib_ktp,
    )
    from dukcapil.ages import LeapDay, completed_years
    from dukcapil.blanko import Ledger
    from dukcapil.coverage import Coverage, CoverageTable, flows, measure, series
    from dukcapil.errors import (
        DukcapilError,
        DukcapilWarning,
        InvalidFamilyCardNumber,
        InvalidNIK,
        InvalidRecord,
        InvalidRegionCode,
    )
    from dukcapil.forecast import (
        Interval,
        Scenario,
        bounds,
        outlook,
        project,
        required_allocation,
    )
    from dukcapil.months import Month
    from dukcapil.nik import NIK, FamilyCardNumber, Sex
    from dukcapil.regions import Region, RegionCode
    from dukcapil.register import Register, Stage
    from dukcapil.residents import (
        Citizen,
        PermanentForeigner,
        Residence,
        Resident,
        StayPermit,
        parse_residents,
    )
    from dukcapil.wajib_ktp import NotYetObliged, Obliged, OutOfScope, assess, obliged_from

__version__ = "0.1.0"

__all__ = [
    "NIK",
    "Citizen",
    "Coverage",
    "CoverageTable",
    "DukcapilError",
    "DukcapilWarning",
    "FamilyCardNumber",
    "Interval",
    "InvalidFamilyCardNumber",
    "InvalidNIK",
    "InvalidRecord",
    "InvalidRegionCode",
    "LeapDay",
    "Ledger",
    "Month",
    "NotYetObliged",
    "Obliged",
    "OutOfScope",
    "PermanentForeigner",
    "Region",
    "RegionCode",
    "Register",
    "Residence",
    "Resident",
    "Scenario",
    "Sex",
    "Stage",
    "StayPermit",
    "ages",
    "allocation",
    "assess",
    "blanko",
    "bounds",
    "cards",
    "completed_years",
    "coverage",
    "demand",
    "errors",
    "flows",
    "forecast",
    "law",
    "measure",
    "months",
    "nik",
    "obliged_from",
    "outlook",
    "outreach",
    "parse_residents",
    "project",
    "recording",
    "regions",
    "register",
    "required_allocation",
    "residents",
    "series",
    "testing",
    "wajib_ktp",
]

_NAMES = {
    "ages": ("LeapDay", "completed_years"),
    "allocation": (),
    "blanko": ("Ledger",),
    "cards": (),
    "coverage": ("Coverage", "CoverageTable", "flows", "measure", "series"),
    "demand": (),
    "errors": (
        "DukcapilError",
        "DukcapilWarning",
        "InvalidFamilyCardNumber",
        "InvalidNIK",
        "InvalidRecord",
        "InvalidRegionCode",
    ),
    "forecast": (
        "Interval",
        "Scenario",
        "bounds",
        "outlook",
        "project",
        "required_allocation",
    ),
    "law": (),
    "months": ("Month",),
    "nik": ("NIK", "FamilyCardNumber", "Sex"),
    "outreach": (),
    "recording": (),
    "regions": ("Region", "RegionCode"),
    "register": ("Register", "Stage"),
    "residents": (
        "Citizen",
        "PermanentForeigner",
        "Residence",
        "Resident",
        "StayPermit",
        "parse_residents",
    ),
    "testing": (),
    "wajib_ktp": ("NotYetObliged", "Obliged", "OutOfScope", "assess", "obliged_from"),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name in _NAMES:
        return import_module(f"dukcapil.{name}")
    if name in _MODULE_OF:
        value = getattr(import_module(f"dukcapil.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'dukcapil' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted([*__all__, "__version__"])
