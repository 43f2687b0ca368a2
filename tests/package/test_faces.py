"""Public names are imported from public packages, name them, and import in any order."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pickle
import pydoc
import subprocess
import sys
import typing
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import attrs
import pytest
from package.test_public_api import MODULES
from support.profiles import thorough

import dukcapil
from dukcapil import testing

Public = typing.Any  # a class or a function
SOURCE = Path(dukcapil.__file__).parent
NEEDS = {
    "frames": "narwhals",
    "plots": "matplotlib",
    "store": "sqlalchemy",
    "testing": "hypothesis",
}
HERE = [module for module in MODULES if find_spec(NEEDS.get(module, "attrs"))]


def public_objects() -> Iterator[tuple[str, str, object]]:
    """Every public class and function, with its package and its name."""
    for module in HERE:
        loaded = importlib.import_module(f"dukcapil.{module}")
        for name in loaded.__all__:
            value = getattr(loaded, name)
            if inspect.isclass(value) or inspect.isroutine(value):
                yield module, name, value


PUBLIC = [pytest.param(*each, id=".".join(each[:2])) for each in public_objects()]
CLASSES = [each for each in PUBLIC if inspect.isclass(each.values[2])]


@pytest.mark.parametrize(("module", "name", "value"), PUBLIC)
def test_a_public_object_names_a_public_package(module: str, name: str, value: Public) -> None:
    assert value.__module__.startswith("dukcapil.")
    assert "._" not in value.__module__
    assert value.__qualname__ == name
    home = importlib.import_module(value.__module__)
    assert getattr(home, name) is value or module == "frames"
    assert pickle.loads(pickle.dumps(value)) is value


@pytest.mark.parametrize(("module", "name", "value"), PUBLIC)
def test_annotations_of_public_objects_resolve(module: str, name: str, value: Public) -> None:
    if (module, name) == ("store", "ValueType"):
        pytest.skip("annotations of SQLAlchemy's own do not resolve")
    hints = typing.get_type_hints(value)
    assert not any(isinstance(hint, str | typing.ForwardRef) for hint in hints.values()), name
    assert module in MODULES


@pytest.mark.parametrize(("module", "name", "value"), CLASSES)
def test_fields_of_public_classes_resolve(module: str, name: str, value: Public) -> None:
    if not attrs.has(value):
        pytest.skip(f"{module}.{name} has no fields")
    attrs.resolve_types(value)
    assert not any(isinstance(field.type, str) for field in attrs.fields(value))


ONE_BY_ONE = """
import os, sys, traceback
import attrs, dateutil
try:
    import hypothesis
except ImportError:
    pass
for statement in sys.stdin.read().splitlines():
    child = os.fork()  # a copy of an interpreter that has imported nothing of the project
    if not child:
        try:
            exec(statement)
        except BaseException:
            print(statement, traceback.format_exc(), sep=": ", flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@thorough
def test_every_package_and_every_strategy_imports_first() -> None:
    statements = [f"import dukcapil.{module}" for module in HERE]
    if "testing" in HERE:
        statements += [f"from dukcapil.testing import {name}" for name in testing.__all__]
    done = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE],
        input="\n".join(statements),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""


def test_help_fits_a_few_screens() -> None:
    text = pydoc.plain(pydoc.render_doc(dukcapil))
    assert len(text.splitlines()) < 80
    for module in MODULES:
        assert module in text


def test_the_names_for_type_checkers_are_those_that_are_loaded() -> None:
    tree = ast.parse(Path(dukcapil.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = {
        (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    loaded = {("dukcapil", module) for module in dukcapil._NAMES}
    loaded |= {
        (f"dukcapil.{module}", name) for module, names in dukcapil._NAMES.items() for name in names
    }
    assert imported == loaded


@pytest.mark.parametrize("module", [path.parent.name for path in SOURCE.glob("[a-z]*/__init__.py")])
def test_a_face_defines_nothing(module: str) -> None:
    tree = ast.parse((SOURCE / module / "__init__.py").read_text(encoding="utf-8"))
    defined = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name != "__getattr__"
    ]
    assert defined == []
    docstring = ast.get_docstring(tree)
    assert docstring is not None
    assert "Where a change goes" in docstring


def test_the_folder_reads_as_a_table_of_contents() -> None:
    assert len([path for path in SOURCE.iterdir() if path.name != "__pycache__"]) <= 31
    for folder in SOURCE.rglob("*/"):
        assert len(list(folder.glob("*.py"))) <= 18, folder.name
