"""The layout of the tables that frames are read from, and the check of it at the edge."""

from enum import Enum
from typing import Any, Final, TypeAlias, final

import attrs
import narwhals.stable.v2 as nw

from dukcapil._shared.checks import check_type
from dukcapil._shared.values import Value

__all__ = ["EVENTS", "STAYS", "Column", "Frame", "Kind"]

# An eager frame answers to the same methods, so one static type stands for both.
Frame: TypeAlias = "nw.LazyFrame[Any]"


@final
class Kind(Enum):
    """What a column holds.

    Attributes:
        KEY: whatever tells one person from another: text, or whole numbers, which join faster.
        TEXT: text.
        DATE: calendar dates without a time of day.
        TRUTH: true or false.
        NUMBER: whole numbers.

    Examples:
        >>> from dukcapil.frames import STAYS
        >>> STAYS[0].kind
        <Kind.KEY: 'text or whole numbers'>
    """

    KEY = "text or whole numbers"
    TEXT = "text"
    DATE = "dates"
    TRUTH = "true or false"
    NUMBER = "whole numbers"


@final
@attrs.frozen(kw_only=True)
class Column(Value):
    """One column of a layout.

    Attributes:
        name: by which it is looked for, unless `columns` says another.
        kind: what it holds.
        meaning: of a value.
        null: what no value means; None where every row must have one.

    Examples:
        >>> from dukcapil.frames import STAYS
        >>> [column.name for column in STAYS if column.null is None]
        ['person', 'birth_date', 'sex', 'is_citizen']
    """

    name: str
    kind: Kind
    meaning: str
    null: str | None = None

    def __attrs_post_init__(self) -> None:
        check_type(self, "name", self.name, str)
        check_type(self, "kind", self.kind, Kind)
        check_type(self, "meaning", self.meaning, str)
        if self.null is not None:
            check_type(self, "null", self.null, str)


def _layout(*columns: tuple[str, Kind, str, str | None]) -> tuple[Column, ...]:
    return tuple(
        Column(name=name, kind=kind, meaning=meaning, null=null)
        for name, kind, meaning, null in columns
    )


_K = Kind
STAYS: Final[tuple[Column, ...]] = _layout(
    ("person", _K.KEY, "whose stay: the same value on all rows of one person", None),
    ("birth_date", _K.DATE, "date of birth on record", None),
    ("sex", _K.TEXT, "`male` or `female`", None),
    ("is_citizen", _K.TRUTH, "an Indonesian citizen", None),
    ("permit_since", _K.DATE, "first day of a permanent stay permit", "a citizen"),
    ("permit_until", _K.DATE, "first day after that permit", "no end, or a citizen"),
    ("first_married_on", _K.DATE, "date of the first marriage", "none, or none that matters"),
    ("died_on", _K.DATE, "day of death, the first on which the person no longer counts", "alive"),
    ("region", _K.TEXT, "dotted code of the region lived in", "no stay at all"),
    ("since", _K.DATE, "first day of the stay", "no stay at all"),
    ("until", _K.DATE, "first day after the stay", "it lasts"),
    ("ended_by", _K.TEXT, "why the stay ended: the value of an `EndOfStay`", "it lasts"),
)
"""One row a stay; of a foreigner, one row for each stay with each permit."""

EVENTS: Final[tuple[Column, ...]] = _layout(
    ("person", _K.KEY, "whom it concerns: a value of `person` in the stays", None),
    ("kind", _K.TEXT, "what happened: the name of a class of `recording` or `cards`", None),
    ("occurred_on", _K.DATE, "the day on which it happened", None),
    ("ordinal", _K.NUMBER, "place among the events of one day, 0 where usual", None),
    ("card", _K.TEXT, "which card of the person", "an event of no card"),
    (
        "valid_until",
        _K.DATE,
        "first day on which the card, or the suket, is no longer valid, on each of its events",
        "valid for life, as cards of citizens are; those of foreigners end with the permit",
    ),
    ("id", _K.TEXT, "identifies the event for ever", None),
    ("supersedes", _K.TEXT, "the id of the event that this one takes back or replaces", "none"),
    ("entered_on", _K.DATE, "the day on which it was written down", None),
    ("reason", _K.TEXT, "why a card was printed: the value of an `IssueReason`", "no print"),
    ("biometrics", _K.TEXT, "what was taken: values of `Biometric`, with `;` between", "all"),
)
"""One row an event."""
