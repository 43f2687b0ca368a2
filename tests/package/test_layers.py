"""Packages import downwards, and the faces of each other. The layers stand in `pyproject.toml`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dukcapil

SOURCE = Path(dukcapil.__file__).parent

# Private modules that exist for other packages, and those that the packages use of each other.
EXCEPTIONS = {
    ("coverage", "register"),  # the columns of a register
    ("demand", "register"),
    ("frames", "register"),  # the rules that its columns are derived from
    ("frames", "cards"),
    ("forecast", "distributions"),  # probability masses
    ("inventory", "distributions"),
    ("demand", "distributions"),
    ("serial", "register"),  # registers whose events were not checked
    ("store", "register"),  # the columns that it keeps
    ("testing", "blanko"),  # classes that strategies choose among
    ("testing", "distributions"),
}


def test_the_layers_contracts_hold() -> None:
    importlinter = pytest.importorskip("importlinter.cli")
    assert importlinter.lint_imports(no_cache=True) == importlinter.EXIT_STATUS_SUCCESS


def private_imports() -> set[tuple[str, str]]:
    """Packages that import a private module of another package, with that package."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        package = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                _, _, module = node.module.partition("dukcapil.")
                other, _, private = module.partition(".")
                if private and other not in {package, "_shared"}:
                    found.add((package, other))
    return found


def test_packages_import_the_faces_of_others() -> None:
    assert private_imports() == EXCEPTIONS
