"""Documents of JSON: an envelope with the version of the format, and a value in it."""

import json
from typing import Any, Final, TypeVar, overload

from dukcapil._shared.checks import check_most
from dukcapil.errors import InvalidJSON
from dukcapil.serial._forms import Fault, Form, Refused, Schemas, found
from dukcapil.serial._rules import (
    ANY,
    document_form,
    form_of,
    name_of,
    run_time_classes,
    type_named,
)

__all__ = ["FORMAT_VERSION", "from_json", "from_plain", "schema", "to_json", "to_plain"]

T = TypeVar("T")

FORMAT_VERSION: Final = 1
"""The version of the format that is written. Every version up to it is read."""

_FORMAT: Final = "dukcapil"


def to_plain(value: object) -> Any:  # noqa: ANN401  of JSON
    """Return a value as plain data of JSON: dictionaries, lists, text, numbers, booleans, None.

    Args:
        value: any public value of the library, or a tuple or list of them.

    Raises:
        TypeError: for something else, such as a key of a table of the caller's own class.

    Examples:
        >>> from dukcapil import Coverage, Month
        >>> from dukcapil.serial import to_plain
        >>> to_plain(Coverage(obliged=10, covered=9))
        {'type': 'coverage.Coverage', 'obliged': 10, 'covered': 9}
        >>> to_plain(Month(2020, 11))
        {'type': 'months.Month', 'value': '2020-11'}
    """
    return ANY.write(value)


@overload
def from_plain(data: object, kind: type[T]) -> T: ...
@overload
def from_plain(data: object, kind: object = None) -> Any: ...  # noqa: ANN401  of any type
def from_plain(data: object, kind: object = None) -> Any:
    """Return the value of plain data; the inverse of `to_plain`.

    Args:
        data: plain data of JSON.
        kind: the type that is expected: a class, a union of classes, or None for any. Of one class
            with fields, the data need not give the `type`, and text is enough for what is text.

    Raises:
        InvalidJSON: with all faults and their paths, and without any of the data.
        TypeError: for a `kind` that is not of the library.

    Examples:
        >>> from dukcapil import Coverage, Month
        >>> from dukcapil.serial import from_plain
        >>> from_plain({"obliged": 10, "covered": 9}, Coverage)
        Coverage(obliged=10, covered=9)
        >>> from_plain("2020-11", Month)
        Month(year=2020, number=11)
    """
    return _of_kind(data, kind, "$")


def _of_kind(data: object, kind: object, path: str) -> Any:  # noqa: ANN401  of any type
    """Return the value of plain data, which must be of a type unless that is None."""
    if kind is None:
        return _read(ANY, data, path)
    form = form_of(kind)
    if type(data) is not dict or "type" not in data:
        return _read(form, data, path)
    kinds = run_time_classes(kind)
    meant = type_named(data["type"])
    if meant is None or not issubclass(meant, kinds):
        names = " or ".join(repr(name_of(one)) for one in kinds)
        raise InvalidJSON(faults=[(f"{path}.type", f"expected {names}")])
    return _read(ANY, data, path)


def _read(form: Form, data: object, path: str) -> Any:  # noqa: ANN401  of any type
    faults: tuple[Fault, ...]
    try:
        return form.read(data)
    except Refused as refused:
        faults = refused.faults
    except RecursionError:
        faults = (("", "expected fewer levels within each other"),)
    raise InvalidJSON(faults=[(path + below, why) for below, why in faults])


def to_json(value: object, *, indent: int | None = None) -> str:
    """Return a value as a document of JSON that every later release reads.

    Args:
        value: any public value of the library, or a tuple or list of them.
        indent: spaces of each level, at most 100; None for one line.

    Raises:
        TypeError: as `to_plain`.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.serial import to_json
        >>> to_json(Month(2020, 11))
        '{"format": "dukcapil", "version": 1, "value": {"type": "months.Month", \
"value": "2020-11"}}'
    """
    document = {"format": _FORMAT, "version": FORMAT_VERSION, "value": to_plain(value)}
    check_most("to_json", "indent", indent or 0, 100)
    return json.dumps(document, indent=indent, ensure_ascii=False, allow_nan=False)


@overload
def from_json(text: str | bytes, kind: type[T]) -> T: ...
@overload
def from_json(text: str | bytes, kind: object = None) -> Any: ...  # noqa: ANN401  of any type
def from_json(text: str | bytes, kind: object = None) -> Any:
    """Return the value of a document that this release or an earlier one has written.

    Args:
        text: the document; bytes are UTF-8.
        kind: the type that is expected, see `from_plain`; None for any.

    Raises:
        InvalidJSON: for something that is no such document, one of a later version, or a value
            with faults, all of which are told with their paths and without any of the data.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.serial import from_json, to_json
        >>> from_json(to_json(Month(2020, 11)), Month)
        Month(year=2020, number=11)
        >>> from_json('{"format": "dukcapil", "version": 99, "value": null}')
        Traceback (most recent call last):
            ...
        dukcapil.errors.InvalidJSON: $.version: expected a version up to 1, found a later one; \
install a newer release of dukcapil
    """
    document = _parsed(text)
    if type(document) is not dict or document.get("format") != _FORMAT:
        raise InvalidJSON(faults=[("$", "expected a document of dukcapil; write it with to_json")])
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise InvalidJSON(faults=[("$.version", f"expected a version, found {found(version)}")])
    if version > FORMAT_VERSION:
        why = f"expected a version up to {FORMAT_VERSION}, found a later one"
        advice = "install a newer release of dukcapil"
        raise InvalidJSON(faults=[("$.version", f"{why}; {advice}")])
    if document.keys() != {"format", "version", "value"}:
        raise InvalidJSON(faults=[("$", "expected format, version and value alone")])
    return _of_kind(document["value"], kind, "$.value")


def _parsed(text: str | bytes) -> object:
    if not isinstance(text, str | bytes):
        raise TypeError(f"from_json.text: expected text or bytes, found {type(text).__name__}")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
    except _Twice:
        fault = "expected each key of an object once"
    except (ValueError, RecursionError):
        fault = "expected JSON (RFC 8259), found other text; is the file whole?"
    raise InvalidJSON(faults=[("$", fault)])


class _Twice(ValueError):
    """A key that an object has twice."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Twice
    return made


def _refused(constant: str) -> object:
    raise ValueError(constant)


def schema(kind: object) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the documents of a type.

    Types are in `$defs` by their names, from where an interface of one's own can take them.
    Types of personal data, and fields that hold such data, are marked `x-personal-data`, so that
    logs, exports and masks can go by the schema (UU 27/2022 Pasal 4).

    Args:
        kind: a public type of the library, or a union of such types.

    Raises:
        TypeError: for another type.

    Examples:
        >>> from dukcapil import Coverage
        >>> from dukcapil.serial import schema
        >>> made = schema(Coverage)
        >>> made["$defs"]["coverage.Coverage"]["required"]
        ['obliged', 'covered']
        >>> made["properties"]["version"]
        {'const': 1}
    """
    schemas = Schemas()
    value = document_form(kind).schema(schemas)
    properties = {"format": {"const": _FORMAT}, "version": {"const": FORMAT_VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {**properties, "value": value},
        "required": [*properties, "value"],
        "additionalProperties": False,
        "$defs": schemas.definitions,
    }
