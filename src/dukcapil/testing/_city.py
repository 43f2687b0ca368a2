"""A synthetic city shaped like Kota Bekasi: residents and what became of their cards.

Nobody in it is real: every NIK is of kecamatan 32.75.99, which does not exist. Shapes and rates
are calibrated on published figures; what is not published is plausible, no more. Every person is
drawn from a generator of their own, by `random()` and whole numbers only, so the same arguments
give the same people everywhere, and person *i* whatever the size of the city.

Days are ordinals (`date.toordinal`) throughout, and a day that never comes is a large one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import accumulate
from random import Random

from dukcapil._shared.checks import check_count, check_date, check_optional_date, raise_faults
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.nik import NIK, Sex
from dukcapil.register import Register
from dukcapil.residents import (
    Resident,
)
from dukcapil.testing._census import (
    AGES_AT_DEATH,
    DEATHS_A_DAY,
    FIRST_MOVE,
    MARRIAGES,
    NEVER,
    NIK_REGION,
    STORY_BEGINS,
    Draw,
    between,
    random_day,
    spread,
)
from dukcapil.testing._lives import bands, standing
from dukcapil.testing._stories import Story, tell

__all__ = ["synthetic_city", "synthetic_people"]


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
    if until < STORY_BEGINS:
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


# --- who lives where -------------------------------------------------------------------------


# --- what becomes of a record and of cards ---------------------------------------------------


# --- the city --------------------------------------------------------------------------------


class _City:
    """What all people of one city share; `person` is to be called for 0, 1, 2 and so on."""

    def __init__(self, seed: int, until: date, visits_stop_on: date) -> None:
        counts, self._bands = zip(*bands(until), strict=True)
        self._counts = list(accumulate(counts))
        self._seed = seed
        self._until = until.toordinal()
        self._visits_stop = visits_stop_on.toordinal()
        self._share_of_dead = DEATHS_A_DAY * (self._until - FIRST_MOVE)
        self._serials: dict[str, int] = {}
        self._random = Random()  # noqa: S311  it makes up people, and keeps no secrets

    def person(self, number: int) -> tuple[Resident, tuple[Event, ...]]:
        """One resident, and their events."""
        self._random.seed((self._seed << 32) + number)
        draw = self._random.random
        sex, born, died = self._life(draw)
        end = min(died, self._until)
        citizenship, home, renewals = standing(draw, born, end)
        married = born + spread(draw, MARRIAGES[sex])
        resident = Resident(
            nik=self._nik(draw, born, sex),
            birth_date=random_day(born),
            sex=sex,
            citizenship=citizenship,
            residences=home.residences,
            first_married_on=random_day(married) if married < end else None,
            died_on=random_day(died) if died < NEVER else None,
        )
        story = Story(draw, number, resident.nik, min(end, home.left))
        tell(story, resident, home, renewals, self._visits_stop)
        return resident, tuple(story.events)

    def _life(self, draw: Draw) -> tuple[Sex, int, int]:
        """The sex, the day of birth, and the day of death or `NEVER`."""
        if draw() < self._share_of_dead:
            sex = Sex.MALE if draw() < 0.55 else Sex.FEMALE
            died = between(draw, FIRST_MOVE, self._until)
            return sex, died - spread(draw, AGES_AT_DEATH), died
        index = bisect_right(self._counts, int(draw() * self._counts[-1]))
        sex, low, high = self._bands[index]
        return sex, between(draw, low, high), NEVER

    def _nik(self, draw: Draw, born: int, sex: Sex) -> NIK:
        """The next number of a birth date; one in 500 was issued with another date."""
        if draw() < 0.002:
            born -= between(draw, 1, 400)
        digits = _without_serial(born, sex)
        serial = self._serials[digits] = self._serials.get(digits, 0) + 1
        return NIK(f"{digits}{serial:04}")


@lru_cache(maxsize=2**17)  # more than there are birth dates of two sexes
def _without_serial(born: int, sex: Sex) -> str:
    return NIK.build(region=NIK_REGION, birth_date=random_day(born), sex=sex, serial=1)[:12]
