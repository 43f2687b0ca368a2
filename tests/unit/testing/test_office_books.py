"""Office books: the truth, what offices did to it, and the files."""

from __future__ import annotations

import csv
import io
import pickle
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from dukcapil import InvalidRecord, Month, Sex
from dukcapil.blanko import Distributed, Received
from dukcapil.errors import MissingExtra
from dukcapil.residents import PermanentForeigner
from dukcapil.spreadsheets import NoValue
from dukcapil.testing import (
    Deformity,
    OfficeBook,
    OfficeSheet,
    as_csv,
    as_xlsx,
    dkb_table,
    print_log,
    residents_export,
    stock_card,
)

Make = Callable[..., OfficeBook[Any]]
MAKERS: list[Make] = [residents_export, stock_card, print_log, dkb_table]
EVERY = pytest.mark.parametrize("make", MAKERS)
PLAIN: dict[Make, OfficeSheet] = {make: make(seed=5).sheets[0] for make in MAKERS}


def cells(sheet: OfficeSheet) -> list[object]:
    return [cell for line in sheet.lines for cell in line.cells]


class TestTruth:
    """What plain books tell."""

    @EVERY
    def test_the_same_arguments_give_the_same_book(self, make: Make) -> None:
        book = make(seed=7, deformities=Deformity)
        assert book == make(seed=7, deformities=reversed(Deformity))
        assert book != make(seed=8, deformities=Deformity)
        assert pickle.loads(pickle.dumps(book)) == book

    @EVERY
    def test_every_record_has_one_line_and_plain_lines_are_clear(self, make: Make) -> None:
        book = make(seed=2)
        lines = [line for sheet in book.sheets for line in sheet.lines]
        records = [line.record for line in lines if line.record is not None]
        assert records == list(range(len(book.truth)))
        assert all(line.is_clear for line in lines)
        assert book.clear() == book.truth
        assert book.unclear() == ()

    def test_residents_are_of_all_kinds(self) -> None:
        people = residents_export(seed=1, people=200, kelurahan=2).truth
        assert {one.sex for one in people} == set(Sex)
        assert {str(one.residences[0].region) for one in people} == {
            "32.75.01.1001",
            "32.75.01.1002",
        }
        assert any(type(one.citizenship) is PermanentForeigner for one in people)
        assert any(one.died_on for one in people)
        assert {one.residences[0].ended_by is None for one in people} == {True, False}
        assert {one.first_married_on is None for one in people} == {True, False}
        assert not any(one.nik_disagreements() for one in people)

    def test_a_stock_card_never_goes_below_zero_and_its_sums_agree(self) -> None:
        months = Month.range(Month(2020, 1), Month(2020, 4))
        card = stock_card(seed=3, movements=50, months=months, opening=10)
        assert [sheet.name for sheet in card.sheets] == [
            "Januari 2020",
            "Februari 2020",
            "Maret 2020",
        ]
        on_hand = 10
        for sheet in card.sheets:
            opening, *lines = sheet.lines
            assert opening.cells[4] == on_hand
            came, went = (
                sum(of for line in lines if isinstance(of := line.cells[place], int))
                for place in (2, 3)
            )
            assert sheet.sums[2:4] == (came, went)
            on_hand += came - went
            assert lines[-1].cells[4] == on_hand
        assert all(isinstance(line.cells[4], int) and line.cells[4] >= 0 for line in lines)
        assert {one.kind is Distributed for one in card.truth if one.point} == {True}
        assert any(one.kind is Received for one in card.truth)

    def test_dkb_figures_agree(self) -> None:
        table = dkb_table(seed=1, kelurahan=3)
        lines = [line.cells[2:17] for line in table.sheets[0].lines]
        for of_line in lines:
            for men, women, both in zip(*[iter(of_line)] * 3, strict=True):
                assert isinstance(men, int)
                assert isinstance(women, int)
                assert men + women == both
        assert lines[0] == tuple(map(sum, zip(*lines[1:], strict=True)))
        assert table.sheets[0].sums[2:17] == lines[0]

    def test_nobody_in_a_kelurahan_has_no_percentage(self) -> None:
        sheet = dkb_table(seed=1, kelurahan=0).sheets[0]
        assert sheet.lines[0].cells[-1] is None

    @pytest.mark.parametrize(
        ("make", "arguments"),
        [
            (residents_export, {"people": -1}),
            (residents_export, {"kelurahan": -1}),
            (stock_card, {"movements": -1}),
            (stock_card, {"opening": -1}),
            (print_log, {"days": -1}),
            (dkb_table, {"kelurahan": -1}),
        ],
    )
    def test_negative_sizes_are_refused(self, make: Make, arguments: dict[str, int]) -> None:
        with pytest.raises(InvalidRecord, match=f"{next(iter(arguments))}: negative"):
            make(seed=1, **arguments)

    def test_types_are_checked(self) -> None:
        with pytest.raises(TypeError, match="on: expected date"):
            residents_export(seed=1, on=datetime(2020, 1, 1))  # noqa: DTZ001
        with pytest.raises(TypeError, match="months: expected Month"):
            print_log(seed=1, months=(date(2020, 1, 1),))  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="Sample larger"):
            print_log(seed=1, days=29)


