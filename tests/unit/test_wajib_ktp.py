"""Obligation to hold a card: the edges, by example."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import attrs
import pytest

from dukcapil import (
    NIK,
    Citizen,
    LeapDay,
    NotYetObliged,
    Obliged,
    OutOfScope,
    PermanentForeigner,
    RegionCode,
    Residence,
    Resident,
    Sex,
    StayPermit,
    assess,
    law,
    obliged_from,
    parse_residents,
)
from dukcapil.residents import EndOfStay
from dukcapil.wajib_ktp import Assessment, Ground, obliged_among

DAY = timedelta(days=1)
HOME = RegionCode("32.75.99")
BORN = date(2003, 5, 1)
SEVENTEEN = date(2020, 5, 1)
TODAY = date(2020, 11, 23)
LEAPLING = date(2004, 2, 29)

Permit = tuple[date, date | None]


def someone(
    *,
    born: date = BORN,
    permits: list[Permit] | None = None,
    married: date | None = None,
    died: date | None = None,
    stays: list[Residence] | None = None,
) -> Resident:
    """Make a resident of 32.75.99 from birth; a citizen unless there are permits."""
    sex = Sex.FEMALE
    return Resident(
        nik=NIK.build(region=HOME, birth_date=born, sex=sex, serial=1),
        birth_date=born,
        sex=sex,
        citizenship=Citizen()
        if permits is None
        else PermanentForeigner([StayPermit(since=since, until=until) for since, until in permits]),
        residences=[Residence(region=HOME, since=born)] if stays is None else stays,
        first_married_on=married,
        died_on=died,
    )


def stay(since: date, until: date | None = None, why: EndOfStay = EndOfStay.MOVED) -> Residence:
    ended_by = None if until is None else why
    return Residence(region=HOME, since=since, until=until, ended_by=ended_by)


CITIZEN_17 = (Ground.CITIZEN, Ground.SEVENTEEN)
CITIZEN_MARRIED = (Ground.CITIZEN, Ground.EVER_MARRIED)
CITIZEN_TOO_YOUNG = (Ground.CITIZEN, Ground.UNDER_SEVENTEEN, Ground.NEVER_MARRIED)
PERMIT_17 = (Ground.PERMIT, Ground.SEVENTEEN)
PERMIT_TOO_YOUNG = (Ground.PERMIT, Ground.UNDER_SEVENTEEN, Ground.NEVER_MARRIED)


# --- seventeen -------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-365, -1])
def test_before_the_17th_birthday_nobody_unmarried_is_obliged(days: int) -> None:
    answer = assess(someone(), on=SEVENTEEN + days * DAY)
    assert answer == NotYetObliged(expected_from=SEVENTEEN, grounds=CITIZEN_TOO_YOUNG)


@pytest.mark.parametrize("days", [0, 1, 365, 30_000])
def test_from_the_17th_birthday_on_a_citizen_is_obliged(days: int) -> None:
    answer = assess(someone(), on=SEVENTEEN + days * DAY)
    assert answer == Obliged(since=SEVENTEEN, grounds=CITIZEN_17)


@pytest.mark.parametrize(
    ("leap_day", "birthday"),
    [(LeapDay.MARCH_1, date(2021, 3, 1)), (LeapDay.FEBRUARY_28, date(2021, 2, 28))],
)
def test_29_february_turns_17_by_the_policy(leap_day: LeapDay, birthday: date) -> None:
    leapling = someone(born=LEAPLING)
    eve = assess(leapling, on=birthday - DAY, leap_day=leap_day)
    day = assess(leapling, on=birthday, leap_day=leap_day)
    assert eve == NotYetObliged(expected_from=birthday, grounds=CITIZEN_TOO_YOUNG)
    assert day == Obliged(since=birthday, grounds=CITIZEN_17)
    assert obliged_from(leapling, leap_day=leap_day) == birthday
    assert obliged_among([leapling], on=birthday - DAY, leap_day=leap_day) == []
    assert obliged_among([leapling], on=birthday, leap_day=leap_day) == [leapling]


@pytest.mark.parametrize("leap_day", LeapDay)
@pytest.mark.parametrize("born", [LEAPLING - DAY, LEAPLING + DAY])
def test_the_days_beside_29_february_need_no_policy(born: date, leap_day: LeapDay) -> None:
    assert obliged_from(someone(born=born), leap_day=leap_day) == born.replace(year=2021)


# --- marriage --------------------------------------------------------------------------------


def test_a_married_minor_is_obliged_from_the_wedding_and_not_the_day_before() -> None:
    wedding = date(2019, 8, 17)
    bride = someone(married=wedding)
    assert assess(bride, on=wedding - DAY) == NotYetObliged(
        expected_from=wedding, grounds=CITIZEN_TOO_YOUNG
    )
    assert assess(bride, on=wedding) == Obliged(since=wedding, grounds=CITIZEN_MARRIED)
    assert obliged_among([bride], on=wedding - DAY) == []
    assert obliged_among([bride], on=wedding) == [bride]


def test_a_married_minor_who_turns_17_stays_obliged_since_the_wedding_on_both_grounds() -> None:
    wedding = date(2019, 8, 17)
    answer = assess(someone(married=wedding), on=SEVENTEEN)
    assert answer == Obliged(since=wedding, grounds=(*CITIZEN_17, Ground.EVER_MARRIED))


def test_a_marriage_after_17_adds_a_ground_and_changes_no_date() -> None:
    wedding = date(2020, 8, 17)
    bride = someone(married=wedding)
    assert obliged_from(bride) == SEVENTEEN
    assert assess(bride, on=wedding - DAY) == Obliged(since=SEVENTEEN, grounds=CITIZEN_17)
    assert assess(bride, on=wedding) == Obliged(
        since=SEVENTEEN, grounds=(*CITIZEN_17, Ground.EVER_MARRIED)
    )


@pytest.mark.parametrize("status", ["KAWIN", "CERAI HIDUP", "CERAI MATI"])
def test_a_married_divorced_or_widowed_16_year_old_is_obliged(status: str) -> None:
    row = {
        "NIK": "3275994111040001",
        "TANGGAL_LAHIR": "01-11-2004",
        "JENIS_KELAMIN": "P",
        "KODE_WILAYAH": "32.75.01",
        "STATUS_KAWIN": status,
        "TANGGAL_KAWIN": "17-08-2020",
    }
    (minor,) = parse_residents([row], on=date(2020, 11, 23)).residents
    assert assess(minor, on=TODAY) == Obliged(since=date(2020, 8, 17), grounds=CITIZEN_MARRIED)


# --- foreigners ------------------------------------------------------------------------------


def test_a_foreigner_is_obliged_once_the_permit_begins_if_that_is_after_17() -> None:
    begin = date(2020, 9, 1)
    foreigner = someone(permits=[(begin, None)])
    assert assess(foreigner, on=begin - DAY) == OutOfScope(grounds=(Ground.NO_PERMIT,))
    assert assess(foreigner, on=begin) == Obliged(since=begin, grounds=PERMIT_17)
    assert obliged_from(foreigner) == begin


def test_a_foreigner_with_an_earlier_permit_is_obliged_at_17() -> None:
    foreigner = someone(permits=[(date(2018, 1, 1), date(2023, 1, 1))])
    assert assess(foreigner, on=SEVENTEEN - DAY) == NotYetObliged(
        expected_from=SEVENTEEN, grounds=PERMIT_TOO_YOUNG
    )
    assert assess(foreigner, on=SEVENTEEN) == Obliged(since=SEVENTEEN, grounds=PERMIT_17)


def test_the_obligation_ends_on_the_day_the_permit_no_longer_covers() -> None:
    end = date(2021, 1, 1)
    foreigner = someone(permits=[(date(2018, 1, 1), end)])
    assert isinstance(assess(foreigner, on=end - DAY), Obliged)
    assert assess(foreigner, on=end) == OutOfScope(grounds=(Ground.NO_PERMIT,))


def test_a_renewal_without_a_gap_continues_the_obligation() -> None:
    first, renewal = date(2020, 6, 1), date(2025, 6, 1)
    foreigner = someone(permits=[(first, renewal), (renewal, date(2030, 6, 1))])
    for on in (first, renewal - DAY, renewal, renewal + DAY):
        assert assess(foreigner, on=on) == Obliged(since=first, grounds=PERMIT_17)


def test_a_renewal_after_a_gap_begins_the_obligation_anew() -> None:
    first, end, renewal = date(2020, 6, 1), date(2025, 6, 1), date(2025, 6, 2)
    foreigner = someone(permits=[(first, end), (renewal, None)])
    assert assess(foreigner, on=end - DAY) == Obliged(since=first, grounds=PERMIT_17)
    assert assess(foreigner, on=end) == OutOfScope(grounds=(Ground.NO_PERMIT,))
    assert assess(foreigner, on=renewal) == Obliged(since=renewal, grounds=PERMIT_17)
    assert obliged_from(foreigner) == first


def test_nothing_is_expected_of_a_foreigner_whose_permit_ends_before_17() -> None:
    foreigner = someone(permits=[(date(2018, 1, 1), SEVENTEEN)])
    answer = assess(foreigner, on=SEVENTEEN - DAY)
    assert answer == NotYetObliged(expected_from=None, grounds=PERMIT_TOO_YOUNG)
    assert obliged_from(foreigner) is None


def test_a_permit_one_day_longer_makes_an_obligation_of_one_day() -> None:
    foreigner = someone(permits=[(date(2018, 1, 1), SEVENTEEN + DAY)])
    assert obliged_from(foreigner) == SEVENTEEN
    assert assess(foreigner, on=SEVENTEEN) == Obliged(since=SEVENTEEN, grounds=PERMIT_17)
    assert assess(foreigner, on=SEVENTEEN + DAY) == OutOfScope(grounds=(Ground.NO_PERMIT,))


def test_a_minor_whose_permit_lapses_is_expected_when_the_next_one_begins() -> None:
    later = date(2021, 9, 1)
    foreigner = someone(permits=[(date(2018, 1, 1), date(2020, 1, 1)), (later, None)])
    answer = assess(foreigner, on=date(2019, 1, 1))
    assert answer == NotYetObliged(expected_from=later, grounds=PERMIT_TOO_YOUNG)


def test_a_married_foreign_minor_is_obliged_not_before_the_permit() -> None:
    wedding, begin = date(2019, 1, 1), date(2019, 6, 1)
    foreigner = someone(permits=[(begin, None)], married=wedding)
    assert obliged_from(foreigner) == begin
    assert assess(foreigner, on=begin) == Obliged(
        since=begin, grounds=(Ground.PERMIT, Ground.EVER_MARRIED)
    )


# --- death and departure ---------------------------------------------------------------------


def test_nobody_is_obliged_on_the_day_of_death() -> None:
    death = date(2020, 11, 23)
    person = someone(died=death)
    assert isinstance(assess(person, on=death - DAY), Obliged)
    for on in (death, death + DAY):
        assert assess(person, on=on) == OutOfScope(grounds=(Ground.DIED,))


@pytest.mark.parametrize("days", [-400, -1, 0])
def test_who_dies_by_the_17th_birthday_is_never_obliged(days: int) -> None:
    person = someone(died=SEVENTEEN + days * DAY)
    assert obliged_from(person) is None
    answer = assess(person, on=SEVENTEEN - 401 * DAY)
    assert answer == NotYetObliged(expected_from=None, grounds=CITIZEN_TOO_YOUNG)


def test_who_dies_the_day_after_the_17th_birthday_was_obliged_for_one_day() -> None:
    person = someone(died=SEVENTEEN + DAY)
    assert obliged_from(person) == SEVENTEEN
    assert assess(person, on=SEVENTEEN) == Obliged(since=SEVENTEEN, grounds=CITIZEN_17)


@pytest.mark.parametrize("why", EndOfStay)
def test_who_has_left_is_out_of_scope_from_the_day_the_stay_ended(why: EndOfStay) -> None:
    gone = date(2020, 10, 1)
    person = someone(stays=[stay(BORN, gone, why)])
    assert isinstance(assess(person, on=gone - DAY), Obliged)
    assert assess(person, on=gone) == OutOfScope(grounds=(Ground.NOT_RESIDENT,))


@pytest.mark.parametrize("why", [one for one in EndOfStay if one is not EndOfStay.LEFT_COUNTRY])
def test_who_returns_is_obliged_since_17_and_not_since_the_return(why: EndOfStay) -> None:
    back = date(2020, 10, 1)
    person = someone(stays=[stay(BORN, date(2019, 1, 1), why), stay(back)])
    assert assess(person, on=SEVENTEEN) == OutOfScope(grounds=(Ground.NOT_RESIDENT,))
    assert assess(person, on=back) == Obliged(since=SEVENTEEN, grounds=CITIZEN_17)


def test_years_abroad_break_an_obligation() -> None:
    left, back, gone = date(2020, 6, 1), date(2020, 10, 1), date(2020, 12, 1)
    abroad = EndOfStay.LEFT_COUNTRY
    stays = [stay(BORN, left, abroad), stay(back, gone, abroad), stay(date(2021, 3, 1))]
    person = someone(stays=stays)
    for on, since in ((left - DAY, SEVENTEEN), (back, back), (gone - DAY, back)):
        assert assess(person, on=on) == Obliged(since=since, grounds=CITIZEN_17)
    assert assess(person, on=date(2021, 3, 1)) == Obliged(
        since=date(2021, 3, 1), grounds=CITIZEN_17
    )
    early = someone(stays=[stay(BORN, date(2015, 1, 1), abroad), stay(date(2016, 1, 1))])
    assert assess(early, on=back) == Obliged(since=SEVENTEEN, grounds=CITIZEN_17)
    same_day = someone(stays=[stay(BORN, back, abroad), stay(back)])
    assert assess(same_day, on=back) == Obliged(since=SEVENTEEN, grounds=CITIZEN_17)
    assert obliged_from(person) == SEVENTEEN


def test_moving_within_indonesia_changes_nothing() -> None:
    move = date(2020, 10, 1)
    there = Residence(region=RegionCode("33.74.01"), since=move)
    mover = someone(stays=[stay(BORN, move), there])
    for on in (move - DAY, move, move + DAY):
        assert assess(mover, on=on) == assess(someone(), on=on)


def test_nobody_is_in_scope_before_birth_or_without_any_stay() -> None:
    assert assess(someone(), on=BORN - DAY) == OutOfScope(grounds=(Ground.NOT_RESIDENT,))
    assert assess(someone(stays=[]), on=TODAY) == OutOfScope(grounds=(Ground.NOT_RESIDENT,))


def test_every_reason_out_of_scope_is_given() -> None:
    person = someone(
        permits=[(date(2018, 1, 1), date(2019, 1, 1))],
        stays=[stay(BORN, date(2020, 1, 1))],
        died=date(2020, 6, 1),
    )
    reasons = (Ground.DIED, Ground.NOT_RESIDENT, Ground.NO_PERMIT)
    assert assess(person, on=date(2018, 6, 1)) == NotYetObliged(
        expected_from=None, grounds=PERMIT_TOO_YOUNG
    )
    assert assess(person, on=date(2019, 1, 1)) == OutOfScope(grounds=reasons[2:])
    assert assess(person, on=date(2020, 1, 1)) == OutOfScope(grounds=reasons[1:])
    assert assess(person, on=date(2020, 6, 1)) == OutOfScope(grounds=reasons)


# --- many ------------------------------------------------------------------------------------


def test_the_obliged_come_in_the_order_given_and_as_often_as_given() -> None:
    old, young = someone(born=date(1950, 1, 1)), someone(born=date(2010, 1, 1))
    bride = someone(born=date(2005, 1, 1), married=date(2020, 1, 1))
    people = [bride, young, old, bride]
    assert obliged_among(people, on=TODAY) == [bride, old, bride]


def test_nobody_is_17_in_the_first_years_of_the_calendar() -> None:
    assert obliged_among([someone()], on=date(17, 1, 1)) == []


# --- answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", Ground)
def test_every_ground_cites_the_article_that_makes_it_matter(ground: Ground) -> None:
    rests_on_permit = ground in {Ground.PERMIT, Ground.NO_PERMIT}
    expected = [law.WAJIB_KTP, law.CARD_VALIDITY] if rests_on_permit else [law.WAJIB_KTP]
    assert list(ground.citations) == expected


AGE_RULE = "Pasal 63 ayat (1) UU 23/2006 sebagaimana diubah dengan UU 24/2013"
PERMIT_RULE = "Pasal 64 ayat (7) UU 23/2006 sebagaimana diubah dengan UU 24/2013"


@pytest.mark.parametrize(
    ("answer", "facts", "articles"),
    [
        (
            assess(someone(), on=SEVENTEEN),
            "obliged: is an Indonesian citizen, has turned 17",
            AGE_RULE,
        ),
        (
            assess(someone(permits=[(BORN, None)], married=date(2019, 1, 1)), on=TODAY),
            "obliged: has a permanent stay permit, has turned 17, is or has been married",
            f"{AGE_RULE}; {PERMIT_RULE}",
        ),
        (
            assess(someone(), on=SEVENTEEN - DAY),
            "not yet obliged: is an Indonesian citizen, is under 17, has never been married",
            AGE_RULE,
        ),
        (
            assess(someone(died=TODAY, stays=[stay(BORN, TODAY)]), on=TODAY),
            "out of scope: has died, lives in no region of the register",
            AGE_RULE,
        ),
        (
            assess(someone(permits=[(TODAY, None)]), on=SEVENTEEN),
            "out of scope: is a foreigner without a permanent stay permit",
            f"{AGE_RULE}; {PERMIT_RULE}",
        ),
    ],
)
def test_an_answer_is_a_sentence_with_each_article_once(
    answer: Assessment, facts: str, articles: str
) -> None:
    assert str(answer) == f"{facts} ({articles})"


ANSWERS: list[Assessment] = [
    Obliged(since=SEVENTEEN, grounds=CITIZEN_17),
    NotYetObliged(expected_from=SEVENTEEN, grounds=CITIZEN_TOO_YOUNG),
    OutOfScope(grounds=(Ground.DIED, Ground.NO_PERMIT)),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_repr_names_the_grounds_and_shows_no_date(answer: Assessment) -> None:
    shown = repr(answer)
    assert all(ground.name in shown for ground in answer.grounds)
    assert re.findall(r"\d+", shown.replace("turned 17", "").replace("under 17", "")) == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_a_value_that_can_be_kept_and_never_changed(answer: Assessment) -> None:
    assert {answer, copy.copy(answer), copy.deepcopy(answer)} == {answer}
    assert pickle.loads(pickle.dumps(answer)) == answer
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        answer.grounds = ()  # type: ignore[misc]


def test_answers_of_different_days_differ_though_their_reprs_agree() -> None:
    one, other = (assess(someone(born=born), on=TODAY) for born in (BORN, BORN - DAY))
    assert one != other
    assert repr(one) == repr(other)


# --- wrong types -----------------------------------------------------------------------------

PERSON = someone()
NOON = datetime(2020, 11, 23, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have
WRONG: dict[str, Callable[[], object]] = {
    "assess.resident": lambda: assess("someone", on=TODAY),  # type: ignore[arg-type]
    "assess.on": lambda: assess(PERSON, on=NOON),
    "assess.leap_day": lambda: assess(PERSON, on=TODAY, leap_day="1 March"),  # type: ignore[arg-type]
    "obliged_from.resident": lambda: obliged_from(None),  # type: ignore[arg-type]
    "obliged_from.leap_day": lambda: obliged_from(PERSON, leap_day=1),  # type: ignore[arg-type]
    "obliged_among.on": lambda: obliged_among([PERSON], on=NOON),
    "leap_day": lambda: obliged_among([PERSON], on=TODAY, leap_day=None),  # type: ignore[arg-type]
    "Obliged.since": lambda: Obliged(since=NOON, grounds=CITIZEN_17),
    "Obliged.grounds": lambda: Obliged(since=TODAY, grounds=[Ground.CITIZEN]),  # type: ignore[arg-type]
    "NotYetObliged.expected_from": lambda: NotYetObliged(expected_from=NOON, grounds=CITIZEN_17),
    "NotYetObliged.grounds": lambda: NotYetObliged(expected_from=None, grounds="ab"),  # type: ignore[arg-type]
    "OutOfScope.grounds": lambda: OutOfScope(grounds=None),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    with pytest.raises(TypeError, match=rf"{re.escape(argument)}: expected \w+, found \w+"):
        WRONG[argument]()


@pytest.mark.parametrize("kind", [Obliged, NotYetObliged, OutOfScope])
def test_the_parts_of_a_verdict_are_given_by_name(kind: type[attrs.AttrsInstance]) -> None:
    with pytest.raises(TypeError, match="positional"):
        kind(*[None for _ in attrs.fields(kind)])


def test_the_date_has_no_default() -> None:
    with pytest.raises(TypeError, match="'on'"):
        assess(PERSON)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'on'"):
        obliged_among([PERSON])  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "make",
    [
        lambda grounds: Obliged(since=TODAY, grounds=grounds),
        lambda grounds: NotYetObliged(expected_from=None, grounds=grounds),
        lambda grounds: OutOfScope(grounds=grounds),
    ],
)
def test_a_verdict_rests_on_grounds_and_on_nothing_else(make: Callable[[object], object]) -> None:
    with pytest.raises(TypeError):
        make(("has turned 17",))
