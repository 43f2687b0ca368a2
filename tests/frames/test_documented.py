"""The tables in the documentation agree with the library.

The table of engines is also the test that every function gives the same answer on every engine.
PySpark and Dask take a sample of it, and all of it in the profile `nightly`.
"""

from __future__ import annotations

import pytest
from support.documented import (
    ASKED,
    PAGE,
    SAMPLE,
    documented,
    layout,
    markdown,
    section,
    works,
)
from support.engines import ALL, SLOW_ENGINES, THOROUGH, engines

from dukcapil import frames


def test_layouts_are_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name, columns in (
        ("stays", frames.STAYS),
        ("events", frames.EVENTS),
        ("statuses", frames.STATUSES),
    ):
        assert section(name, text) == markdown(layout(columns))


@pytest.mark.parametrize("engine", engines(ALL))
def test_what_works_where_is_documented(engine: str) -> None:
    is_sampled = engine in SLOW_ENGINES and engine not in THOROUGH
    names = SAMPLE if is_sampled else tuple(ASKED)
    said = documented(engine)
    assert works(engine, names) == {name: said[name] for name in names}
    assert set(said) == set(ASKED)


def test_every_function_is_asked() -> None:
    functions = {name for name in frames.__all__ if name.islower()}
    assert set(ASKED) == functions - {"to_frames", "save_register", "open_register"}  # of registers
