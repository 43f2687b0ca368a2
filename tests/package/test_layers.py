"""The rooms import downwards only. The contracts stand in `pyproject.toml`."""

from __future__ import annotations

import pytest

importlinter = pytest.importorskip("importlinter.cli")


def test_the_layers_contract_holds() -> None:
    assert importlinter.lint_imports(no_cache=True) == importlinter.EXIT_STATUS_SUCCESS
