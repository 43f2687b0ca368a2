"""For tests and examples: Hypothesis strategies, and a synthetic city.

The strategies need the extra `testing`. They are registered with Hypothesis when it is loaded,
so `st.from_type(Resident)` and `@given(...)` by annotation find them. Everybody they make is
made up; NIKs bear the number of a kecamatan that does not exist, 32.75.99, or of any that could.

`synthetic_city` needs nothing but the library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from dukcapil.errors import MissingExtra
from dukcapil.testing._census import kelurahan
from dukcapil.testing._city import synthetic_city, synthetic_people

if TYPE_CHECKING:
    from dukcapil.testing._forecasts import (
        dependences,
        distributions,
        intervals,
        scenarios,
        uncertain_scenarios,
    )
    from dukcapil.testing._ledgers import (
        claims,
        documents,
        entries,
        ledgers,
        places,
        serials,
    )
    from dukcapil.testing._outreach import (
        open_days,
        plans,
        travel_times,
        venues,
        workdays,
    )
    from dukcapil.testing._population import (
        birth_dates,
        coverage_tables,
        coverages,
        events,
        family_card_numbers,
        histories,
        months,
        niks,
        populations,
        region_codes,
        registers,
        residents,
    )

__all__ = [
    "birth_dates",
    "claims",
    "coverage_tables",
    "coverages",
    "dependences",
    "distributions",
    "documents",
    "entries",
    "events",
    "family_card_numbers",
    "histories",
    "intervals",
    "kelurahan",
    "ledgers",
    "months",
    "niks",
    "open_days",
    "places",
    "plans",
    "populations",
    "region_codes",
    "registers",
    "residents",
    "scenarios",
    "serials",
    "synthetic_city",
    "synthetic_people",
    "travel_times",
    "uncertain_scenarios",
    "venues",
    "workdays",
]

_HOMES = {
    **dict.fromkeys(
        ("dependences", "intervals", "distributions", "scenarios", "uncertain_scenarios"),
        "_forecasts",
    ),
    **dict.fromkeys(("claims", "documents", "entries", "ledgers", "places", "serials"), "_ledgers"),
    **dict.fromkeys(("open_days", "plans", "travel_times", "venues", "workdays"), "_outreach"),
}


def __getattr__(name: str) -> object:
    """Load a strategy on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'dukcapil.testing' has no attribute {name!r}")
    try:
        return getattr(import_module(f"dukcapil.testing.{_HOMES.get(name, '_population')}"), name)
    except ModuleNotFoundError as error:
        raise MissingExtra(extra="testing") from error
