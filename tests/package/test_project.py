"""What the project promises of itself as a package."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import operator
import re
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import dukcapil
from dukcapil import NIK

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_version_is_that_of_the_distribution() -> None:
    assert metadata.version("dukcapil") == dukcapil.__version__
    assert f"## {dukcapil.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_every_link_of_the_project_leads_to_its_repository() -> None:
    urls = PROJECT["urls"]
    assert list(urls) == ["Homepage", "Documentation", "Source", "Issues", "Changelog"]
    assert all(url.startswith(urls["Homepage"]) for url in urls.values())


def test_the_supported_interpreters_are_those_that_may_install_it() -> None:
    versions = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert versions == ["3.11", "3.12", "3.13"]
    assert PROJECT["requires-python"] == f">={versions[0]}"


def calls_in_the_readme() -> list[str]:
    """Return the calls in the table of questions, each an expression of Python."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [line.strip("|").split("|")[-1] for line in lines if line.startswith("|")]
    calls = [call for cell in cells for call in re.findall(r"`([^`]+\))`", cell)]
    return [call.replace("...,", "").replace(", ...", "") for call in calls]


@pytest.mark.parametrize("call", calls_in_the_readme())
def test_each_call_in_the_readme_has_the_names_and_parameters_of_the_library(call: str) -> None:
    asked = [node for node in ast.walk(ast.parse(call)) if isinstance(node, ast.Call)]
    for node in asked:
        path = ast.unparse(node.func).replace("().", ".")
        first = path.split(".")[0]
        if first == "frames":
            pytest.importorskip("narwhals")
            importlib.import_module("dukcapil.frames")
        function = operator.attrgetter(path)(dukcapil)
        parameters = inspect.signature(function).parameters
        assert {one.arg for one in node.keywords} <= parameters.keys(), path
    for level in re.findall(r"Level\.\w+", call):
        assert operator.attrgetter(level)(dukcapil.regions)


def test_the_extra_all_is_the_sum_of_those_for_users() -> None:
    extras = PROJECT["optional-dependencies"]
    (every,) = extras["all"]
    for_users = sorted(extras.keys() - {"all", "test", "docs", "dev", "bench"})
    assert every == f"dukcapil[{','.join(for_users)}]"
    assert all(f"`{name}`" in (ROOT / "README.md").read_text() for name in [*for_users, "all"])


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


def numbers_in(text: str) -> set[str]:
    """The NIKs in a text, written in one piece or in groups."""
    pieces = re.findall(r"(?<![0-9./])[0-9]{6}[ .-]?[0-9]{6}[ .-]?[0-9]{4}(?![0-9/])", text)
    return {digits for piece in pieces if NIK.is_valid(digits := re.sub("[^0-9]", "", piece))}


def is_nobodys(nik: str) -> bool:
    """Whether a NIK is of kecamatan 99, of abroad, or has a serial that no day reaches."""
    return nik[4:6] == "99" or nik[:2] == "99" or nik[12:] == "9999"


def test_no_number_in_the_tree_can_be_that_of_a_person() -> None:
    assert numbers_in("3275014105030001 and 327501 410503 0002") == {
        "3275014105030001",
        "3275014105030002",
    }
    folders = ("benchmarks", "docs", "examples", "src", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    texts = {".py", ".md", ".csv", ".jsonl", ".tsv", ".txt", ".toml", ".yml", ".ipynb"}
    found = {
        str(path.relative_to(ROOT)): somebodys
        for path in [*files, *ROOT.glob("*.md")]
        if path.suffix in texts and path != Path(__file__)
        if (
            somebodys := {
                *filter(lambda one: not is_nobodys(one), numbers_in(path.read_text("utf-8")))
            }
        )
    }
    assert found == {}


def test_the_bill_of_materials_names_what_is_needed_and_carried() -> None:
    bill = json.loads((ROOT / "sbom.cdx.json").read_text())
    needed = {re.split("[<>=]", one)[0] for one in PROJECT["dependencies"]}
    libraries = {one["name"] for one in bill["components"] if one["type"] == "library"}
    data = {one["name"] for one in bill["components"] if one["type"] == "data"}
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["version"] == dukcapil.__version__
    assert libraries == needed
    assert data == {path.name for path in (Path(dukcapil.__file__).parent / "_data").glob("*.tsv")}


def test_the_profile_alone_sets_the_number_of_examples() -> None:
    fixed = re.compile(r"max_examples=\d+[,)]")
    tests = (path for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py")
    assert [path.name for path in tests if fixed.search(path.read_text())] == []
