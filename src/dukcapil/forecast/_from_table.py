"""Scenarios that start from a published table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dukcapil._shared.checks import check_date, check_type, raise_faults
from dukcapil.coverage import Coverage, CoverageTable, ParsedTable
from dukcapil.errors import Fault
from dukcapil.forecast._scenario import Amount, MonthlyAmount, Scenario
from dukcapil.months import Month
from dukcapil.regions import RegionCode

__all__ = ["scenario_from_table"]


def scenario_from_table(  # noqa: PLR0913  # all but the first by name
    table: ParsedTable,
    *,
    region: RegionCode,
    on: date,
    start: Month,
    months: int,
    allocation_cards: MonthlyAmount,
    newly_obliged_people: MonthlyAmount = 0,
    on_hand_cards: Amount = 0,
    recording_capacity_people: MonthlyAmount | None = None,
    replacement_cards: MonthlyAmount = 0,
) -> Scenario:
    """Make a scenario from the figures of one region in a published table.

    The obliged and the not recorded are those of all rows inside the region. Waiting for a card
    are the print ready (PRR) where the table counts them, and otherwise the recorded who do not
    hold one; among the latter are people whose record has failed or is a duplicate, who wait for
    no blank. Figures that contradict each other, such as more holders than recorded, are refused.

    Args:
        table: the answer of `coverage.parse_table`; see its failed checks first.
        region: the region, with rows of its own or of regions inside it.
        on: the date of the figures, before the first month.
        start: the first month.
        months: the number of months ahead, 1 or more.
        allocation_cards: blank cards that arrive, a month.
        newly_obliged_people: people who become obliged, a month.
        on_hand_cards: blank cards in stock.
        recording_capacity_people: people who can be recorded, a month; None for no limit.
        replacement_cards: cards asked for by people recorded before, a month.

    Raises:
        TypeError: for something that is not a parsed table, region, date or month.
        InvalidRecord: as `Scenario`; for a region without figures of the recorded, or of the print
            ready or the holders, on that date; for figures that contradict each other.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Month, RegionCode, coverage, project
        >>> from dukcapil.forecast import scenario_from_table
        >>> day = date(2020, 12, 31)
        >>> rows = [{"KODE": "32.75.01", "WAJIB KTP": 20_100, "REKAM": 19_530, "PRR": 240}]
        >>> scenario = scenario_from_table(
        ...     coverage.parse_table(rows, on=day),
        ...     region=RegionCode("32.75.01"),
        ...     on=day,
        ...     start=Month(2021, 1),
        ...     months=6,
        ...     allocation_cards=150,
        ... )
        >>> scenario.obliged_people, scenario.not_recorded_people, scenario.waiting_people
        (20100, 570, 240)
        >>> project(scenario).rows[1].waiting_people
        510
    """
    owner = "scenario_from_table"
    check_type(owner, "table", table, ParsedTable)
    check_type(owner, "region", region, RegionCode)
    check_date(owner, "on", on)
    check_type(owner, "start", start, Month)
    if on >= start.first_day:
        raise_faults(owner, [("on", Fault.CONTRADICTION, "start")])
    recorded = _inside(table.recorded, region, on)
    if not recorded:
        raise_faults(owner, [("table.recorded", Fault.MISSING)])
    ready = _inside(table.print_ready, region, on)
    others = ready or _inside(table.holding, region, on)
    if recorded.keys() != others.keys():
        raise_faults(owner, [(f"table.{'print_ready' if ready else 'holding'}", Fault.MISSING)])
    obliged = sum(one.obliged for one in recorded.values())
    not_recorded = sum(one.gap for one in recorded.values())
    counted = sum(one.covered for one in others.values())
    waiting = counted if ready else obliged - not_recorded - counted
    if not_recorded < 0:
        raise_faults(owner, [("table.recorded", Fault.CONTRADICTION, "obliged")])
    if waiting < 0:
        raise_faults(owner, [("table.holding", Fault.CONTRADICTION, "table.recorded")])
    return Scenario(
        start=start,
        months=months,
        obliged_people=obliged,
        not_recorded_people=not_recorded,
        waiting_people=waiting,
        on_hand_cards=on_hand_cards,
        newly_obliged_people=newly_obliged_people,
        recording_capacity_people=recording_capacity_people,
        allocation_cards=allocation_cards,
        replacement_cards=replacement_cards,
    )


def _inside(
    table: CoverageTable[RegionCode], region: RegionCode, on: date
) -> Mapping[RegionCode, Coverage]:
    """Return the coverages of the rows inside a region at a date."""
    return {row.key: row.coverage for row in table if row.on == on and row.key in region}
