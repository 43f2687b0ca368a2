"""No repr, error or warning shows a number, a name or a birth date of anybody."""

from __future__ import annotations

import csv
import io
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import dates, residents

from dukcapil import (
    NIK,
    Citizen,
    Coverage,
    CoverageTable,
    DukcapilError,
    DukcapilWarning,
    FamilyCardNumber,
    Interval,
    Month,
    PermanentForeigner,
    RegionCode,
    Register,
    Residence,
    Resident,
    Scenario,
    Sex,
    StayPermit,
    assess,
    cards,
    completed_years,
    errors,
    flows,
    measure,
    obliged_from,
    parse_residents,
    recording,
    regions,
    serial,
    wajib_ktp,
)
from dukcapil import events as events_module
from dukcapil import register as register_module
from dukcapil import residents as residents_module
from dukcapil.ages import birthday, latest_birth_date
from dukcapil.cards import CardPrinted, IssueReason, SuketIssued
from dukcapil.coverage import partition
from dukcapil.events import Event, Retracted
from dukcapil.recording import BiometricsCaptured, PrintReadyRecordMade
from dukcapil.register import Reorganisation, presumed_history
from dukcapil.register._kinds import KINDS
from dukcapil.residents import (
    ChangedCitizenship,
    CitizenPeriod,
    Codes,
    EndOfStay,
    InactiveNIK,
    Parsed,
    Problem,
    Problems,
    Snapshot,
)
from dukcapil.wajib_ktp import NotYetObliged, Obliged, OutOfScope, obliged_among

NIK_TEXT, KK_TEXT = "3275994105030001", "3275990501200001"
NAME = "Siti Aminah Wulandari"
BORN, TURNS_17 = date(2003, 5, 1), date(2020, 5, 1)
BIRTH_MOMENT = datetime(2003, 5, 1, 4, 30)  # noqa: DTZ001  # as a table without zones has it
TODAY, TOMORROW = date(2020, 11, 23), date(2020, 11, 24)
DAY_FIRST = "01-05-2003"
HOME = RegionCode("32.75.99")

# --- what must not be seen -------------------------------------------------------------------


def runs_of_7(digits: str) -> set[str]:
    return {digits[start : start + 7] for start in range(len(digits) - 6)}


def spellings(day: date) -> set[str]:
    """The ways in which dates are written, in Python and in Indonesian offices."""
    formats = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d", "%d%m%Y")
    plain = {day.strftime(form) for form in formats}
    months = (day.strftime("%B"), day.strftime("%b"), "Mei")
    words = {f"{day.day} {month} {day.year}" for month in months}
    return plain | words | {f"{day.year}, {day.month}, {day.day}", f"{day.day}/{day.month}/"}


SECRETS = (
    runs_of_7(NIK_TEXT)
    | runs_of_7(KK_TEXT)
    | set(NAME.split())
    | spellings(BORN)
    | spellings(TURNS_17)
    | {NIK(NIK_TEXT).formatted, NIK_TEXT[6:12], NIK_TEXT[6:], KK_TEXT[6:]}
)


def leaks(text: str) -> list[str]:
    return sorted(secret for secret in SECRETS if secret in text)


@pytest.mark.parametrize(
    "text",
    [
        f"found {NIK_TEXT}",
        f"found {NIK_TEXT[3:10]}",
        f"KK {KK_TEXT}",
        "Nama: Aminah",
        repr(BORN),
        str(BIRTH_MOMENT),
        f"since={TURNS_17!r}",
        "lahir 1 Mei 2003",
    ],
)
def test_the_search_finds_what_it_is_meant_to_find(text: str) -> None:
    assert leaks(text)


@pytest.mark.parametrize("text", ["NIK('327599**********')", "has turned 17", "32.75.99", "2003"])
def test_the_search_finds_nothing_where_there_is_nothing(text: str) -> None:
    assert not leaks(text)


# --- reprs -----------------------------------------------------------------------------------

STAY = Residence(region=HOME, since=BORN, until=TURNS_17, ended_by=EndOfStay.MOVED)
PERMIT = StayPermit(since=date(2018, 1, 1))
SITI = Resident(
    nik=NIK(NIK_TEXT),
    birth_date=BORN,
    sex=Sex.FEMALE,
    residences=[STAY, Residence(region=HOME, since=TURNS_17)],
    name=NAME,
)
BRIDE = attrs.evolve(SITI, first_married_on=TURNS_17, died_on=TODAY)
FOREIGNER = attrs.evolve(SITI, citizenship=PermanentForeigner([PERMIT]))

