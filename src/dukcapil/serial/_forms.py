"""The forms of values in JSON: each writes a value, reads it, and describes itself as a schema.

One rule makes all three, so they cannot differ. A form of a type is found by `_rules.form_of`.
"""

import math
import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, final

__all__ = [
    "FLOAT",
    "FRACTION",
    "Fault",
    "Form",
    "Items",
    "Keyed",
    "Member",
    "Optional",
    "Parts",
    "Refused",
    "Scalar",
    "Schema",
    "Schemas",
    "Text",
    "found",
    "gather",
]

Plain = Any  # what JSON has: None, booleans, numbers, text, lists and dictionaries
Thing = Any  # a value of the type of a form
Schema = dict[str, Any]
Fault = tuple[str, str]
"""Where something is wrong, as a path below the value that is read, and what was expected."""


@final
class Refused(Exception):
    """Plain data that a form cannot read. It never leaves the package."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)

    @classmethod
    def at_top(cls, expected: str, data: Plain) -> "Refused":
        """Return the refusal of the data as a whole; the data are not shown."""
        return cls([("", f"expected {expected}, found {found(data)}")])


_KINDS: Final = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}


def found(data: Plain) -> str:
    """Return the kind of some data, never the data."""
    return _KINDS.get(type(data), "something that is not of JSON")


def gather(parts: Iterable[tuple[str, "Form", Plain]]) -> list[Thing]:
    """Read several parts, and raise the faults of all of them at once.

    Args:
        parts: the path, the form and the data of each.
    """
    things, faults = [], []
    for path, form, data in parts:
        try:
            things.append(form.read(data))
        except Refused as refused:
            faults += [(path + below, why) for below, why in refused.faults]
    if faults:
        raise Refused(faults)
    return things


class Schemas:
    """Schemas of types with a name, each made once and referred to, or written out in place."""

    def __init__(self, *, inline: bool = False) -> None:
        self.definitions: dict[str, Schema] = {}
        self._inline = inline
        self._open: list[str] = []

    def named(self, name: str, make: Callable[["Schemas"], Schema]) -> Schema:
        """Return the schema of a named type, or a reference to it; in place without a name."""
        if not name:
            return make(self)
        if self._inline:
            if name in self._open:  # a mixture of mixtures; without a reference it has no end
                return {
                    "type": "object",
                    "properties": {"type": {"const": name}},
                    "required": ["type"],
                }
            self._open.append(name)
            schema = make(self)
            self._open.pop()
            return schema
        if name not in self.definitions:
            self.definitions[name] = {}  # a type within itself finds its place taken
            self.definitions[name] = make(self)
        return {"$ref": f"#/$defs/{name}"}


class Form:
    """The form of the values of one type."""

    @abstractmethod
    def write(self, thing: Thing) -> Plain:
        """Return a value as plain data."""

    @abstractmethod
    def read(self, data: Plain) -> Thing:
        """Return the value of plain data, or raise `Refused`."""

    @abstractmethod
    def schema(self, schemas: Schemas) -> Schema:
        """Return the JSON Schema of the plain data."""


@final
class Scalar(Form):
    """What JSON has itself: text, whole numbers, booleans."""

    def __init__(
        self, kind: type[Any], name: str, expected: str, bounds: Mapping[str, int] | None = None
    ) -> None:
        """Make the form; the bounds are for the schema, since the class itself checks them."""
        self._kind, self._name, self._expected = kind, name, expected
        self._bounds = dict(bounds or {})

    def write(self, thing: Thing) -> Plain:
        """Return the value as it is; of text, without what a subclass adds."""
        return self._kind(thing)

    def read(self, data: Plain) -> Thing:
        """Return the data as they are; `true` is no number."""
        if type(data) is not self._kind:
            raise Refused.at_top(self._expected, data)
        return data

    def schema(self, schemas: Schemas) -> Schema:  # noqa: ARG002  of a form without parts
        """Return the type of JSON, with the bounds."""
        return {"type": self._name, **self._bounds}


_NOT_FINITE: Final = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


@final
class _Float(Form):
    """A floating-point number; what is not finite is text."""

    def write(self, thing: Thing) -> Plain:
        return float(thing) if math.isfinite(thing) else str(float(thing))

    def read(self, data: Plain) -> Thing:
        if type(data) is float or type(data) is int:
            number = _as_float(data)
            if number is not None:
                return number
        elif type(data) is str and data in _NOT_FINITE:
            return _NOT_FINITE[data]
        raise Refused.at_top("a number, or inf, -inf or nan as text", data)

    def schema(self, schemas: Schemas) -> Schema:  # noqa: ARG002  as above
        return {"anyOf": [{"type": "number"}, {"enum": [*_NOT_FINITE]}]}


def _as_float(number: float) -> float | None:
    try:
        return float(number)
    except OverflowError:
        return None


FLOAT: Final[Form] = _Float()


@final
class _Fraction(Form):
    """A fraction as the pair of its numerator and its denominator."""

    def write(self, thing: Thing) -> Plain:
        return [thing.numerator, thing.denominator]

    def read(self, data: Plain) -> Thing:
        if type(data) is list and [*map(type, data)] == [int, int] and data[1] > 0:
            return Fraction(*data)
        raise Refused.at_top("a numerator and a denominator of 1 or more as a list", data)

    def schema(self, schemas: Schemas) -> Schema:  # noqa: ARG002  as above
        items = [{"type": "integer"}, {"type": "integer", "minimum": 1}]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": 2}


FRACTION: Final[Form] = _Fraction()


@final
class Text(Form):
    """A value that is written as text, and read back by its pattern."""

    def __init__(  # noqa: PLR0913  each by name
        self,
        expected: str,
        write: Callable[[Thing], str],
        read: Callable[[str], Thing],
        *,
        pattern: str = "",
        name: str = "",
        extra: Mapping[str, object] | None = None,
    ) -> None:
        """Make the form.

        Args:
            expected: the text that is expected, in words.
            write: makes the text.
            read: makes the value of a text of the pattern, or raises `ValueError`.
            pattern: a regular expression that the whole text must match.
            name: the name of the type in schemas, if it has one.
            extra: more for the schema.
        """
        self._name = name
        self._expected, self._write, self._read = expected, write, read
        self._matches = re.compile(pattern, re.DOTALL).fullmatch if pattern else None
        pattern_of = {"pattern": f"^{pattern}$"} if pattern else {}
        title_of = {"title": name.rpartition(".")[2]} if name else {}
        self._schema = {"type": "string", **title_of, **pattern_of, **(extra or {})}

    def write(self, thing: Thing) -> Plain:
        """Return the text."""
        return self._write(thing)

    def read(self, data: Plain) -> Thing:
        """Return the value of a text."""
        if type(data) is str and (self._matches is None or self._matches(data)):
            try:
                return self._read(data)
            except (ValueError, ArithmeticError):
                pass
        raise Refused.at_top(self._expected, data)

    def schema(self, schemas: Schemas) -> Schema:
        """Return the pattern of the text."""
        return schemas.named(self._name, lambda _: dict(self._schema))


@final
class Member(Form):
    """A member of an enumeration: its value where that is text, else its name."""

    def __init__(self, kind: Any, name: str) -> None:  # noqa: ANN401  an enumeration
        self._name = name
        self._members = {_word(member): member for member in kind}

    def write(self, thing: Thing) -> Plain:
        """Return the word."""
        return _word(thing)

    def read(self, data: Plain) -> Thing:
        """Return the member of a word."""
        if type(data) is not str or data not in self._members:
            words = ", ".join(map(repr, self._members))
            raise Refused.at_top(f"one of {words}", data)
        return self._members[data]

    def schema(self, schemas: Schemas) -> Schema:
        """Return all words."""
        title = self._name.rpartition(".")[2]
        return schemas.named(self._name, lambda _: {"title": title, "enum": [*self._members]})


def _word(member: Any) -> str:  # noqa: ANN401  of any enumeration
    return str(member.value) if isinstance(member.value, str) else str(member.name)


@final
class Optional(Form):
    """A value or null."""

    def __init__(self, inner: Form) -> None:
        self._inner = inner

    def write(self, thing: Thing) -> Plain:
        """Return the value as plain data, or None."""
        return None if thing is None else self._inner.write(thing)

    def read(self, data: Plain) -> Thing:
        """Return the value, or None."""
        return None if data is None else self._inner.read(data)

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema of either."""
        return {"anyOf": [self._inner.schema(schemas), {"type": "null"}]}


