"""Stocks of small registers, with answers by hand."""

from __future__ import annotations

import pickle
from collections.abc import Hashable
from datetime import date

import pytest
from support.people import (
    BEKASI,
    HOME,
    NEXT_DOOR,
    OTHER_CITY,
    card,
    happened,
    lived,
    person,
    register,
)

from dukcapil import (
    InvalidRecord,
    LeapDay,
    Month,
    PermanentForeigner,
    RegionCode,
    Resident,
    Sex,
    Stage,
    StayPermit,
)
from dukcapil.coverage import (
    AgeBand,
    AgeBands,
    By,
    Cohort,
    Coverage,
    CoverageTable,
    Flow,
    StageRow,
    StageTable,
    backlog,
    flows,
    measure,
    partition,
    series,
)
from dukcapil.errors import Fault
from dukcapil.recording import BiometricsCaptured
from dukcapil.regions import Level
from dukcapil.register import StagePart

DAY, DECEMBER = date(2020, 12, 31), Month(2020, 12)
FEMALE, MALE = Sex.FEMALE, Sex.MALE

ANI = person(1, date(2003, 5, 1))  # 17, has a card
BUDI = person(2, date(1980, 1, 1), MALE, home=NEXT_DOOR)  # 40, recorded
CITRA = person(3, date(1990, 3, 3), home=BEKASI)  # 30, not recorded, somewhere in the city
DODI = person(4, date(2004, 7, 7), MALE, home=OTHER_CITY, first_married_on=date(2020, 8, 8))
EKA = person(5, date(2010, 1, 1))  # a child
PEOPLE = register(
    happened(ANI, *card(date(2020, 6, 2))),
    happened(BUDI, (BiometricsCaptured, date(2012, 1, 2))),
    CITRA,
    DODI,
    EKA,
)


def parity(resident: Resident) -> str:
    return "odd" if resident.nik.serial % 2 else "even"


def code(text: str) -> RegionCode:
    return RegionCode(text)


DIMENSIONS: list[tuple[By, dict[Hashable, tuple[int, int]]]] = [
    ((), {(): (4, 1)}),
    ([], {(): (4, 1)}),
    (Level.PROVINCE, {code("32"): (4, 1)}),
    (Level.KAB_KOTA, {BEKASI: (3, 1), code("32.16"): (1, 0)}),
    (Level.KECAMATAN, {code("32.75.01"): (2, 1), BEKASI: (1, 0), code("32.16.01"): (1, 0)}),
    (Level.DESA_KELURAHAN, {HOME: (1, 1), NEXT_DOOR: (1, 0), BEKASI: (1, 0), OTHER_CITY: (1, 0)}),
    (Sex, {FEMALE: (2, 1), MALE: (2, 0)}),
    (
        AgeBands([17, 20, 40]),
        {(0, 16): (1, 0), (17, 19): (1, 1), (20, 39): (1, 0), (40, None): (1, 0)},
    ),
    (Cohort.BIRTH_YEAR, {1980: (1, 0), 1990: (1, 0), 2003: (1, 1), 2004: (1, 0)}),
    (Cohort.OBLIGED_YEAR, {1997: (1, 0), 2007: (1, 0), 2020: (2, 1)}),
    (
        Cohort.OBLIGED_MONTH,
        {
            Month(1997, 1): (1, 0),
            Month(2007, 3): (1, 0),
            Month(2020, 5): (1, 1),
            Month(2020, 8): (1, 0),
        },
    ),
    (parity, {"odd": (2, 1), "even": (2, 0)}),
    ((Sex,), {(FEMALE,): (2, 1), (MALE,): (2, 0)}),
    (
        (AgeBands([30]), parity, Level.KAB_KOTA),
        {
            ((0, 29), "odd", BEKASI): (1, 1),
            ((30, None), "even", BEKASI): (1, 0),
            ((30, None), "odd", BEKASI): (1, 0),
            ((0, 29), "even", code("32.16")): (1, 0),
        },
    ),
]


