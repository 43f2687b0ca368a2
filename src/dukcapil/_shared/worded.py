"""Enumerations that print as words."""

from enum import Enum

__all__ = ["Worded"]


class Worded(Enum):
    """An enumeration whose members print as their text value, or else as their name in words."""

    def __str__(self) -> str:
        """The value if it is text; otherwise the name in lower case, with spaces."""
        value = self.value
        return value if type(value) is str else self.name.lower().replace("_", " ")
