"""Registers of all who are valid, with the others set aside and named."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from support.histories import ANA, BEA, CID, OF_ANA, OF_BEA, REGISTER, day, events_of, happened

from dukcapil import Month, Register, Resident, measure, series
from dukcapil.cards import CardHandedOver, CardLost
from dukcapil.coverage import StageTable, flows, partition, year_target
from dukcapil.errors import Fault, InvalidRecord
from dukcapil.recording import BiometricsCaptured, PrintReadyRecordMade
from dukcapil.regions import Level
from dukcapil.residents import Problem, Problems, Snapshot

ILLEGAL = events_of(BiometricsCaptured, CardHandedOver, PrintReadyRecordMade, who=CID)


def test_without_faults_it_is_the_register_of_everything() -> None:
    register, problems = Register.of_valid([ANA, BEA], iter([*OF_ANA, *OF_BEA]))
    assert register == REGISTER
    assert problems == Problems([])
    assert register.set_aside_people == 0


def test_one_illegal_history_sets_one_person_aside() -> None:
    register, problems = Register.of_valid([CID, ANA, BEA], [*OF_ANA, *ILLEGAL, *OF_BEA])
    assert register == REGISTER
    assert CID.nik not in register
    assert repr(register) == "Register(residents=2, events=6, set_aside=1)"
    (problem,) = problems
    assert (problem.source, problem.row, problem.column) == ("events", 6, "")
    assert str(problem.reason).startswith("CardHandedOver cannot follow no card")
    assert str(problem.reason).endswith("; set aside (legal events before it: 1)")
    for derived in (
        register.within(ANA.residences[0].region),
        register.known_on(day(30)),
        register.append(events=[happened(CardLost, 9)]),
    ):
        assert derived.set_aside_people == 1


def test_every_figure_says_how_many_are_set_aside() -> None:
    register, _ = Register.of_valid([CID, ANA, BEA], [*OF_ANA, *ILLEGAL, *OF_BEA])
    on = day(30)
    tables: list[Any] = [
        partition(register, on=on),
        partition(register, on=on).coverage(),
        measure(register, on=on, by=Level.DESA_KELURAHAN).roll_up(
            lambda code: code.at(Level.PROVINCE)
        ),
        series(register, [Month.of(on)]),
        series(register, []),
        flows(register, day(0), on),
        year_target(register, on=on),
    ]
    for table in tables:
        assert table.set_aside_people == 1
        assert str(table).endswith("\npeople set aside: 1")
        assert table.to_text(language="id").endswith("\njiwa disisihkan: 1")
        assert '<tfoot><tr><td colspan="' in table.to_html(language="id")
    with pytest.raises(InvalidRecord, match=r"StageTable\.set_aside_people: negative"):
        StageTable([], set_aside_people=-1)


def test_the_legal_events_before_it_can_be_used() -> None:
    register, problems = Register.of_valid(
        [CID, ANA, BEA], [*OF_ANA, *ILLEGAL, *OF_BEA], keep_legal=True
    )
    assert register == REGISTER.append([CID], ILLEGAL[:1])
    assert register.set_aside_people == 0
    assert str(problems[0].reason).endswith("; kept (legal events before it: 1)")


@pytest.mark.parametrize("people", [[CID, ANA, BEA], [ANA, CID, BEA], [BEA, ANA, CID]])
def test_the_legal_events_of_anybody_are_counted_from_their_first(people: list[Resident]) -> None:
    register, problems = Register.of_valid(people, [*OF_BEA, *OF_ANA, *ILLEGAL], keep_legal=True)
    assert register == REGISTER.append([CID], ILLEGAL[:1])
    assert str(problems[0].reason).endswith("; kept (legal events before it: 1)")


def test_whoever_is_illegal_even_so_is_set_aside() -> None:
    # The correction needs an event that comes after the illegal one.
    wrong = happened(BiometricsCaptured, 5, CID)
    right = attrs.evolve(wrong, id="x", occurred_on=day(0), entered_on=day(9), supersedes=wrong.id)
    events = [right, happened(CardHandedOver, 2, CID), wrong]
    register, problems = Register.of_valid([CID], events, keep_legal=True)
    assert register == Register.of([])
    assert register.set_aside_people == len(problems) == 1


def test_whoever_has_another_fault_besides_is_not_kept() -> None:
    other = attrs.evolve(CID, name="X")
    shared = attrs.evolve(ILLEGAL[0], nik=BEA.nik)
    for residents, events in (([CID, other], ILLEGAL), ([CID, BEA], [*ILLEGAL, shared])):
        register, problems = Register.of_valid(residents, events, keep_legal=True)
        assert len(register) == 0
        assert len(problems) == 2
        assert not any("kept" in str(problem.reason) for problem in problems)


@pytest.mark.parametrize(
    ("residents", "events", "problem"),
    [
        (
            [ANA, BEA, ANA],
            [],
            Problem(source="residents", row=3, column="nik", reason=Fault.DUPLICATE),
        ),
        (
            [
                BEA,
                Snapshot(resident=ANA, entered_on=day(1)),
                Snapshot(resident=attrs.evolve(ANA, name="X"), entered_on=day(1)),
            ],
            [],
            Problem(source="residents", row=3, column="entered_on", reason=Fault.DUPLICATE),
        ),
        (
            [BEA, *(Snapshot(resident=ANA, entered_on=day(at), key=str(at)) for at in (1, 2))],
            [],
            Problem(
                source="residents",
                row=3,
                column="key",
                reason=Fault.CONTRADICTION,
                other="the NIK",
            ),
        ),
        (
            [ANA, BEA],
            [OF_ANA[0], attrs.evolve(OF_ANA[0], ordinal=3)],
            Problem(source="events", row=2, column="id", reason=Fault.DUPLICATE),
        ),
        (
            [ANA, BEA],
            [happened(BiometricsCaptured, -99_999 // 5)],
            Problem(
                source="events",
                row=1,
                column="occurred_on",
                reason=Fault.CONTRADICTION,
                other="the birth date",
            ),
        ),
        (
            [ANA, BEA],
            [happened(BiometricsCaptured, 1, supersedes="none")],
            Problem(source="events", row=1, column="supersedes", reason=Fault.UNKNOWN_EVENT),
        ),
    ],
)
def test_every_kind_of_fault_names_its_place(
    residents: list[Any], events: list[Any], problem: Problem
) -> None:
    register, problems = Register.of_valid(residents, events)
    assert register == Register.of_valid(residents, events, keep_legal=True)[0]
    assert register == Register.of([BEA])
    assert list(problems) == [problem]
    assert register.set_aside_people == 1


def test_an_event_of_a_stranger_is_a_problem_of_nobody() -> None:
    register, problems = Register.of_valid([ANA, BEA], [*OF_ANA, *OF_BEA, *ILLEGAL])
    assert register == REGISTER
    assert register.set_aside_people == 0
    assert {problem.reason for problem in problems} == {Fault.UNKNOWN_RESIDENT}
    assert [problem.row for problem in problems] == [7, 8, 9]


def test_one_id_of_two_people_sets_both_aside() -> None:
    event = happened(BiometricsCaptured, 1)
    register, _ = Register.of_valid([ANA, BEA], [event, attrs.evolve(event, nik=BEA.nik)])
    assert (len(register), register.set_aside_people) == (0, 2)


def test_what_is_no_resident_is_refused_all_the_same() -> None:
    with pytest.raises(TypeError, match="expected residents"):
        Register.of_valid([ANA.nik])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"of_valid\.keep_legal: expected bool, found int"):
        Register.of_valid([], keep_legal=1)  # type: ignore[arg-type]
