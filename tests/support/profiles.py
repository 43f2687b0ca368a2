"""Tests that the default profile leaves out, so that a plain run takes about a minute."""

from __future__ import annotations

import os
from typing import Final

import pytest

__all__ = ["IS_THOROUGH", "thorough"]

IS_THOROUGH: Final = os.environ.get("HYPOTHESIS_PROFILE", "dev") != "dev"
thorough: Final = pytest.mark.skipif(
    not IS_THOROUGH, reason="long; in the profiles of `.ci/run`: HYPOTHESIS_PROFILE=ci"
)
"""Mark of a test that runs with large budgets only."""