@pytest.mark.parametrize(("by", "expected"), DIMENSIONS)
def test_figures_by_every_kind_of_dimension(
    by: By, expected: dict[Hashable, tuple[int, int]]
) -> None:
    table = measure(PEOPLE, on=DAY, by=by)
    found = {row.key: (row.coverage.obliged, row.coverage.covered) for row in table}
    assert found == expected
    assert series(PEOPLE, [DECEMBER], by=by) == table
    assert {
        row.key: (row.obliged, row.counts[-1]) for row in partition(PEOPLE, on=DAY, by=by)
    } == expected


def test_everybody_is_at_one_stage() -> None:
    table = partition(PEOPLE, on=DAY)
    assert table[()].counts == (2, 1, 0, 0, 1)
    assert [table.members((), stage) for stage in Stage] == [
        (DODI.nik, CITRA.nik),  # in the order of their NIKs
        (BUDI.nik,),
        (),
        (),
        (ANI.nik,),
    ]
    covered = [table.coverage(stage).total(on=DAY).covered for stage in Stage]
    assert covered == [4, 2, 1, 1, 1]
    assert measure(PEOPLE, on=DAY, stage=Stage.RECORDED) == table.coverage(Stage.RECORDED)
    assert measure(PEOPLE, on=DAY) == table.coverage()
    assert (len(table), [row.key for row in table]) == (1, [()])
    with pytest.raises(KeyError, match="no row for that key"):
        table[Sex.MALE]


def test_a_scope_has_the_figures_of_its_region_alone() -> None:
    city = PEOPLE.within(BEKASI)
    assert measure(city, on=DAY).total(on=DAY) == Coverage(obliged=3, covered=1)


def test_where_nobody_is_obliged_there_is_one_row_for_the_whole_and_none_for_parts() -> None:
    nobody = PEOPLE.within(code("11"))
    assert measure(nobody, on=DAY).total(on=DAY) == Coverage(obliged=0, covered=0)
    assert measure(nobody, on=DAY) == series(nobody, [DECEMBER])
    assert measure(nobody, on=DAY).members((), "obliged") == ()
    assert len(measure(nobody, on=DAY, by=Sex)) == len(series(nobody, [DECEMBER], by=Sex)) == 0


def test_keys_are_labelled_in_text_and_in_html() -> None:
    table = partition(PEOPLE, on=DAY, by=(Sex, AgeBands([17, 40]), Level.PROVINCE))
    assert str(table).splitlines()[:2] == [
        (
            "sex     age    province  name              date  "
            "not recorded  recorded, blocked  recorded, in process  print ready  printed  "
            "holding a card"
        ),
        (
            "female  17-39  32        Jawa Barat  2020-12-31  "
            "           1                  0                     0            0        0  "
            "             1"
        ),
    ]
    assert ">Jawa Barat</td>" in table._repr_html_()
    assert table.to_dicts()[0] == {
        "sex": "female",
        "age": "17-39",
        "province": "32",
        "province_name": "Jawa Barat",
        "date": DAY.isoformat(),
        "not_recorded": 1,
        "blocked": 0,
        "in_process": 0,
        "print_ready": 0,
        "printed": 0,
        "holding": 1,
    }
    assert str(measure(PEOPLE, on=DAY)).split()[0] == "date"
    own = measure(PEOPLE, on=DAY, by=lambda one: f"<{one.sex.value}>")
    assert "&lt;male&gt;" in own._repr_html_()


def test_a_nik_may_be_a_key_and_is_masked_where_it_is_shown() -> None:
    table = measure(PEOPLE, on=DAY, by=lambda one: one.nik)
    assert table[ANI.nik, DAY].covered == 1
    for text in (str(table), table._repr_html_(), str(table.suppress(below=2))):
        assert ANI.nik.masked in text
        assert str(ANI.nik) not in text


# --- age -----------------------------------------------------------------------------------

LEAPLING = person(6, date(2004, 2, 29))
MARCH_1, FEBRUARY_28 = LeapDay.MARCH_1, LeapDay.FEBRUARY_28


