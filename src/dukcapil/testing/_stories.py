"""Histories of recording and cards of made-up people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import itemgetter

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
from dukcapil.residents import (
    Resident,
)
from dukcapil.testing._census import (
    A_CHANGE_IN,
    A_LOSS_IN,
    ADULTS_WAIT,
    ENTRY_LAGS,
    EVENT_KINDS,
    FIRST_CARD,
    LAGGARDS_WAIT,
    NEVER,
    PROGRAMME,
    STOCK_OUTS,
    SUKETS_UNTIL,
    Draw,
    between,
    random_day,
    spread,
)
from dukcapil.testing._lives import Home

__all__ = []


class Story:
    """What happens to one person at the office, written down as long as it is before the end."""

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
        """Let something happen on a day; it is written down then, or a few days later."""
        if day < self.end:
            lag = ENTRY_LAGS[int(self.draw() * 8)]
            occurred_on = random_day(day)
            event = kind(
                id=f"{self._name}-{len(self.events)}",
                nik=self.nik,
                occurred_on=occurred_on,
                entered_on=random_day(day + lag) if lag else occurred_on,
                **fields,
            )
            self.events.append(event)

    def issue(self, reason: IssueReason, printed: int, held: int) -> int:
        """Print a card and hand it over; the day from which its owner has it."""
        self._cards += 1
        self.card = f"{self._name}.{self._cards}"
        self.add(CardPrinted, printed, card=self.card, reason=reason)
        self.add(CardHandedOver, held, card=self.card)
        return held


def tell(
    story: Story, resident: Resident, home: Home, renewals: list[date], visits_stop: int
) -> None:
    """The whole story: recorded, a first card, and the cards after it."""
    born, married = resident.birth_date, resident.first_married_on
    turns_17 = anniversary(born, born.year + OBLIGED_AGE, LeapDay.MARCH_1)
    obliged = max(min(turns_17, married or turns_17), resident.residences[0].since).toordinal()
    day = _recording_day(story.draw, home, born, obliged, visits_stop)
    if day < story.end:
        ready = _record(story, day)
        held = _first_card(story, max(ready, obliged))
        occasions = _occasions(story.draw, married, home.moved_in, renewals)
        _exchange_cards(story, held, occasions)


def _recording_day(draw: Draw, home: Home, born: date, obliged: int, visits_stop: int) -> int:
    """When somebody comes to be recorded, who must hold a card from the day `obliged`."""
    if draw() < home.neighbourhood.laggards:
        return max(obliged, PROGRAMME) + between(draw, *LAGGARDS_WAIT)
    if obliged <= PROGRAMME:
        return PROGRAMME + spread(draw, ADULTS_WAIT)
    turns_16 = anniversary(born, born.year + OBLIGED_AGE - 1, LeapDay.MARCH_1).toordinal()
    earliest = max(turns_16, PROGRAMME, home.residences[0].since.toordinal())
    if earliest < obliged and draw() < 0.33:
        return _after_visits_stopped(draw, between(draw, earliest, obliged), visits_stop)
    return obliged + int(draw() * draw() * 365)


def _after_visits_stopped(draw: Draw, visit: int, visits_stop: int) -> int:
    """The day of a visit to a school, or one much later if there are no visits any more."""
    later = visit + between(draw, 60, 401)
    return later if visit >= visits_stop else visit


def _record(story: Story, day: int) -> int:
    """Record somebody on a day; the day from which a card can be printed."""
    draw = story.draw
    _capture(story, day)
    course = draw()
    if course < 0.015:
        day = _fail(story, day)
    elif course < 0.02:
        story.add(AdjudicationRequired, day + between(draw, 2, 10))
        day += between(draw, 10, 90)
    elif course < 0.023:
        day = _clear_duplicate(story, day + between(draw, 2, 30))
    elif course < 0.06:
        day = _send(story, day)
    ready = day + between(draw, 3, 30)
    story.add(PrintReadyRecordMade, ready)
    return ready


def _capture(story: Story, day: int) -> None:
    story.add(BiometricsCaptured, day, kinds=EVENT_KINDS[int(story.draw() * len(EVENT_KINDS))])


def _send(story: Story, day: int) -> int:
    """Log the steps that most offices pass over; the day of the last."""
    for step in (ProcessingStarted, SentForEnrollment, ReceivedAtCentral):
        story.add(step, day)
        day += between(story.draw, 0, 4)
    return day


def _fail(story: Story, day: int) -> int:
    """Fail at the centre, and be recorded anew; the day of that."""
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
    """Be found to be recorded elsewhere; the day on which that is cleared up, if it ever is."""
    story.add(DuplicateFound, day)
    day += between(story.draw, 30, 300) if story.draw() < 0.5 else NEVER
    story.add(DuplicateCleared, day)
    return day


def _first_card(story: Story, earliest: int) -> int:
    """Print the first card; the day from which its owner has it."""
    draw = story.draw
    asked = max(earliest, FIRST_CARD) + between(draw, 1, 45)
    printed = _when_in_stock(draw, asked)
    if asked < printed and asked < SUKETS_UNTIL and draw() < 0.5:
        story.add(SuketIssued, asked)
    return story.issue(IssueReason.NEW, printed, _handover(draw, printed))


def _when_in_stock(draw: Draw, day: int) -> int:
    """The day, or one soon after the end of the stock-out that it falls in."""
    for begin, end in STOCK_OUTS:
        if begin <= day < end:
            return end + between(draw, 0, 60)
    return day


def _handover(draw: Draw, printed: int) -> int:
    """The day a card is fetched: soon, or after months."""
    return printed + (between(draw, 60, 240) if draw() < 0.03 else between(draw, 0, 15))


_Occasion = tuple[int, IssueReason]
"""A day on which somebody would exchange the card they hold, and why."""


def _occasions(
    draw: Draw, married: date | None, moved_in: int, renewals: list[date]
) -> list[_Occasion]:
    """The days on which somebody would exchange a card."""
    renamed = married.toordinal() if married and draw() < 0.4 else NEVER
    changed = FIRST_CARD + int(draw() * A_CHANGE_IN)
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
    """Let the card that is held be lost or exchanged, again and again."""
    day, reason = _next_occasion(story.draw, held, occasions)
    while day < story.end:
        if reason is IssueReason.LOST_OR_DAMAGED:
            held = _lose(story, day)
        else:
            held = _exchange(story, day, reason)
        day, reason = _next_occasion(story.draw, held, occasions)


def _next_occasion(draw: Draw, held: int, occasions: list[_Occasion]) -> _Occasion:
    """The next exchange of a card that is held from a day on, or its loss if that is earlier."""
    loss = held + 1 + int(draw() * A_LOSS_IN), IssueReason.LOST_OR_DAMAGED
    coming = [occasion for occasion in occasions if occasion[0] > held]
    return min(loss, *coming, key=itemgetter(0)) if coming else loss


def _exchange(story: Story, day: int, reason: IssueReason) -> int:
    """Withdraw the card and hand over a new one, all on one day, which is the answer."""
    day = _when_in_stock(story.draw, day)
    story.add(CardWithdrawn, day, card=story.card)
    return story.issue(reason, day, day)


def _lose(story: Story, day: int) -> int:
    """Lose or damage the card; the day from which its owner has another, if they care."""
    draw = story.draw
    story.add(CardLost if draw() < 0.7 else CardDamaged, day, card=story.card)
    wait = between(draw, 14, 50) if draw() < 0.985 else NEVER
    printed = _when_in_stock(draw, day + wait)
    return story.issue(IssueReason.LOST_OR_DAMAGED, printed, printed + between(draw, 0, 7))
