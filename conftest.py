"""Run every example in README, docs and docstrings as a test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

from sybil import Document, Region, Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.sybil import SybilCollection

# Examples of data frames run where the libraries they use are installed.
_has_frames = find_spec("narwhals") and find_spec("polars")
_packages_of_frames = ("", "_answers/", "_published/", "_registers/", "_scopes/", "_words/")
_of_frames = [] if _has_frames else [f"dukcapil/frames/{one}*.py" for one in _packages_of_frames]
_of_files = [] if _has_frames and find_spec("pyarrow") else ["dukcapil/frames/_files/*.py"]
_of_engines = ["frames-*.md", "keep-figures-*.md"]
_how_to_frames = [] if all(map(find_spec, ("duckdb", "pandas", "polars"))) else _of_engines
# So do examples of pictures.
_has_plots = find_spec("matplotlib")
_of_plots = [] if _has_plots else ["dukcapil/plots/*.py"]
_gallery = [] if _has_plots else ["gallery*.md"]
# And of workbooks.
_has_excel = find_spec("python_calamine") and find_spec("xlsxwriter")
_of_excel = ["from-our-excel-*.md", "check-a-dkb-*.md", "start-from-our-*.md"]
_how_to_excel = [] if _has_excel else _of_excel
_of_workbooks = [] if _has_excel else ["dukcapil/spreadsheets/*.py"]
# And those of cattrs, FastAPI and SQLAlchemy.
_of_store = [] if find_spec("sqlalchemy") else ["dukcapil/store/*.py"]
_how_to_store = [] if find_spec("sqlalchemy") else ["keep-it-in-a-*.md"]
_of_services = [
    f"dukcapil/serial/{module}.py"
    for module, needed in (("_converter", "cattrs"), ("_http", "fastapi"))
    if not find_spec(needed)
]


os.environ.setdefault("MPLBACKEND", "Agg")  # pictures without a window


def _close_pictures(_: dict[str, object]) -> None:
    """Forget the figures of a document, of which matplotlib keeps no more than 20."""
    if _has_plots:
        import matplotlib.pyplot as plt  # noqa: PLC0415  not everybody has it

        plt.close("all")


def _doctests(document: Document) -> Iterator[Region]:
    """Yield the examples of a docstring, without those on libraries that are missing."""
    for region in DocTestParser()(document):
        source = region.parsed.source
        if (_has_frames or "frames" not in source) and (_has_excel or "xlsx" not in source):
            yield region


def _begin_as_a_reader(namespace: dict[str, object]) -> None:
    """Go to a folder that holds the workbook of the tutorial, as the page asks."""
    home, folder = Path.cwd(), Path(mkdtemp())
    shutil.copy(Path(__file__).parent / "docs/assets/tutorial/penduduk.xlsx", folder)
    os.chdir(folder)
    namespace["_home"] = home, folder


def _end_as_a_reader(namespace: dict[str, object]) -> None:
    """Leave that folder, and nothing behind."""
    home, folder = cast("tuple[Path, Path]", namespace["_home"])
    os.chdir(home)
    shutil.rmtree(folder)
    _close_pictures(namespace)


_markdown = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
    excludes=["tutorial*.md", *_how_to_frames, *_how_to_excel, *_how_to_store, *_gallery],
    teardown=_close_pictures,
)
_tutorial = Sybil(
    parsers=[PythonCodeBlockParser()],
    patterns=["tutorial*.md"],
    excludes=[] if _has_plots and _has_excel else ["*.md"],
    setup=_begin_as_a_reader,
    teardown=_end_as_a_reader,
)
_docstrings = Sybil(
    parsers=[_doctests],
    path="src",
    patterns=["*.py"],
    excludes=_of_frames + _of_files + _of_plots + _of_workbooks + _of_services + _of_store,
    teardown=_close_pictures,
)

pytest_collect_file = SybilCollection([_markdown, _tutorial, _docstrings]).pytest()
