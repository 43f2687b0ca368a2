"""Figures by the boundaries of one day, while regions are divided, merged and renumbered."""

from __future__ import annotations

import inspect
import pickle
from datetime import date, datetime
from typing import Any

import pytest
from support.people import lived, person

from dukcapil import RegionCode, Register, Residence, Resident
from dukcapil.coverage import flows, measure
from dukcapil.errors import Fault, InvalidRecord, InvalidRegionCode
from dukcapil.regions import Level, present
from dukcapil.register import Reorganisation
from dukcapil.residents import EndOfStay

BORN, DAY = date(1990, 3, 3), date(2024, 1, 1)
BEFORE, AFTER = date(2020, 1, 1), date(2025, 1, 1)
OLD, STAYS, NEW = map(RegionCode, ("32.75.98.1004", "32.75.98.1001", "32.75.99.1001"))
MOTHER, DAUGHTER, CITY = map(RegionCode, ("32.75.98", "32.75.99", "32.75"))
SPLIT = Reorganisation(on=DAY, successors={MOTHER: [MOTHER, DAUGHTER], OLD: NEW})


def under(*codes: str) -> Residence:
    """Return one stay since birth under each code, in the order of time."""
    (stay,) = lived((RegionCode(codes[0]), BORN))
    return stay


def living(*stays: tuple[RegionCode, date], **more: Any) -> Register:  # noqa: ANN401
    return Register.of([person(1, BORN, residences=lived(*stays, **more))])


def renamed(*stays: tuple[RegionCode, date], **more: Any) -> Register:  # noqa: ANN401
    return living(*stays, ended_by=EndOfStay.REORGANISED, **more)


def homes(register: Register, by: date = AFTER, *changes: Reorganisation) -> list[str]:
    """Return the codes of the stays of one person by the boundaries of a day."""
    (resident,) = register.by_boundaries_of(by, changes or [SPLIT])
    return [stay.region for stay in resident.residences]


@pytest.mark.parametrize(
    ("code", "successor", "predecessor"),
    [
        (OLD, NEW, OLD),
        (NEW, NEW, OLD),
        (STAYS, STAYS, STAYS),  # the list of kelurahan is complete
        (MOTHER, CITY, MOTHER),
        (DAUGHTER, DAUGHTER, MOTHER),
        (RegionCode("32.75.99.1002"), RegionCode("32.75.99.1002"), MOTHER),
        (CITY, CITY, CITY),
        (RegionCode("32.16.01.2001"), RegionCode("32.16.01.2001"), RegionCode("32.16.01.2001")),
    ],
)
def test_a_region_becomes_the_narrowest_one_around_its_territory(
    code: RegionCode, successor: RegionCode, predecessor: RegionCode
) -> None:
    assert SPLIT.successor(code) == successor
    assert SPLIT.predecessor(code) == predecessor


def test_a_division_listed_by_kecamatan_alone_leaves_their_kelurahan_undecided() -> None:
    change = Reorganisation(on=DAY, successors={MOTHER: [MOTHER, DAUGHTER]})
    assert change.successor(STAYS) == CITY
    assert change.predecessor(NEW) == MOTHER


def test_a_division_listed_by_kelurahan_alone_leaves_the_kecamatan_undecided() -> None:
    change = Reorganisation(on=DAY, successors={OLD: NEW})
    assert change.successor(MOTHER) == change.predecessor(DAUGHTER) == CITY
    inside = Reorganisation(on=DAY, successors={OLD: "32.75.98.1009"})
    assert inside.successor(MOTHER) == MOTHER


def test_a_merger_is_decided_forward_alone() -> None:
    change = Reorganisation(on=DAY, successors={STAYS: STAYS, OLD: STAYS})
    assert change.successor(OLD) == change.successor(STAYS) == STAYS
    assert change.predecessor(STAYS) == MOTHER


def test_a_renumbered_kecamatan_takes_its_kelurahan_along_without_their_numbers() -> None:
    change = Reorganisation(on=DAY, successors={"91.01.01": "93.01.01"})
    assert change.successor(RegionCode("91.01.01.2001")) == "93.01.01"
    assert change.predecessor(RegionCode("93.01.01.2001")) == "91.01.01"


@pytest.mark.parametrize(
    ("register", "forward", "back"),
    [
        (living((OLD, BORN)), [NEW], [OLD]),  # an office that goes on with the old code
        (living((NEW, BORN)), [NEW], [OLD]),  # one that changed the code in place
        (living((OLD, DAY)), [NEW], [OLD]),
        (renamed((OLD, BORN), (NEW, DAY)), [NEW], [OLD]),  # one that ended the stay
        (renamed((MOTHER, BORN), (DAUGHTER, DAY)), [DAUGHTER], [MOTHER]),  # where the table can't
        (living((MOTHER, BORN)), [CITY], [MOTHER]),
        (living((MOTHER, BORN), (STAYS, BEFORE)), [CITY, STAYS], [MOTHER, STAYS]),
        (living((MOTHER, DAY)), [MOTHER], [MOTHER]),
        (living((DAUGHTER, DAY)), [DAUGHTER], [MOTHER]),
        # A move on the day of the change is a move.
        (living((OLD, BORN), (DAUGHTER, DAY)), [NEW, DAUGHTER], [OLD, MOTHER]),
        (renamed((OLD, BORN), until=DAY), [NEW], [OLD]),
        (renamed((OLD, BORN), (NEW, date(2024, 2, 1))), [NEW], [OLD]),  # entered late
    ],
)
def test_every_way_to_keep_the_books_of_a_change(
    register: Register, forward: list[str], back: list[str]
) -> None:
    assert homes(register, AFTER) == homes(register, DAY) == forward
    assert homes(register, BEFORE) == back


