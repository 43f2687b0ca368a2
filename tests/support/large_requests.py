"""Requests for more than a machine has, to be run alone under a limit of memory.

`python tests/support/large_requests.py` prints a line for each that was not answered as expected.
"""

from __future__ import annotations

import resource
import sys
import warnings
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Final

from dukcapil import (
    Coverage,
    Ledger,
    Month,
    RegionCode,
    Register,
    Scenario,
    outlook,
    parse_residents,
    series,
)
from dukcapil.blanko import Printed, import_rows
from dukcapil.coverage import parse_table
from dukcapil.distributions import (
    Binomial,
    Blocks,
    Distribution,
    Empirical,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Sum,
    Uniform,
)
from dukcapil.forecast import Method, bounds, project
from dukcapil.inventory import lead_time_demand
from dukcapil.outreach import Venue, VenueKind, plan
from dukcapil.serial import from_json
from dukcapil.testing import synthetic_city

MEGABYTES: Final = 700  # of addresses, the interpreter among them
DAY: Final = date(2020, 11, 23)
MANY: Final = "9" * 5_000
TOO_LONG: Final = 10**5_000
WIDE: Final = Pmf({0: 1, 10**12: 1})
APART: Final = "amounts less than 2,000,000 apart"
LEVELS: Final = "at most 16 levels of distributions"
VENUE: Final = Venue(
    id="SMAN 99",
    kind=VenueKind.SCHOOL,
    region=RegionCode("32.75.01.1001"),
    expected_people=10**9,
    crews_per_day=10**9,
)
PERSON: Final = {
    "NIK": "3275994105030001",
    "TGL_LHR": "01-05-2003",
    "JENIS_KELAMIN": "P",
    "KODE_WILAYAH": "32.75.01",
}


def scenario(**fields: Any) -> Scenario:  # noqa: ANN401  any field
    common = {"start": Month(2020, 1), "months": 3, "not_recorded_people": 9, "allocation_cards": 5}
    return Scenario(**{**common, **fields})


def nested(kind: Callable[[Distribution], Distribution]) -> Distribution:
    distribution: Distribution = Pmf({0: 1, 1: 1})
    for _ in range(2_000):
        distribution = kind(distribution)
    return distribution


def nested_json(levels: int) -> str:
    opening, closing = '{"type": "distributions.Mixture", "parts": [[1, ', "]]}"
    inner = '{"type": "distributions.Pmf", "weights": [[0, 1]]}'
    value = opening * levels + inner + closing * levels
    return f'{{"format": "dukcapil", "version": 1, "value": {value}}}'


def row(**cells: object) -> object:
    other = PERSON | {"NIK": "3275994105030002"}
    return parse_residents([PERSON | cells, other], on=DAY).residents[-1]


def counted(obliged: object, recorded: object) -> object:
    rows = [
        {"KODE_WILAYAH": "32.75.01.1001", "WAJIB KTP": obliged, "PEREKAMAN": recorded, "%": MANY}
    ]
    return parse_table(rows, on=DAY)


def twelve_thousand_months() -> object:
    months = [Month(1000, 1) + number for number in range(12_000)]
    return series(synthetic_city(200, seed=1), months), series(Register.of([]), months)


