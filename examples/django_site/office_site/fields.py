"""Fields of models for a NIK, the code of a region, and a month.

They are columns of text. In Python they hold values of `dukcapil`; what is no such value becomes
an error of its field, which says what was expected and never shows what was given.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from dukcapil import NIK, Month, RegionCode

__all__ = ["MonthField", "NIKField", "RegionCodeField"]


class _TextOfValue(models.Field):
    """A column of text that is a value in Python."""

    kind: type
    parse: Callable[[str], Any]
    longest: int

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django's own
        """Make the field with Django's options; the length is that of the longest value."""
        options["max_length"] = self.longest
        super().__init__(*args, **options)

    def get_internal_type(self) -> str:
        """Return the kind of the column."""
        return "CharField"

    def deconstruct(self) -> Any:  # noqa: ANN401  as Django's own
        """Return what a migration writes, without the length, which the class knows."""
        name, path, args, options = super().deconstruct()
        del options["max_length"]
        return name, path, args, options

    def to_python(self, value: Any) -> Any:  # noqa: ANN401  of forms, fixtures and Python
        """Return the value of a text; None for an empty one, so let a field be null or be given.

        Raises:
            ValidationError: for anything else; it does not show what was given.
        """
        if value is None or value == "":
            return None
        if isinstance(value, self.kind):
            return value
        try:
            return type(self).parse(str(value))
        except ValueError as error:
            why = str(error)
        raise ValidationError(why, code="invalid")  # outside, so that no chain shows the value

    def from_db_value(self, value: str | None, *_: object) -> Any:  # noqa: ANN401  as above
        """Return the value of a column."""
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> str | None:  # noqa: ANN401  as above
        """Return the text for a column or a lookup; what is no value does not get there."""
        checked = self.to_python(value)
        return None if checked is None else str(checked)


class NIKField(_TextOfValue):
    """A NIK, checked as `dukcapil.NIK` does."""

    kind, parse, longest = NIK, NIK, 16


class RegionCodeField(_TextOfValue):
    """The code of a region of any level, such as 32.75.01."""

    kind, parse, longest = RegionCode, RegionCode, 13


class MonthField(_TextOfValue):
    """A month, such as 2020-11; months are in order as texts, too."""

    kind, parse, longest = Month, Month.parse, 7
