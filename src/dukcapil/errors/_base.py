"""The root of the errors, and the error of a missing extra."""

import copyreg
from typing import final

__all__ = ["DukcapilError", "MissingExtra"]


class DukcapilError(Exception):
    """Root of every error that this library raises on purpose."""

    __module__ = "dukcapil.errors"

    def __reduce__(self) -> tuple[object, ...]:
        # Constructors take keywords, while `args` holds the message: they are not called again.
        new = copyreg.__newobj__  # type: ignore[attr-defined]  # typeshed leaves it out
        return new, (type(self), *self.args), vars(self)


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
