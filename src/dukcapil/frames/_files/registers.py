"""Saving and opening a register."""

from __future__ import annotations

import os
from pathlib import Path

from dukcapil._shared.checks import check_type
from dukcapil._shared.files import replaced
from dukcapil._shared.publishing import release
from dukcapil.frames._files.arrow import pyarrow
from dukcapil.frames._files.container import opened, write
from dukcapil.frames._files.reading import register_of
from dukcapil.frames._files.writing import tables_of
from dukcapil.register import Register
from dukcapil.register._columns import kept

__all__ = ["open_register", "save_register"]


def save_register(register: Register, path: str | os.PathLike[str]) -> None:
    """Save a register as columns in one file, which takes the place of an older one at once.

    The file is a ZIP of Parquet tables (`records`, `stays`, `events`, `steps`) and a description,
    `register.json`, with the version of the format and the digest of each table; see
    [A register in a file](../reference/register-file.md). Equal registers give equal tables,
    whatever batches they grew from.

    It holds names and NIKs: a new file may be read by its owner alone, and one that replaces
    another by whoever could read that.

    Args:
        register: the register. A view of a region is saved without the people whom it does not
            show, and one of `known_on` as it is.
        path: the file; whatever stops the saving leaves the file that was there. A process that is
            killed leaves its unfinished file beside it as well, by a hidden name that begins with
            that of the file; it holds the same data, so delete it.

    Raises:
        TypeError: for an object that is not a register.
        OSError: for a folder that is not there or may not be written to, and a disk that is full.
        ModuleNotFoundError: without PyArrow.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from dukcapil.frames import open_register, save_register
        >>> from dukcapil.testing import synthetic_city
        >>> city = synthetic_city(100, seed=1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "city.register")
        ...     save_register(city, path)
        ...     open_register(path) == city
        True
    """
    check_type("save_register", "register", register, Register)
    pyarrow()
    whole = kept(register)
    about = {
        "saved_by": release(),
        "people": len(register),
        "scope": None if whole.scope is None else str(whole.scope),
        "is_checked": register.is_checked,
        "set_aside_people": whole.set_aside,
    }
    with replaced(Path(path), is_private=True) as file:
        write(file, tables_of(whole), about)


def open_register(path: str | os.PathLike[str]) -> Register:
    """Open a register that `save_register` saved.

    The columns are taken as they are, without an object for each resident or event. Digests find
    damage, not forgery: who may write the file may change what it says.

    Args:
        path: the file.

    Returns:
        A register equal to the one that was saved, with the same figures, which can be appended
        to.

    Raises:
        InvalidRegisterFile: for a file that is damaged, of a later format, or no register.
        OSError: for a file that is not there, or that may not be read.
        ModuleNotFoundError: without PyArrow.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from dukcapil.errors import InvalidRegisterFile
        >>> from dukcapil.frames import open_register
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "city.register")
        ...     written = path.write_text("NIK;NAMA")
        ...     try:
        ...         open_register(path)
        ...     except InvalidRegisterFile as error:
        ...         print(error.found)
        not a file of a register, or the end of it is missing
    """
    pyarrow()
    with opened(Path(path)) as contents:
        return register_of(contents)
