"""Scenarios with the stocks of a register and a ledger of blanks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from dukcapil._shared.checks import check_count, check_type
from dukcapil.ages import LeapDay
from dukcapil.blanko import STORE, Ledger, Place
from dukcapil.coverage import partition
from dukcapil.demand import monthly_rates, newly_obliged
from dukcapil.distributions import Distribution, Empirical
from dukcapil.forecast._scenario import Amount, MonthlyAmount, Scenario
from dukcapil.months import Month
from dukcapil.register import InactiveNIKs, Register, Stage

__all__ = ["scenario_from_register"]


def scenario_from_register(  # noqa: PLR0913  # all but the first by name
    register: Register,
    *,
    start: Month,
    months: int,
    allocation_cards: MonthlyAmount,
    ledger: Ledger | None = None,
    places: Iterable[Place] = (STORE,),
    recording_capacity_people: MonthlyAmount | None = None,
    repeat_recording_people: int | Sequence[int] = 0,
    replacement_cards: MonthlyAmount | None = None,
    months_back: int = 12,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> Scenario:
    """Make a scenario from a register and a ledger; the rest is given as arguments.

    The stocks are those of the evening before the first month. People whose record is print ready
    or in process, and whose card has not been printed, wait for a blank. Those whose record is
    blocked wait for none: they must be recorded anew, and come for that as
    `repeat_recording_people` says, or not at all. A card that is printed and not yet handed over
    needs no blank, and counts as held. Newly obliged people are known from birth dates, marriages
    and permits on record. Deaths and departures are left out; give them with `attrs.evolve` where
    they matter.

    Args:
        register: the register; with a scope, only its region counts.
        start: the first month.
        months: the number of months ahead, 1 or more.
        allocation_cards: blank cards that arrive, a month.
        ledger: the ledger of blanks; None for none in stock.
        places: the accounts whose blanks count as stock.
        recording_capacity_people: people who can be recorded, a month; None for no limit.
        repeat_recording_people: people with a blocked record who come again for recording, a
            month; they count in the capacity.
        replacement_cards: cards asked for by people recorded before, a month; None for the
            empirical distribution of past months (`Empirical`).
        months_back: the number of past months of that distribution, 1 or more.
        leap_day: the day on which people born on 29 February turn 17.
        inactive: whether people count in the stocks while their NIK is inactive.

    Raises:
        TypeError: for something that is not a register, month or ledger.
        InvalidRecord: as `Scenario`; and for no past months.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.forecast import outlook, scenario_from_register
        >>> from dukcapil.testing import synthetic_city
        >>> scenario = scenario_from_register(
        ...     synthetic_city(2_000, seed=1),
        ...     start=Month(2021, 1),
        ...     months=6,
        ...     allocation_cards=Uniform(5, 15),
        ... )
        >>> scenario.obliged_people, scenario.not_recorded_people, scenario.waiting_people
        (1403, 36, 17)
        >>> outlook(scenario)[Month(2021, 6)].cleared_in.exactness
        <Exactness.EXACT: 'exact'>
    """
    check_type("scenario_from_register", "register", register, Register)
    check_type("scenario_from_register", "start", start, Month)
    check_count("scenario_from_register", "months", months)
    check_count("scenario_from_register", "months_back", months_back)
    eve = start.first_day - timedelta(days=1)
    row = partition(register, on=eve, leap_day=leap_day, inactive=inactive).rows[0]
    on_hand: Amount = 0
    if ledger is not None:
        check_type("scenario_from_register", "ledger", ledger, Ledger)
        on_hand = sum(ledger.balance(place, on=eve) for place in places)
    ahead = Month.range(start, start + months)
    if replacement_cards is None:
        replacement_cards = _past_replacements(register, start, months_back, leap_day)
    return Scenario(
        start=start,
        months=months,
        obliged_people=row.obliged,
        not_recorded_people=row.counts[Stage.NOT_RECORDED] + row.blocked,
        blocked_people=row.blocked,
        repeat_recording_people=repeat_recording_people,
        waiting_people=row.in_process + row.counts[Stage.PRINT_READY],
        on_hand_cards=on_hand,
        newly_obliged_people=newly_obliged(register, ahead, leap_day=leap_day).by_month(),
        recording_capacity_people=recording_capacity_people,
        allocation_cards=allocation_cards,
        replacement_cards=replacement_cards,
    )


def _past_replacements(
    register: Register, start: Month, months_back: int, leap_day: LeapDay
) -> Distribution:
    past = Month.range(start - months_back, start)
    return Empirical(monthly_rates(register, past, leap_day=leap_day).replacement_cards)