CELLS: dict[str, object] = {
    "NIK": NIK_TEXT,
    "NAMA": NAME,
    "TGL_LHR": DAY_FIRST,
    "JENIS_KELAMIN": "P",
    "KODE_WILAYAH": "32.75.01",
}


def quietly_parsed() -> Parsed:
    """A row that is read with three remarks, one that is refused, and a heading with a name."""
    kept = {**CELLS, "JENIS_KELAMIN": "L", "KODE_WILAYAH": "32.75.99", "STATUS_KAWIN": "KAWIN"}
    refused = {**CELLS, "NIK": NIK_TEXT[:15], "TGL_LHR": "31-02-2003", "JENIS_KELAMIN": NAME}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DukcapilWarning)
        return parse_residents([{**kept, NAME: NIK_TEXT}, refused], on=TODAY)


PARSED = quietly_parsed()


def an_event(kind: type[Event], **fields: Any) -> Event:  # noqa: ANN401  # of any field
    """An event of everything that is private: ids and cards that offices make of NIKs, too."""
    common: dict[str, Any] = {"id": f"{NIK_TEXT}-1", "nik": NIK(NIK_TEXT)}
    common |= {"occurred_on": TURNS_17, "entered_on": TURNS_17, "supersedes": KK_TEXT}
    if "card" in {field.name for field in attrs.fields(kind)}:
        common["card"] = NIK_TEXT
    if kind is CardPrinted:
        common["reason"] = IssueReason.NEW
    return kind(**common | fields)


EVENTS = [an_event(kind) for kind in KINDS]
CARD_ISSUED = recording.RecordingStatus.CARD_ISSUED
REGISTER = Register.of(
    [SITI], presumed_history(CARD_ISSUED, nik=SITI.nik, on=TURNS_17, label=NIK_TEXT)
)
STANDING = REGISTER.standing(SITI.nik, on=TODAY)
NATURALISED = attrs.evolve(
    SITI,
    nik=NIK("3275994105030099"),
    former_niks=[SITI.nik],
    citizenship=ChangedCitizenship([PERMIT, CitizenPeriod(since=TODAY)]),
    inactive=[InactiveNIK(since=TODAY)],
)
SHOWN: list[object] = [
    NIK(NIK_TEXT),
    FamilyCardNumber(KK_TEXT),
    STAY,
    Citizen(),
    PERMIT,
    FOREIGNER.citizenship,
    NATURALISED.citizenship,
    *NATURALISED.citizenship.periods,
    *NATURALISED.inactive,
    SITI,
    NATURALISED,
    BRIDE,
    FOREIGNER,
    Snapshot(resident=SITI, entered_on=BORN, key=NIK_TEXT),
    PARSED,
    PARSED.problems,
    *PARSED.problems,
    *PARSED.remarks,
    assess(SITI, on=TODAY),
    assess(FOREIGNER, on=TODAY),
    assess(SITI, on=date(2019, 1, 1)),
    assess(BRIDE, on=TODAY),
    *EVENTS,
    STANDING,
    STANDING.recording,
    STANDING.holding,
    *STANDING.holding.cards,
    cards.fold([an_event(SuketIssued, valid_until=TODAY)], on=TURNS_17),
    measure(REGISTER, on=TODAY),
    partition(REGISTER, on=TODAY),
    flows(REGISTER, BORN, TODAY),
    REGISTER,
]


@pytest.mark.parametrize("value", SHOWN, ids=lambda value: type(value).__name__)
def test_a_value_shows_nothing_private_alone_or_within_others(value: object) -> None:
    for holder in (value, [value], (value,), {"value": value}):
        assert leaks(repr(holder)) == []
    if not isinstance(value, str):  # the text of a number is the number
        assert leaks(str(value)) == []
        assert leaks(f"{value}") == []


def test_the_reprs_above_are_of_every_public_class_that_is_about_a_person() -> None:
    public = {
        value
        for module in (
            residents_module,
            wajib_ktp,
            events_module,
            recording,
            cards,
            register_module,
        )
        for value in (getattr(module, name) for name in module.__all__)
        if isinstance(value, type)
        and attrs.has(value)
        and value not in {Event, Codes, Reorganisation}
    }
    assert public == {
        *(Residence, Resident, InactiveNIK, Snapshot),
        *(Citizen, StayPermit, PermanentForeigner, CitizenPeriod, ChangedCitizenship),
        *(Parsed, Problem, Problems),
        *(Obliged, NotYetObliged, OutOfScope),
        *(recording.Recording, cards.Card, cards.Holding, register_module.Standing),
        *KINDS,
    }
    assert public <= {type(value) for value in SHOWN}


