"""What is written is read again, and what is read names its row."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil.residents import Problems
from dukcapil.spreadsheets import Row, Sheet, read, write_problems

pytest.importorskip("python_calamine", reason="python-calamine comes with the extra `excel`")
pytest.importorskip("xlsxwriter", reason="XlsxWriter comes with the extra `excel`")

DAYS = st.dates(min_value=date(1900, 3, 1))
NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1)
MOMENTS = st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001  spreadsheets have no zones
    lambda moment: moment.replace(hour=8, microsecond=0)
)
TEXTS = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30
).filter(str.strip)
CELLS = st.one_of(st.none(), TEXTS, NUMBERS, DAYS, MOMENTS, st.booleans())


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1))
def test_cells_come_back_as_they_were(rows: list[tuple[object, ...]]) -> None:
    headings = ("NIK", "TGL", "KET")
    positions = {heading: position for position, heading in enumerate(headings)}
    sheet = Sheet(
        source="a.csv",
        name="Mei",
        headings=headings,
        heading_rows=(1, 1),
        rows=tuple(
            Row(source="a.csv", sheet="Mei", number=number, positions=positions, cells=cells)
            for number, cells in enumerate(rows, start=2)
        ),
        remarks=Problems([]),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        write_problems(path, sheet, [])
        back = read(path, heading=1).rows
    assert [row["row"] for row in back] == [row.number for row in back]
    assert [tuple(row[heading] for heading in headings) for row in back] == rows
    types = [[type(row[heading]) for heading in headings] for row in back]
    assert types == [[type(cell) for cell in cells] for cells in rows]
