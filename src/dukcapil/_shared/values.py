"""Value classes: frozen attrs values that check themselves, and checked text."""

import re
from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any, ClassVar, Final, Self

import attrs

from dukcapil._shared import adapters

__all__ = ["CheckedText", "Value"]


class Value:
    """A frozen attrs value that is rebuilt, and so checked again, when unpickled or copied.

    A field with `is_transient` in its metadata is left out and has its default in the copy.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        cls: Any = type(self)
        fields = [
            field
            for field in attrs.fields(cls)
            if field.init and not field.metadata.get("is_transient")
        ]
        positional = (getattr(self, field.name) for field in fields if not field.kw_only)
        named = {field.alias: getattr(self, field.name) for field in fields if field.kw_only}
        return partial(cls, *positional, **named), ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> object:
        """Let Pydantic read and write values as `dukcapil.serial` does."""
        return _of_pydantic().core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: object, _handler: object) -> object:
        """Describe the values for OpenAPI."""
        return _of_pydantic().json_schema(cls)


def _of_pydantic() -> ModuleType:
    return adapters.load("dukcapil.serial._pydantic", extra="serial")


_new_text: Final = str.__new__


class CheckedText(str):
    """A `str` that exists only where its pattern matches."""

    __slots__ = ()

    _pattern: ClassVar[str]
    _is_personal: ClassVar[bool]
    _fullmatch: ClassVar[Callable[[str], object]]

    def __init_subclass__(cls, *, pattern: str = "", is_personal: bool = False) -> None:
        """Compile the pattern, and bind its matcher once: it runs for every value made.

        `is_personal` says whether the text identifies a person.
        """
        super().__init_subclass__()
        cls._is_personal = is_personal
        cls._pattern = pattern
        cls._fullmatch = re.compile(pattern).fullmatch

    def __new__(cls, text: str) -> Self:
        """Make the value, or raise the error with the fault of `text`."""
        if isinstance(text, str) and cls._fullmatch(text):
            return _new_text(cls, text)
        raise cls._refusal(text)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self),)

    @classmethod
    @abstractmethod
    def _refusal(cls, text: object) -> Exception:
        """Return the error with the fault of a text that does not match."""

    @classmethod
    def is_valid(cls, text: object) -> bool:
        """Return whether `text` matches as it stands; False for anything that is not text."""
        return isinstance(text, str) and cls._fullmatch(text) is not None

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, handler: Callable[[type], object]
    ) -> dict[str, object]:
        """Let Pydantic validate by construction and describe the field as a JSON string."""
        updates: dict[str, object] = {"pattern": f"^{cls._pattern}$"}
        if cls._is_personal:
            updates["x-personal-data"] = True
        return {
            "type": "function-after",
            "function": {"type": "no-info", "function": cls},
            "schema": handler(str),
            "metadata": {"pydantic_js_updates": updates},
        }
