"""Obligation to hold a KTP-el: its beginning, its grounds and their articles.

A resident is obliged on a date when alive and living in Indonesia on it, an Indonesian citizen
or a foreigner whose permanent stay permit covers it, and at least 17, or married, or ever
married (Pasal 63(1) of UU 23/2006, as amended by UU 24/2013).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final, final

import attrs

from dukcapil import law
from dukcapil._shared.checks import check_date, check_items, check_optional_date, check_type
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.ages import LeapDay, anniversary, latest_birth_date
from dukcapil.law import OBLIGED_AGE, Citation
from dukcapil.residents import Citizen, Citizenship, EndOfStay, Resident

__all__ = [
    "Assessment",
    "Ground",
    "NotYetObliged",
    "Obliged",
    "OutOfScope",
    "assess",
    "obliged_among",
    "obliged_from",
]


@final
class Ground(Worded):
    """A fact on which an assessment rests, with the rules that make it relevant.

    The value is the fact in words; `citations` are the rules.

    Attributes:
        CITIZEN: an Indonesian citizen.
        PERMIT: a foreigner whose permanent stay permit covers the date.
        SEVENTEEN: 17 or more completed years old.
        EVER_MARRIED: married, divorced or widowed.
        UNDER_SEVENTEEN: not yet 17.
        NEVER_MARRIED: not married by then.
        DIED: not alive.
        NOT_RESIDENT: no stay covers the date.
        NO_PERMIT: a foreigner whose permits do not cover the date.

    Examples:
        >>> from dukcapil.wajib_ktp import Ground
        >>> print(Ground.SEVENTEEN, "-", Ground.SEVENTEEN.citations[0])
        has turned 17 - Pasal 63 ayat (1) UU 23/2006 sebagaimana diubah dengan UU 24/2013
    """

    CITIZEN = "is an Indonesian citizen"
    PERMIT = "has a permanent stay permit"
    SEVENTEEN = "has turned 17"
    EVER_MARRIED = "is or has been married"
    UNDER_SEVENTEEN = "is under 17"
    NEVER_MARRIED = "has never been married"
    DIED = "has died"
    NOT_RESIDENT = "lives in no region of the register"
    NO_PERMIT = "is a foreigner without a permanent stay permit"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The rules that make the fact relevant."""
        if self in {Ground.PERMIT, Ground.NO_PERMIT}:
            return (law.WAJIB_KTP, law.CARD_VALIDITY)
        return (law.WAJIB_KTP,)


@final
@attrs.frozen(kw_only=True)
class Obliged(Value):
    """Assessment of a resident who must hold a card.

    Attributes:
        since: first day of the obligation, which has been unbroken until the date asked for: years
            abroad break it, and so does a gap between permits; a move within Indonesia does not.
            Waiting times and the backlog count from it. Not shown in the `repr`, because it
            discloses a birthday.
        grounds: the facts on which the obligation rests.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.wajib_ktp import Ground, Obliged
        >>> Obliged(since=date(2020, 5, 1), grounds=(Ground.CITIZEN, Ground.SEVENTEEN))
        Obliged(grounds=(<Ground.CITIZEN: 'is an Indonesian citizen'>, \
<Ground.SEVENTEEN: 'has turned 17'>))
    """

    since: date = attrs.field(repr=False)
    grounds: tuple[Ground, ...]

    def __attrs_post_init__(self) -> None:
        check_date(self, "since", self.since)
        check_items(self, "grounds", self.grounds, Ground)

    def __str__(self) -> str:
        """The answer with its grounds, without dates."""
        return _sentence("obliged", self.grounds)


