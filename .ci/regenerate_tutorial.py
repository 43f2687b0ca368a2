"""Make the workbook that the tutorial reads, and the picture that its lines draw.

Run it from the root of the repository, with the extras `excel` and `plots` installed. All people
are synthetic.
"""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import xlsxwriter

from dukcapil import RegionCode
from dukcapil.testing import synthetic_city

FOLDER = Path("docs/assets/tutorial")
PAGE = Path("docs/tutorial.md")
DAY = date(2020, 12, 31)
HEADINGS = [
    "NIK",
    "NAMA",
    "TGL_LHR",
    "JENIS_KELAMIN",
    "KODE_WILAYAH",
    "TANGGAL_KAWIN",
    "STATUS_KTP",
]
SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "tutorial", "font.size": 12.5}


def main() -> None:
    """Write both files."""
    write_workbook(FOLDER / "penduduk.xlsx")
    mpl.use("Agg")
    mpl.rcParams.update(SETTINGS)
    draw(FOLDER / "cakupan.svg")


def write_workbook(path: Path) -> None:
    """Write one row for each inhabitant, as an office would."""
    city = synthetic_city(700, seed=4)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001  the same bytes
        sheet = book.add_worksheet("Penduduk")
        days = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write(0, 0, "DATA PENDUDUK KOTA BEKASI (CONTOH)")
        sheet.write_row(2, 0, HEADINGS)
        row = 3
        for resident in city.residents:
            stay = resident.residence(on=DAY)
            if stay is None or stay.region not in RegionCode("32.75"):
                continue
            if resident.birth_date not in resident.nik.birth_dates(not_after=DAY):
                continue  # whose birth date was corrected
            sheet.write_row(row, 0, [str(resident.nik), f"Contoh {row - 2}"])
            sheet.write_datetime(row, 2, resident.birth_date, days)
            sheet.write_row(row, 3, ["LP"[resident.sex.value == "female"], str(stay.region)])
            if resident.first_married_on is not None:
                sheet.write_datetime(row, 5, resident.first_married_on, days)
            sheet.write(row, 6, city.standing(resident.nik, on=DAY).status.value)
            row += 1
        sheet.write_row(row, 0, ["0", f"Contoh {row - 2}"])
        sheet.write_datetime(row, 2, date(1999, 8, 17), days)
        sheet.write_row(row, 3, ["L", "32.75.07"])
        sheet.write(row, 6, "UNREGISTERED")
        sheet.set_column(0, len(HEADINGS) - 1, 18)


def draw(path: Path) -> None:
    """Run the first lines of the page, up to the picture, and save the axes as SVG."""
    page = PAGE.read_text("utf-8").partition("![")[0]
    code = "".join(
        f"{line[4:]}\n"
        for block in re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
        if line[:4] in {">>> ", "... "}
    )
    lines: dict[str, Any] = {}
    root = Path.cwd()
    os.chdir(FOLDER)
    try:
        exec(code, lines)  # noqa: S102  the project's own page
    finally:
        Path("cakupan.png").unlink(missing_ok=True)
        os.chdir(root)
    lines["axes"].figure.savefig(path, metadata={"Date": None})
    text = re.sub(r"[ \t]+$", "", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
