"""The names of types in JSON: the public path below `dukcapil`, such as `blanko.Printed`."""

import inspect
from enum import Enum
from types import ModuleType, UnionType
from typing import Any, Final

import attrs

from dukcapil import (
    ages,
    allocation,
    blanko,
    cards,
    coverage,
    demand,
    distributions,
    errors,
    events,
    forecast,
    inventory,
    law,
    months,
    nik,
    outreach,
    recording,
    regions,
    register,
    residents,
    spreadsheets,
    wajib_ktp,
)
from dukcapil._shared.values import CheckedText

__all__ = ["ABSTRACT", "NAME_OF", "PUBLIC_UNIONS", "TYPE_OF", "public_subclasses"]

_PACKAGES: Final[tuple[ModuleType, ...]] = (
    *(ages, allocation, blanko, cards, coverage, demand, distributions, errors, events, forecast),
    *(inventory, law, months, nik, outreach, recording, regions, register, residents),
    *(spreadsheets, wajib_ktp),
)


ABSTRACT: Final[tuple[type[Any], ...]] = (events.Event, distributions.Distribution)
"""Public types whose values are those of the types below them."""


def _is_value(kind: type[Any]) -> bool:
    """Return whether a class has values: fields, members, checked text or named parts."""
    if kind in ABSTRACT:
        return False
    named_parts = issubclass(kind, tuple) and hasattr(kind, "_fields")
    checked = issubclass(kind, Enum | CheckedText) or kind is register.Register
    return attrs.has(kind) or checked or named_parts


TYPE_OF: Final[dict[str, type[Any]]] = {
    f"{kind.__module__.removeprefix('dukcapil.')}.{kind.__name__}": kind
    for package in _PACKAGES
    for kind in (getattr(package, name) for name in package.__all__)
    if inspect.isclass(kind) and _is_value(kind)
}
"""Every public type that has values, by its name."""

NAME_OF: Final[dict[type[Any], str]] = {kind: name for name, kind in TYPE_OF.items()}
"""The name of every such type."""


PUBLIC_UNIONS: Final[tuple[UnionType, ...]] = tuple(
    value
    for package in _PACKAGES
    for value in (getattr(package, name) for name in package.__all__)
    if isinstance(value, UnionType)
)
"""Every public union of types, such as `blanko.Entry`."""


def public_subclasses(base: type[Any]) -> tuple[type[Any], ...]:
    """Return the public types below a class, in order of their names."""
    return tuple(kind for _, kind in sorted(TYPE_OF.items()) if issubclass(kind, base))
