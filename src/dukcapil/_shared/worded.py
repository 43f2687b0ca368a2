"""Enumerations that print as words."""

from enum import Enum

from dukcapil._shared import adapters

__all__ = ["Worded"]


class Worded(Enum):
    """An enumeration whose members print as their text value, or else as their name in words."""

    def __str__(self) -> str:
        """The value if it is text; otherwise the name in lower case, with spaces."""
        value = self.value
        return value if type(value) is str else self.name.lower().replace("_", " ")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> object:
        """Let Pydantic read and write members as `dukcapil.serial` does."""
        return adapters.load("dukcapil.serial._pydantic", extra="serial").core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: object, _handler: object) -> object:
        """Describe the members for OpenAPI."""
        return adapters.load("dukcapil.serial._pydantic", extra="serial").json_schema(cls)
