"""Files that take their place when they are complete, in folders of every kind."""

from __future__ import annotations

import os
from errno import EINVAL, EIO, ENOTSUP
from pathlib import Path

import pytest

from dukcapil._shared.files import replaced  # what all writers of files go through


def write(path: Path, text: str, *, is_private: bool = True) -> None:
    with replaced(path, is_private=is_private) as file:
        file.write(text.encode())


def fails_for_folders(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let folders not be synchronised, with an error of the system."""
    plain = os.fsync

    def synchronise(opened: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{opened}"):  # noqa: PTH112  follows the link
            raise OSError(number, "no")
        plain(opened)

    monkeypatch.setattr("os.fsync", synchronise)


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")


def test_a_system_that_opens_no_folders_has_no_need_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = os.open

    def open_no_folder(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError
        return plain(path, flags, mode)

    monkeypatch.setattr("os.open", open_no_folder)
    write(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "new"


@needs_proc
@pytest.mark.parametrize("number", [EINVAL, ENOTSUP])
def test_neither_has_one_that_synchronises_none(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_for_folders(number, monkeypatch)
    write(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "new"


@needs_proc
def test_a_new_file_that_a_loss_of_power_may_undo_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a", "old")
    fails_for_folders(EIO, monkeypatch)
    with pytest.raises(OSError, match="no") as caught:
        write(tmp_path / "a", "new")
    assert caught.value.errno == EIO
    assert [one.read_text() for one in tmp_path.iterdir()] == ["new"]


@pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
def test_who_may_read_a_file_is_said_by_the_one_that_was_there(tmp_path: Path) -> None:
    private, shown = tmp_path / "private", tmp_path / "shown"
    usual = os.umask(0o022)
    try:
        for _ in range(2):
            write(private, "x")
            write(shown, "x", is_private=False)
            assert [one.stat().st_mode & 0o777 for one in (private, shown)] == [0o600, 0o644]
    finally:
        os.umask(usual)
    private.chmod(0o640)
    write(private, "x")
    assert private.stat().st_mode & 0o777 == 0o640