@final
@attrs.frozen(kw_only=True)
class NotYetObliged(Value):
    """Assessment of a resident subject to the rule who has not turned 17 or married.

    Attributes:
        expected_from: the day on which the obligation will begin by the facts on record, or None
            if it will not (a permit ends first). Not shown in the `repr`.
        grounds: the facts by which there is no obligation yet.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.wajib_ktp import Ground, NotYetObliged
        >>> print(NotYetObliged(expected_from=date(2021, 5, 1), grounds=(Ground.UNDER_SEVENTEEN,)))
        not yet obliged: is under 17 (Pasal 63 ayat (1) UU 23/2006 sebagaimana diubah \
dengan UU 24/2013)
    """

    expected_from: date | None = attrs.field(repr=False)
    grounds: tuple[Ground, ...]

    def __attrs_post_init__(self) -> None:
        check_optional_date(self, "expected_from", self.expected_from)
        check_items(self, "grounds", self.grounds, Ground)

    def __str__(self) -> str:
        """The answer with its grounds, without dates."""
        return _sentence("not yet obliged", self.grounds)


@final
@attrs.frozen(kw_only=True)
class OutOfScope(Value):
    """Assessment of a person outside the rule: dead, not resident, or without a permit.

    Attributes:
        grounds: all facts that put the person outside.

    Examples:
        >>> from dukcapil.wajib_ktp import Ground, OutOfScope
        >>> print(OutOfScope(grounds=(Ground.DIED,)))
        out of scope: has died (Pasal 63 ayat (1) UU 23/2006 sebagaimana diubah dengan \
UU 24/2013)
    """

    grounds: tuple[Ground, ...]

    def __attrs_post_init__(self) -> None:
        check_items(self, "grounds", self.grounds, Ground)

    def __str__(self) -> str:
        """The answer with its grounds."""
        return _sentence("out of scope", self.grounds)


Assessment = Obliged | NotYetObliged | OutOfScope
"""The answer of `assess`: match on it, and close the match with `assert_never`."""


def _sentence(verdict: str, grounds: tuple[Ground, ...]) -> str:
    citations = dict.fromkeys(citation for ground in grounds for citation in ground.citations)
    facts = ", ".join(ground.value for ground in grounds)
    return f"{verdict}: {facts} ({'; '.join(map(str, citations))})"


def assess(resident: Resident, *, on: date, leap_day: LeapDay = LeapDay.MARCH_1) -> Assessment:
    """Assess the obligation of a resident to hold a card on a date, with its grounds.

    Args:
        resident: the resident; the record decides, never the digits of the NIK.
        on: the date.
        leap_day: the day on which those born on 29 February turn 17; no legal source decides it.

    Returns:
        `Obliged`, `NotYetObliged` or `OutOfScope`, each with its grounds.

    Raises:
        TypeError: for a `datetime`, or something that is not a `Resident`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, RegionCode, Residence, Resident, Sex, assess
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.99"), since=born)],
        ... )
        >>> answer = assess(someone, on=date(2020, 12, 9))
        >>> print(answer)
        obliged: is an Indonesian citizen, has turned 17 (Pasal 63 ayat (1) UU 23/2006 \
sebagaimana diubah dengan UU 24/2013)
        >>> answer.since
        datetime.date(2020, 5, 1)
    """
    # One test of the usual case, because this function is called for every resident.
    if type(resident) is not Resident or type(on) is not date or type(leap_day) is not LeapDay:
        check_type("assess", "resident", resident, Resident)
        check_date("assess", "on", on)
        check_type("assess", "leap_day", leap_day, LeapDay)
    if resident.died_on is None and type(resident.citizenship) is Citizen:
        is_there = False
        for stay in resident.residences:
            if stay.ended_by is _LEFT_COUNTRY:
                break
            if stay.since <= on and (stay.until is None or on < stay.until):
                is_there = True
        else:
            if is_there:
                birth_date, married_on = resident.birth_date, resident.first_married_on
                # A marriage in a later year than that of the 17th birthday is a ground alone.
                if married_on is not None and married_on.year > birth_date.year + OBLIGED_AGE:
                    married_on = on if married_on <= on else None
                return _by_age(birth_date, married_on, on, leap_day is _MARCH_1)
    outside = _reasons_outside(resident, on)
    if outside:
        return _out_of_scope(outside)
    married_on = resident.first_married_on
    is_citizen = resident.citizenship.is_citizen(on=on)
    turns_17 = turns_17_on(resident, leap_day)
    reached = reached_on(resident, leap_day)
    if reached > on:
        return _not_yet_obliged(_first_day(resident, reached), is_citizen)
    since = max(since for since, _ in unbroken_spells(resident, reached) if since <= on)
    return _obliged(since, is_citizen, turns_17 <= on, married_on is not None and married_on <= on)


