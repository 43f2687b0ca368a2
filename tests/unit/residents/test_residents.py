"""Residents and what they consist of: values that check themselves and keep what is private."""

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
    FamilyCardNumber,
    InvalidRecord,
    PermanentForeigner,
    RegionCode,
    Residence,
    Resident,
    Sex,
    StayPermit,
)
from dukcapil.errors import Fault
from dukcapil.residents import EndOfStay, Parsed, Problem, Problems

DAY = timedelta(days=1)
BORN, MOVED, TODAY = date(2003, 5, 1), date(2015, 7, 1), date(2020, 11, 23)
NOON = datetime(2020, 11, 23, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have
WOMAN = NIK("3275994105030001")
BEKASI, SEMARANG = RegionCode("32.75.99.1001"), RegionCode("33.74.01")

FIRST_STAY = Residence(region=BEKASI, since=BORN, until=MOVED, ended_by=EndOfStay.MOVED)
SECOND_STAY = Residence(region=SEMARANG, since=MOVED)
PERMIT = StayPermit(since=date(2018, 1, 1), until=date(2023, 1, 1))
FOREIGNER = PermanentForeigner([PERMIT])
RESIDENT = Resident(
    nik=WOMAN,
    birth_date=BORN,
    sex=Sex.FEMALE,
    residences=[FIRST_STAY, SECOND_STAY],
    name="Siti Aminah",
)


def faults_of(make: Callable[[], object]) -> list[tuple[str, str, Fault]]:
    """Path, field and reason of each fault, whether they come alone or as a group."""
    errors: tuple[Exception, ...] = ()
    try:
        make()
    except InvalidRecord as error:
        errors = (error,)
    except ExceptionGroup as group:
        errors = group.exceptions
    return [(error.path, error.field, error.reason) for error in map(as_record, errors)]


def as_record(error: Exception) -> InvalidRecord:
    assert isinstance(error, InvalidRecord)
    return error


def faults_with(**changes: object) -> list[tuple[str, Fault]]:
    """Field and reason of what is wrong with the resident after the changes."""
    found = faults_of(lambda: attrs.evolve(RESIDENT, **changes))  # type: ignore[arg-type]
    assert {path for path, _, _ in found} <= {"Resident"}
    return [(field, reason) for _, field, reason in found]


def test_a_birth_at_the_end_of_the_calendar_is_a_slip_of_the_pen() -> None:
    def late(year: int) -> Resident:
        return attrs.evolve(
            RESIDENT,
            birth_date=date(year, 1, 1),
            residences=(),
            first_married_on=None,
            died_on=None,
        )

    assert late(9_799).birth_date.year == 9_799
    assert faults_of(lambda: late(9_800)) == [("Resident", "birth_date", Fault.OUT_OF_BOUNDS)]


# --- stays and permits -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "covered"),
    [(BORN - DAY, False), (BORN, True), (MOVED - DAY, True), (MOVED, False)],
)
def test_a_stay_and_a_permit_cover_the_first_day_and_not_the_last(day: date, covered: bool) -> None:  # noqa: FBT001
    assert FIRST_STAY.covers(day) is covered
    assert StayPermit(since=BORN, until=MOVED).covers(day) is covered
    assert PermanentForeigner([StayPermit(since=BORN, until=MOVED)]).has_permit(on=day) is covered


def test_a_stay_or_permit_without_an_end_lasts() -> None:
    assert SECOND_STAY.covers(date.max)
    assert StayPermit(since=BORN).covers(date.max)


@pytest.mark.parametrize("until", [BORN, BORN - DAY])
def test_a_period_lasts_one_day_at_least(until: date) -> None:
    wrong = [("until", Fault.CONTRADICTION)]
    stay = faults_of(lambda: attrs.evolve(FIRST_STAY, until=until))
    permit = faults_of(lambda: StayPermit(since=BORN, until=until))
    assert stay == [("Residence", *fault) for fault in wrong]
    assert permit == [("StayPermit", *fault) for fault in wrong]
    assert StayPermit(since=BORN, until=BORN + DAY).covers(BORN)


def test_a_contradiction_of_a_stay_names_the_other_field() -> None:
    with pytest.raises(InvalidRecord, match=r"Residence\.until: contradicts since;"):
        attrs.evolve(FIRST_STAY, until=BORN)
    with pytest.raises(InvalidRecord, match=r"Residence\.ended_by: contradicts until;"):
        Residence(region=BEKASI, since=BORN, ended_by=EndOfStay.MOVED)


