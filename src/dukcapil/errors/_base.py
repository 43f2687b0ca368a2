"""The root of the errors."""

import copyreg

__all__ = ["DukcapilError"]


class DukcapilError(Exception):
    """Root of every error that this library raises on purpose."""

    __module__ = "dukcapil.errors"

    def __reduce__(self) -> tuple[object, ...]:
        # Constructors take keywords, while `args` holds the message: they are not called again.
        new = copyreg.__newobj__  # type: ignore[attr-defined]  # typeshed leaves it out
        return new, (type(self), *self.args), vars(self)
