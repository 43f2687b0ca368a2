"""Files that take their place when they are complete."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EINVAL, ENOTSUP
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import IO, Final

__all__ = ["replaced"]

_FOR_THE_OWNER: Final = 0o600
_FOR_OTHERS: Final = 0o666  # less what the system withholds from new files
_NO_FOLDERS: Final = frozenset({EINVAL, ENOTSUP})
"""Errors of file systems that synchronise files, and have no need to synchronise folders."""


@contextmanager
def replaced(path: Path, *, is_private: bool) -> Iterator[IO[bytes]]:
    """Give a file to write to, which takes its place at once when it is complete and on disk.

    Whatever stops the writing leaves the file that was there, and nothing else.

    Args:
        path: the file. One that is there is replaced, and read by whoever could read it before.
        is_private: whether a new one may be read by its owner alone.

    Raises:
        OSError: where the system refuses, as for a full disk. Only if the folder could not be
            synchronised is the new file there already; it may be gone after a loss of power.
    """
    path = path.resolve()
    new = path.with_name(f".{path.name}.{token_hex(8)}")
    mode = _FOR_THE_OWNER if is_private else _FOR_OTHERS
    try:
        with open(new, "xb", opener=partial(os.open, mode=mode)) as beside:
            yield beside
            beside.flush()
            os.fsync(beside.fileno())
        if path.exists():
            new.chmod(path.stat().st_mode)
        new.replace(path)
    finally:
        with suppress(OSError):  # the error of the writing is the one to tell
            new.unlink(missing_ok=True)
    _synchronise(path.parent)


def _synchronise(folder: Path) -> None:
    try:
        opened = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folder, and has no need to
        return
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in _NO_FOLDERS:
            raise
    finally:
        os.close(opened)
