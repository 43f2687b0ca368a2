"""Oracle of the measures: a loop over people and days, slow and obvious.

The fast library is checked against it, so it shares none of its rules: it takes the facts of a
resident and the events, and does the rest itself. For small populations.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from dukcapil import LeapDay, RegionCode, Residence, Resident
from dukcapil.cards import (
    CardBroughtIn,
    CardDamaged,
    CardFound,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    CardVoided,
    CardWithdrawn,
    SuketIssued,
)
from dukcapil.events import Event, Retracted
from dukcapil.recording import (
    AdjudicationRequired,
    BiometricsCaptured,
    DuplicateFound,
    EnrollmentFailedAtCentral,
    EnrollmentFailedAtRegional,
    PrintReadyRecordMade,
    RecordDeleted,
    SearchFailedAtCentral,
    SentForCardPrinting,
)
from dukcapil.residents import CitizenPeriod, EndOfStay, StayPermit

History = tuple[Resident, Sequence[Event]]
Population = Sequence[History]
Key = Callable[[Resident, RegionCode, date], Hashable]

NOT_RECORDED, BLOCKED, IN_PROCESS, PRINT_READY, PRINTED, HOLDING = 0, 1, 1.5, 2, 3, 4
POSITIONS: Final = (NOT_RECORDED, BLOCKED, IN_PROCESS, PRINT_READY, PRINTED, HOLDING)
ONE_DAY: Final = timedelta(days=1)

OfACard = (
    CardPrinted
    | CardBroughtIn
    | CardShipped
    | CardHandedOver
    | CardLost
    | CardDamaged
    | CardFound
    | CardWithdrawn
    | CardVoided
)
Blocking = (
    EnrollmentFailedAtRegional
    | EnrollmentFailedAtCentral
    | SearchFailedAtCentral
    | AdjudicationRequired
    | DuplicateFound
)


# One person on one day.


def position(resident: Resident, events: Sequence[Event], day: date) -> float:
    """Return how far a person is at the end of a day: 0 not recorded to 4 holding a card.

    The two parts of 1, recorded, are 1 itself for a blocked record, and 1.5 for one in process.
    """
    standing = _standing(events, day)
    cards: dict[str, list[OfACard]] = {}
    for event in standing:
        if isinstance(event, OfACard):
            cards.setdefault(event.card, []).append(event)
    if any(_is_held(resident, card, day) for card in cards.values()):
        return HOLDING
    if any(
        isinstance(card[-1], CardPrinted | CardShipped) and _is_valid(resident, card, day)
        for card in cards.values()
    ):
        return PRINTED
    setbacks = [e.occurred_on for e in standing if isinstance(e, RecordDeleted | Blocking)]
    if any(all(came[0].occurred_on > back for back in setbacks) for came in cards.values()):
        return PRINT_READY  # printed from a record that nothing has happened to since
    return _of_the_record([e for e in standing if not isinstance(e, OfACard | SuketIssued)])


def _of_the_record(record: Sequence[Event]) -> float:
    """Return how far the record alone is, given its events in order.

    A deletion is the last of its day, unless a record stood before it that was made anew then.
    """
    if not record:
        return NOT_RECORDED
    last = record[-1]
    if isinstance(last, RecordDeleted):
        at = (last.occurred_on, last.ordinal)
        tied = [event for event in record if (event.occurred_on, event.ordinal) == at]
        stood = _of_the_record(record[: -len(tied)]) != NOT_RECORDED
        if not stood or not any(isinstance(event, BiometricsCaptured) for event in tied):
            return NOT_RECORDED
        last = tied[-2]
    if isinstance(last, PrintReadyRecordMade | SentForCardPrinting):
        return PRINT_READY
    return BLOCKED if isinstance(last, Blocking) else IN_PROCESS


def stage(resident: Resident, events: Sequence[Event], day: date) -> int:
    """Return the stage of a person at the end of a day: 0 not recorded to 4 holding a card."""
    return int(position(resident, events, day))


def _standing(events: Sequence[Event], day: date) -> list[Event]:
    """Return the events by the end of the day, in order, without superseded ones."""
    replaced = {event.supersedes for event in events}
    standing = {
        event.id: event
        for event in events
        if event.occurred_on <= day
        and event.id not in replaced
        and not isinstance(event, Retracted)
    }
    return sorted(
        standing.values(), key=lambda e: (e.occurred_on, e.ordinal, e.rank, e.entered_on, e.id)
    )


def _is_held(resident: Resident, card: Sequence[OfACard], day: date) -> bool:
    """Return whether one card, given by its events, is with its owner and valid."""
    return isinstance(card[-1], CardHandedOver | CardBroughtIn | CardFound) and _is_valid(
        resident, card, day
    )


def _is_valid(resident: Resident, card: Sequence[OfACard], day: date) -> bool:
    end = _end_of_validity(resident, card[0])
    return end is None or day < end


def _end_of_validity(resident: Resident, first: OfACard) -> date | None:
    day, printed = first.occurred_on, first.valid_until if isinstance(first, CardPrinted) else None
    ahead = [one for one in resident.citizenship.periods if one.until is None or day < one.until]
    if not ahead:
        return printed or day
    if isinstance(ahead[0], CitizenPeriod):
        return ahead[0].until
    end = printed or ahead[0].until
    for period in ahead:
        if isinstance(period, CitizenPeriod):
            assert period.since is not None
            return period.since if end is None else min(end, period.since)
    return end


def _status(resident: Resident, day: date) -> CitizenPeriod | StayPermit | None:
    """Return the time as a citizen or the permit that covers the day."""
    for period in resident.citizenship.periods:
        has_begun = period.since is None or period.since <= day
        if has_begun and (period.until is None or day < period.until):
            return period
    return None


def _is_inactive(resident: Resident, day: date) -> bool:
    return any(
        period.since <= day and (period.until is None or day < period.until)
        for period in resident.inactive
    )


def _stay(resident: Resident, day: date) -> Residence | None:
    """Return the residence that covers the day."""
    for stay in resident.residences:
        if stay.since <= day and (stay.until is None or day < stay.until):
            return stay
    return None


def _is_17(resident: Resident, day: date, leap_day: LeapDay) -> bool:
    born = (resident.birth_date.year, resident.birth_date.month, resident.birth_date.day)
    if born[1:] == (2, 29) and leap_day is LeapDay.FEBRUARY_28:
        born = (born[0], 2, 28)  # the 17th year after a leap year has no 29 February
    return (day.year - 17, day.month, day.day) >= born


def _is_obliged_anywhere(resident: Resident, day: date, leap_day: LeapDay) -> bool:
    """Return whether all conditions but a residence hold."""
    alive = resident.died_on is None or resident.died_on > day
    in_scope = _status(resident, day) is not None
    married = resident.first_married_on is not None and resident.first_married_on <= day
    return alive and in_scope and (married or _is_17(resident, day, leap_day))


def place(
    resident: Resident, day: date, leap_day: LeapDay, *, active: bool = False
) -> RegionCode | None:
    """Return the region in which a person is obliged on a day, or None.

    With `active`, a person whose NIK is inactive is nowhere.
    """
    stay = _stay(resident, day)
    if active and _is_inactive(resident, day):
        return None
    if stay is None or not _is_obliged_anywhere(resident, day, leap_day):
        return None
    return stay.region


def obliged_since(resident: Resident, day: date, leap_day: LeapDay) -> date:
    """Return the first day of the unbroken obligation of a person obliged on the day."""
    assert _is_obliged_anywhere(resident, day, leap_day)
    while _is_obliged_anywhere(resident, day - ONE_DAY, leap_day) and not _is_abroad(
        resident, day - ONE_DAY
    ):
        day -= ONE_DAY
    return day


def _is_abroad(resident: Resident, day: date) -> bool:
    """Return whether the person had left the country by the day and was not back."""
    begun = [stay for stay in resident.residences if stay.since <= day]
    if not begun:
        return False
    last = begun[-1]
    has_ended = last.until is not None and last.until <= day
    return has_ended and last.ended_by is EndOfStay.LEFT_COUNTRY


# From one day to the next.


def entry_reason(resident: Resident, day: date, leap_day: LeapDay, *, active: bool = False) -> str:
    """Return the cause of an obligation in a region that did not exist the day before."""
    if _is_obliged_anywhere(resident, day - ONE_DAY, leap_day):
        if active and _is_inactive(resident, day - ONE_DAY):
            return "NIK_reactivated"
        if _is_abroad(resident, day - ONE_DAY):
            return "moved_in"
        stay = _stay(resident, day - ONE_DAY)
        renamed = stay is not None and stay.until == day and stay.ended_by is EndOfStay.REORGANISED
        return "reorganised_in" if renamed else "moved_in"
    if _status(resident, day - ONE_DAY) is None:
        is_citizen = isinstance(_status(resident, day), CitizenPeriod)
        return "citizenship_gained" if is_citizen else "permit_began"
    if _is_17(resident, day, leap_day) and not _is_17(resident, day - ONE_DAY, leap_day):
        return "turned_17"
    assert resident.first_married_on == day
    return "married_young"


def exit_reason(resident: Resident, day: date, leap_day: LeapDay, *, active: bool = False) -> str:
    """Return the cause of the end of an obligation in a region that existed the day before."""
    assert place(resident, day - ONE_DAY, leap_day) is not None
    stay = _stay(resident, day - ONE_DAY)
    assert stay is not None
    if resident.died_on == day:
        return "died"
    if active and _is_inactive(resident, day):
        return "NIK_inactivated"
    if stay.until == day:
        out = {EndOfStay.CORRECTED: "corrected_out", EndOfStay.REORGANISED: "reorganised_out"}
        return "moved_out" if stay.ended_by is None else out.get(stay.ended_by, "moved_out")
    before = _status(resident, day - ONE_DAY)
    assert before is not None
    assert _status(resident, day) is None
    return "citizenship_lost" if isinstance(before, CitizenPeriod) else "permit_ended"


class _State(NamedTuple):
    """Return the group of an obliged person on a day, and the share of the numerator (0 or 1)."""

    region: RegionCode
    cell: Hashable
    covered: int


# A population.


def partition(
    population: Population, day: date, key: Key, leap_day: LeapDay, *, active: bool = False
) -> dict[Hashable, list[int]]:
    """Count the obliged persons of each group at each of the six positions."""
    counts: dict[Hashable, list[int]] = {}
    for resident, events in population:
        region = place(resident, day, leap_day, active=active)
        if region is not None:
            cell = counts.setdefault(key(resident, region, day), [0] * 6)
            cell[POSITIONS.index(position(resident, events, day))] += 1
    return counts


def flows(  # noqa: PLR0913, PLR0917  what defines a flow
    population: Population,
    since: date,
    until: date,
    key: Key,
    least: float,
    leap_day: LeapDay,
    *,
    active: bool = False,
) -> dict[Hashable, dict[str, list[int]]]:
    """Sum by group and cause the changes of E and of H on the days after `since` up to `until`."""

    def state(history: History, day: date) -> _State | None:
        resident, events = history
        region = place(resident, day, leap_day, active=active)
        if region is None:
            return None
        covered = position(resident, events, day) >= least
        return _State(region, key(resident, region, day), int(covered))

    sums: dict[Hashable, dict[str, list[int]]] = {}
    for history in population:
        for day in _days(since + ONE_DAY, until):
            before, after = state(history, day - ONE_DAY), state(history, day)
            for cell, reason, e, h in _changes(
                history[0], day, before, after, key, leap_day, active
            ):
                total = sums.setdefault(cell, {}).setdefault(reason, [0, 0])
                total[0] += e
                total[1] += h
    return sums


def _changes(  # noqa: PLR0913, PLR0917  a day of a life, and the question
    resident: Resident,
    day: date,
    before: _State | None,
    after: _State | None,
    key: Key,
    leap_day: LeapDay,
    active: bool,  # noqa: FBT001
) -> Iterator[tuple[Hashable, str, int, int]]:
    """Yield group, cause and changes of E and of H for each change of one person's state."""
    if before is not None and after is not None and before.cell == after.cell:
        if before.covered < after.covered:
            yield after.cell, "issued", 0, 1
        if before.covered > after.covered:
            yield after.cell, "lost_or_voided", 0, -1
        return
    # Had the person been there the day before, at the age of the day before: the same cell?
    has_aged = (
        before is not None
        and after is not None
        and key(resident, after.region, day - ONE_DAY) == before.cell
    )
    if before is not None:
        reason = "aged_out" if has_aged else exit_reason(resident, day, leap_day, active=active)
        yield before.cell, reason, -1, -before.covered
    if after is not None:
        reason = "aged_in" if has_aged else entry_reason(resident, day, leap_day, active=active)
        yield after.cell, reason, 1, after.covered


