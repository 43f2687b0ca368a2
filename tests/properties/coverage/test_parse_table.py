"""Properties of published tables: what was printed is read, and one wrong number is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import Coverage, RegionCode, Sex
from dukcapil.coverage import ParsedTable, parse_table

DAY = date(2020, 12, 31)
CODES = [RegionCode(f"32.75.99.{number}") for number in range(1001, 1009)]
INDICATORS = {
    "WAJIB KTP": "Jumlah penduduk wajib KTP",
    "REKAM": "sudah melakukan perekaman",
    "BELUM REKAM": "belum melakukan perekaman",
    "KTP": "memiliki KTP-el",
    "BELUM KTP": "belum memiliki KTP-el",
}
SEXES = {"LK": "LAKI-LAKI", "PR": "PEREMPUAN", "JML": "JUMLAH"}
Figures = dict[tuple[str, str], int]
Rows = list[dict[str, object]]


class Counts(NamedTuple):
    """The people of one sex in one kelurahan."""

    recorded: int
    not_recorded: int
    holding: int

    def figures(self) -> dict[str, int]:
        obliged = self.recorded + self.not_recorded
        counts = obliged, self.recorded, self.not_recorded, self.holding, obliged - self.holding
        return dict(zip(INDICATORS, counts, strict=True))


people = st.integers(0, 3_000_000)


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    recorded, not_recorded = draw(people), draw(people)
    return Counts(recorded, not_recorded, draw(st.integers(0, recorded + not_recorded)))


tables = st.dictionaries(st.sampled_from(CODES), st.tuples(counts(), counts()), min_size=1)


def printed(men: Counts, women: Counts) -> Figures:
    """Return the fifteen numbers of a row of the table."""
    male, female = men.figures(), women.figures()
    return {
        (figure, sex): count
        for figure in INDICATORS
        for sex, count in (
            ("LK", male[figure]),
            ("PR", female[figure]),
            ("JML", male[figure] + female[figure]),
        )
    }


def written(count: int, style: int) -> object:
    return [count, str(count), f"{count:,}".replace(",", "."), f"{count} jiwa", float(count)][style]


def wide(table: dict[RegionCode, Figures], style: int) -> Rows:
    return [
        {"KODE": code, **{f"{fig} {sex}": written(n, style) for (fig, sex), n in figures.items()}}
        for code, figures in table.items()
    ]


def long(table: dict[RegionCode, Figures], style: int) -> Rows:
    return [
        {
            "kode_wilayah": code.replace(".", ""),
            "uraian": INDICATORS[figure],
            "jenis_kelamin": SEXES[sex],
            "jumlah": written(count, style),
            "satuan": "ORANG",
            "semester": "II",
            "tahun": DAY.year,
        }
        for code, figures in table.items()
        for (figure, sex), count in figures.items()
    ]


SHAPES = pytest.mark.parametrize("shape", [wide, long])
Shape = Callable[[dict[RegionCode, Figures], int], Rows]
styles = st.integers(0, 4)


def as_tuples(parsed: ParsedTable) -> dict[RegionCode, tuple[Coverage, ...]]:
    return {
        row.key: (
            row.coverage,
            parsed.holding[row.key, DAY],
            *(parsed.recorded_by_sex[(row.key, sex), DAY] for sex in Sex),
            *(parsed.holding_by_sex[(row.key, sex), DAY] for sex in Sex),
        )
        for row in parsed.recorded
    }


@SHAPES
@given(table=tables, style=styles)
def test_a_table_reads_back_exactly(
    shape: Shape, table: dict[RegionCode, tuple[Counts, Counts]], style: int
) -> None:
    rows = shape({code: printed(*sexes) for code, sexes in table.items()}, style)
    parsed = parse_table(rows, on=DAY)
    assert not [*parsed.problems, *parsed.failed_checks]
    expected = {}
    for code, (men, women) in table.items():
        by_sex = {Sex.MALE: men, Sex.FEMALE: women}
        recorded = {
            sex: Coverage(obliged=of.recorded + of.not_recorded, covered=of.recorded)
            for sex, of in by_sex.items()
        }
        holding = {
            sex: Coverage(obliged=of.recorded + of.not_recorded, covered=of.holding)
            for sex, of in by_sex.items()
        }
        expected[code] = (
            recorded[Sex.MALE] + recorded[Sex.FEMALE],
            holding[Sex.MALE] + holding[Sex.FEMALE],
            *(recorded[sex] for sex in Sex),
            *(holding[sex] for sex in Sex),
        )
    assert as_tuples(parsed) == expected


@SHAPES
@pytest.mark.filterwarnings("ignore:.* covered of ")
@given(table=tables, style=styles, data=st.data())
def test_one_wrong_number_is_told(
    shape: Shape,
    table: dict[RegionCode, tuple[Counts, Counts]],
    style: int,
    data: st.DataObject,
) -> None:
    figures = {code: printed(*sexes) for code, sexes in table.items()}
    code = data.draw(st.sampled_from(sorted(figures)))
    cell = data.draw(st.sampled_from(sorted(figures[code])))
    wrong = data.draw(people.filter(lambda count: count != figures[code][cell]))
    figures[code][cell] = wrong
    rows = shape(figures, style)
    parsed = parse_table(rows, on=DAY)
    assert not parsed.problems
    assert any(f"{wrong:,}" in str(one.reason) for one in parsed.failed_checks)
    cells = [set(rows[one.row - 1].values()) for one in parsed.failed_checks]
    assert all({code, code.replace(".", "")} & of_row for of_row in cells)
