"""Office files with the usual deformities, made by openpyxl or by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

Cells = Sequence[Any]
"""Rows, with cells of any type."""

_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Mei">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def workbook(
    path: Path,
    sheets: Mapping[str, Cells],
    *,
    merged: Sequence[str] = (),
    change: Callable[[Any], object] | None = None,
) -> Path:
    """Write rows of cells to the sheets of an .xlsx file, with merged cells on each of them."""
    openpyxl: Any = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    if change is not None:
        change(book)
    book.save(path)
    return path


def open_document(path: Path, rows: Cells, *, below: str = "") -> Path:
    """Write rows of text to the one sheet of an .ods file, and XML below them."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0"/>',
        )
        archive.writestr("content.xml", _ODS.format(rows=cells + below))
    return path


def sheet_xml(path: Path, xml: str) -> Path:
    """Write an .xlsx file whose one sheet is the given XML, as no office program writes it."""
    kinds = "http://schemas.openxmlformats.org"
    office = f"{kinds}/officeDocument/2006/relationships"
    main = f"{kinds}/spreadsheetml/2006/main"
    relations = f"{kinds}/package/2006/relationships"
    with ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types xmlns="{kinds}/package/2006/content-types"/>'
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Mei" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}">{xml}</worksheet>')
    return path
