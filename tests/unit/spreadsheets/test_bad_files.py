"""Files that are none, claim too much or are nearly empty: one sentence, and bounded memory."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.office_files import open_document, sheet_xml

from dukcapil.errors import InvalidWorkbook
from dukcapil.spreadsheets import read

pytest.importorskip("python_calamine", reason="python-calamine comes with the extra `excel`")

TABLE = (
    '<row r="1"><c r="A1" t="str"><v>NO</v></c><c r="B1" t="str"><v>NIK</v></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>3275994105030001</v></c></row>'
)
LAST = 1_048_576
NEARLY_EMPTY = {
    "rows": "".join(f'<row r="{row}"/>' for row in range(3, LAST + 1)),
    "cells": "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, LAST + 1)),
    "columns": "".join(f'<row r="{row}"><c r="XFD{row}" s="0"/></row>' for row in range(3, 2_000)),
}
WITHIN_A_GIGABYTE = """
import resource, sys
from dukcapil.spreadsheets import read
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
for path in sys.argv[1:]:
    print(*(row.number for row in read(path).rows))
"""


def test_a_million_empty_rows_take_no_memory(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    paths = [
        sheet_xml(tmp_path / f"{name}.xlsx", f"<sheetData>{TABLE}{rows}</sheetData>")
        for name, rows in NEARLY_EMPTY.items()
    ]
    claim = f'<dimension ref="A1:XFD{LAST}"/><sheetData>{TABLE}</sheetData>'
    merged = f'<mergeCells count="1"><mergeCell ref="A3:XFD{LAST}"/></mergeCells>'
    paths += [
        sheet_xml(tmp_path / "claim.xlsx", claim),
        sheet_xml(tmp_path / "merged.xlsx", f"<sheetData>{TABLE}</sheetData>{merged}"),
        tmp_path / "empty.csv",
        open_document(
            tmp_path / "a.ods",
            [["NO", "NIK"], ["1", "2"]],
            below=f'<table:table-row table:number-rows-repeated="{LAST - 2}"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>',
        ),
    ]
    (tmp_path / "empty.csv").write_text("NO,NIK\n1,2\n" + ",\n" * LAST)
    done = subprocess.run(
        [sys.executable, "-c", WITHIN_A_GIGABYTE, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["2"] * len(paths)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("A99999999", "99,999,999 rows and 2 columns"),
        ("ZZZZZ3", "3 rows and 12,356,630 columns"),
        (f"AZ{LAST}", "1,048,576 rows and 52 columns"),
    ],
)
def test_cells_far_away_are_refused_before_they_are_held(
    tmp_path: Path, cell: str, found: str
) -> None:
    row = f'<row r="3"><c r="{cell}"><v>1</v></c></row>'
    path = sheet_xml(tmp_path / "a.xlsx", f"<sheetData>{TABLE}{row}</sheetData>")
    with pytest.raises(InvalidWorkbook, match=f"used range of {found}"):
        read(path)


def test_a_part_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dukcapil.spreadsheets._workbook._LARGEST_PART", 1 << 20)
    path = sheet_xml(tmp_path / "a.xlsx", f"<sheetData>{TABLE}</sheetData>")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(1_500_000))
    with pytest.raises(InvalidWorkbook, match=r"a part of 1,500,000 bytes when it is unpacked"):
        read(path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04", "a workbook or another archive"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "an old or encrypted workbook"),
        (b"%PDF-1.4\n1 0 obj", "a PDF file"),
    ],
)
def test_another_file_with_the_ending_of_text(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidWorkbook, match=f"^a.csv: {kind}, not text; give it the ending"):
        read(path)
