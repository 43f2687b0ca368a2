"""One answer of every tabular class, by the functions that users call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Final

import attrs

from dukcapil import (
    Coverage,
    CoverageTable,
    Ledger,
    Month,
    RegionCode,
    Register,
    Scenario,
    Sex,
    allocation,
    blanko,
    coverage,
    demand,
    forecast,
    outreach,
    parse_residents,
)
from dukcapil.distributions import Uniform
from dukcapil.forecast import Interval
from dukcapil.outreach import Venue, VenueKind
from dukcapil.regions import Level
from dukcapil.residents import Snapshot
from dukcapil.testing import synthetic_city

SINCE, ON = date(2020, 6, 30), date(2020, 11, 30)
MONTHS: Final = [Month(2020, 9) + more for more in range(3)]
YEARS: Final = Month.range(Month(2019, 1), Month(2021, 1))  # somebody becomes obliged


@cache
def city() -> Register:
    return synthetic_city(300, seed=1)


@cache
def city_by_snapshots() -> Register:
    """Return a city of which every third resident was entered five months later."""
    days = [SINCE, SINCE, ON]
    snapshots = [
        Snapshot(resident=resident, entered_on=days[number % 3])
        for number, resident in enumerate(city())
    ]
    return Register.of(snapshots, city().events())


@cache
def opened() -> Ledger:
    count = blanko.Counted(id="c-1", on=date(2020, 11, 2), at=blanko.STORE, counted_cards=90)
    return Ledger().post(count)


def ledger() -> Ledger:
    day = date(2020, 11, 2)
    return Ledger().post(
        blanko.Allocated(id="a-1", on=day, cards=500, document="BAST 12"),
        blanko.Received(id="r-1", on=day, cards=500, document="BAST 12"),
        blanko.Printed(id="p-1", on=date(2020, 11, 3), cards=120),
        blanko.Printed(id="p-2", on=date(2020, 11, 20), cards=378),
        blanko.Spoiled(id="s-1", on=date(2020, 11, 3), cards=2, reason="failed encoding"),
    )


@cache
def scenario() -> Scenario:
    return Scenario(
        start=Month(2020, 12),
        months=3,
        not_recorded_people=40,
        waiting_people=10,
        on_hand_cards=20,
        newly_obliged_people=5,
        recording_capacity_people=20,
        allocation_cards=15,
    )


@cache
def plan() -> outreach.Plan:
    kelurahan = RegionCode("32.75.99.1001")
    venues = [
        Venue(id="school", kind=VenueKind.SCHOOL, region=kelurahan, expected_people=200),
        Venue(id="office", kind=VenueKind.KELURAHAN_OFFICE, region=kelurahan, expected_people=90),
    ]
    days = [date(2020, 3, 2), date(2020, 3, 3)]
    return outreach.plan(venues, crews=1, days=days, per_crew_day=150)


@cache
def history() -> demand.DemandHistory:
    cards = [400 + 10 * (month % 12) + month for month in range(48)]
    return demand.DemandHistory(start=Month(2017, 1), cards=cards)


def _measured(by: Any) -> CoverageTable[Any]:  # noqa: ANN401  any breakdown
    return coverage.measure(city(), on=ON, by=by)


def _uncertain() -> forecast.Outlook:
    return forecast.outlook(
        Scenario(
            start=Month(2020, 12),
            months=3,
            not_recorded_people=8,
            recording_capacity_people=4,
            allocation_cards=Uniform(1, 5),
        )
    )


def _by_branch() -> forecast.TreeOutlook:
    as_now = _uncertain().scenario
    shortage = attrs.evolve(as_now, allocation_cards=Uniform(0, 1))
    branches = [
        forecast.Branch("as now", Fraction(7, 10), as_now),
        forecast.Branch("shortage", Fraction(3, 10), shortage),
    ]
    return forecast.outlook(forecast.ScenarioTree(branches))


def _bounds() -> forecast.Bounds:
    return forecast.bounds(
        Scenario(
            start=Month(2020, 12),
            months=3,
            not_recorded_people=8,
            allocation_cards=Interval(1, 5),
        )
    )


def _decomposed() -> coverage.Decomposition:
    (row,) = coverage.flows(city(), SINCE, ON).rows
    found = coverage.decompose(row)
    assert found is not None
    return found


def _import() -> blanko.Import:
    rows = [{"tanggal": "2020-11-02", "diterima": 100, "dicetak": 0, "sisa": 100}]
    return blanko.import_rows(Ledger(), rows, document="book", dry_run=True)


ANSWERS: Final[dict[str, Callable[[], Any]]] = {
    "Backtest": lambda: demand.backtest(history()),
    "BacklogTable": lambda: coverage.backlog(city(), on=ON, by=Level.KECAMATAN),
    "BlankUse": lambda: demand.blanks_used(city(), MONTHS),
    "Bounds": _bounds,
    "CoverageTable": lambda: _measured(by=(Level.KECAMATAN, Sex)),
    "CrewSheet": lambda: plan().by_crew,
    "Decomposition": _decomposed,
    "Deliveries": lambda: forecast.delivery_law(
        {Month(2019, number): 500 if number > 7 else 17_000 for number in range(1, 13)}
    ),
    "DemandForecast": lambda: demand.forecast_demand(history().first(24), 2),
    "DemandHistories": lambda: demand.DemandHistories(
        histories=((RegionCode("32.75.99"), history()),)
    ),
    "DemandHistory": history,
    "EarlyTable": lambda: coverage.early_recordings(city(), on=ON, by=Level.KECAMATAN),
    "FlowTable": lambda: coverage.flows(city(), SINCE, ON, by=Sex),
    "Import": _import,
    "Kitagawa": lambda: coverage.kitagawa(
        coverage.measure(city(), on=SINCE, by=Sex), _measured(by=Sex)
    ),
    "MonthlyRates": lambda: demand.monthly_rates(city(), MONTHS),
    "Movements": lambda: blanko.movements(ledger(), [Month(2020, 11)]),
    "NewlyObliged": lambda: demand.newly_obliged(city(), YEARS, by=Sex),
    "Outlook": _uncertain,
    "Plan": plan,
    "PrintCheck": lambda: blanko.against_prints(ledger(), [Month(2020, 11)], [119]),
    "Problems": lambda: (
        parse_residents(
            [{"nik": "0", "birth_date": "2003-05-01", "sex": "P", "region": "32.75.01"}], on=ON
        ).problems
    ),
    "ProvincialReport": lambda: blanko.provincial_report(
        ledger(),
        on=date(2020, 11, 10),
        obliged_people=900,
        recorded_people=800,
        print_ready_people=10,
        suket_people=5,
    ),
    "Reconciliation": lambda: blanko.reconcile(
        ledger(), since=date(2020, 11, 1), until=date(2020, 12, 1)
    ),
    "Replan": lambda: outreach.replan(plan(), from_day=date(2020, 3, 3), closed=VenueKind.SCHOOL),
    "RevisionTable": lambda: coverage.revisions(
        city_by_snapshots(), on=SINCE, published=SINCE, by=Sex
    ),
    "ReconciledForecasts": lambda: demand.reconcile(
        demand.forecast_demand(history().first(12), 1),
        {RegionCode("32.75.99"): demand.forecast_demand(history().first(12), 1)},
    ),
    "SeasonalLevel": lambda: demand.seasonal_level(history()),
    "Sharing": lambda: allocation.share(
        500,
        [
            allocation.Claim(key=RegionCode("32.75.01"), weight=3),
            allocation.Claim(key=RegionCode("32.75.02"), weight=5),
        ],
    ),
    "StageTable": lambda: coverage.partition(city(), on=ON, by=Level.KECAMATAN),
    "Destructions": lambda: blanko.destructions(
        ledger().post(blanko.Destroyed(id="x-1", on=date(2020, 11, 25), cards=1, document="BA 3")),
        since=date(2020, 11, 1),
        until=date(2020, 12, 1),
    ),
    "InTransit": lambda: blanko.in_transit(
        Ledger().post(
            blanko.Allocated(id="a-1", on=date(2020, 11, 2), cards=9, document="BAST 12")
        ),
        on=date(2020, 11, 9),
    ),
    "CountSheet": lambda: blanko.count_sheet(
        ledger(), on=date(2020, 11, 30), counted={blanko.STORE: 5}
    ),
    "DocumentMoves": lambda: blanko.document_moves(
        ledger(), since=date(2020, 11, 1), until=date(2020, 12, 1)
    ),
    "HandOver": lambda: blanko.hand_over(
        Ledger().post(
            blanko.Counted(id="c-1", on=date(2020, 11, 1), at=blanko.STORE, counted_cards=90),
            blanko.Distributed(
                id="d-1",
                on=date(2020, 11, 2),
                cards=9,
                document="SJ 1",
                recipient=blanko.Place.point("32.75.01"),
            ),
        ),
        "SJ 1",
    ),
    "PlaceMovements": lambda: blanko.place_movements(ledger(), [Month(2020, 11)]),
    "StockAgeing": lambda: blanko.stock_ageing(opened(), on=date(2020, 11, 30)),
    "StockValue": lambda: blanko.stock_value(
        opened(), {blanko.Blank.CITIZEN: {date(2020, 1, 1): 9_500}}, on=date(2020, 11, 30)
    ),
    "SerialHistory": lambda: blanko.serial_history(
        Ledger(serials=True).post(
            blanko.Allocated(
                id="a-1",
                on=date(2020, 11, 2),
                cards=9,
                document="BAST 12",
                serials=blanko.Serials(1, 9),
            )
        ),
        5,
    ),
    "StockCard": lambda: blanko.stock_card(
        ledger(), blanko.STORE, since=date(2020, 11, 1), until=date(2020, 12, 1)
    ),
    "StockOut": lambda: blanko.stock_out_days(
        ledger(), blanko.STORE, since=date(2020, 11, 1), until=date(2020, 12, 1)
    ),
    "SuppressedCounts": lambda: coverage.partition(city(), on=ON, by=Level.KECAMATAN).suppress(
        below=2
    ),
    "SuppressedTable": lambda: CoverageTable.of(
        [
            (RegionCode("32.75.01"), ON, Coverage(obliged=900, covered=897)),
            (RegionCode("32.75.02"), ON, Coverage(obliged=800, covered=700)),
            (RegionCode("32.75.03"), ON, Coverage(obliged=700, covered=650)),
        ],
        dimensions=("kecamatan",),
    ).suppress(below=5),
    "Timetable": lambda: plan().timetable(),
    "Timeliness": lambda: coverage.timeliness(city(), on=ON),
    "TrendAndSeason": lambda: demand.trend_and_season(history().first(24)),
    "Trajectory": lambda: forecast.project(scenario()),
    "TrialBalance": lambda: blanko.trial_balance(ledger(), on=ON),
    "TreeOutlook": _by_branch,
    "VenueTable": lambda: plan().by_venue,
}
"""How users get an answer of each class."""
