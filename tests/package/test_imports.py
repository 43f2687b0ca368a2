"""Importing the package loads nothing that is not needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

OPTIONAL = (
    "cattrs fastapi hypothesis matplotlib narwhals numpy pandas polars pyarrow pydantic "
    "python_calamine sqlalchemy xlsxwriter"
)


def modules_after(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    result = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True
    )
    return set(result.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import dukcapil",
        "from dukcapil import *",
        "import dukcapil.forecast, dukcapil.serial, dukcapil.spreadsheets",
    ],
)
def test_no_optional_dependency_is_ever_loaded(statement: str) -> None:
    loaded = modules_after(statement)
    assert "dukcapil" in loaded
    assert not loaded & set(OPTIONAL.split())


def test_the_bare_import_loads_no_dependency_at_all() -> None:
    loaded = modules_after("import dukcapil")
    assert not loaded & {"attr", "attrs", "dateutil"}


def test_the_table_of_regions_is_read_on_first_use_only() -> None:
    code = "import dukcapil.regions as r; print(r._table.cache_info().currsize)"
    result = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True
    )
    assert result.stdout.strip() == "0"
