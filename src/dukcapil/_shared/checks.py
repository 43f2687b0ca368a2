"""The few checks that every room shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dukcapil.errors import Fault, InvalidRecord

__all__ = [
    "check_count",
    "check_date",
    "check_items",
    "check_optional_date",
    "check_type",
    "raise_faults",
]


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
    check_type(owner, field, values, tuple)
    for value in values:  # type: ignore[attr-defined]  # a tuple, by the line above
        check_type(owner, field, value, expected)


def check_date(owner: object, field: str, value: object) -> None:
    """Raise `TypeError` unless `value` is a calendar date; a `datetime` is not one here."""
    if type(value) is not date:
        check_type(owner, field, value, date, "; take .date() of a datetime, parse text first")


def check_optional_date(owner: object, field: str, value: object) -> None:
    """As `check_date`, where None is allowed."""
    if value is not None:
        check_date(owner, field, value)


def check_count(owner: object, field: str, value: object) -> None:
    """Raise unless `value` is an `int` of zero or more."""
    if type(value) is not int:
        check_type(owner, field, value, int, "; counts are whole numbers, convert with int()")
    elif value < 0:
        raise InvalidRecord(path=_name(owner), field=field, reason=Fault.NEGATIVE)


def _name(owner: object) -> str:
    return owner if type(owner) is str else type(owner).__name__


def raise_faults(path: str, faults: Sequence[tuple[str, Fault]]) -> None:
    """Raise one `InvalidRecord`, or several as one group, if there are any faults."""
    errors = [InvalidRecord(path=path, field=field, reason=reason) for field, reason in faults]
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExceptionGroup(f"{path}: {len(errors)} faults", errors)