class TestDeformities:
    """What offices do to plain sheets."""

    @pytest.mark.parametrize("deformity", Deformity)
    def test_each_changes_a_book_and_not_its_truth(self, deformity: Deformity) -> None:
        changed = {make: make(seed=5, deformities=[deformity]) for make in MAKERS}
        assert any(book.sheets != (PLAIN[make],) for make, book in changed.items())
        for make, book in changed.items():
            assert book.truth == make(seed=5).truth
        is_unclear = any(book.unclear() for book in changed.values())
        assert is_unclear is not deformity.is_clear

    def test_every_second_meaning_is_marked(self) -> None:
        book = residents_export(
            seed=1, deformities=[Deformity.ROUNDED_NIKS, Deformity.SUMS, Deformity.TITLES]
        )
        (sheet,) = book.sheets
        rounded = {(sheet.name, row) for row, line in sheet.numbered if type(line.cells[0]) is int}
        assert rounded == set(book.unclear())
        assert 0 < len(rounded) < len(book.truth)
        assert len(book.clear()) + len(rounded) == len(book.truth)

    def test_numbers_of_rows_are_those_of_the_file(self) -> None:
        asked = [Deformity.TITLES, Deformity.TWO_LINE_HEADINGS, Deformity.COLUMN_NUMBERS]
        (sheet,) = dkb_table(seed=1, deformities=[*asked, Deformity.RUNNING_NUMBERS]).sheets
        grid = list(sheet.grid())
        for row, line in sheet.numbered:
            assert grid[row - 1] == line.cells
        assert grid[sheet.numbered[0][0] - 2][:2] == ("(1)", "(2)")
        assert sheet.rows[1]["NO"] == 1

    def test_groups_have_merged_headings(self) -> None:
        (sheet,) = stock_card(seed=1, deformities=[Deformity.TWO_LINE_HEADINGS]).sheets
        upper, lower, *_ = sheet.grid()
        assert upper[1:] == ("Uraian", "JUMLAH BLANGKO", None, None, "Ket.")
        assert lower == (None, None, "MASUK", "KELUAR", "SISA", None)
        assert set(sheet.merged()) == {
            *((0, column, 1, column) for column in (0, 1, 5)),
            (0, 2, 0, 4),
        }

    def test_a_group_of_one_column_is_not_merged(self) -> None:
        sheet = PLAIN[stock_card]
        one = OfficeSheet(
            name="a", columns=sheet.columns[2:3], lines=(), has_two_lines=True, titles=("x",)
        )
        assert list(one.merged()) == []
        assert list(one.grid()) == [("x",), ("JUMLAH BLANGKO",), ("MASUK",)]

    def test_a_hidden_sheet_is_no_visible_one(self) -> None:
        book = print_log(seed=1, deformities=[Deformity.HIDDEN_SHEET])
        assert [sheet.is_hidden for sheet in book.sheets] == [False, True]
        assert book.visible == book.sheets[:1]

    def test_reprs_show_no_cells(self) -> None:
        book = residents_export(seed=1, people=1)
        (sheet,) = book.sheets
        assert repr(book) == "OfficeBook(sheets=1, records=1)"
        assert repr(sheet) == "OfficeSheet(name='Bekasijaya', columns=13, lines=1)"
        assert repr(sheet.lines[0]) == "OfficeLine(record=0, is_clear=True)"


class TestFiles:
    """Books as files."""

    @EVERY
    def test_the_same_book_has_the_same_bytes(self, make: Make) -> None:
        pytest.importorskip("xlsxwriter")
        book = make(seed=3, deformities=Deformity)
        assert as_xlsx(book) == as_xlsx(make(seed=3, deformities=Deformity))

    def test_without_xlsxwriter_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "xlsxwriter", None)
        with pytest.raises(MissingExtra, match="excel"):
            as_xlsx(dkb_table(seed=1))

    def test_csv_has_text_as_office_programs_write_it(self) -> None:
        asked = [Deformity.UNCOMPUTED, Deformity.ROUNDED_NIKS, Deformity.MIDNIGHTS]
        (sheet,) = residents_export(seed=2, deformities=asked).sheets
        rows = list(csv.reader(io.StringIO(as_csv(sheet, encoding="cp1252").decode("cp1252"))))
        for line, row in zip(sheet.lines, rows[1:], strict=True):
            for cell, text in zip(line.cells, row, strict=True):
                if cell is NoValue.FORMULA:
                    assert text == "#NAME?"
                elif isinstance(cell, int) and cell > 10**15:
                    assert text == f"{cell // 10**15},{cell // 10**10 % 10**5:05}E+15"
                elif type(cell) is date:
                    assert text == cell.strftime("%d/%m/%Y")
                else:
                    assert text == ("" if cell is None else str(cell))
        assert {type(cell) for cell in cells(sheet)} >= {NoValue, int, date, datetime}

    def test_files_of_something_else_are_refused(self) -> None:
        with pytest.raises(TypeError, match=r"as_xlsx\.book: expected OfficeBook"):
            as_xlsx(PLAIN[dkb_table])  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"as_csv\.sheet: expected OfficeSheet"):
            as_csv(dkb_table(seed=1))  # type: ignore[arg-type]
        with pytest.raises(UnicodeEncodeError):
            as_csv(stock_card(seed=1, deformities=Deformity).sheets[0], encoding="ascii")
