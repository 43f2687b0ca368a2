"""The chain of digests over the canonical bytes of entries.

Their bytes are specified in docs/reference/ledger-digest.md, with the digests of examples that
tests compare. A change of these bytes is a new version beside this one, which stays readable.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Final, final, get_args

import attrs

from dukcapil.blanko._entries import Entry
from dukcapil.blanko._entry_base import EntryBase
from dukcapil.blanko._places import Blank, Place

__all__ = ["START", "DigestChain", "canonical", "chain"]

_BYTES: Final = sha256().digest_size
START: Final = sha256(b"dukcapil.blanko digest 1").digest()
"""Stands before the first entry; no ledger has it for its digest."""

_DEFAULTS: Final[dict[type[EntryBase], list[tuple[str, object]]]] = {
    kind: [(field.name, field.default) for field in attrs.fields(kind)] for kind in get_args(Entry)
}


@final
class DigestChain:
    """Digests of the first entries of a journal, made when they are asked for and then kept.

    The digest of a row depends on what is written before and in it alone, so it does not matter
    which reader asks first.
    """

    __slots__ = ("kept", "lock")

    def __init__(self) -> None:
        self.kept = bytearray()  # one digest after the other
        self.lock = Lock()

    def upto(self, size: int, entries: Callable[[int, int], Iterable[EntryBase]]) -> bytes:
        """Return the digest of the first entries; empty for none.

        Args:
            size: the number of entries.
            entries: returns the entries from a row up to another.
        """
        if len(self.kept) < size * _BYTES:
            with self.lock:
                first = len(self.kept) // _BYTES
                for digest in chain(bytes(self.kept[-_BYTES:]), entries(first, size)):
                    self.kept += digest
        return bytes(self.kept[(size - 1) * _BYTES : size * _BYTES]) if size else b""

    def copy(self, size: int) -> DigestChain:
        """Return the digests of the first entries, which go on by themselves."""
        digests = DigestChain()
        digests.kept = self.kept[: size * _BYTES]
        return digests


def chain(before: bytes, entries: Iterable[EntryBase]) -> Iterator[bytes]:
    """Yield the SHA-256 of each entry with the digest before it."""
    for entry in entries:
        before = sha256((before or START) + canonical(entry)).digest()
        yield before


def canonical(entry: EntryBase) -> bytes:
    """Return an entry as bytes, by version 1 of the specification in the documentation.

    What a field holds by default is left out, so a field that is new changes no digest.
    """
    kind = type(entry)
    fields = {
        name: _plain(value)
        for name, default in _DEFAULTS[kind]
        if (value := getattr(entry, name)) != default
    }
    text = json.dumps(
        [kind.__name__, fields], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Place):
        blank = () if value.blank is Blank.CITIZEN else (value.blank.value,)
        return [value.kind.value, value.name, *blank]
    if isinstance(value, tuple):
        return [[serials.first, serials.last] for serials in value]
    return value