def test_a_stay_ends_for_a_reason_and_lasts_without_one() -> None:
    no_reason = faults_of(lambda: Residence(region=BEKASI, since=BORN, until=MOVED))
    no_end = faults_of(lambda: Residence(region=BEKASI, since=BORN, ended_by=EndOfStay.MOVED))
    assert no_reason == [("Residence", "ended_by", Fault.MISSING)]
    assert no_end == [("Residence", "ended_by", Fault.CONTRADICTION)]


def test_permits_may_follow_each_other_on_the_day_or_be_renewed_early() -> None:
    renewal = StayPermit(since=date(2023, 1, 1))
    early = StayPermit(since=date(2022, 12, 31))
    within = StayPermit(since=date(2022, 1, 1), until=date(2022, 12, 31))
    out_of_order = [("PermanentForeigner", "permits", Fault.OUT_OF_ORDER)]
    assert PermanentForeigner([PERMIT, renewal]).permits == (PERMIT, renewal)
    taken_over = attrs.evolve(PERMIT, until=early.since)
    assert PermanentForeigner([PERMIT, early]).permits == (taken_over, early)
    assert PermanentForeigner(PermanentForeigner([PERMIT, early]).permits).has_permit(
        on=early.since
    )
    assert faults_of(lambda: PermanentForeigner([PERMIT, within])) == out_of_order
    assert faults_of(lambda: PermanentForeigner([PERMIT, PERMIT])) == out_of_order
    assert faults_of(lambda: PermanentForeigner([renewal, PERMIT])) == out_of_order
    assert faults_of(lambda: PermanentForeigner([renewal, early])) == out_of_order


def test_a_permanent_foreigner_has_a_permit_at_some_time() -> None:
    assert faults_of(lambda: PermanentForeigner([])) == [
        ("PermanentForeigner", "permits", Fault.MISSING)
    ]


# --- contradictions of a resident ------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "other"),
    [
        ({"first_married_on": BORN}, "first_married_on", "birth_date"),
        ({"first_married_on": BORN - DAY}, "first_married_on", "birth_date"),
        ({"first_married_on": TODAY, "died_on": TODAY - DAY}, "first_married_on", "died_on"),
        ({"died_on": BORN - DAY, "residences": []}, "died_on", "birth_date"),
        ({"died_on": MOVED - DAY}, "residences", "died_on"),
        ({"birth_date": BORN + DAY}, "residences", "birth_date"),
    ],
)
def test_fields_that_contradict_each_other_are_refused_by_both_names(
    changes: dict[str, object], field: str, other: str
) -> None:
    with pytest.raises(
        InvalidRecord, match=rf"^Resident\.{field}: contradicts {other}; "
    ) as caught:
        attrs.evolve(RESIDENT, **changes)  # type: ignore[arg-type]
    assert (caught.value.field, caught.value.other) == (field, other)
    assert caught.value.reason is Fault.CONTRADICTION


@pytest.mark.parametrize(
    "changes",
    [
        {"first_married_on": BORN + DAY},
        {"first_married_on": TODAY, "died_on": TODAY},
        {"died_on": BORN, "residences": [Residence(region=BEKASI, since=BORN)]},
        {"died_on": MOVED},
        {"residences": []},
        {"residences": [FIRST_STAY, attrs.evolve(SECOND_STAY, since=MOVED + 9 * DAY)]},
        {"citizenship": FOREIGNER},
    ],
)
def test_what_is_merely_close_is_accepted(changes: dict[str, object]) -> None:
    assert faults_with(**changes) == []


@pytest.mark.parametrize(
    "stays",
    [
        [SECOND_STAY, FIRST_STAY],
        [FIRST_STAY, attrs.evolve(SECOND_STAY, since=MOVED - DAY)],
        [FIRST_STAY, FIRST_STAY],
        [attrs.evolve(FIRST_STAY, until=None, ended_by=None), SECOND_STAY],
    ],
)
def test_stays_that_overlap_or_are_out_of_order_are_refused(stays: list[Residence]) -> None:
    assert faults_with(residences=stays) == [("residences", Fault.OUT_OF_ORDER)]


def test_several_faults_come_as_one_group() -> None:
    with pytest.raises(ExceptionGroup, match=r"^Resident: 2 faults") as caught:
        attrs.evolve(RESIDENT, first_married_on=BORN, residences=[SECOND_STAY, FIRST_STAY])
    assert [(as_record(e).field, as_record(e).reason) for e in caught.value.exceptions] == [
        ("first_married_on", Fault.CONTRADICTION),
        ("residences", Fault.OUT_OF_ORDER),
    ]


def test_everything_that_is_wrong_is_reported_at_once() -> None:
    stays = [attrs.evolve(SECOND_STAY, since=BORN - DAY), FIRST_STAY]
    found = faults_with(first_married_on=BORN, died_on=BORN - DAY, residences=stays)
    assert set(found) == {
        ("first_married_on", Fault.CONTRADICTION),
        ("died_on", Fault.CONTRADICTION),
        ("residences", Fault.CONTRADICTION),
        ("residences", Fault.OUT_OF_ORDER),
    }


