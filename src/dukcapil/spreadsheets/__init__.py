"""Office files: rows of workbooks and CSV with their place in the file, and answers as workbooks.

`read` and `read_all` find the headings of a sheet and give its rows as mappings of heading to
cell, for `parse_residents` and `import_rows`; `write` makes a formatted workbook of any tabular
answer, and `write_problems` gives an office its rows back with their faults. Workbooks need the
extra `excel`; CSV needs none.

A cell keeps its type: text, number, date, time, flag. A blank one is None, and a formula without
a stored value is `NoValue.FORMULA`, which no reader takes for a value. A file that leaves open
what is meant, such as one with two rows that could be the headings, is refused with the argument
that says it.

Where a change goes: kinds of files and what can be wrong with them `_workbook` and `_text`, and
`_parts` for what calamine does not tell of .xlsx; headings `_headings`; rows and sheets `_sheet`;
`read` and `read_all` `_reading`; files that are made `_writing`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.spreadsheets._grid import NoValue
from dukcapil.spreadsheets._reading import read, read_all
from dukcapil.spreadsheets._sheet import Row, Sheet
from dukcapil.spreadsheets._writing import write, write_problems

__all__ = ["NoValue", "Row", "Sheet", "read", "read_all", "write", "write_problems"]

publish(__name__)
