"""Missing extras."""

from typing import final

from dukcapil.errors._base import DukcapilError

__all__ = ["MissingExtra"]


@final
class MissingExtra(DukcapilError, ImportError):
    """A part of the library whose extra is not installed.

    Attributes:
        extra: the name of the extra.

    Examples:
        >>> from dukcapil.errors import MissingExtra
        >>> print(MissingExtra(extra="testing"))
        expected the extra 'testing': run pip install 'dukcapil[testing]'
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, extra: str) -> None:
        super().__init__(f"expected the extra {extra!r}: run pip install 'dukcapil[{extra}]'")
        self.extra = extra