def test_the_overview_of_a_table_shows_nothing_private() -> None:
    assert PARSED.problems
    assert len(PARSED.remarks) == 3
    assert leaks(str(PARSED)) == []
    assert leaks(PARSED._repr_html_()) == []


@given(residents(), st.data())
def test_nobody_is_shown(person: Resident, data: st.DataObject) -> None:
    answer = assess(person, on=data.draw(dates))
    for shown in (repr(person), repr(answer), str(answer)):
        assert not any(run in shown for run in runs_of_7(person.nik))
        assert not re.search(r"[0-9]{4}-|date\(", shown)


# --- errors ----------------------------------------------------------------------------------

Refusal = Callable[[], object]
MAN = NIK("3275990105030001")

WRONG_NUMBERS: list[Refusal] = [
    lambda: NIK(NIK_TEXT + "1"),
    lambda: NIK(NIK_TEXT[:15]),
    lambda: NIK(NIK_TEXT + "\n"),
    lambda: NIK(NIK(NIK_TEXT).formatted),
    lambda: NIK(NIK_TEXT.replace("0503", "3503")),
    lambda: NIK(NIK_TEXT[:12] + "0000"),
    lambda: NIK("00" + NIK_TEXT[2:]),
    lambda: NIK(int(NIK_TEXT)),  # type: ignore[arg-type]
    lambda: NIK(NIK_TEXT.encode()),  # type: ignore[arg-type]
    lambda: NIK.parse(NAME),
    lambda: NIK.parse(f"{NIK_TEXT} {NAME}"),
    lambda: NIK.parse(BORN),  # type: ignore[arg-type]
    lambda: NIK.build(region=HOME, birth_date=BORN, sex=Sex.FEMALE, serial=int(NIK_TEXT)),
    lambda: NIK.build(region=HOME, birth_date=BIRTH_MOMENT, sex=Sex.FEMALE, serial=1),
    lambda: NIK.build(
        region=HOME.at(regions.Level.PROVINCE), birth_date=BORN, sex=MAN.sex, serial=1
    ),
    lambda: NIK.build(region=NIK_TEXT, birth_date=BORN, sex=Sex.MALE, serial=1),  # type: ignore[arg-type]
    lambda: NIK(NIK_TEXT).birth_dates(not_after=BIRTH_MOMENT),
    lambda: FamilyCardNumber(KK_TEXT + "1"),
    lambda: FamilyCardNumber(NIK_TEXT),
    lambda: FamilyCardNumber(int(KK_TEXT)),  # type: ignore[arg-type]
    lambda: RegionCode(NIK_TEXT),
    lambda: RegionCode.parse(NAME),
    lambda: RegionCode.parse(DAY_FIRST),
    lambda: regions.lookup(NIK_TEXT),
    lambda: regions.children(NIK_TEXT),
]
WRONG_PEOPLE: list[Refusal] = [
    lambda: attrs.evolve(SITI, nik=NIK_TEXT),  # type: ignore[arg-type]
    lambda: attrs.evolve(SITI, birth_date=DAY_FIRST),  # type: ignore[arg-type]
    lambda: attrs.evolve(SITI, birth_date=BIRTH_MOMENT),
    lambda: attrs.evolve(SITI, sex=NAME),  # type: ignore[arg-type]
    lambda: attrs.evolve(SITI, citizenship=NAME),  # type: ignore[arg-type]
    lambda: attrs.evolve(SITI, residences=[NIK_TEXT]),  # type: ignore[list-item]
    lambda: attrs.evolve(SITI, residences=NAME),  # type: ignore[arg-type]
    lambda: attrs.evolve(SITI, name=NAME.encode()),  # type: ignore[arg-type]
    lambda: attrs.evolve(SITI, first_married_on=BORN),
    lambda: attrs.evolve(SITI, first_married_on=BORN, residences=[SITI.residences[1], STAY]),
    lambda: attrs.evolve(SITI, died_on=BORN, birth_date=TURNS_17),
    lambda: setattr(SITI, "birth_date", BORN),
    lambda: attrs.evolve(STAY, until=BORN),
    lambda: attrs.evolve(STAY, region=NIK_TEXT),  # type: ignore[arg-type]
    lambda: StayPermit(since=BORN, until=BORN),
    lambda: PermanentForeigner([STAY]),  # type: ignore[list-item]
    lambda: Problem(row=int(NIK_TEXT), column=NAME, reason=int(NIK_TEXT)),  # type: ignore[arg-type]
    lambda: SITI.lives_in(HOME, on=BIRTH_MOMENT),
    lambda: SITI.is_alive(on=BIRTH_MOMENT),
    lambda: SITI.residence(on=BIRTH_MOMENT),
    lambda: assess(NIK(NIK_TEXT), on=TODAY),  # type: ignore[arg-type]
    lambda: assess(SITI, on=BIRTH_MOMENT),
    lambda: assess(SITI, on=TODAY, leap_day=BORN),  # type: ignore[arg-type]
    lambda: obliged_from(NAME),  # type: ignore[arg-type]
    lambda: obliged_among([SITI], on=BIRTH_MOMENT),
    lambda: Obliged(since=BIRTH_MOMENT, grounds=()),
    lambda: NotYetObliged(expected_from=DAY_FIRST, grounds=()),  # type: ignore[arg-type]
    lambda: OutOfScope(grounds=NAME),  # type: ignore[arg-type]
    lambda: completed_years(BIRTH_MOMENT, on=TODAY),
    lambda: birthday(BORN, age=int(NIK_TEXT)),
    lambda: latest_birth_date(age=-1, on=BORN),
]
HEADLESS = f"{NIK_TEXT},{NAME},{DAY_FIRST},P,32.75.01\n" * 2
WRONG_TABLES: list[Refusal] = [
    lambda: parse_residents([CELLS], on=BIRTH_MOMENT),
    lambda: parse_residents([CELLS], on=DAY_FIRST),  # type: ignore[arg-type]
    lambda: parse_residents([NIK_TEXT], on=TODAY),  # type: ignore[list-item]
    lambda: parse_residents([list(CELLS.values())], on=TODAY),  # type: ignore[list-item]
    lambda: parse_residents(NAME, on=TODAY),  # type: ignore[arg-type]
    lambda: parse_residents(csv.DictReader(io.StringIO(HEADLESS)), on=TODAY),
    lambda: parse_residents([{**CELLS, "tgl lahir": BORN}], on=TODAY),
    lambda: parse_residents([{"NIK": NIK_TEXT, "nama": NAME, "tgl lahir": BORN}], on=TODAY),
    lambda: serial.from_plain({NAME: NIK_TEXT, "nik": NIK_TEXT[:15]}, Resident),
    lambda: serial.from_plain(serial.to_plain(SITI) | {"died_on": DAY_FIRST}, Resident),
    lambda: serial.from_json(f'{{"{NAME}": "{NIK_TEXT}'),
]
TWICE = (NIK(NIK_TEXT), TODAY, Coverage(obliged=1, covered=0))
WRONG_FIGURES: list[Refusal] = [
    lambda: Coverage(obliged=NIK_TEXT, covered=0),  # type: ignore[arg-type]
    lambda: Coverage(obliged=-int(NIK_TEXT), covered=0),
    lambda: CoverageTable.of([TWICE, TWICE]),
    lambda: TWICE[2].agrees_with(NAME),
    lambda: Interval(int(NIK_TEXT), 0),
    lambda: Scenario(start=BORN, months=1, not_recorded_people=0, allocation_cards=0),  # type: ignore[arg-type]
    lambda: Month.parse(DAY_FIRST),
    lambda: Month.of(BIRTH_MOMENT),
    lambda: Month(int(NIK_TEXT), 5),
]
READY = PrintReadyRecordMade(id=NIK_TEXT, nik=SITI.nik, occurred_on=TURNS_17)
TAKEN = BiometricsCaptured(id=NIK_TEXT, nik=SITI.nik, occurred_on=BORN)
WRONG_EVENTS: list[Refusal] = [
    *(lambda kind=kind: an_event(kind, occurred_on=BIRTH_MOMENT) for kind in KINDS),
    *(lambda kind=kind: an_event(kind, entered_on=BORN) for kind in KINDS),
    *(lambda kind=kind: an_event(kind, nik=NIK_TEXT) for kind in KINDS),
    *(lambda kind=kind: an_event(kind, id=f"{NIK_TEXT}", supersedes=NIK_TEXT) for kind in KINDS),
    lambda: an_event(CardPrinted, valid_until=BORN),
    lambda: an_event(SuketIssued, valid_until=BORN),
    lambda: an_event(Retracted, supersedes=None),
    lambda: recording.fold([READY], on=TODAY),
    lambda: recording.fold([TAKEN, READY], on=TODAY),
    lambda: recording.fold([SITI, NIK_TEXT], on=TODAY),  # type: ignore[list-item]
    lambda: recording.fold([an_event(CardPrinted), TAKEN], on=BIRTH_MOMENT),
    lambda: recording.recordable_from(SITI, from_age=-1),
    lambda: recording.recordable_from(NAME),  # type: ignore[arg-type]
    lambda: cards.fold([an_event(cards.CardLost)], on=TODAY),
    lambda: Register.of([SITI, SITI]),
    lambda: Register.of([SITI, NAME]),  # type: ignore[list-item]
    lambda: Register.of([SITI], [READY]),
    lambda: Register.of([SITI], [TAKEN, READY]),
    lambda: Register.of([], [TAKEN] * 30),
    lambda: Register.of([SITI], [an_event(CardPrinted)]),
    lambda: Register.of([SITI], [NIK_TEXT]),  # type: ignore[list-item]
    lambda: REGISTER[MAN],
    lambda: REGISTER.history(MAN),
    lambda: REGISTER.standing(SITI.nik, on=BIRTH_MOMENT),
    lambda: REGISTER.merge(Register.of([attrs.evolve(SITI, name=None)])),
    lambda: measure(REGISTER, on=BIRTH_MOMENT),
    lambda: measure(REGISTER, on=TODAY, by=NAME),  # type: ignore[arg-type]
    lambda: measure(REGISTER, on=TODAY, by=lambda one: dict[NIK, int]()[one.nik]),
    lambda: measure(REGISTER, on=TODAY, by=lambda one: one.nik).members(MAN),
]
REFUSALS = WRONG_NUMBERS + WRONG_PEOPLE + WRONG_TABLES + WRONG_FIGURES + WRONG_EVENTS


