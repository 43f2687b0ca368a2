"""A converter of cattrs that knows the types of the library, for classes of one's own."""

from typing import Any

from dukcapil._shared import adapters
from dukcapil.serial._documents import from_plain
from dukcapil.serial._rules import form_of, is_known

__all__ = ["converter"]


def converter() -> Any:  # noqa: ANN401  a converter of cattrs
    """Return a converter of cattrs for JSON that knows every public type of the library.

    It is yours: register hooks for your own classes. Values of the library have the form of
    `to_plain`, wherever they stand in your classes.

    Raises:
        MissingExtra: where cattrs is not installed.

    Examples:
        >>> import attrs
        >>> from dukcapil import RegionCode
        >>> from dukcapil.serial import converter
        >>> @attrs.frozen
        ... class Office:
        ...     region: RegionCode
        ...     teams: int
        >>> converter().structure({"region": "32.75", "teams": 4}, Office)
        Office(region=RegionCode('32.75'), teams=4)
    """
    preconf = adapters.load("cattrs.preconf.json", extra="serial")
    made = preconf.make_converter()
    made.register_structure_hook_factory(is_known, _structure)
    made.register_unstructure_hook_factory(is_known, _unstructure)
    return made


def _structure(kind: Any) -> Any:  # noqa: ANN401  hooks of cattrs
    return lambda data, _: from_plain(data, kind)


def _unstructure(kind: Any) -> Any:  # noqa: ANN401  as above
    return form_of(kind).write
