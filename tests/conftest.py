"""Hypothesis profiles, and the marker of the properties.

`HYPOTHESIS_PROFILE` chooses a profile. No test fixes a number of examples: one that needs more or
fewer than others scales `settings().max_examples`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("dev", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("nightly", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

PROPERTIES = Path(__file__).parent / "properties"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything below `properties`."""
    for item in items:
        if PROPERTIES in item.path.parents:
            item.add_marker(pytest.mark.property)
