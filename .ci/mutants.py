"""Change the rules in small ways, and count the changes that their own tests notice.

A mutant is one module with one operator, comparison, whole number or call changed. It is killed if
the tests of its package fail, or take five times as long. Mutants are drawn by a seed, so that a
run can be repeated: `python .ci/mutants.py --seed 3 --sample 40 distributions outreach`. Mutants
that change no answer stand in `.ci/mutants_equivalent.txt`, each with the reason. The exit status
is 1 if fewer than 95 % of the others are killed, or none was tried.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = Path("src/dukcapil")
EQUIVALENT: Final = Path(__file__).parent / "mutants_equivalent.txt"
AIM: Final = 0.95
"""The share of mutants with another answer that the tests are to kill."""

RULES: Final[dict[str, tuple[str, ...]]] = {
    "ages": ("unit/test_ages.py", "properties/test_ages.py"),
    "allocation": (
        "unit/test_allocation.py",
        "properties/test_allocation.py",
        "properties/test_allocation_lots.py",
    ),
    "blanko": ("unit/blanko", "properties/blanko"),
    "cards": ("unit/cards", "unit/register", "properties/register"),
    "coverage": ("unit/coverage", "properties/coverage", "reference/test_published_coverage.py"),
    "demand": ("unit/demand", "properties/demand"),
    "distributions": ("unit/distributions", "properties/distributions", "unit/inventory"),
    "forecast": ("unit/forecast", "properties/forecast", "reference/test_forecast_reference.py"),
    "inventory": (
        "unit/inventory",
        "properties/inventory",
        "reference/test_textbook_stock.py",
    ),
    "months": ("unit/test_months.py", "properties/test_months.py"),
    "nik": (
        "unit/test_nik.py",
        "unit/test_nik_as_text.py",
        "unit/shared/test_forging.py",
        "properties/test_nik.py",
    ),
    "outreach": ("unit/outreach", "properties/outreach"),
    "recording": ("unit/recording", "unit/register", "properties/register"),
    "register": (
        "unit/coverage/test_dimensions.py",
        "unit/register",
        "properties/register",
    ),
    "residents": ("unit/residents", "properties/residents", "unit/register/test_snapshots.py"),
    "wajib_ktp": (
        "unit/test_wajib_ktp.py",
        "unit/test_wajib_ktp_changes.py",
        "properties/test_wajib_ktp.py",
        "law",
    ),
}
"""The packages of rules, with their own tests, the quickest first."""

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COMPUTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
_CALLED: Final[dict[str, str]] = {
    "all": "any",
    "any": "all",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "ceil": "floor",
    "floor": "ceil",
    "max": "min",
    "min": "max",
    "reversed": "iter",
    "sorted": "list",
}


class Mutant(NamedTuple):
    """A change.

    Attributes:
        path: the module, below the root.
        line: its line.
        before: the statement or expression as it is.
        after: as it was changed to.
        source: the whole module, changed.
    """

    path: Path
    line: int
    before: str
    after: str
    source: str

    @property
    def change(self) -> str:
        """The change in a line."""
        return f"{self.before} -> {self.after}"

    @property
    def name(self) -> str:
        """The change with its module, as in the list of equivalent ones: lines move."""
        return f"{self.path.relative_to(PACKAGE)}: {self.change}"

    def is_one_of(self, names: Collection[str]) -> bool:
        """Return whether it is named, with its module or for all of them."""
        return self.name in names or self.change in names


def mutants(path: Path) -> list[Mutant]:
    """Return every mutant of a module, in the order of its source."""
    text = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = []
    for node in _mutable(tree):
        for change in _changes(node):
            before, kept = _first_line(node), copy.copy(vars(node))
            change()
            ast.fix_missing_locations(tree)
            after, line = _first_line(node), getattr(node, "lineno", 0)
            found.append(Mutant(path, line, before, after, ast.unparse(tree)))
            vars(node).clear()
            vars(node).update(kept)
    return found


def _first_line(node: ast.AST) -> str:
    """Return the code of a node; of a statement with a body, what decides about it."""
    return ast.unparse(node).partition("\n")[0]


def _mutable(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run: no annotations, decorators, or lines for type checkers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.AnnAssign):
            children: list[ast.AST] = [node.value] if node.value else []
        elif isinstance(node, ast.FunctionDef):
            defaults = [one for one in (*node.args.defaults, *node.args.kw_defaults) if one]
            children = [*defaults, *node.body]
        elif isinstance(node, ast.ClassDef):
            children = [*node.body]
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        elif isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
            yield node  # an option is named with its value: `strict=True`
            continue
        else:
            yield node
            yield from _mutable(node)
            continue
        for child in children:
            yield child
            yield from _mutable(child)


def _changes(node: ast.AST) -> Iterator[Callable[[], None]]:
    """Yield functions that change a node in place; its attributes are put back later."""
    yield from _operators(node)
    if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
        if (other := _other_value(node.value.value)) is not None:
            yield lambda: setattr(node, "value", ast.Constant(other))
    elif isinstance(node, ast.Constant) and (other := _other_value(node.value)) is not None:
        yield lambda: setattr(node, "value", other)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Call) and (name := _other_function(node)):
        yield lambda: setattr(node, "func", ast.Name(name, ast.Load()))


def _operators(node: ast.AST) -> Iterator[Callable[[], None]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield lambda: setattr(node, "ops", [_COMPARED[type(node.ops[0])]()])
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _COMPUTED:
        if not _is_text(node):
            yield lambda: setattr(node, "op", _COMPUTED[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield lambda: setattr(node, "op", other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda: setattr(node, "op", ast.UAdd())


def _other_value(value: object) -> int | None:
    """Return another number or truth; None for a value of another type."""
    if type(value) is bool:
        return not value
    return value + 1 if type(value) is int else None


def _other_function(call: ast.Call) -> str:
    """Return the function to be called in place of one; empty to leave the call as it is."""
    # With a key, `list` could not be called.
    if isinstance(call.func, ast.Name) and not call.keywords:
        return _CALLED.get(call.func.id, "")
    return ""


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """Return whether an operand is text, such as a message: most operators are none of text."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str | bytes))
        for side in sides
    )


