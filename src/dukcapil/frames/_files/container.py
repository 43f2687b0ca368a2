"""The file around the tables: a ZIP of Parquet files, with a description that has their digests."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, TypeVar, final
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from dukcapil.errors import InvalidRegisterFile
from dukcapil.frames._files.arrow import Unfit, pyarrow, schema
from dukcapil.frames._files.layout import FORMAT, TABLES, VERSION

__all__ = ["Contents", "Part", "opened", "write"]

_T = TypeVar("_T")

_ABOUT: Final = "register.json"
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "version": (int,),
    "people": (int,),
    "scope": (str, type(None)),
    "is_checked": (bool,),
    "set_aside_people": (int,),
    "saved_by": (str,),
}
"""The types of what the description says, besides the tables."""

_ANOTHER: Final = "open a file that save_register wrote"
_NEWER: Final = "open it with the release that wrote it, or a newer one"
_UNIQUE: Final = {"records": ["record", "person", "nik"], "events": ["id"]}
"""Columns whose values seldom come again, for which a dictionary would be built in vain."""

Table = Any
"""A table of PyArrow, which has no types."""


# --- writing ---------------------------------------------------------------------------------


def write(
    file: IO[bytes], tables: Iterable[tuple[str, Table]], about: Mapping[str, object]
) -> None:
    """Write tables, and what is to be said about them."""
    parts = {}
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, table in tables:
            with archive.open(ZipInfo(f"{name}.parquet"), "w", force_zip64=True) as part:
                digested = _Digested(part)
                _write_parquet(name, table, digested)
            parts[name] = {"rows": table.num_rows, "sha256": digested.digest.hexdigest()}
        text = json.dumps({"format": FORMAT, "version": VERSION, **about, "tables": parts})
        archive.writestr(ZipInfo(_ABOUT), text)


def _write_parquet(name: str, table: Table, file: _Digested) -> None:
    dictionary = [one for one in table.column_names if one not in _UNIQUE.get(name, ())]
    pyarrow().parquet.write_table(table, file, compression="zstd", use_dictionary=dictionary)


class _Digested(io.RawIOBase):
    """A file that computes the digest of what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401  any buffer
        self.digest.update(data)
        return self._file.write(data)


# --- reading ---------------------------------------------------------------------------------


@final
class Part:
    """One table of a file, with its digest, its columns and its number of rows checked.

    One column at a time is decoded, so that a table of a city never stands in memory as a whole.
    """

    def __init__(self, name: str, file: Any) -> None:  # noqa: ANN401  of PyArrow
        """Name a table."""
        self._name, self._file = name, file
        self._last: tuple[str, Any] = ("", None)

    def column(self, name: str, convert: Callable[..., _T], *args: object, **options: object) -> _T:
        """Return what a function makes of a column.

        Raises:
            Unfit: for nulls where there are to be none, and as that function, with the place.
        """
        try:
            return convert(self._values(name), *args, **options)
        except Unfit as fault:
            raise Unfit(f"{self._name}.parquet, column {name}: {fault.found}") from None

    def _values(self, name: str) -> Any:  # noqa: ANN401  of Arrow
        if self._last[0] != name:  # checks of a column and its use follow each other
            self._last = ("", None)
            pyarrow().default_memory_pool().release_unused()
            self._last = (name, self._read(name))
        values = self._last[1]
        (null,) = (one.null for one in TABLES[self._name] if one.name == name)
        if null is None and values.null_count:
            raise Unfit("nothing in some row")
        return values

    def _read(self, name: str) -> Any:  # noqa: ANN401  of Arrow
        pa = pyarrow()
        try:
            return self._file.read(columns=[name])[name].combine_chunks()
        except (pa.ArrowException, OSError):
            raise Unfit("damaged") from None


@final
class Contents:
    """Contents of a file: the description and, when they are asked for, the tables."""

    def __init__(self, archive: ZipFile) -> None:
        """Read the description."""
        self._archive = archive
        self.about = _about(archive)

    def part(self, name: str) -> Part:
        """Read a table."""
        described = self.about["tables"].get(name)
        if not isinstance(described, dict):
            raise Unfit(f"{_ABOUT} names no {name}.parquet")
        data = _bytes(self._archive, f"{name}.parquet")
        if sha256(data).hexdigest() != described.get("sha256"):
            raise Unfit(f"{name}.parquet has another digest than {_ABOUT} says")
        file = _table(name, data)
        if file.metadata.num_rows != described.get("rows"):
            raise Unfit(f"{name}.parquet has another number of rows than {_ABOUT} says")
        return Part(name, file)


@contextmanager
def opened(path: Path) -> Iterator[Contents]:
    """Open a file.

    Raises:
        OSError: for one that is not there, or that may not be read.
        InvalidRegisterFile: for a fault of the file, here or in what is done with the contents.
    """
    try:
        with path.open("rb") as file, _archive(file) as archive:
            yield Contents(archive)
    except Unfit as fault:
        raise InvalidRegisterFile(
            file=path.name, found=fault.found, advice=fault.advice
        ) from fault.__cause__


def _archive(file: IO[bytes]) -> ZipFile:
    try:
        return ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError, struct.error):
        raise Unfit("not a file of a register, or the end of it is missing", _ANOTHER) from None


def _about(archive: ZipFile) -> dict[str, Any]:
    if _ABOUT not in archive.namelist():
        raise Unfit(f"not a file of a register: it has no {_ABOUT}", _ANOTHER)
    try:
        about = json.loads(_bytes(archive, _ABOUT))
    except ValueError:
        raise Unfit(f"{_ABOUT} is damaged") from None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise Unfit(f"not a file of a register: its {_ABOUT} names another format", _ANOTHER)
    version = about.get("version")
    if type(version) is int and version > VERSION:
        raise Unfit(
            f"format {version}, and this release of dukcapil reads formats to {VERSION}", _NEWER
        )
    is_whole = isinstance(about.get("tables"), dict) and all(
        type(about.get(name)) in types for name, types in _TYPES.items()
    )
    if not is_whole or min(about["version"] - 1, about["people"], about["set_aside_people"]) < 0:
        raise Unfit(f"{_ABOUT} does not describe a register")
    return about


def _bytes(archive: ZipFile, name: str) -> bytes:
    try:
        part = archive.getinfo(name)
        if part.compress_type == ZIP_STORED and part.file_size == part.compress_size:
            return archive.read(part)
    except KeyError:
        raise Unfit(f"{name} is missing") from None
    except (BadZipFile, EOFError, OSError, RuntimeError, struct.error):
        pass
    raise Unfit(f"{name} is damaged")


def _table(name: str, data: bytes) -> Any:  # noqa: ANN401  of PyArrow
    pa = pyarrow()
    expected = schema(TABLES[name])
    try:
        found = pa.parquet.ParquetFile(pa.BufferReader(data))
        if found.schema_arrow.remove_metadata().types == expected.types and (
            found.schema_arrow.names == expected.names
        ):
            return found
    except (pa.ArrowException, OSError):
        raise Unfit(f"{name}.parquet is no table of Parquet") from None
    raise Unfit(f"{name}.parquet has other columns")