# Names of a module are found faster than members of an enumeration.
_LEFT_COUNTRY: Final = EndOfStay.LEFT_COUNTRY
_MARCH_1: Final = LeapDay.MARCH_1


# Answers are immutable, so people of one birth date share one. Positional parameters, because a
# cache is faster without keywords.
@lru_cache(maxsize=2**16)
def _by_age(
    birth_date: date,
    married_on: date | None,
    on: date,
    is_march_1: bool,  # noqa: FBT001
) -> Obliged | NotYetObliged:
    """Assess a citizen from birth who is alive and has never been abroad: the usual case."""
    leap_day = LeapDay.MARCH_1 if is_march_1 else LeapDay.FEBRUARY_28
    turns_17 = anniversary(birth_date, birth_date.year + OBLIGED_AGE, leap_day)
    reached = min(turns_17, married_on or turns_17)
    if reached > on:
        return _not_yet_obliged(reached, True)  # noqa: FBT003
    is_married = married_on is not None and married_on <= on
    return _obliged(reached, True, turns_17 <= on, is_married)  # noqa: FBT003


@lru_cache(maxsize=8)
def _out_of_scope(grounds: tuple[Ground, ...]) -> OutOfScope:
    return OutOfScope(grounds=grounds)


def _not_yet_obliged(expected_from: date | None, is_citizen: bool) -> NotYetObliged:  # noqa: FBT001
    return NotYetObliged(expected_from=expected_from, grounds=_GROUNDS_AGAINST[is_citizen])


def _obliged(since: date, is_citizen: bool, is_17: bool, married: bool) -> Obliged:  # noqa: FBT001
    return Obliged(since=since, grounds=_GROUNDS_FOR[is_citizen][is_17][married])


_STATUSES: Final = (Ground.PERMIT, Ground.CITIZEN)
_GROUNDS_AGAINST: Final = [
    (status, Ground.UNDER_SEVENTEEN, Ground.NEVER_MARRIED) for status in _STATUSES
]
_GROUNDS_FOR: Final = [
    [
        [(status, *age, *marriage) for marriage in ((), (Ground.EVER_MARRIED,))]
        for age in ((), (Ground.SEVENTEEN,))
    ]
    for status in _STATUSES
]
"""Grounds by whether the person is a citizen, and then 17, and then has been married."""


def obliged_from(resident: Resident, *, leap_day: LeapDay = LeapDay.MARCH_1) -> date | None:
    """Return the first day on which a resident is obliged, wherever in Indonesia they live.

    The earlier of the 17th birthday and the first marriage, and for a foreigner not before the
    permit.

    Args:
        resident: the resident.
        leap_day: the day on which those born on 29 February turn 17.

    Returns:
        The day, or None if death or the end of the permits comes first.

    Raises:
        TypeError: for something that is not a `Resident`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, RegionCode, Residence, Resident, Sex, obliged_from
        >>> born = date(2004, 2, 29)
        >>> leapling = Resident(
        ...     nik=NIK("3275992902040001"),
        ...     birth_date=born,
        ...     sex=Sex.MALE,
        ...     residences=[Residence(region=RegionCode("32.75.99"), since=born)],
        ... )
        >>> obliged_from(leapling)
        datetime.date(2021, 3, 1)
    """
    check_type("obliged_from", "resident", resident, Resident)
    check_type("obliged_from", "leap_day", leap_day, LeapDay)
    return _first_day(resident, reached_on(resident, leap_day))


