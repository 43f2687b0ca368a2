"""The tables of a register file, and the version of their format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dukcapil.frames._layout import Column, Kind

__all__ = ["FORMAT", "TABLES", "VERSION"]

FORMAT: Final = "dukcapil register"
VERSION: Final = 1
"""The version of the format. A file with a column more, or other values in one, has the next."""


_K = Kind


def _table(*columns: tuple[str, Kind, str, str | None]) -> tuple[Column, ...]:
    return tuple(
        Column(name=name, kind=kind, meaning=meaning, null=null)
        for name, kind, meaning, null in columns
    )


TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "records": _table(
        ("record", _K.NUMBER, "number of the row, from 0", None),
        ("person", _K.NUMBER, "number of the person, from 0, in order of the present NIKs", None),
        ("nik", _K.TEXT, "NIK", None),
        ("birth_date", _K.DATE, "date of birth", None),
        ("sex", _K.TEXT, "`male` or `female`", None),
        ("first_married_on", _K.DATE, "date of the first marriage", "never, or not relevant"),
        ("died_on", _K.DATE, "date of death", "alive"),
        ("family_card", _K.TEXT, "number of the family card", "not known"),
        ("name", _K.TEXT, "name", "not known"),
        ("entered_on", _K.DATE, "first day on which the record was known", "always"),
        ("key", _K.TEXT, "identifier of the person in the export", "none"),
        ("citizenship", _K.TEXT, "JSON: list of `[kind, since, until]`", "a citizen for life"),
        ("former_niks", _K.TEXT, "JSON: list of NIKs", "none"),
        ("inactive", _K.TEXT, "JSON: list of `[since, until]` of an inactive NIK", "never"),
    ),
    "stays": _table(
        ("record", _K.NUMBER, "record to which the stay belongs", None),
        ("region", _K.TEXT, "dotted code of the region", None),
        ("since", _K.DATE, "first day of the stay", None),
        ("until", _K.DATE, "first day after it", "ongoing"),
        ("ended_by", _K.TEXT, "reason for its end: the value of an `EndOfStay`", "ongoing"),
    ),
    "events": _table(
        ("person", _K.NUMBER, "person concerned", None),
        ("id", _K.TEXT, "permanent identifier of the event", None),
        ("kind", _K.TEXT, "class of `recording`, `cards` or `events`", None),
        ("occurred_on", _K.DATE, "date of the event", None),
        ("entered_on", _K.DATE, "date of entry", None),
        ("ordinal", _K.NUMBER, "position among the events of one day, to 255", None),
        ("card", _K.TEXT, "identifier of the card", "no card is concerned"),
        ("reason", _K.TEXT, "reason for printing: the value of an `IssueReason`", "not a print"),
        ("supersedes", _K.TEXT, "id of the event that this one replaces or retracts", "none"),
        ("valid_until", _K.DATE, "first day after the printed validity", "none is printed"),
        ("outside_domicile", _K.TRUTH, "whether another office printed the card", None),
        ("biometrics", _K.TEXT, "values of `Biometric`, separated by `;`", "all"),
    ),
    "steps": _table(
        ("person", _K.NUMBER, "person concerned", None),
        ("since", _K.DATE, "first day of the stage", None),
        ("stage", _K.TEXT, "name of a `StagePart`", None),
    ),
}
"""The tables of a file by their names; rows are in order of their first column, then of days.

Steps follow from the other tables: a later release folds them anew.
"""
