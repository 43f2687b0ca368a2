"""The columns of a register beside its journals, from which it is opened without its rows' JSON.

They follow from the rows, and are of one release: another one does not read them, but the rows,
and writes them anew. They say how far the journals went, so that the rows can be proved up to
there.
"""

import json
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any, Final, NamedTuple, final

from sqlalchemy import Connection, delete, insert, select

from dukcapil._shared.publishing import release
from dukcapil.errors import DamagedJournal
from dukcapil.nik import NIK
from dukcapil.recording import Biometric
from dukcapil.regions import RegionCode
from dukcapil.register import Register
from dukcapil.register._columns import compact, kept, restored
from dukcapil.register._parts import put_together, taken_apart
from dukcapil.serial import from_plain, to_plain
from dukcapil.store._journals import Block, Checkpoint
from dukcapil.store._rows import link
from dukcapil.store._tables import REGISTER_COLUMNS

__all__ = ["KeptColumns", "damaged_columns", "keep", "kept_columns"]

_CHUNK: Final = 4 * 2**20  # bytes of a row


@final
class KeptColumns(NamedTuple):
    """The columns of a register in a store.

    Attributes:
        people: the blocks of the journal of people up to there.
        events: those of the journal of events.
        shape: what the columns are, as JSON.
        content: their bytes.
    """

    people: list[Block]
    events: list[Block]
    shape: Any
    content: bytes

    def register(self) -> Register:
        """Return the register of the columns."""
        parts = iter(_cut(self.content, self.shape["lengths"]))
        state = put_together(_unpacked(self.shape["columns"], parts))
        state.people.records.fill_in()
        return restored(state, scope=None, set_aside=0)


def keep(
    connection: Connection, register: Register, people: list[Block], events: list[Block]
) -> None:
    """Write the columns of a register in the place of older ones."""
    buffers: list[bytes] = []
    columns = _packed(taken_apart(kept(compact(register)).state), buffers)
    content = b"".join(buffers)
    heading = {
        "release": release(),
        "people": people,
        "events": events,
        "lengths": [*map(len, buffers)],
        "columns": columns,
    }
    chunks = [json.dumps(heading).encode()]
    chunks += (content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK))
    connection.execute(delete(REGISTER_COLUMNS))
    digest = b""
    for number, chunk in enumerate(chunks):
        digest = link(digest, chunk)
        row = {"number": number, "content": chunk, "digest": digest.hex()}
        connection.execute(insert(REGISTER_COLUMNS), row)


def kept_columns(connection: Connection) -> KeptColumns | None:
    """Return the columns that are kept; None where there are none of this release.

    Raises:
        DamagedJournal: for a row that does not fit its digest, or is missing.
    """
    asked = select(REGISTER_COLUMNS).order_by(REGISTER_COLUMNS.c.number)
    digest, chunks = b"", list[bytes]()
    for number, row in enumerate(connection.execute(asked)):
        digest = link(digest, row.content)
        if row.number != number or row.digest != digest.hex():
            raise damaged_columns(number, "another digest")
        chunks.append(row.content)
    if not chunks:
        return None
    heading = json.loads(chunks[0])
    if heading["release"] != release():
        return None
    content = b"".join(chunks[1:])
    if len(content) != sum(heading["lengths"]):
        raise damaged_columns(len(chunks), "missing")
    return KeptColumns(_blocks(heading["people"]), _blocks(heading["events"]), heading, content)


def _blocks(written: Iterable[tuple[tuple[int, str], str]]) -> list[Block]:
    return [Block(Checkpoint(*end), content) for end, content in written]


def damaged_columns(number: int, found: str) -> DamagedJournal:
    """Return the error for a row of the columns."""
    return DamagedJournal(journal=REGISTER_COLUMNS.name, sequence=number, found=found)


def _cut(content: bytes, lengths: Iterable[int]) -> Iterator[memoryview]:
    whole = memoryview(content)
    return (whole[begin:end] for begin, end in pairwise(accumulate(lengths, initial=0)))


# --- columns as bytes, and what is no column as JSON ------------------------------------------

_OF_FIELD: Final[Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
    "citizenship": (to_plain, from_plain),
    "former_niks": (list, lambda niks: tuple(map(NIK, niks))),
    "inactive": (
        lambda times: [*map(to_plain, times)],
        lambda times: tuple(map(from_plain, times)),
    ),
    "kinds": (
        lambda kinds: sorted(map(attrgetter("value"), kinds)),
        lambda kinds: frozenset(map(Biometric, kinds)),
    ),
    "outside_domicile": (bool, bool),
    "supersedes": (str, str),
    "valid_until": (date.isoformat, date.fromisoformat),
}
"""How the fields are written and read that few rows have."""

_OF_SLOT: Final[Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
    "former": (lambda by: [*by.items()], dict),
    "keys": (lambda by: [*by.items()], dict),
    "regions": (list, lambda codes: [*map(RegionCode, codes)]),
    "superseded": (sorted, set),
    "unusual": (
        lambda by: [(row, _fields(fields, 0)) for row, fields in by.items()],
        lambda by: {row: _fields(fields, 1) for row, fields in by},
    ),
    "_last": (lambda _: None, lambda _: None),  # caches, which are made again
    "_place_of": (lambda _: None, lambda _: {}),
}
"""How the slots are written and read that are no columns."""


def _fields(fields: Mapping[str, Any], way: int) -> dict[str, Any]:
    return {name: _OF_FIELD[name][way](value) for name, value in fields.items()}


def _packed(part: Any, buffers: list[bytes], name: str = "") -> Any:  # noqa: ANN401  of JSON
    """Return a part of a register as JSON; the bytes of columns go to the buffers."""
    if isinstance(part, array):
        buffers.append(_in_order(part).tobytes())
        return {"array": part.typecode}
    if isinstance(part, bytearray):
        buffers.append(bytes(part))
        return {"bytes": True}
    if name in _OF_SLOT:
        return {"slot": name, "value": _OF_SLOT[name][0](part)}
    if isinstance(part, tuple):
        kind, slots = part
        return {"kind": kind, "slots": _packed(slots, buffers)}
    if isinstance(part, dict):
        return {name: _packed(one, buffers, name) for name, one in part.items()}
    return {"value": part}


def _unpacked(columns: Mapping[str, Any], parts: Iterator[memoryview]) -> dict[str, Any]:
    """Return the parts of a register by their names."""
    return {name: _part(one, parts) for name, one in columns.items()}


def _part(packed: Any, parts: Iterator[memoryview]) -> Any:  # noqa: ANN401  of any slot
    match packed:
        case {"array": typecode}:
            column = array(typecode)
            column.frombytes(next(parts))
            return _in_order(column)
        case {"bytes": _}:
            return bytearray(next(parts))
        case {"slot": name, "value": value}:
            return _OF_SLOT[name][1](value)
        case {"kind": kind, "slots": slots}:
            return kind, _unpacked(slots, parts)
        case _:
            return packed["value"]


def _in_order(column: "array[int]") -> "array[int]":
    """Return a column with the bytes of each number from the lowest on, whatever the machine."""
    if sys.byteorder == "big":  # pragma: no cover  machines of another kind
        column = array(column.typecode, column)
        column.byteswap()
    return column
