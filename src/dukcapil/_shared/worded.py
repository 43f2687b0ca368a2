"""Enumerations that print as words."""

from enum import Enum
from typing import Self

from dukcapil._shared import adapters

__all__ = ["Worded", "not_a_member"]


def not_a_member(kind: type[Enum], value: object) -> ValueError:
    """Return the error of a value that is none of an enumeration's; Python's own would show it."""
    return ValueError(
        f"{kind.__name__}: expected one of {', '.join(repr(one.value) for one in kind)}, "
        f"found another {type(value).__name__}"
    )


class Worded(Enum):
    """An enumeration whose members print as their text value, or else as their name in words."""

    def __str__(self) -> str:
        """The value if it is text; otherwise the name in lower case, with spaces."""
        value = self.value
        return value if type(value) is str else self.name.lower().replace("_", " ")

    @classmethod
    def _missing_(cls, value: object) -> Self:
        raise not_a_member(cls, value)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> object:
        """Let Pydantic read and write members as `dukcapil.serial` does."""
        return adapters.load("dukcapil.serial._pydantic", extra="serial").core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: object, _handler: object) -> object:
        """Describe the members for OpenAPI."""
        return adapters.load("dukcapil.serial._pydantic", extra="serial").json_schema(cls)
