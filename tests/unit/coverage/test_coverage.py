"""Coverages and tables of them, by example."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from dukcapil import Coverage, CoverageTable, DukcapilWarning, InvalidRecord, RegionCode
from dukcapil.coverage import CoverageChange, CoverageRow, Disagreement
from dukcapil.errors import CoverageAboveWhole, DuplicateRecord, EmptyTable, Fault
from dukcapil.regions import Level

BEKASI = Coverage(obliged=1_797_232, covered=1_754_756)
NOBODY = Coverage(obliged=0, covered=0)
DAY, LATER = date(2020, 11, 23), date(2020, 12, 3)


def coverage(obliged: int, covered: int) -> Coverage:
    return Coverage(obliged=obliged, covered=covered)


TABLE = CoverageTable.of(
    [
        ("B", DAY, coverage(100, 90)),
        ("A", DAY, coverage(50, 20)),
        ("A", LATER, coverage(60, 30)),
        ("C", LATER, coverage(10, 10)),
    ]
)


def test_a_coverage_knows_its_gap_its_share_and_its_percentage() -> None:
    assert BEKASI.gap == 42_476
    assert BEKASI.ratio == Fraction(1_754_756, 1_797_232)
    assert BEKASI.percent() == Decimal("97.64")
    assert str(BEKASI) == "1,754,756 of 1,797,232 (97.64 %)"


def test_where_nobody_is_obliged_there_is_no_share() -> None:
    assert NOBODY.ratio is None
    assert NOBODY.percent() is None
    assert NOBODY.gap == 0
    assert str(NOBODY) == "0 of 0"
    assert not NOBODY.agrees_with("0.00")


@pytest.mark.parametrize(
    ("obliged", "covered", "digits", "expected"),
    [
        (200, 1, 0, "1"),  # 0.5
        (800, 1, 2, "0.13"),  # 0.125
        (8, 1, 1, "12.5"),
        (2, 1, 5, "50.00000"),
        (3, 2, 2, "66.67"),
        (7, 7, 2, "100.00"),
        (9, 0, 2, "0.00"),
    ],
)
def test_a_percentage_is_rounded_half_up_to_the_digits_asked_for(
    obliged: int, covered: int, digits: int, expected: str
) -> None:
    percent = coverage(obliged, covered).percent(digits=digits)
    assert str(percent) == expected


@pytest.mark.parametrize("digits", [-1, 2.0, True, None])
def test_digits_are_a_count(digits: object) -> None:
    with pytest.raises((TypeError, InvalidRecord), match=r"Coverage\.digits"):
        BEKASI.percent(digits=digits)  # type: ignore[arg-type]


@pytest.mark.parametrize("printed", ["97.64", "97,64", "97.64 %", " 97.6% ", "98", "97.637"])
def test_a_printed_percentage_agrees_to_its_own_digits(printed: str) -> None:
    assert BEKASI.agrees_with(printed)


@pytest.mark.parametrize("printed", ["97.63", "97.640", "97", "0", "97.6365"])
def test_another_percentage_does_not_agree(printed: str) -> None:
    assert not BEKASI.agrees_with(printed)


def test_trailing_zeros_are_digits_that_were_printed() -> None:
    assert coverage(10, 9).agrees_with("90.0")
    assert coverage(10, 9).agrees_with("90.00")
    assert not coverage(10_000, 9_001).agrees_with("90.00")


@pytest.mark.parametrize(
    ("obliged", "covered", "printed", "agrees"),
    [
        (10**6, 4, "0.0000000", False),
        (10**6, 4, "0.0004000", True),
        (10**9, 1, "0.0000001", True),
        (10**9, 1, "0,00000010", True),
    ],
)
def test_all_digits_count_behind_many_zeros(
    obliged: int, covered: int, printed: str, *, agrees: bool
) -> None:
    assert coverage(obliged, covered).agrees_with(printed) is agrees


@pytest.mark.parametrize("printed", ["", "abc", "-1", "97.", ".5", "97.6.4", "1e2", "NaN", "97 64"])
def test_what_is_no_percentage_is_an_error(printed: str) -> None:
    with pytest.raises(ValueError, match="expected a printed percentage such as"):
        BEKASI.agrees_with(printed)


@pytest.mark.parametrize("printed", [97.64, 97, Decimal("97.64"), None])
def test_a_number_is_no_printed_percentage(printed: object) -> None:
    with pytest.raises(TypeError, match="pass it as printed"):
        BEKASI.agrees_with(printed)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1.0, float("nan"), True, "1", None, Decimal(1)])
@pytest.mark.parametrize("field", ["obliged", "covered"])
def test_counts_are_whole_numbers(field: str, count: object) -> None:
    with pytest.raises(TypeError, match=rf"Coverage\.{field}: expected int, found"):
        attrs.evolve(BEKASI, **{field: count})  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["obliged", "covered"])
def test_counts_are_not_negative(field: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        attrs.evolve(BEKASI, **{field: -1})
    assert (caught.value.field, caught.value.reason) == (field, Fault.NEGATIVE)


def test_more_covered_than_obliged_is_kept_and_warned_about_where_it_was_made() -> None:
    with pytest.warns(CoverageAboveWhole, match="2,692,573 covered of 2,582,065"):
        above = coverage(2_582_065, 2_692_573)
    assert above.gap == -110_508
    assert above.percent() == Decimal("104.28")


@pytest.mark.parametrize("code", ["Coverage(obliged=1, covered=2)", "CoverageTable.of([])"])
def test_a_warning_points_at_the_line_that_caused_it(code: str) -> None:
    names = {"Coverage": Coverage, "CoverageTable": CoverageTable}
    with pytest.warns(DukcapilWarning) as caught:
        exec(compile(code, "caller.py", "exec"), names)  # noqa: S102
    assert [warning.filename for warning in caught] == ["caller.py"]


def test_exactly_the_whole_is_no_reason_to_warn() -> None:
    assert coverage(5, 5).percent() == 100


def test_coverages_of_different_people_add_their_counts() -> None:
    assert coverage(10, 5) + coverage(30, 30) == coverage(40, 35)
    with pytest.raises(TypeError):
        _ = coverage(10, 5) + 3  # type: ignore[operator]


def test_a_table_is_looked_up_by_place_and_date() -> None:
    assert TABLE["A", LATER] == coverage(60, 30)
    with pytest.raises(KeyError):
        _ = TABLE["C", DAY]
    assert len(TABLE) == 4
    assert TABLE.dates == (DAY, LATER)
    assert [(row.key, row.on) for row in TABLE] == [
        ("A", DAY),
        ("B", DAY),
        ("A", LATER),
        ("C", LATER),
    ]


def test_a_place_has_one_row_a_date() -> None:
    rows = [("A", DAY, coverage(1, 1)), ("A", DAY, coverage(2, 1)), ("B", DAY, coverage(1, 1))]
    with pytest.raises(DuplicateRecord) as caught:
        CoverageTable.of([*rows, *rows[2:], ("once", DAY, coverage(1, 1))])
    assert (caught.value.kind, caught.value.count) == ("place and date", 2)


def test_a_table_without_rows_warns_and_is_empty() -> None:
    with pytest.warns(EmptyTable, match="no rows"):
        empty: CoverageTable[str] = CoverageTable.of([])
    assert len(empty) == 0
    assert empty.dates == ()
    assert str(empty) == "place  date  obliged  covered  gap  %"


def test_one_date_and_one_place_can_be_picked() -> None:
    assert [row.key for row in TABLE.at(DAY)] == ["A", "B"]
    assert [row.on for row in TABLE.history("A")] == [DAY, LATER]
    with pytest.raises(KeyError, match="no rows on 2019-01-01"):
        TABLE.at(date(2019, 1, 1))
    with pytest.raises(KeyError, match="no rows for that place"):
        TABLE.history("Z")
    with pytest.raises(TypeError, match="expected date, found datetime"):
        TABLE.at(datetime(2020, 11, 23))  # noqa: DTZ001


def test_a_total_is_of_one_date() -> None:
    assert TABLE.total(on=DAY) == coverage(150, 110)
    assert TABLE.total(on=LATER) == coverage(70, 40)


def test_regions_roll_up_to_any_level() -> None:
    codes = ["32.75.01", "32.75.02", "32.16.01", "33.74.01"]
    table = CoverageTable.of(
        [(RegionCode(code), DAY, coverage(10 * n, n)) for n, code in enumerate(codes, start=1)]
    )
    cities = table.roll_up(lambda code: code.at(Level.KAB_KOTA))
    assert cities[RegionCode("32.75"), DAY] == coverage(30, 3)
    provinces = cities.roll_up(lambda code: code.at(Level.PROVINCE))
    assert [row.key for row in provinces] == ["32", "33"]
    assert provinces[RegionCode("32"), DAY] == coverage(60, 6)


def test_rolling_up_keeps_dates_apart() -> None:
    everything = TABLE.roll_up(lambda _: "all")
    assert [(row.on, row.coverage) for row in everything] == [
        (DAY, coverage(150, 110)),
        (LATER, coverage(70, 40)),
    ]


def test_ranking_puts_those_in_need_first() -> None:
    table = CoverageTable.of(
        [
            ("large", DAY, coverage(1000, 900)),
            ("small", DAY, coverage(10, 5)),
            ("nobody", DAY, NOBODY),
        ]
    )
    assert [row.key for row in table.rank(on=DAY)] == ["small", "large", "nobody"]
    assert [row.key for row in table.rank(on=DAY, by="gap")] == ["large", "small", "nobody"]
    with pytest.raises(ValueError, match="expected 'ratio' or 'gap'"):
        table.rank(on=DAY, by="name")  # type: ignore[arg-type]


def test_two_dates_are_compared_where_a_place_has_both() -> None:
    (change,) = TABLE.compare(DAY, LATER)
    assert change == CoverageChange(key="A", before=coverage(50, 20), after=coverage(60, 30))
    assert (change.obliged_change, change.covered_change, change.gap_change) == (10, 10, 0)
    assert change.ratio_change == Fraction(1, 10)


def test_without_a_share_at_both_dates_there_is_no_change_of_it() -> None:
    for before, after in ((NOBODY, BEKASI), (BEKASI, NOBODY)):
        assert CoverageChange(key="A", before=before, after=after).ratio_change is None


def test_disagreements_are_named_with_what_would_have_been_right() -> None:
    printed = {("A", DAY): "40,0 %", ("B", DAY): "91", ("A", LATER): "50.01"}
    assert TABLE.disagreements(printed) == (
        Disagreement(key="B", on=DAY, printed="91", computed=Decimal(90)),
        Disagreement(key="A", on=LATER, printed="50.01", computed=Decimal("50.00")),
    )
    with pytest.raises(KeyError):
        TABLE.disagreements({("Z", DAY): "1"})


def test_a_table_shows_itself() -> None:
    table = CoverageTable.of([("<b>", DAY, coverage(1500, 1499)), ("nobody", DAY, NOBODY)])
    assert str(table).splitlines() == [
        "place         date  obliged  covered  gap      %",
        "<b>     2020-11-23    1,500    1,499    1  99.93",
        "nobody  2020-11-23        0        0    0",
    ]
    html = table._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert table.to_dicts()[0] == {
        "place": "<b>",
        "date": "2020-11-23",
        "obliged": 1500,
        "covered": 1499,
        "gap": 1,
        "percent": 99.93,
    }


WRONG: list[Callable[[], object]] = [
    lambda: CoverageTable(["A"]),  # type: ignore[arg-type]
    lambda: CoverageTable.of([("A", datetime(2020, 1, 1), BEKASI)]),  # noqa: DTZ001
    lambda: CoverageTable.of([("A", DAY, 97.64)]),  # type: ignore[list-item]
    lambda: CoverageRow(key="A", on="2020", coverage=BEKASI),  # type: ignore[arg-type]
    lambda: CoverageChange(key="A", before=BEKASI, after=None),  # type: ignore[arg-type]
    lambda: CoverageChange(key="A", before=0.9, after=BEKASI),  # type: ignore[arg-type]
    lambda: Disagreement(key="A", on=DAY, printed=97.64, computed=None),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("make", WRONG)
def test_parts_of_a_table_are_checked(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()


def test_values_survive_pickling() -> None:
    for value in (BEKASI, TABLE, TABLE.rows[0], *TABLE.compare(DAY, LATER)):
        assert pickle.loads(pickle.dumps(value)) == value
    assert pickle.loads(pickle.dumps(TABLE))["A", DAY] == coverage(50, 20)