@pytest.mark.parametrize(
    ("on", "leap_day", "bands"),
    [
        (date(2021, 2, 27), FEBRUARY_28, []),
        (date(2021, 2, 28), MARCH_1, []),
        (date(2021, 2, 28), FEBRUARY_28, ["17-19"]),
        (date(2021, 3, 1), MARCH_1, ["17-19"]),
        (date(2024, 2, 28), FEBRUARY_28, ["17-19"]),
        (date(2024, 2, 29), MARCH_1, ["20-20"]),
        (date(2024, 2, 29), FEBRUARY_28, ["20-20"]),
        (date(2025, 2, 28), MARCH_1, ["20-20"]),
        (date(2025, 2, 28), FEBRUARY_28, ["21+"]),
        (date(2025, 3, 1), MARCH_1, ["21+"]),
    ],
)
def test_who_is_born_on_29_february_comes_of_age_by_the_policy(
    on: date, leap_day: LeapDay, bands: list[str]
) -> None:
    one, bands_of_age = register(LEAPLING), AgeBands([17, 20, 21])
    table = measure(one, on=on, by=bands_of_age, leap_day=leap_day)
    assert [str(row.key) for row in table] == bands
    if on == Month.of(on).last_day:
        assert series(one, [Month.of(on)], by=bands_of_age, leap_day=leap_day) == table


@pytest.mark.parametrize(("leap_day", "turned"), [(MARCH_1, 0), (FEBRUARY_28, 1)])
def test_the_policy_decides_in_which_month_a_leapling_is_counted(
    leap_day: LeapDay, turned: int
) -> None:
    one, january, february = register(LEAPLING), date(2021, 1, 31), date(2021, 2, 28)
    row = flows(one, january, february, leap_day=leap_day).total()
    assert row[Flow.TURNED_17].obliged == row.after.obliged == turned
    series_row = series(one, [Month(2021, 2)], leap_day=leap_day).rows[0]
    assert series_row.coverage.obliged == turned
    month = Month(2021, 3 - turned)
    on = date(2021, 3, 31)
    (cohort,) = measure(one, on=on, by=Cohort.OBLIGED_MONTH, leap_day=leap_day)
    assert cohort.key == month
    (waits,) = backlog(one, on=on, leap_day=leap_day)
    assert waits.longest_days == 30 + turned


def test_bands_of_age() -> None:
    assert AgeBands([17]).bands == (AgeBand(0, 16), AgeBand(17, None))
    assert AgeBands(iter([1, 150])).bands == ((0, 0), (1, 149), (150, None))
    assert pickle.loads(pickle.dumps(AgeBands([17, 20]))) == AgeBands([17, 20])
    for ages, fault in [
        ([], Fault.MISSING),
        ([0, 17], Fault.OUT_OF_BOUNDS),
        ([17, 151], Fault.OUT_OF_BOUNDS),
        ([17, 17], Fault.OUT_OF_ORDER),
        ([20, 17], Fault.OUT_OF_ORDER),
        ([-1, 17], Fault.NEGATIVE),
    ]:
        with pytest.raises(InvalidRecord) as caught:
            AgeBands(ages)
        assert (caught.value.field, caught.value.reason) == ("lows", fault)
    for wrong in (17.0, True, "17", None):
        with pytest.raises(TypeError, match=r"AgeBands\.lows: expected int"):
            AgeBands([wrong])  # type: ignore[list-item]


# --- members -------------------------------------------------------------------------------


def test_a_figure_names_the_people_behind_it() -> None:
    table = measure(PEOPLE, on=DAY, by=Sex)
    assert table.members(FEMALE) == (CITRA.nik,)
    assert table.members(FEMALE, "covered") == (ANI.nik,)
    assert table.members(FEMALE, "obliged", on=DAY) == tuple(sorted([ANI.nik, CITRA.nik]))
    assert table.members(MALE, "covered") == ()
    assert table.at(DAY).members(FEMALE) == table.history(FEMALE).members(FEMALE) == (CITRA.nik,)


def test_members_go_along_when_regions_are_rolled_up() -> None:
    table = measure(PEOPLE, on=DAY, by=Level.DESA_KELURAHAN)
    whole = table.roll_up(lambda region: region.at(Level.PROVINCE))
    assert whole.members(code("32"), "covered") == (ANI.nik,)
    assert whole.members(code("32")) == tuple(sorted([BUDI.nik, CITRA.nik, DODI.nik]))
    again = whole.roll_up(lambda _: "all").at(DAY)
    assert again.members("all", "obliged") == tuple(sorted(p.nik for p in PEOPLE if p != EKA))


