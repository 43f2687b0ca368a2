"""Files with changed, lost, repeated and added bytes are read or refused, by the one error."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

from dukcapil import parse_residents, serial
from dukcapil.errors import InvalidJSON, InvalidRecord, InvalidWorkbook
from dukcapil.spreadsheets import Row, read_all
from dukcapil.testing import synthetic_city

NIK_TEXT, NAME = "3275994105030001", "Siti Aminah Wulandari"
HEADINGS = ("NIK", "NAMA", "TGL LAHIR", "JENIS KELAMIN", "KODE WILAYAH")
ROWS = [(f"327599410503{serial:04}", NAME, "01-05-2003", "P", "32.75.01") for serial in range(1, 9)]
DAY = date(2021, 1, 1)


def damaged(content: bytes, luck: Random) -> bytes:
    """One to three changes of some bytes, as disks, transfers and editors make them."""
    for _ in range(luck.randint(1, 3)):
        at, size = luck.randrange(len(content) + 1), luck.choice((1, 1, 2, 8, 64))
        before, piece, after = content[:at], content[at : at + size], content[at + size :]
        content = luck.choice(
            (
                before,  # broken off
                before + after,  # lost
                before + piece + piece + after,  # repeated
                before + luck.randbytes(len(piece)) + after,  # overwritten
                before + bytes(size) + piece + after,  # added
                before + bytes(one ^ 1 << luck.randrange(8) for one in piece) + after,  # flipped
            )
        )
    return content


def each(content: bytes, ask: Callable[[bytes], object], refusal: type[Exception]) -> int:
    """Ask for damaged files, and return how many were refused."""
    luck, refused = Random(20201123), 0  # noqa: S311  the same files each time
    for _ in range(10 * settings().max_examples):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ask(damaged(content, luck))
        except refusal as error:
            refused += 1
            check_silent(error)
    return refused


def check_silent(error: BaseException) -> None:
    shown = f"{error} {error!r} {vars(error)} {error.__cause__} {error.__context__}"
    assert NIK_TEXT not in shown
    assert "Aminah" not in shown


def reads(path: Path) -> Callable[[bytes], object]:
    """Return a function that writes a file and reads the people of each sheet."""

    def read(content: bytes) -> object:
        path.write_bytes(content)
        return [people(list(sheet.rows)) for sheet in read_all(path)]

    return read


def people(rows: list[Row]) -> object:
    """Read rows whose headings may be gone, which is an error of its own kind."""
    try:
        return parse_residents(rows, on=DAY)
    except (ExceptionGroup, InvalidRecord) as error:
        check_silent(error)
        return None


def test_csv_files(tmp_path: Path) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([HEADINGS, *ROWS])
    content = file.getvalue().encode()
    path = tmp_path / "warga.csv"
    path.write_bytes(content)
    [sheet] = read_all(path)
    assert [row["NIK"] for row in sheet.rows] == [row[0] for row in ROWS]
    each(content, reads(path), InvalidWorkbook)


def test_workbooks(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "warga.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Warga")
        for number, row in enumerate([HEADINGS, *ROWS]):
            sheet.write_row(number, 0, row)
    assert each(path.read_bytes(), reads(path), InvalidWorkbook)


def test_documents_of_json() -> None:
    resident = next(iter(synthetic_city(1, seed=3)))
    content = serial.to_json(resident).encode()
    assert serial.from_json(content.decode()) == resident

    def read(content: bytes) -> object:
        return serial.from_json(content.decode(errors="surrogateescape"))

    assert each(content, read, InvalidJSON)