REQUESTS: Final[dict[str, tuple[Callable[[], object], str]]] = {
    "ten million months": (lambda: scenario(months=10**7), "at most 1,200"),
    "a thousand million months": (lambda: scenario(months=10**9), "at most 1,200"),
    "months of 5,000 digits": (lambda: scenario(months=TOO_LONG), "at most 100 digits"),
    "a century, projected": (lambda: project(scenario(months=1_200)), ""),
    "a century, bounded": (lambda: bounds(scenario(months=1_200)), ""),
    "a century of chance": (
        lambda: outlook(scenario(months=1_200, allocation_cards=Uniform(0, 100))),
        "",
    ),
    "mean of a wide uniform": (lambda: Uniform(0, 10**9).mean, ""),
    "a wide uniform": (lambda: Uniform(0, 10**9).probability(at_most=9), ""),
    "a sparse lead time": (lambda: lead_time_demand(Uniform(0, 9), lead_time=WIDE), APART),
    "people by a wide uniform": (
        lambda: outlook(scenario(newly_obliged_people=Uniform(0, 10**6))),
        "",
    ),
    "blanks by a wide uniform": (lambda: outlook(scenario(allocation_cards=Uniform(0, 10**6))), ""),
    "blanks by a sparse law": (lambda: outlook(scenario(allocation_cards=WIDE)), APART),
    "people by a sparse law": (lambda: outlook(scenario(waiting_people=WIDE)), APART),
    "mean of a sparse law": (lambda: (WIDE.mean, WIDE.low, WIDE.high, WIDE.is_exact), ""),
    "chance of a sparse law": (lambda: WIDE.probability(at_most=1), APART),
    "observations far apart": (lambda: Empirical([0, 10**12]).quantile(0.5), APART),
    "mean of observations far apart": (lambda: Empirical([0, 10**12]).mean, ""),
    "mixture far apart": (lambda: Mixture([(1, Pmf({0: 1})), (1, WIDE)]).quantile(0.5), APART),
    "mean of a mixture far apart": (lambda: Mixture([(1, Pmf({0: 1})), (1, WIDE)]).mean, ""),
    "mean of a sum far apart": (lambda: Sum([Uniform(0, 10**9)] * 12).mean, ""),
    "sum far apart": (lambda: Sum([Uniform(0, 10**6)] * 12).quantile(0.5), APART),
    "heavy tail": (
        lambda: NegativeBinomial(size=1e-9, rate=1e6),
        "at most 1,000,000,000,000 times the size",
    ),
    "tail of no size": (
        lambda: NegativeBinomial(size=Fraction(1, TOO_LONG), rate=1),
        "at most 1,000,000,000,000 times the size",
    ),
    "frequent events": (lambda: Poisson(rate=1e19), "at most 1,000,000,000,000,000,000"),
    "as frequent as allowed": (lambda: Poisson(rate=1e18).quantile(0.5), ""),
    "a tail as long as allowed": (lambda: NegativeBinomial(size=1e-6, rate=1e6).quantile(0.5), ""),
    "blanks by a long tail": (
        lambda: outlook(scenario(allocation_cards=NegativeBinomial(size=1e-6, rate=1e6))),
        "",
    ),
    "events of 5,000 digits": (lambda: Poisson(rate=TOO_LONG), "at most 1,000,000,000"),
    "many trials": (
        lambda: Binomial(trials=10**19, chance=0.5),
        "at most 1,000,000,000,000,000,000",
    ),
    "trials as allowed": (lambda: Binomial(trials=10**18, chance=0.5).quantile(0.5), ""),
    "nested mixtures": (lambda: nested(lambda one: Mixture([(1, one)])), LEVELS),
    "nested sums": (lambda: nested(lambda one: Sum([one])), LEVELS),
    "nested JSON": (lambda: from_json(nested_json(20)), LEVELS),
    "deeply nested JSON": (lambda: from_json(nested_json(2_000)), "$"),
    "brackets": (lambda: from_json("[" * 10**6), "expected JSON"),
    "long blocks": (
        lambda: outlook(scenario(allocation_cards=Uniform(0, 9), dependence=Blocks(10**9))),
        "",
    ),
    "paths": (
        lambda: outlook(scenario(), method=Method.SIMULATION, paths=10**9),
        "at most 1,000,000",
    ),
    "quantiles": (lambda: outlook(scenario(), quantiles=[Fraction(1, 2)] * 10**6), "at most 1,000"),
    "amounts of 5,000 digits": (
        lambda: scenario(allocation_cards=TOO_LONG),
        "at most 100 digits",
    ),
    "crews": (lambda: plan([VENUE], crews=10**7, days=[DAY], per_crew_day=5), "at most 10,000"),
    "crews of a day": (
        lambda: plan([VENUE], crews={DAY: 10**9}, days=[DAY], per_crew_day=5),
        "at most 10,000",
    ),
    "crews as allowed": (lambda: plan([VENUE], crews=10**4, days=[DAY], per_crew_day=5), ""),
    "digits": (lambda: Coverage(obliged=3, covered=1).percent(digits=4 * 10**6), "at most 1,000"),
    "digits as allowed": (lambda: Coverage(obliged=3, covered=1).percent(digits=1_000), ""),
    "a printed percentage": (
        lambda: Coverage(obliged=3, covered=1).agrees_with(f"97.{MANY}"),
        "at most 1,000 characters",
    ),
    "people of 5,000 digits": (
        lambda: Coverage(obliged=TOO_LONG, covered=1),
        "at most 100 digits",
    ),
    "a NIK of 5,000 digits": (lambda: row(NIK=MANY), ""),
    "a NIK as a number": (lambda: row(NIK=TOO_LONG), ""),
    "a family card as a number": (lambda: row(NO_KK=TOO_LONG), ""),
    "a date of 5,000 digits": (lambda: row(TGL_LHR=MANY), ""),
    "a date as a number": (lambda: row(TGL_LHR=TOO_LONG), ""),
    "a region as a number": (lambda: row(KODE_WILAYAH=TOO_LONG), ""),
    "a region of 5,000 digits": (lambda: row(KODE_WILAYAH=MANY), ""),
    "a sex as a number": (lambda: row(JENIS_KELAMIN=TOO_LONG), ""),
    "a name as a number": (lambda: row(NAMA=TOO_LONG), ""),
    "counts of 5,000 digits": (lambda: counted(MANY, TOO_LONG), ""),
    "cards of 5,000 digits": (
        lambda: import_rows(
            Ledger(),
            [
                {"TANGGAL": DAY, "URAIAN": "Terima", "MASUK": MANY, "KELUAR": None},
                {"TANGGAL": DAY, "URAIAN": "Terima", "MASUK": TOO_LONG, "KELUAR": TOO_LONG},
            ],
            document="x",
        ),
        "",
    ),
    "entry of 5,000 digits": (
        lambda: Printed(id="p", on=DAY, cards=TOO_LONG),
        "at most 100 digits",
    ),
    "series over 12,000 months": (twelve_thousand_months, ""),
}


def outcome(request: Callable[[], object]) -> str:
    """Return the class and message of the error; nothing for an answer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            request()
        except Exception as error:  # noqa: BLE001  the test reads it
            return f"{type(error).__name__}: {error}"
    return ""


def main() -> None:
    """Print every request that is not answered or refused as expected."""
    limit = MEGABYTES << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for name, (request, expected) in REQUESTS.items():
        found = outcome(request)
        if bool(found) != bool(expected) or expected not in found:
            sys.stdout.write(f"{name}: {found[:300] or 'answered'}\n")


if __name__ == "__main__":
    main()
