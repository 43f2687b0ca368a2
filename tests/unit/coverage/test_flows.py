"""Flows: one person for every cause, and decompositions by hand."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from typing import Any

import attrs
import pytest
from support.people import (
    BEKASI,
    HOME,
    NEXT_DOOR,
    OTHER_CITY,
    OTHER_KECAMATAN,
    History,
    card,
    happened,
    lived,
    person,
    register,
)

from dukcapil import (
    Coverage,
    InvalidRecord,
    PermanentForeigner,
    Resident,
    Sex,
    Stage,
    StayPermit,
)
from dukcapil._shared.labels import label
from dukcapil.cards import CardDamaged, CardLost, CardVoided, CardWithdrawn
from dukcapil.coverage import (
    AgeBands,
    By,
    Contribution,
    Decomposition,
    Flow,
    FlowCount,
    FlowRow,
    FlowTable,
    decompose,
    flows,
)
from dukcapil.errors import CoverageAboveWhole, Fault
from dukcapil.recording import BiometricsCaptured
from dukcapil.regions import Level
from dukcapil.residents import EndOfStay

SINCE, DAY, UNTIL = date(2019, 12, 31), date(2020, 6, 1), date(2020, 12, 31)
ADULT = date(1990, 3, 3)
HELD_BEFORE = card(date(2015, 1, 1))
Pair = tuple[int, int]
Row = tuple[Pair, dict[Flow, Pair], Pair]
NOBODY: Pair = (0, 0)
F = Flow


def shown(row: FlowRow[Any]) -> Row:
    """Return the figures of a row, without empty flows."""
    counts = {it.flow: (it.obliged, it.covered) for it in row.counts if it.obliged or it.covered}
    before, after = ((it.obliged, it.covered) for it in (row.before, row.after))
    return before, counts, after


def entered(flow: Flow, covered: int = 0) -> Row:
    return NOBODY, {flow: (1, covered)}, (1, covered)


def left(flow: Flow, covered: int = 0) -> Row:
    return (1, covered), {flow: (-1, -covered)}, NOBODY


def moved(*places: tuple[Any, date]) -> History:
    """Make an adult who holds a card and lives in one place after the other."""
    return happened(person(1, ADULT, residences=lived(*places)), *HELD_BEFORE)


def ended(by: EndOfStay, **fields: Any) -> Resident:  # noqa: ANN401
    return person(1, ADULT, residences=lived((HOME, ADULT), until=DAY, ended_by=by), **fields)


def foreigner(*permits: tuple[date, date | None]) -> Resident:
    stay_permits = [StayPermit(since=since, until=until) for since, until in permits]
    return person(1, ADULT, citizenship=PermanentForeigner(stay_permits))


def holder(*more: Any, **fields: Any) -> History:  # noqa: ANN401
    """Make an adult who has a card, and later events."""
    return happened(person(1, ADULT, **fields), *HELD_BEFORE, *more)


HERE, THERE = str(HOME), str(OTHER_CITY)
NEIGHBOURS = moved((HOME, ADULT), (NEXT_DOOR, DAY))
NEARBY = moved((HOME, ADULT), (OTHER_KECAMATAN, DAY))
FAR = moved((HOME, ADULT), (OTHER_CITY, DAY))
reorganised = partial(lived, ended_by=EndOfStay.REORGANISED)
RENAMED = holder(residences=reorganised((HOME, ADULT), (NEXT_DOOR, DAY)))
LOST_CODE, GOT_CODE = left(F.REORGANISED_OUT, 1), entered(F.REORGANISED_IN, 1)
LAPSED = date(2019, 1, 1), DAY
AT_17 = person(1, date(2003, 6, 1))
AT_40 = AgeBands([40])
OUT, IN = left(F.MOVED_OUT, 1), entered(F.MOVED_IN, 1)
ENDINGS = CardLost, CardDamaged, CardVoided, CardWithdrawn
STAYS_COVERED: Row = (1, 1), {}, (1, 1)

BACK = card(date(2020, 9, 1), "c-2")
NONE: Row = NOBODY, {}, NOBODY
ISSUED: Row = (1, 0), {F.ISSUED: (0, 1)}, (1, 1)
FELL_BACK: Row = (1, 1), {F.LOST_OR_VOIDED: (0, -1)}, (1, 0)
CAME_AND_WENT: Row = NOBODY, {F.TURNED_17: (1, 0), F.DIED: (-1, 0)}, NOBODY
GAP: Row = (1, 0), {F.PERMIT_BEGAN: (1, 0), F.PERMIT_ENDED: (-1, 0)}, (1, 0)
REPLACED: Row = (1, 1), {F.ISSUED: (0, 1), F.LOST_OR_VOIDED: (0, -1)}, (1, 1)
LATE: Row = NOBODY, {F.TURNED_17: (1, 0), F.ISSUED: (0, 1)}, (1, 1)


def born(*day: int, **fields: Any) -> Resident:  # noqa: ANN401
    return person(1, date(*day), **fields)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (holder(), STAYS_COVERED),
        (FAR, STAYS_COVERED),  # without regions nobody moves
        (born(2010, 3, 3), NONE),
        (born(2002, 12, 31), ((1, 0), {}, (1, 0))),  # turned 17 on the first date
        (born(2003, 1, 1), entered(F.TURNED_17)),  # on the day after it
        (born(2003, 12, 31), entered(F.TURNED_17)),  # on the second date
        (born(2004, 1, 1), NONE),  # on the day after it
        (happened(AT_17, *card(DAY)), entered(F.TURNED_17, 1)),  # given it on the birthday
        (happened(AT_17, *card(date(2020, 6, 2))), LATE),
        (born(2010, 3, 3, first_married_on=DAY), entered(F.MARRIED_YOUNG)),
        (born(2003, 6, 1, first_married_on=DAY), entered(F.TURNED_17)),
        (born(2003, 6, 1, residences=lived((HOME, DAY))), entered(F.TURNED_17)),  # came on that day
        (born(2003, 6, 1, residences=lived((HOME, date(2020, 6, 2)))), entered(F.MOVED_IN)),
        (ended(EndOfStay.LEFT_COUNTRY), left(F.MOVED_OUT)),
        (ended(EndOfStay.CORRECTED), left(F.CORRECTED_OUT)),
        (ended(EndOfStay.REORGANISED), left(F.REORGANISED_OUT)),
        (ended(EndOfStay.CORRECTED, died_on=DAY), left(F.DIED)),
        (born(1990, 3, 3, died_on=DAY), left(F.DIED)),
        (holder((CardWithdrawn, DAY), died_on=DAY), left(F.DIED, 1)),
        (born(2003, 6, 1, died_on=date(2020, 7, 1)), CAME_AND_WENT),
        (foreigner((DAY, None)), entered(F.PERMIT_BEGAN)),
        (foreigner(LAPSED), left(F.PERMIT_ENDED)),
        (happened(foreigner(LAPSED), *card(date(2019, 2, 1))), left(F.PERMIT_ENDED, 1)),
        (happened(foreigner(LAPSED, (DAY, None)), *card(date(2019, 2, 1))), FELL_BACK),
        (foreigner(LAPSED, (date(2020, 7, 1), None)), GAP),
        (happened(person(1, ADULT), *card(DAY)), ISSUED),
        *((holder((ending, DAY)), FELL_BACK) for ending in ENDINGS),
        (holder((CardLost, DAY), *card(DAY, "c-2")), STAYS_COVERED),  # replaced on the day
        (holder((CardLost, DAY), *BACK), REPLACED),
    ],
)
def test_one_person(who: Resident | History, expected: Row) -> None:
    assert [shown(row) for row in flows(register(who), SINCE, UNTIL)] == [expected]


@pytest.mark.parametrize(
    ("who", "by", "expected"),
    [
        (NEIGHBOURS, Level.DESA_KELURAHAN, {HERE: OUT, str(NEXT_DOOR): IN}),
        (NEIGHBOURS, Level.KECAMATAN, {"32.75.01": STAYS_COVERED}),
        (NEARBY, Level.KECAMATAN, {"32.75.01": OUT, "32.75.02": IN}),
        (NEARBY, Level.KAB_KOTA, {"32.75": STAYS_COVERED}),
        (FAR, Level.KAB_KOTA, {"32.75": OUT, "32.16": IN}),
        (RENAMED, Level.DESA_KELURAHAN, {HERE: LOST_CODE, str(NEXT_DOOR): GOT_CODE}),
        (RENAMED, Level.KECAMATAN, {"32.75.01": STAYS_COVERED}),
        (  # reorganised on the 17th birthday
            attrs.evolve(
                AT_17, residences=reorganised((HOME, AT_17.birth_date), (OTHER_CITY, DAY))
            ),
            Level.DESA_KELURAHAN,
            {THERE: entered(F.TURNED_17)},
        ),
        (  # moved in a month after the code of the old home had ended
            attrs.evolve(
                FAR[0],
                residences=[
                    *reorganised((HOME, ADULT), until=DAY),
                    *lived((OTHER_CITY, date(2020, 7, 1))),
                ],
            ),
            Level.KAB_KOTA,
            {"32.75": left(F.REORGANISED_OUT), "32.16": entered(F.MOVED_IN)},
        ),
        (
            moved((HOME, ADULT), (OTHER_CITY, DAY), (HOME, date(2020, 7, 1))),
            Level.DESA_KELURAHAN,
            {
                HERE: ((1, 1), {F.MOVED_IN: (1, 1), F.MOVED_OUT: (-1, -1)}, (1, 1)),
                THERE: (NOBODY, {F.MOVED_IN: (1, 1), F.MOVED_OUT: (-1, -1)}, NOBODY),
            },
        ),
        (  # moved on the day of the death
            person(1, ADULT, residences=lived((HOME, ADULT), (OTHER_CITY, DAY)), died_on=DAY),
            Level.KAB_KOTA,
            {"32.75": left(F.DIED)},
        ),
        (born(1980, 6, 1), AT_40, {"0-39": left(F.AGED_OUT), "40+": entered(F.AGED_IN)}),
        (  # lost the card on the birthday
            happened(born(1980, 6, 1), *HELD_BEFORE, (CardLost, DAY)),
            AT_40,
            {"0-39": left(F.AGED_OUT, 1), "40+": entered(F.AGED_IN)},
        ),
        *(  # moved within the region of the figure on the birthday, by a mistake or by a new code
            (
                born(
                    1980,
                    *(6, 1),
                    residences=lived((HOME, date(1980, 6, 1)), (NEXT_DOOR, DAY), ended_by=why),
                ),
                AT_40,
                {"0-39": left(F.AGED_OUT), "40+": entered(F.AGED_IN)},
            )
            for why in EndOfStay
        ),
        (  # out of the region of the figure
            born(1980, 6, 1, residences=lived((HOME, date(1980, 6, 1)), (NEXT_DOOR, DAY))),
            [Level.DESA_KELURAHAN, AT_40],
            {f"{HERE}, 0-39": left(F.MOVED_OUT), f"{NEXT_DOOR}, 40+": entered(F.MOVED_IN)},
        ),
        (
            born(1980, 6, 1, residences=lived((HOME, date(1980, 6, 1)), (NEXT_DOOR, DAY))),
            [Level.KECAMATAN, AT_40],
            {"32.75.01, 0-39": left(F.AGED_OUT), "32.75.01, 40+": entered(F.AGED_IN)},
        ),
        (
            born(2000, 6, 1, residences=lived((HOME, date(2000, 6, 1)), (NEXT_DOOR, DAY))),
            AgeBands([17, 20]),
            {"17-19": left(F.AGED_OUT), "20+": entered(F.AGED_IN)},
        ),
        (AT_17, AgeBands([17, 20]), {"17-19": entered(F.TURNED_17)}),
        (happened(AT_17, *card(DAY)), Sex, {"female": entered(F.TURNED_17, 1)}),
    ],
)
def test_one_person_by_cell(who: Resident | History, by: By, expected: dict[str, Row]) -> None:
    table = flows(register(who), SINCE, UNTIL, by=by)
    assert {label(row.key): shown(row) for row in table} == expected


def test_covered_is_whatever_stage_is_asked_for() -> None:
    one = register(happened(person(1, ADULT), (BiometricsCaptured, DAY)))
    for stage, issued in ((Stage.RECORDED, 1), (Stage.PRINT_READY, 0)):
        row = flows(one, SINCE, UNTIL, stage=stage).total()
        assert row[F.ISSUED] == FlowCount(flow=F.ISSUED, obliged=0, covered=issued)


def test_a_scope_is_left_and_entered() -> None:
    city = register(FAR).within(BEKASI)
    assert shown(flows(city, SINCE, UNTIL)[()]) == left(F.MOVED_OUT, 1)
    assert shown(flows(register(FAR).within(OTHER_CITY), SINCE, UNTIL)[()]) == entered(
        F.MOVED_IN, 1
    )


def test_nothing_flows_between_a_day_and_itself() -> None:
    row = flows(register(AT_17), DAY, DAY).total()
    assert shown(row) == ((1, 0), {}, (1, 0))
    assert shown(flows(register(), SINCE, UNTIL).total()) == NONE
    assert len(flows(register(), SINCE, UNTIL, by=Sex)) == 0
    assert shown(flows(register(AT_17), date.min, date.max).total()) == entered(F.TURNED_17)


def test_dates_are_in_order() -> None:
    with pytest.raises(ValueError, match="until: expected a date that is not before `since`"):
        flows(register(AT_17), UNTIL, SINCE)
    with pytest.raises(TypeError, match=r"flows\.until: expected date, found datetime"):
        flows(register(AT_17), SINCE, datetime(2020, 12, 31))  # noqa: DTZ001


def test_a_total_has_both_sides_of_a_move() -> None:
    table = flows(register(FAR, person(2, AT_17.birth_date)), SINCE, UNTIL, by=Level.KAB_KOTA)
    assert shown(table.total()) == (
        (1, 1),
        {F.TURNED_17: (1, 0), F.MOVED_IN: (1, 1), F.MOVED_OUT: (-1, -1)},
        (2, 1),
    )
    assert table.total().key == ()
    assert str(table).splitlines() == [
        (
            "kab/kota  name              flow       obliged  change of the obliged  "
            "covered  change of the covered"
        ),
        *(
            "32.16     Kabupaten Bekasi  " + line
            for line in (
                "before           0                               0",
                "moved in                               +1                              +1",
                "after            1                               1",
            )
        ),
        *(
            "32.75     Kota Bekasi       " + line
            for line in (
                "before           1                               1",
                "turned 17                              +1                              +0",
                "moved out                              -1                              -1",
                "after            1                               0",
            )
        ),
    ]
    assert table.to_dicts()[-2] == {
        "kab_kota": "32.75",
        "kab_kota_name": "Kota Bekasi",
        "flow": "moved out",
        "obliged": None,
        "obliged_change": -1,
        "covered": None,
        "covered_change": -1,
    }
    assert pickle.loads(pickle.dumps(table)) == table


def test_people_who_turn_17_on_one_day_enter_the_band_of_that_day() -> None:
    twins = register(person(1, AT_17.birth_date), person(2, AT_17.birth_date))
    table = flows(twins, SINCE, UNTIL, by=AgeBands([17, 40]))
    assert [shown(row) for row in table] == [(NOBODY, {F.TURNED_17: (2, 0)}, (2, 0))]


# --- rows by hand --------------------------------------------------------------------------


def coverage(pair: Pair) -> Coverage:
    return Coverage(obliged=pair[0], covered=pair[1])


def counts(**given: Pair) -> list[FlowCount]:
    pairs = [(flow, given.get(flow.name, NOBODY)) for flow in Flow]
    return [FlowCount(flow=flow, obliged=pair[0], covered=pair[1]) for flow, pair in pairs]


def row_of(before: Pair, after: Pair, **given: Pair) -> FlowRow[str]:
    return FlowRow(key="A", before=coverage(before), after=coverage(after), counts=counts(**given))


ROW = row_of((4, 2), (5, 4), TURNED_17=(2, 0), DIED=(-1, -1), ISSUED=(0, 3))


@pytest.mark.parametrize(
    ("before", "after", "given"),
    [
        ((4, 2), (5, 2), {}),
        ((4, 2), (4, 3), {}),
        ((4, 2), (5, 4), {"TURNED_17": (1, 1)}),
        ((4, 2), (4, 2), {"DIED": (-1, 0)}),
    ],
)
def test_a_row_adds_up_or_does_not_exist(before: Pair, after: Pair, given: dict[str, Pair]) -> None:
    with pytest.raises(InvalidRecord) as caught:
        row_of(before, after, **given)
    assert (caught.value.field, caught.value.reason) == ("counts", Fault.CONTRADICTION)


def test_a_row_has_every_flow_in_order() -> None:
    for wrong in (counts()[:-1], counts()[::-1], [*counts(), counts()[0]], []):
        with pytest.raises(InvalidRecord) as caught:
            FlowRow(key="A", before=coverage((1, 1)), after=coverage((1, 1)), counts=wrong)
        assert caught.value.reason is Fault.OUT_OF_ORDER


def test_a_total_above_the_whole_warns() -> None:
    with pytest.warns(CoverageAboveWhole):
        table = FlowTable([row_of((1, 2), (1, 2))])
    with pytest.warns(CoverageAboveWhole):
        assert shown(table.total()) == ((1, 2), {}, (1, 2))


# --- decomposition -------------------------------------------------------------------------


def test_a_change_is_split_between_the_flows() -> None:
    # The mean coverage is 13/20, the mean number of obliged 9/2.
    split = decompose(ROW)
    assert split is not None
    assert split.change == Fraction(4, 5) - Fraction(1, 2)
    assert {part.of: part.share for part in split.contributions} == {
        F.TURNED_17: Fraction(-13, 45),
        F.DIED: Fraction(-7, 90),
        F.ISSUED: Fraction(2, 3),
    }
    assert split[F.DIED] == Fraction(-7, 90)
    assert split[F.MOVED_IN] == 0
    assert str(split).splitlines() == [
        "flow       share, points",
        "turned 17        -28.889",
        "died              -7.778",
        "issued            66.667",
        "change            30.000",
    ]
    assert split.to_dicts()[-1] == {"flow": "change", "share_points": 30.0}


def test_who_comes_as_covered_as_the_others_changes_nothing() -> None:
    split = decompose(row_of((2, 1), (4, 2), MOVED_IN=(2, 1)))
    assert split is not None
    assert split.change == split[F.MOVED_IN] == 0
    assert decompose(row_of((2, 1), (2, 1))) == Decomposition(change=Fraction(0), contributions=[])


def test_without_a_share_there_is_nothing_to_split() -> None:
    assert decompose(row_of((0, 0), (1, 0), TURNED_17=(1, 0))) is None
    assert decompose(row_of((1, 0), (0, 0), DIED=(-1, 0))) is None


# --- values --------------------------------------------------------------------------------

HALF = Contribution(of=F.ISSUED, share=Fraction(1, 2))
CONTRADICTIONS: list[Callable[[], object]] = [
    lambda: Decomposition(change=Fraction(1, 3), contributions=[HALF]),
    lambda: Decomposition(change=Fraction(1), contributions=[]),
]
WRONG: list[Callable[[], object]] = [
    lambda: FlowCount(flow="died", obliged=1, covered=1),  # type: ignore[arg-type]
    lambda: FlowCount(flow=F.DIED, obliged=1.0, covered=1),  # type: ignore[arg-type]
    lambda: FlowCount(flow=F.DIED, obliged=1, covered=None),  # type: ignore[arg-type]
    lambda: FlowRow(key="A", before=1, after=ROW.after, counts=[]),  # type: ignore[arg-type]
    lambda: FlowRow(key="A", before=ROW.before, after=1, counts=[]),  # type: ignore[arg-type]
    lambda: FlowRow(key="A", before=ROW.before, after=ROW.after, counts=[1]),  # type: ignore[list-item]
    lambda: FlowTable([ROW.before]),  # type: ignore[arg-type]
    lambda: Contribution(of="A", share=0.5),  # type: ignore[arg-type]
    lambda: Decomposition(change=0.5, contributions=[HALF]),  # type: ignore[arg-type]
    lambda: Decomposition(change=Fraction(1, 2), contributions=[0.5]),  # type: ignore[list-item]
    lambda: ROW["died"],  # type: ignore[index]
    lambda: Decomposition(change=Fraction(0), contributions=[])["died"],  # type: ignore[index]
    lambda: decompose(FlowTable([ROW])),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("make", CONTRADICTIONS)
def test_parts_sum_to_the_whole_or_it_does_not_exist(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidRecord) as caught:
        make()
    assert caught.value.reason is Fault.CONTRADICTION


@pytest.mark.parametrize("make", WRONG)
def test_parts_are_checked(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()


def test_values_survive_pickling() -> None:
    for value in (ROW, ROW.counts[0], FlowTable([ROW]), HALF, decompose(ROW)):
        assert pickle.loads(pickle.dumps(value)) == value
