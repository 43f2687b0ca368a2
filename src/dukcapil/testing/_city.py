"""A synthetic city shaped like Kota Bekasi: residents, and the histories of their cards.

Nobody in it is real: every NIK is of kecamatan 32.75.99, which does not exist. Shapes and rates
are calibrated on published figures; the rest is plausible, no more. Each person is drawn from a
generator seeded with the city and the number of the person, by `random()` and whole numbers
only. The same arguments therefore give the same people on every machine, and person *i* is the
same in a city of any size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Final

from dukcapil._shared.checks import check_count, check_date, check_optional_date, raise_faults
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.nik import NIK, Sex
from dukcapil.regions import RegionCode
from dukcapil.register import Register
from dukcapil.residents import Resident
from dukcapil.testing._census import OLDEST, bands
from dukcapil.testing._days import (
    LOG_BEGINS,
    NEVER,
    Draw,
    Span,
    as_date,
    between,
    spread,
    years,
)
from dukcapil.testing._lives import life
from dukcapil.testing._stories import Story, tell

__all__ = ["synthetic_city", "synthetic_people"]

_NIK_REGION: Final = RegionCode("32.75.99")
"""A kecamatan that does not exist."""

# First marriages by age: of those aged 15 to 19, 4.6 % of the women and 1.5 % of the men had been
# married (sensus.bps.go.id/topik/tabular/sp2022/193/1/1, the whole country).
_FIRST_MARRIAGES: Final = {
    Sex.FEMALE: (
        Span(0.008, years(14), years(17)),
        Span(0.080, years(17), years(19)),
        Span(0.530, years(19), years(25)),
        Span(0.840, years(25), years(30)),
        Span(0.930, years(30), years(40)),
    ),
    Sex.MALE: (
        Span(0.002, years(14), years(17)),
        Span(0.022, years(17), years(19)),
        Span(0.280, years(19), years(25)),
        Span(0.700, years(25), years(30)),
        Span(0.930, years(30), years(40)),
    ),
}

# With the bands of the census, mortality is lowest from 5 to 14 and then rises with age.
_AGES_AT_DEATH: Final = (
    Span(0.05, 1, years(5)),
    Span(0.07, years(5), years(15)),
    Span(0.12, years(15), years(30)),
    Span(0.23, years(30), years(45)),
    Span(0.38, years(45), years(55)),
    Span(0.59, years(55), years(65)),
    Span(0.81, years(65), years(75)),
    Span(1.00, years(75), years(OLDEST)),
)

_DEATHS_A_DAY: Final = 0.0000137
"""The share of the people who die on a day: 0.5 % a year."""


def synthetic_people(
    size: int,
    seed: int,
    *,
    until: date = date(2021, 1, 1),
    school_visits_stop_on: date | None = None,
) -> Iterator[tuple[Resident, tuple[Event, ...]]]:
    """Generate residents of a synthetic city, each with the events of their record and cards.

    Args:
        size: the number of residents.
        seed: the seed; the same one gives the same residents, and a smaller city is the
            beginning of a larger one.
        until: the end of the log, exclusive, in 2012 or later. Ages are those of the day
            before; about one in twenty has died or moved away by then.
        school_visits_stop_on: the first day without recording at schools; those who would have
            been recorded there are recorded 60 to 400 days later.

    Returns:
        An iterator that keeps no resident, so that a city of millions can be streamed.

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
    if until.toordinal() < LOG_BEGINS:
        raise_faults("synthetic_people", [("until", Fault.OUT_OF_BOUNDS)])
    return map(_City(seed, until, school_visits_stop_on or date.max).person, range(size))


def synthetic_city(
    size: int,
    seed: int,
    *,
    until: date = date(2021, 1, 1),
    school_visits_stop_on: date | None = None,
) -> Register:
    """Make a register of a city shaped like Kota Bekasi, in which nobody is real.

    Args:
        size: the number of people who lived in the city at some time.
        seed: the seed; the same one gives the same city on every machine.
        until: the end of the log, exclusive, in 2012 or later.
        school_visits_stop_on: the first day without recording at schools.

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


class _City:
    """The state shared by the people of one city; call `person` for 0, 1, 2 and so on.

    The order matters for the serial numbers of NIKs alone.
    """

    def __init__(self, seed: int, until: date, visits_stop_on: date) -> None:
        counts, self._bands = zip(*bands(until), strict=True)
        self._counts = list(accumulate(counts))
        self._seed = seed
        self._until = until.toordinal()
        self._visits_stop = visits_stop_on.toordinal()
        self._share_of_dead = _DEATHS_A_DAY * (self._until - LOG_BEGINS)
        self._serials: dict[str, int] = {}
        self._random = Random()  # noqa: S311  not for secrets

    def person(self, number: int) -> tuple[Resident, tuple[Event, ...]]:
        """Return one resident and their events."""
        # The seed of the city above 32 bits for the number of the person: no two people of any two
        # cities share a generator below 4 billion people, and integers of Python do not overflow.
        self._random.seed((self._seed << 32) + number)
        draw = self._random.random
        sex, born, died = self._life(draw)
        end = min(died, self._until)
        lived = life(draw, born, end)
        married = born + spread(draw, _FIRST_MARRIAGES[sex])
        resident = Resident(
            nik=self._nik(draw, born, sex),
            birth_date=as_date(born),
            sex=sex,
            citizenship=lived.citizenship,
            residences=lived.home.residences,
            first_married_on=as_date(married) if married < end else None,
            died_on=as_date(died) if died < NEVER else None,
        )
        story = Story(draw, number, resident.nik, min(end, lived.home.left))
        tell(story, resident, lived, self._visits_stop)
        return resident, tuple(story.events)

    def _life(self, draw: Draw) -> tuple[Sex, int, int]:
        """Return the sex, the day of birth, and the day of death or `NEVER`."""
        if draw() < self._share_of_dead:
            sex = Sex.MALE if draw() < 0.55 else Sex.FEMALE
            died = between(draw, LOG_BEGINS, self._until)
            return sex, died - spread(draw, _AGES_AT_DEATH), died
        index = bisect_right(self._counts, int(draw() * self._counts[-1]))
        sex, low, high = self._bands[index]
        return sex, between(draw, low, high), NEVER

    def _nik(self, draw: Draw, born: int, sex: Sex) -> NIK:
        """Return the next number of a birth date; one in 500 is issued with another date."""
        if draw() < 0.002:
            born -= between(draw, 1, 400)
        digits = _without_serial(born, sex)
        serial = self._serials[digits] = self._serials.get(digits, 0) + 1
        return NIK(f"{digits}{serial:04}")


@lru_cache(maxsize=2**17)  # about 2 * 365 * 90 birth dates and sexes
def _without_serial(born: int, sex: Sex) -> str:
    return NIK.build(region=_NIK_REGION, birth_date=as_date(born), sex=sex, serial=1)[:12]