def refused(make: Refusal) -> Exception:
    with pytest.raises((TypeError, ValueError, AttributeError, KeyError, ExceptionGroup)) as caught:
        make()
    return caught.value


def chained(error: BaseException | None) -> Iterator[BaseException]:
    """The error, the members of a group, and all that came before, suppressed or not."""
    if error is not None:
        yield error
        yield from chained(error.__cause__)
        yield from chained(error.__context__)
        for member in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            yield from chained(member)


@pytest.mark.parametrize("make", REFUSALS)
def test_a_refusal_shows_nothing_private_to_the_end_of_its_chain(make: Refusal) -> None:
    error = refused(make)
    assert leaks("".join(traceback.format_exception(error))) == []
    for one in chained(error):
        assert leaks(str(one)) == []
        assert leaks(repr(one)) == []
        assert leaks(repr(vars(one))) == []


def test_the_refusals_above_raise_every_public_error() -> None:
    raised = {type(one) for make in REFUSALS for one in chained(refused(make))}
    public = {getattr(errors, name) for name in errors.__all__}
    kinds = {kind for kind in public if issubclass(kind, DukcapilError)} - {DukcapilError}
    about_nobody = {
        errors.MissingExtra,
        errors.UnsoundPlan,
        errors.InvalidTable,
        errors.InvalidRegisterFile,
        errors.InvalidWorkbook,
        errors.ConcurrentWrite,
        errors.DamagedJournal,
        errors.InvalidStore,
        *errors.LedgerError.__subclasses__(),
        errors.LedgerError,
    }
    assert kinds - raised == about_nobody
    assert {TypeError, ExceptionGroup} <= raised


