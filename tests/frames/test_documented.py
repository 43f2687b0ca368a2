"""The tables in the documentation are what the library says of itself."""

from __future__ import annotations

from shutil import which

import pytest
from support.documented import ALL, ASKED, PAGE, layout, markdown, section, support
from support.engines import is_installed

from dukcapil import frames


def test_layouts_are_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name, columns in (("stays", frames.STAYS), ("events", frames.EVENTS)):
        assert section(name, text) == markdown(layout(columns))


@pytest.mark.skipif(
    not all(map(is_installed, ALL)) or which("java") is None, reason="needs every engine"
)
def test_what_works_where_is_documented() -> None:
    assert section("support", PAGE.read_text(encoding="utf-8")) == markdown(support())


def test_every_function_is_asked() -> None:
    functions = {name for name in frames.__all__ if name.islower()}
    assert set(ASKED) == functions - {"to_frames"}