def waiting(
    population: Population, on: date, k: float, leap_day: LeapDay, *, active: bool = False
) -> list[int]:
    """Return the days since the obligation began of all obliged people below position `k`."""
    return [
        (on - obliged_since(resident, on, leap_day)).days
        for resident, events in population
        if place(resident, on, leap_day, active=active) is not None
        and position(resident, events, on) < k
    ]


# How long it takes.


class Record(NamedTuple):
    """One run of days of obligation, counted in days since the obligation began."""

    entry: int
    duration: int
    observed: bool


class Step(NamedTuple):
    """One event time of the Kaplan-Meier estimate; `greenwood` is the sum without the square."""

    t: int
    at_risk: float
    events: int
    survival: Fraction
    greenwood: Fraction


def survival(  # noqa: PLR0913, PLR0917  what defines the estimate
    population: Population,
    on: date,
    k: float,
    leap_day: LeapDay,
    first_day: date,
    last_day: date,
    *,
    active: bool = False,
) -> list[Step]:
    """Compute the Kaplan-Meier estimate of the days from the obligation to position `k`.

    `first_day` and `last_day` bound the search: a run of which no day lies between is not found.
    """
    found = [
        record
        for history in population
        for record in records(history, on, k, leap_day, (first_day, last_day), active=active)
    ]
    steps: list[Step] = []
    surviving, greenwood = Fraction(1), Fraction(0)
    for t in sorted({record.duration for record in found if record.observed}):
        # Who arrives is at risk from the day after, on condition of not being there yet.
        n = sum((r.entry < t or r.entry == t == 0) and t <= r.duration for r in found)
        d = sum(record.observed and record.duration == t for record in found)
        surviving *= 1 - Fraction(d, n)
        if d < n:  # else the estimate is 0 from here on, and its variance has no such term
            greenwood += Fraction(d, n * (n - d))
        steps.append(Step(t, n, d, surviving, greenwood))
    return steps