def test_a_series_names_the_people_of_each_of_its_days() -> None:
    table = series(PEOPLE, [Month(2020, 5), DECEMBER], stage=Stage.HOLDING)
    may = date(2020, 5, 31)
    assert table.members((), "covered", on=may) == ()
    assert table.members((), "covered", on=DAY) == (ANI.nik,)
    assert table.roll_up(lambda _: "all").members("all", "gap", on=may) == tuple(
        sorted([ANI.nik, BUDI.nik, CITRA.nik])
    )
    with pytest.raises(ValueError, match="on: expected a date"):
        table.members(())


def test_what_has_no_members_says_so() -> None:
    table, stages = measure(PEOPLE, on=DAY, by=Sex), partition(PEOPLE, on=DAY, by=Sex)
    for key, on in (("male", None), (MALE, date(2020, 1, 1))):
        with pytest.raises(KeyError, match="no row for that key and date"):
            table.members(key, on=on)  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="no row for that key"):
        stages.members("male", Stage.HOLDING)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="part: expected"):
        table.members(MALE, "all")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected Stage"):
        stages.members(MALE, 4)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="on: expected a date"):
        CoverageTable[str]([]).members("A")
    for counted in (pickle.loads(pickle.dumps(table)), table.with_members(None)):
        assert counted == table
        with pytest.raises(LookupError, match="this table has no member lists"):
            counted.members(MALE)
    for counted in (
        pickle.loads(pickle.dumps(stages)),
        StageTable(stages.rows, dimensions=("sex",)),
    ):
        assert counted == stages
        with pytest.raises(LookupError, match="this table has no member lists"):
            counted.members(MALE, Stage.HOLDING)
        assert counted.coverage() == table
        with pytest.raises(LookupError, match="this table has no member lists"):
            counted.coverage().roll_up(lambda _: "all").members("all")


# --- series --------------------------------------------------------------------------------


def test_months_may_come_in_any_order_and_more_than_once() -> None:
    may, june = Month(2020, 5), Month(2020, 6)
    table = series(PEOPLE, [DECEMBER, may, june, may])
    assert table == series(PEOPLE, iter([may, june, DECEMBER]))
    assert [(row.on.month, row.coverage.obliged, row.coverage.covered) for row in table] == [
        (5, 3, 0),
        (6, 3, 1),
        (12, 4, 1),
    ]
    assert len(series(PEOPLE, [])) == 0


def test_a_series_reaches_from_the_first_to_the_last_month_of_the_calendar() -> None:
    table = series(PEOPLE, [Month(9999, 12), Month(1, 1), Month(1997, 1)], by=Sex)
    assert [(row.on.year, row.key, row.coverage.obliged) for row in table] == [
        (1997, MALE, 1),
        (9999, FEMALE, 3),
        (9999, MALE, 2),
    ]
    everybody = measure(PEOPLE, on=date.max, by=AgeBands([17])).total(on=date.max)
    assert everybody.obliged == 5
    assert len(measure(PEOPLE, on=date.min, by=AgeBands([17]))) == 0


def test_a_series_follows_cells_and_cards_that_come_and_go() -> None:
    mover = person(
        1,
        date(2003, 2, 1),
        residences=lived((HOME, date(2003, 2, 1)), (OTHER_CITY, date(2020, 4, 1))),
        died_on=date(2020, 6, 1),
    )
    one = register(happened(mover, *card(date(2020, 3, 5))))
    table = series(one, Month.range(Month(2020, 1), Month(2020, 8)), by=Level.KAB_KOTA)
    assert [(row.on.month, row.key, row.coverage.covered) for row in table] == [
        (2, BEKASI, 0),
        (3, BEKASI, 1),
        (4, code("32.16"), 1),
        (5, code("32.16"), 1),
    ]


