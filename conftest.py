"""Run every example in README, docs and docstrings as a test."""

from __future__ import annotations

from importlib.util import find_spec

from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

# Their examples need a data frame library, which not everybody has.
_of_frames = [] if find_spec("narwhals") and find_spec("polars") else ["frames.py", "_frame_*.py"]
_how_to_frames = [] if all(map(find_spec, ("duckdb", "pandas", "polars"))) else ["frames-*.md"]

_markdown = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
    excludes=_how_to_frames,
)
_docstrings = Sybil(
    parsers=[DocTestParser()],
    patterns=["src/**/*.py"],
    excludes=[f"src/dukcapil/{name}" for name in _of_frames],
)

pytest_collect_file = (_markdown + _docstrings).pytest()
