"""A synthetic city shaped like Kota Bekasi: residents and what became of their cards.

Nobody in it is real: every NIK is of kecamatan 32.75.99, which does not exist. Shapes and rates
are calibrated on published figures; what is not published is plausible, no more. Every person is
drawn from a generator of their own, by `random()` and whole numbers only, so the same arguments
give the same people everywhere, and person *i* whatever the size of the city.

Days are ordinals (`date.toordinal`) throughout, and a day that never comes is a large one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate, pairwise
from operator import itemgetter
from random import Random
from typing import Final, NamedTuple

from dukcapil._shared.checks import check_count, check_date, check_optional_date, raise_faults
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
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.law import OBLIGED_AGE
from dukcapil.nik import NIK, Sex
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
from dukcapil.regions import Region, RegionCode
from dukcapil.register import Register
from dukcapil.residents import (
    Citizen,
    EndOfStay,
    PermanentForeigner,
    Residence,
    Resident,
    StayPermit,
)

__all__ = ["kelurahan", "synthetic_city", "synthetic_people"]

# People by sex in bands of five years from 15 to 64: census of September 2020, Kota Bekasi
# (BPS Kota Bekasi; fbeta.republika.co.id/berita/qp8i2w380).
_CITY_FROM_15: Final = {
    Sex.MALE: (104215, 104992, 111321, 114590, 107153, 100082, 86431, 76198, 63015, 48523),
    Sex.FEMALE: (97869, 103247, 112198, 114591, 106190, 100631, 87361, 78257, 66563, 47671),
}
_CITY_TOTAL: Final = 2_543_676  # the same census
# Bands of a province from 0 to 14, and 65-69, 70-74, 75 and more: the long form of the same
# census (sensus.bps.go.id/topik/tabular/sp2022/167/6/1). They complete the city.
_PROVINCE_TO_14: Final = {
    Sex.MALE: (159421, 159369, 157394),
    Sex.FEMALE: (153323, 152780, 148828),
}
_PROVINCE_FROM_65: Final = {
    Sex.MALE: (46814, 26419, 21296),
    Sex.FEMALE: (44195, 25991, 23863),
}
_OLDEST: Final = 90  # nobody alive is: a NIK cannot tell ages that lie a century apart
_BAND_EDGES: Final = (*range(0, 80, 5), _OLDEST)

_NEVER: Final = 10**7  # days, more than the calendar has

_Span = tuple[float, int, int]
"""A share, added up over the rows before, and the days `[low, high)` that it spreads over."""


def _years(count: int) -> int:
    """Days in as many years, rounded up."""
    return (count * 1461 + 3) // 4


# First marriages by age: of those aged 15 to 19, 4.6 % of the women and 1.5 % of the men had been
# married (sensus.bps.go.id/topik/tabular/sp2022/193/1/1, the whole country).
_MARRIAGES: Final[dict[Sex, tuple[_Span, ...]]] = {
    Sex.FEMALE: (
        (0.008, _years(14), _years(17)),
        (0.080, _years(17), _years(19)),
        (0.530, _years(19), _years(25)),
        (0.840, _years(25), _years(30)),
        (0.930, _years(30), _years(40)),
    ),
    Sex.MALE: (
        (0.002, _years(14), _years(17)),
        (0.022, _years(17), _years(19)),
        (0.280, _years(19), _years(25)),
        (0.700, _years(25), _years(30)),
        (0.930, _years(30), _years(40)),
    ),
}
# Ages at death: with the bands above, mortality is lowest from 5 to 14 and then rises with age.
_AGES_AT_DEATH: Final[tuple[_Span, ...]] = (
    (0.05, 1, _years(5)),
    (0.07, _years(5), _years(15)),
    (0.12, _years(15), _years(30)),
    (0.23, _years(30), _years(45)),
    (0.38, _years(45), _years(55)),
    (0.59, _years(55), _years(65)),
    (0.81, _years(65), _years(75)),
    (1.00, _years(75), _years(_OLDEST)),
)
_DEATHS_A_DAY: Final = 0.0000137  # of the people: 0.5 % a year

_STORY_BEGINS: Final = date(2012, 1, 1)
_FIRST_MOVE: Final = _STORY_BEGINS.toordinal()
_FIRST_CARD: Final = _FIRST_MOVE
_PROGRAMME: Final = date(2011, 7, 1).toordinal()
_FIRST_ARRIVAL: Final = date(2006, 1, 1).toordinal()
_SUKETS_UNTIL: Final = date(2018, 12, 31).toordinal()
_STOCK_OUTS: Final = (
    (date(2016, 10, 1).toordinal(), date(2017, 4, 1).toordinal()),
    (date(2019, 8, 1).toordinal(), date(2019, 10, 1).toordinal()),
)

# How long adults of 2011 waited: by September 2013, 80 % had been recorded
# (news.republika.co.id/berita/mtw2cb); by December 2020, 97.5 % (fbeta.republika.co.id/berita/
# qkrvp0384).
_ADULTS_WAIT: Final[tuple[_Span, ...]] = (
    (0.79, 0, 550),
    (0.93, 550, 1300),
    (1.00, 1300, 2600),
)
_LAGGARDS_WAIT: Final = (700, 5700)
_A_LOSS_IN: Final = _years(36)  # so that 3 % of the holders lose or damage their card in a year
_A_CHANGE_IN: Final = _years(300)

_NIK_REGION: Final = RegionCode("32.75.99")
_OTHER_REGIONS: Final = (RegionCode("31.75.01"), RegionCode("32.16.01"))
_ENTRY_LAGS: Final = (0, 0, 0, 0, 0, 0, 1, 3)
_ALL_KINDS: Final = frozenset(Biometric)
_KINDS: Final = (
    *[_ALL_KINDS] * 97,
    *[_ALL_KINDS - {Biometric.FINGERPRINTS}] * 2,
    _ALL_KINDS - {Biometric.IRIS},
)
_CITIZEN: Final = Citizen()

_Draw = Callable[[], float]
_day: Final = date.fromordinal


def synthetic_people(
    size: int,
    seed: int,
    *,
    until: date = date(2021, 1, 1),
    school_visits_stop_on: date | None = None,
) -> Iterator[tuple[Resident, tuple[Event, ...]]]:
    """Residents of a synthetic city, each with everything that happened to their record and cards.

    Args:
        size: how many residents.
        seed: the same seed gives the same residents, and a smaller city is the beginning of a
            larger one.
        until: the first day of which nothing is known, 2012 or later. Ages are those of the day
            before; about one in twenty has died or moved away by then.
        school_visits_stop_on: from that day on nobody is recorded at school, and those who would
            have been are recorded 60 to 400 days later.

    Returns:
        An iterator that keeps nobody, so that a city of millions can be streamed.

    Raises:
        TypeError: for a size or seed that is not an `int`, or a `datetime`.
        InvalidRecord: for a negative size or seed, or an `until` before 2012.

    Examples:
        >>> from dukcapil.testing import synthetic_people
        >>> residents = [resident for resident, _ in synthetic_people(3, seed=1)]
        >>> residents[0]
        Resident(nik=NIK('327599**********'))
    """
    check_count("synthetic_people", "size", size)
    check_count("synthetic_people", "seed", seed)
    check_date("synthetic_people", "until", until)
    check_optional_date("synthetic_people", "school_visits_stop_on", school_visits_stop_on)
    if until < _STORY_BEGINS:
        raise_faults("synthetic_people", [("until", Fault.OUT_OF_BOUNDS)])
    return map(_City(seed, until, school_visits_stop_on or date.max).person, range(size))


def synthetic_city(
    size: int,
    seed: int,
    *,
    until: date = date(2021, 1, 1),
    school_visits_stop_on: date | None = None,
) -> Register:
    """A register of a city shaped like Kota Bekasi, in which nobody is real.

    Args:
        size: the number of people who lived in it at some time.
        seed: chooses the city; the same seed gives the same one on every platform.
        until: nothing happens on that day or later.
        school_visits_stop_on: the first day on which nobody is recorded at school.

    Raises:
        TypeError: for a size or seed that is not an `int`, or a `datetime`.
        InvalidRecord: for a negative size or seed, or a date before 2012.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode, measure
        >>> from dukcapil.testing import synthetic_city
        >>> bekasi = synthetic_city(1_000, seed=1).within(RegionCode("32.75"))
        >>> day = date(2020, 12, 31)
        >>> print(measure(bekasi, on=day).total(on=day))
        664 of 695 (95.54 %)
    """
    people = tuple(
        synthetic_people(size, seed, until=until, school_visits_stop_on=school_visits_stop_on)
    )
    return Register.of(
        [resident for resident, _ in people], [event for _, events in people for event in events]
    )


@cache
def kelurahan() -> tuple[Region, ...]:
    """The 56 kelurahan of Kota Bekasi, by code; `regions` has no names of that level.

    Examples:
        >>> from dukcapil.testing import kelurahan
        >>> len(kelurahan()), len({region.code.parent for region in kelurahan()})
        (56, 12)
    """
    table = resources.files("dukcapil") / "_data" / "kelurahan_bekasi.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(Region(code=RegionCode(code), name=name) for code, name in rows)


def _between(draw: _Draw, low: int, high: int) -> int:
    """A day of `[low, high)`."""
    return low + int(draw() * (high - low))


def _spread(draw: _Draw, spans: Sequence[_Span]) -> int:
    """A number of days spread as the table says; `_NEVER` for the share that it leaves out."""
    share = draw()
    for up_to, low, high in spans:
        if share < up_to:
            return _between(draw, low, high)
    return _NEVER


# --- who lives where -------------------------------------------------------------------------


class _Neighbourhood(NamedTuple):
    """A kelurahan, and the share of its people who are late to be recorded."""

    code: RegionCode
    laggards: float


@cache
def _neighbourhoods() -> tuple[_Neighbourhood, ...]:
    """The kelurahan, each once, twice or three times, so that they differ in size."""
    return tuple(
        _Neighbourhood(region.code, (1 + 2 * (index % 5)) / 170)
        for index, region in enumerate(kelurahan())
        for _ in range(1 + index % 3)
    )


def _neighbourhood(draw: _Draw) -> _Neighbourhood:
    choices = _neighbourhoods()
    return choices[int(draw() * len(choices))]


class _Band(NamedTuple):
    """People of one sex born on the days `[low, high)`."""

    sex: Sex
    low: int
    high: int


def _bands(until: date) -> Iterator[tuple[int, _Band]]:
    """How many there are of each band on the last day before `until`."""
    edges = [anniversary(until, until.year - age, LeapDay.MARCH_1) for age in _BAND_EDGES]
    others = [*_PROVINCE_TO_14.values(), *_PROVINCE_FROM_65.values()]
    province = sum(map(sum, others))
    city = _CITY_TOTAL - sum(map(sum, _CITY_FROM_15.values()))
    for sex, from_15 in _CITY_FROM_15.items():
        to_14, from_65 = (
            [count * city // province for count in shape[sex]]
            for shape in (_PROVINCE_TO_14, _PROVINCE_FROM_65)
        )
        counts = (*to_14, *from_15, *from_65)
        for count, last, first in zip(counts, edges, edges[1:], strict=False):
            yield count, _Band(sex, first.toordinal(), last.toordinal())


class _Home(NamedTuple):
    """Where somebody lives, and when they came from elsewhere or left for good."""

    neighbourhood: _Neighbourhood
    residences: list[Residence]
    moved_in: int = _NEVER
    left: int = _NEVER


def _home(draw: _Draw, born: int, end: int) -> _Home:
    """The stays of a citizen: most have one, since birth or since they came."""
    home, since = _neighbourhood(draw), born
    if born < _PROGRAMME and draw() < 0.4:
        since = _between(draw, born, _PROGRAMME)
    move = draw()
    first_move = max(_FIRST_MOVE, since + 1)
    if move < 0.8 or end <= first_move:
        return _Home(home, [Residence(region=home.code, since=_day(since))])
    return _moved(draw, home, since, _between(draw, first_move, end))


def _moved(draw: _Draw, home: _Neighbourhood, since: int, day: int) -> _Home:
    """The stays of somebody who moves on a day: in, within the city, away or abroad."""
    elsewhere = _OTHER_REGIONS[int(draw() * 2)]
    move = draw()
    if move < 0.4:
        return _Home(home, _two_stays(elsewhere, since, day, home.code), moved_in=day)
    if move < 0.92:
        reason = EndOfStay.CORRECTED if move < 0.42 else EndOfStay.MOVED
        former = _neighbourhood(draw).code
        return _Home(home, _two_stays(former, since, day, home.code, reason))
    if move < 0.98:
        return _Home(home, _two_stays(home.code, since, day, elsewhere), left=day)
    return _Home(home, [_ended_stay(home.code, since, day, EndOfStay.LEFT_COUNTRY)], left=day)


def _two_stays(
    former: RegionCode,
    since: int,
    day: int,
    latter: RegionCode,
    reason: EndOfStay = EndOfStay.MOVED,
) -> list[Residence]:
    return [_ended_stay(former, since, day, reason), Residence(region=latter, since=_day(day))]


def _ended_stay(region: RegionCode, since: int, until: int, reason: EndOfStay) -> Residence:
    return Residence(region=region, since=_day(since), until=_day(until), ended_by=reason)


def _foreign_home(draw: _Draw, permit_days: list[date], end: int) -> _Home:
    """The one stay of a foreigner, who may leave when the last permit ends, or stay without."""
    home, arrived, lapses = _neighbourhood(draw), permit_days[0], permit_days[-1].toordinal()
    if end <= lapses or draw() < 0.5:
        return _Home(home, [Residence(region=home.code, since=arrived)], left=lapses)
    stay = _ended_stay(home.code, arrived.toordinal(), lapses, EndOfStay.LEFT_COUNTRY)
    return _Home(home, [stay], left=lapses)


def _permit_days(draw: _Draw, born: int, end: int) -> list[date]:
    """The arrival, and every fifth year after it until a permit is not renewed any more."""
    days = [_day(_between(draw, max(born, _FIRST_ARRIVAL), end))]
    while True:
        days.append(anniversary(days[-1], days[-1].year + 5, LeapDay.MARCH_1))
        if end <= days[-1].toordinal() or draw() < 0.2:
            return days


def _standing(
    draw: _Draw, born: int, end: int
) -> tuple[Citizen | PermanentForeigner, _Home, list[date]]:
    """Citizenship and stays, and the days on which permits were renewed: one in 400 has some."""
    if draw() >= 1 / 400:
        return _CITIZEN, _home(draw, born, end), []
    days = _permit_days(draw, born, end)
    permits = [StayPermit(since=since, until=until) for since, until in pairwise(days)]
    return PermanentForeigner(permits), _foreign_home(draw, days, end), days[1:-1]


# --- what becomes of a record and of cards ---------------------------------------------------


class _Story:
    """What happens to one person at the office, written down as long as it is before the end."""

    __slots__ = ("_cards", "_name", "card", "draw", "end", "events", "nik")

    def __init__(self, draw: _Draw, number: int, nik: NIK, end: int) -> None:
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
            lag = _ENTRY_LAGS[int(self.draw() * 8)]
            occurred_on = _day(day)
            event = kind(
                id=f"{self._name}-{len(self.events)}",
                nik=self.nik,
                occurred_on=occurred_on,
                entered_on=_day(day + lag) if lag else occurred_on,
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


def _tell(
    story: _Story, resident: Resident, home: _Home, renewals: list[date], visits_stop: int
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


def _recording_day(draw: _Draw, home: _Home, born: date, obliged: int, visits_stop: int) -> int:
    """When somebody comes to be recorded, who must hold a card from the day `obliged`."""
    if draw() < home.neighbourhood.laggards:
        return max(obliged, _PROGRAMME) + _between(draw, *_LAGGARDS_WAIT)
    if obliged <= _PROGRAMME:
        return _PROGRAMME + _spread(draw, _ADULTS_WAIT)
    turns_16 = anniversary(born, born.year + OBLIGED_AGE - 1, LeapDay.MARCH_1).toordinal()
    earliest = max(turns_16, _PROGRAMME, home.residences[0].since.toordinal())
    if earliest < obliged and draw() < 0.33:
        return _after_visits_stopped(draw, _between(draw, earliest, obliged), visits_stop)
    return obliged + int(draw() * draw() * 365)


def _after_visits_stopped(draw: _Draw, visit: int, visits_stop: int) -> int:
    """The day of a visit to a school, or one much later if there are no visits any more."""
    later = visit + _between(draw, 60, 401)
    return later if visit >= visits_stop else visit


def _record(story: _Story, day: int) -> int:
    """Record somebody on a day; the day from which a card can be printed."""
    draw = story.draw
    _capture(story, day)
    course = draw()
    if course < 0.015:
        day = _fail(story, day)
    elif course < 0.02:
        story.add(AdjudicationRequired, day + _between(draw, 2, 10))
        day += _between(draw, 10, 90)
    elif course < 0.023:
        day = _clear_duplicate(story, day + _between(draw, 2, 30))
    elif course < 0.06:
        day = _send(story, day)
    ready = day + _between(draw, 3, 30)
    story.add(PrintReadyRecordMade, ready)
    return ready


def _capture(story: _Story, day: int) -> None:
    story.add(BiometricsCaptured, day, kinds=_KINDS[int(story.draw() * len(_KINDS))])


def _send(story: _Story, day: int) -> int:
    """Log the steps that most offices pass over; the day of the last."""
    for step in (ProcessingStarted, SentForEnrollment, ReceivedAtCentral):
        story.add(step, day)
        day += _between(story.draw, 0, 4)
    return day


def _fail(story: _Story, day: int) -> int:
    """Fail at the centre, and be recorded anew; the day of that."""
    draw = story.draw
    failure = EnrollmentFailedAtCentral if draw() < 0.6 else SearchFailedAtCentral
    day += _between(draw, 3, 40)
    story.add(failure, day)
    day += _between(draw, 1, 60)
    story.add(RecordDeleted, day)
    day += _between(draw, 1, 120)
    _capture(story, day)
    return day


def _clear_duplicate(story: _Story, day: int) -> int:
    """Be found to be recorded elsewhere; the day on which that is cleared up, if it ever is."""
    story.add(DuplicateFound, day)
    day += _between(story.draw, 30, 300) if story.draw() < 0.5 else _NEVER
    story.add(DuplicateCleared, day)
    return day


def _first_card(story: _Story, earliest: int) -> int:
    """Print the first card; the day from which its owner has it."""
    draw = story.draw
    asked = max(earliest, _FIRST_CARD) + _between(draw, 1, 45)
    printed = _when_in_stock(draw, asked)
    if asked < printed and asked < _SUKETS_UNTIL and draw() < 0.5:
        story.add(SuketIssued, asked)
    return story.issue(IssueReason.NEW, printed, _handover(draw, printed))


def _when_in_stock(draw: _Draw, day: int) -> int:
    """The day, or one soon after the end of the stock-out that it falls in."""
    for begin, end in _STOCK_OUTS:
        if begin <= day < end:
            return end + _between(draw, 0, 60)
    return day


def _handover(draw: _Draw, printed: int) -> int:
    """The day a card is fetched: soon, or after months."""
    return printed + (_between(draw, 60, 240) if draw() < 0.03 else _between(draw, 0, 15))


_Occasion = tuple[int, IssueReason]
"""A day on which somebody would exchange the card they hold, and why."""


def _occasions(
    draw: _Draw, married: date | None, moved_in: int, renewals: list[date]
) -> list[_Occasion]:
    """The days on which somebody would exchange a card."""
    renamed = married.toordinal() if married and draw() < 0.4 else _NEVER
    changed = _FIRST_CARD + int(draw() * _A_CHANGE_IN)
    return [
        (renamed + _between(draw, 7, 120), IssueReason.DATA_CHANGE),
        (changed, IssueReason.DATA_CHANGE),
        (moved_in + _between(draw, 3, 60), IssueReason.MOVED_IN),
        *(
            (day.toordinal() + _between(draw, 0, 30), IssueReason.PERMIT_EXTENSION)
            for day in renewals
        ),
    ]


def _exchange_cards(story: _Story, held: int, occasions: list[_Occasion]) -> None:
    """Let the card that is held be lost or exchanged, again and again."""
    day, reason = _next_occasion(story.draw, held, occasions)
    while day < story.end:
        if reason is IssueReason.LOST_OR_DAMAGED:
            held = _lose(story, day)
        else:
            held = _exchange(story, day, reason)
        day, reason = _next_occasion(story.draw, held, occasions)


def _next_occasion(draw: _Draw, held: int, occasions: list[_Occasion]) -> _Occasion:
    """The next exchange of a card that is held from a day on, or its loss if that is earlier."""
    loss = held + 1 + int(draw() * _A_LOSS_IN), IssueReason.LOST_OR_DAMAGED
    coming = [occasion for occasion in occasions if occasion[0] > held]
    return min(loss, *coming, key=itemgetter(0)) if coming else loss


def _exchange(story: _Story, day: int, reason: IssueReason) -> int:
    """Withdraw the card and hand over a new one, all on one day, which is the answer."""
    day = _when_in_stock(story.draw, day)
    story.add(CardWithdrawn, day, card=story.card)
    return story.issue(reason, day, day)


def _lose(story: _Story, day: int) -> int:
    """Lose or damage the card; the day from which its owner has another, if they care."""
    draw = story.draw
    story.add(CardLost if draw() < 0.7 else CardDamaged, day, card=story.card)
    wait = _between(draw, 14, 50) if draw() < 0.985 else _NEVER
    printed = _when_in_stock(draw, day + wait)
    return story.issue(IssueReason.LOST_OR_DAMAGED, printed, printed + _between(draw, 0, 7))


# --- the city --------------------------------------------------------------------------------


class _City:
    """What all people of one city share; `person` is to be called for 0, 1, 2 and so on."""

    def __init__(self, seed: int, until: date, visits_stop_on: date) -> None:
        counts, self._bands = zip(*_bands(until), strict=True)
        self._counts = list(accumulate(counts))
        self._seed = seed
        self._until = until.toordinal()
        self._visits_stop = visits_stop_on.toordinal()
        self._share_of_dead = _DEATHS_A_DAY * (self._until - _FIRST_MOVE)
        self._serials: dict[str, int] = {}
        self._random = Random()  # noqa: S311  it makes up people, and keeps no secrets

    def person(self, number: int) -> tuple[Resident, tuple[Event, ...]]:
        """One resident, and their events."""
        self._random.seed((self._seed << 32) + number)
        draw = self._random.random
        sex, born, died = self._life(draw)
        end = min(died, self._until)
        citizenship, home, renewals = _standing(draw, born, end)
        married = born + _spread(draw, _MARRIAGES[sex])
        resident = Resident(
            nik=self._nik(draw, born, sex),
            birth_date=_day(born),
            sex=sex,
            citizenship=citizenship,
            residences=home.residences,
            first_married_on=_day(married) if married < end else None,
            died_on=_day(died) if died < _NEVER else None,
        )
        story = _Story(draw, number, resident.nik, min(end, home.left))
        _tell(story, resident, home, renewals, self._visits_stop)
        return resident, tuple(story.events)

    def _life(self, draw: _Draw) -> tuple[Sex, int, int]:
        """The sex, the day of birth, and the day of death or `_NEVER`."""
        if draw() < self._share_of_dead:
            sex = Sex.MALE if draw() < 0.55 else Sex.FEMALE
            died = _between(draw, _FIRST_MOVE, self._until)
            return sex, died - _spread(draw, _AGES_AT_DEATH), died
        index = bisect_right(self._counts, int(draw() * self._counts[-1]))
        sex, low, high = self._bands[index]
        return sex, _between(draw, low, high), _NEVER

    def _nik(self, draw: _Draw, born: int, sex: Sex) -> NIK:
        """The next number of a birth date; one in 500 was issued with another date."""
        if draw() < 0.002:
            born -= _between(draw, 1, 400)
        digits = _without_serial(born, sex)
        serial = self._serials[digits] = self._serials.get(digits, 0) + 1
        return NIK(f"{digits}{serial:04}")


@lru_cache(maxsize=2**17)  # more than there are birth dates of two sexes
def _without_serial(born: int, sex: Sex) -> str:
    return NIK.build(region=_NIK_REGION, birth_date=_day(born), sex=sex, serial=1)[:12]