@final
class Items(Form):
    """Any number of values of one form: a tuple, or a set in order of what is written."""

    def __init__(self, inner: Form, make: Callable[[Iterable[Thing]], Thing]) -> None:
        self._inner, self._make = inner, make

    def write(self, thing: Thing) -> Plain:
        """Return a list."""
        items = [self._inner.write(one) for one in thing]
        return sorted(items) if isinstance(thing, frozenset) else items

    def read(self, data: Plain) -> Thing:
        """Return the values of a list."""
        if type(data) is not list:
            raise Refused.at_top("a list", data)
        return self._make(gather(_numbered([self._inner] * len(data), data)))

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema of a list."""
        unique = {"uniqueItems": True} if self._make is frozenset else {}
        return {"type": "array", "items": self._inner.schema(schemas), **unique}


@final
class Parts(Form):
    """A tuple with a form for each place."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = tuple(forms)

    def write(self, thing: Thing) -> Plain:
        """Return a list."""
        return [form.write(one) for form, one in zip(self._forms, thing, strict=True)]

    def read(self, data: Plain) -> Thing:
        """Return the tuple of a list of that length."""
        if type(data) is not list or len(data) != len(self._forms):
            raise Refused.at_top(f"a list of {len(self._forms)}", data)
        return tuple(gather(_numbered(self._forms, data)))

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema of a list of that length."""
        items = [form.schema(schemas) for form in self._forms]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}


def _numbered(forms: Sequence[Form], data: Sequence[Plain]) -> Iterator[tuple[str, Form, Plain]]:
    for place, (form, one) in enumerate(zip(forms, data, strict=True)):
        yield f"[{place}]", form, one


@final
class Keyed(Form):
    """A mapping of text to values."""

    def __init__(self, inner: Form) -> None:
        self._inner = inner

    def write(self, thing: Thing) -> Plain:
        """Return a dictionary."""
        return {str(key): self._inner.write(one) for key, one in thing.items()}

    def read(self, data: Plain) -> Thing:
        """Return the dictionary; faults name the place and not the key, which may be private."""
        if type(data) is not dict:
            raise Refused.at_top("an object", data)
        things = gather(_numbered([self._inner] * len(data), [*data.values()]))
        return dict(zip(data, things, strict=True))

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema of an object of any keys."""
        return {"type": "object", "additionalProperties": self._inner.schema(schemas)}
