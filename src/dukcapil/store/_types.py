"""Types for columns of one's own tables that hold values of the library."""

import json
from typing import Any, Generic, TypeVar, final

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from dukcapil.serial import from_plain, schema, to_plain

__all__ = ["ValueType"]

T = TypeVar("T")


@final
class ValueType(TypeDecorator[T], Generic[T]):
    """A column of values of the library: text where the value is text, JSON otherwise.

    `NIK`, `FamilyCardNumber`, `RegionCode`, `Month` and enumerations are their text, so that they
    are compared and indexed as such; other values are their JSON by `dukcapil.serial`. What is not
    such a value is refused before it reaches the database, and when it comes from there.

    Examples:
        >>> from sqlalchemy import Column, MetaData, Table
        >>> from dukcapil import NIK, Month
        >>> from dukcapil.store import ValueType
        >>> applicants = Table(
        ...     "applicant",
        ...     MetaData(),
        ...     Column("nik", ValueType(NIK), primary_key=True),
        ...     Column("since", ValueType(Month)),
        ... )
    """

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = Text
    cache_ok: bool | None = True

    def __init__(self, kind: type[T]) -> None:
        """Make the type of a column.

        Args:
            kind: a public type of the library.

        Raises:
            TypeError: for another type.
        """
        super().__init__()
        self.kind = kind
        schema(kind)  # raises for a type that is none of the library

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return a value as text."""
        if value is None:
            return None
        if not isinstance(value, self.kind):
            found = type(value).__name__
            raise TypeError(f"expected {self.kind.__name__}, found {found}; parse it first")
        plain = to_plain(value)
        inner = plain.get("value") if plain.keys() == {"type", "value"} else None
        return inner if isinstance(inner, str) else json.dumps(plain, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:  # noqa: ANN401, ARG002
        """Return the value of a text."""
        if value is None:
            return None
        return from_plain(_plain(value), self.kind)


def _plain(text: str) -> object:
    return json.loads(text) if text.startswith("{") else text
