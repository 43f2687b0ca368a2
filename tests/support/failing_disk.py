"""A disk that fails at a step of one's choice, and connections of SQLite that do.

Every operation on files that the library makes is counted; the one of a given number raises, and
so do those that follow if the disk stays broken. A run that never fails says how many there are.
"""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

_BUFFER: Final = 4_096
"""Bytes that are written at once: few, so that files take several writes."""


E = TypeVar("E", bound=BaseException)


def error_of(call: Callable[[], object], kind: type[E]) -> E | None:
    """Return the error that a call raises, or None."""
    try:
        call()
    except kind as error:
        return error
    return None


class FailingDisk:
    """A disk whose operations are counted, and fail from one of them on.

    Attributes:
        steps: the operations up to now.
    """

    def __init__(
        self, fails_at: int, error: BaseException | None, *, stays_broken: bool = False
    ) -> None:
        """Make a disk that fails at a step, the first being 1; at none for 0."""
        self.steps = 0
        self._fails_at, self._error, self._stays_broken = fails_at, error, stays_broken

    def step(self) -> None:
        """Count an operation, or fail."""
        self.steps += 1
        is_broken = self._stays_broken and self.steps > self._fails_at
        if self._error is not None and (self.steps == self._fails_at or is_broken):
            raise self._error

    def failing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is a step."""

        def failing(*given: Any, **named: Any) -> Any:  # noqa: ANN401
            self.step()
            return call(*given, **named)

        return failing

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Let files be written to this disk."""
        plain = io.open

        def opened(path: Any, mode: str = "r", **named: Any) -> Any:  # noqa: ANN401
            if "x" not in mode:
                return plain(path, mode, **named)
            self.step()
            return io.BufferedWriter(_FailingFile(path, mode, self, **named), _BUFFER)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("builtins.open", opened)
            patched.setattr(os, "fsync", self.failing(os.fsync))
            patched.setattr(Path, "chmod", self.failing(Path.chmod))
            patched.setattr(Path, "replace", self.failing(Path.replace))
            yield


class _FailingFile(io.FileIO):
    """A file on such a disk; of a write that fails, a half is there."""

    def __init__(self, path: Any, mode: str, disk: FailingDisk, *, opener: Any) -> None:  # noqa: ANN401
        super().__init__(path, mode.replace("b", ""), opener=opener)
        self._disk = disk

    def write(self, data: Any) -> int:  # noqa: ANN401  any buffer
        try:
            self._disk.step()
        except BaseException:
            super().write(memoryview(data)[: len(data) // 2])
            raise
        return super().write(data)


def connected(disk: FailingDisk) -> type[sqlite3.Connection]:
    """Return a class of connections of SQLite whose statements are steps of a disk."""

    class Cursor(sqlite3.Cursor):
        def execute(self, *given: Any) -> Any:  # noqa: ANN401
            return disk.failing(super().execute)(*given)

        def executemany(self, *given: Any) -> Any:  # noqa: ANN401
            return disk.failing(super().executemany)(*given)

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:  # noqa: ANN401
            return super().cursor(Cursor)

        def commit(self) -> None:
            disk.failing(super().commit)()

    return Connection
