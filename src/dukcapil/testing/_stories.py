"""Histories of recording and cards of made-up people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import itemgetter
from typing import Final

from dukcapil.ages import LeapDay, anniversary
from dukcapil.cards import (
    CardDamaged,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardWithdrawn,
    IssueReason,
    SuketIssued,
)
from dukcapil.events import Event
from dukcapil.law import OBLIGED_AGE
from dukcapil.nik import NIK
from dukcapil.recording import (
    AdjudicationRequired,
    Biometric,
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    EnrollmentFailedAtCentral,
    PrintReadyRecordMade,
    ProcessingStarted,
    ReceivedAtCentral,
    RecordDeleted,
    SearchFailedAtCentral,
    SentForEnrollment,
)
from dukcapil.residents import Resident
from dukcapil.testing._days import (
    LOG_BEGINS,
    NEVER,
    RECORDING_BEGAN,
    Draw,
    Span,
    as_date,
    between,
    spread,
    years,
)
from dukcapil.testing._lives import Home, Life

__all__ = ["Story", "tell"]

# Waits of those who were adults in 2011: by September 2013, 80 % had been recorded
# (news.republika.co.id/berita/mtw2cb); by December 2020, 97.5 %
# (fbeta.republika.co.id/berita/qkrvp0384).
_WAITS_OF_ADULTS: Final = (
    Span(0.79, 0, 550),
    Span(0.93, 550, 1300),
    Span(1.00, 1300, 2600),
)
_WAIT_OF_LAGGARDS: Final = (700, 5700)

_STOCK_OUTS: Final = (
    (date(2016, 10, 1).toordinal(), date(2017, 4, 1).toordinal()),
    (date(2019, 8, 1).toordinal(), date(2019, 10, 1).toordinal()),
)
"""Days `[first, last)` on which no card is printed."""

_SUKETS_UNTIL: Final = date(2018, 12, 31).toordinal()
"""The first day on which no interim certificate is issued."""

_LOSS_WITHIN: Final = years(36)
"""Days over which a loss is spread, so that 3 % of the holders lose their card in a year."""

_CHANGE_WITHIN: Final = years(300)
"""Days over which a change of data is spread."""

_ENTRY_LAGS: Final = (0, 0, 0, 0, 0, 0, 1, 3)
"""Days from an event to its entry in the log, equally likely."""

_ALL_BIOMETRICS: Final = frozenset(Biometric)
_CAPTURED: Final = (
    *[_ALL_BIOMETRICS] * 97,
    *[_ALL_BIOMETRICS - {Biometric.FINGERPRINTS}] * 2,
    _ALL_BIOMETRICS - {Biometric.IRIS},
)
"""Biometrics that are captured, equally likely: those of 3 % are incomplete."""


class Story:
    """The events of one person at the office, logged up to an end."""

    __slots__ = ("_cards", "_name", "card", "draw", "end", "events", "nik")

    def __init__(self, draw: Draw, number: int, nik: NIK, end: int) -> None:
        self.draw = draw
        self.nik = nik
        self.end = end
        self.events: list[Event] = []
        self.card = ""
        self._name = f"{number:x}"
        self._cards = 0

    def add(self, kind: Callable[..., Event], day: int, **fields: object) -> None:
        """Log an event of a day, on that day or a few days later."""
        if day < self.end:
            lag = _ENTRY_LAGS[int(self.draw() * len(_ENTRY_LAGS))]
            occurred_on = as_date(day)
            event = kind(
                id=f"{self._name}-{len(self.events)}",
                nik=self.nik,
                occurred_on=occurred_on,
                entered_on=as_date(day + lag) if lag else occurred_on,
                **fields,
            )
            self.events.append(event)

    def issue(self, reason: IssueReason, printed: int, held: int) -> int:
        """Print a card and hand it over; return the day of the handover."""
        self._cards += 1
        self.card = f"{self._name}.{self._cards}"
        self.add(CardPrinted, printed, card=self.card, reason=reason)
        self.add(CardHandedOver, held, card=self.card)
        return held


def tell(story: Story, resident: Resident, life: Life, visits_stop: int) -> None:
    """Log the recording, the first card, and the cards after it."""
    born, married = resident.birth_date, resident.first_married_on
    turns_17 = anniversary(born, born.year + OBLIGED_AGE, LeapDay.MARCH_1)
    obliged = max(min(turns_17, married or turns_17), resident.residences[0].since).toordinal()
    day = _recording_day(story.draw, life.home, born, obliged, visits_stop)
    if day < story.end:
        ready = _record(story, day)
        held = _first_card(story, max(ready, obliged))
        occasions = _occasions(story.draw, married, life.home.moved_in, life.renewals)
        _exchange_cards(story, held, occasions)


def _recording_day(draw: Draw, home: Home, born: date, obliged: int, visits_stop: int) -> int:
    """Return the day on which a person is recorded who is obliged from a day on."""
    if draw() < home.neighbourhood.laggards:
        return max(obliged, RECORDING_BEGAN) + between(draw, *_WAIT_OF_LAGGARDS)
    if obliged <= RECORDING_BEGAN:
        return RECORDING_BEGAN + spread(draw, _WAITS_OF_ADULTS)
    turns_16 = anniversary(born, born.year + OBLIGED_AGE - 1, LeapDay.MARCH_1).toordinal()
    earliest = max(turns_16, RECORDING_BEGAN, home.residences[0].since.toordinal())
    if earliest < obliged and draw() < 0.33:
        return _after_visits_stopped(draw, between(draw, earliest, obliged), visits_stop)
    return obliged + int(draw() * draw() * 365)


def _after_visits_stopped(draw: Draw, visit: int, visits_stop: int) -> int:
    """Return the day of a visit to a school, or a much later one if visits have stopped."""
    later = visit + between(draw, 60, 401)
    return later if visit >= visits_stop else visit


def _record(story: Story, day: int) -> int:
    """Log a recording; return the first day on which a card can be printed."""
    draw = story.draw
    _capture(story, day)
    outcome = draw()
    if outcome < 0.015:
        day = _fail(story, day)
    elif outcome < 0.02:
        story.add(AdjudicationRequired, day + between(draw, 2, 10))
        day += between(draw, 10, 90)
    elif outcome < 0.023:
        day = _clear_duplicate(story, day + between(draw, 2, 30))
    elif outcome < 0.06:
        day = _send(story, day)
    ready = day + between(draw, 3, 30)
    story.add(PrintReadyRecordMade, ready)
    return ready


def _capture(story: Story, day: int) -> None:
    story.add(BiometricsCaptured, day, kinds=_CAPTURED[int(story.draw() * len(_CAPTURED))])


def _send(story: Story, day: int) -> int:
    """Log the steps that most offices leave out; return the day of the last one."""
    for step in (ProcessingStarted, SentForEnrollment, ReceivedAtCentral):
        story.add(step, day)
        day += between(story.draw, 0, 4)
    return day


def _fail(story: Story, day: int) -> int:
    """Log a failure at the centre and a new recording; return the day of the latter."""
    draw = story.draw
    failure = EnrollmentFailedAtCentral if draw() < 0.6 else SearchFailedAtCentral
    day += between(draw, 3, 40)
    story.add(failure, day)
    day += between(draw, 1, 60)
    story.add(RecordDeleted, day)
    day += between(draw, 1, 120)
    _capture(story, day)
    return day


def _clear_duplicate(story: Story, day: int) -> int:
    """Log a duplicate; return the day on which it is cleared, `NEVER` for half of them."""
    story.add(DuplicateFound, day)
    day += between(story.draw, 30, 300) if story.draw() < 0.5 else NEVER
    story.add(DuplicateCleared, day)
    return day


def _first_card(story: Story, earliest: int) -> int:
    """Log the first card; return the day of its handover."""
    draw = story.draw
    asked = max(earliest, LOG_BEGINS) + between(draw, 1, 45)
    printed = _when_in_stock(draw, asked)
    if asked < printed and asked < _SUKETS_UNTIL and draw() < 0.5:
        story.add(SuketIssued, asked)
    return story.issue(IssueReason.NEW, printed, _handover(draw, printed))


def _when_in_stock(draw: Draw, day: int) -> int:
    """Return the day, or one soon after the end of the stock-out that it falls in."""
    for begin, end in _STOCK_OUTS:
        if begin <= day < end:
            return end + between(draw, 0, 60)
    return day


def _handover(draw: Draw, printed: int) -> int:
    """Return the day of a handover: within two weeks, or after months for 3 %."""
    return printed + (between(draw, 60, 240) if draw() < 0.03 else between(draw, 0, 15))


_Occasion = tuple[int, IssueReason]
"""A day on which a person would exchange their card, and the reason."""


def _occasions(
    draw: Draw, married: date | None, moved_in: int, renewals: list[date]
) -> list[_Occasion]:
    """Return the days on which a person would exchange their card."""
    renamed = married.toordinal() if married and draw() < 0.4 else NEVER
    changed = LOG_BEGINS + int(draw() * _CHANGE_WITHIN)
    return [
        (renamed + between(draw, 7, 120), IssueReason.DATA_CHANGE),
        (changed, IssueReason.DATA_CHANGE),
        (moved_in + between(draw, 3, 60), IssueReason.MOVED_IN),
        *(
            (day.toordinal() + between(draw, 0, 30), IssueReason.PERMIT_EXTENSION)
            for day in renewals
        ),
    ]


def _exchange_cards(story: Story, held: int, occasions: list[_Occasion]) -> None:
    """Log every loss and exchange of a card up to the end."""
    day, reason = _next_occasion(story.draw, held, occasions)
    while day < story.end:
        is_loss = reason is IssueReason.LOST
        held = _lose(story, day) if is_loss else _exchange(story, day, reason)
        day, reason = _next_occasion(story.draw, held, occasions)


def _next_occasion(draw: Draw, held: int, occasions: list[_Occasion]) -> _Occasion:
    """Return the next exchange of a card held from a day on, or its loss or damage if earlier."""
    loss = held + 1 + int(draw() * _LOSS_WITHIN), IssueReason.LOST
    coming = [occasion for occasion in occasions if occasion[0] > held]
    return min(loss, *coming, key=itemgetter(0)) if coming else loss


def _exchange(story: Story, day: int, reason: IssueReason) -> int:
    """Log the exchange of a card, all on one day; return that day."""
    day = _when_in_stock(story.draw, day)
    story.add(CardWithdrawn, day, card=story.card)
    return story.issue(reason, day, day)


def _lose(story: Story, day: int) -> int:
    """Log a loss or damage; return the day of the next handover, `NEVER` for a few."""
    draw = story.draw
    is_lost = draw() < 0.7
    story.add(CardLost if is_lost else CardDamaged, day, card=story.card)
    wait = between(draw, 14, 50) if draw() < 0.985 else NEVER
    printed = _when_in_stock(draw, day + wait)
    reason = IssueReason.LOST if is_lost else IssueReason.DAMAGED
    return story.issue(reason, printed, printed + between(draw, 0, 7))
