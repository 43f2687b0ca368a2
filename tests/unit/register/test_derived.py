"""Registers made of registers: merged, of one region, as known on a day."""

from __future__ import annotations

import attrs
import pytest
from support.histories import (
    ANA,
    BEA,
    BORN,
    CID,
    HERE,
    OF_ANA,
    OF_BEA,
    REGISTER,
    THERE,
    WAY,
    Permits,
    day,
    events_of,
    gappy,
    happened,
    someone,
)

from dukcapil import (
    RegionCode,
    Register,
    Residence,
    Stage,
    measure,
)
from dukcapil.cards import (
    CardHandedOver,
    CardLost,
)
from dukcapil.errors import DuplicateRecord, IllegalTransition
from dukcapil.recording import (
    BiometricsCaptured,
)
from dukcapil.residents import EndOfStay


def test_people_in_both_registers_count_once() -> None:
    one = Register.of([ANA, BEA], [*OF_ANA, *OF_BEA[:1]])
    other = Register.of([CID, BEA], OF_BEA)
    both = Register.of([ANA, BEA, CID], [*OF_ANA, *OF_BEA])
    assert one.merge(other) == other.merge(one) == both
    assert both.merge(both) == both.merge(Register.of([])) == both


def test_what_means_something_else_in_the_other_register_is_refused() -> None:
    renamed = Register.of([attrs.evolve(ANA, name="Ana"), CID])
    altered = Register.of([ANA], [attrs.evolve(OF_ANA[0], ordinal=1)])
    for other, kind in ((renamed, "NIK"), (altered, "event id")):
        with pytest.raises(DuplicateRecord) as caught:
            REGISTER.merge(other)
        assert (caught.value.kind, caught.value.count) == (kind, 1)


def test_two_halves_of_a_history_must_fit() -> None:
    with pytest.raises(IllegalTransition):
        Register.of([ANA], OF_ANA[:2]).merge(Register.of([ANA], [happened(BiometricsCaptured, 9)]))


def test_only_registers_of_one_scope_are_merged() -> None:
    here = REGISTER.within(HERE)
    assert here.merge(REGISTER.within(HERE)) == here
    for one, other in ((here, REGISTER), (REGISTER, here), (here, REGISTER.within(THERE))):
        with pytest.raises(ValueError, match="the same scope"):
            one.merge(other)


def test_a_register_with_gaps_may_be_merged() -> None:
    other = Register.of([CID])
    for merged in (gappy().merge(gappy()), gappy().merge(other), other.merge(gappy())):
        assert merged.standing(ANA.nik, on=day(1)).stage is Stage.PRINT_READY


MOVER = someone(
    4,
    stays=[
        Residence(region=HERE, since=BORN, until=day(2), ended_by=EndOfStay.MOVED),
        Residence(region=THERE, since=day(2)),
    ],
)
OUTSIDER = someone(5, stays=[Residence(region=THERE, since=BORN)])


def test_a_scope_keeps_all_who_ever_lived_there_with_all_events() -> None:
    of_mover = events_of(*WAY, who=MOVER)
    register = Register.of([ANA, MOVER, OUTSIDER], [*OF_ANA, *of_mover])
    for code in ("32", "32.75", "32.75.01", HERE):
        part = register.within(RegionCode(code))
        assert list(part) == [ANA, MOVER]
        assert part[MOVER.nik] == MOVER
        assert part.scope == code
        assert part.history(MOVER.nik) == tuple(of_mover)
        assert part.standing(MOVER.nik, on=day(9)) == register.standing(MOVER.nik, on=day(9))
    assert list(register.within(RegionCode("33"))) == [MOVER, OUTSIDER]
    assert list(register.within(RegionCode("32.75.02"))) == []
    assert measure(register.within(HERE), on=day(9)).total(on=day(9)).obliged == 1
    assert measure(register, on=day(9)).total(on=day(9)).obliged == 3


def test_a_scope_can_only_be_narrowed() -> None:
    city = Register.of([ANA, MOVER], OF_ANA).within(RegionCode("32.75"))
    nested = city.within(RegionCode("32.75.01"))
    assert nested == Register.of([ANA, MOVER], OF_ANA).within(RegionCode("32.75.01"))
    assert city.within(RegionCode("32.75")) == city
    for outside in ("32", "33.74", "32.76", THERE):
        with pytest.raises(ValueError, match="inside the scope"):
            city.within(RegionCode(outside))


def test_what_was_entered_later_was_not_known() -> None:
    right = happened(CardHandedOver, 6, supersedes=OF_ANA[3].id, entered_on=day(20))
    register = Register.of([ANA], [*OF_ANA, right])
    known = register.known_on(day(19))
    assert known.history(ANA.nik) == tuple(OF_ANA)
    assert known == Register.of([ANA], OF_ANA)
    assert register.known_on(day(20)) == register
    assert register.known_on(day(0)).history(ANA.nik) == (OF_ANA[0],)
    for on, stage in ((3, Stage.PRINTED), (6, Stage.HOLDING)):
        assert register.standing(ANA.nik, on=day(on)).stage is stage
        assert known.standing(ANA.nik, on=day(on)).stage is Stage.HOLDING
        earlier = register.standing(ANA.nik, on=day(on), known_on=day(19))
        assert earlier == known.standing(ANA.nik, on=day(on))


@pytest.mark.parametrize("permits", [None, [(-9, 15)]])
def test_what_was_known_may_have_gaps(permits: Permits) -> None:
    person = someone(permits=permits)
    events = events_of(*WAY, CardLost, who=person)
    late = [attrs.evolve(event, entered_on=day(30)) for event in (events[0], events[2])]
    register = Register.of([person], [*late, events[1], *events[3:]])
    known = register.known_on(day(10))
    assert known.event_count == 3
    for number, stage in enumerate([0, 2, 2, 4, 2]):
        assert known.standing(person.nik, on=day(number)).stage == stage
        assert (
            known._state.steps.at(known._order[0], day(number).toordinal())
            == known.standing(person.nik, on=day(number)).part.value
        )
    assert known.within(HERE).standing(person.nik, on=day(3)).stage is Stage.HOLDING
    assert known.known_on(day(3)).event_count == 2
    with pytest.raises(IllegalTransition):
        Register.of([person], known.events())
