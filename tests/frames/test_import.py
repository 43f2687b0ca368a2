"""Without narwhals the package names the extra to install."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from dukcapil.errors import MissingExtra


def test_without_narwhals_it_says_what_to_install() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.modules['narwhals'] = None; import dukcapil.frames",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last == f"dukcapil.errors.MissingExtra: {MissingExtra(extra='frames')}"


def test_the_module_itself_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    monkeypatch.delitem(sys.modules, "dukcapil.frames", raising=False)
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module("dukcapil.frames")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)
