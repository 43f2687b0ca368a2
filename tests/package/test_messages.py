"""The pages on messages explain every fault, error and warning, in the words of the library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dukcapil import blanko, errors
from dukcapil._shared.fault_words import FAULTS
from dukcapil.errors import Fault

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def rows(page: str) -> list[list[str]]:
    """The cells of the tables of a page, without headings and rules."""
    found = []
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
        elif line.startswith("|--"):
            found.pop()
    return found


EXPLAINED = {
    "messages.md": {fault: [fault.value, fault.advice] for fault in Fault},
    "messages.id.md": {
        fault: [f"{fault.value}<br>*{phrase}*", advice]
        for fault, (phrase, advice) in FAULTS.items()
    },
}


@pytest.mark.parametrize("page", EXPLAINED)
def test_every_fault_is_explained_with_its_own_words_and_advice(page: str) -> None:
    found = [[*row[:-2], row[-1]] for row in rows(page) if row[0][0] not in "[`"]
    assert sorted(found) == sorted(EXPLAINED[page].values())


@pytest.mark.parametrize("page", EXPLAINED)
def test_every_error_and_warning_is_explained_once(page: str) -> None:
    links = [row[0] for row in rows(page) if row[0].startswith("[")]
    found = [re.fullmatch(r"\[`(\w+)`\]\[dukcapil\.errors\.\1\]", link) for link in links]
    roots = {"DukcapilError", "DukcapilWarning", "Fault"}
    assert sorted(name[1] for name in found if name) == sorted(set(errors.__all__) - roots)
    assert len(found) == len(links)


def sentences(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be, with … for what is put into them."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join("".join(sentences(part)) or "…" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*sentences(one), *sentences(other))
        case _:
            pass


def refusals() -> Iterator[str]:
    """The sentences of the refusals in the ledger."""
    for module in sorted(Path(blanko.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "RefusedEntry":
                for keyword in node.keywords:
                    yield from sentences(keyword.value)


@pytest.mark.parametrize("page", EXPLAINED)
def test_what_the_ledger_refuses_is_explained_in_its_words(page: str) -> None:
    found = [row[0].strip("`") for row in rows(page) if row[0].startswith("`")]
    assert len(found) > 20
    assert set(found) <= set(refusals())


@pytest.mark.parametrize("page", EXPLAINED)
def test_every_explanation_is_one_of_its_own(page: str) -> None:
    causes = [row[-2] for row in rows(page)]
    assert all(cause.endswith(".") for cause in causes)
    assert len(set(causes)) == len(causes)
