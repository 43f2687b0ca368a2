"""Wheel and sdist, built once, hold the project's files and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import pytest

import dukcapil

ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000
SUFFIXES = {
    ".cff",
    ".css",
    ".csv",
    ".json",
    ".jsonl",
    ".md",
    ".py",
    ".sh",
    ".svg",
    ".toml",
    ".tsv",
    ".txt",
    ".xlsx",
    ".yaml",
    ".yml",
}
OTHER_NAMES = {".gitignore", "LICENSE", "PKG-INFO", "py.typed", "run"}
TOP_OF_SDIST = {
    ".ci",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "PKG-INFO",
    "README.md",
    "SECURITY.md",
    "THIRD-PARTY-NOTICES.md",
    "benchmarks",
    "conftest.py",
    "docs",
    "examples",
    "mkdocs.yml",
    "noxfile.py",
    "pyproject.toml",
    "sbom.cdx.json",
    "src",
    "tests",
}

pytestmark = [
    pytest.mark.skipif(find_spec("build") is None, reason="`build` comes with the extra `dev`"),
    pytest.mark.skipif(not (ROOT / "src").exists(), reason="the sources were taken away"),
]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both distributions, each built from the sources."""
    return build(tmp_path_factory.mktemp("dist"))


def build(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--sdist", "--wheel", "--outdir", str(folder)]
    if find_spec("hatchling") is not None:
        command.append("--no-isolation")  # which would fetch what is here already
    result = subprocess.run([*command, str(ROOT)], capture_output=True, check=False, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="session")
def sdist(built: Path) -> dict[PurePosixPath, int]:
    """The files of the sdist, below its one folder, and their sizes."""
    with tarfile.open(built / f"dukcapil-{dukcapil.__version__}.tar.gz") as archive:
        members = archive.getmembers()
    assert all(member.isfile() for member in members)
    assert {member.name.partition("/")[0] for member in members} == {
        f"dukcapil-{dukcapil.__version__}"
    }
    return {PurePosixPath(member.name.partition("/")[2]): member.size for member in members}


@pytest.fixture(scope="session")
def wheel(built: Path) -> dict[PurePosixPath, int]:
    """The files of the wheel, and their sizes."""
    with zipfile.ZipFile(built / f"dukcapil-{dukcapil.__version__}-py3-none-any.whl") as archive:
        return {PurePosixPath(file.filename): file.file_size for file in archive.infolist()}


def test_the_sdist_holds_what_is_listed_and_nothing_else(sdist: dict[PurePosixPath, int]) -> None:
    assert {path.parts[0] for path in sdist} == TOP_OF_SDIST
    assert [path for path in sdist if not _is_of_the_project(path)] == []


def test_the_wheel_holds_the_package_and_its_metadata(wheel: dict[PurePosixPath, int]) -> None:
    info = f"dukcapil-{dukcapil.__version__}.dist-info"
    assert {path.parts[0] for path in wheel} == {"dukcapil", info}
    for name in ("LICENSE", "THIRD-PARTY-NOTICES.md"):
        assert PurePosixPath(info, "licenses", name) in wheel
    package = [path for path in wheel if path.parts[0] == "dukcapil"]
    assert [path for path in package if path.suffix not in {".py", ".tsv", ".typed"}] == []


def test_the_wheel_holds_every_module_of_the_sdist(
    sdist: dict[PurePosixPath, int], wheel: dict[PurePosixPath, int]
) -> None:
    sources = {path.relative_to("src") for path in sdist if path.parts[0] == "src"}
    assert sources == {path for path in wheel if path.parts[0] == "dukcapil"}


def test_two_builds_are_equal_bit_by_bit(built: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    for path in built.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_no_file_is_larger_than_a_megabyte(
    sdist: dict[PurePosixPath, int], wheel: dict[PurePosixPath, int]
) -> None:
    assert [path for path, size in [*sdist.items(), *wheel.items()] if size > MEGABYTE] == []


def test_the_sdist_is_smaller_than_two_megabytes(built: Path) -> None:
    assert all(path.stat().st_size < 2 * MEGABYTE for path in built.iterdir())


def _is_of_the_project(path: PurePosixPath) -> bool:
    """Whether a file has a suffix that the project uses, or is one of the few without."""
    is_step = path.parts[:2] == (".ci", "steps") and not path.suffix
    return is_step or path.suffix in SUFFIXES or path.name in OTHER_NAMES
