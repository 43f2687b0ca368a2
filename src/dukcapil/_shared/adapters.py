"""The one way from core values up to the adapters: by name, when they are asked for.

Nothing else below the adapters imports upward. An adapter may need an extra; where that is not
installed, the error names it.
"""

from importlib import import_module
from types import ModuleType

from dukcapil.errors import MissingExtra

__all__ = ["load"]


def load(module: str, *, extra: str) -> ModuleType:
    """Import the module of an adapter.

    Raises:
        MissingExtra: where something that the extra brings is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtra(extra=extra) from error