def modules(package: str) -> list[Path]:
    """Return the modules of a package, or the one that it is."""
    whole = ROOT / PACKAGE / package
    files = sorted(whole.rglob("*.py")) if whole.is_dir() else [whole.with_suffix(".py")]
    return [path.relative_to(ROOT) for path in files if path.name != "__init__.py"]


class Bench:
    """A copy of the sources, in which one module at a time is changed."""

    def __init__(self, folder: Path) -> None:
        """Copy the sources, without what Python has compiled."""
        self._folder = folder
        shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))

    def run(self, package: str, seconds: float | None) -> bool:
        """Return whether the tests of a package pass, within a time."""
        command = [
            sys.executable,
            "-B",
            "-m",
            "pytest",
            "-q",
            "-x",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
        ]
        path = os.pathsep.join([str(self._folder / "src"), str(ROOT / "tests")])
        try:
            done = subprocess.run(  # noqa: S603  this interpreter
                [*command, *(f"tests/{name}" for name in RULES[package])],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def kills(self, mutant: Mutant, package: str, seconds: float) -> bool:
        """Return whether the tests notice a mutant."""
        place = self._folder / mutant.path
        kept = place.read_bytes()
        place.write_text(mutant.source, encoding="utf-8")
        try:
            return not self.run(package, seconds)
        finally:
            place.write_bytes(kept)


def drawn(package: str, seed: int, sample: int) -> list[Mutant]:
    """Return a sample of the mutants of a package, each as likely as any other."""
    every = [mutant for path in modules(package) for mutant in mutants(path)]
    luck = random.Random(f"{seed} {package}")  # noqa: S311  repeatable, not secret
    return luck.sample(every, min(sample, len(every)))


def equivalents() -> frozenset[str]:
    """Return the names of the mutants that change no answer."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith(("#", "    ")))


def main() -> int:
    """Try a sample of the mutants of each package, and print those that live."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("packages", nargs="*", default=sorted(RULES), metavar="PACKAGE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=20, help="mutants a package")
    asked = parser.parse_args()
    known, tried, killed = equivalents(), 0, 0
    print("| package | drawn | equivalent | killed | alive |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for package in asked.packages:
            began = time.monotonic()
            if not bench.run(package, None):
                print(f"{package}: its tests fail as it is")
                return 1
            limit = 10 + 5 * (time.monotonic() - began)
            every = drawn(package, asked.seed, asked.sample)
            others = [mutant for mutant in every if not mutant.is_one_of(known)]
            alive = [one for one in others if not bench.kills(one, package, limit)]
            tried += len(others)
            killed += len(others) - len(alive)
            figures = len(every), len(every) - len(others), len(others) - len(alive), len(alive)
            print(f"| `{package}` | {' | '.join(map(str, figures))} |", flush=True)
            for mutant in alive:
                print(f"alive, line {mutant.line}: {mutant.name}", file=sys.stderr, flush=True)
    print(f"{killed} of {tried} mutants with another answer were killed")
    return 0 if tried and killed >= AIM * tried else 1


if __name__ == "__main__":
    sys.exit(main())
