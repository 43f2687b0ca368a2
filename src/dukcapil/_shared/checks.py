"""The few checks that every room shares."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final, Self

import attrs

from dukcapil.errors import Fault, InvalidRecord

__all__ = [
    "CheckedText",
    "Value",
    "check_count",
    "check_date",
    "check_items",
    "check_optional_date",
    "check_type",
    "raise_faults",
]


class Value:
    """A frozen attrs value that is made, and so checked, anew when it is unpickled or copied."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        cls: Any = type(self)
        fields = [field for field in attrs.fields(cls) if field.init]
        positional = (getattr(self, field.name) for field in fields if not field.kw_only)
        named = {field.alias: getattr(self, field.name) for field in fields if field.kw_only}
        return partial(cls, *positional, **named), ()


_new_text: Final = str.__new__


class CheckedText(str):
    """A `str` that exists only where its pattern matches."""

    __slots__ = ()

    _pattern: ClassVar[str]
    _fullmatch: ClassVar[Callable[[str], object]]

    def __init_subclass__(cls, *, pattern: str = "") -> None:
        """Compile the pattern, and bind its matcher, since every value made passes through it."""
        super().__init_subclass__()
        cls._pattern = pattern
        cls._fullmatch = re.compile(pattern).fullmatch

    def __new__(cls, text: str) -> Self:
        """Make the value, or raise the error that says why `text` cannot be one."""
        if isinstance(text, str) and cls._fullmatch(text):
            return _new_text(cls, text)
        raise cls._refusal(text)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self),)

    @classmethod
    @abstractmethod
    def _refusal(cls, text: object) -> Exception:
        """The error that says why `text` does not match."""

    @classmethod
    def is_valid(cls, text: object) -> bool:
        """Whether `text` is accepted as it stands; False for anything that is not text."""
        return isinstance(text, str) and cls._fullmatch(text) is not None

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, handler: Callable[[type], object]
    ) -> dict[str, object]:
        """Let Pydantic validate by construction and describe the field as a JSON string."""
        return {
            "type": "function-after",
            "function": {"type": "no-info", "function": cls},
            "schema": handler(str),
            "metadata": {"pydantic_js_updates": {"pattern": f"^{cls._pattern}$"}},
        }


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
