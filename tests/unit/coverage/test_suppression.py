"""Tables for publication, without counts that identify people."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.people import person, register

from dukcapil import Coverage, CoverageTable, InvalidRecord
from dukcapil.coverage import (
    Flow,
    StageRow,
    StageTable,
    SuppressedCounts,
    SuppressedRow,
    SuppressedTable,
    flows,
)
from dukcapil.errors import CoverageAboveWhole

DAY, LATER = date(2020, 11, 23), date(2020, 12, 3)
Counts = tuple[int, int]


def table_of(*counts: Counts, on: date = DAY) -> CoverageTable[str]:
    """Places A, B, C and so on."""
    return CoverageTable.of(
        (chr(ord("A") + place), on, Coverage(obliged=obliged, covered=covered))
        for place, (obliged, covered) in enumerate(counts)
    )


def blanked(table: SuppressedTable[str]) -> str:
    return "".join(row.key for row in table if row.coverage is None)


BIG = (900, 500)


@pytest.mark.parametrize(
    ("small", "is_blanked"),
    [
        ((4, 0), True),  # few are obliged
        ((1, 0), True),
        ((100, 4), True),  # few are covered
        ((100, 1), True),
        ((100, 96), True),  # few are without
        ((100, 99), True),
        ((5, 5), False),
        ((5, 0), False),
        ((10, 5), False),
        ((100, 100), False),
        ((100, 0), False),
        ((0, 0), False),
    ],
)
def test_a_row_with_few_is_blanked_and_one_with_none_is_shown(
    small: Counts, *, is_blanked: bool
) -> None:
    shown = table_of(small, BIG, (800, 400)).suppress(below=5)
    assert blanked(shown) == ("AC" if is_blanked else "")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([BIG, (700, 350), (4, 2), (800, 400)], "BC"),  # the complement with the fewest obliged
        ([BIG, (800, 400), (7, 3), (7, 3)], "CD"),  # two hide each other
        ([BIG, (2, 1), (2, 1)], "ABC"),  # together they are few all the same
        ([BIG, (0, 0), (3, 3)], "AC"),  # nobody hides nobody
        ([BIG, (60, 30), (50, 48), (40, 40), (30, 30)], "BC"),  # those with all covered do not
        ([(3, 1)], "A"),
        ([(3, 1), BIG], "AB"),
        ([BIG, (800, 400)], ""),
        ([(3, 1), (700, 350), (700, 350)], "AC"),  # of equals the later
    ],
)
def test_enough_others_are_blanked_besides(counts: Sequence[Counts], expected: str) -> None:
    assert blanked(table_of(*counts).suppress(below=5)) == expected


def test_a_group_is_of_one_date_and_one_place_above() -> None:
    rows = [
        (place, on, Coverage(obliged=obliged, covered=50))
        for on in (DAY, LATER)
        for place, obliged in (("a1", 52), ("a2", 100), ("a3", 200), ("b1", 90), ("b2", 100))
        if (place, on) != ("a1", LATER)
    ]
    table = CoverageTable.of([*rows, ("c1", DAY, Coverage(obliged=2, covered=1))])
    hidden = [
        (row.key, row.on)
        for row in table.suppress(below=3, group=lambda place: place[0]).rows
        if row.coverage is None
    ]
    assert hidden == [("a1", DAY), ("a2", DAY), ("c1", DAY)]
    assert blanked(table.at(DAY).suppress(below=3)) == "a1c1"
    assert blanked(table.at(LATER).suppress(below=3)) == ""


@pytest.mark.filterwarnings("ignore::dukcapil.errors.CoverageAboveWhole")
def test_more_covered_than_obliged_is_few_too() -> None:
    table = table_of((100, 103), BIG, (800, 400))
    assert blanked(table.suppress(below=5)) == "AC"
    shown = table.suppress(below=3)
    assert blanked(shown) == ""
    assert str(shown).splitlines()[1].split() == ["A", "2020-11-23", "100", "103", "-3", "103.00"]
    above = table_of((100, 103), (100, 104), BIG)
    assert blanked(above.suppress(below=5)) == "AB"
    assert blanked(table_of((100, 103), (200, 190), BIG).suppress(below=5)) == "AB"


def test_a_table_above_the_whole_warns_as_it_is_made_and_not_as_it_is_printed() -> None:
    with pytest.warns(CoverageAboveWhole):
        table = table_of((100, 150), BIG)
    assert str(table.suppress(below=5)).splitlines()[1].endswith("-50  150.00")


# --- both margins, and other tables --------------------------------------------------------


def test_both_margins_are_protected() -> None:
    """A blank row alone, or with another of its kelurahan, is had back from the other margin."""
    pairs = {(k, s): (90 + 10 * k, 50) for k in range(3) for s in "mf"} | {(0, "m"): (90, 88)}
    table = CoverageTable.of(
        [(key, DAY, Coverage(obliged=o, covered=c)) for key, (o, c) in pairs.items()],
        dimensions=["kelurahan", "sex"],
    )
    shown = table.suppress(below=5)
    assert {row.key for row in shown if row.coverage is None} == set(
        product((0, 1), "mf")
    )  # the box of fewest people
    alone = table.suppress(below=5, totals=False)
    assert {row.key for row in alone if row.coverage is None} == {(0, "m")}
    # A group of one kelurahan has one margin.
    own = table.suppress(below=5, group=lambda key: key[0])
    assert {row.key for row in own if row.coverage is None} == {(0, "m"), (0, "f")}


def test_a_table_without_a_box_is_blank() -> None:
    sparse = CoverageTable.of(
        [(key, DAY, Coverage(obliged=90, covered=88)) for key in ((1, "m"), (2, "f"))]
    )
    assert all(row.coverage is None for row in sparse.suppress(below=5))


def test_comparing_two_dates_gives_a_blank_row_away() -> None:
    """It is documented: each date is protected by itself, and nothing else is."""
    counts = {DAY: [BIG, (800, 400), (700, 697)], LATER: [BIG, (800, 400), (700, 700)]}
    rows = [row for on, pairs in counts.items() for row in table_of(*pairs, on=on)]
    shown = {(row.key, row.on): row.coverage for row in CoverageTable(rows).suppress(below=5)}
    assert shown["C", DAY] is None
    later = shown["C", LATER]
    handed_over_in_between = 3
    assert later is not None
    assert later.covered - handed_over_in_between == 697


STAGES = [(50, 40, 3, 20, 900), (60, 0, 30, 25, 800), (70, 10, 12, 30, 700)]


def stages_of(*counts: Sequence[int]) -> StageTable[str]:
    return StageTable(
        [StageRow(key="ABC"[place], on=DAY, counts=row) for place, row in enumerate(counts)]
    )


def test_stages_are_blanked_by_cell_and_rows_of_few_as_a_whole() -> None:
    shown = stages_of(*STAGES).suppress(below=5)
    assert [row.cells for row in shown] == [
        (DAY, 1013, 50, 0, 40, None, None, 900),
        (DAY, 915, 60, 0, 0, 30, 25, 800),
        (DAY, 822, 70, 0, 10, None, None, 700),
    ]
    assert [row.cells for row in stages_of(*STAGES).suppress(below=5, totals=False)] == [
        (DAY, 1013, 50, 0, 40, None, None, 900),
        (DAY, 915, 60, 0, 0, 30, 25, 800),
        (DAY, 822, 70, 0, 10, 12, 30, 700),
    ]
    few = stages_of((1, 0, 0, 0, 2), *STAGES[1:]).suppress(below=5)
    assert [row.cells[1] for row in few] == [None, 915, None]
    assert set(few.rows[0].cells[1:]) == {None}
    assert len(few) == 3
    assert pickle.loads(pickle.dumps(few)) == few


def test_flows_that_lead_in_and_out_protect_each_other() -> None:
    city = register(
        *(person(number, date(2003, 6, 1)) for number in range(1, 21)),
        *(person(number, date(1950, 3, 3), died_on=date(2020, 7, 1)) for number in range(1, 4)),
        *(person(number, date(1960, 3, 3)) for number in range(1, 40)),
    )
    year = flows(city, date(2019, 12, 31), date(2020, 12, 31)).suppress(below=5)
    assert [row.cells for row in year] == [
        ("before", 42, None, 0, None),
        (Flow.TURNED_17, None, None, None, None),
        (Flow.DIED, None, None, None, None),
        ("after", 59, None, 0, None),
    ]


@pytest.mark.filterwarnings("ignore::dukcapil.errors.CoverageAboveWhole")
def test_few_obliged_of_many_covered_are_few() -> None:
    assert blanked(table_of((3, 50), (800, 400), (900, 500)).suppress(below=5)) == "AB"


# --- laws ----------------------------------------------------------------------------------

places = st.tuples(st.sampled_from(["a1", "a2", "a3", "a4", "b1", "b2"]), st.sampled_from([DAY]))
counts = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
    lambda pair: Coverage(obliged=max(pair), covered=min(pair))
)
tables = st.dictionaries(places | st.just(("a1", LATER)), counts, min_size=1).map(
    lambda rows: CoverageTable.of((*place, coverage) for place, coverage in rows.items())
)


def is_few(coverages: Iterable[Coverage], below: int) -> bool:
    total = sum(coverages, start=Coverage(obliged=0, covered=0))
    return any(0 < count < below for count in (total.obliged, total.covered, total.gap))


@given(tables, st.integers(2, 9), st.booleans(), st.randoms(use_true_random=False))
def test_nothing_small_is_shown_nor_had_back_from_a_total(
    table: CoverageTable[str], below: int, by_letter: object, random: Random
) -> None:
    group: Callable[[str], str] = (lambda place: place[0]) if by_letter else (lambda _: "all")
    shown = table.suppress(below=below, group=group)
    groups: dict[tuple[date, str], list[tuple[Coverage, Coverage | None]]] = {}
    for row, original in zip(shown.rows, table.rows, strict=True):
        assert (row.key, row.on) == (original.key, original.on)
        members = groups.setdefault((row.on, group(row.key)), [])
        members.append((original.coverage, row.coverage))
    for rows in groups.values():
        hidden = [coverage for coverage, printed in rows if printed is None]
        assert all(printed in {coverage, None} for coverage, printed in rows)
        assert not any(is_few([it], below) for _, it in rows if it is not None)
        assert len(hidden) != 1 or len(rows) == 1
        assert len(hidden) == len(rows) or not is_few(hidden, below)
        assert not hidden or any(is_few([coverage], below) for coverage in hidden)
    shuffled = list(table.rows)
    random.shuffle(shuffled)
    assert CoverageTable(shuffled).suppress(below=below, group=group) == shown


# --- values --------------------------------------------------------------------------------


def test_a_bound_is_2_or_more() -> None:
    table = table_of(BIG)
    assert blanked(table.suppress(below=2)) == ""
    for below in (0, 1):
        with pytest.raises(ValueError, match="below: expected 2 or more"):
            table.suppress(below=below)
    with pytest.raises(InvalidRecord, match=r"suppress\.below: negative"):
        table.suppress(below=-1)
    for wrong in (2.0, True, "5", None):
        with pytest.raises(TypeError, match=r"suppress\.below: expected int"):
            table.suppress(below=wrong)  # type: ignore[arg-type]


def test_nothing_is_no_harm() -> None:
    empty = CoverageTable[str]([]).suppress(below=5)
    assert len(empty) == 0
    assert str(empty) == "place  date  obliged  covered  gap  %"


def test_blanks_are_empty_in_text_and_in_html() -> None:
    shown = table_of((3, 1), (1500, 1400), (9, 4), (0, 0)).suppress(below=5)
    assert str(shown).splitlines() == [
        "place        date  obliged  covered  gap      %",
        "A      2020-11-23",
        "B      2020-11-23    1,500    1,400  100  93.33",
        "C      2020-11-23",
        "D      2020-11-23        0        0    0",
    ]
    html = re.sub(" style=[^>]*", "", shown._repr_html_())
    assert "<td>A</td><td>2020-11-23</td><td></td>" in html
    assert "<td>1,400</td>" in html
    assert shown.to_dicts()[0] | {"place": "A"} == {
        "place": "A",
        "date": "2020-11-23",
        "obliged": None,
        "covered": None,
        "gap": None,
        "percent": None,
    }
    nobody = table_of((0, 0)).suppress(below=5)
    assert str(nobody).splitlines()[1].split() == ["A", "2020-11-23", "0", "0", "0"]
    assert pickle.loads(pickle.dumps(shown)) == shown


@pytest.mark.parametrize(
    "make",
    [
        lambda: SuppressedTable(["A"]),  # type: ignore[arg-type]
        lambda: SuppressedTable(table_of(BIG).rows),  # type: ignore[arg-type]
        lambda: SuppressedRow(key="A", on=datetime(2020, 1, 1), coverage=None),  # noqa: DTZ001
        lambda: SuppressedRow(key="A", on=DAY, coverage=0.5),  # type: ignore[arg-type]
        lambda: SuppressedCounts(["A"], columns=()),  # type: ignore[arg-type]
        lambda: table_of(BIG).suppress(below=5, totals=1),  # type: ignore[arg-type]
    ],
)
def test_parts_are_checked(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()