def records(  # noqa: PLR0913
    history: History,
    on: date,
    k: float,
    leap_day: LeapDay,
    bounds: tuple[date, date],
    *,
    active: bool = False,
) -> Iterator[Record]:
    """Yield the runs in which one person was at risk."""
    resident, events = history
    for begin, end in _runs(resident, on, leap_day, bounds, active):
        zero = obliged_since(resident, begin, leap_day)
        entry = (begin - zero).days
        # A stage is reached on the day of an event, or was when the obligation began.
        told = {zero, begin, *(e.occurred_on for e in events if zero <= e.occurred_on <= begin)}
        if entry > 0 and any(position(resident, events, day) >= k for day in told):
            continue
        reached = next((d for d in _days(begin, end) if position(resident, events, d) >= k), None)
        yield Record(entry, ((reached or end) - zero).days, reached is not None)


def _runs(
    resident: Resident,
    on: date,
    leap_day: LeapDay,
    bounds: tuple[date, date],
    active: bool,  # noqa: FBT001
) -> Iterator[tuple[date, date]]:
    """Yield the first and last day, up to `on`, of each unbroken run of obliged days."""
    day, last_day = bounds

    def is_there(day: date) -> bool:
        return place(resident, day, leap_day, active=active) is not None

    while day <= min(last_day, on):
        if not is_there(day):
            day += ONE_DAY
            continue
        begin = end = day
        while is_there(begin - ONE_DAY):
            begin -= ONE_DAY
        while end < on and is_there(end + ONE_DAY):
            end += ONE_DAY
        yield begin, end
        day = end + ONE_DAY


def _days(first: date, last: date) -> Iterator[date]:
    """Yield the days from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
