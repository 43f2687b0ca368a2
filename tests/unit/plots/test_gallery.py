"""The gallery shows every picture that the package draws."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="pictures need the extra `plots`")

from dukcapil import plots

ROOT = Path(__file__).parents[3]


def test_every_picture_is_there_and_small() -> None:
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\((assets/gallery/\w+\.svg)\)", page)
    found = sorted((ROOT / "docs" / "assets" / "gallery").glob("*"))
    assert sorted(Path(picture).name for picture in pictures) == [path.name for path in found]
    assert all(path.stat().st_size < 100_000 for path in found)


def test_every_kind_of_picture_is_in_it() -> None:
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    reached = {"plot", *(name for name in plots.__all__ if f"plots.{name}(" in page)}
    module = importlib.import_module("dukcapil.plots._plot")
    reached |= {picture.__name__ for picture in module._PICTURES.values()}
    reached |= {"coverage_bars", "coverage_over_time"}
    assert set(plots.__all__) <= reached
