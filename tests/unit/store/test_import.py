"""Without SQLAlchemy the package names the extra to install."""

from __future__ import annotations

import importlib
import sys

import pytest

from dukcapil.errors import MissingExtra


def test_the_module_itself_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.delitem(sys.modules, "dukcapil.store", raising=False)
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module("dukcapil.store")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)
