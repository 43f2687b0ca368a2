"""Public names of objects that private modules define, and the release that they are of."""

from __future__ import annotations

import sys
from importlib import import_module
from types import FunctionType

__all__ = ["publish", "release"]


def release() -> str:
    """Return the release of this library, which its lower packages cannot import."""
    version: str = import_module("dukcapil").__version__
    return version


def publish(package: str) -> None:
    """Name a package as the module of the classes and functions that it makes public.

    Pickles, `help()`, `repr(type)` and tracebacks then give the path that users import from, and
    private modules may be moved without breaking a pickle.
    """
    face = vars(sys.modules[package])
    for name in face["__all__"]:
        value = face[name]
        if isinstance(value, type | FunctionType) and "._" in value.__module__:
            value.__module__ = package
