"""The layouts of the two tables: stays and events."""

from collections.abc import Collection
from typing import Any, Final, TypeAlias, final

import attrs
import narwhals.stable.v2 as nw

from dukcapil._shared.checks import check_type
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded

__all__ = ["EVENTS", "STATUSES", "STAYS", "Column", "Frame", "Kind"]

# Eager frames have the same methods, so one static type serves both.
Frame: TypeAlias = "nw.LazyFrame[Any]"


@final
class Kind(Worded):
    """The kind of values in a column.

    Attributes:
        KEY: identifiers of persons: text, or integers, which join faster.
        TEXT: text.
        DATE: calendar dates without a time of day.
        TRUTH: booleans.
        NUMBER: integers.

    Examples:
        >>> from dukcapil.frames import STAYS
        >>> STAYS[0].kind
        <Kind.KEY: 'text or integers'>
    """

    KEY = "text or integers"
    TEXT = "text"
    DATE = "dates"
    TRUTH = "booleans"
    NUMBER = "integers"


@final
@attrs.frozen(kw_only=True)
class Column(Value):
    """One column of a layout.

    Attributes:
        name: the name it is looked up by, unless `columns` maps it to another.
        kind: the kind of its values.
        meaning: the meaning of a value.
        null: the meaning of a null; None where nulls are not allowed.
        is_optional: whether the column may be missing, which means nulls alone.

    Examples:
        >>> from dukcapil.frames import STAYS
        >>> [column.name for column in STAYS if column.null is None]
        ['person', 'birth_date', 'sex', 'is_citizen']
    """

    name: str
    kind: Kind
    meaning: str
    null: str | None = None
    is_optional: bool = False

    def __attrs_post_init__(self) -> None:
        check_type(self, "name", self.name, str)
        check_type(self, "kind", self.kind, Kind)
        check_type(self, "meaning", self.meaning, str)
        if self.null is not None:
            check_type(self, "null", self.null, str)
        check_type(self, "is_optional", self.is_optional, bool)


def _layout(
    *columns: tuple[str, Kind, str, str | None], optional: Collection[str]
) -> tuple[Column, ...]:
    return tuple(
        Column(name=name, kind=kind, meaning=meaning, null=null, is_optional=name in optional)
        for name, kind, meaning, null in columns
    )


_K = Kind
STAYS: Final[tuple[Column, ...]] = _layout(
    ("person", _K.KEY, "person who stays: the same value on all rows of one person", None),
    ("birth_date", _K.DATE, "date of birth on record", None),
    ("sex", _K.TEXT, "`male` or `female`", None),
    ("is_citizen", _K.TRUTH, "whether the row is of a time as an Indonesian citizen", None),
    (
        "permit_since",
        _K.DATE,
        "first day of a permanent stay permit, or of a citizenship gained; without overlaps",
        "a citizen from birth",
    ),
    (
        "permit_until",
        _K.DATE,
        "first day after that permit, or of a citizenship that was lost",
        "no end",
    ),
    ("first_married_on", _K.DATE, "date of the first marriage", "never married, or not relevant"),
    (
        "died_on",
        _K.DATE,
        "date of death, the first day on which the person no longer counts",
        "alive",
    ),
    ("region", _K.TEXT, "dotted code of the region of residence", "no stay"),
    ("since", _K.DATE, "first day of the stay", "no stay"),
    ("until", _K.DATE, "first day after the stay", "ongoing"),
    ("ended_by", _K.TEXT, "reason for the end of the stay: the value of an `EndOfStay`", "ongoing"),
    (
        "nik_since",
        _K.DATE,
        "first day on which the NIK is active, or not, as `is_nik_active` says of the row",
        "no change before",
    ),
    ("nik_until", _K.DATE, "first day after that", "no end"),
    (
        "is_nik_active",
        _K.TRUTH,
        "whether the row is of a time in which the NIK is active",
        "active",
    ),
    (
        "entered_on",
        _K.DATE,
        "day of entry of the snapshot of the person, for `known_on` alone",
        "known always",
    ),
    optional=("nik_since", "nik_until", "is_nik_active", "entered_on"),
)
"""One row per stay.

For a foreigner, and where citizenship changed, one per stay and status; where a NIK was inactive,
one for each time in which it was or was not. With `entered_on`, these rows once per snapshot.
"""

STATUSES: Final[tuple[Column, ...]] = _layout(
    ("person", _K.KEY, "person: one row each", None),
    ("birth_date", _K.DATE, "date of birth on record", None),
    ("sex", _K.KEY, "sex in any of the usual words, or a number with `codes`", None),
    ("region", _K.KEY, "code of the region of residence, with or without dots", None),
    ("status", _K.TEXT, "current status by any of its names in SIAK", None),
    ("is_citizen", _K.TRUTH, "whether the person is an Indonesian citizen", "yes"),
    ("permit_since", _K.DATE, "first day of the permanent stay permit of a foreigner", "none"),
    ("permit_until", _K.DATE, "first day after that permit", "no end"),
    ("marital_status", _K.KEY, "marital status in words, or a number with `codes`", "single"),
    ("first_married_on", _K.DATE, "date of the first marriage", "not known, or none"),
    ("resident_since", _K.DATE, "first day of the stay", "the day of the table"),
    ("died_on", _K.DATE, "date of death", "alive"),
    optional=(
        *("is_citizen", "permit_since", "permit_until", "marital_status"),
        *("first_married_on", "resident_since", "died_on"),
    ),
)
"""One row per person with the current status, for `from_statuses` alone."""

EVENTS: Final[tuple[Column, ...]] = _layout(
    ("person", _K.KEY, "person concerned: a value of `person` in the stays", None),
    ("kind", _K.TEXT, "kind of event: the name of a class of `recording` or `cards`", None),
    ("occurred_on", _K.DATE, "date of the event", None),
    ("ordinal", _K.NUMBER, "position among the events of one day, usually 0", None),
    (
        "card",
        _K.TEXT,
        "identifier of the card among those of the person",
        "the event concerns no card",
    ),
    (
        "valid_until",
        _K.DATE,
        "first day on which the card, or the suket, is no longer valid; on each of its events",
        "valid for life; ends printed on the cards of citizens for life are ignored",
    ),
    ("id", _K.TEXT, "permanent identifier of the event", None),
    ("supersedes", _K.TEXT, "id of the event that this one retracts or replaces", "none"),
    ("entered_on", _K.DATE, "date of entry", None),
    (
        "reason",
        _K.TEXT,
        "reason for printing the card: the value of an `IssueReason`",
        "not a print",
    ),
    (
        "outside_domicile",
        _K.TRUTH,
        "whether an office other than that of the domicile printed the card",
        "no",
    ),
    ("biometrics", _K.TEXT, "biometrics taken: values of `Biometric`, separated by `;`", "all"),
    optional=("outside_domicile",),
)
"""One row per event."""
