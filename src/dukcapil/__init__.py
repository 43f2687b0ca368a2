"""Indonesian population administration: wajib KTP, recording, cards, blanks, coverage, forecasts.

Packages, from the ground up:

    nik, regions, months, ages, law      identifiers, codes and names, the calendar, citations
    residents, wajib_ktp                 people, and the obligation to hold a KTP-el
    recording, cards, events             biometrics, the life of a card, what both share
    register, coverage, demand           checked histories; stocks, flows, timeliness; the demand
    blanko, allocation, inventory        the ledger of blank cards, shares of a lot, reorder rules
    distributions, forecast              probability distributions; backlog and blanks to come
    outreach                             plans of visits, with their proof
    frames                               the same answers on data frames (extra `frames`)
    plots                                pictures of answers (extra `plots`)
    spreadsheets                         office files in and out (workbooks: extra `excel`)
    serial                               JSON that lasts; Pydantic, FastAPI, cattrs
    store                                journals in SQLite or PostgreSQL (extra `store`)
    testing                              strategies and a synthetic city (extra `testing`)
    errors                               every error and warning

The everyday names are here as well, loaded on first use: `NIK`, `RegionCode`, `Month`,
`Resident`, `parse_residents`, `assess`, `Register`, `measure`, `Ledger`, `Scenario`, `outlook`
and the others of `dukcapil.__all__`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dukcapil import (
        ages,
        allocation,
        blanko,
        cards,
        coverage,
        demand,
        distributions,
        errors,
        events,
        forecast,
        inventory,
        law,
        months,
        nik,
        outreach,
        recording,
        regions,
        register,
        residents,
        serial,
        spreadsheets,
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
    from dukcapil.forecast import Interval, Scenario, bounds, outlook, project, required_allocation
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

__version__ = "0.2.0"

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
    "distributions",
    "errors",
    "events",
    "flows",
    "forecast",
    "inventory",
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
    "serial",
    "series",
    "spreadsheets",
    "testing",
    "wajib_ktp",
]

_NAMES: Final = {
    "ages": (
        "LeapDay",
        "completed_years",
    ),
    "allocation": (),
    "blanko": ("Ledger",),
    "cards": (),
    "coverage": (
        "Coverage",
        "CoverageTable",
        "flows",
        "measure",
        "series",
    ),
    "demand": (),
    "distributions": (),
    "errors": (
        "DukcapilError",
        "DukcapilWarning",
        "InvalidFamilyCardNumber",
        "InvalidNIK",
        "InvalidRecord",
        "InvalidRegionCode",
    ),
    "events": (),
    "forecast": (
        "Interval",
        "Scenario",
        "bounds",
        "outlook",
        "project",
        "required_allocation",
    ),
    "inventory": (),
    "law": (),
    "months": ("Month",),
    "nik": (
        "FamilyCardNumber",
        "NIK",
        "Sex",
    ),
    "outreach": (),
    "recording": (),
    "regions": (
        "Region",
        "RegionCode",
    ),
    "register": (
        "Register",
        "Stage",
    ),
    "residents": (
        "Citizen",
        "PermanentForeigner",
        "Residence",
        "Resident",
        "StayPermit",
        "parse_residents",
    ),
    "serial": (),
    "spreadsheets": (),
    "testing": (),
    "wajib_ktp": (
        "NotYetObliged",
        "Obliged",
        "OutOfScope",
        "assess",
        "obliged_from",
    ),
}
"""Packages and modules, with the everyday names of each."""

_MODULE_OF: Final = {name: module for module, names in _NAMES.items() for name in names}


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
    """Return the packages, so that `help(dukcapil)` is a table of contents and not the library."""
    return sorted([*_NAMES, "__version__"])
