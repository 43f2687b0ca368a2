"""Kitagawa's rates and composition by hand."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from datetime import date
from fractions import Fraction

import pytest

from dukcapil import Coverage, CoverageTable, InvalidRecord
from dukcapil.coverage import Contribution, Flow, Kitagawa, kitagawa
from dukcapil.errors import Fault

DAY, UNTIL = date(2020, 6, 1), date(2020, 12, 31)
Pair = tuple[int, int]


def coverage(pair: Pair) -> Coverage:
    return Coverage(obliged=pair[0], covered=pair[1])


def table_of(on: date = DAY, /, **places: Pair) -> CoverageTable[Hashable]:
    return CoverageTable.of([(place, on, coverage(pair)) for place, pair in places.items()])


def by_cell(parts: tuple[Contribution, ...]) -> dict[Hashable, Fraction]:
    return {part.of: part.share for part in parts}


def test_rates_and_composition() -> None:
    split = kitagawa(table_of(young=(20, 10), old=(80, 60)), table_of(young=(30, 24), old=(70, 63)))
    assert split.difference == Fraction(17, 100)
    assert by_cell(split.rates) == {"young": Fraction(3, 40), "old": Fraction(9, 80)}
    assert by_cell(split.composition) == {"young": Fraction(13, 200), "old": Fraction(-33, 400)}
    assert split.rate_effect == Fraction(3, 16)
    assert split.composition_effect == Fraction(-7, 400)
    assert str(split).splitlines() == [
        "place  rates, points  composition, points",
        "old           11.250               -8.250",
        "young          7.500                6.500",
        "all           18.750               -1.750",
    ]


def test_the_total_of_an_effect_by_year_has_no_key() -> None:
    years = {1990: (20, 10), 2000: (80, 60)}
    table = CoverageTable.of(
        [(year, DAY, coverage(pair)) for year, pair in years.items()], dimensions=("birth_year",)
    )
    rows = kitagawa(table, table).to_dicts()
    assert [row["birth_year"] for row in rows] == [1990, 2000, None]
    whole = CoverageTable.of([((), DAY, coverage((20, 10)))], dimensions=())
    assert kitagawa(whole, whole).to_dicts()[-1] == {"rate_points": 0, "composition_points": 0}


@pytest.mark.parametrize("empty", [{}, {"B": (0, 0)}])
def test_where_one_side_has_nobody_all_is_composition(empty: dict[str, Pair]) -> None:
    one, other = table_of(A=(10, 5), **empty), table_of(UNTIL, A=(10, 5), B=(30, 30), C=(0, 0))
    there = kitagawa(one, other)
    assert there.difference == Fraction(3, 8)
    assert by_cell(there.rates) == {"A": 0, "B": 0, "C": 0}
    assert by_cell(there.composition) == {"A": Fraction(-3, 8), "B": Fraction(3, 4), "C": 0}
    back = kitagawa(other, one)
    assert back.difference == Fraction(-3, 8)
    assert back.rate_effect == 0
    assert by_cell(back.composition)["B"] == Fraction(-3, 4)


def test_only_tables_of_one_date_with_people_obliged_are_compared() -> None:
    one = table_of(A=(10, 5))
    two = CoverageTable([*one.rows, *table_of(UNTIL, A=(10, 5)).rows])
    nobody = table_of(A=(0, 0))
    for pair in ((one, two), (two, one)):
        with pytest.raises(ValueError, match="a table of one date; use at"):
            kitagawa(*pair)
    for pair in ((one, nobody), (nobody, one), (one, CoverageTable[Hashable]([]))):
        with pytest.raises(ValueError, match="expected tables in which anybody is obliged"):
            kitagawa(*pair)


HALF = Contribution(of=Flow.ISSUED, share=Fraction(1, 2))
CONTRADICTIONS: list[Callable[[], object]] = [
    lambda: Kitagawa(difference=Fraction(1, 2), rates=[HALF], composition=[HALF]),
    lambda: Kitagawa(difference=Fraction(1, 2), rates=[HALF], composition=[]),
]
WRONG: list[Callable[[], object]] = [
    lambda: Kitagawa(difference=1, rates=[HALF], composition=[HALF]),  # type: ignore[arg-type]
    lambda: Kitagawa(difference=Fraction(1), rates=[1], composition=[HALF]),  # type: ignore[list-item]
    lambda: Kitagawa(difference=Fraction(1), rates=[HALF], composition=[1]),  # type: ignore[list-item]
    lambda: kitagawa([HALF], table_of(A=(1, 1))),  # type: ignore[arg-type]
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


def test_an_answer_survives_pickling() -> None:
    split = kitagawa(table_of(A=(2, 1)), table_of(A=(4, 3)))
    assert pickle.loads(pickle.dumps(split)) == split
