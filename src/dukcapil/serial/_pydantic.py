"""How Pydantic reads, writes and describes values; it asks for this by itself.

`Value` and `Worded` have the two methods that Pydantic looks for, which load this module. Nothing
of Pydantic is imported: its schemas are dictionaries.
"""

from collections.abc import Mapping
from typing import Any

from dukcapil.errors import InvalidJSON
from dukcapil.serial._documents import from_plain
from dukcapil.serial._forms import Schemas
from dukcapil.serial._names import NAME_OF
from dukcapil.serial._rules import form_of, types_of_unions

__all__ = ["core_schema", "json_schema"]


def core_schema(kind: type[Any]) -> dict[str, object]:
    """Return the core schema of a type: a value of it, or plain data that `from_plain` reads.

    Data of a type that stands in a union have to say their `type`, since Pydantic takes the first
    type of a union that takes the data. A refusal is a `ValueError` with the path of each fault
    and without the data. Values stay values in Python, and are plain data in JSON.
    """
    needs_type = kind in types_of_unions()

    def value_of(given: object) -> object:
        if isinstance(given, kind):
            return given
        if needs_type and isinstance(given, Mapping) and "type" not in given:
            raise InvalidJSON(faults=[("$.type", f"expected {NAME_OF[kind]!r}, found none")])
        return from_plain(given, kind)

    return {
        "type": "function-plain",
        "function": {"type": "no-info", "function": value_of},
        "serialization": {
            "type": "function-plain",
            "function": form_of(kind).write,
            "when_used": "json",
        },
    }


def json_schema(kind: type[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a type for OpenAPI, with every type inside it written out."""
    schema = form_of(kind).schema(Schemas(inline=True))
    if kind in types_of_unions():
        schema["required"] = ["type", *schema["required"]]
    return schema
