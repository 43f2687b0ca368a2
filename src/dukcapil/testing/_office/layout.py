"""Surroundings of the lines of a sheet: titles, headings, blank lines, sums, signatures."""

from __future__ import annotations

from random import Random
from typing import Final

import attrs

from dukcapil.testing._office.sheets import OfficeColumn, OfficeLine, OfficeSheet

__all__ = [
    "HIDDEN",
    "with_blank_lines",
    "with_column_numbers",
    "with_other_headings",
    "with_running_numbers",
    "with_signatures",
    "with_sums",
    "with_titles",
    "with_two_lines",
]

_TITLES: Final = ("PEMERINTAH KOTA CONTOH", "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL")
_SIGNATURES: Final = (
    *("Contoh, 4 Januari 2021", "Mengetahui,", "Kepala Dinas,", ""),
    *("Drs. H. Contoh, M.Si", "NIP. 000000000000000000"),
)
HIDDEN: Final = OfficeSheet(
    name="Kode",
    columns=(
        OfficeColumn(heading="KODE", kind="text"),
        OfficeColumn(heading="URAIAN", kind="text"),
    ),
    lines=(OfficeLine(cells=("1", "LAKI-LAKI")), OfficeLine(cells=("2", "PEREMPUAN"))),
    is_hidden=True,
)
"""A list of codes that a drop-down takes its words from."""


def with_titles(sheet: OfficeSheet, rng: Random) -> OfficeSheet:
    """Put titles above the headings, and perhaps a blank line."""
    own = f"DAFTAR {sheet.name.upper()}"
    return attrs.evolve(sheet, titles=(*_TITLES, own, *rng.choice(((), ("",)))))


def with_two_lines(sheet: OfficeSheet, _: Random) -> OfficeSheet:
    """Write the headings of groups over them, where there are groups."""
    return attrs.evolve(sheet, has_two_lines=any(column.group for column in sheet.columns))


def with_other_headings(sheet: OfficeSheet, rng: Random) -> OfficeSheet:
    """Choose other usual headings."""
    columns = tuple(
        attrs.evolve(column, heading=rng.choice((column.heading, *column.headings)))
        for column in sheet.columns
    )
    return attrs.evolve(sheet, columns=columns)


def with_column_numbers(sheet: OfficeSheet, _: Random) -> OfficeSheet:
    """Number the columns below the headings, in brackets."""
    return attrs.evolve(sheet, has_numbers=True)


def with_running_numbers(sheet: OfficeSheet, _: Random) -> OfficeSheet:
    """Number the lines that tell something in a first column."""
    number = 0
    lines = []
    for line in sheet.lines:
        number += line.record is not None
        first = None if line.record is None else number
        lines.append(attrs.evolve(line, cells=(first, *line.cells)))
    return attrs.evolve(
        sheet,
        columns=(OfficeColumn(heading="NO", kind="number"), *sheet.columns),
        lines=tuple(lines),
    )


def with_blank_lines(sheet: OfficeSheet, rng: Random) -> OfficeSheet:
    """Put blank lines in between."""
    blank = OfficeLine(cells=(None,) * len(sheet.columns))
    lines: list[OfficeLine] = []
    for line in sheet.lines:
        lines += [blank] * rng.choice((0, 0, 0, 1, 3))
        lines.append(line)
    return attrs.evolve(sheet, lines=tuple(lines))


def with_sums(sheet: OfficeSheet, _: Random) -> OfficeSheet:
    """Put the line of sums below."""
    return attrs.evolve(sheet, lines=(*sheet.lines, OfficeLine(cells=sheet.sums)))


def with_signatures(sheet: OfficeSheet, _: Random) -> OfficeSheet:
    """Put place, date and signatory below, in the last column but one."""
    width = len(sheet.columns)
    column = max(0, width - 2)
    lines = tuple(
        OfficeLine(
            cells=tuple((text or None) if place == column else None for place in range(width))
        )
        for text in ("", *_SIGNATURES)
    )
    return attrs.evolve(sheet, lines=(*sheet.lines, *lines))
