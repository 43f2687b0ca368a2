"""Why a figure differs from what was published: each kind of late fact, and the answers."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.people import HOME, NEXT_DOOR, OTHER_CITY, card, happened, lived, person

from dukcapil import (
    Coverage,
    LeapDay,
    PermanentForeigner,
    Register,
    Resident,
    Sex,
    Stage,
    StayPermit,
)
from dukcapil.cards import CardLost
from dukcapil.coverage import (
    AgeBand,
    AgeBands,
    LateFact,
    RevisionCount,
    RevisionTable,
    decompose,
    revisions,
)
from dukcapil.errors import InvalidRecord
from dukcapil.events import Event, Retracted
from dukcapil.nik import NIK
from dukcapil.recording import BiometricsCaptured
from dukcapil.regions import Level
from dukcapil.residents import EndOfStay, Snapshot

ON, PUBLISHED, LATER = date(2020, 12, 31), date(2020, 12, 31), date(2021, 2, 10)
BORN, MOVED = date(1990, 5, 1), date(2020, 6, 1)
ANA = person(1, BORN)
_, (PRINTED, HANDED) = happened(ANA, *card(date(2020, 3, 1)))


def late(event: Event) -> Event:
    return attrs.evolve(event, entered_on=LATER)


def table(
    *versions: Resident,
    events: Sequence[Event] = (),
    **options: Any,  # noqa: ANN401
) -> RevisionTable[Any]:
    """Return the revisions of one person, known as the versions in turn, the last one late."""
    days = [date(2020, 1, 1), LATER][-len(versions) :]
    snapshots = [
        Snapshot(resident=version, entered_on=day, key="ana")
        for version, day in zip(versions, days, strict=True)
    ]
    return revisions(Register.of(snapshots, events), on=ON, published=PUBLISHED, **options)


def lines(found: RevisionTable[Any]) -> dict[Any, list[tuple[LateFact, int, int]]]:
    return {
        row.key: [(it.fact, it.obliged, it.covered) for it in row.counts if it.people]
        for row in found
    }


def but(**fields: Any) -> Resident:  # noqa: ANN401
    return attrs.evolve(ANA, **fields)


YOUNG = person(2, date(2005, 5, 1))
ITAP = StayPermit(since=date(2019, 1, 1), until=MOVED)
RENEWED = StayPermit(since=MOVED)
ABROAD = but(citizenship=PermanentForeigner([ITAP]))
GONE = lived((HOME, BORN), until=MOVED, ended_by=EndOfStay.LEFT_COUNTRY)
NEVER_HERE = lived((HOME, BORN), until=MOVED, ended_by=EndOfStay.CORRECTED)


@pytest.mark.parametrize(
    ("before", "after", "fact", "obliged"),
    [
        (ANA, but(died_on=MOVED), LateFact.DEATH, -1),
        (but(died_on=MOVED), ANA, LateFact.DEATH_CORRECTED, 1),
        (ANA, but(residences=GONE), LateFact.MOVE_OUT, -1),
        (ANA, but(residences=NEVER_HERE), LateFact.STAY_CORRECTED, -1),
        (ANA, but(residences=[]), LateFact.STAY_CORRECTED, -1),
        (but(residences=GONE), ANA, LateFact.STAY_CORRECTED, 1),
        (but(residences=[]), ANA, LateFact.MOVE_IN, 1),
        (ANA, but(birth_date=date(1989, 1, 1), citizenship=ABROAD.citizenship),
         LateFact.CITIZENSHIP_CORRECTED, -1),
        (ABROAD, but(citizenship=PermanentForeigner([ITAP, RENEWED])), LateFact.PERMIT, 1),
        (ABROAD, but(citizenship=PermanentForeigner([RENEWED])),
         LateFact.CITIZENSHIP_CORRECTED, 1),
        (YOUNG, attrs.evolve(YOUNG, first_married_on=MOVED), LateFact.MARRIAGE, 1),
        (attrs.evolve(YOUNG, first_married_on=MOVED), YOUNG, LateFact.MARRIAGE_CORRECTED, -1),
        (attrs.evolve(YOUNG, birth_date=date(2003, 5, 1), residences=[]),
         attrs.evolve(YOUNG, residences=lived((HOME, MOVED))), None, 0),
        (YOUNG, attrs.evolve(YOUNG, birth_date=date(2003, 5, 1)),
         LateFact.BIRTH_DATE_CORRECTED, 1),
    ],
)  # fmt: skip
def test_a_late_fact_of_a_person_is_in_its_line(
    before: Resident, after: Resident, fact: LateFact | None, obliged: int
) -> None:
    found = table(before, after)
    assert lines(found) == {(): [] if fact is None else [(fact, obliged, 0)]}
    assert fact is None or found.members((), fact) == (after.nik,)


def test_a_person_not_on_record_was_registered_late_or_moved_in() -> None:
    assert lines(table(ANA)) == {(): [(LateFact.REGISTERED, 1, 0)]}
    arrived = but(residences=lived((HOME, MOVED)))
    assert lines(table(arrived)) == {(): [(LateFact.MOVE_IN, 1, 0)]}
    # What had been entered of the card came with the person, the rest is late of itself.
    assert lines(table(ANA, events=[PRINTED, HANDED])) == {(): [(LateFact.REGISTERED, 1, 1)]}
    assert lines(table(ANA, events=[PRINTED, late(HANDED)])) == {
        (): [(LateFact.REGISTERED, 1, 0), (LateFact.CARD, 0, 1)]
    }


def test_a_move_takes_from_one_group_and_adds_to_the_other() -> None:
    moved = but(residences=lived((HOME, BORN), (NEXT_DOOR, MOVED)))
    assert lines(table(ANA, moved, events=[PRINTED, HANDED], by=Level.DESA_KELURAHAN)) == {
        HOME: [(LateFact.MOVE_OUT, -1, -1)],
        NEXT_DOOR: [(LateFact.MOVE_IN, 1, 1)],
    }
    stays = lived((HOME, BORN), (NEXT_DOOR, MOVED), ended_by=EndOfStay.REORGANISED)
    assert lines(table(ANA, but(residences=stays), by=Level.DESA_KELURAHAN)) == {
        HOME: [(LateFact.REORGANISATION, -1, 0)],
        NEXT_DOOR: [(LateFact.REORGANISATION, 1, 0)],
    }
    wrong = but(residences=lived((OTHER_CITY, BORN)))
    assert lines(table(wrong, ANA, by=Level.KAB_KOTA)) == {
        OTHER_CITY.at(Level.KAB_KOTA): [(LateFact.STAY_CORRECTED, -1, 0)],
        HOME.at(Level.KAB_KOTA): [(LateFact.STAY_CORRECTED, 1, 0)],
    }


def test_facts_are_taken_in_their_order_so_that_the_second_of_two_counts_for_nobody() -> None:
    assert lines(table(ANA, but(residences=GONE, died_on=ON))) == {(): [(LateFact.MOVE_OUT, -1, 0)]}


def test_a_correction_may_change_the_group_alone() -> None:
    man = but(sex=Sex.MALE, nik=NIK("3275990105900007"))
    assert lines(table(man, ANA, by=Sex)) == {
        Sex.MALE: [(LateFact.SEX_CORRECTED, -1, 0)],
        Sex.FEMALE: [(LateFact.SEX_CORRECTED, 1, 0)],
    }
    older = but(birth_date=date(1950, 5, 1))
    assert lines(table(older, ANA, by=AgeBands([17, 60]))) == {
        AgeBand(17, 59): [(LateFact.BIRTH_DATE_CORRECTED, 1, 0)],
        AgeBand(60, None): [(LateFact.BIRTH_DATE_CORRECTED, -1, 0)],
    }
    assert lines(table(man, ANA, by=lambda resident: resident.nik)) == {
        man.nik: [(LateFact.NEW_NIK, -1, 0)],
        ANA.nik: [(LateFact.NEW_NIK, 1, 0)],
    }
    named = but(name="Ana")
    assert lines(table(ANA, named, by=lambda resident: resident.name)) == {
        None: [(LateFact.OTHER_CORRECTED, -1, 0)],
        "Ana": [(LateFact.OTHER_CORRECTED, 1, 0)],
    }


def test_a_new_nik_moves_nobody() -> None:
    assert lines(table(ANA, but(nik=NIK("3275994105900099")))) == {(): []}


LOST = CardLost(id="x-1", nik=ANA.nik, occurred_on=MOVED, entered_on=LATER, card="c-1")
TAKEN_BACK = Retracted(
    id="x-2", nik=ANA.nik, occurred_on=MOVED, entered_on=LATER, supersedes=HANDED.id
)
NOT_THEN = attrs.evolve(HANDED, id="x-3", occurred_on=LATER, entered_on=LATER, supersedes=HANDED.id)


@pytest.mark.parametrize(
    ("events", "line"),
    [
        ([PRINTED, late(HANDED)], (LateFact.CARD, 0, 1)),
        ([PRINTED, HANDED, LOST], (LateFact.LOSS, 0, -1)),
        ([PRINTED, HANDED, TAKEN_BACK], (LateFact.EVENT_RETRACTED, 0, -1)),
        ([PRINTED, HANDED, NOT_THEN], (LateFact.EVENT_CORRECTED, 0, -1)),
    ],
)
def test_late_events_of_cards_have_lines_of_their_own(
    events: Sequence[Event], line: tuple[LateFact, int, int]
) -> None:
    plain = revisions(Register.of([ANA], events), on=ON, published=PUBLISHED)
    assert lines(plain) == lines(table(ANA, ANA, events=events)) == {(): [line]}


def test_late_recordings_have_a_line_of_their_own() -> None:
    captured = BiometricsCaptured(id="r-1", nik=ANA.nik, occurred_on=MOVED, entered_on=LATER)
    found = table(ANA, ANA, events=[captured], stage=Stage.RECORDED)
    assert lines(found) == {(): [(LateFact.RECORDING, 0, 1)]}


def test_the_scope_of_the_register_counts() -> None:
    moved = but(residences=lived((OTHER_CITY, BORN), (HOME, MOVED)))
    snapshots = [
        Snapshot(resident=but(residences=lived((OTHER_CITY, BORN))), entered_on=PUBLISHED),
        Snapshot(resident=moved, entered_on=LATER),
    ]
    scope = Register.of(snapshots).within(HOME)
    assert lines(revisions(scope, on=ON, published=PUBLISHED)) == {(): [(LateFact.MOVE_IN, 1, 0)]}
    nothing_yet = revisions(scope, on=ON, published=PUBLISHED, now=date(2021, 1, 1))
    assert lines(nothing_yet) == {(): []}


def test_a_table_says_what_was_published_why_and_what_is_known_now() -> None:
    found = table(ANA, but(died_on=MOVED), events=[PRINTED, HANDED])
    assert found.to_text().splitlines()[1:] == [
        "published                 1                               1",
        "late death       1                              -1                              -1",
        "now                       0                               0",
    ]
    assert "kematian terlambat dicatat" in found.to_text(language="id")
    assert str(ANA.nik) not in repr(found)
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    with pytest.raises(LookupError, match="revisions"):
        again.members((), LateFact.DEATH)
    with pytest.raises(KeyError):
        found.members(HOME, LateFact.DEATH)


def test_all_groups_together_and_the_shares_of_late_facts() -> None:
    bea = person(2, BORN)
    snapshots = [
        Snapshot(resident=ANA, entered_on=PUBLISHED),
        Snapshot(resident=bea, entered_on=PUBLISHED),
        Snapshot(resident=attrs.evolve(bea, died_on=MOVED), entered_on=LATER),
    ]
    register = Register.of(snapshots, [PRINTED, HANDED])
    row = revisions(register, on=ON, published=PUBLISHED, by=Sex).total()
    assert (row.before, row.after) == (
        Coverage(obliged=2, covered=1),
        Coverage(obliged=1, covered=1),
    )
    assert row[LateFact.DEATH] == RevisionCount(
        fact=LateFact.DEATH, people=1, obliged=-1, covered=0
    )
    shares = decompose(row)
    assert shares is not None
    assert shares.change == shares[LateFact.DEATH] == Fraction(1, 2)
    assert shares[LateFact.MOVE_IN] == 0
    assert "late fact" in str(shares)


def test_a_row_that_does_not_add_up_is_refused() -> None:
    row = table(ANA, but(died_on=MOVED)).rows[0]
    with pytest.raises(InvalidRecord, match="contradicts after"):
        attrs.evolve(row, after=row.before)
    with pytest.raises(InvalidRecord, match="counts"):
        attrs.evolve(row, counts=row.counts[1:])


def test_arguments_are_checked() -> None:
    register = Register.of([ANA])
    given: dict[str, Any] = {"on": ON, "published": PUBLISHED}
    with pytest.raises(ValueError, match=r"revisions\.now"):
        revisions(register, **given, now=date(2020, 12, 30))
    for name, wrong in (
        ("on", datetime(2020, 1, 1)),  # noqa: DTZ001  refused
        ("published", None),
        ("now", "2020-12-31"),
        ("stage", 4),
        ("by", 4),
        ("leap_day", "1 March"),
    ):
        with pytest.raises(TypeError, match=name):
            revisions(register, **{**given, name: wrong})
    with pytest.raises(TypeError, match="register"):
        revisions([ANA], **given)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="fact"):
        revisions(register, **given)[()]["late death"]  # type: ignore[index]
    assert lines(revisions(register, **given, leap_day=LeapDay.FEBRUARY_28)) == {(): []}
