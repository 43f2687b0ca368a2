"""Draw the workbook of faults that a how-to shows: `docs/assets/faults.svg`.

The cells are those that `write_problems` makes of `examples/office/penduduk.xlsx`, and the marks
are its own; nothing is drawn that is not in the file. Columns between the ones shown are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from dukcapil import parse_residents
from dukcapil.spreadsheets import read_all, write_problems

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/assets/faults.svg"
SHOWN = {  # columns and their widths in characters
    "baris": 6,
    "NIK": 18,
    "NAMA": 24,
    "JENIS KELAMIN": 15,
    "TANGGAL LAHIR": 25,
    "\N{HORIZONTAL ELLIPSIS}": 4,
    "kesalahan": 62,
}
CHARACTER, LINE, MARGIN = 7.4, 17, 6
MARK, HEAD, GRID = "#FCE4D6", "#F0F0F0", "#C8C8C8"


def fault_rows() -> tuple[str, list[list[str]]]:
    """Return the name of the first sheet of the workbook of faults, and its cells as shown."""
    sheets = read_all(ROOT / "examples/office/penduduk.xlsx")
    rows = [row for sheet in sheets for row in sheet.rows]
    parsed = parse_residents(rows, on=date(2020, 12, 31), columns={"NO": None})
    with TemporaryDirectory() as folder:
        path = Path(folder, "faults.xlsx")
        write_problems(path, sheets, parsed.problems, language="id")
        made = read_all(path)[0]
    return made.name, [[shown(row.get(column, "")) for column in SHOWN] for row in made.rows]


def shown(cell: object) -> str:
    """Return a cell as an Indonesian office program shows it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    return f"{cell:.5E}".replace(".", ",") if isinstance(cell, float) else str(cell)


def picture(name: str, rows: Sequence[Sequence[str]]) -> str:
    """Return the sheet as SVG."""
    widths = [MARGIN * 2 + CHARACTER * width for width in SHOWN.values()]
    lines = [
        [wrapped(text, width) for text, width in zip(row, SHOWN.values(), strict=True)]
        for row in rows
    ]
    heads = [[heading] for heading in SHOWN]
    parts: list[str] = []
    top = 0.0
    for row in [heads, *lines]:
        height = MARGIN + LINE * max(map(len, row))
        colour = HEAD if row is heads else MARK if any(row[-1]) else "#FFFFFF"
        parts += drawn_row(row, widths, top, height, colour, is_bold=row is heads)
        top += height
    parts.append(
        f'<text x="{MARGIN}" y="{top + LINE:.0f}" font-weight="bold">{escape(name)}</text>'
    )
    size = f"{sum(widths):.0f} {top + LINE + MARGIN:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" '
        'font-family="Carlito, Calibri, Arial, sans-serif" font-size="13" fill="#202020">\n'
        "<title>The workbook of faults: the rows of the office, with their faults</title>\n"
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>\n{"".join(parts)}</svg>\n'
    )


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a cell; a long line goes on in the next one."""
    lines = [""]
    for part in text.split("\n"):
        for word in part.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            lines[-1:] = [longer] if len(longer) <= width else [lines[-1], word]
        lines.append("")
    return lines[:-1]


def drawn_row(  # noqa: PLR0913, PLR0917  a row, where it stands, and how it looks
    row: Sequence[Sequence[str]],
    widths: Sequence[float],
    top: float,
    height: float,
    colour: str,
    is_bold: bool,  # noqa: FBT001
) -> Iterator[str]:
    """Yield the cells of a row."""
    left = 0.0
    weight = ' font-weight="bold"' if is_bold else ""
    for cell, width in zip(row, widths, strict=True):
        yield (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{colour}" stroke="{GRID}"/>\n'
        )
        for number, line in enumerate(cell, start=1):
            if line:
                y = top + LINE * number - 2
                yield f'<text x="{left + MARGIN:.1f}" y="{y:.1f}"{weight}>{escape(line)}</text>\n'
        left += width


if __name__ == "__main__":
    PICTURE.write_text(picture(*fault_rows()), encoding="utf-8")
