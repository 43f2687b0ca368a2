"""Nothing public takes the memory of a machine: it is answered, or refused with the bound."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.profiles import thorough

SCRIPT = Path(__file__).parents[1] / "support/large_requests.py"
MINUTES = 10
"""Of a machine with much else to do; a request that hangs takes hours."""


@thorough
def test_large_requests_are_answered_or_refused_under_a_limit_of_memory() -> None:
    pytest.importorskip("resource", reason="this system has no limits of memory")
    done = subprocess.run(
        [sys.executable, SCRIPT], capture_output=True, text=True, timeout=60 * MINUTES, check=False
    )
    assert (done.stdout, done.stderr[-2_000:], done.returncode) == ("", "", 0)