def test_a_series_sees_what_happens_on_the_last_day_of_a_month() -> None:
    """Who moves or dies on that day is not there any more, as in the measure of the day."""
    born, moved, died = date(2003, 2, 1), date(2020, 3, 31), date(2020, 5, 31)
    stays = lived((HOME, born), (OTHER_CITY, moved))
    one = register(happened(person(1, born, residences=stays, died_on=died), *card(moved)))
    months = [*Month.range(Month(2020, 1), Month(2020, 8))]
    table = series(one, months, by=Level.KAB_KOTA)
    assert [(row.on.month, row.key, row.coverage.covered) for row in table] == [
        (2, BEKASI, 0),
        (3, code("32.16"), 1),
        (4, code("32.16"), 1),
    ]
    single = [measure(one, on=month.last_day, by=Level.KAB_KOTA) for month in months]
    assert list(table) == [row for day in single for row in day]


def test_a_series_follows_people_from_one_age_to_the_next() -> None:
    leapling = register(happened(LEAPLING, *card(date(2023, 1, 9))))
    bands = AgeBands([17, 18, 19, 21, 22])
    months = [Month(year, 2) for year in range(2020, 2027)]
    for leap_day, expected in [
        (MARCH_1, [None, None, "17-17", "18-18", "19-20", "19-20", "21-21"]),
        (FEBRUARY_28, [None, "17-17", "18-18", "19-20", "19-20", "21-21", "22+"]),
    ]:
        table = series(leapling, months, by=bands, leap_day=leap_day)
        band_on = {row.on: str(row.key) for row in table}
        assert [band_on.get(month.last_day) for month in months] == expected
        assert [row.coverage.covered for row in table.at(date(2023, 2, 28))] == [1]
    jump = series(leapling, [Month(2021, 3), Month(2025, 4)], by=bands)
    assert [(row.key, row.coverage.covered) for row in jump] == [((17, 17), 0), ((21, 21), 1)]


# --- foreigners ----------------------------------------------------------------------------


def test_the_card_of_a_foreigner_ends_with_the_permit() -> None:
    renewed_on, lapsed_on = date(2020, 6, 1), date(2020, 9, 1)
    citizenship = PermanentForeigner(
        [
            StayPermit(since=date(2015, 6, 1), until=renewed_on),
            StayPermit(since=renewed_on, until=lapsed_on),
        ]
    )
    one = person(1, date(1980, 1, 1), citizenship=citizenship)
    holder = register(happened(one, *card(date(2015, 7, 1)), *card(date(2020, 7, 5), "c-2")))
    spring = series(holder, Month.range(Month(2020, 5), Month(2020, 10)))
    assert [(row.on.month, row.coverage.obliged, row.coverage.covered) for row in spring] == [
        (5, 1, 1),
        (6, 1, 0),
        (7, 1, 1),
        (8, 1, 1),
        (9, 0, 0),
    ]
    row = flows(holder, date(2020, 5, 31), date(2020, 12, 31)).total()
    assert {(c.flow, c.obliged, c.covered) for c in row.counts if c.obliged or c.covered} == {
        (Flow.LOST_OR_VOIDED, 0, -1),
        (Flow.ISSUED, 0, 1),
        (Flow.PERMIT_ENDED, -1, -1),
    }


def test_the_blocked_are_some_of_the_recorded() -> None:
    row = StageRow(key="x", on=DAY, counts=[1, 5, 2, 3, 4], blocked=2)
    assert (row.in_process, row.parts) == (3, (1, 2, 3, 2, 3, 4))
    assert StageRow(key="x", on=DAY, counts=[1, 5, 2, 3, 4]).blocked == 0
    covered = [row.coverage(least).covered for least in (*StagePart, Stage.RECORDED)]
    assert covered == [15, 14, 12, 9, 7, 4, 14]
    with pytest.raises(InvalidRecord) as caught:
        StageRow(key="x", on=DAY, counts=[1, 5, 2, 3, 4], blocked=6)
    assert caught.value.field == "blocked"
    with pytest.raises(TypeError, match=r"expected Stage, found int; or a StagePart"):
        row.coverage(2)  # type: ignore[arg-type]
