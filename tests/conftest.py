"""Hypothesis profiles, and the marker of the properties.

`HYPOTHESIS_PROFILE` chooses a profile. No test fixes a number of examples: one that needs more or
fewer than others scales `settings().max_examples`.
"""

from __future__ import annotations

import os
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings
from support.profiles import IS_THOROUGH

settings.register_profile("dev", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("nightly", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

PROPERTIES, FRAMES = (Path(__file__).parent / name for name in ("properties", "frames"))
THINNED_BY = 5
"""Of so many cases on DuckDB, the default profile runs one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything below `properties`, and thin the cases of DuckDB, which plans for seconds."""
    left_out = pytest.mark.skip(reason="one in five on DuckDB; all with HYPOTHESIS_PROFILE=nightly")
    for item in items:
        if PROPERTIES in item.path.parents:
            item.add_marker(pytest.mark.property)
        elif FRAMES in item.path.parents and not IS_THOROUGH and is_thinned(item):
            item.add_marker(left_out)


def is_thinned(item: pytest.Item) -> bool:
    """Return whether an item is one of the many cases of a question that are left out."""
    given = getattr(getattr(item, "callspec", None), "params", {})
    is_one_of_many = given.get("engine") == "duckdb" and len(given) > 1
    return is_one_of_many and crc32(item.nodeid.encode()) % THINNED_BY > 0