def test_no_fault_is_reported_twice() -> None:
    found = faults_with(first_married_on=BORN - DAY, died_on=BORN - 2 * DAY, residences=[])
    assert sorted(found) == [
        ("died_on", Fault.CONTRADICTION),
        ("first_married_on", Fault.CONTRADICTION),
    ]


# --- wrong types -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "field", "wrong"),
    [
        (RESIDENT, "nik", str(WOMAN)),
        (RESIDENT, "birth_date", NOON),
        (RESIDENT, "birth_date", "2003-05-01"),
        (RESIDENT, "sex", "P"),
        (RESIDENT, "citizenship", "WNI"),
        (RESIDENT, "citizenship", None),
        (RESIDENT, "residences", ["32.75.99"]),
        (RESIDENT, "residences", [RESIDENT]),
        (RESIDENT, "first_married_on", NOON),
        (RESIDENT, "died_on", NOON),
        (RESIDENT, "name", 7),
        (FIRST_STAY, "region", "32.75.99"),
        (FIRST_STAY, "since", NOON),
        (FIRST_STAY, "until", NOON),
        (FIRST_STAY, "ended_by", "moved within Indonesia"),
        (PERMIT, "since", None),
        (PERMIT, "until", NOON),
        (FOREIGNER, "permits", [(BORN, MOVED)]),
        (Problem(row=1, column="nik", reason=Fault.DATE), "row", "1"),
        (Problem(row=1, column="nik", reason=Fault.DATE), "reason", 7),
    ],
)
def test_a_field_of_the_wrong_type_is_refused_by_name(
    value: Resident, field: str, wrong: object
) -> None:
    owner = type(value).__name__
    with pytest.raises(TypeError, match=rf"{owner}\.{field}: expected \w+, found \w+"):
        attrs.evolve(value, **{field: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{"row": 0}, {"row": -1}, {"column": 3}], ids=["row 0", "row -1", "column 3"]
)
def test_a_problem_stands_in_a_row_from_1_and_a_named_field(changes: dict[str, object]) -> None:
    problem = Problem(row=1, column="nik", reason=Fault.DATE)
    with pytest.raises((TypeError, ValueError)):
        attrs.evolve(problem, **changes)  # type: ignore[arg-type]


# --- what a value does -----------------------------------------------------------------------

