"""Files of registers taken apart, and put together again with changes and right digests."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from support import engines as _engines  # noqa: F401  skips without the extra

from dukcapil import Register
from dukcapil.frames import open_register, save_register

pa: Any = pytest.importorskip("pyarrow")
pq: Any = pytest.importorskip("pyarrow.parquet")

ABOUT = "register.json"


def again(register: Register, folder: Path) -> Register:
    """Return the register, saved and opened."""
    path = folder / "a.register"
    save_register(register, path)
    return open_register(path)


def parts(path: Path) -> dict[str, bytes]:
    """Return the bytes of everything in a file."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(path: Path, name: str) -> Any:  # noqa: ANN401
    """Return a table of a file."""
    return pq.read_table(io.BytesIO(parts(path)[f"{name}.parquet"]))


def pack(path: Path, contents: dict[str, bytes], compression: int = ZIP_STORED) -> None:
    """Write everything into a file."""
    with ZipFile(path, "w", compression) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


def describe(path: Path, **changes: object) -> None:
    """Change what the description of a file says; `...` leaves an entry out."""
    contents = parts(path)
    about = json.loads(contents[ABOUT]) | changes
    kept = {key: value for key, value in about.items() if key not in changes or value is not ...}
    pack(path, contents | {ABOUT: json.dumps(kept).encode()})


def change(path: Path, name: str, changed: Callable[[Any], Any]) -> None:
    """Change a table of a file by hand, with its digest and its number of rows made right."""
    new, sink = changed(table(path, name)), io.BytesIO()
    pq.write_table(new, sink)
    contents = parts(path) | {f"{name}.parquet": sink.getvalue()}
    pack(path, contents)
    about = json.loads(contents[ABOUT])
    digest = sha256(sink.getvalue()).hexdigest()
    tables = about["tables"] | {name: {"rows": new.num_rows, "sha256": digest}}
    describe(path, tables=tables)


def with_column(column: str, values: Callable[[list[Any]], list[Any]]) -> Callable[[Any], Any]:
    """Return a change of the values of one column."""

    def changed(old: Any) -> Any:  # noqa: ANN401
        place, field = old.column_names.index(column), old.schema.field(column)
        new = pa.array(values(old[column].to_pylist()), field.type)
        return old.set_column(place, field, new)

    return changed
