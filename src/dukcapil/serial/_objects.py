"""Objects: values with fields, and the values of any type, each with its name."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, final

from dukcapil.serial._forms import (
    FLOAT,
    Fault,
    Form,
    Plain,
    Refused,
    Schema,
    Schemas,
    Thing,
    found,
    gather,
)

__all__ = ["PERSONAL", "Choice", "Fields", "Open", "Tagged"]

PERSONAL: Final = {"x-personal-data": True}
"""The mark of schemas of personal data (UU 27/2022 Pasal 4)."""

Find = Callable[[Any], Form]


@final
class Fields(Form):
    """A value with fields: an object with its name as `type` and one entry a field."""

    def __init__(  # noqa: PLR0913  each by name
        self,
        kind: type[Any],
        name: str,
        forms: Callable[[], Mapping[str, Form]],
        *,
        required: frozenset[str],
        make: Callable[[Mapping[str, Thing]], Thing],
        take: Callable[[Thing, str], Thing] = getattr,
        personal: bool = False,
    ) -> None:
        """Make the form.

        Args:
            kind: the class.
            name: its name; empty for one that is private.
            forms: gives the form of each field, and is called when they are needed.
            required: the fields without a default.
            make: makes the value of its fields.
            take: gives a field of the value.
            personal: whether the value says something of one person.
        """
        self._kind, self._name, self._find = kind, name, forms
        self._required, self._make, self._take, self._personal = required, make, take, personal

    @cached_property
    def _forms(self) -> Mapping[str, Form]:
        return self._find()

    def write(self, thing: Thing) -> Plain:
        """Return a dictionary: the name of the type first, then the fields in their order."""
        fields = {name: form.write(self._take(thing, name)) for name, form in self._forms.items()}
        return {"type": self._name, **fields} if self._name else fields

    def read(self, data: Plain) -> Thing:
        """Return the value, or raise all faults of its fields; fields with a default may miss."""
        if type(data) is not dict:
            raise Refused.at_top(f"an object of {self._kind.__name__}", data)
        faults = self._faults(data)
        things: dict[str, Thing] = {}
        for name, form in self._forms.items():
            if name in data:
                try:
                    things[name] = form.read(data[name])
                except Refused as refused:
                    faults += [(f".{name}{path}", why) for path, why in refused.faults]
        if faults:
            raise Refused(faults)
        return _made(self._make, things)

    def _faults(self, data: Mapping[str, Plain]) -> list[Fault]:
        faults: list[Fault] = []
        is_whole = len(data) == len(self._forms) + 1 and data.keys() >= self._forms.keys()
        if is_whole and data.get("type") == self._name:  # nearly always
            return faults
        if self._name and data.get("type", self._name) != self._name:
            faults.append((".type", f"expected {self._name!r}"))
        unknown = len(data.keys() - self._forms.keys() - {"type"})
        if unknown:
            faults.append(("", f"{unknown} unknown keys; {self._kind.__name__} has {self._known}"))
        missing = [name for name in self._forms if name in self._required and name not in data]
        return faults + [(f".{name}", "expected a value, found none") for name in missing]

    @property
    def _known(self) -> str:
        return ", ".join(self._forms) or "no fields"

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema, by the name of the type where it has one."""
        return schemas.named(self._name, self._own)

    def _own(self, schemas: Schemas) -> Schema:
        properties: dict[str, Schema] = {}
        if self._name:
            properties["type"] = {"const": self._name}
        properties |= {name: form.schema(schemas) for name, form in self._forms.items()}
        return {
            "type": "object",
            "title": self._kind.__name__,
            "description": (inspect.getdoc(self._kind) or "").partition("\n")[0],
            "properties": properties,
            "required": [name for name in properties if name in self._required],
            "additionalProperties": False,
            **(PERSONAL if self._personal else {}),
        }


def _made(make: Callable[[Mapping[str, Thing]], Thing], things: Mapping[str, Thing]) -> Thing:
    """Make a value, or raise what its class finds wrong."""
    error: Exception
    try:
        return make(things)
    except* (ValueError, TypeError, LookupError, ArithmeticError) as group:
        error = group
    raise Refused(_sentences(error))


def _sentences(error: BaseException) -> list[Fault]:
    """Return the messages of an error and of the members of a group; messages show no values."""
    if isinstance(error, BaseExceptionGroup):
        return [fault for one in error.exceptions for fault in _sentences(one)]
    return [("", str(error))]


