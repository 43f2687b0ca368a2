"""From a ledger in a shortage to a rate of demand, on simulated truth."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from dukcapil import Month
from dukcapil.blanko import STORE, Allocated, Entry, Ledger, Printed, Received, stock_out_days
from dukcapil.demand import DemandHistory, seasonal_level

FIRST, MONTHS = Month(2019, 1), 12
MEAN_MONTH_DAYS = 365 / 12


def office(lot: int, every_days: int, daily: int, spread: int, seed: int) -> Ledger:
    """Simulate an office that prints what people ask for while its lots last."""
    random = Random(seed)  # noqa: S311  not for secrets
    entries: list[Entry] = []
    stock, day = 0, FIRST.first_day
    while day.year == FIRST.year:
        if (day - FIRST.first_day).days % every_days == 0:
            lot_of_day: dict[str, Any] = {"on": day, "cards": lot, "document": f"BAST {day}"}
            entries += [
                Allocated(id=f"a-{day}", **lot_of_day),
                Received(id=f"r-{day}", **lot_of_day),
            ]
            stock += lot
        printed = min(stock, daily + random.randint(-spread, spread))
        if printed:
            entries.append(Printed(id=f"p-{day}", on=day, cards=printed))
            stock -= printed
        day += timedelta(days=1)
    return Ledger().post_all([entry] for entry in entries)


def history_of(ledger: Ledger) -> DemandHistory:
    months = [FIRST + number for number in range(MONTHS)]
    printed = dict.fromkeys(months, 0)
    for entry in ledger:
        if isinstance(entry, Printed):
            printed[Month.of(entry.on)] += entry.cards
    return DemandHistory(
        start=FIRST,
        cards=printed.values(),
        out_of_stock_days=[
            stock_out_days(
                ledger, STORE, since=month.first_day, until=month.last_day + timedelta(days=1)
            ).days
            for month in months
        ],
    )


@pytest.mark.parametrize(
    ("lot", "every_days"), [(1_000, 8), (1_000, 30), (200, 2), (400, 3), (20_000, 30)]
)
def test_a_steady_demand_is_found_whatever_the_lots(lot: int, every_days: int) -> None:
    history = history_of(office(lot, every_days, daily=200, spread=0, seed=1))
    assert seasonal_level(history).level_cards == pytest.approx(200 * MEAN_MONTH_DAYS, rel=0.01)


@pytest.mark.parametrize("lot", [500, 1_000, 1_900, 5_000])
def test_an_unsteady_one_is_understated_by_less_than_a_day_a_lot(lot: int) -> None:
    ledger = office(lot, 30, daily=200, spread=80, seed=lot)
    level = seasonal_level(history_of(ledger)).level_cards / MEAN_MONTH_DAYS
    days = lot / 200
    assert 200 * days / (days + 1) - 8 <= level <= 208
