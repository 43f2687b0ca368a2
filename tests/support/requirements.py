"""What an example imports, and what its own requirements bring."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def imported_by(folder: Path) -> set[str]:
    """Return the packages that the modules of a folder import, without their own."""
    own = {path.name.removesuffix(".py") for path in folder.iterdir()}
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
            elif isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
    return found - own - {*sys.stdlib_module_names}


def required_by(folder: Path) -> set[str]:
    """Return the packages that `requirements.txt` names, and those of the extras that it asks."""
    project: Any = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    first, *others = (folder / "requirements.txt").read_text(encoding="utf-8").split()
    name, _, extras = first.removesuffix("]").partition("[")
    brought = [
        one
        for extra in extras.split(",")
        for one in project["optional-dependencies"].get(extra, ())
    ]
    return {name, *(one.partition(">")[0] for one in [*brought, *others])}
