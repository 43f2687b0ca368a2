"""What the project promises of itself as a package."""

from __future__ import annotations

import re
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import dukcapil

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_version_is_that_of_the_distribution() -> None:
    assert metadata.version("dukcapil") == dukcapil.__version__
    assert f"## {dukcapil.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_only_attrs_and_dateutil_are_needed_at_run_time() -> None:
    assert [re.split("[<>=]", need)[0] for need in PROJECT["dependencies"]] == [
        "attrs",
        "python-dateutil",
    ]


def test_the_lowest_versions_tested_are_the_lowest_versions_declared() -> None:
    constraints = (ROOT / ".ci" / "lowest.txt").read_text().splitlines()
    lowest = [line for line in constraints if not line.startswith("#")]
    assert lowest == [need.replace(">=", "==") for need in PROJECT["dependencies"]]


def test_the_tables_of_regions_take_less_than_100_kb_of_the_wheel(tmp_path: Path) -> None:
    archive = tmp_path / "tables.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as wheel:
        for table in (Path(dukcapil.__file__).parent / "_data").iterdir():
            wheel.write(table)
    assert archive.stat().st_size < 100_000


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(dukcapil.__file__).parent / "py.typed").exists()
