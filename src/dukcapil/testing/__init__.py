"""For tests and examples: Hypothesis strategies, a synthetic city, and workbooks of offices.

The strategies need the extra `testing`. They are registered with Hypothesis when it is loaded,
so `st.from_type(Resident)` and `@given(...)` by annotation find them. All people are made up;
their NIKs bear the number of a kecamatan that does not exist, 32.75.99, or of any possible one.

`synthetic_city` needs nothing but the library. Nor do the books of offices: exports of residents,
stock cards, logs of printing and DKB tables, each with the truth that it tells, plain or with any
`Deformity`. `as_csv` makes a file of a sheet, and `as_xlsx`, with the extra `excel`, of a book.

Where a change goes: strategies of numbers and codes `_codes`, of people, events and coverages
`_population`, of blanks `_ledgers`, of scenarios and distributions `_forecasts`, of visits
`_outreach`, of office books `_office_books`; types that Hypothesis is to know `_registration`.
The synthetic city is `_city`, with its published figures in `_census`, homes and permits in
`_lives`, recording and cards in `_stories`, and draws of days in `_days`. In `_office`, `people`,
`blanks` and `figures` draw a truth and the plain sheet of it, and `deformities` changes the sheet.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dukcapil.errors import MissingExtra

if TYPE_CHECKING:
    from dukcapil.testing._census import kelurahan
    from dukcapil.testing._city import synthetic_city, synthetic_people
    from dukcapil.testing._codes import (
        birth_dates,
        family_card_numbers,
        months,
        niks,
        region_codes,
    )
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
    from dukcapil.testing._office.blanks import Movement, PrintedDay, print_log, stock_card
    from dukcapil.testing._office.deformities import Deformity
    from dukcapil.testing._office.figures import DKBCounts, DKBRow, dkb_table
    from dukcapil.testing._office.people import residents_export
    from dukcapil.testing._office.sheets import (
        OfficeBook,
        OfficeColumn,
        OfficeLine,
        OfficeSheet,
    )
    from dukcapil.testing._office.writing import as_csv, as_xlsx
    from dukcapil.testing._office_books import (
        dkb_tables,
        print_logs,
        residents_exports,
        stock_cards,
    )
    from dukcapil.testing._outreach import (
        hours,
        open_days,
        plans,
        travel_times,
        venues,
        workdays,
    )
    from dukcapil.testing._population import (
        coverage_tables,
        coverages,
        events,
        histories,
        populations,
        registers,
        residents,
    )

__all__ = [
    "DKBCounts",
    "DKBRow",
    "Deformity",
    "Movement",
    "OfficeBook",
    "OfficeColumn",
    "OfficeLine",
    "OfficeSheet",
    "PrintedDay",
    "as_csv",
    "as_xlsx",
    "birth_dates",
    "claims",
    "coverage_tables",
    "coverages",
    "dependences",
    "distributions",
    "dkb_table",
    "dkb_tables",
    "documents",
    "entries",
    "events",
    "family_card_numbers",
    "histories",
    "hours",
    "intervals",
    "kelurahan",
    "ledgers",
    "months",
    "niks",
    "open_days",
    "places",
    "plans",
    "populations",
    "print_log",
    "print_logs",
    "region_codes",
    "registers",
    "residents",
    "residents_export",
    "residents_exports",
    "scenarios",
    "serials",
    "stock_card",
    "stock_cards",
    "synthetic_city",
    "synthetic_people",
    "travel_times",
    "uncertain_scenarios",
    "venues",
    "workdays",
]

_HOMES = {
    **dict.fromkeys(("synthetic_city", "synthetic_people"), "_city"),
    **dict.fromkeys(
        ("dependences", "intervals", "distributions", "scenarios", "uncertain_scenarios"),
        "_forecasts",
    ),
    **dict.fromkeys(("claims", "documents", "entries", "ledgers", "places", "serials"), "_ledgers"),
    **dict.fromkeys(
        ("hours", "open_days", "plans", "travel_times", "venues", "workdays"), "_outreach"
    ),
    **dict.fromkeys(
        ("birth_dates", "family_card_numbers", "months", "niks", "region_codes"), "_codes"
    ),
    **dict.fromkeys(
        ("dkb_tables", "print_logs", "residents_exports", "stock_cards"), "_office_books"
    ),
    **dict.fromkeys(("OfficeBook", "OfficeColumn", "OfficeLine", "OfficeSheet"), "_office.sheets"),
    **dict.fromkeys(("Movement", "PrintedDay", "print_log", "stock_card"), "_office.blanks"),
    **dict.fromkeys(("DKBCounts", "DKBRow", "dkb_table"), "_office.figures"),
    **dict.fromkeys(("as_csv", "as_xlsx"), "_office.writing"),
    "Deformity": "_office.deformities",
    "residents_export": "_office.people",
    "kelurahan": "_census",
}
"""The modules of the names; `_population` has the others."""


def __getattr__(name: str) -> object:
    """Load a name on first use, since only some of them need Hypothesis."""
    if name not in __all__:
        raise AttributeError(f"module 'dukcapil.testing' has no attribute {name!r}")
    try:
        home = import_module(f"dukcapil.testing.{_HOMES.get(name, '_population')}")
    except ModuleNotFoundError as error:
        raise MissingExtra(extra="testing") from error
    value: Any = getattr(home, name)
    # The public path, in pickles and in `help()`; a composite strategy has the name of a closure.
    value.__module__, value.__qualname__ = __name__, name
    return value
