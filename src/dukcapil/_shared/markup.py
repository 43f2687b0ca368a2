"""Tables as text for a terminal and as HTML for notebooks and pages."""

import re
from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple
from unicodedata import category

__all__ = [
    "Written",
    "html_list",
    "html_page",
    "html_table",
    "neutralised",
    "on_one_line",
    "restored",
    "text_table",
]


class Written(NamedTuple):
    """A table as people read it.

    Attributes:
        headings: the text of every heading.
        rows: the text of every cell.
        is_figure: the columns that stand to the right.
        note: a sentence below the table; empty for none.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_figure: Sequence[bool]
    note: str = ""


def text_table(table: Written) -> str:
    """Return columns of aligned text."""
    aligned = []
    for heading, is_figure, *cells in zip(
        table.headings, table.is_figure, *table.rows, strict=True
    ):
        column = [*map(on_one_line, (heading, *cells))]
        width = max(map(len, column))
        align = str.rjust if is_figure else str.ljust
        aligned.append([align(cell, width) for cell in column])
    lines = ["  ".join(line).rstrip() for line in zip(*aligned, strict=True)]
    return "\n".join([*lines, *([table.note] if table.note else [])])


def on_one_line(text: str) -> str:
    """Return text that moves no cursor, breaks no line and turns no direction, escaped."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or category(one) == "Zs" else ascii(one)[1:-1] for one in text
    )


# The first characters of what spreadsheets run (OWASP, "CSV Injection"), behind apostrophes too,
# so that what is added can be taken away again.
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n]")


def neutralised(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: text after an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """Return the text that `neutralised` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def html_table(table: Written, *, caption: str | None = None) -> str:
    """Return one `<table>` with everything escaped."""
    style = "text-align: left; font-weight: bold"  # a notebook centres it, and has no other style
    above = "" if caption is None else f'<caption style="{style}">{escape(caption)}</caption>'
    styles = [f'style="text-align: {"right" if one else "left"}"' for one in table.is_figure]
    head = _html_row("th", styles, table.headings)
    body = "".join(_html_row("td", styles, row) for row in table.rows)
    cell = f'<td colspan="{len(styles)}">{escape(table.note)}</td>'
    foot = f"<tfoot><tr>{cell}</tr></tfoot>" if table.note else ""
    return f"<table>{above}<thead>{head}</thead><tbody>{body}</tbody>{foot}</table>"


def html_list(table: Written, *, caption: str | None = None) -> str:
    """Return the one row of a `<table>` upright: a line for each column."""
    above = "" if caption is None else f"<caption>{escape(caption)}</caption>"
    lines = "".join(
        f'<tr><th scope="row" style="text-align: left">{escape(heading)}</th>'
        f'<td style="text-align: {"right" if is_figure else "left"}">{escape(cell)}</td></tr>'
        for heading, is_figure, cell in zip(
            table.headings, table.is_figure, table.rows[0], strict=True
        )
    )
    foot = f'<tfoot><tr><td colspan="2">{escape(table.note)}</td></tr></tfoot>'
    return f"<table>{above}<tbody>{lines}</tbody>{foot if table.note else ''}</table>"


def _html_row(tag: str, styles: Sequence[str], cells: Sequence[str]) -> str:
    columns = zip(styles, cells, strict=True)
    return (
        f"<tr>{''.join(f'<{tag} {style}>{escape(cell)}</{tag}>' for style, cell in columns)}</tr>"
    )


_STYLE = """\
body { font: 11pt/1.4 system-ui, sans-serif; margin: 2em; color: #111 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: bold; padding-bottom: .6em }
th, td { padding: .25em .7em; border-bottom: 1px solid #bbb; vertical-align: top }
thead { display: table-header-group }
thead th { border-bottom: 2px solid #111 }
tr { break-inside: avoid }
tbody th { font-weight: normal }
@page { size: A4; margin: 15mm }
@media print { body { margin: 0; font-size: 9pt } }
"""
_WIDE_STYLE = """\
@page { size: A4 landscape; margin: 10mm }
@media print { body { font-size: 9pt } th, td { padding: .2em .4em } }
"""
_UPRIGHT = 8  # more columns of a single row than this are lines
_WIDE = 7  # more columns than this are on paper across


def html_page(table: Written, title: str | None, language: str) -> str:
    """Return a page of its own; headings are repeated on each printed sheet.

    A row of many columns stands upright, and a table of many columns lies across the paper.
    """
    columns = len(table.headings)
    is_upright = columns > _UPRIGHT and len(table.rows) == 1
    shown = (html_list if is_upright else html_table)(table, caption=title)
    style = _STYLE + (_WIDE_STYLE if columns > _WIDE and not is_upright else "")
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title or 'dukcapil')}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n{shown}\n</body>\n</html>\n"
    )