VALUES = [
    FIRST_STAY,
    SECOND_STAY,
    Citizen(),
    PERMIT,
    FOREIGNER,
    RESIDENT,
    attrs.evolve(RESIDENT, citizenship=FOREIGNER, died_on=TODAY, first_married_on=TODAY),
    Problem(row=3, column="birth_date", reason=Fault.DATE),
    Problems([Problem(row=3, column="birth_date", reason=Fault.DATE)]),
    Parsed(
        residents=(RESIDENT,),
        problems=Problems(()),
        remarks=Problems(()),
        row_count=1,
        ignored_columns=("X",),
    ),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_survives_pickling_and_copying(value: object) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) == value
    assert {value, copy.copy(value), copy.deepcopy(value)} == {value}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_cannot_be_changed(value: attrs.AttrsInstance) -> None:
    for field in attrs.fields(type(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, field.name, None)


@pytest.mark.parametrize("kind", [Residence, StayPermit, Resident, Problem, Parsed])
def test_values_of_several_fields_take_them_by_name(kind: type[attrs.AttrsInstance]) -> None:
    with pytest.raises(TypeError, match="positional"):
        kind(*[None for _ in attrs.fields(kind)])


def test_what_is_given_as_a_list_is_kept_as_a_tuple() -> None:
    stays = [FIRST_STAY]
    resident = attrs.evolve(RESIDENT, residences=stays)
    stays.append(SECOND_STAY)
    assert resident.residences == (FIRST_STAY,)
    assert PermanentForeigner(iter([PERMIT])).permits == (PERMIT,)


def test_a_tampered_value_is_refused_when_it_is_copied_or_unpickled() -> None:
    tampered = copy.copy(RESIDENT)
    object.__setattr__(tampered, "died_on", BORN - DAY)
    pickled = pickle.dumps(tampered)
    for again in (lambda: pickle.loads(pickled), lambda: copy.copy(tampered)):
        assert ("Resident", "died_on", Fault.CONTRADICTION) in faults_of(again)


def test_everybody_is_a_citizen_unless_said_otherwise() -> None:
    assert RESIDENT.citizenship == Citizen()


# --- where somebody lives --------------------------------------------------------------------


@pytest.mark.parametrize("region", ["32", "32.75", "32.75.99", "32.75.99.1001"])
def test_somebody_lives_in_every_region_that_holds_the_place(region: str) -> None:
    assert RESIDENT.lives_in(RegionCode(region), on=MOVED - DAY)
    assert not RESIDENT.lives_in(RegionCode(region), on=MOVED)


@pytest.mark.parametrize("region", ["33", "33.74", "33.74.01"])
def test_after_a_move_they_live_in_the_regions_of_the_new_place(region: str) -> None:
    assert not RESIDENT.lives_in(RegionCode(region), on=MOVED - DAY)
    assert RESIDENT.lives_in(RegionCode(region), on=MOVED)


@pytest.mark.parametrize("region", ["33.74.01.1001", "33.74.02", "33.71", "11"])
def test_nobody_lives_in_a_part_that_the_record_does_not_name(region: str) -> None:
    assert not RESIDENT.lives_in(RegionCode(region), on=TODAY)


def test_nobody_lives_anywhere_before_birth_or_from_the_day_of_death_on() -> None:
    mortal = attrs.evolve(RESIDENT, died_on=TODAY)
    java = RegionCode("33")
    assert mortal.lives_in(java, on=TODAY - DAY)
    assert not mortal.lives_in(java, on=TODAY)
    assert mortal.residence(on=TODAY) == SECOND_STAY
    assert not RESIDENT.lives_in(RegionCode("32"), on=BORN - DAY)


def test_between_two_stays_somebody_lives_nowhere() -> None:
    away = attrs.evolve(
        RESIDENT, residences=[FIRST_STAY, attrs.evolve(SECOND_STAY, since=MOVED + DAY)]
    )
    assert away.residence(on=MOVED) is None
    assert not away.lives_in(BEKASI, on=MOVED)
    assert away.is_alive(on=MOVED)


@pytest.mark.parametrize(
    ("on", "alive"), [(BORN - DAY, False), (BORN, True), (TODAY - DAY, True), (TODAY, False)]
)
def test_people_live_from_the_day_of_birth_to_the_day_before_death(on: date, alive: bool) -> None:  # noqa: FBT001
    assert attrs.evolve(RESIDENT, died_on=TODAY).is_alive(on=on) is alive


def test_where_somebody_lives_is_asked_with_a_date_and_a_region_code() -> None:
    with pytest.raises(TypeError, match=r"lives_in\.on: expected date, found datetime"):
        RESIDENT.lives_in(SEMARANG, on=NOON)
    with pytest.raises(TypeError, match=r"lives_in\.region: expected RegionCode, found str"):
        RESIDENT.lives_in("33.74.01.1001", on=TODAY)  # type: ignore[arg-type]


# --- NIK and record --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nik", "disagreements"),
    [
        ("3275994105030001", ()),
        ("3275994105030002", ()),
        ("9171994105030001", ()),
        ("3275994205030001", ("birth_date",)),
        ("3275994105040001", ("birth_date",)),
        ("3275990105030001", ("sex",)),
        ("3275990105040001", ("birth_date", "sex")),
    ],
)
def test_a_nik_may_disagree_about_birth_date_and_sex_and_nothing_else(
    nik: str, disagreements: tuple[str, ...]
) -> None:
    assert attrs.evolve(RESIDENT, nik=NIK(nik)).nik_disagreements() == disagreements


@pytest.mark.parametrize("born", [date(1920, 11, 23), date(2020, 11, 23)])
def test_two_digits_of_a_year_agree_with_either_century(born: date) -> None:
    old_or_young = Resident(
        nik=NIK("3275992311200001"), birth_date=born, sex=Sex.MALE, residences=[]
    )
    assert old_or_young.nik_disagreements() == ()


def test_whoever_was_born_before_1900_has_a_nik_that_disagrees() -> None:
    ancient = Resident(
        nik=NIK("3275992311990001"), birth_date=date(1899, 11, 23), sex=Sex.MALE, residences=[]
    )
    assert ancient.nik_disagreements() == ("birth_date",)


# --- what is shown ---------------------------------------------------------------------------


def test_the_repr_of_a_resident_is_a_masked_number() -> None:
    dead = attrs.evolve(RESIDENT, died_on=TODAY, first_married_on=TODAY, citizenship=FOREIGNER)
    dead = attrs.evolve(dead, family_card=FamilyCardNumber("3275990501200001"))
    assert repr(RESIDENT) == repr(dead) == "Resident(nik=NIK('327599**********'))"


def test_the_repr_of_a_stay_shows_no_date() -> None:
    assert "32.75.99.1001" in repr(FIRST_STAY)
    assert not re.search(r"20(03|15)", repr(FIRST_STAY))
