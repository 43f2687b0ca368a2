"""Properties of `parse_residents` for any cells."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from support.office_rows import FULL_ROW, REQUIRED, TODAY, Row

from dukcapil import NIK, DukcapilWarning, parse_residents
from dukcapil.errors import Fault
from dukcapil.residents import Parsed

# --- whatever the cells are ------------------------------------------------------------------

ANYTHING = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=20),
    st.decimals(),
    st.lists(st.text(max_size=5), max_size=2),
)
PLAUSIBLE = {
    "nik": st.sampled_from(["3275994105030001", "3275990105030001", "3275992902040002", "0"]),
    "birth_date": st.sampled_from(["01-05-2003", "29/02/2004", "2020-11-23", date(1950, 1, 1)]),
    "sex": st.sampled_from(["L", "P", "x"]),
    "region": st.sampled_from(["32.75.01", "327599", "91.01.01", "3275010"]),
    "name": st.text(max_size=5),
    "resident_since": st.dates(date(2000, 1, 1), date(2021, 1, 1)),
    "marital_status": st.sampled_from(["KAWIN", "BELUM KAWIN", "CERAI MATI", ""]),
    "first_married_on": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.just(""),
    "citizenship": st.sampled_from(["WNI", "WNA"]),
    "permit_since": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.none(),
    "permit_until": st.dates(date(2000, 1, 1), date(2030, 1, 1)) | st.none(),
    "died_on": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.none(),
    "left_on": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.none(),
    "status": st.sampled_from(["HIDUP", "MATI", "PINDAH", "HILANG", ""]),
    "status_since": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.none(),
    "birthplace_and_date": st.sampled_from(["Bekasi, 1 Mei 2003", "Bekasi, 2003", "Bekasi", ""]),
    "kecamatan_code": st.sampled_from(["32.75.01", 327501, "12", ""]),
    "province_number": st.sampled_from([32, "32", 91, ""]),
    "kab_kota_number": st.sampled_from([75, "75", 0, ""]),
}
CELLS: dict[str, st.SearchStrategy[object]] = {
    field: plausible | plausible | plausible | ANYTHING for field, plausible in PLAUSIBLE.items()
}
ROWS = st.fixed_dictionaries(
    {field: CELLS[field] for field in REQUIRED},
    optional={field: cells for field, cells in CELLS.items() if field not in REQUIRED},
)
SENTENCES = {f"{fault}; {fault.advice}" for fault in Fault}


def read_quietly(rows: Iterable[Mapping[str, object]]) -> Parsed:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DukcapilWarning)
        return parse_residents(rows, on=TODAY)


@given(st.lists(ROWS, max_size=6))
def test_every_row_is_either_read_or_has_a_problem_and_never_both(rows: list[Row]) -> None:
    parsed = read_quietly(rows)
    refused = {found.row for found in parsed.problems}
    assert refused <= set(range(1, len(rows) + 1))
    assert len(parsed.residents) == len(rows) - len(refused)
    assert not refused & {found.row for found in parsed.remarks}


@given(st.lists(ROWS, max_size=6))
def test_a_problem_is_made_of_row_field_and_fault_alone(rows: list[Row]) -> None:
    parsed = read_quietly(rows)
    for found in (*parsed.problems, *parsed.remarks):
        place, _, sentence = str(found).partition(": ")
        assert place in {f"rows[{found.row}].{field}" for field in PLAUSIBLE}
        if found.other:
            assert found.reason is Fault.CONTRADICTION
            assert found.other in PLAUSIBLE
            sentence = sentence.replace(f"contradicts {found.other}", Fault.CONTRADICTION)
        assert sentence in SENTENCES


@given(st.lists(ROWS, max_size=6))
def test_the_residents_keep_the_order_and_the_niks_of_their_rows(rows: list[Row]) -> None:
    parsed = read_quietly(rows)
    refused = {found.row for found in parsed.problems}
    niks = [cells["nik"] for number, cells in enumerate(rows, 1) if number not in refused]
    assert [resident.nik for resident in parsed.residents] == [
        NIK.parse(nik) for nik in niks if isinstance(nik, str)
    ]


@given(st.lists(ROWS, max_size=6), st.data())
def test_the_order_of_the_rows_changes_no_answer(rows: list[Row], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    straight, mixed = read_quietly(rows), read_quietly([rows[index] for index in order])
    assert set(straight.residents) == set(mixed.residents)
    for one, other in (
        (straight.problems, mixed.problems),
        (straight.remarks, mixed.remarks),
    ):
        assert Counter((f.row - 1, f.column, f.reason) for f in one) == Counter(
            (order[f.row - 1], f.column, f.reason) for f in other
        )


MARKED = st.text(max_size=6).map(lambda text: f"{text}QZX{text}")


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FULL_ROW, MARKED)), min_size=1, max_size=3))
def test_no_message_holds_the_text_of_a_cell_or_an_unknown_heading(rows: list[Row]) -> None:
    marked = [{**cells, "QZXheading": "QZX"} for cells in rows]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        parsed = parse_residents(marked, on=TODAY)
    shown = [repr(parsed), str(parsed), parsed._repr_html_()]
    shown += [str(entry.message) for entry in caught]
    shown += [text for found in parsed.problems for text in (str(found), repr(found))]
    assert caught
    assert parsed.problems
    assert "QZX" not in "\n".join(shown)
