"""Files of Excel 97 to 2003, written by hand: no library of the tests writes them.

Records of BIFF8 ([MS-XLS]) in a compound file of sectors of 512 bytes ([MS-CFB]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

Rows = Sequence[Sequence[object]]

MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR, _SMALL = 512, 4096
_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_PLAIN, _DATE = 0, 1  # the two formats of cells
_EPOCH: Final = date(1899, 12, 30)


def old_workbook(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
    password: bool = False,
) -> Path:
    """Write rows of texts, numbers, dates and flags to the sheets of an .xls file.

    `merged` has the first and last row and the first and last column of ranges on each sheet, from
    0; with `password`, the mark of an encrypted workbook is in it, though nothing is encrypted.
    """
    texts = list(
        dict.fromkeys(
            cell for rows in sheets.values() for row in rows for cell in row if type(cell) is str
        )
    )
    bodies = [_sheet(rows, texts, merged) for rows in sheets.values()]
    offsets = [0] * len(bodies)
    for _ in range(2):  # the first pass measures the head
        of_sheets = [(name, at, name in hidden) for name, at in zip(sheets, offsets, strict=True)]
        head = _globals(of_sheets, texts, password=password)
        at = len(head)
        for index, body in enumerate(bodies):
            offsets[index] = at
            at += len(body)
    path.write_bytes(compound_file({"Workbook": head + b"".join(bodies)}))
    return path


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 6))


def _globals(
    sheets: Sequence[tuple[str, int, bool]], texts: Sequence[str], *, password: bool
) -> bytes:
    """Return the head: for each sheet its name, its offset and whether it is hidden; all texts."""
    records = [_begin(0x0005)]
    if password:
        records.append(_record(0x002F, struct.pack("<H", 1) + bytes(50)))
    records += [_record(0x0042, struct.pack("<H", 1200)), _record(0x0022, bytes(2))]
    records += [_record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 14)]
    for name, offset, is_hidden in sheets:
        state = struct.pack("<IBB", offset, is_hidden, 0)
        records.append(_record(0x0085, state + bytes([len(name), 0]) + name.encode("latin-1")))
    strings = [struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts]
    counts = struct.pack("<II", len(texts), len(texts))
    records += [_record(0x00FC, counts + b"".join(strings)), _record(0x000A)]
    return b"".join(records)


def _sheet(rows: Rows, texts: Sequence[str], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    width = max(map(len, rows), default=0)
    records = [_begin(0x0010), _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))]
    records += _cells(rows, texts)
    if merged:
        ranges = b"".join(struct.pack("<4H", *one) for one in merged)
        records.append(_record(0x00E5, struct.pack("<H", len(merged)) + ranges))
    return b"".join([*records, _record(0x000A)])


def _cells(rows: Rows, texts: Sequence[str]) -> Iterator[bytes]:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            at = struct.pack("<HH", row, column)
            if isinstance(cell, str):
                yield _record(0x00FD, at + struct.pack("<HI", _PLAIN, texts.index(cell)))
            elif isinstance(cell, bool):
                yield _record(0x0205, at + struct.pack("<HBB", _PLAIN, cell, 0))
            elif isinstance(cell, date):
                yield _record(0x0203, at + struct.pack("<Hd", _DATE, (cell - _EPOCH).days))
            elif isinstance(cell, int | float):
                yield _record(0x0203, at + struct.pack("<Hd", _PLAIN, cell))


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file, the container of .xls and of encrypted .xlsx files."""
    table, sectors, entries = [_FAT, _END], [], [_entry("Root Entry", 5, (_END, 0), child=1)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(_SMALL, b"\0")  # smaller streams have sectors of their own
        padded += bytes(-len(padded) % _SECTOR)
        first, count = len(table), len(padded) // _SECTOR
        table += [*range(first + 1, first + count), _END]
        sectors.append(padded)
        following = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, (first, len(padded)), right=following))
    assert len(table) <= _SECTOR // 4, "too large for one table of sectors"
    table += [_NONE] * (_SECTOR // 4 - len(table))
    header = MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALL, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_NONE] * 108)
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    return header + struct.pack(f"<{_SECTOR // 4}I", *table) + directory + b"".join(sectors)


def _entry(
    name: str, kind: int, content: tuple[int, int], *, right: int = _NONE, child: int = _NONE
) -> bytes:
    """Return the entry of a storage (5) or stream (2), with its first sector and its size."""
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return head + struct.pack("<III36xIQ", _NONE, right, child, *content)
