# %% [markdown]
# # Workbooks of an office
#
# Three workbooks as offices have them, made with the truth that they tell: an export of residents
# with faults in it, a DKB table, and a stock card of blanks. They lie in `examples/office`; the
# how-tos start from them. Nobody in them is real, and no figure is of a real place: NIKs and codes
# of regions are of kecamatan 32.75.99, which does not exist.

# %%
from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from dukcapil import Month, coverage, parse_residents
from dukcapil.spreadsheets import read, read_all
from dukcapil.testing import (
    Deformity,
    DKBRow,
    OfficeBook,
    as_xlsx,
    dkb_table,
    residents_export,
    stock_card,
)

DAY = date(2020, 12, 31)
LOOK = (
    *(Deformity.TITLES, Deformity.RUNNING_NUMBERS, Deformity.TWO_LINE_HEADINGS),
    *(Deformity.SUMS, Deformity.SIGNATURES, Deformity.HIDDEN_SHEET),
)
HANDS = (
    *(Deformity.MONTH_NAMES, Deformity.TEXT_DATES, Deformity.THOUSANDS),
    *(Deformity.OTHER_WORDS, Deformity.WORDS_FOR_NOTHING, Deformity.BLANK_LINES),
)
FAULTS = (Deformity.ROUNDED_NIKS, Deformity.TWO_DIGIT_YEARS, Deformity.MISSPELT)

# %% [markdown]
# ## The plain sheet, and what the office did to it
#
# Each book is drawn from its seed: first the truth, then the plain sheet that tells it, then what
# hands and systems do to such a sheet. The DKB table has slips of its makers, too.

# %%
RESIDENTS = residents_export(
    seed=2025,
    people=24,
    kelurahan=2,
    on=DAY,
    deformities=[*LOOK[:3], *HANDS, *FAULTS],
)
DKB = dkb_table(seed=8, kelurahan=6, deformities=[*LOOK, Deformity.THOUSANDS])
CARD = stock_card(
    seed=11,
    movements=12,
    months=Month.range(Month(2020, 5), Month(2020, 7)),
    deformities=[*LOOK[:4], *HANDS],
)
SLIPS: dict[tuple[int, str], object] = {
    (2, "REKAM JML"): 40_618,
    (4, "% REKAM"): "96,53",
    (6, "WAJIB KTP LK"): 20_838,
}


def with_slips(book: OfficeBook[DKBRow]) -> OfficeBook[DKBRow]:
    """Return the table with the slips of its makers."""
    sheet, *others = book.sheets
    place_of = {column.heading: place for place, column in enumerate(sheet.columns)}
    lines = [list(line.cells) for line in sheet.lines]
    for (number, heading), cell in SLIPS.items():
        lines[number][place_of[heading]] = cell
    changed = (
        attrs.evolve(line, cells=tuple(cells))
        for line, cells in zip(sheet.lines, lines, strict=True)
    )
    return attrs.evolve(book, sheets=(attrs.evolve(sheet, lines=tuple(changed)), *others))


def make_workbooks(folder: Path) -> None:
    """Write the three workbooks into a folder."""
    books = (RESIDENTS, with_slips(DKB), CARD)
    for name, book in zip(("penduduk", "dkb", "kartu_persediaan"), books, strict=True):
        (folder / f"{name}.xlsx").write_bytes(as_xlsx(book))


# %% [markdown]
# ## Read back
#
# What is read is the truth of the lines of which each cell has one meaning. The others are refused.

# %%
if __name__ == "__main__":
    with TemporaryDirectory() as made:
        make_workbooks(Path(made))
        sheets = read_all(Path(made, "penduduk.xlsx"))
        table = read(Path(made, "dkb.xlsx"))
    rows = [row for sheet in sheets for row in sheet.rows]
    parsed = parse_residents(rows, on=DAY, columns={"NO": None})
    print(parsed)
    print("as in the truth:", parsed.residents == RESIDENTS.clear())
    figures = coverage.parse_table(table.rows, on=DAY)
    for problem in (*figures.failed_checks, *figures.problems):
        print(problem)