# --- warnings --------------------------------------------------------------------------------

WARNED: list[Refusal] = [
    lambda: parse_residents([{**CELLS, "JENIS_KELAMIN": "L"}], on=TODAY),
    lambda: parse_residents([{**CELLS, "TGL_LHR": "02-05-2003"}], on=TODAY),
    lambda: parse_residents([{**CELLS, "KODE_WILAYAH": "32.75.99"}], on=TODAY),
    lambda: parse_residents([{**CELLS, NAME: KK_TEXT, NIK_TEXT: BORN}], on=TODAY),
    lambda: parse_residents([], on=TURNS_17),
    lambda: parse_residents([{**CELLS, "NIK": f"{NIK_TEXT[:15]}0"}] * 10, on=TODAY),
    lambda: CoverageTable[NIK].of([]),
    lambda: Coverage(obliged=0, covered=1),
]


def warned(make: Refusal) -> list[warnings.WarningMessage]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        make()
    return caught


@pytest.mark.parametrize("make", WARNED)
def test_a_warning_shows_nothing_private(make: Refusal) -> None:
    caught = warned(make)
    assert caught
    for entry in caught:
        assert leaks(str(entry.message)) == []
        assert leaks(repr(entry.message)) == []


def test_the_warnings_above_are_every_public_warning() -> None:
    public = {getattr(errors, name) for name in errors.__all__}
    kinds = {kind for kind in public if issubclass(kind, DukcapilWarning)} - {DukcapilWarning}
    assert len(kinds) == 6
    assert {entry.category for make in WARNED for entry in warned(make)} == kinds
