"""Hypothesis strategies for people, events, registers and coverages; they build, never filter."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, get_args

import attrs
from hypothesis import strategies as st

from dukcapil import cards, recording
from dukcapil._shared.coverage import Coverage
from dukcapil.cards import CardEvent, CardPrinted, CardStatus, IssueReason, SuketIssued
from dukcapil.coverage import CoverageTable
from dukcapil.events import Event, Retracted
from dukcapil.nik import NIK, Sex
from dukcapil.recording import Biometric, BiometricsCaptured, RecordingEvent, RecordingStatus
from dukcapil.regions import Level, RegionCode
from dukcapil.register import Register
from dukcapil.residents import (
    ChangedCitizenship,
    Citizen,
    CitizenPeriod,
    Citizenship,
    EndOfStay,
    InactiveNIK,
    PermanentForeigner,
    Residence,
    Resident,
    StayPermit,
)
from dukcapil.testing._codes import ALL_DAYS, birth_dates, niks, region_codes

__all__ = [
    "coverage_tables",
    "coverages",
    "events",
    "histories",
    "populations",
    "registers",
    "residents",
]

Window = tuple[date, date]
History = tuple[Resident, tuple[Event, ...]]

# Around 1 March 2021, the birthday of those born on 29 February.
_WINTER: Final[Window] = date(2020, 12, 15), date(2021, 4, 15)
_DAY: Final = timedelta(days=1)
_NEIGHBOURHOOD: Final = tuple(
    map(RegionCode, ("32.75.01.1001", "32.75.01.1002", "32.75.02.1001", "32.16.01.2001"))
)


_Periods = list[tuple[date, date | None]]


def _any_periods(since: date) -> st.SearchStrategy[_Periods]:
    """Generate ordered intervals from a day on, with or without gaps."""

    @st.composite
    def periods(draw: st.DrawFn) -> _Periods:
        begin, count = since, draw(st.integers(1, 3))
        found: _Periods = []
        for number in range(count):
            begin += timedelta(days=draw(st.integers(0, 5_000)))
            end = begin + timedelta(days=draw(st.integers(1, 5_000)))
            is_open = number == count - 1 and draw(st.booleans())
            found.append((begin, None if is_open else end))
            begin = end
        return found

    return periods()


def _periods_within(since: date, window: Window) -> st.SearchStrategy[_Periods]:
    """Generate the same with their edges in a window; the first may begin on the day itself."""

    def cut(days: Iterable[date]) -> _Periods:
        edges = sorted(day for day in days if day >= since)
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        return [*pairs, *([(edges[-1], None)] if len(edges) % 2 else [])] or [(since, None)]

    days = st.sets(st.dates(*window), min_size=1, max_size=5)
    return st.one_of(
        days.map(cut),
        days.map(lambda found: cut({since, *found})),
        # Without gaps between the periods.
        days.map(lambda found: _chained(sorted({since, *(day for day in found if day > since)}))),
    )


def _chained(edges: Sequence[date]) -> _Periods:
    return list(zip(edges, [*edges[1:], None], strict=True))


@st.composite
def residents(
    draw: st.DrawFn, *, window: Window | None = None, serials: st.SearchStrategy[int] | None = None
) -> Resident:
    """Generate citizens and foreigners with stays, gaps, marriages at any age, and deaths.

    Some gained or lost the citizenship, some have a former NIK, and some an inactive one for a
    while.

    Args:
        draw: passed by Hypothesis.
        window: first and last day of most facts, which are then of a few neighbouring regions;
            any day and any region unless given.
        serials: a strategy for the serial numbers of the NIKs; any unless given.

    Examples:
        >>> from dukcapil.testing import residents
        >>> residents().example()  # doctest: +SKIP
        Resident(nik=NIK('327599**********'))
    """
    birth_date = draw(_births(window))
    periods = _any_periods if window is None else partial(_periods_within, window=window)
    stays = draw(periods(birth_date))
    citizenship = draw(_citizenships(periods(birth_date)))
    married_on = draw(_later(birth_date + _DAY, window))
    last = max(day for day in (birth_date, married_on, stays[-1][0]) if day is not None)
    regions = region_codes(*tuple(Level)[1:]) if window is None else st.sampled_from(_NEIGHBOURHOOD)
    sex = draw(st.sampled_from(Sex))
    serial = draw(st.integers(1, 4999) if serials is None else serials)
    nik, former_nik = (
        NIK.build(region=RegionCode("32.75.99"), birth_date=birth_date, sex=sex, serial=number)
        for number in (serial, serial + 5000)
    )
    return Resident(
        nik=nik,
        birth_date=birth_date,
        sex=sex,
        citizenship=citizenship,
        residences=[
            Residence(
                region=draw(regions),
                since=since,
                until=until,
                ended_by=None if until is None else draw(st.sampled_from(EndOfStay)),
            )
            for since, until in stays
        ],
        first_married_on=married_on,
        died_on=draw(_later(last, window)),
        former_niks=draw(st.sampled_from([(), (), (former_nik,)])),
        inactive=[
            InactiveNIK(since=since, until=until)
            for since, until in draw(st.just([]) | st.just([]) | periods(birth_date))
        ],
    )


def _citizenships(periods: st.SearchStrategy[_Periods]) -> st.SearchStrategy[Citizenship]:
    foreigners = periods.map(
        lambda found: PermanentForeigner(StayPermit(since=s, until=u) for s, u in found)
    )
    citizen = st.just(Citizen())
    return st.one_of(citizen, citizen, citizen, foreigners, periods.flatmap(_changed))


@st.composite
def _changed(draw: st.DrawFn, periods: _Periods) -> ChangedCitizenship:
    """Generate a citizenship that changed at the edges of the periods."""
    kinds = draw(st.lists(st.booleans(), min_size=len(periods), max_size=len(periods)))
    dated: list[CitizenPeriod | StayPermit] = [
        (CitizenPeriod if is_citizen else StayPermit)(since=since, until=until)
        for is_citizen, (since, until) in zip(kinds, periods, strict=True)
    ]
    if not any(kinds) or draw(st.booleans()):
        return ChangedCitizenship([CitizenPeriod(until=periods[0][0]), *dated])
    return ChangedCitizenship(dated)


def _births(window: Window | None) -> st.SearchStrategy[date]:
    if window is None:
        leap_days = [date(year, 2, 29) for year in range(1940, 2016, 4)]
        any_day = st.dates(date(1940, 1, 1), date(2015, 12, 31))
        return st.one_of(any_day, st.sampled_from(leap_days))
    first, last = (day.year - 17 for day in window)
    turning_17 = st.dates(date(first, 1, 1), date(last, 12, 31))
    leap_days = [date(year, 2, 29) for year in range(first, last + 1) if year % 4 == 0]
    near = st.one_of(turning_17, st.sampled_from(leap_days)) if leap_days else turning_17
    return st.one_of(near, st.dates(date(first - 60, 1, 1), date(last + 10, 12, 31)))


def _later(since: date, window: Window | None) -> st.SearchStrategy[date | None]:
    """Generate None, or a day that is not before the given one."""
    if window is None:
        return st.none() | st.integers(0, 12_000).map(lambda days: since + timedelta(days=days))
    last = max(window[1], since)
    return st.none() | st.dates(max(window[0], since), last)


def events(kind: type[Event]) -> st.SearchStrategy[Any]:
    """Generate single events of one class, of any person and day.

    Args:
        kind: a class of event of a record or a card.

    Examples:
        >>> from dukcapil.recording import RecordDeleted
        >>> from dukcapil.testing import events
        >>> events(RecordDeleted).example()  # doctest: +SKIP
        RecordDeleted(nik=NIK('327599**********'))
    """
    ids = st.integers(0, 9).map("e-{}".format)
    common: dict[str, st.SearchStrategy[Any]] = {"id": ids, "nik": niks()}
    fields = {field.name for field in attrs.fields(kind)}
    common["supersedes"] = st.just("x-1") if kind is Retracted else st.none() | st.just("x-1")
    if "card" in fields:
        common["card"] = st.integers(0, 2).map("c-{}".format)
    if kind is CardPrinted:
        common["reason"] = st.sampled_from(IssueReason)
        common["outside_domicile"] = st.booleans()
    if kind is BiometricsCaptured:
        common["kinds"] = st.sets(st.sampled_from(Biometric), min_size=1)
    dates = st.tuples(st.dates(*ALL_DAYS), st.integers(0, 60))
    return st.builds(
        lambda when, **rest: kind(
            occurred_on=when[0], entered_on=when[0] + timedelta(days=when[1]), **rest
        ),
        dates,
        **common,
    )


@st.composite
def histories(
    draw: st.DrawFn, resident: Resident, *, window: Window = _WINTER, label: str = "e"
) -> tuple[Event, ...]:
    """Generate legal histories of one resident's record and cards, with corrections.

    Args:
        draw: passed by Hypothesis.
        resident: the resident.
        window: first and last day of the events.
        label: the beginning of the ids; it must differ between residents.

    Examples:
        >>> from dukcapil.testing import histories, residents
        >>> residents().flatmap(histories).example()  # doctest: +SKIP
        (BiometricsCaptured(nik=NIK('327599**********')),)
    """
    days = draw(st.lists(st.dates(*window), max_size=9).map(sorted))
    status = RecordingStatus.UNREGISTERED
    of_card: dict[str, CardStatus | None] = {"c-1": None, "c-2": None}
    history: list[Event] = []
    for number, day in enumerate(days):
        common: dict[str, Any] = {"nik": resident.nik, "occurred_on": day, "ordinal": number}
        kind, card = draw(st.sampled_from(_moves(status, of_card)))
        if card is not None:
            common["card"] = card
            of_card[card] = cards.ALLOWED[of_card[card], kind]
        elif kind is not SuketIssued:
            status = recording.ALLOWED[status, kind]
        if kind is CardPrinted:
            common["reason"] = draw(st.sampled_from(IssueReason))
            common["outside_domicile"] = draw(st.booleans())
        entered_on = day + draw(st.integers(0, 20)) * _DAY
        event_id = f"{label}-{number}"
        if draw(st.integers(0, 5)) == 0:
            # Entered wrongly first, then corrected by the next event.
            wrong_kind = draw(st.sampled_from(get_args(RecordingEvent)[:-1]))
            wrong: Event = wrong_kind(
                id=f"{event_id}-wrong",
                nik=resident.nik,
                occurred_on=day - draw(st.integers(0, 9)) * _DAY,
                entered_on=entered_on,
            )
            history.append(wrong)
            entered_on += draw(st.integers(0, 20)) * _DAY
            common["supersedes"] = wrong.id
        history.append(kind(id=event_id, entered_on=entered_on, **common))
    if history and draw(st.integers(0, 4)) == 0:
        history.append(_retraction_of(history[-1], f"{label}-r", window[1]))
    return tuple(history)


def _moves(
    status: RecordingStatus, of_card: dict[str, CardStatus | None]
) -> list[tuple[Any, str | None]]:
    """Return the events that may follow, each with its card."""
    moves: list[tuple[Any, str | None]] = [
        (kind, None) for source, kind in recording.ALLOWED if source is status
    ]
    moves += [
        (kind, card)
        for card, now in of_card.items()
        for source, kind in cards.ALLOWED
        if source is now
    ]
    return [*moves, (SuketIssued, None)]


def _retraction_of(event: Event, event_id: str, last: date) -> Retracted:
    found = max(last, event.entered_on)
    return Retracted(id=event_id, nik=event.nik, occurred_on=found, supersedes=event.id)


@st.composite
def populations(draw: st.DrawFn, *, max_size: int = 4, window: Window = _WINTER) -> list[History]:
    """Generate a few residents with their histories, which make a register.

    Args:
        draw: passed by Hypothesis.
        max_size: the largest number of residents.
        window: first and last day of most facts and of all events.

    Examples:
        >>> from dukcapil.testing import populations
        >>> len(populations(max_size=3).example()) <= 3  # doctest: +SKIP
        True
    """
    size = draw(st.integers(0, max_size))
    people = [draw(residents(window=window, serials=st.just(n + 1))) for n in range(size)]
    return [
        (one, draw(histories(one, window=window, label=str(number))))
        for number, one in enumerate(people)
    ]


def registers(*, max_size: int = 4, window: Window = _WINTER) -> st.SearchStrategy[Register]:
    """Generate small registers.

    Args:
        max_size: the largest number of residents.
        window: first and last day of most facts and of all events.

    Examples:
        >>> from dukcapil.testing import registers
        >>> registers().example()  # doctest: +SKIP
        Register(residents=2, events=7)
    """
    return populations(max_size=max_size, window=window).map(
        lambda population: Register.of(
            [resident for resident, _ in population],
            [event for _, history in population for event in history],
        )
    )


def coverages() -> st.SearchStrategy[Coverage]:
    """Generate coverages of at most 100 %, since more would warn.

    Examples:
        >>> from dukcapil.testing import coverages
        >>> coverages().example().gap >= 0  # doctest: +SKIP
        True
    """
    counts = st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)).map(sorted)
    return counts.map(lambda pair: Coverage(obliged=pair[1], covered=pair[0]))


def coverage_tables() -> st.SearchStrategy[CoverageTable[RegionCode]]:
    """Generate tables of coverages by region.

    Examples:
        >>> from dukcapil.testing import coverage_tables
        >>> len(coverage_tables().example())  # doctest: +SKIP
        3
    """
    keys = st.tuples(region_codes(Level.KAB_KOTA), st.dates(*_WINTER))
    return st.dictionaries(keys, coverages(), min_size=1, max_size=8).map(
        lambda rows: CoverageTable.of((*key, coverage) for key, coverage in rows.items())
    )


def _residence() -> st.SearchStrategy[Residence]:
    return residents().map(lambda resident: resident.residences[0])


def _foreigner() -> st.SearchStrategy[PermanentForeigner]:
    return (
        birth_dates()
        .flatmap(_any_periods)
        .map(lambda periods: PermanentForeigner([StayPermit(since=s, until=u) for s, u in periods]))
    )


MADE: Final[dict[type, st.SearchStrategy[Any]]] = {
    StayPermit: _foreigner().map(lambda foreigner: foreigner.permits[0]),
    PermanentForeigner: _foreigner(),
    Residence: _residence(),
    Resident: residents(),
    Coverage: coverages(),
    CoverageTable: coverage_tables(),
    Register: registers(),
    **{kind: events(kind) for kind in get_args(RecordingEvent | CardEvent)},
}
"""The strategy of each type that `_registration` registers."""
