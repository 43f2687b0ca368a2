"""Checks of arguments and fields that all packages share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import isfinite
from operator import index
from typing import Final, NoReturn, SupportsIndex, cast
from unicodedata import is_normalized

from dukcapil.errors import Fault, InvalidRecord

__all__ = [
    "RecordFault",
    "as_optional_whole",
    "as_share",
    "as_whole",
    "check_count",
    "check_date",
    "check_items",
    "check_most",
    "check_optional_date",
    "check_type",
    "raise_all",
    "raise_bound",
    "raise_faults",
    "text_fault",
]

RecordFault = tuple[str, Fault] | tuple[str, Fault, str]
"""A field and its fault; for a contradiction, the other field as well."""


def check_type(owner: object, field: str, value: object, expected: type, hint: str = "") -> None:
    """Raise `TypeError` unless `value` is exactly of the expected class.

    `owner` is the value being made, or the name of the function whose argument is checked.
    """
    if type(value) is not expected:
        found = type(value).__name__
        raise TypeError(
            f"{_name(owner)}.{field}: expected {expected.__name__}, found {found}{hint}"
        )


def check_items(owner: object, field: str, values: object, expected: type) -> None:
    """Raise `TypeError` unless `values` is a tuple of instances of exactly the class."""
    if type(values) is not tuple:
        check_type(owner, field, values, tuple)
    for value in values:  # type: ignore[attr-defined]  # a tuple, by the lines above
        if type(value) is not expected:
            check_type(owner, field, value, expected)


def check_date(owner: object, field: str, value: object) -> None:
    """Raise `TypeError` unless `value` is a calendar date; a `datetime` is not one here."""
    if type(value) is not date:
        check_type(owner, field, value, date, "; take .date() of a datetime, parse text first")


def check_optional_date(owner: object, field: str, value: object) -> None:
    """Raise `TypeError` unless `value` is None or a calendar date."""
    if value is not None:
        check_date(owner, field, value)


# Controls of ASCII and of ISO 8859, halves of characters, and separators of lines and paragraphs.
_NO_TEXT: Final = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def text_fault(text: str) -> Fault | None:
    """Return what keeps a text out of books and plans; None if nothing does, or it is empty.

    What is left has the same bytes everywhere, and forges no line of a table or a calendar.
    """
    if text.isascii() and text.isprintable():
        return Fault.MISSING if text.isspace() else None
    if _NO_TEXT.search(text) or not is_normalized("NFC", text):
        return Fault.NOT_PLAIN
    return Fault.MISSING if text.isspace() else None


def as_whole(value: SupportsIndex) -> int:
    """Return an integer of any library as an `int`; anything else as it is, to be checked."""
    if type(value) is int or isinstance(value, bool) or not hasattr(value, "__index__"):
        return cast("int", value)
    try:
        return index(value)
    except TypeError:  # a truth value of another library, or an array of several numbers
        return cast("int", value)


def as_optional_whole(value: SupportsIndex | None) -> int | None:
    """Return `as_whole`, or None."""
    return None if value is None else as_whole(value)


def as_share(value: Fraction | float) -> Fraction:
    """Return a floating-point number as the `Fraction` of its shortest decimal: 0.95 is 95/100.

    Anything else is returned as it is, to be checked.
    """
    if isinstance(value, float) and isfinite(value):
        return Fraction(repr(float(value)))
    return cast("Fraction", value)


def check_count(owner: object, field: str, value: object) -> None:
    """Raise unless `value` is an `int` of zero or more."""
    if type(value) is not int:
        check_type(owner, field, value, int, "; counts are whole numbers, convert with int()")
    elif value < 0:
        raise InvalidRecord(path=_name(owner), field=field, reason=Fault.NEGATIVE)
    elif value >= _TOO_LONG:
        raise_bound(owner, field, "a number of at most 100 digits")


_TOO_LONG: Final = 10**100  # Python itself writes out no more than 4,300 digits


def check_most(owner: object, field: str, value: int, most: int) -> None:
    """Raise unless a count is within what can be computed in a few seconds and megabytes."""
    if value > most:
        raise_bound(owner, field, f"at most {most:,}")


def raise_bound(owner: object, field: str, bound: str) -> NoReturn:
    """Raise the error of a value out of bounds, with what is allowed."""
    raise InvalidRecord(path=_name(owner), field=field, reason=Fault.OUT_OF_BOUNDS, bound=bound)


def _name(owner: object) -> str:
    return owner if type(owner) is str else type(owner).__name__


def raise_faults(path: str, faults: Sequence[RecordFault]) -> None:
    """Raise one `InvalidRecord`, or several as one group, if there are any faults.

    A fault is a field and its `Fault`; a contradiction names the other field as well.
    """
    raise_all(
        path,
        [
            InvalidRecord(path=path, field=field, reason=reason, other=other[0] if other else None)
            for field, reason, *other in faults
        ],
    )


def raise_all(subject: str, errors: Sequence[Exception], *, total: int | None = None) -> None:
    """Raise one error as it is, or several as one group; return if there are none.

    Args:
        subject: the subject of the faults, such as `events`.
        errors: the faults; the message shows the first three.
        total: the number of faults, if `errors` holds only the first of them.
    """
    if len(errors) == 1:
        raise errors[0]
    if errors:
        count = len(errors) if total is None else total
        shown = "; ".join(f"({number}) {error}" for number, error in enumerate(errors[:3], 1))
        more = "; ..." if count > 3 else ""
        raise ExceptionGroup(f"{subject}: {count} faults: {shown}{more}", errors)
