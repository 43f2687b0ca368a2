"""Tables as text for a terminal and as HTML for notebooks and pages."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

__all__ = ["Cell", "html_page", "html_table", "text_table"]


class Cell(NamedTuple):
    """A cell as it is written; figures stand to the right."""

    text: str
    is_figure: bool


def text_table(headings: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> str:
    """Return columns of aligned text."""
    columns = list(zip(headings, *rows, strict=True))
    widths = [max(len(cell.text) for cell in column) for column in columns]
    return "\n".join(
        "  ".join(
            cell.text.rjust(width) if cell.is_figure else cell.text.ljust(width)
            for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in (headings, *rows)
    )


def html_table(
    headings: Sequence[Cell], rows: Sequence[Sequence[Cell]], *, caption: str | None = None
) -> str:
    """Return one `<table>` with everything escaped."""
    above = "" if caption is None else f"<caption>{escape(caption)}</caption>"
    head = "".join(_html_cell(cell, "th") for cell in headings)
    body = "".join(
        "<tr>" + "".join(_html_cell(cell, "td") for cell in row) + "</tr>" for row in rows
    )
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _html_cell(cell: Cell, tag: str) -> str:
    style = "right" if cell.is_figure else "left"
    return f'<{tag} style="text-align: {style}">{escape(cell.text)}</{tag}>'


_STYLE = """\
body { font: 11pt/1.4 system-ui, sans-serif; margin: 2em; color: #111 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: bold; padding-bottom: .6em }
th, td { padding: .25em .7em; border-bottom: 1px solid #bbb; vertical-align: top }
thead { display: table-header-group }
thead th { border-bottom: 2px solid #111 }
tr { break-inside: avoid }
@page { size: A4; margin: 15mm }
@media print { body { margin: 0; font-size: 9pt } }
"""


def html_page(table: str, title: str | None, language: str) -> str:
    """Return a page of its own around a table; headings are repeated on each printed sheet."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title or 'dukcapil')}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
        f"<body>\n{table}\n</body>\n</html>\n"
    )