def obliged_among(
    residents: Iterable[Resident], *, on: date, leap_day: LeapDay = LeapDay.MARCH_1
) -> list[Resident]:
    """Return those who are obliged on a date: `assess` for many, without the grounds.

    Args:
        residents: the residents.
        on: the date.
        leap_day: the day on which those born on 29 February turn 17.

    Returns:
        The obliged, in the order given.

    Raises:
        TypeError: for a `datetime`, or a `leap_day` that is not a `LeapDay`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.wajib_ktp import obliged_among
        >>> obliged_among([], on=date(2020, 11, 23))
        []
    """
    check_date("obliged_among", "on", on)
    check_type("obliged_among", "leap_day", leap_day, LeapDay)
    latest = latest_birth_date(age=OBLIGED_AGE, on=on, leap_day=leap_day)
    return [
        resident
        for resident in residents
        if (
            (latest is not None and resident.birth_date <= latest)
            or (resident.first_married_on is not None and resident.first_married_on <= on)
        )
        and not _reasons_outside(resident, on)
    ]


def _reasons_outside(resident: Resident, on: date) -> tuple[Ground, ...]:
    """Return the grounds that put a person outside the rule on a date; empty if it applies."""
    died = resident.died_on is not None and resident.died_on <= on
    absent = resident.residence(on=on) is None
    citizenship = resident.citizenship
    lacks_permit = type(citizenship) is not Citizen and not (
        citizenship.has_permit(on=on) or citizenship.is_citizen(on=on)
    )
    if not (died or absent or lacks_permit):
        return ()
    reasons = ((died, Ground.DIED), (absent, Ground.NOT_RESIDENT), (lacks_permit, Ground.NO_PERMIT))
    return tuple(ground for holds, ground in reasons if holds)


def turns_17_on(resident: Resident, leap_day: LeapDay) -> date:
    """Return the 17th birthday."""
    birth_date = resident.birth_date
    return anniversary(birth_date, birth_date.year + OBLIGED_AGE, leap_day)


def reached_on(resident: Resident, leap_day: LeapDay) -> date:
    """Return the earlier of the 17th birthday and the first marriage."""
    turns_17, married_on = turns_17_on(resident, leap_day), resident.first_married_on
    return turns_17 if married_on is None or turns_17 < married_on else married_on


def _first_day(resident: Resident, reached: date) -> date | None:
    """Return the first day of obligation of a resident who turns 17 or marries on `reached`."""
    return next((since for since, _ in spells(resident, reached)), None)


def spells(resident: Resident, reached: date) -> Iterator[tuple[date, date | None]]:
    """Yield the unbroken intervals `[since, until)` of obligation, wherever the resident lives."""
    for begin, end in _entitled(resident.citizenship):
        since = reached if begin is None else max(begin, reached)
        until = _earlier(end, resident.died_on)
        if until is None or since < until:
            yield since, until


def unbroken_spells(resident: Resident, reached: date) -> Iterator[tuple[date, date | None]]:
    """Yield the same without the times abroad, which break an obligation."""
    abroad = list(_times_abroad(resident))
    for since, until in spells(resident, reached):
        begin = since
        for left, back in abroad:
            if left > begin:
                yield begin, _earlier(left, until)
            if back is None or (until is not None and until <= back):
                break
            begin = max(begin, back)
        else:
            yield begin, until


def _times_abroad(resident: Resident) -> Iterator[tuple[date, date | None]]:
    """Yield the intervals from leaving the country until the return, if there was one."""
    for number, stay in enumerate(resident.residences, start=1):
        if stay.ended_by is EndOfStay.LEFT_COUNTRY and stay.until is not None:
            back = next((one.since for one in resident.residences[number:]), None)
            if back != stay.until:
                yield stay.until, back


def _entitled(citizenship: Citizenship) -> Iterator[tuple[date | None, date | None]]:
    """Yield the intervals in which citizenship or permits make the rule apply, joined."""
    first, *others = citizenship.periods
    since, until = first.since, first.until
    for period in others:
        if period.since != until:
            yield since, until
            since = period.since
        until = period.until
    yield since, until


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