def test_changes_follow_each_other() -> None:
    again = Reorganisation(on=AFTER, successors={NEW: "32.75.97.1001"})
    for changes in ([SPLIT, again], [again, SPLIT]):
        assert homes(living((OLD, BORN)), date(2026, 1, 1), *changes) == ["32.75.97.1001"]
        assert homes(living((OLD, BORN)), DAY, *changes) == [NEW]
        assert homes(living((RegionCode("32.75.97.1001"), BORN)), BEFORE, *changes) == [OLD]


def test_nobody_flows_by_the_boundaries_of_one_day() -> None:
    register = renamed((OLD, BORN), (NEW, DAY))
    counts = {
        it.flow
        for row in flows(register, BEFORE, AFTER, by=Level.KECAMATAN)
        for it in row.counts
        if it.obliged
    }
    assert {flow.name for flow in counts} == {"REORGANISED_IN", "REORGANISED_OUT"}
    for day in (BEFORE, AFTER):
        fixed = register.by_boundaries_of(day, [SPLIT])
        (row,) = flows(fixed, BEFORE, AFTER, by=Level.KECAMATAN)
        assert not any(it.obliged for it in row.counts)


def test_what_nothing_decides_has_a_line_of_its_own() -> None:
    people = [person(1, BORN, residences=[under(MOTHER)]), person(2, BORN, residences=[under(OLD)])]
    by_new = Register.of(people).by_boundaries_of(AFTER, [SPLIT])
    table = measure(by_new, on=BEFORE, by=Level.KECAMATAN)
    assert {row.key: row.coverage.obliged for row in table} == {CITY: 1, DAUGHTER: 1}


def test_a_province_is_too_wide_to_be_divided_among_provinces() -> None:
    change = Reorganisation(on=DAY, successors={"91": ["91", "93"], "91.01": "93.01"})
    assert change.successor(RegionCode("91")) is None
    with pytest.raises(ValueError, match=r"by kabupaten/kota or finer .* found stays in 91 alone"):
        homes(living((RegionCode("91"), BORN)), AFTER, change)
    assert homes(living((RegionCode("91.01"), BORN)), AFTER, change) == ["93.01"]


def test_a_scope_includes_the_retired_codes_of_its_territory() -> None:
    papua = living((RegionCode("91.01.01.2001"), BORN))
    for scope in ("93", "93.01", "93.01.01"):
        city = papua.within(RegionCode(scope))
        assert len(city) == measure(city, on=AFTER).total(on=AFTER).obliged == 1
    assert len(papua.within(RegionCode("93.01.02"))) == 0
    assert present(RegionCode("32.75.99.1001")) == "32.75.99.1001"
    assert present(OLD) == OLD
    assert present(RegionCode("54.01.01")) == "54.01.01"  # a province of which nothing is known


def test_boundaries_come_before_the_scope() -> None:
    with pytest.raises(ValueError, match=r"without a scope; call within\(\) after it"):
        Register.of([]).within(CITY).by_boundaries_of(DAY, [SPLIT])


@pytest.mark.parametrize(
    ("successors", "field"),
    [
        ({}, Fault.MISSING),
        ({OLD: []}, Fault.MISSING),
        ({OLD: DAUGHTER}, Fault.CONTRADICTION),
        (((OLD, NEW), (OLD, STAYS)), Fault.OUT_OF_ORDER),
    ],
)
def test_a_change_has_successors_of_the_same_level(successors: Any, field: Fault) -> None:  # noqa: ANN401
    with pytest.raises(InvalidRecord) as caught:
        Reorganisation(on=DAY, successors=successors)
    assert (caught.value.field, caught.value.reason) == ("successors", field)


def test_types() -> None:
    with pytest.raises(InvalidRegionCode):
        Reorganisation(on=DAY, successors={"Bekasi": OLD})
    with pytest.raises(TypeError, match="on: expected date, found datetime"):
        Reorganisation(on=datetime(2024, 1, 1), successors={OLD: NEW})  # noqa: DTZ001
    with pytest.raises(TypeError, match="code: expected RegionCode, found str"):
        SPLIT.successor("32.75")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected Reorganisation, found dict"):
        Register.of([]).by_boundaries_of(DAY, [{OLD: NEW}])  # type: ignore[list-item]


def test_a_change_is_a_value() -> None:
    same = Reorganisation(on=DAY, successors={OLD: [NEW], MOTHER: (DAUGHTER, MOTHER)})
    assert same == SPLIT == pickle.loads(pickle.dumps(SPLIT))
    assert hash(same) == hash(SPLIT)
    assert repr(SPLIT) == f"Reorganisation(on={SPLIT.on!r}, successors={SPLIT.successors!r})"
    assert [*inspect.signature(Reorganisation).parameters] == ["on", "successors"]


def test_whoever_is_not_concerned_stays_as_known() -> None:
    resident: Resident = person(1, BORN, residences=[under("32.16.01.2001")])
    (same,) = Register.of([resident]).by_boundaries_of(AFTER, [SPLIT])
    assert same == resident
