"""Rows of an office table, and their problems and remarks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from dukcapil import parse_residents
from dukcapil.residents import Parsed

DAY = timedelta(days=1)
TODAY = date(2020, 11, 23)
NOON = datetime(2020, 11, 23, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have
MIDNIGHT = datetime(2003, 5, 1)  # noqa: DTZ001  # what a spreadsheet makes of a date
BLANKS = (None, "", "   ", "\t\n", math.nan)
REQUIRED = ("nik", "birth_date", "sex", "region")

Row = dict[str, object]
Found = tuple[int, str, str]


def row(serial: int = 1, /, **cells: object) -> Row:
    """A woman of Bekasi, born on 1 May 2003, with her own serial number."""
    return {
        "nik": f"327599410503{serial:04}",
        "birth_date": "01-05-2003",
        "sex": "P",
        "region": "32.75.01",
        **cells,
    }


def minor(serial: int = 1, /, **cells: object) -> Row:
    """The same, born on 1 November 2004."""
    return row(nik=f"327599411104{serial:04}", birth_date="01-11-2004") | cells


def read(*rows: Mapping[str, object]) -> Parsed:
    return parse_residents(rows, on=TODAY)


def problems(*rows: Mapping[str, object]) -> list[Found]:
    return [(found.row, found.column, found.reason) for found in read(*rows).problems]


def remarks(*rows: Mapping[str, object]) -> list[Found]:
    parsed = read(*rows)
    assert len(parsed.residents) == len(rows)
    return [(found.row, found.column, found.reason) for found in parsed.remarks]


FULL_ROW: Row = row(
    name="Siti Aminah",
    family_card="3275990501200001",
    resident_since="01-01-2018",
    marital_status="KAWIN",
    first_married_on="17-08-2019",
    citizenship="WNA",
    permit_since="01-01-2018",
    permit_until="01-01-2023",
    died_on="01-10-2020",
)