@final
class Tagged(Form):
    """A value that is no object by itself, as an object with its name and the value."""

    def __init__(self, name: str, inner: Form) -> None:
        self._name, self._inner = name, inner

    def write(self, thing: Thing) -> Plain:
        """Return the name, and the value as plain data."""
        return {"type": self._name, "value": self._inner.write(thing)}

    def read(self, data: Plain) -> Thing:
        """Return the value of such an object, whose name was read before."""
        if data.keys() != {"type", "value"}:
            raise Refused.at_top("an object of type and value alone", data)
        (thing,) = gather([(".value", self._inner, data["value"])])
        return thing

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema of such an object."""
        return {
            "type": "object",
            "properties": {"type": {"const": self._name}, "value": self._inner.schema(schemas)},
            "required": ["type", "value"],
            "additionalProperties": False,
        }


@final
class Open(Form):
    """Any value of the library, or of JSON: keys of tables, cells, what has several types.

    What JSON has itself is written as it is, a tuple as a list, everything else as an object with
    the name of its type.
    """

    def __init__(
        self, form_by_name: Callable[[str], Form | None], name_of: Callable[[type[Any]], str | None]
    ) -> None:
        self._form_by_name, self._name_of = form_by_name, name_of

    def write(self, thing: Thing) -> Plain:
        """Return the value as plain data."""
        kind = type(thing)
        if thing is None or kind is str or kind is int or kind is bool:
            return thing
        if kind is tuple or kind is list:
            return [self.write(one) for one in thing]
        if kind is float and thing - thing == 0:
            return thing
        name = self._name_of(kind)
        form = None if name is None else self._form_by_name(name)
        if form is None:
            raise TypeError(
                f"expected a value of dukcapil or of JSON, found {kind.__name__}; use text, "
                "numbers, dates or types of the library for keys and groups"
            )
        return form.write(thing)

    def read(self, data: Plain) -> Thing:
        """Return the value of plain data."""
        if type(data) is list:
            return tuple(gather((f"[{place}]", self, one) for place, one in enumerate(data)))
        if type(data) is not dict:
            return data
        name = data.get("type")
        form = self._form_by_name(name) if type(name) is str else None
        if form is None:
            raise Refused([(".type", "expected the name of a type of dukcapil")])
        return form.read(data)

    def schema(self, schemas: Schemas) -> Schema:  # noqa: ARG002  of anything
        """Return a schema that allows everything that JSON has."""
        return {}


@final
class Choice(Form):
    """A value of one of several types, written as any value is."""

    def __init__(
        self, any_value: Form, kinds: Sequence[type[Any]], schemas_of: Callable[[], Sequence[Form]]
    ) -> None:
        """Make the form.

        Args:
            any_value: the form of any value.
            kinds: the classes of the values; an abstract one has those below it.
            schemas_of: gives a form for each, as it is written here, for the schema.
        """
        self._any, self._kinds, self._schemas_of = any_value, tuple(kinds), schemas_of

    def write(self, thing: Thing) -> Plain:
        """Return the value as plain data with the name of its type."""
        return self._any.write(thing)

    def read(self, data: Plain) -> Thing:
        """Return the value, if it is of one of the types."""
        thing = self._any.read(FLOAT.read(data) if self._is_float(data) else data)
        if not isinstance(thing, self._kinds) or (type(thing) is bool and bool not in self._kinds):
            names = ", ".join(kind.__name__ for kind in self._kinds)
            raise Refused([("", f"expected one of {names}, found {found(data)}")])
        return thing

    def _is_float(self, data: Plain) -> bool:
        return type(data) is int and float in self._kinds and int not in self._kinds

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema of any of them, without what is there twice."""
        every = [_with_type(form.schema(schemas)) for form in self._schemas_of()]
        return {"anyOf": [one for place, one in enumerate(every) if one not in every[:place]]}


def _with_type(schema: Schema) -> Schema:
    """Return the schema of an object that has to say its type, since others are possible."""
    properties = schema.get("properties", {})
    if "type" in properties and "type" not in schema["required"]:
        return {**schema, "required": ["type", *schema["required"]]}
    return {**schema, "required": ["type"]} if "$ref" in schema else schema
